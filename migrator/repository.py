"""The files of a run and of the repository around a file, listed once."""

from __future__ import annotations

import os
from pathlib import Path

from migrator.disk import Disk
from migrator.scan import Found, repository_root, scan


class Repository:
    """Where a name leads that no import spells: the paths ``given`` to the run, and the repository (or, without git,
    the folder) of the file that asks.
    """

    def __init__(self, disk: Disk, given: tuple[str, ...] = ()) -> None:
        self.disk = disk
        self.given = given
        self._listed: dict[Path, list[str]] = {}
        self._others: dict[Path, list[str]] = {}
        self._by_name: dict[Path, dict[str, list[str]]] = {}

    def files(self, near: Path) -> list[str]:
        """Every JavaScript file around ``near``."""
        return self._files(self.root(near))

    def named(self, near: Path, name: str) -> tuple[str, ...]:
        """The files of one name around ``near``."""
        root = self.root(near)
        paths = self.named_below(root, name)
        self.disk.note_names(str(root), name, paths)
        return paths

    def named_below(self, root: Path, name: str) -> tuple[str, ...]:
        """The files of one name among those of the run and of the repository at ``root``."""
        if root not in self._by_name:
            found = self._by_name[root] = {}
            for path in self._files(root):
                found.setdefault(os.path.basename(path), []).append(path)
        return tuple(self._by_name[root].get(name, ()))

    def documents(self, root: Path) -> list[str]:
        """Every file of a repository that may hold code for a browser, in JavaScript or in a language near it."""
        return [*self._files(root), *self._others[root]]

    def root(self, near: Path) -> Path:
        """The top of the repository that a file is in, or its folder."""
        return repository_root(Path(os.path.realpath(near)).parent)

    def _files(self, root: Path) -> list[str]:
        if root not in self._listed:
            found = [item for item in scan((*self.given, str(root)), sure=True) if isinstance(item, Found)]
            self._listed[root] = [item.path for item in found if item.language is None]
            self._others[root] = [item.path for item in found if item.language is not None]
        return self._listed[root]
