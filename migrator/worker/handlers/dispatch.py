"""The code of a worker script that takes a message: what a walk through the script reaches when the message comes.

The top of the script runs first, then any message, so that the script is in whatever state other messages leave it in,
and then the message that is asked about (`machine`). A message is taken if something is called because of it that is
not called for a message of another name, or if Python runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from migrator.javascript.modules import Module
from migrator.worker.handlers.machine import Machine, Mark
from migrator.worker.handlers.messages import Field, Message
from migrator.worker.handlers.values import Atom, Constant, Place, Thing, Unknown, Value
from migrator.worker.handlers.walk import Act, Find, Ran, Unread

# What other messages leave behind is known after this many of them.
_WARMING = 2
# No script knows a message of this name.
ANOTHER = "\0another"


class Call(NamedTuple):
    """A call that is reached, and what its arguments may be."""

    place: Place
    arguments: tuple[Value, ...]


class Handler(NamedTuple):
    """What is reached when a message comes: expressions that stand in no other, and of those below them the ids of all
    that are evaluated, each with whether that is sure. ``own`` are the calls that are made for this message alone.

    ``acts`` are calls, assignments and the like that are done, ``asked`` the texts that the message is compared with
    and the names of what it may choose, ``passed`` the calls of code that is not read and is given the message.
    """

    roots: tuple[Place, ...]
    reached: Mapping[int, bool]
    calls: Mapping[int, Call]
    programs: tuple[Ran, ...]
    unread: tuple[Unread, ...]
    own: tuple[Place, ...]
    acts: Mapping[int, Act] = {}
    asked: frozenset[str] = frozenset()
    passed: tuple[Place, ...] = ()


class Dispatcher:
    """Follows messages through one worker script, and the files that it leads to."""

    def __init__(self, script: Module, find: Find | None = None) -> None:
        self._script = script
        self._find = find or _nowhere
        self._others: dict[Message, frozenset[int]] = {}

    @property
    def listens(self) -> bool:
        """Whether the script is seen to take any message."""
        return bool(self._machine[0].listeners)

    def handler(self, message: Message) -> Handler | None:
        """The handler of a message, None if nothing takes it."""
        found = self.walk(message)
        another = self._another(message)
        calls = (call.place for id_, call in found.calls.items() if id_ not in another)
        own = tuple(call for call in calls if not is_report(call))
        if not own and not found.programs and not found.unread:
            return None
        return found._replace(own=own)

    def _another(self, message: Message) -> frozenset[int]:
        """The calls that a message of another name leads to."""
        other = message.renamed(ANOTHER)
        if other not in self._others:
            self._others[other] = frozenset(self.walk(other).calls)
        return self._others[other]

    @cached_property
    def _machine(self) -> tuple[Machine, Mark]:
        machine = Machine(self._find)
        machine.start(self._script)
        for _ in range(_WARMING):
            machine.send((Unknown(other=True),), record=False)
            for name in machine.methods():
                machine.call_exposed(name, record=False)
        return machine, machine.mark()

    def walk(self, message: Message) -> Handler:
        """What is reached when a message comes, whether anything takes it or not."""
        machine, mark = self._machine
        machine.send((_data(message),), record=True)
        return self._reached(machine, mark)

    def method(self, name: str) -> Handler | None:
        """The handler of a method of what the script exposes (Comlink), None where it exposes none of the name."""
        machine, mark = self._machine
        is_there = machine.call_exposed(name, record=True)
        found = self._reached(machine, mark)
        return found._replace(own=tuple(call.place for call in found.calls.values())) if is_there else None

    @staticmethod
    def _reached(machine: Machine, mark: Mark) -> Handler:
        calls = {id_: Call(place, tuple(given)) for id_, (place, given) in machine.calls.items()}
        found = Handler(
            tuple(machine.roots.values()),
            machine.reached,
            calls,
            tuple(machine.programs.values()),
            tuple(machine.unread.values()),
            (),
            machine.acts,
            frozenset(machine.asked),
            tuple(machine.passed.values()),
        )
        machine.back(mark)
        return found


def _nowhere(module: Module, specifier: str, is_script: bool) -> None:
    """A script that stands alone."""


def _data(message: Message) -> Atom:
    """A message as the script gets it."""
    return _made(message.fields, message.is_open) if message.key else Constant(message.value, told=True)


def _made(fields: tuple[Field, ...], is_open: bool) -> Thing:
    """The object of a message, or a list."""
    held: dict[str, Value] = {}
    for key, value in fields:
        if value is None:
            held[key] = (Unknown(given=True),)
        elif isinstance(value, str | float):
            held[key] = (Constant(value, told=True),)
        else:
            held[key] = (_made(value, is_open=True),)
    is_list = bool(held) and list(held) == [str(at) for at in range(len(held))]
    return Thing("array" if is_list else "object", held, {}, open=is_open, told=True)


def is_report(call: Place) -> bool:
    """Whether a call only writes to the console."""
    callee = call.node.child_by_field_name("function")
    return callee is not None and call.module.text(callee).startswith("console.")
