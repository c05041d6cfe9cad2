"""What an expression may be known by: a variable, a global, `this`, a member of something, what a function gives, or an
element of a list. `keys` says which expressions of a file have one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from migrator.javascript.scopes import Binding


class Variable(NamedTuple):
    """A variable of the file."""

    binding: Binding


class Global(NamedTuple):
    """A global, by its name or as a member of the global object."""

    name: str


class This(NamedTuple):
    """`this` of the instances of a class, of the class itself, or of a function or object: by the id of its node."""

    owner: int
    is_static: bool


class Member(NamedTuple):
    """A member of whatever has a key."""

    on: Key
    name: str


class Result(NamedTuple):
    """What a function gives, or a promise of it."""

    function: Key


class Element(NamedTuple):
    """Any element of a list, or of an object that is asked by a name that is not written out."""

    on: Key


class Foreign(NamedTuple):
    """The interpreter of a function of another file: by the path of the file, and how and where it is written there.
    Where each object has its own, ``on`` is the object of this file that the function is a method of.
    """

    path: str
    name: str
    place: int
    on: Key | None = None


Key = Variable | Global | This | Member | Result | Element | Foreign


def is_one_of_several(key: Key | None) -> bool:
    """Whether two expressions of a key may well be two objects: elements of a list, and what these have and give."""
    at = root(key) if key is not None else None
    return is_one_of_several(at.on) if isinstance(at, Foreign) else isinstance(at, Element)


def root(key: Key) -> Key:
    """What a member, or what a call gives, is reached from."""
    while isinstance(key, Member | Result):
        key = key.on if isinstance(key, Member) else key.function
    return key
