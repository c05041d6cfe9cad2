"""What a transaction does, on disk before it is done: a log that is only added to.

    {"journal": 1, "started": 1767225600, "folder": "/home/me/game", "token": "9f86d081"}
    {"path": "js/a.js", "before": "<digest>", "after": "<digest>", "size": 812}
    <812 bytes: the old ones, deflated>
    {"left_out": 0}
    {"state": "renaming"}
    {"state": "done"}

A line that a kill cut short is the last one and counts as not written. Nothing is renamed before `renaming` has
reached the disk; that line has all before it reach the disk too.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from io import FileIO
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from migrator.writing.replace import digest, settle

VERSION = 1
_FORGET = "remove it to forget that --write"
_LAST_SECOND = 253_370_764_800  # of the year 9999: no clock shows what comes after


class State(StrEnum):
    """How far a transaction came."""

    PREPARED = "prepared"
    RENAMING = "renaming"
    DONE = "done"


class Damaged(Exception):
    """A journal that cannot be followed, and why."""


class Record(NamedTuple):
    """One file: its path (links followed), digests of its old and new bytes, and where the old ones stand."""

    path: str
    before: str
    after: str
    temporary: str
    offset: int
    size: int

    @property
    def restoring(self) -> str:
        """The temporary of whoever takes the file back."""
        return f"{self.temporary}.undo"


@dataclass
class Journal:
    """A journal as it was read."""

    path: Path
    started: int = 0
    folder: str = ""
    state: State = State.PREPARED
    records: list[Record] = field(default_factory=list)
    left_out: set[int] = field(default_factory=set)
    end: int = 0

    @property
    def written(self) -> list[Record]:
        """The files that the transaction is about."""
        return [record for number, record in enumerate(self.records) if number not in self.left_out]

    def old(self, record: Record) -> bytes:
        """The bytes that a file had. Raises Damaged, OSError."""
        with self.path.open("rb") as handle:
            handle.seek(record.offset)
            stored = handle.read(record.size)
        try:
            data = zlib.decompress(stored)
        except zlib.error:
            data = b""
        if digest(data) != record.before:
            raise Damaged(f"what {record.path} was is damaged in {self.path}")
        return data

    def finish(self) -> None:
        """Note that all of it is done."""
        with FileIO(self.path, "r+b") as file:
            file.truncate(self.end)  # less a line that was cut short
            file.seek(self.end)
            _append(file, {"state": State.DONE})
            os.fsync(file.fileno())


def read(path: Path, root: str) -> Journal:
    """Read a journal; paths in it are relative to ``root``. Raises OSError, and Damaged for what no run of this version
    writes.
    """
    journal = Journal(path)
    with path.open("rb") as handle:
        lines = _lines(handle)
        head = next(lines, None)
        if head is None:
            return journal  # killed before it was begun
        if head.get("journal") != VERSION:
            raise Damaged(f"{path} is of another version of migrator; {_FORGET}")
        try:
            journal.started, journal.folder = _whole(head["started"], _LAST_SECOND), str(head["folder"])
            for line in lines:
                if not _take(journal, line, handle, root, str(head["token"])):
                    break
                journal.end = handle.tell()
        except (AttributeError, KeyError, TypeError, ValueError):
            raise Damaged(f"{path} is damaged; {_FORGET}") from None
    return journal


def _take(journal: Journal, line: dict[str, Any], handle: BinaryIO, root: str, token: str) -> bool:
    """Add what a line says to a journal; False for a file whose bytes were cut short."""
    if "path" in line:
        offset, size = handle.tell(), _whole(line["size"])
        if handle.seek(0, os.SEEK_END) < offset + size:
            return False
        handle.seek(offset + size)
        target = os.path.join(root, _inside(line["path"], root))
        temporary = temporary_of(target, token, len(journal.records))
        journal.records.append(Record(target, line["before"], line["after"], temporary, offset, size))
    elif "left_out" in line:
        journal.left_out.add(_whole(line["left_out"]))
    else:
        journal.state = State(line["state"])
    return True


def _whole(value: object, most: int = 2**63 - 1) -> int:
    """A number that a run writes. Raises ValueError."""
    if not isinstance(value, int) or not 0 <= value <= most:
        raise ValueError(value)
    return value


def _inside(path: str, root: str) -> str:
    """A path that a run writes: below the root where there is one, else a whole one. Raises ValueError."""
    parts = path.split(os.sep)
    if "\0" in path or os.path.isabs(path) == bool(root) or os.pardir in parts:
        raise ValueError(path)
    return path


class Writer:
    """Writes a journal as the transaction goes on."""

    def __init__(self, path: Path, root: str, *, started: int, folder: str) -> None:
        self.path = path
        self._root = root
        self._token = os.urandom(4).hex()
        self._count = 0
        # Only its owner may read it: it holds what files held, which others may not be allowed to read.
        self._file = FileIO(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600))
        _append(self._file, {"journal": VERSION, "started": started, "folder": folder, "token": self._token})

    def add(self, target: str, before: bytes, after: bytes) -> tuple[int, str]:
        """Note a file with its old bytes before anything is done with it: its number, and the temporary to use.

        Raises OSError, and then the journal is as it was.
        """
        stored = zlib.compress(before, 1)
        start = self._file.tell()
        line = {
            "path": os.path.relpath(target, self._root) if self._root else target,
            "before": digest(before),
            "after": digest(after),
            "size": len(stored),
        }
        try:
            _append(self._file, line, stored)
        except OSError:
            self._file.truncate(start)
            self._file.seek(start)
            raise
        self._count += 1
        return self._count - 1, temporary_of(target, self._token, self._count - 1)

    def leave_out(self, number: int) -> None:
        """Note that a file is not written after all."""
        _append(self._file, {"left_out": number})

    def enter(self, state: State) -> None:
        """Note a state once all that was noted before is on the disk, and the note too."""
        _append(self._file, {"state": state})
        os.fsync(self._file.fileno())
        settle(str(self.path.parent))

    def close(self) -> None:
        self._file.close()

    def remove(self) -> None:
        """Close and forget it: nothing was done, or all of it was taken back."""
        self._file.close()
        self.path.unlink(missing_ok=True)


def temporary_of(target: str, token: str, number: int) -> str:
    """The temporary for a file: beside it, of a name that no one else uses and that is never too long."""
    return os.path.join(os.path.dirname(target), f".migrator-{token}-{number}.tmp")


def _append(file: FileIO, line: dict[str, Any], stored: bytes = b"") -> None:
    data = memoryview(json.dumps(line).encode("ascii") + b"\n" + stored)
    while data:
        data = data[file.write(data) :]


def _lines(handle: BinaryIO) -> Iterator[dict[str, Any]]:
    """Lines up to the first that was cut short; whoever takes one that has bytes behind it seeks past them."""
    while True:
        line = handle.readline()
        if not line.endswith(b"\n"):
            return
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            return
        if not isinstance(value, dict):
            return
        yield value
