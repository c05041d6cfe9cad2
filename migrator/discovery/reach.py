"""Which files may call a function of another file that only runs the Python it is given, by what they import.

Such a file need not spell a word of Pyodide: it imports a file that may have such a function (`prefilter.may_wrap`), or
one that passes on what it imports. A file passes on what it exports again, what it extends, makes an instance of, or
uses as a value. No file is parsed, and what is found is more than there is: strings that look like a specifier count as
one, and whoever looks into the file sees what is called there.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from migrator.discovery.listing import VENDORED
from migrator.discovery.prefilter import may_wrap
from migrator.discovery.specifiers import called, passes_on, specifiers
from migrator.documents.kinds import is_minified
from migrator.documents.places import indexes, is_plain, spellings
from migrator.python.language import PYTHON

if TYPE_CHECKING:
    from migrator.javascript.disk import Disk


class Reach:
    """Answers for one run: what is found of a file is kept. Without a ``disk`` files are those on disk; a hook that has
    nothing to report makes none.
    """

    def __init__(self, disk: Disk | None = None) -> None:
        self._disk = disk
        self._known: dict[str, bool] = {}
        self._folders: dict[str, str] = {}
        self._found: dict[tuple[str, bool], str | None] = {}
        # The last parts of all that was looked for.
        self.names: set[str] = set()

    def may_call(self, path: str, data: bytes) -> bool:
        """Whether a file may call a function of another file that only runs what it is given."""
        return any(self._carries(target) for target in self._targets(path, data, is_first=True))

    def files(self, path: str, data: bytes, disk: Disk) -> list[str]:
        """The files that may have such a function and that a file reaches; ``disk`` is told all that is seen for it."""
        found: list[str] = []
        todo = _targets_on(disk, path, _wanted(data, is_first=True))
        seen = {os.path.realpath(path)}
        while todo:
            at = todo.pop()
            text = _read(disk, at) if at not in seen else None
            seen.add(at)
            if text is None:
                continue
            if _may_wrap(at, text):
                found.append(at)
            todo += _targets_on(disk, at, _wanted(text, is_first=False))
        return sorted(found)

    def leads_to(self, path: str, data: bytes, files: Collection[str]) -> tuple[bool, bool]:
        """Whether a file imports one of some files, given by their real paths, and whether it passes such a one on."""
        imports = any(target in files for target in self._targets(path, data, is_first=True))
        return imports, imports and any(target in files for target in self._targets(path, data))

    def _carries(self, path: str) -> bool:
        """Whether a file may have such a function, or may pass one on. All files behind it are settled at once, so that
        each is looked at once, whatever imports what in a circle.
        """
        if path in self._known:
            return self._known[path]
        before: dict[str, list[str]] = {}
        behind: set[str] = set()
        having: list[str] = []
        todo = [path]
        while todo:
            at = todo.pop()
            if at in behind:
                continue
            behind.add(at)
            if at in self._known:
                having += [at] if self._known[at] else []
                continue
            data = self._peek(at)
            if data is None:
                continue
            if _may_wrap(at, data):
                having.append(at)
                continue
            for target in self._targets(at, data):
                before.setdefault(target, []).append(at)
                todo.append(target)
        carrying = set(having)
        while having:
            for at in before.get(having.pop(), ()):
                if at not in carrying:
                    carrying.add(at)
                    having.append(at)
        self._known.update((at, at in carrying) for at in behind)
        return self._known[path]

    def _targets(self, path: str, data: bytes, *, is_first: bool = False) -> list[str]:
        """The files that a file imports; unless it is the first, of which it passes something on."""
        found = _wanted(data, is_first=is_first)
        if not found:
            return []
        if self._disk is not None and not self._disk.is_plain:
            return _targets_on(self._disk, path, found)
        folder = os.path.dirname(os.path.realpath(path)) if os.path.islink(path) else self._real(os.path.dirname(path))
        targets = (self._at(os.path.normpath(os.path.join(folder, spelled)), path) for spelled in found)
        return [target for target in targets if target is not None]

    def _peek(self, path: str) -> bytes | None:
        if self._disk is not None and not self._disk.is_plain:
            from pathlib import Path

            return self._disk.peek(Path(path))
        try:
            with open(path, "rb") as file:
                return file.read()
        except OSError:
            return None

    def _at(self, target: str, near: str) -> str | None:
        """The file that a module at a place is, by its real path; asked for every import of a run, hence with care."""
        key = target, is_plain(near)
        if key not in self._found:
            self.names.update(called(os.path.basename(target)))
            self._found[key] = next(filter(None, map(self._looked_for, _candidates(target, near))), None)
        return self._found[key]

    def _looked_for(self, path: str) -> str | None:
        """The file at a path; where there is none, one that comes there would be meant instead."""
        found = self._file(path)
        if found is None and self._disk is not None:
            self._disk.ask(path)
        return found

    def _file(self, path: str) -> str | None:
        try:
            mode = os.lstat(path).st_mode
        except OSError:
            return None
        if stat.S_ISREG(mode):
            folder, name = os.path.split(path)
            return os.path.join(self._real(folder), name)
        return os.path.realpath(path) if stat.S_ISLNK(mode) and os.path.isfile(path) else None

    def _real(self, folder: str) -> str:
        if folder not in self._folders:
            self._folders[folder] = os.path.realpath(folder)
        return self._folders[folder]


def _candidates(target: str, near: str) -> Iterator[str]:
    yield from spellings(target, near)
    yield from indexes(target, near)


def _targets_on(disk: Disk, path: str, found: list[str]) -> list[str]:
    """The files that specifiers mean, where the disk says what is there and is told what was looked for."""
    from pathlib import Path

    targets: list[str] = []
    for spelled in found:
        candidates = map(Path, _candidates(str(disk.beside(Path(path), spelled)), path))
        targets += [os.path.realpath(each) for each in candidates if disk.is_file(each)][:1]
    return targets


def _read(disk: Disk, path: str) -> bytes | None:
    from pathlib import Path

    return disk.read(Path(path))


def _wanted(data: bytes, *, is_first: bool) -> list[str]:
    """The specifiers of what a file imports, or passes on, but for what no scan looks at."""
    found = dict.fromkeys(text for at, text in specifiers(data) if is_first or passes_on(data, at))
    spelled = (os.fsdecode(text).split("?")[0].split("#")[0] for text in found)
    return [text for text in spelled if VENDORED.isdisjoint(text.split("/")) and not is_minified(text)]


def _may_wrap(path: str, data: bytes) -> bool:
    return may_wrap(data) and not PYTHON.is_interpreter(path, data)
