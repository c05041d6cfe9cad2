"""What a handler of the worker must do and is not seen to do, as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from migrator.model.ledger import Message, Note


class StatedBy(NamedTuple):
    """A page that states a duty, with the name of the duty there."""

    rule: str
    duty: str


class Debt(NamedTuple):
    """Something that a handler must do and is not seen to do, with the place to look at and the pages that say so.

    ``duty`` is its name on the pages; empty where the handler was not found, and so not read.
    """

    path: str
    line: int
    column: int
    message: Message
    pages: tuple[StatedBy, ...] = ()
    command: str = ""
    duty: str = ""

    @property
    def text(self) -> Message:
        """The message with the pages that say so."""
        if not self.pages:
            return self.message
        from migrator.model.ledger import Message, Sentence  # a file without a use is looked at without it

        pages = tuple((page.rule, page.duty) for page in self.pages)
        return Message.of(Sentence.STATED_BY, what=self.message, pages=pages)

    @property
    def note(self) -> Note:
        """The same as a note of the file that sends the command."""
        from migrator.model.ledger import Note, NoteCode  # a file without a use is looked at without it

        rules = tuple(page.rule for page in self.pages)
        return Note(NoteCode.DUTY, self.text, self.line, self.path, tuple(dict.fromkeys(rules)))


def merged(debts: Iterable[Debt]) -> list[Debt]:
    """Each debt once, with all pages that state it, in the order of the places."""
    found: dict[tuple[str, int, int, Message], Debt] = {}
    for debt in debts:
        key = debt.path, debt.line, debt.column, debt.message
        first = found.setdefault(key, debt)
        pages = tuple(sorted({*first.pages, *debt.pages}))
        found[key] = first._replace(pages=pages, duty=min(first.duty, debt.duty))
    return sorted(found.values(), key=lambda debt: (debt.path, debt.line, debt.column, debt.message.key))
