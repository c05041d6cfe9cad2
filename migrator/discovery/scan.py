"""Paths to files that can matter: what is listed below a folder, less what nobody wrote by hand, and what is named.

A file below a folder is not looked at before it is opened (`Found.read`): opening it says what it is, in one look and
not in three.

This is one module because it is one decision, taken for each path by what names it: git, a folder, or the user.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from migrator.discovery.listing import INDEXED, PRESENT, REPOSITORY, SEARCHED, VENDORED, Fault, Listed, listed
from migrator.discovery.roots import git_top
from migrator.documents.kinds import ENDINGS, SEARCHED_ENDINGS, is_minified, kind_of, searched_language
from migrator.model.settings import LARGEST_FILE

if TYPE_CHECKING:
    from migrator.model.ledger import Message

MEGABYTE = 1_000_000
LARGEST = LARGEST_FILE * MEGABYTE
# Emacs marks a file that somebody edits by a link that leads nowhere.
_LOCK = ".#"
# A link is not followed and a pipe not waited for. Where a system cannot say so, every file is looked at beforehand.
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_FLAGS = os.O_RDONLY | _NO_FOLLOW | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0)
_FIRST = 65_536
_DOT = ord(".")
_MIN = (b".min.js", b"-min.js")
_ENDINGS = tuple(ending.encode() for ending in ENDINGS)
_SEARCHED_ENDINGS = tuple(ending.encode() for ending in SEARCHED_ENDINGS)
_VENDORED = frozenset(name.encode() for name in VENDORED)


# What gives the names below a folder, and adds the folders that it cannot look into to a list.
Names = Callable[[str, list[Fault]], Iterator[Listed]]


class LeftOut:
    """A path that is not looked at, and why. ``named`` makes it an error: the user gave it, or it cannot be read.

    ``sentence`` is the name of one of `ledger.Sentence`, which only whoever tells it imports, and ``values`` are its.
    ``folder`` is the one that it stands in, as that of what is found. ``searched`` says that an earlier run searched
    the file, as it still is, and found nothing.
    """

    __slots__ = ("folder", "named", "path", "searched", "sentence", "values")

    def __init__(
        self,
        path: str,
        sentence: str,
        named: bool,
        folder: str | None = None,
        *,
        searched: bool = False,
        **values: str | int,
    ) -> None:
        self.path = path
        self.sentence = sentence
        self.values = values
        self.named = named
        self.folder = os.path.dirname(path) if folder is None else folder
        self.searched = searched

    @property
    def reason(self) -> Message:
        """Why it is not looked at."""
        from migrator.model.ledger import Message, Sentence

        return Message.of(Sentence.named(self.sentence), **self.values)


class Found:
    """A path to look at. ``named`` is a path that the user gave, which no default leaves out.

    ``folder`` is the one that it stands in, the same object for one file after another. ``roots`` are the paths of the
    scan; None where the path was looked at, and leads to a regular file of ``size`` bytes. ``language`` is that
    of a file that is searched and not parsed, None for one that is parsed.
    """

    __slots__ = ("_gone", "_raw", "_roots", "folder", "language", "named", "size")

    def __init__(
        self,
        raw: bytes,
        folder: str,
        named: bool,
        roots: list[str] | None = None,
        gone: bool = False,
        language: str | None = None,
        size: int = 0,
    ) -> None:
        self._raw = raw
        self.folder = folder
        self.named = named
        self._roots = roots
        self._gone = gone
        self.language = language
        self.size = size

    @property
    def path(self) -> str:
        return os.fsdecode(self._raw)

    def read(self, most: int = LARGEST) -> bytes | LeftOut | None:
        """The file's bytes; None if it is none to look at (git lists what was deleted); raises OSError. A file that has
        more than ``most`` is left out.
        """
        if self._roots is None:
            with open(self._raw, "rb") as handle:
                data = handle.read(most + 1)
            return data if len(data) <= most else too_large(self.path, most, named=self.named)
        try:
            handle_ = os.open(self._raw, _FLAGS)
        except FileNotFoundError:
            if self._gone:
                return None
            raise
        except OSError:
            return self._otherwise(most)
        try:
            data = _pread(handle_, _FIRST, 0)
            if data and len(data) < _FIRST:
                return data
            rest = _rest(handle_, data, most)
        except OSError:
            rest = None
        finally:
            os.close(handle_)
        return rest if rest is not None else self._otherwise(most)

    def sure(self) -> Found | LeftOut | None:
        """The same after a look at what it is."""
        return self if self._roots is None else _entry(self._raw, False, self._roots)

    def _otherwise(self, most: int) -> bytes | LeftOut | None:
        """What is no readable regular file any more, or never was."""
        known = self.sure()
        return known.read(most) if isinstance(known, Found) else known


def too_large(path: str, most: int, *, named: bool) -> LeftOut:
    """A file that has more than ``most`` bytes."""
    return LeftOut(path, "TOO_LARGE", named, most=most // MEGABYTE)


def scan(
    paths: tuple[str, ...], *, sure: bool = False, names: Names = listed, most: int = LARGEST
) -> Iterator[Found | LeftOut]:
    """Every file with scripts at or below ``paths``, once each, in the order of the paths and sorted below a folder.

    A link counts as what it leads to, by that name: neither the settings of a file nor the path that is reported
    depend on how a path was spelled. A file that is named is named wherever in the paths its folder stands.
    ``sure`` looks at each file, so that what is found is there and has no more than ``most`` bytes; otherwise whoever
    reads it learns what it is. ``names`` gives the names below a folder.
    """
    for item in _scan(paths, sure, names):
        if sure and isinstance(item, Found) and item.size > most:
            yield too_large(item.path, most, named=item.named)
        else:
            yield item


def _scan(paths: tuple[str, ...], sure: bool, names: Names) -> Iterator[Found | LeftOut]:
    roots = [os.path.realpath(path) for path in paths]
    paths = tuple(map(_followed, paths, roots))
    roots = [_place(path, root) for path, root in zip(paths, roots, strict=True)]
    folders = [os.path.isdir(path) for path in paths]
    given = {root for root, is_folder in zip(roots, folders, strict=True) if not is_folder}
    seen: set[str] = set()
    for index, path in enumerate(paths):
        if folders[index]:
            if roots[index] in roots[:index]:  # what is kept of a folder must not be that nothing was left to see
                continue
            may_come = _again(roots[index], roots[index + 1 :])
            top, root = prefix(path), prefix(roots[index])
            for below in _below(path, roots, names):
                item = below.sure() if (sure or not _NO_FOLLOW) and isinstance(below, Found) else below
                if item is None:
                    continue
                if seen or given or may_come is not None:
                    place = root + item.path.removeprefix(top)
                    if place in seen:
                        continue
                    if place in given:
                        if not os.path.lexists(place):
                            continue
                        item = _classify(os.fsencode(item.path), named=True)
                        if item is None:
                            continue
                    if may_come is not None and may_come(place):
                        seen.add(place)
                yield item
        elif roots[index] not in seen:
            missing = _missing(path)
            if missing is not None:
                yield missing
                continue
            seen.add(roots[index])
            item = _classify(os.fsencode(path), named=True)
            yield item if item is not None else LeftOut(path, "NO_SCRIPT_FILE", True)


def _missing(path: str) -> LeftOut | None:
    """What is said of a path of a run at which nothing is, or nothing that anybody may look at; None if it is there."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return LeftOut(path, "NO_SUCH_FILE", True)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else None
        return LeftOut(path, "CANNOT_BE_READ", True, why=str(why or error))
    return None


