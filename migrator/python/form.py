"""A program in normal form, whoever made it: nothing here needs the parser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from migrator.model.term import Term

if TYPE_CHECKING:
    from migrator.model.ledger import Message


class Unparsable(ValueError):
    """The text is no program that we can read; ``line`` counts from 1, None if it is not known."""

    def __init__(self, message: Message, line: int | None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Dropped(NamedTuple):
    """A ``print``, or an ``if`` that dropped prints left empty: its origin, its text in one line, its holes.

    A hole shows in the text as its placeholder; an ``if`` is shown by its first line.
    """

    origin: Any
    text: str
    holes: tuple[Term, ...]


class Places(Protocol):
    """Where terms and origins stand in the text of a program, as offsets."""

    def start(self, item: Any) -> int: ...
    def end(self, item: Any) -> int: ...


class Program(NamedTuple):
    """An embedded program, or the pattern of one, in normal form.

    ``body`` holds statements. ``has_value`` says whether the last expression is what the caller gets. ``stray`` holds
    the indexes (by the order of the holes given) of holes that the tree does not hold: in comments, in docstrings, in
    a name, where an escape runs into them. ``binds``, ``reads``, ``deletes``, ``lasting`` and ``imports`` say what it
    does to global names, and ``unseen`` where that cannot be seen, as `flow.Flow` has them.
    """

    body: tuple[Term, ...]
    has_value: bool
    dropped: tuple[Dropped, ...]
    stray: tuple[int, ...]
    binds: Mapping[str, Any]
    reads: Mapping[str, Any]
    deletes: Mapping[str, Any]
    lasting: Mapping[str, Any]
    imports: Mapping[str, str]
    unseen: tuple[Any, ...]
    star_import: Any
    raw: Places

    def position(self, item: Any) -> int:
        """The offset in the text of the first character of a term or an origin.

        Raises ``LookupError`` for a term that stands for nothing written (an empty block).
        """
        return self.raw.start(item)

    def end_position(self, item: Any) -> int:
        """The offset in the text after the last character of a term or an origin; raises as ``position``."""
        return self.raw.end(item)
