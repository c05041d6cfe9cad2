"""Calls of what no file has."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.platform import call_unknown, then
from migrator.worker.handlers.values import Constant, Unknown, constant

from .walks import at, given, shown


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("Object.freeze({ a: 1 })", {"a": 1.0}),
        ("x.then((y) => 1)", 1.0),
        ("'a'.then((y) => y)", "a"),
        ("x.finally(() => 1)", "Unknown"),
        ("require('a-package')", {"...": "Unknown"}),
    ],
)
def test_what_a_call_gives(expression: str, value: object) -> None:
    assert given(expression) == value


def test_python_is_kept_with_its_argument() -> None:
    walk, node = at("p.runPython('1')", "call_expression")
    assert walk.programs == {}
    walk.recording = True
    call_unknown(walk, Unknown("runPython"), [constant("1")], (), node)
    [ran] = walk.programs.values()
    assert (ran.call.node, shown(ran.value), ran.firm) == (node, "1", True)
    assert ran.argument.node.type == "string"


def test_what_is_lost_and_what_the_message_chooses_are_told() -> None:
    walk, node = at("f()", "call_expression")
    walk.recording = True
    call_unknown(walk, Unknown(lost="./gone.js"), [], (), node)
    call_unknown(walk, Unknown(told=True), [], (), node)
    call_unknown(walk, Unknown(told=True, given=True), [], (), node)
    call_unknown(walk, Unknown(), [], (), node)
    assert [(unread.what, unread.shown) for unread in walk.unread.values()] == [
        ("module", "./gone.js"),
        ("handler", ""),
    ]


def test_what_fails_may_be_caught() -> None:
    walk, _ = at("export default () => 2", "number")
    handler = walk.loaded["a.js"].fields["default"]
    assert shown(then(walk, "catch", [handler], (Constant(1.0),))) == [1.0, 2.0]
