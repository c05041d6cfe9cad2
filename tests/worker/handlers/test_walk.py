"""The state of a walk: branches that are joined, what is in doubt, what is reached."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.values import Bound, Constant, Value
from migrator.worker.handlers.walk import Stop, Walk

from .walks import at, shown, walked

ONE, TWO = (Constant(1.0),), (Constant(2.0),)


def walk() -> Walk:
    return at("1", "number")[0]


def test_branches_run_from_the_same_state() -> None:
    here, seen = walk(), []
    slots: dict[str, Value] = {"a": ONE}

    def branch() -> bool:
        seen.append(slots["a"])
        here.put(slots, "a", TWO)
        return True

    here.fork(False, branch, branch, lambda: True)
    assert seen == [ONE, ONE]
    assert shown(slots["a"]) == [2.0, 1.0]


def test_what_throws_in_every_branch_throws() -> None:
    def throws() -> None:
        raise Stop

    assert walk().fork(False, throws, lambda: 1) == [None, 1]
    with pytest.raises(Stop):
        walk().fork(False, throws, throws)


@pytest.mark.parametrize(
    ("recording", "doubtful", "unsure"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_what_is_changed_in_doubt_tells(recording: bool, doubtful: bool, unsure: bool) -> None:
    here = walk()
    here.recording = recording
    slots: dict[str, Value] = {}
    here.fork(doubtful, lambda: [here.put(slots, "a", ONE)])
    [atom] = slots["a"]
    assert isinstance(atom, Constant)
    assert atom.unsure is unsure
    assert here.doubt == 0


def test_what_is_once_surely_reached_stays_so() -> None:
    here, node = at("1", "number")
    here.reach(node)
    assert here.reached == {}
    here.recording = True
    here.fork(True, lambda: [here.reach(node)])
    assert here.reached == {node.id: False}
    here.reach(node)
    here.fork(True, lambda: [here.reach(node)])
    assert here.reached == {node.id: True}
    here.forget()
    assert here.reached == {}


def test_a_function_that_is_told_may_be_called() -> None:
    here, _ = at("export default () => 1", "number")
    here.recording = True
    slots: dict[str, Value] = {}
    here.fork(True, lambda: [here.put(slots, "f", here.loaded["a.js"].fields["default"])])
    [atom] = slots["f"]
    assert isinstance(atom, Bound)
    assert atom.maybe


@pytest.mark.parametrize(
    ("code", "unread"),
    [
        ("let got; if (maybe(type)) { got = await a(); } got.b();", True),
        ("if (maybe(type)) { const got = await a(); got.b(); }", False),
        ("if (maybe(type)) return; let got = await a(); got.b();", False),
        ("const f = (got) => got.b(); if (maybe(type)) { f(await a()); }", False),
    ],
)
def test_a_variable_has_its_first_value_wherever_it_is_read(code: str, unread: bool) -> None:
    machine = walked("import { maybe } from 'x';\nonmessage = async ({ data }) => { const { type } = data; " + code + " };")
    assert bool(machine.unread) is unread
