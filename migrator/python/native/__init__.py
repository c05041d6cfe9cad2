"""The tree of a program, read by Python's own parser: in a tenth of the time that libcst takes, and without it.

Only what both read in the same way is read here. Whatever else a program has, `tree_of` gives None, and libcst reads
it: `match`, type parameters, semicolons, carriage returns, what an f-string spells that only a full lexer knows, and
anything that this Python refuses or that another Python would read otherwise.
"""

from __future__ import annotations

import re
import warnings

from migrator.python.native.parsed import Odd, parsed
from migrator.python.native.statements import Statements
from migrator.python.tree import Tree

_ODD = re.compile(r"[\r\f\0]")


def tree_of(text: str) -> Tree | None:
    """The tree of a program; None where libcst has to read it."""
    if _ODD.search(text) is not None:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes that are none
            module = parsed(text, "exec")
            reader = Statements(text)
            return Tree(text, reader.body(module.body), reader.outer)
    except (Odd, SyntaxError, ValueError, LookupError, MemoryError, RecursionError):
        return None
