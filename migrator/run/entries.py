"""What a run says of a file, as the ledger has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.disk import digest
from migrator.javascript.edit import Edit, apply
from migrator.model.ledger import Breach, BreachKind, Entry, FileEntry, FileError, Note, NoteCode, Outcome, Skipped
from migrator.model.settings import show_path
from migrator.run.request import Passed, Searched, Task
from migrator.run.result import Result

if TYPE_CHECKING:
    from migrator.policy.presence import Presence
    from migrator.worker.debt import Debt
    from migrator.worker.side import Side

_DIGITS = 16  # of the fingerprint of a duty, as of that of a use


class Item(NamedTuple):
    """An entry, and the file that it is about: its path as the run has it, the bytes that were read, and what rewrites
    them. An entry that is about no file that was read has no ``data``.
    """

    entry: FileEntry | Skipped
    path: str = ""
    data: bytes | None = None
    edits: tuple[Edit, ...] = ()


class EntryMaker:
    """Makes the entries of one run. With ``boundary`` calls that no setting covers and open duties are findings of
    their own; else they are notes of the file.
    """

    def __init__(self, *, boundary: bool) -> None:
        self.boundary = boundary

    def error(self, path: str, fault: FileError) -> Item:
        """A file that could not be looked at."""
        return Item(FileEntry(show_path(path), error=fault))

    def passed(self, item: Passed) -> Item:
        """A path that is not looked at."""
        if item.is_error:
            return self.error(item.path, FileError(item.reason, item.line))
        return Item(Skipped(show_path(item.path), item.reason))

    def searched(self, item: Searched, side: Side | None = None, keeper: str | None = None) -> Iterator[Item]:
        """A file in a language that is not parsed: that, and the calls in it that run Python. They are uses where they
        may stay, by the side of the file or by an item of the settings, and else findings.
        """
        from migrator.model.ledger import Message, Sentence

        said, path = Message.of(Sentence.ONLY_SEARCHED, language=item.language), show_path(item.path)
        breaches, uses = item.breaches, tuple[Entry, ...]()
        notes = tuple[Note, ...]()
        if side is not None and side.is_both:
            from migrator.run.notes import both_sides

            notes = tuple(both_sides(item.path, side))
        if (side is not None and side.in_worker) or keeper is not None:
            if side is not None and side.in_worker:
                uses = tuple(_use(number, breach, Outcome.IN_WORKER) for number, breach in enumerate(breaches, 1))
            elif keeper is not None:
                uses = kept_calls(breaches, keeper)
            breaches = ()
        if not item.is_asked_for:
            yield Item(Skipped(path, said))
        if breaches or uses or item.is_asked_for:
            error = FileError(said) if item.is_asked_for else None
            yield Item(self._noted(FileEntry(path, uses, notes, error=error, breaches=breaches)))

    def found(self, task: Task, result: Result) -> Iterator[Item]:
        """What was found of a file, if there is something to say of it."""
        if result.entry is not None:
            yield Item(self._noted(result.entry), task.path, task.data, result.edits)
        elif result.debts and not self.boundary:  # a file without a use, whose commands a worker script answers in part
            yield Item(FileEntry(show_path(task.path), notes=tuple(debt.note for debt in result.debts)))

    def together(self, debts: Iterable[Debt], presence: Presence | None) -> Iterator[Item]:
        """What the files of a run show together: open duties, and methods that settings name and no class has."""
        if self.boundary:
            yield from map(Item, open_duties(debts))
        if presence is not None:
            yield from map(Item, presence.entries())

    def _noted(self, entry: FileEntry) -> FileEntry:
        if self.boundary or not entry.breaches:
            return entry
        unread = [breach for breach in entry.breaches if breach.kind is BreachKind.UNREAD]
        return entry._replace(
            notes=(*entry.notes, *(Note(NoteCode.UNREAD, breach.message, breach.line) for breach in unread))
        )


Writer = Callable[[str, bytes, bytes], None]


def take(item: Item, write: Writer) -> FileEntry | Skipped:
    """Give ``write`` what a file becomes, if anything: its path, the bytes that were read, and the new ones. The entry;
    where ``write`` raises OSError, the error of this file.
    """
    if item.data is not None and item.edits:
        try:
            write(item.path, item.data, apply(item.data, item.edits))
        except OSError as error:
            return not_written(item.path, error)
    return item.entry


def not_written(path: str, error: OSError) -> FileEntry:
    """A file that could not be written."""
    from migrator.model.ledger import Message, Sentence

    fault = Message.of(Sentence.CANNOT_BE_WRITTEN, why=error.strerror or str(error))
    return FileEntry(show_path(path), error=FileError(fault))


def _use(number: int, call: Breach, outcome: Outcome, keeper: str | None = None) -> Entry:
    """A call that may stay, in what is not parsed."""
    end = call.column + len(call.member or "")
    return Entry(
        number, call.line, call.column, call.line, end, None, None, call.member, "call", outcome, True,
        last_line=call.line, fingerprint=call.fingerprint, keeper=keeper,
    )  # fmt: skip


def kept_calls(calls: Iterable[Breach], keeper: str, first: int = 1) -> tuple[Entry, ...]:
    """Calls that may stay by an item of the settings, as uses with numbers from ``first``."""
    return tuple(_use(number, call, Outcome.KEPT, keeper) for number, call in enumerate(calls, first))


def with_breaches(path: str, result: Result, breaches: Iterable[Breach]) -> Result:
    """A result with what else was found in its file."""
    entry = result.entry or FileEntry(show_path(path))
    return result._replace(entry=entry._replace(breaches=(*entry.breaches, *breaches)))


def open_duties(debts: Iterable[Debt]) -> Iterator[FileEntry]:
    """What worker scripts owe, each once, whichever files send them commands."""
    from migrator.worker.debt import merged

    owed: dict[str, list[Breach]] = {}
    for debt in merged(debts):
        name = digest("\0".join(("duty", debt.command, debt.duty or debt.message.key)).encode())[:_DIGITS]
        found = Breach(
            BreachKind.WORKER, debt.line, debt.column, debt.text,
            member=debt.command, fingerprint=name, duty=debt.duty or None,
        )  # fmt: skip
        owed.setdefault(debt.path, []).append(found)
    for path, breaches in owed.items():
        yield FileEntry(path, breaches=tuple(breaches))
