"""What a transaction does, on disk before it is done: a log that is only added to.

    {"journal": 2, "started": 1767225600, "folder": "/home/me/game", "token": "9f86d081", "seal": "…"}
    {"path": "js/a.js", "before": "<digest>", "after": "<digest>", "length": 2077, "size": 812, "seal": "…"}
    <812 bytes: the old ones, which are 2077, deflated>
    {"left_out": 0, "seal": "…"}
    {"state": "renaming", "seal": "…"}
    {"state": "done", "seal": "…"}

A line that a kill cut short is the last one and counts as not written. Nothing is renamed before `renaming` has
reached the disk; that line has all before it reach the disk too.

A journal says what is written over files. So it is followed only if this user wrote it: the seal of each line is made
of the line and the seal of the one before (`owner`), file and folder are the user's own, and each value has the form
that a run gives it.
"""

from __future__ import annotations

import errno
import json
import os
import re
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from io import FileIO
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from migrator.writing.owner import key_file, others, others_in, seal
from migrator.writing.replace import digest, settle

VERSION = 2
_FORGET = "remove it to forget that --write"
_LAST_SECOND = 253_370_764_800  # of the year 9999: no clock shows what comes after
_LONGEST_LINE = 1 << 20
_LONGEST = 1 << 28  # bytes of a file: what inflates to more is no journal of a run
_TOKEN, _DIGEST = r"[0-9a-f]{8}", r"[0-9a-f]{64}"


class State(StrEnum):
    """How far a transaction came."""

    PREPARED = "prepared"
    RENAMING = "renaming"
    DONE = "done"


class Damaged(Exception):
    """A journal that cannot be followed, or a folder of them, and why."""


class Record(NamedTuple):
    """One file: its path (links followed), digests of its old and new bytes, and where the old ones stand. There they
    are ``size`` bytes, and ``length`` as they were.
    """

    path: str
    before: str
    after: str
    temporary: str
    offset: int
    size: int
    length: int

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
    chain: str = ""

    @property
    def written(self) -> list[Record]:
        """The files that the transaction is about."""
        return [record for number, record in enumerate(self.records) if number not in self.left_out]

    def old(self, record: Record) -> bytes:
        """The bytes that a file had. Raises Damaged, OSError."""
        with self.path.open("rb") as handle:
            handle.seek(record.offset)
            stored = handle.read(record.size)
        inflater = zlib.decompressobj()
        try:
            data = inflater.decompress(stored, record.length + 1)
        except zlib.error:
            data = b""
        if len(data) != record.length or digest(data) != record.before:
            raise Damaged(f"what {record.path} was is damaged in {self.path}")
        return data

    def finish(self) -> None:
        """Note that all of it is done."""
        with FileIO(self.path, "r+b") as file:
            file.truncate(self.end)  # less a line that was cut short
            file.seek(self.end)
            self.chain = _append(file, self.chain, {"state": State.DONE})
            os.fsync(file.fileno())


def check_folder(folder: Path) -> None:
    """Raises Damaged for a folder in which somebody else may have put a journal."""
    wrong = others_in(str(folder))
    if wrong is not None:
        raise Damaged(f"{folder} {wrong}, so what it says of earlier runs is not followed; remove it")


def read(path: Path, root: str) -> Journal:
    """Read a journal; paths in it are relative to ``root``. Raises OSError, and Damaged for what no run of this version
    and this user writes.
    """
    journal = Journal(path)
    if path.is_symlink():
        raise Damaged(f"{path} is a link; {_FORGET}")
    with open(path, "rb", opener=_open) as handle:
        status = os.fstat(handle.fileno())
        wrong = others(status, str(path)) if stat.S_ISREG(status.st_mode) else "is no file"
        if wrong is not None:
            raise Damaged(f"{path} {wrong}; {_FORGET}")
        lines = _lines(handle)
        head = next(lines, None)
        if head is None:
            return journal  # killed before it was begun
        if head.get("journal") != VERSION:
            raise Damaged(f"{path} is of another version of migrator; {_FORGET}")
        try:
            journal.started, journal.folder = _whole(head["started"], _LAST_SECOND), str(head["folder"])
            token = _of_form(_TOKEN, head["token"])
            journal.chain, journal.end = _checked("", head), handle.tell()
            for line in lines:
                chain = _checked(journal.chain, line)
                if not _take(journal, line, handle, root, token):
                    break
                journal.chain, journal.end = chain, handle.tell()
        except _Foreign:
            by = f"by the key of this user ({key_file()})"
            raise Damaged(f"{path} is not sealed {by}, so somebody else wrote or changed it; {_FORGET}") from None
        except (AttributeError, KeyError, TypeError, ValueError):
            raise Damaged(f"{path} is damaged; {_FORGET}") from None
    return journal


class _Foreign(Exception):
    """A line that this user did not write."""


