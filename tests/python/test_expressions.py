"""Expressions and targets as raw terms, with the names, holes and metavariables that they hold."""

from __future__ import annotations

import pytest

from migrator.model.term import JavaScriptTerm, Term, show
from migrator.python.expressions import Expressions, operator
from migrator.python.parse import parse

from .forms import built


def expression(text: str) -> Term:
    (statement,) = built(text)[1]
    return statement.children[0]


def shown(text: str) -> str:
    return show(expression(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a - (b - c)", "a - b - c"),
        ("a < b < c", "a < b and b < c"),
        ("not a == b", "(not a) == b"),
        ("a ** -b", "-a ** b"),
        ("f(*a)", "f(a)"),
        ("f(**a)", "f(*a)"),
        ("f(a=b)", "f(b)"),
        ("(a,)", "a"),
        ("[a]", "(a,)"),
        ("{a: b}", "{a, b}"),
        ("{**a}", "{a}"),
        ("a[1:2]", "a[1, 2]"),
        ("a[1:2]", "a[1:2:3]"),
        ("a[:1]", "a[1:]"),
        ("[a for a in b]", "(a for a in b)"),
        ("[a for a in b if c]", "[a for a in b]"),
        ("lambda a: b", "lambda: b"),
        ("lambda *a: b", "lambda **a: b"),
        ("1", "1.0"),
        ("1", "1j"),
        ("'1'", "1"),
        ("'a'", "b'a'"),
        ("f'{a}'", "f'{a!r}'"),
        ("f'{a}'", "f'{a:>1}'"),
        ("f'{a}'", "f'{{a}}'"),
        ("await a", "a"),
        ("(yield a)", "(yield from a)"),
        ("(a := b)", "a == b"),
        ("True", "true"),
    ],
)
def test_what_is_different(one: str, other: str) -> None:
    assert shown(one) != shown(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("((a))+b", "a + b"),
        ("'a' 'b'", '"ab"'),
        ("0x10", "16"),
        ("1_000", "1000"),
        ("1e3", "1000.0"),
        ("[a, b, ]", "[a, b]"),
        ("f'a' 'b'", "'ab'"),
        ("r'\\n'", "'\\\\n'"),
        ("u'a'", "'a'"),
    ],
)
def test_what_is_the_same(one: str, other: str) -> None:
    assert shown(one) == shown(other)


def test_names_of_one_letter_in_two_spellings_are_one() -> None:
    assert shown("ﬁ") == shown("fi")  # Python takes names in the form NFKC


def test_a_hole_is_held_once_and_known_by_its_placeholder() -> None:
    text = "f(__0__, '__1__', a.__2__)"
    holes = {f"__{index}__": JavaScriptTerm("name", str(index)) for index in range(4)}
    built_by = Expressions(holes, False, "")
    built_by.expression(parse(text).body[0].body[0].value)  # type: ignore[union-attr, index]
    assert built_by.held >= {"__0__", "__1__"}
    assert "__3__" not in built_by.held
    assert set(built_by.placeholders.values()) <= set(holes)


def test_inner_attributes_come_first() -> None:
    builder, _ = built("a.b.c")
    assert [term.value for term in builder.attributes] == ["b", "c"]


@pytest.mark.parametrize(("text", "spelled"), [("a not in b", "not in"), ("a is not b", "is not"), ("a @ b", "@")])
def test_operators(text: str, spelled: str) -> None:
    assert f":{spelled}" in shown(text)


@pytest.mark.parametrize(("text", "spelled"), [("a //= b", "//"), ("a >>= b", ">>")])
def test_operators_of_assignments(text: str, spelled: str) -> None:
    node = parse(text).body[0].body[0].operator  # type: ignore[union-attr, index]
    assert operator(node) == spelled
