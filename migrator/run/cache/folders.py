"""Which names below a folder matter, kept from run to run: git says of the others that they are as they were.

What was read and held nothing need not be opened again as long as git's index has the same object for it, and git finds
the file to be as the index says, its times and its inode included; and as long as the settings for it ask the same.
"""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Callable, Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from migrator.discovery.listing import INDEXED, SEARCHED, git
from migrator.discovery.listing.walk import walk
from migrator.discovery.scan import is_wanted, prefix
from migrator.javascript.disk import digest
from migrator.model.settings import SettingsError
from migrator.run.cache.version import program_digest

if TYPE_CHECKING:
    from migrator.discovery.listing import Fault, Listed
    from migrator.discovery.listing.index import Index
    from migrator.model.settings import Settings
    from migrator.run.cache.store import Store

_KIND = "folders"
# With more objects that are others than these, all of a folder is looked at.
_MOST_CHANGED = 500
# A folder in which more files than these are untracked is looked at each time.
_MOST_UNTRACKED = 10_000


class _Kept(NamedTuple):
    """What was found below a folder while git's index was in a ``state``.

    ``names`` and ``kinds`` are the tracked files that matter, and those that were searched in vain and are still to be
    listed; ``passed`` counts the other tracked files that were read. ``folders`` are all folders of files that were
    looked at, and ``asked`` has for each which of the ``questions`` its settings ask. ``read`` has the folders in which
    a file was read.
    """

    state: str
    names: list[str]
    kinds: list[int]
    questions: list[str]
    folders: list[str]
    asked: list[int]
    read: list[bool]
    passed: int


class _Since(NamedTuple):
    """What git's index says otherwise than before: the files with other objects or none before, with what is known of
    each, and those whose objects are gone.
    """

    new: dict[bytes, int]
    gone: set[bytes]


_NOTHING = _Since({}, set())


