"""What was found of one file: plain values, so that it can be kept from one run to the next."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from migrator.ledger import FileEntry, Note


class Edit(NamedTuple):
    """Bytes ``start`` to ``end`` become ``text``."""

    start: int
    end: int
    text: bytes


def apply(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Apply edits back to front; raises ValueError if two overlap."""
    out: list[bytes] = []
    at = len(data)
    for edit in sorted(edits, reverse=True):
        if edit.end > at:
            raise ValueError(f"edits overlap at byte {edit.start}")
        out.append(data[edit.end : at])
        out.append(edit.text)
        at = edit.start
    out.append(data[:at])
    return b"".join(reversed(out))


class Debt(NamedTuple):
    """Something that a handler must do and is not seen to do, with the place to look at and the pages that say so."""

    path: str
    line: int
    column: int
    message: str
    pages: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return f"{self.message} ({', '.join(self.pages)})" if self.pages else self.message

    @property
    def note(self) -> Note:
        """The same as a note of the file that sends the command."""
        from migrator.ledger import Note, NoteCode  # a file without a use is looked at without it

        rules = tuple(page.rpartition(" of ")[2] for page in self.pages)
        return Note(NoteCode.DUTY, self.text, self.line, self.path, tuple(dict.fromkeys(rules)))


def merged(debts: Iterable[Debt]) -> list[Debt]:
    """Each debt once, with all pages that state it, in an order that does not depend on who found it first."""
    pages: dict[tuple[str, int, int, str], list[str]] = {}
    for debt in debts:
        pages.setdefault((debt.path, debt.line, debt.column, debt.message), []).extend(debt.pages)
    return [Debt(*key, tuple(sorted(set(names)))) for key, names in sorted(pages.items())]


class Methods(NamedTuple):
    """A class of a file, by the names of its methods; a class without a name has none that anybody could call it by."""

    class_name: str
    names: tuple[str, ...]


class Result(NamedTuple):
    """The entry of a file, None where there is nothing to say of it; the edits that make its new bytes; what worker
    scripts owe for it; and its classes, where the settings name methods.
    """

    entry: FileEntry | None = None
    edits: tuple[Edit, ...] = ()
    debts: tuple[Debt, ...] = ()
    classes: tuple[Methods, ...] = ()
