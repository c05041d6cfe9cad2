"""The files of the repository around a file, listed once in a run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from migrator.discovery.prefilter import may_call, may_hold, may_wrap
from migrator.discovery.reach import Reach
from migrator.discovery.roots import Roots
from migrator.discovery.scan import LARGEST, Found, is_listed, prefix, scan
from migrator.documents.kinds import PARSED_ENDINGS
from migrator.javascript.disk import Disk, digest
from migrator.model.settings import Receiver
from migrator.python.language import PYTHON

_GIT = ".git"
_MEMBERS = (PYTHON.namespace.encode(), PYTHON.importer.encode())


class Running(NamedTuple):
    """A file that may run Python: as it is listed, where it is, and a digest of what it holds."""

    path: str
    real: str
    seen: str


class Repository:
    """Where a name leads that no import spells: to the files around the file that asks, whichever paths were given."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.reach = Reach(disk)
        self.largest = LARGEST  # bytes of a file that is seen
        self._roots = Roots()
        self._listed: dict[str, list[str]] = {}
        self._others: dict[str, list[str]] = {}
        self._running: dict[tuple[str, str], tuple[list[Running], str]] = {}
        self._by_name: dict[str, dict[str, list[str]]] = {}

    def takes(self, most: int) -> None:
        """See files of so many bytes too, which some settings let a run look at."""
        if most > self.largest:
            self.largest = most
            for known in (self._listed, self._others, self._running, self._by_name):
                known.clear()

    def root(self, near: Path) -> str:
        """The root of the repository around a file."""
        return self._roots.of(_folder(near))

    def files(self, near: Path) -> list[str]:
        """Every file around ``near`` that is parsed."""
        return self._files(self.root(near))

    def around(self, near: Path) -> list[str]:
        """Every file around ``near`` that may hold code for a browser."""
        return self.documents(self.root(near))

    def named(self, near: Path, name: str) -> tuple[str, ...]:
        """The files of one name around ``near``."""
        folder = _folder(near)
        paths = self.named_around(folder, name)
        self.disk.note_names(folder, name, paths)
        return paths

    def named_around(self, folder: str, name: str) -> tuple[str, ...]:
        """The files of one name in the repository that a real folder is in."""
        root = self._roots.of(folder)
        if root not in self._by_name:
            found = self._by_name[root] = {}
            for path in self._files(root):
                found.setdefault(os.path.basename(path), []).append(path)
        return tuple(self._by_name[root].get(name, ()))

    def documents(self, root: str) -> list[str]:
        """Every file of a repository that may hold code for a browser, in JavaScript or in a language near it."""
        return [*self._files(root), *self._others[root]]

    def running(self, near: Path, receiver: Receiver) -> list[Running]:
        """The files around ``near`` that may run Python, on a receiver, on anything else or through a function of
        another file: it is noted that the answer depends on these.
        """
        folder = _folder(near)
        found, summary = self._running_around(folder, receiver)
        self.disk.note_running(folder, receiver.member, summary)
        return found

    def running_around(self, folder: str, member: str) -> str:
        """What `running` noted, for the repository that a real folder is in."""
        return self._running_around(folder, Receiver(member))[1]

    def _running_around(self, folder: str, receiver: Receiver) -> tuple[list[Running], str]:
        """The files, and all of them with what they hold in one word, the same in each checkout."""
        root = self._roots.of(folder)
        key = root, receiver.member
        if key not in self._running:
            found = []
            others, wraps = list[str](), False
            for path in self.documents(root):
                data = self.disk.peek(Path(path))
                if data is None:
                    continue
                if may_call(data) or may_hold(data, receiver) or any(name in data for name in _MEMBERS):
                    found.append(Running(path, os.path.realpath(path), digest(data)))
                    wraps = wraps or may_wrap(data)
                elif self.is_parsed(path):
                    others.append(path)
            for path in others if wraps else ():  # which may call what those have
                data = self.disk.peek(Path(path))
                if data is not None and self.reach.may_call(path, data):
                    found.append(Running(path, os.path.realpath(path), digest(data)))
            rows = sorted(f"{os.path.relpath(file.path, root)}\0{file.seen}" for file in found)
            self._running[key] = found, digest("\n".join(rows).encode("utf-8", "surrogateescape"))
        return self._running[key]

    @staticmethod
    def is_parsed(path: str) -> bool:
        """Whether a file is in the language that is parsed."""
        return os.path.splitext(path)[1].lower() in PARSED_ENDINGS

    def has(self, folder: str, path: str) -> bool:
        """Whether `files` has a real path, asked from a real folder, without listing all of them."""
        root = self._roots.of(folder)
        if root in self._listed:
            return path in self._listed[root]
        if self._roots.of(os.path.dirname(path)) != root or os.path.realpath(path) != path:
            return False
        return is_listed(path, self.largest) and not self._roots.is_ignored(root, path)

    def _files(self, root: str) -> list[str]:
        if root not in self._listed:
            nested = _Nested(root)
            items = scan((root,), sure=True, most=self.largest)
            found = [item for item in items if isinstance(item, Found) and not nested.holds(item.folder)]
            self._listed[root] = [item.path for item in found if item.language is None]
            self._others[root] = [item.path for item in found if item.language is not None]
        return self._listed[root]


class _Nested:
    """Folders of other repositories below a root: a walk, unlike git, goes into them."""

    def __init__(self, root: str) -> None:
        self._known = {prefix(root).removesuffix(os.sep): False}

    def holds(self, folder: str) -> bool:
        if folder not in self._known:
            is_top = os.path.lexists(os.path.join(folder, _GIT))
            self._known[folder] = is_top or self.holds(os.path.dirname(folder))
        return self._known[folder]


def _folder(near: Path) -> str:
    return os.path.dirname(os.path.realpath(near))
