"""What an expression gives."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.expressions import evaluate

from .walks import at, given, shown


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("0x1f", 31.0),
        ("1_000.5", 1000.5),
        ("true", True),
        ("null", None),
        ("undefined", "undefined"),
        ("'\\x61'", "a"),
        ("(1, 2)", 2.0),
        ("await 'a'", "a"),
        ("[1, , ...[2, 3]]", {"0": 1.0, "1": "undefined", "2": 2.0, "3": 3.0}),
        ("[1, ...x, 2]", {"0": 1.0, "...": ["Unknown", 2.0]}),
        ("{ a: 1, ['b']: 2, c() {} }", {"a": 1.0, "b": 2.0, "c": "Function"}),
        ("{ ...{ a: 1 }, [x]: 2 }", {"a": 1.0, "...": 2.0}),
        ("x", "Unknown"),
        ("/x/", "Unknown"),
    ],
)
def test_values(expression: str, value: object) -> None:
    walk, node = at(f"({expression})", "parenthesized_expression")
    assert shown(evaluate(walk, node)) == value


def test_all_that_stands_in_what_is_not_followed_is_reached() -> None:
    walk, node = at("x = import.meta ? 1 : `${f(2)}`", "assignment_expression")
    walk.recording = True
    evaluate(walk, node)
    assert next(child for child in node.named_children if child.type == "ternary_expression").id in walk.reached


def test_a_function_knows_its_own_name() -> None:
    assert given("(function f(n) { return n ? typeof f : 0; })(1)") == "function"
