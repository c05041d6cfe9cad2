"""What evaluation finds and where: things, places in the code, and the calls that are followed to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from migrator.javascript.modules import Module

if TYPE_CHECKING:
    from tree_sitter import Node

Kind = Literal[
    "console",  # the global object of this name
    "printer",  # one of its methods; ``name`` says which
    "record",  # an object that is written out
    "function",
    "blueprint",  # a class
    "instance",  # ``of`` is its class, or the function that `new` called
    "module",  # all that a file exports
    "joined",  # of several ``parts``, a later one before an earlier one
    "entries",  # an object whose members, under any name, are ``parts``
    "globals",  # the global object
    "platform",  # what the platform has under a global name, or gives back; ``name`` is how it was come by
    "value",  # a text, a number, a list: what an expression shows
    "nothing",  # null, undefined or false
    "unknown",
]


class TooFar(Exception):
    """More steps than anybody's code takes."""


@dataclass(frozen=True, eq=False, slots=True)
class Frame:
    """A call that is being followed. ``arguments`` are None where they are not known, and so is ``this``."""

    function: Node
    arguments: tuple[Argument, ...] | None
    this: Thing | None
    outer: Frame | None


class Place(NamedTuple):
    """An expression, its file, and the calls around it."""

    module: Module
    node: Node
    frame: Frame | None = None

    def at(self, node: Node) -> Place:
        """Another expression in the same calls."""
        return self._replace(node=node)

    @property
    def text(self) -> str:
        return self.module.source.text(self.node.start_byte, self.node.end_byte)

    @property
    def line(self) -> int:
        return self.module.source.line(self.node.start_byte)


class Argument(NamedTuple):
    """What a call gives a parameter. ``rest`` says that it, and all after it, are elements of a list."""

    places: tuple[Place, ...]
    rest: bool = False


class Thing(NamedTuple):
    """What an expression is; ``place`` is where that is written."""

    kind: Kind
    place: Place
    name: str = ""
    of: Thing | None = None
    arguments: tuple[Argument, ...] | None = ()
    this: Thing | None = None
    parts: tuple[Thing, ...] = ()


def _frames(frame: Frame | None) -> Iterator[Frame]:
    while frame is not None:
        yield frame
        frame = frame.outer


def frame_of(frame: Frame | None, node: Node) -> Frame | None:
    """The frame of the innermost function that is followed and that a node stands in, or is."""
    for item in _frames(frame):
        if item.function.start_byte <= node.start_byte and node.end_byte <= item.function.end_byte:
            return item
    return None