def _followed(path: str, real: str) -> str:
    """A path of a run, by the name of what it leads to where links lead there; a file that would not be looked at under
    that name keeps its own.
    """
    whole = path if os.path.isabs(path) else os.path.join(os.path.realpath(os.curdir), path)
    if real == os.path.normpath(whole) or not os.path.exists(real):
        return path
    if not os.path.isdir(real) and kind_of(real) is None:
        return path
    try:
        return real if os.path.isabs(path) else os.path.relpath(real)
    except ValueError:  # another drive
        return real


def followed(path: str) -> str:
    """The path that a scan gives a file for one that leads to it."""
    return _followed(path, os.path.realpath(path))


def _place(path: str, real: str) -> str:
    """Where a path stands; a link that keeps its own name stands where that name does."""
    if not os.path.islink(path):
        return real
    return os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))


def given_text(path: str) -> Found | LeftOut:
    """A path whose text is at hand; it need not be on disk."""
    if kind_of(path) is None:
        return LeftOut(path, "NO_SCRIPT_FILE", True)
    return Found(os.fsencode(path), os.path.dirname(path), True, language=searched_language(path))


def _again(folder: str, later: list[str]) -> Callable[[str], bool] | None:
    """Whether a place below a folder may be found a second time, by a later path of the scan; None if none may. All are
    real paths, so that it does not matter how a path was spelled.

    Only such places are kept in mind: a scan of a folder takes the same memory however many files there are.
    """
    own = prefix(folder)
    others = [prefix(path) for path in later]
    if any(own.startswith(other) for other in others):
        return lambda place: True
    below = tuple(other for other in others if other.startswith(own))
    return (lambda place: f"{place}{os.sep}".startswith(below)) if below else None


