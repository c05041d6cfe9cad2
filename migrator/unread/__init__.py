"""Calls that run Python and that no setting covers: nothing else in this program looks at them.

A guard that only knows its own receiver is green for whoever calls Pyodide by another name. `calls` finds such calls in
JavaScript that was parsed, `text` in files of languages that are only searched, and `message` says what to set.
"""

import re

# The methods of Pyodide that run Python, as they stand in the bytes of a file.
NAMES = frozenset({"runPython", "runPythonAsync"})
MENTION = b"runPython"


def may_call(data: bytes) -> bool:
    """Whether the bytes of a file can hold a call that runs Python: they spell it, or an escape that may."""
    if MENTION in data:
        return True
    if b"\0" in data:
        return MENTION in data.replace(b"\0", b"")
    if b"\\" not in data:
        return False
    from migrator.javascript.strings import escapes, spellings

    name = MENTION.decode()
    return escapes(name).search(data) is not None and spellings(name).search(data) is not None


def is_pyodide(path: str, data: bytes) -> bool:
    """Whether a file is a copy of Pyodide itself: it has the name of one, and says what only Pyodide's loader says."""
    name = re.split(r"[\\/]", path)[-1].lower()
    return re.fullmatch(r"pyodide(\.asm)?(\.min)?\.[cm]?js", name) is not None and any(
        mark in data for mark in (b"_createPyodideModule", b"languagePluginLoader")
    )
