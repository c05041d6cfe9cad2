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
from migrator.worker.handlers.values import Constant, Place, Thing, Unknown, Value
from migrator.worker.handlers.walk import Find, Ran, Unread

# What other messages leave behind is known after this many of them.
_WARMING = 2
_ANOTHER = "\0another"


class Call(NamedTuple):
    """A call that is reached, and what its arguments may be."""

    place: Place
    arguments: tuple[Value, ...]


class Handler(NamedTuple):
    """What is reached when a message comes: expressions that stand in no other, and of those below them the ids of all
    that are evaluated, each with whether that is sure. ``own`` are the calls that are made for this message alone.
    """

    roots: tuple[Place, ...]
    reached: Mapping[int, bool]
    calls: Mapping[int, Call]
    programs: tuple[Ran, ...]
    unread: tuple[Unread, ...]
    own: tuple[Place, ...]


class Dispatcher:
    """Follows messages through one worker script, and the files that it leads to."""

    def __init__(self, script: Module, find: Find | None = None) -> None:
        self._script = script
        self._find = find or _nowhere
        self._others: dict[Message, frozenset[int]] = {}

    def handler(self, message: Message) -> Handler | None:
        """The handler of a message, None if nothing takes it."""
        found = self._walk(message)
        another = self._another(message)
        calls = (call.place for id_, call in found.calls.items() if id_ not in another)
        own = tuple(call for call in calls if not _is_report(call))
        if not own and not found.programs and not found.unread:
            return None
        return found._replace(own=own)

    def _another(self, message: Message) -> frozenset[int]:
        """The calls that a message of another name leads to."""
        other = message.renamed(_ANOTHER)
        if other not in self._others:
            self._others[other] = frozenset(self._walk(other).calls)
        return self._others[other]

    @cached_property
    def _machine(self) -> tuple[Machine, Mark]:
        machine = Machine(self._find)
        machine.start(self._script)
        for _ in range(_WARMING):
            machine.send((Unknown(other=True),), record=False)
        return machine, machine.mark()

    def _walk(self, message: Message) -> Handler:
        machine, mark = self._machine
        machine.send((_made(message.fields, message.is_open),), record=True)
        calls = {id_: Call(place, tuple(given)) for id_, (place, given) in machine.calls.items()}
        found = Handler(
            tuple(machine.roots.values()),
            machine.reached,
            calls,
            tuple(machine.programs.values()),
            tuple(machine.unread.values()),
            (),
        )
        machine.back(mark)
        return found


def _nowhere(module: Module, specifier: str, is_script: bool) -> None:
    """A script that stands alone."""


def _made(fields: tuple[Field, ...], is_open: bool) -> Thing:
    """A message as the script gets it."""
    held: dict[str, Value] = {}
    for key, value in fields:
        if value is None:
            held[key] = (Unknown(given=True),)
        elif isinstance(value, str):
            held[key] = (Constant(value, told=True),)
        else:
            held[key] = (_made(value, is_open=True),)
    return Thing("object", held, {}, open=is_open, told=True)


def _is_report(call: Place) -> bool:
    """Whether a call only writes to the console."""
    callee = call.node.child_by_field_name("function")
    return callee is not None and call.module.text(callee).startswith("console.")
