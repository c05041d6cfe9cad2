"""The parts of Python's terms by their names."""

from __future__ import annotations

import pytest

from migrator.model.term import JavaScriptTerm, Term, arguments, callee, content, expression, owner, show
from migrator.python.lower import Temporaries, lower
from migrator.python.shape import comprehension, given, imported, lone_assignment, loop, targets


def statement(text: str, *, pattern: bool = False) -> Term:
    holes: dict[str, Term] = {"__hole__": JavaScriptTerm("name", "x")}
    return lower(text, holes, pattern=pattern, temporaries=Temporaries.NONE).body[0]


def first(text: str, kind: str, *, pattern: bool = False) -> Term:
    return next(term for term in statement(text, pattern=pattern).walk() if term.kind == kind)


@pytest.mark.parametrize(
    ("text", "kind", "bound"),
    [
        ("a = b, c = f()", "assign", ["name:a", "(tuple name:b name:c)"]),
        ("a: int = 1", "annassign", ["name:a"]),
        ("a += 1", "augassign", []),
        ("for a in b: c", "for", ["name:a"]),
        ("while a: b", "while", []),
        ("[a for a, b in c]", "comp_for", ["(tuple name:a name:b)"]),
        ("f(a := 1)", "walrus", ["name:a"]),
        ("with f() as a: b", "item", ["name:a"]),
        ("with f(): b", "item", []),
        ("try: f()\nexcept E as a: b", "handler", ["name:a"]),
        ("try: f()\nexcept E: b", "handler", ["none"]),
        ("def f():\n  global a, b\n  a = b = 1", "global", ["name:a", "name:b"]),
        ("match a:\n  case [b, *c]: pass", "MatchStar", ["name:c"]),
    ],
)
def test_targets(text: str, kind: str, bound: list[str]) -> None:
    assert [show(term) for term in targets(first(text, kind))] == bound


def test_an_assignment_to_one_target() -> None:
    assigned = lone_assignment(statement("a = f(1)"))
    assert assigned is not None
    assert [show(term) for term in assigned] == ["name:a", "(call name:f number:1)"]
    assert lone_assignment(statement("a = b = f(1)")) is None
    assert lone_assignment(statement("a += 1")) is None


def test_loops() -> None:
    over = loop(statement("for a in b:\n  c\nelse:\n  d"))
    assert [show(term) for term in over if term is not None] == [
        "name:a", "name:b", "(block (expr name:c))", "(block (expr name:d))",
    ]  # fmt: skip
    test = loop(statement("while a:\n  b"))
    assert test.target is None
    assert [show(term) for term in test[1:] if term is not None] == ["name:a", "(block (expr name:b))", "block"]


def test_comprehensions() -> None:
    parts = comprehension(first("{a: b for a in c for b in a if b}", "dictcomp"))
    assert [show(term) for term in parts.elements] == ["name:a", "name:b"]
    assert [len(clause.children) for clause in parts.clauses] == [2, 3]


def test_imports() -> None:
    name = imported(statement("import mystery as m\nm = m or 1"))
    assert name is not None
    assert show(name) == "name:m"
    assert imported(statement("from mystery import *")) is None


def test_calls() -> None:
    call = expression(statement("a.f(1, b=2)"))
    assert show(owner(callee(call))) == "name:a"
    assert [show(term) for term in arguments(call)] == ["number:1", "(keyword:b number:2)"]
    assert show(given(arguments(call)[1])) == "number:2"
    assert show(given(first("f($NAME=2)", "keyword", pattern=True))) == "number:2"
    assert show(owner(first("a.$NAME", "attribute", pattern=True))) == "name:a"


def test_holes() -> None:
    assert show(content(first("f(__hole__)", "hole"))) == "name:x"
