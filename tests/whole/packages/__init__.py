"""Calls of Pyodide, planted everywhere in the JavaScript of npm packages.

`python -m tests.whole.packages [SEED [CASES]]`

- `corpus`: the files in which calls are planted.
- `sites`: what is planted: the call sites of the shipped pages, and of those that the documentation shows.
- `places`: where it is planted. `cases`: a file with some calls in it, in one of several layouts.
- `judge`: what the program makes of a case, beside what must hold of it. `judge.mjs`: what Node and another analysis of
  scopes make of it. `shrink`: the smallest part of a case that still fails. `run`: draws and judges cases,
  and asks the command line about some of them together.
"""
