"""One run: which files are examined, by how many processes, and what earlier runs found of them.

A run goes through stages, and each imports what the next one needs when the first file gets there. A hook mostly looks
at files that do not mention Pyodide, and for it, starting is most of the time:

- `selection` looks at paths and bytes, and imports no parser and no ledger.
- `lookup` asks the cache about the files that may matter; a result that was kept needs no parser.
- `look` parses a file. Most of those that mention Pyodide have no use of it, and need no rule and no matcher.
- `examine` matches and rewrites.

`entries` makes what the ledger holds, and is imported with the first thing to say. Every import inside a function of
this package is for that reason: it is heavy, and most runs do without it.
"""