def prefix(folder: str) -> str:
    """What the paths of the files below a folder begin with."""
    normal = os.path.normpath(folder)
    return "" if normal == "." else os.path.join(normal, "")


def is_left_out(path: str) -> bool:
    """Whether a file would be left out in a scan of its repository, or without git of the working directory: other
    people's code, or made by a program.
    """
    folder = os.path.dirname(os.path.realpath(path))
    folders = os.path.relpath(folder, git_top(folder) or os.curdir).split(os.sep)
    return not VENDORED.isdisjoint(folders) or is_minified(path)


def is_listed(path: str, most: int = LARGEST) -> bool:
    """Whether a scan of its folder finds a file that is parsed, as long as nothing ignores it."""
    found = _entry(os.fsencode(path), False, [os.path.dirname(path)])
    return isinstance(found, Found) and found.language is None and found.size <= most


def _classify(raw: bytes, *, named: bool) -> Found | LeftOut | None:
    path = os.fsdecode(raw)
    if not named and (is_minified(path) or is_declaration(raw) or os.path.basename(path).startswith(_LOCK)):
        return None
    kind = kind_of(path)
    if kind is None and not named:
        return None
    try:
        status = os.stat(raw)
    except OSError as error:
        return LeftOut(path, "CANNOT_BE_READ", True, why=str(error.strerror))
    if kind is None:
        return None
    if not stat.S_ISREG(status.st_mode):
        return LeftOut(path, "NO_REGULAR_FILE", named)
    return Found(raw, os.path.dirname(path), named, language=searched_language(path), size=status.st_size)


def is_wanted(name: bytes) -> bool:
    """Whether a file that stands below a folder under this name, if it is a regular one, is found by a scan of it."""
    *folders, base = name.split(b"/")
    path = os.fsdecode(base)
    known = base.lower().endswith(_ENDINGS)
    return (
        known
        and _VENDORED.isdisjoint(folders)
        and not (is_minified(path) or is_declaration(base) or path.startswith(_LOCK))
    )


def is_declaration(name: bytes) -> bool:
    """Whether a file only declares types (`x.d.ts`), by its name."""
    return b".d." in name and re.search(rb"\.d\.(?:\w+\.)?[cm]?tsx?\Z", name.lower()) is not None


def _rest(handle: int, data: bytes, most: int) -> bytes | None:
    """All of a file that is empty or longer than its beginning; None if it is none to read."""
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode) or status.st_size > most:
        return None
    parts, at = [data], len(data)
    while data and at <= most:
        data = _pread(handle, most, at)
        parts.append(data)
        at += len(data)
    return b"".join(parts) if at <= most else None


def _pread(handle: int, size: int, at: int) -> bytes:
    """Reads at a place, which a pipe or a terminal refuses: nothing is taken from them."""
    return os.pread(handle, size, at)


def _below(folder: str, roots: list[str], names: Names) -> Iterator[Found | LeftOut]:
    faults: list[Fault] = []
    due: list[LeftOut] = []
    told: set[str] = set()
    for item in _items(folder, roots, names(folder, faults), faults):
        if faults or due:
            due = _due(folder, due, faults, told)
            while due and (item is None or due[0].path < item.path):
                yield due.pop(0)
        if item is not None:
            yield item
    yield from _due(folder, due, faults, told)


