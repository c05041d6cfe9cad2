"""One module a format. A report knows the ledger, prints, and decides nothing."""

# What `check` says where it finds nothing; here, so that this needs nothing else.
HOLDS = "The boundary holds."
