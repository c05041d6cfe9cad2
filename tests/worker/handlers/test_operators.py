"""Operators and assignments."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.operators import operation, unary

from .walks import at, given, shown


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1 + 2", 3.0),
        ("'a' + 1", "a1"),
        ("'a' + x", "a?"),
        ("0 || 'b'", "b"),
        ("null ?? 'b'", "b"),
        ("0 && f()", 0.0),
        ("x && 1", [False, 1.0]),
        ("'a' in { a: 1 }", True),
        ("'m' in new (class { m() {} })()", True),
        ("'b' in {}", False),
        ("'a' in x", "Unknown"),
        ("1 === 1", True),
    ],
)
def test_two_operands(expression: str, value: object) -> None:
    walk, _ = at(expression, "program")
    [statement] = walk.here.source.root.named_children
    assert shown(operation(walk, statement.named_children[0])) == value


@pytest.mark.parametrize(
    ("expression", "value"),
    [("!0", True), ("!x", "Unknown"), ("typeof 'a'", "string"), ("typeof x", "Unknown"), ("void 1", "undefined"),
     ("-1", -1.0), ("-'1'", "Unknown"), ("~1", "Unknown")],
)  # fmt: skip
def test_one_operand(expression: str, value: object) -> None:
    walk, node = at(expression, "unary_expression")
    assert shown(unary(walk, node)) == value


def test_what_assignments_leave_behind() -> None:
    assert given("a", "let a = 1; a += 2; a++; a--; a *= 2") == 6.0
    assert given("a", "let a; a ??= 1; a ||= 2; a &&= 3") == 3.0
    assert given("a", "const a = {}; a.b = 1; (a).c = a.b") == {"b": 1.0, "c": 1.0}
    assert given("x ? 1 : 2") == [1.0, 2.0]
    assert given("1 ? 1 : 2") == 1.0
