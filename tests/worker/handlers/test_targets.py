"""What is given to patterns."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.targets import assign
from migrator.worker.handlers.values import constant

from .walks import at, given


@pytest.mark.parametrize(
    ("pattern", "value", "found"),
    [
        ("[a, , b]", "[1, 2, 3]", {"a": 1.0, "b": 3.0}),
        ("[a, ...b]", "[1, 2]", {"a": 1.0, "b": {"...": [1.0, 2.0]}}),
        ("{ a, c: b }", "{ a: 1, c: 2 }", {"a": 1.0, "b": 2.0}),
        ("{ a = 3, ...b }", "{ c: 2 }", {"a": 3.0, "b": {"c": 2.0}}),
        ("{ ['c']: a, b: { b } }", "{ c: 1, b: { b: 2 } }", {"a": 1.0, "b": 2.0}),
        ("{ a = 1, b = 2 }", "x", {"a": ["Unknown", 1.0], "b": ["Unknown", 2.0]}),
    ],
)
def test_patterns(pattern: str, value: str, found: object) -> None:
    assert given("{ a, b }", f"const {pattern} = {value}") == found


def test_a_name_in_parentheses_and_one_that_nothing_binds() -> None:
    walk, node = at("(b) = 1", "parenthesized_expression")
    assign(walk, node, constant(2.0))
    assert walk.globals.fields["b"] == constant(2.0)
