"""Functions of a file."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.functions import invoke
from migrator.worker.handlers.values import Function, constant
from migrator.worker.handlers.walk import Stop

from .walks import at, given, shown


@pytest.mark.parametrize(
    ("function", "value"),
    [
        ("(a) => a", 1.0),
        ("a => { return a + 1; }", 2.0),
        ("() => {}", "undefined"),
        ("(a) => { if (x) { return a; } }", [1.0, "undefined"]),
        ("function () { return this; }", "that"),
        ("function () { return arguments[1]; }", 2.0),
        ("(a, ...rest) => rest", {"0": 2.0}),
        ("(a, b, c = 3) => c", 3.0),
        ("function* () { yield 1; yield 2; }", {"...": [1.0, 2.0]}),
    ],
)
def test_what_a_function_gives(function: str, value: object) -> None:
    walk, _ = at(f"export default {function}", "program")
    [made] = walk.loaded["a.js"].fields["default"]
    assert isinstance(made, Function)
    assert shown(invoke(walk, made, [constant(1.0), constant(2.0)], constant("that"))) == value
    assert (walk.active, walk.returns, walk.started) == ([], [], [])


def test_one_that_only_throws_stops() -> None:
    walk, _ = at("export default () => { throw 1; }", "program")
    [made] = walk.loaded["a.js"].fields["default"]
    assert isinstance(made, Function)
    with pytest.raises(Stop):
        invoke(walk, made, [], ())


def test_one_that_calls_itself_ends() -> None:
    assert given("f()", "const f = () => f()") == "Unknown"
