"""Sites of blocks with no, one or several programs, any code, expressions, assignments and imports, run before and after.

`python -m tests.whole.blocks [SEED [CASES]]`

- `pages`: the pages, the sites that they fit, and what the worker's commands come to.
- `statements`: what is put around and into a site.
- `cases`: draws sites. `judge`: migrates them, and compares what Node has seen before and after. `play.mjs` runs both.
- `mutants`: sites that differ from a page's in one thing.
"""
