"""Calls and `new`."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.calls import apply, call
from migrator.worker.handlers.values import UNDEFINED, Constant, constant
from migrator.worker.handlers.walk import Stop

from .walks import at, given, shown


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("f(1, ...[2])", {"0": 1.0, "1": 2.0}),
        ("f.call(null, 1)", {"0": 1.0}),
        ("f.apply(null, [1, 2])", {"0": 1.0, "1": 2.0}),
        ("f.bind(null, 1)(2)", {"0": 1.0, "1": 2.0}),
        ("(x ? f : g)(1)", [{"0": 1.0}, "g"]),
        ("new Promise((resolve) => resolve(1))", 1.0),
        ("new Made(2)", {"m": 2.0}),
        ("gone(1)", "Unknown"),
        ("'a'.toUpperCase()", "A"),
    ],
)
def test_what_a_call_gives(expression: str, value: object) -> None:
    before = "const f = (...all) => [...all], g = () => 'g'; function Made(m) { this.m = m; }"
    assert given(expression, before) == value


def test_a_call_is_kept_with_what_it_is_given() -> None:
    walk, node = at("f(1)", "call_expression")
    walk.recording = True
    call(walk, node)
    call(walk, node)
    [(place, arguments)] = walk.calls.values()
    assert (place.node, [shown(argument) for argument in arguments]) == (node, [1.0])


def test_what_the_message_shows_to_be_nothing_throws() -> None:
    walk, _ = at("1", "number")
    nothing = (Constant(UNDEFINED, told=True),)
    with pytest.raises(Stop):
        apply(walk, nothing, [], (), None)
    assert shown(apply(walk, nothing, [], (), None, optional=True)) == "undefined"
    assert shown(apply(walk, constant(UNDEFINED), [], (), None)) == "Unknown"
