"""What may be evaluated once more, or not at all, without anybody noticing."""

from __future__ import annotations

import pytest

from migrator.javascript.effects import has_effect
from migrator.javascript.lower import Lowering
from migrator.javascript.parentheses import children
from migrator.model.settings import RECEIVER

from .nodes import read


def effect(expression: str) -> bool:
    source = read(f"({expression});")
    statement = children(source.root)[0]
    return has_effect(Lowering(source.data, RECEIVER).lower(children(statement)[0]))


@pytest.mark.parametrize(
    "expression",
    [
        "f()",
        "a.f()",
        "new A()",
        "a = 1",
        "a += 1",
        "a++",
        "delete a.b",
        "await a",
        "f`a`",
        "[1, f()]",
        "{ a: f() }",
        "{ [f()]: 1 }",
        "a ? f() : b",
        "`${f()}`",
        "a[f()]",
        "Math.random()",
        "Date.now()",
        "JSON.parse(a)",
        "Object?.keys(a)",
        "String(f())",
        "a.replace(/b/g, () => f())",
        "a.replace(b, c)",
        "location.replace('a')",
        "location.replace('a', 'b')",
        "window.location.replace(/a/, 'b')",
        "router.replace('a', 'b')",
        "a.replace('b')",
        "class {}",
    ],
)
def test_an_effect(expression: str) -> None:
    assert effect(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "a",
        "1",
        "'a'",
        "/a/g",
        "a.b?.c[d]",
        "a ? b : c",
        "!a && typeof b",
        "[...a, , 1]",
        "{ a, b: 1, [c]: 2, ...d }",
        "`a${b}`",
        "() => f()",
        "function () { f(); }",
        "String(a)",
        "Math.max(a, b)",
        "JSON.stringify(a)",
        "a.replace(/b/g, 'c').replaceAll('d', 'e')",
        "String(a).replace('d', 'e')",
        "`a${b}`.replace('d', 'e')",
        "JSON.stringify(a).replaceAll('d', 'e')",
        "window.JSON.stringify(a)",
    ],
)
def test_no_effect(expression: str) -> None:
    assert not effect(expression)


@pytest.mark.parametrize("expression", ["String(a)", "Math.max(a, b)", "JSON.stringify(a)", "isNaN(a)", "window.Math.max(a)"])
def test_a_name_that_the_file_declares_is_not_pure(expression: str) -> None:
    head = expression.split("(")[0].split(".")[0]
    source = read(f"({expression}); const {head} = f;")
    term = Lowering(source.data, RECEIVER).lower(children(children(source.root)[0])[0])
    assert not has_effect(term)
    assert has_effect(term, source.scopes)
