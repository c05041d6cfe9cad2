"""The values of a worker script that is walked: constants, texts with holes, objects, functions, unknown ones.

A value is a tuple of what it may be. What comes from the message, or is made of what does, is *told*: a question about
it that has no answer is a question about which code takes the message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.modules import Module
    from migrator.javascript.scopes import Binding

# A value that may be more than this is one of a program that wrote the file.
_MOST = 24


class Nothing(Enum):
    UNDEFINED = "undefined"


UNDEFINED = Nothing.UNDEFINED
Plain = str | float | bool | Nothing | None


@dataclass(frozen=True, slots=True)
class Place:
    """A node with the file that it stands in."""

    module: Module = field(compare=False, repr=False)
    node: Node = field(repr=False)


@dataclass(frozen=True, slots=True)
class Constant:
    """A string, a number, a boolean, null or undefined; ``place`` is the literal that it stands in, if it is one.

    It is ``unsure`` if the message chooses it in a way that is not known.
    """

    value: Plain
    told: bool = False
    place: Place | None = None
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Hole:
    """A part of a text that is not known: the expression whose value it is."""

    place: Place
    told: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A text with holes; ``place`` is the template that has exactly these, if there is one."""

    parts: tuple[str | Hole, ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that is not known. ``name`` is that of the member or global that it is, if it is one.

    ``given`` is a part of a message, ``other`` one of another message. ``made`` is the class of the platform that it is
    an instance of, ``lost`` the specifier of a file that was not found.
    """

    name: str = ""
    told: bool = False
    given: bool = False
    other: bool = False
    made: str = ""
    lost: str = ""
    is_global: bool = False


ObjectKind = Literal["object", "array", "map", "set", "class", "global", "cell"]


@dataclass(eq=False, slots=True)
class Thing:
    """An object: what it has under names that are known, and in ``slots``: what it has under others, its prototype.

    One that is ``open`` may have more members than are known. That of a message is ``told``.
    """

    kind: ObjectKind = "object"
    fields: dict[str, Value] = field(default_factory=dict)
    slots: dict[str, Value] = field(default_factory=dict)
    open: bool = False
    told: bool = False
    place: Place | None = None
    function: Function | None = None  # the constructor of a class


@dataclass(eq=False, slots=True)
class Frame:
    """The variables of one run of a function or a block."""

    parent: Frame | None = None
    variables: dict[Binding, Value] = field(default_factory=dict)
    function: bool = False
    this: Value = ()
    arguments: tuple[Value, ...] = ()
    home: Thing | None = None  # the object whose method runs, for `super`

    def outward(self) -> Iterator[Frame]:
        """This one and those around it."""
        frame: Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.parent


@dataclass(eq=False, slots=True)
class Function:
    """A function of a file with the variables around it."""

    module: Module
    node: Node
    frame: Frame
    this: Value = ()  # of an arrow
    fields: dict[str, Value] = field(default_factory=dict)
    home: Thing | None = None
    getter: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """Something to call with its `this` and first arguments; ``maybe``, if it is one of several that a key of the
    message may choose.
    """

    target: Atom
    this: Value = ()
    arguments: tuple[Value, ...] = ()
    maybe: bool = False


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the platform, with what it is called on."""

    owner: Atom
    name: str


Atom = Constant | Text | Unknown | Thing | Function | Bound | Method
Value = tuple[Atom, ...]

UNKNOWN: Value = (Unknown(),)
NOTHING: Value = (Constant(UNDEFINED),)


def join(values: Iterable[Value]) -> Value:
    """What is one of several values."""
    found = tuple(dict.fromkeys(atom for value in values for atom in value))
    if len(found) <= _MOST:
        return found
    kept = [atom for atom in found if isinstance(atom, Function | Bound | Thing)]
    return (*kept[:_MOST], Unknown(told=any(map(is_told, found))))


def constant(value: Plain, *, told: bool = False) -> Value:
    return (Constant(value, told),)


def is_told(atom: Atom) -> bool:
    """Whether a value depends on what tells the message from others."""
    if isinstance(atom, Text):
        return any(isinstance(part, Hole) and part.told for part in atom.parts)
    return isinstance(atom, Constant | Unknown | Thing) and atom.told


def told(*values: Value) -> bool:
    return any(is_told(atom) for value in values for atom in value if not isinstance(atom, Thing))


def carries_told(value: Value) -> bool:
    """Whether a value is, or is an object that has, what tells the message from others."""
    return any(
        is_told(atom)
        or (isinstance(atom, Thing) and any(is_told(held) for field in atom.fields.values() for held in field))
        for atom in value
    )


def unsure(*values: Value) -> bool:
    """Whether the message decides about a value in a way that is not known."""
    return any(
        atom.unsure if isinstance(atom, Constant) else is_told(atom)
        for value in values
        for atom in value
        if not isinstance(atom, Thing)
    )


def truth(atom: Atom) -> bool | None:
    """Whether a value counts as true, None where that is not known."""
    if isinstance(atom, Constant):
        return atom.value is not UNDEFINED and bool(atom.value)
    if isinstance(atom, Text):
        return True if any(isinstance(part, str) and part for part in atom.parts) else None
    return None if isinstance(atom, Unknown) else True


def key_of(atom: Atom) -> str | None:
    """The name of the member that a value chooses."""
    if not isinstance(atom, Constant):
        return None
    return spelled(atom.value)


def spelled(value: Plain) -> str:
    """A constant as a text."""
    if value is None:
        return "null"
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    assert isinstance(value, str)
    return value


def chosen(value: Value) -> Value:
    """What a value is for this message: what other messages have left aside, if anything else is there."""
    if any(isinstance(atom, Constant | Thing) and atom.told for atom in value):
        return tuple(atom for atom in value if not (isinstance(atom, Unknown) and atom.other))
    return value


def telling(value: Value) -> Value:
    """A value that was chosen in a way that depends on the message and is not known."""
    found: list[Atom] = []
    for atom in value:
        if isinstance(atom, Constant):
            found.append(replace(atom, told=True, unsure=True))
        elif isinstance(atom, Unknown):
            found.append(replace(atom, told=True))
        elif isinstance(atom, Function):
            found.append(Bound(atom, maybe=True))
        else:
            found.append(atom)
    return tuple(found)


def is_text(atom: Atom) -> bool:
    return isinstance(atom, Text) or (isinstance(atom, Constant) and isinstance(atom.value, str))
