"""What was found of the scripts of one file, as one result of the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from migrator.model.ledger import Breach, Entry, FileEntry
from migrator.model.settings import show_path
from migrator.run.result import Result


def together(path: str, data: bytes, results: Sequence[Result]) -> Result:
    """The result of a file with these results of its scripts, in the order of its lines."""
    found = [result for result in results if result != Result()]
    if len(found) < 2:
        return found[0] if found else Result()
    from migrator.rewriting.diff import unified
    from migrator.worker.debt import merged

    edits = tuple(sorted(edit for result in found for edit in result.edits))
    debts = tuple(merged(debt for result in found for debt in result.debts))
    classes = tuple(known for result in found for known in result.classes)
    shown = list(_numbered(result.entry for result in found if result.entry is not None))
    if not shown:
        return Result(None, edits, debts, classes)
    entry = FileEntry(
        show_path(path),
        tuple(sorted((use for each in shown for use in each.entries), key=_place)),
        tuple(dict.fromkeys(note for each in shown for note in each.notes)),
        next((each.error for each in shown if each.error is not None), None),
        unified(show_path(path), data, list(edits)),
        tuple(sorted((breach for each in shown for breach in each.breaches), key=_place)),
        tuple(edit for each in shown for edit in each.edits),
    )
    return Result(entry, edits, debts, classes)


def _place(found: Entry | Breach) -> tuple[int, int]:
    return found.line, found.column


def _numbered(entries: Iterable[FileEntry]) -> Iterable[FileEntry]:
    """The entries with one number for each use of the file."""
    last = 0
    for entry in entries:
        yield entry._replace(
            entries=tuple(use._replace(id=use.id + last) for use in entry.entries),
            edits=tuple(
                edit._replace(site=edit.site + last, also=tuple(site + last for site in edit.also))
                for edit in entry.edits
            ),
        )
        last += max((use.id for use in entry.entries), default=0)
