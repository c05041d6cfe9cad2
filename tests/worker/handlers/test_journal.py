"""What is changed is taken back, and what branches change is joined."""

from __future__ import annotations

from migrator.worker.handlers.journal import Journal, Slot
from migrator.worker.handlers.values import Constant, Value

ONE, TWO, THREE = (Constant(1.0),), (Constant(2.0),), (Constant(3.0),)


def test_what_is_undone_is_as_it_was() -> None:
    slots: dict[str, Value] = {"a": ONE}
    journal = Journal()
    journal.put(Slot(slots, "a"), TWO)
    mark = len(journal)
    journal.put(Slot(slots, "a"), THREE)
    journal.put(Slot(slots, "a"), ONE)
    journal.put(Slot(slots, "b"), TWO)
    changes = journal.undo(mark)
    assert slots == {"a": TWO}
    assert {key: change.value for (_, key), change in changes.items()} == {"a": ONE, "b": TWO}
    journal.undo(0)
    assert slots == {"a": ONE}


def merged(ended: list[bool], *, own: bool) -> dict[str, Value]:
    slots: dict[str, Value] = {"a": ONE}
    journal = Journal()
    branches = []
    for changed in ({"a": TWO}, {"b": THREE}):
        for key, value in changed.items():
            journal.put(Slot(slots, key), value)
        branches.append(journal.undo(0))
    journal.merge(branches, ended, frozenset({id(slots)} if own else ()))
    found = dict(slots)
    journal.undo(0)
    assert slots == {"a": ONE}  # a join is a change too
    return found


def test_what_branches_change_is_joined() -> None:
    assert merged([False, False], own=True) == {"a": (*TWO, *ONE), "b": THREE}
    assert merged([True, False], own=False) == {"a": (*TWO, *ONE), "b": THREE}
    assert merged([True, False], own=True) == {"a": ONE, "b": THREE}
    assert merged([False, True], own=True) == {"a": TWO}
