"""The files that answers about one file depend on: read here only, so that what was seen is known afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from migrator.model.digest import hash_of

_Value = TypeVar("_Value")


def digest(data: bytes) -> str:
    """Enough of a hash to tell any two files apart."""
    return hash_of(data).hex()


_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_FIRST, _FURTHER = 65_536, 1_048_576  # bytes that are read at a time


def contents(path: Path | str) -> bytes | None:
    """The bytes of a file, None where it cannot be read. Half as long as a file object takes, which counts where all
    files of a repository are read.
    """
    try:
        handle = os.open(path, _FLAGS)
    except OSError:
        return None
    try:
        data = os.read(handle, _FIRST)
        if not data or len(data) < _FIRST:
            return data
        parts = [data]
        while data := os.read(handle, _FURTHER):
            parts.append(data)
        return b"".join(parts)
    except OSError:
        return None
    finally:
        os.close(handle)


def stamp(path: str, seen: str) -> str:
    """The digest of a file and, where links lead to it, where it is: its relative imports lead on from there."""
    real = os.path.realpath(path)
    return seen if real == os.path.abspath(path) else f"{seen} {os.path.relpath(real)}"


# Every check that an earlier run answers makes these two, and no dataclass: importing `dataclasses` alone is a
# millisecond.
class Sight:
    """What was seen while an answer was found.

    ``files`` has a stamp (`stamp`) for each file that was read, None for one that was looked for and could not be.
    ``names`` has, for a folder and a name, the files of that name in the repository around the folder. ``members`` are
    files that stand in the repository around a folder. ``sides`` has, for a file and the worker script of its settings,
    the side that it is on. ``running`` has, for a folder and the receiver, a digest of the files around that may run
    Python. ``packages`` has, for a folder, a digest of the packages that code in it may name. ``boundless`` is true
    where the whole repository was read: such an answer cannot be checked by looking at a few files.
    """

    __slots__ = ("boundless", "files", "members", "names", "packages", "running", "sides")

    def __init__(self) -> None:
        self.files: dict[str, str | None] = {}
        self.names: dict[tuple[str, str], tuple[str, ...]] = {}
        self.members: set[tuple[str, str]] = set()
        self.sides: dict[tuple[str, str], str] = {}
        self.running: dict[tuple[str, str], str] = {}
        self.packages: dict[str, str] = {}
        self.boundless = False

    def add(self, other: Sight) -> None:
        """Take in what another sight saw."""
        self.files.update(other.files)
        self.names.update(other.names)
        self.members |= other.members
        self.sides.update(other.sides)
        self.running.update(other.running)
        self.packages.update(other.packages)
        self.boundless = self.boundless or other.boundless


class Disk:
    """Reads files, and lets whoever watches know which. One for a run.

    ``held`` are texts that take the place of what is on disk: those that an editor has open, or standard input.
    """

    def __init__(self, held: Mapping[str, bytes] | None = None) -> None:
        self._held: dict[str, bytes] = {}
        self._watching: list[Sight] = []
        self._kept: dict[Hashable, tuple[Any, Sight, set[str]]] = {}
        self._asked: set[str] | None = None
        self._new: set[str] | None = None
        for path, data in (held or {}).items():
            self.hold(path, data)

    @property
    def is_plain(self) -> bool:
        """Whether what is on disk is all that is read."""
        return not self._held and type(self) is Disk

    def hold(self, path: str, data: bytes) -> None:
        """Take a text for what a file holds, which need not be on disk."""
        self._held[os.path.realpath(path)] = data

    def read(self, path: Path) -> bytes | None:
        """The bytes of a file, None where it cannot be read."""
        data = self.peek(path)
        self.note(path, None if data is None else stamp(str(path), digest(data)))
        return data

    def peek(self, path: Path | str, *, listed: bool = False) -> bytes | None:
        """The same for whoever says in another way what was seen. Whole repositories are read so, by their lists."""
        held = self._held.get(os.path.realpath(path)) if self._held else None
        if held is not None:
            return held
        if not listed:
            self.ask(str(path))
        return contents(path)

    def is_file(self, path: Path) -> bool:
        """Whether there is a file, which the caller then reads: only that there is none is noted here."""
        self.ask(str(path))
        found = os.path.isfile(path) or (bool(self._held) and os.path.realpath(path) in self._held)
        if not found:
            self.note(path, None)
        return found

    def folders(self, path: Path) -> list[str]:
        """The names of the folders in a folder; the caller says in another way what was seen."""
        self.ask(str(path))
        try:
            with os.scandir(path) as entries:
                return sorted(entry.name for entry in entries if entry.is_dir())
        except OSError:
            return []

    def beside(self, path: Path, relative: str) -> Path:
        """The place that a relative path leads to from a file: from where the file is, since above a link is not what
        the text says.

        One that climbs and comes back down by the name of a folder that the working directory is in leads elsewhere in
        another checkout, so what was found by it is not for the next run.
        """
        folder = os.path.dirname(os.path.realpath(path))
        target = os.path.normpath(os.path.join(folder, relative))
        if self._watching:
            highest = place = folder
            for part in relative.split("/"):
                place = os.path.normpath(os.path.join(place, part))
                highest = min(highest, place, key=len)
            shared = os.path.commonpath([os.path.realpath(os.curdir), folder])
            if len(os.path.commonpath([target, shared])) > len(highest):
                self.note_all()
        return Path(target)

    def note(self, path: Path, seen: str | None) -> None:
        """Say that a file of this stamp, or none, was seen."""
        if self._watching:
            self._watching[-1].files[str(path)] = seen

    def note_member(self, folder: str, path: str) -> None:
        """Say that a file stands in the repository around a folder."""
        if self._watching:
            self._watching[-1].members.add((folder, path))

    def note_names(self, folder: str, name: str, paths: tuple[str, ...]) -> None:
        """Say which files of a name are in the repository around a folder."""
        if self._watching:
            self._watching[-1].names[folder, name] = paths

    def note_side(self, path: str, script: str, side: str) -> None:
        """Say on which side a file was seen to be, where settings name a worker script or none."""
        if self._watching:
            self._watching[-1].sides[path, script] = side

    def note_running(self, folder: str, receiver: str, seen: str) -> None:
        """Say which files around a folder may run Python, and what they hold, as one digest."""
        if self._watching:
            self._watching[-1].running[folder, receiver] = seen

    def note_packages(self, folder: str, seen: str) -> None:
        """Say which packages code in a folder may name, as one digest."""
        if self._watching:
            self._watching[-1].packages[folder] = seen

    def note_all(self) -> None:
        """Say that everything was looked at."""
        if self._watching:
            self._watching[-1].boundless = True

    def note_sight(self, sight: Sight) -> None:
        """Say that what was seen before counts as seen."""
        if self._watching:
            self._watching[-1].add(sight)

    def ask(self, path: str) -> None:
        """Say that a path is asked for, of whoever looks at it without the disk."""
        if self._asked is not None:
            self._asked.add(path)
        if self._new is not None:
            self._new.add(path)

    def collect(self) -> None:
        """Collect from now on every path that somebody asks for (`newly_asked`)."""
        self._new = self._new if self._new is not None else set()

    def newly_asked(self) -> Collection[str]:
        """What was asked for since this was called last."""
        found, self._new = self._new or set(), set()
        return found

    @contextmanager
    def asking(self) -> Iterator[set[str]]:
        """Collect every path that somebody asks for, whatever is there."""
        before, self._asked = self._asked, set()
        asked = self._asked
        try:
            yield asked
        finally:
            self._asked = before
            if before is not None:
                before |= asked

    @contextmanager
    def watch(self, *, apart: bool = False) -> Iterator[Sight]:
        """Collect what is seen; whoever watches further out sees it too, unless it is looked at ``apart``."""
        sight = Sight()
        self._watching.append(sight)
        try:
            yield sight
        finally:
            self._watching.pop()
            if not apart:
                self.note_sight(sight)

    def once(self, key: Hashable, find: Callable[[], _Value]) -> _Value:
        """An answer that is found once in a run; each time it is given, what was seen and asked for it counts again."""
        value: _Value
        if key in self._kept:
            value, sight, asked = self._kept[key]
            self.note_sight(sight)
            if self._asked is not None:
                self._asked |= asked
            return value
        with self.watch() as sight, self.asking() as asked:
            value = find()
        self._kept[key] = value, sight, asked
        return value
