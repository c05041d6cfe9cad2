"""Which files may call a function of another file that only runs the Python it is given, by what they import.

Such a file need not spell a word of Pyodide: it imports a file that may have such a function (`prefilter.may_wrap`), or
one that passes on what it imports. A file passes on what it exports again, what it extends, makes an instance of, or
uses as a value. No file is parsed, and what is found is more than there is: strings that look like a specifier count as
one, and whoever looks into the file sees what is called there.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.discovery.listing import VENDORED
from migrator.discovery.prefilter import may_wrap
from migrator.documents.kinds import is_minified
from migrator.javascript.disk import modules_at
from migrator.python.language import PYTHON

if TYPE_CHECKING:
    from migrator.javascript.disk import Disk

_QUOTES = (b"'", b'"', b"`")
_LONGEST = 300  # of a specifier
_CLAUSE = 5_000  # of what stands between `import` and its specifier


class Reach:
    """Answers for one run: what is found of a file is kept."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._known: dict[str, bool] = {}
        self._folders: dict[str, str] = {}
        self._found: dict[str, str | None] = {}

    def may_call(self, path: str, data: bytes) -> bool:
        """Whether a file may call a function of another file that only runs what it is given."""
        return any(self._carries(target) for target in self._targets(path, data, is_first=True))

    def files(self, path: str, data: bytes) -> list[str]:
        """The files that may have such a function and that a file reaches. All that was read for it counts as seen."""
        found: list[str] = []
        todo = self._noted_targets(path, _wanted(data, is_first=True))
        seen = {os.path.realpath(path)}
        while todo:
            at = todo.pop()
            if at in seen:
                continue
            seen.add(at)
            text = self._disk.read(Path(at))
            if text is None:
                continue
            if _may_wrap(at, text):
                found.append(at)
            todo += self._noted_targets(at, _wanted(text, is_first=False))
        return sorted(found)

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
            data = self._disk.peek(Path(at))
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
        if not self._disk.is_plain:
            return self._noted_targets(path, found)
        folder = os.path.dirname(os.path.realpath(path)) if os.path.islink(path) else self._real(os.path.dirname(path))
        targets = (self._at(os.path.normpath(os.path.join(folder, spelled))) for spelled in found)
        return [target for target in targets if target is not None]

    def _noted_targets(self, path: str, found: list[str]) -> list[str]:
        """The same, where the disk says what is there and is told what was looked for."""
        targets: list[str] = []
        for spelled in found:
            candidates = map(Path, modules_at(str(self._disk.beside(Path(path), spelled))))
            targets += [os.path.realpath(each) for each in candidates if self._disk.is_file(each)][:1]
        return targets

    def _at(self, target: str) -> str | None:
        """The file that a module at a place is, by its real path; asked for every import of a run, hence with care."""
        if target not in self._found:
            self._found[target] = next(filter(None, map(self._file, modules_at(target))), None)
        return self._found[target]

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


def _wanted(data: bytes, *, is_first: bool) -> list[str]:
    """The specifiers of what a file imports, or passes on, but for what no scan looks at."""
    found = dict.fromkeys(text for at, text in _specifiers(data) if is_first or _passes_on(data, at))
    spelled = (os.fsdecode(text).split("?")[0].split("#")[0] for text in found)
    return [text for text in spelled if VENDORED.isdisjoint(text.split("/")) and not is_minified(text)]


def climbs(data: bytes, depth: int) -> bool:
    """Whether a file may import what is outside of a folder that it stands so many folders below; with a ``depth`` of
    -1 anything is.
    """
    if depth >= 0:
        up = b"../" * depth
        ends = (up + b"../", up + b"..'", up + b'.."', up + b"..`")
        if not any(end in data for end in ends) and not _comes_back(data):
            return False
    return any(_height(specifier) > depth for _, specifier in _specifiers(data))


def _comes_back(data: bytes) -> bool:
    """Whether a path goes down, and up again."""
    at = data.find(b"/../")
    while at >= 0:
        if data[at - 1 : at] != b".":
            return True
        at = data.find(b"/../", at + 1)
    return False


def _height(specifier: bytes) -> int:
    """How many folders up a specifier leads at most."""
    level = highest = 0
    for part in specifier.split(b"/"):
        level += 1 if part == b".." else -1 if part not in (b"", b".") else 0
        highest = max(highest, level)
    return highest


def _may_wrap(path: str, data: bytes) -> bool:
    return may_wrap(data) and not PYTHON.is_interpreter(path, data)


def _specifiers(data: bytes) -> Iterator[tuple[int, bytes]]:
    """What looks like a relative specifier, each with where its quote is."""
    for quote in _QUOTES:
        start = quote + b"."
        at = data.find(start)
        while at >= 0:
            end = data.find(quote, at + 1, at + _LONGEST)
            text = data[at + 1 : end] if end > 0 else b""
            if (text.startswith((b"./", b"../")) or text in (b".", b"..")) and b"\n" not in text:
                yield at, text
            at = data.find(start, at + 1)


def _passes_on(data: bytes, at: int) -> bool:
    """Whether a file may pass on what it imports of the specifier at a place."""
    start = data[max(0, at - 20) : at].rstrip()
    if start.endswith(b"("):  # `require(…)`, `import(…)`
        return start[:-1].rstrip().endswith((b"require", b"import"))
    if not start.endswith(b"from"):
        return False
    first = max(0, at - _CLAUSE)
    begins, exports = data.rfind(b"import", first, at), data.rfind(b"export", first, at)
    if exports > begins:
        return True
    names = {name for name in _names().findall(data, begins, at) if name not in (b"import", b"from", b"as")}
    return any(_is_value(data, name, begins, at) for name in names)


def _is_value(data: bytes, name: bytes, start: int, end: int) -> bool:
    """Whether a name is used as a value outside of a stretch: not only called, and not only asked for a member."""
    if b"new " + name + b"(" in data or b"extends " + name + b" " in data:  # as most are written
        return True
    at = data.find(name)
    while at >= 0:
        after = at + len(name)
        if not start <= at < end and not _is_word(data[at - 1 : at]) and not _is_word(data[after : after + 1]):
            before = data[max(0, at - 12) : at].rstrip()
            if before.endswith((b"new", b"extends")) or _ending().match(data, after) is not None:
                return True
            line = data[data.rfind(b"\n", 0, at) + 1 : at]
            if b"export" in line:
                return True
        at = data.find(name, after)
    return False


def _is_word(character: bytes) -> bool:
    return character.isalnum() or character in (b"_", b"$")


@cache
def _names() -> re.Pattern[bytes]:
    return re.compile(rb"[\w$\x80-\xff]+")


@cache
def _ending() -> re.Pattern[bytes]:
    """What stands behind a name, or behind a member of one, whose value goes on."""
    return re.compile(rb"(?:\s*\.\s*[\w$]+)*\s*?(?:[,;)}\]{\n]|\Z)")