def _due(folder: str, due: list[LeftOut], faults: list[Fault], told: set[str]) -> list[LeftOut]:
    """The folders that cannot be looked into, in the order of their paths, each one time. One that stands in another
    that nobody may enter is told by that.
    """
    top = prefix(folder)
    for name, why in faults:
        closed = _closed(os.fsencode(top), name.rpartition(b"/")[0])
        path = os.path.normpath(os.path.join(folder, os.fsdecode(name if closed is None else closed)))
        if path not in told:
            told.add(path)
            due.append(LeftOut(path, "CANNOT_BE_READ", True, why=why))
    faults.clear()
    return sorted(due, key=lambda item: item.path)


def _closed(top: bytes, folder: bytes) -> bytes | None:
    """The outermost folder on the way down to one that nobody may enter; None if the way is open."""
    parts = folder.split(b"/") if folder else []
    for number in range(len(parts) + 1):
        place = b"/".join(parts[:number])
        whole = top + place or b"."
        if not os.access(whole, os.X_OK) and os.path.isdir(whole):
            return place
    return None


def _items(
    folder: str, roots: list[str], names: Iterator[Listed], faults: list[Fault]
) -> Iterator[Found | LeftOut | None]:
    """What is found; None where a folder that nobody may enter was put among the ``faults``."""
    top = os.fsencode(prefix(folder))
    within: bytes | None = None
    held, passed = "", False
    links: dict[bytes, bool] = {b"": False}
    for name, kind, _ in names:
        above, _, base = name.rpartition(b"/")
        if above != within:
            within = above
            # Git lists what it tracks below a folder in whose place there is a link by now.
            passed = not _VENDORED.isdisjoint(above.split(b"/")) or _is_behind_link(top, above, links)
            held = os.path.dirname(os.fsdecode(top + name))
            if not passed and not os.access(top + above or b".", os.X_OK):
                closed = _closed(top, above)
                if closed is not None:  # else it is none any more, and git still lists what stood in it
                    passed = True
                    faults.append((closed, os.strerror(errno.EACCES)))
                    yield None
        if passed:
            continue
        if kind <= PRESENT:
            if base.endswith(b".js") and base[0] != _DOT and base[-7:] not in _MIN:
                yield Found(top + name, held, False, roots, kind == INDEXED)
                continue
            if not base.lower().endswith(_ENDINGS):
                continue
            if base.lower().endswith(_SEARCHED_ENDINGS) and base[0] != _DOT:
                if not is_declaration(base):
                    language = searched_language(os.fsdecode(base))
                    yield Found(top + name, held, False, roots, kind == INDEXED, language)
                continue
        elif kind == SEARCHED:
            path = os.fsdecode(top + name)
            yield LeftOut(path, "ONLY_SEARCHED", False, held, searched=True, language=searched_language(path) or "")
            continue
        item = _entry(top + name, kind == REPOSITORY, roots)
        if item is not None:
            yield item


def _is_behind_link(top: bytes, folder: bytes, known: dict[bytes, bool]) -> bool:
    if folder not in known:
        above = folder.rpartition(b"/")[0]
        known[folder] = _is_behind_link(top, above, known) or os.path.islink(top + folder)
    return known[folder]


def _entry(raw: bytes, is_repository: bool, roots: list[str]) -> Found | LeftOut | None:
    try:
        mode = os.lstat(raw).st_mode
    except (FileNotFoundError, NotADirectoryError):  # deleted, and git still lists it
        return None
    except OSError:
        return _classify(raw, named=False)  # says why, if the name is that of a file to look at
    if stat.S_ISLNK(mode):
        return _link(raw, roots)
    if stat.S_ISDIR(mode):  # what stands in a folder is listed, unless it is of another repository
        return LeftOut(os.fsdecode(raw), "OWN_REPOSITORY", False) if is_repository else None
    return _classify(raw, named=False)


def _link(raw: bytes, roots: list[str]) -> Found | LeftOut | None:
    """A link below a folder leads nowhere: what it leads to is looked at under its own name, or is none of ours."""
    path = os.fsdecode(raw)
    target = os.path.realpath(path)
    inside = any(target == root or target.startswith(os.path.join(root, "")) for root in roots)
    if os.path.isdir(path):
        return None if inside else LeftOut(path, "LINK_TO_FOLDER", False)
    item = _classify(raw, named=False)
    if not isinstance(item, Found):
        return item
    if not inside:
        return LeftOut(path, "LINK_TO_FILE", False)
    return None if _classify(os.fsencode(target), named=False) is not None else item
