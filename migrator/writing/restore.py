"""Taking a transaction back, however far it came."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection
from typing import NamedTuple

from migrator.writing.journal import Journal, Record, State
from migrator.writing.replace import Changed, digest_of, discard, prepare, put, settle, stands


class Edited(Exception):
    """Files that are neither what they were nor what the transaction made of them."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__(paths)
        self.paths = paths


class Standing(NamedTuple):
    """How the files of a transaction are now."""

    old: list[Record]
    new: list[Record]
    edited: list[Record]


def survey(journal: Journal) -> Standing:
    """How the files of a transaction are now. Raises OSError for one that cannot be read."""
    standing = Standing([], [], [])
    for record in journal.written:
        if journal.state is State.PREPARED:
            standing.old.append(record)
            continue
        if not stands(record.path):  # somebody else's files, whatever they hold
            standing.edited.append(record)
            continue
        # A rename takes its temporary away: where that still is, the file was never touched, whatever it holds.
        if os.path.lexists(record.temporary):
            standing.old.append(record)
            continue
        now = _digest(record.path)
        if now == record.before:
            standing.old.append(record)
        elif now == record.after:
            standing.new.append(record)
        else:
            standing.edited.append(record)
    return standing


def restore(journal: Journal, *, skip_edited: bool = False) -> list[Record]:
    """Give the files their old bytes, and forget the journal: the files that changed.

    Raises Edited before anything is done. Raises OSError where one cannot be written, or Damaged; nothing is done
    where that shows before the first rename, and whatever happens may be done again.
    """
    standing = survey(journal)
    if standing.edited and not skip_edited:
        raise Edited([record.path for record in standing.edited])
    try:
        for record in standing.new:
            discard(record.restoring)  # of an undo that was killed
            old = journal.old(record)
            prepare(record.path, record.restoring, old, before=record.after, shown=record.path)
        for record in standing.new:
            put(record.path, record.restoring, before=record.after, shown=record.path)
    except BaseException:
        with contextlib.suppress(OSError):
            for record in standing.new:
                if stands(record.path):
                    discard(record.restoring)
        raise
    settle_folders([record.path for record in standing.new])
    sweep(journal)
    journal.path.unlink(missing_ok=True)
    return standing.new


def sweep(journal: Journal) -> int:
    """Remove the temporaries of a run that is over: how many there were. Raises OSError."""
    removed, errors = 0, []
    for record in journal.records:
        if not stands(record.path):
            continue
        for name in (record.temporary, record.restoring):
            try:
                removed += discard(name)
            except OSError as error:
                errors.append(error)
    if errors:
        raise errors[0]
    return removed


def settle_folders(paths: Collection[str]) -> None:
    for folder in sorted({os.path.dirname(path) for path in paths}):
        settle(folder)


def _digest(path: str) -> str | None:
    """The digest of a file, or None where there is no such file."""
    if os.path.islink(path):
        return None
    try:
        return digest_of(path)
    except (Changed, FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None
