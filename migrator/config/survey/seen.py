"""What a survey has seen: receivers, what members are given, and the places of both."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from migrator.model.ledger import Message


class Place(NamedTuple):
    """A file and a line, as in `js/game.js:12`."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class Kind(IntEnum):
    """How sure it is that commands go through a member; a raw Worker has none."""

    RAW = 0  # the platform's own worker
    GUESS = 1  # a name that sounds like a worker, of a parameter or of what a function returns
    NAMED = 2  # an instance of a class that sounds like a worker
    POSTS = 3  # an instance of a class that posts messages
    CLIENT = 4  # an instance of a class that starts a worker, or a proxy of one
    PYODIDE = 5  # the same, and the worker's script runs Python


class Made(NamedTuple):
    """What a member is given."""

    kind: Kind
    shown: str


@dataclass
class Called:
    """An expression on which `runPython` or `runPythonAsync` is called. ``member`` is a name of `this`, or None."""

    shown: str
    member: str | None
    places: list[Place] = field(default_factory=list)


@dataclass
class Assigned:
    """What is assigned to a member of `this`: a worker, or with ``given`` another member."""

    member: str
    place: Place
    owner: tuple[str, int] | None
    source: Made | None = None
    given: str | None = None
    runs_python: bool = False

    @property
    def kind(self) -> Kind:
        return self.source.kind if self.source is not None else Kind.GUESS


@dataclass
class Survey:
    """What was seen.

    ``loaded`` are expressions that are given what `loadPyodide` returns, ``others`` places where the name of a receiver
    is that of something else. ``variables`` are clients that are no member of `this`, ``raw`` Workers of the platform
    that a whole file sees, ``local`` clients that one function alone sees, ``related`` the classes that run Python, and
    those that they extend. ``loaders`` are functions outside of classes that load Pyodide, ``tests`` files and folders
    of tests that run Python. ``unread`` has the files of each language that is only searched, each with its calls, and
    ``markup`` the calls in markup around scripts.
    """

    files: int = 0
    receivers: dict[tuple[str, str | None], Called] = field(default_factory=dict)
    assigned: list[Assigned] = field(default_factory=list)
    loaded: dict[str, Place] = field(default_factory=dict)
    variables: dict[str, Place] = field(default_factory=dict)
    raw: dict[str, Place] = field(default_factory=dict)
    others: dict[str, Place] = field(default_factory=dict)
    local: set[str] = field(default_factory=set)
    loaders: dict[str, Place] = field(default_factory=dict)
    tests: dict[str, list[Place]] = field(default_factory=dict)
    methods: set[str] = field(default_factory=set)
    related: set[tuple[str, int]] = field(default_factory=set)
    scripts: dict[str, list[Place]] = field(default_factory=dict)
    unparsed: list[str] = field(default_factory=list)
    skipped: list[tuple[str, Message]] = field(default_factory=list)
    unread: dict[str, list[list[Place]]] = field(default_factory=dict)
    markup: list[Place] = field(default_factory=list)
