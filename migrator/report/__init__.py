"""One module a format. A report knows the ledger, prints, and decides nothing."""

from typing import Literal

# What `check` says where it finds nothing; here, so that this needs nothing else.
HOLDS = "The boundary holds."

# Of the documents of `--format json`.
VERSION: Literal[2] = 2