def _open(path: str, flags: int) -> int:
    """A journal is never a link, and never waits for somebody to write into it."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def _checked(chain: str, line: dict[str, Any]) -> str:
    """The seal of a line, which is taken off it. Raises _Foreign if this user did not write it behind those before."""
    given = line.pop("seal", None)
    if given != _seal(chain, line):
        raise _Foreign
    return str(given)


def _seal(chain: str, line: dict[str, Any]) -> str:
    return seal(b"journal", chain.encode(), json.dumps(line, sort_keys=True).encode())


def _of_form(form: str, value: object) -> str:
    """A text of a form. Raises ValueError."""
    if not isinstance(value, str) or not re.fullmatch(form, value):
        raise ValueError(value)
    return value


def _take(journal: Journal, line: dict[str, Any], handle: BinaryIO, root: str, token: str) -> bool:
    """Add what a line says to a journal; False for a file whose bytes were cut short."""
    if "path" in line:
        offset, size = handle.tell(), _whole(line["size"])
        if handle.seek(0, os.SEEK_END) < offset + size:
            return False
        handle.seek(offset + size)
        target = os.path.join(root, _inside(line["path"], root))
        temporary = temporary_of(target, token, len(journal.records))
        before, after = _of_form(_DIGEST, line["before"]), _of_form(_DIGEST, line["after"])
        length = _whole(line["length"], _LONGEST)
        journal.records.append(Record(target, before, after, temporary, offset, size, length))
    elif "left_out" in line:
        journal.left_out.add(_whole(line["left_out"], len(journal.records) - 1))
    else:
        journal.state = State(line["state"])
    return True


def _whole(value: object, most: int = 2**63 - 1) -> int:
    """A number that a run writes. Raises ValueError."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise ValueError(value)
    return value


def _inside(path: str, root: str) -> str:
    """A path that a run writes: below the root where there is one, else a whole one. Raises ValueError."""
    whole = os.path.join(root, path)
    if "\0" in path or os.path.isabs(path) == bool(root) or os.path.normpath(whole) != whole or whole == root:
        raise ValueError(path)
    if root and not whole.startswith(os.path.join(root, "")):
        raise ValueError(path)
    return path


class Writer:
    """Writes a journal as the transaction goes on."""

    def __init__(self, path: Path, root: str, *, started: int, folder: str) -> None:
        self.path = path
        self._root = root
        self._token = os.urandom(4).hex()
        self._count = 0
        self._chain = ""
        head = {"journal": VERSION, "started": started, "folder": folder, "token": self._token}
        _seal("", head)  # which may have to make the key: an empty journal does not wait for that
        # Only its owner may read it: it holds what files held, which others may not be allowed to read.
        self._file = FileIO(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600))
        self._chain = _append(self._file, "", head)

    def add(self, target: str, before: bytes, after: bytes) -> tuple[int, str]:
        """Note a file with its old bytes before anything is done with it: its number, and the temporary to use.

        Raises OSError, and then the journal is as it was.
        """
        if len(before) > _LONGEST:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), target)
        stored = zlib.compress(before, 1)
        line = {
            "path": os.path.relpath(target, self._root) if self._root else target,
            "before": digest(before),
            "after": digest(after),
            "length": len(before),
            "size": len(stored),
        }
        self._note(line, stored)
        self._count += 1
        return self._count - 1, temporary_of(target, self._token, self._count - 1)

    def leave_out(self, number: int) -> None:
        """Note that a file is not written after all."""
        self._note({"left_out": number})

    def enter(self, state: State) -> None:
        """Note a state once all that was noted before is on the disk, and the note too."""
        self._note({"state": state})
        os.fsync(self._file.fileno())
        settle(str(self.path.parent))

    def _note(self, line: dict[str, Any], stored: bytes = b"") -> None:
        """Add a line. Raises OSError, and then the journal is as it was."""
        start = self._file.tell()
        try:
            self._chain = _append(self._file, self._chain, line, stored)
        except OSError:
            self._file.truncate(start)
            self._file.seek(start)
            raise

    def close(self) -> None:
        self._file.close()

    def remove(self) -> None:
        """Close and forget it: nothing was done, or all of it was taken back."""
        self._file.close()
        self.path.unlink(missing_ok=True)


def temporary_of(target: str, token: str, number: int) -> str:
    """The temporary for a file: beside it, of a name that no one else uses and that is never too long."""
    return os.path.join(os.path.dirname(target), f".migrator-{token}-{number}.tmp")


def _append(file: FileIO, chain: str, line: dict[str, Any], stored: bytes = b"") -> str:
    """Write a line behind one with a seal, and its own; that is given back."""
    sealed = _seal(chain, line)
    data = memoryview(json.dumps({**line, "seal": sealed}).encode("ascii") + b"\n" + stored)
    while data:
        data = data[file.write(data) :]
    return sealed


def _lines(handle: BinaryIO) -> Iterator[dict[str, Any]]:
    """Lines up to the first that was cut short; whoever takes one that has bytes behind it seeks past them."""
    while True:
        line = handle.readline(_LONGEST_LINE)
        if not line.endswith(b"\n"):
            return
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            return
        if not isinstance(value, dict):
            return
        yield value
