"""The files that answers about one file depend on: read here only, so that what was seen is known afterwards."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

_Value = TypeVar("_Value")


def digest(data: bytes) -> str:
    """Enough of a hash to tell any two files apart."""
    return blake2b(data, digest_size=20).hexdigest()


# Every check that an earlier run answers makes these two, and no dataclass: importing `dataclasses` alone is a
# millisecond.
class Sight:
    """What was seen while an answer was found.

    ``files`` has a digest for each file that was read, None for one that was looked for and could not be; ``names``
    has, for a folder of a repository and a name, the files of that name; ``sides`` has, for a file, whether code
    around it starts a worker with it. ``boundless`` is true where the whole
    repository was read: such an answer cannot be told again by looking at a few files.
    """

    __slots__ = ("boundless", "files", "names", "sides")

    def __init__(self) -> None:
        self.files: dict[str, str | None] = {}
        self.names: dict[tuple[str, str], tuple[str, ...]] = {}
        self.sides: dict[str, bool] = {}
        self.boundless = False

    def add(self, other: Sight) -> None:
        """Take in what another sight saw."""
        self.files.update(other.files)
        self.names.update(other.names)
        self.sides.update(other.sides)
        self.boundless = self.boundless or other.boundless


class Disk:
    """Reads files, and lets whoever watches know which. One for a run."""

    def __init__(self) -> None:
        self._watching: list[Sight] = []
        self._kept: dict[Hashable, tuple[Any, Sight]] = {}

    def read(self, path: Path) -> bytes | None:
        """The bytes of a file, None where it cannot be read."""
        data = self.peek(path)
        self.note(path, None if data is None else digest(data))
        return data

    def peek(self, path: Path) -> bytes | None:
        """The same for whoever says in another way what was seen."""
        try:
            return path.read_bytes()
        except OSError:
            return None

    def is_file(self, path: Path) -> bool:
        """Whether there is a file, which the caller then reads: only that there is none is noted here."""
        found = path.is_file()
        if not found:
            self.note(path, None)
        return found

    def note(self, path: Path, seen: str | None) -> None:
        """Say that a file of this digest, or none, was seen."""
        if self._watching:
            self._watching[-1].files[str(path)] = seen

    def note_names(self, folder: str, name: str, paths: tuple[str, ...]) -> None:
        """Say which files of a name were seen below a folder."""
        if self._watching:
            self._watching[-1].names[folder, name] = paths

    def note_side(self, path: str, in_worker: bool) -> None:
        """Say whether a file was seen to be a worker script."""
        if self._watching:
            self._watching[-1].sides[path] = in_worker

    def note_all(self) -> None:
        """Say that everything was looked at."""
        if self._watching:
            self._watching[-1].boundless = True

    def note_sight(self, sight: Sight) -> None:
        """Say that what was seen before counts as seen."""
        if self._watching:
            self._watching[-1].add(sight)

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
        """An answer that is found once in a run; each time it is given, what was seen for it counts as seen."""
        value: _Value
        if key in self._kept:
            value, sight = self._kept[key]
            self.note_sight(sight)
            return value
        with self.watch() as sight:
            value = find()
        self._kept[key] = value, sight
        return value
