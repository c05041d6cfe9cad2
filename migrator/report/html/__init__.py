"""`--report`: the ledger as one page that needs nothing but itself."""

# How a page begins; by this one is known that may be written over.
HEAD = b'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<meta name="generator" content="migrator'
