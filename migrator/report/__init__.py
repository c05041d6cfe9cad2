"""One module a format. A report knows the ledger, prints, and decides nothing."""
