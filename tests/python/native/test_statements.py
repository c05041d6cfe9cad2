"""Statements are called as libcst calls them, and those that share a line stand in one."""

from __future__ import annotations

import libcst as cst
import pytest

from migrator.python.native import tree_of
from migrator.python.native.expressions import _EXPRESSIONS, BINARY
from migrator.python.native.statements import _STATEMENTS
from migrator.python.tree import kind_of

PROGRAMS = [
    *("a", "a = b", "a += b", "a: b", "return a", "raise a", "assert a", "del a", "global a", "nonlocal a", "break"),
    *("continue", "pass", "import a", "from a import b", "if a: b", "for a in b: c", "while a: b", "with a: b"),
    *("try: a\nfinally: b", "try: a\nexcept* b: c", "def f(): a", "class A: b"),
]


@pytest.mark.parametrize("text", PROGRAMS)
def test_a_statement_has_the_kind_that_libcst_gives_it(text: str) -> None:
    tree, other = tree_of(text), cst.parse_module(text)
    assert tree is not None
    [mine], [theirs] = tree.body, other.body
    assert kind_of(mine) == kind_of(theirs)
    if kind_of(mine) == "SimpleStatementLine":
        assert isinstance(theirs, cst.SimpleStatementLine)
        assert list(map(kind_of, mine.body)) == list(map(kind_of, theirs.body))


def test_what_is_read_has_a_name_in_both_trees() -> None:
    assert len(PROGRAMS) >= len(_STATEMENTS) - 3  # those that are asynchronous
    assert all(hasattr(cst, kind) for kind in BINARY.values())
    assert len(_EXPRESSIONS) > 20
