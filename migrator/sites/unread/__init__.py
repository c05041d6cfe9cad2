"""Calls that run Python and that no setting covers: nothing else in this program looks at them.

A guard that only knows its own receiver is green for whoever calls Pyodide by another name. `calls` finds such calls in
JavaScript that was parsed, `text` in what is only searched, and `message` says what to set.
"""
