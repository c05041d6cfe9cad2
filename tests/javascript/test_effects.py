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
    ],
)
def test_no_effect(expression: str) -> None:
    assert not effect(expression)