class _Seen:
    """What a run sees below one folder. Paths are those of the run."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.tracked: dict[bytes, int] = {}  # what is no file that git watches
        self.untracked: set[bytes] = set()
        self.matter: set[str] = set()
        self.searched: set[str] = set()
        # Hashes of the tracked names that were read and passed over: a scan of many files must not keep their names.
        self.passed = array("q")
        self.folders: dict[str, Settings] = {}
        self.read: set[str] = set()


class Folders:
    """The names below folders for one run over some paths, and what is to be kept of them for the next.

    ``configure`` gives the settings of a path, ``question`` says of settings all that decides whether a file matters,
    and ``entered`` is told the settings of each folder in which files are taken as read. ``is_read`` says whether no
    settings exclude a path. What git says goes into ``found``.
    """

    def __init__(
        self,
        store: Store,
        paths: tuple[str, ...],
        configure: Callable[[str], Settings],
        question: Callable[[Settings], str],
        entered: Callable[[Settings], None],
        is_read: Callable[[str], bool],
        found: git.Found,
    ) -> None:
        self._store = store
        self._paths = paths
        self._configure = configure
        self._question = question
        self._entered = entered
        self._is_read = is_read
        self._found = found
        self._seen: _Seen | None = None
        self._changed: set[bytes] = set()
        # How many files an earlier run read and passed over that are as they were.
        self.passed = 0

    def listed(self, folder: str, index: Index, faults: list[Fault]) -> Iterator[Listed]:
        """Every name that may matter below a folder of a repository, as `listing.listed` gives them."""
        key = self._key(folder)
        names = self._known(key, folder, index, faults)
        if names is not None:
            yield from names
            return
        names = git.git_files(folder, faults)
        if names is None:  # git ignores the folder, and does not watch it
            yield from walk(folder, faults)
            return
        seen = self._seen = _Seen(index)
        for item in names:
            name, kind, tracked = item
            if not tracked:
                if len(seen.untracked) <= _MOST_UNTRACKED:
                    seen.untracked.add(name)
            elif kind != INDEXED:
                seen.tracked[name] = kind
            yield item
        if self._seen is not None:
            self._keep(key, folder, seen)
        self._seen = None

    def enter(self, folder: str, settings: Settings) -> None:
        """Say that files of a folder are looked at with some settings."""
        if self._seen is not None:
            self._seen.folders[folder] = settings

    def read(self, folder: str) -> None:
        """Say that a file of a folder was read."""
        if self._seen is not None:
            self._seen.read.add(folder)

    def matters(self, path: str) -> None:
        """Say that a path was not passed over."""
        if self._seen is not None:
            self._seen.matter.add(path)

    def searches(self, path: str) -> None:
        """Say that a file was searched and holds nothing: it is listed again, and not read."""
        if self._seen is not None:
            self._seen.searched.add(path)

    def passes(self, path: str) -> None:
        """Say that a file was read and passed over."""
        if self._seen is not None:
            self._seen.passed.append(hash(os.fsencode(path)))

    def forget(self) -> None:
        """Keep nothing of the folder that is looked at."""
        self._seen = None

    def _key(self, folder: str) -> str:
        parts = (program_digest(self._store), os.getcwd(), folder, *self._paths)
        return digest("\0".join(parts).encode("utf-8", "surrogateescape"))

    def _known(self, key: str, folder: str, index: Index, faults: list[Fault]) -> Iterator[Listed] | None:
        """The names that matter, if what an earlier run kept still holds."""
        value = self._store.get(_KIND, key)
        if value is None:
            return None
        try:
            kept = _Kept(*json.loads(value))
            since = _NOTHING if kept.state == index.digest else self._since(key, kept.state, folder, index)
            if since is None:
                return None
            known = {os.fsencode(name): int(kind) for name, kind in zip(kept.names, kept.kinds, strict=True)}
            entered = self._still_asked(kept)
        except (TypeError, ValueError, LookupError, RecursionError):  # somebody else's, however it came there
            return None
        if entered is None:
            return None
        top = os.fsencode(prefix(folder))
        tracked = {name: kind for name, kind in known.items() if name not in since.gone} | since.new
        names = git.files_that_matter(folder, faults, tracked, index, self._found)
        if names is None:
            return None
        for settings in entered:
            self._entered(settings)
        self.passed += kept.passed
        for name in since.gone.difference(since.new, known):
            self.passed -= is_wanted(name) and self._is_read(os.fsdecode(top + name))
        # What came since then nobody has passed over.
        return self._noting(top, names, known.keys() | (since.new.keys() - since.gone))

    def _since(self, key: str, state: str, folder: str, index: Index) -> _Since | None:
        """What git's index says otherwise than it did in a state; None where that is too much or nothing was kept."""
        base, records = self._store.get(_KIND, _objects(key, state)), git.tracked_records(folder, index, self._found)
        if base is None or records is None:
            return None
        before, now = set(base.split(b"\0")), set(records.split(b"\0"))
        new, gone = now - before, before - now
        if len(new) + len(gone) > _MOST_CHANGED:
            return None
        found = {git.record_name(record): git.record_kind(record) for record in new if record}
        return _Since(found, {git.record_name(record) for record in gone if record})

    def _noting(self, top: bytes, names: Iterator[Listed], known: Collection[bytes]) -> Iterator[Listed]:
        """The names. One that changed since an earlier run passed it over is no longer among those."""
        for item in names:
            name, _, tracked = item
            if tracked and name not in known and is_wanted(name) and self._is_read(os.fsdecode(top + name)):
                real = os.path.realpath(top + name)  # which a later path of the run may lead to again
                self.passed -= real not in self._changed
                self._changed.add(real)
            yield item

    def _still_asked(self, kept: _Kept) -> list[Settings] | None:
        """The settings of the folders in which files were read, None where those of any folder ask something else."""
        entered: dict[Settings, None] = {}
        questions: dict[Settings, str] = {}
        for folder, number, read in zip(kept.folders, kept.asked, kept.read, strict=True):
            try:
                settings = self._configure(os.path.join(folder, "_"))
            except SettingsError:
                return None
            if settings not in questions:
                questions[settings] = self._question(settings)
            if questions[settings] != kept.questions[number]:
                return None
            if read:
                entered[settings] = None
        return list(entered)

    def _keep(self, key: str, folder: str, seen: _Seen) -> None:
        if len(seen.untracked) > _MOST_UNTRACKED:
            return
        changed = git.changed_files(folder)
        if changed is None:
            return
        names: dict[bytes, int] = {}
        top = os.fsencode(prefix(folder))
        for kind, paths in ((SEARCHED, seen.searched), (INDEXED, seen.matter)):
            for path in paths:
                name = os.fsencode(path).removeprefix(top)
                if name not in seen.untracked:
                    names[name] = kind
        names.update(dict.fromkeys(changed, INDEXED))
        names.update(seen.tracked)
        read_again = {hash(top + name) for name in (*names, *seen.untracked)}
        passed = sum(key not in read_again for key in seen.passed)
        questions: dict[str, int] = {}
        asked = [questions.setdefault(self._question(held), len(questions)) for held in seen.folders.values()]
        kept = _Kept(
            seen.index.digest,
            list(map(os.fsdecode, names)),
            list(names.values()),
            list(questions),
            list(seen.folders),
            asked,
            [folder in seen.read for folder in seen.folders],
            passed,
        )
        self._store.put(_KIND, key, json.dumps(kept, separators=(",", ":")).encode())
        records = git.tracked_records(folder, seen.index, self._found)
        if records is not None:
            self._store.put(_KIND, _objects(key, kept.state), records)


def _objects(key: str, state: str) -> str:
    """The name of the objects that git's index had in a state."""
    return digest(f"{key} {state}".encode())
