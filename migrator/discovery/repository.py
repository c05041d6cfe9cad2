"""The files of the repository around a file, listed once in a run."""

from __future__ import annotations

import os
from pathlib import Path

from migrator.discovery.roots import Roots
from migrator.discovery.scan import Found, is_listed, prefix, scan
from migrator.javascript.disk import Disk

_GIT = ".git"


class Repository:
    """Where a name leads that no import spells: to the files around the file that asks, whichever paths were given."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self._roots = Roots()
        self._listed: dict[str, list[str]] = {}
        self._others: dict[str, list[str]] = {}
        self._by_name: dict[str, dict[str, list[str]]] = {}

    def root(self, near: Path) -> str:
        """The root of the repository around a file."""
        return self._roots.of(_folder(near))

    def files(self, near: Path) -> list[str]:
        """Every JavaScript file around ``near``."""
        return self._files(self.root(near))

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

    def has(self, folder: str, path: str) -> bool:
        """Whether `files` has a real path, asked from a real folder, without listing all of them."""
        root = self._roots.of(folder)
        if root in self._listed:
            return path in self._listed[root]
        if self._roots.of(os.path.dirname(path)) != root or os.path.realpath(path) != path:
            return False
        return is_listed(path) and not self._roots.is_ignored(root, path)

    def _files(self, root: str) -> list[str]:
        if root not in self._listed:
            nested = _Nested(root)
            found = [
                item for item in scan((root,), sure=True) if isinstance(item, Found) and not nested.holds(item.folder)
            ]
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
