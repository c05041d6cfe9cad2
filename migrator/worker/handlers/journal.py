"""What a walk changes, kept so that it can be taken back, and so that what several branches change can be joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from migrator.javascript.scopes import Binding
from migrator.worker.handlers.values import Value, join

Key = TypeVar("Key")
_MISSING: Value = ()


@dataclass(eq=False, slots=True)
class Slot(Generic[Key]):
    """Where a value is kept: a member of an object by its name, or a variable of a frame by its binding."""

    slots: dict[Key, Value]
    key: Key

    def get(self) -> Value:
        return self.slots.get(self.key, _MISSING)

    def set(self, value: Value) -> None:
        self.slots[self.key] = value

    def restore(self, value: Value) -> None:
        if value == _MISSING:
            self.slots.pop(self.key, None)
        else:
            self.slots[self.key] = value

    @property
    def identity(self) -> tuple[int, object]:
        return id(self.slots), self.key


AnySlot = Slot[str] | Slot[Binding]


class Change(NamedTuple):
    slot: AnySlot
    value: Value


Changes = dict[tuple[int, object], Change]


class Journal:
    """The changes since the walk began, each with what was there before."""

    def __init__(self) -> None:
        self._changes: list[Change] = []

    def __len__(self) -> int:
        return len(self._changes)

    def put(self, slot: AnySlot, value: Value) -> None:
        self._changes.append(Change(slot, slot.get()))
        slot.set(value)

    def undo(self, mark: int) -> Changes:
        """What was changed since a length of the journal, with its last values. It is as it was again."""
        found: Changes = {}
        while len(self._changes) > mark:
            slot, before = self._changes.pop()
            found.setdefault(slot.identity, Change(slot, slot.get()))
            slot.restore(before)
        return found

    def merge(self, branches: Sequence[Changes], ended: Sequence[bool], own: frozenset[int]) -> None:
        """Joins what several branches changed, without what one that has ended changed in ``own``, by ids of slots."""
        slots = {identity: change.slot for changes in branches for identity, change in changes.items()}
        for identity, slot in slots.items():
            values = [
                changes[identity].value if identity in changes else slot.get()
                for changes, has_ended in zip(branches, ended, strict=True)
                if not (has_ended and identity[0] in own)
            ]
            self._changes.append(Change(slot, slot.get()))
            joined = join(values)
            if joined:
                slot.set(joined)
