"""Members of values."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.members import get, set_
from migrator.worker.handlers.values import UNDEFINED, Constant, Thing, Unknown, constant

from .walks import at, given, shown


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'abc'.length", 3.0),
        ("'abc'.trim", "Method"),
        ("'abc'.gone", "undefined"),
        ("[1, 2].length", 2.0),
        ("[1, 2][1]", 2.0),
        ("({ a: 1 }).a", 1.0),
        ("({ a: 1 }).b", "undefined"),
        ("({ a: 1 })[x]", [1.0, "Unknown"]),
        ("({ get a() { return 2; } }).a", 2.0),
        ("new (class { m() { return 3; } })().m()", 3.0),
        ("x.a", "Unknown"),
        ("(() => 1).call", "Method"),
    ],
)
def test_what_a_member_gives(expression: str, value: object) -> None:
    assert given(expression) == value


def test_a_key_that_the_message_chooses() -> None:
    walk, _ = at("1", "number")
    owner = Thing(fields={"a": constant(1.0)})
    assert shown(get(walk, (owner,), (Unknown(told=True),))) == [1.0, "Unknown"]
    assert get(walk, (owner,), (Unknown(told=True),))[-1] == Unknown(told=True)
    assert get(walk, (owner,), (Constant("b", told=True),)) == (Constant(UNDEFINED, told=True),)


def test_what_is_given_to_a_member_is_there() -> None:
    walk, _ = at("1", "number")
    one, other = Thing(), Thing()
    set_(walk, (one,), constant("a"), constant(1.0))
    set_(walk, (one,), (Unknown(),), constant(2.0))
    set_(walk, (one, other), constant("b"), constant(3.0))
    assert shown((one,)) == {"a": 1.0, "b": 3.0, "...": 2.0}
    assert shown((other,)) == {"b": 3.0}
