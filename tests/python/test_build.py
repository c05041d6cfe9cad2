"""Statements of a program as raw terms."""

from __future__ import annotations

import pytest

from migrator.python.build import Builder
from migrator.python.parse import Unparsable, parse
from migrator.term import show

from .forms import built


def shown(text: str, *, pattern: bool = False) -> list[str]:
    return [show(term) for term in built(text, pattern=pattern)[1]]


@pytest.mark.parametrize("text", ["type A = int", "def f[T](a): pass", "class A[T]: pass"])
def test_what_is_not_understood(text: str) -> None:
    with pytest.raises(Unparsable, match="not understood"):
        built(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pass", []),
        ("a = b = 1", ["(assign name:a name:b number:1)"]),
        ("a += 1", ["(augassign:+ name:a number:1)"]),
        ("a: int", ["(annassign name:a (annotation name:int))"]),
        ("a, (b, *c) = d", ["(assign (tuple name:a (tuple name:b (star name:c))) name:d)"]),
        ("del a, b[0]", ["(delete name:a (subscript name:b number:0))"]),
        ("assert a, 'b'", ["(assert name:a string:b)"]),
        ("raise A from b", ["(raise name:A name:b)"]),
        ("import a.b, c as d", ["(import:import a.b name:a)", "(import:import c name:d)"]),
        ("if a: b\nelif c: d", ["(if name:a (block (expr name:b)) (block (if name:c (block (expr name:d)) block)))"]),
        ("while a: break\nelse: b", ["(while name:a (block break) (block (expr name:b)))"]),
        ("for a in b: continue", ["(for name:a name:b (block continue) block)"]),
    ],
)
def test_statements(text: str, found: list[str]) -> None:
    assert shown(text) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("try: a\nexcept B: c", "try: a\nexcept: c"),
        ("try: a\nexcept B: c", "try: a\nexcept* B: c"),
        ("try: a\nfinally: c", "try: a\nexcept B: pass\nelse: c"),
        ("with a: b", "with a as c: b"),
        ("def f(a): pass", "def f(a=1): pass"),
        ("def f(a): pass", "def f(*, a): pass"),
        ("def f(a, /): pass", "def f(a): pass"),
        ("def f(): pass", "async def f(): pass"),
        ("@a\ndef f(): pass", "def f(): pass"),
        ("class A(B): pass", "class A: pass"),
        ("match a:\n case 1: b", "match a:\n case _: b"),
        ("match a:\n case [1]: b", "match a:\n case {1: c}: b"),
        ("match a:\n case 1 if c: b", "match a:\n case 1: b"),
        ("import a", "import b"),
        ("from a import b", "from .a import b"),
        ("global a", "nonlocal a"),
    ],
)
def test_different_statements(one: str, other: str) -> None:
    assert shown(one) != shown(other)


def test_what_was_met_on_the_way() -> None:
    builder, body = built("from a import *\nb")
    assert builder.star_import is not None
    assert builder.last is body[-1]
    assert builder.last_has_value
    builder, _ = built("b\nc = 1")
    assert builder.star_import is None
    assert not builder.last_has_value


def test_gaps_are_those_of_a_pattern_and_may_be_left_out() -> None:
    builder, _ = built("...")
    assert builder.gaps == []
    builder, body = built("a\n...\nb", pattern=True)
    assert [show(term) for term in body] == ["(expr name:a)", "gap", "(expr name:b)"]
    module = parse("a\n...\nb")
    whole = Builder({}, True, "")
    whole.module(module)
    without = Builder({}, True, "", frozenset(whole.gaps))
    assert [show(term) for term in without.module(module)] == ["(expr name:a)", "(expr name:b)"]
