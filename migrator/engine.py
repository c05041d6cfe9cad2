"""One run: paths in, a ledger entry for each file that has a use or an error out, one file at a time."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Collection, Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING

from migrator.config.faults import SettingsError
from migrator.listing import listed
from migrator.mention import SUPPRESSES, is_generated, may_name, sought
from migrator.scan import Exclusion, Found, LeftOut, followed, given_text, is_left_out, scan, show_path

if TYPE_CHECKING:
    from concurrent.futures import Future

    from migrator.boundary import Boundary
    from migrator.cache.folders import Folders
    from migrator.cache.programs import Programs
    from migrator.cache.results import Results
    from migrator.cache.store import Store
    from migrator.crew import Crew, Look
    from migrator.disk import Disk, Sight
    from migrator.examine import Examiner
    from migrator.ledger import FileEntry, FileError, Skipped
    from migrator.listing import Fault, Listed
    from migrator.presence import Presence
    from migrator.repository import Repository
    from migrator.result import Debt, Result
    from migrator.rules import Rule
    from migrator.settings import Settings
    from migrator.uses import Use

    Configure = Callable[[str], Settings]
    Loader = Callable[[Settings], list[Rule]]

# Heavy parts (parsers, matcher), and the ledger, are imported when the first file needs them: a run that finds nothing
# pays for none.

Writer = Callable[[str, bytes, bytes], None]


class _Task:
    """A file to look at, and how far that is."""

    __slots__ = ("asked", "asks", "data", "kept", "key", "path", "settings")

    def __init__(self, path: str, data: bytes, settings: Settings, asks: tuple[bool, bool, bool]) -> None:
        self.path = path
        self.data = data
        self.settings = settings
        self.asks = asks
        self.key = ""
        self.kept: Result | None = None
        self.asked: Future[tuple[Result | FileError, Sight]] | None = None


class Engine:
    """Looks at files in turn. ``configure`` gives the settings of a path, the same for all that stand in one folder;
    ``load`` the rules of some settings.

    ``write`` is given a path, the bytes that were read and the new ones; None changes nothing. With ``boundary`` what
    settings say of methods is held too. ``force_exclude`` leaves out what is excluded even where it is named. With a
    ``store``, what an earlier run found of the same file is not looked for again; ``digest`` then tells the rules of
    some settings from any others. ``text`` is what the one path holds, whatever is on disk; ``disk`` gives the other
    files, where they are not those on disk. Programs that ``only`` refuses stay, whatever a rule says. A ``crew``
    is asked to look at files once there is enough to do. ``seen`` is given the path of each entry and the bytes
    that it speaks of.
    ``looked_at`` counts the files that were read so far, ``written`` those that were written.
    """

    def __init__(
        self,
        configure: Configure,
        load: Loader,
        write: Writer | None = None,
        *,
        boundary: bool = False,
        force_exclude: bool = False,
        store: Callable[[], Store | None] = lambda: None,
        digest: Callable[[Settings], str] = lambda settings: "",
        text: bytes | None = None,
        crew: Callable[[], Crew | None] = lambda: None,
        disk: Callable[[], Disk] | None = None,
        only: Callable[[Use], bool] | None = None,
        seen: Callable[[str, bytes], None] | None = None,
    ) -> None:
        self.configure = configure
        self.load = load
        self.write = write
        self.boundary = boundary
        self.force_exclude = force_exclude
        self._make_store = store
        self.digest = digest
        self.text = text
        self._make_crew = crew
        self._crew: Crew | None = None
        self._folders: Folders | None = None
        self.only = only
        self._make_disk = disk
        self.seen = seen
        self.looked_at = 0
        self.written = 0
        self._paths: tuple[str, ...] = ()
        self._digests: dict[Settings, str] = {}
        self._examiners: dict[Settings, Examiner] = {}
        self._exclusions: dict[Settings, Exclusion] = {}
        self._stating: dict[Settings, None] = {}
        self._stated: dict[Settings, frozenset[bytes]] = {}
        self._debts: list[Debt] = []
        self._reported: list[SettingsError] = []

    def run(self, paths: tuple[str, ...]) -> Iterator[FileEntry | Skipped]:
        """Entries in the order of the paths, of the working directory if there are none. A fault of one file is its
        entry's error and never hides the others.
        """
        self._paths = paths or (".",)
        self._folders = None
        waiting: deque[FileEntry | Skipped | _Task] = deque()
        try:
            for item in self._items(self._paths):
                if isinstance(item, _Task):
                    item.asked = self._ask(item)
                waiting.append(item)
                while len(waiting) > self._ahead or (waiting and not isinstance(waiting[0], _Task)):
                    yield from self._done(waiting.popleft())
            while waiting:
                yield from self._done(waiting.popleft())
        finally:
            if self._crew is not None:
                self._crew.stop()
        yield from self._owed()
        if self._stating and self.text is None:
            for settings in self._stating:
                if self._covers(settings):
                    self._presence.watch(settings)
            yield from self._presence.entries()

    def _covers(self, settings: Settings) -> bool:
        """Whether the paths hold all files that settings are about: else a method may well be in another file."""
        if settings.path is None:
            return False
        place = os.path.join(os.path.realpath(os.path.dirname(settings.path)), "")
        return any(place.startswith(os.path.join(os.path.realpath(path), "")) for path in self._paths)

    def _items(self, given: tuple[str, ...]) -> Iterator[FileEntry | Skipped | _Task]:
        """What is known of each path at once, and what has to be looked at."""
        folder, held, is_entered = None, None, False
        found = scan(given, names=self._listed) if self.text is None else [given_text(given[0], len(self.text))]
        for item in found:
            if self.force_exclude and item.named and is_left_out(item.path):
                continue
            if held is None or item.folder is not folder:
                try:
                    settings = self.configure(item.path if self.text is None else followed(item.path))
                except SettingsError as error:
                    held = None
                    if self._folders is not None:
                        self._folders.forget()
                    yield from self._faulty(error)
                    continue
                folder, held, is_entered = item.folder, settings, False
                holds, stated = sought(settings.receiver_name), self._names(settings)
                if self._folders is not None:
                    self._folders.enter(folder, settings)
            if settings.exclude and (self.force_exclude or not item.named) and self._excluded(settings, item.path):
                continue
            data = self._read(item)
            if not isinstance(data, bytes):
                self._matters(item.path)
                if data is not None:
                    yield data
                continue
            if not is_entered:
                is_entered = True
                self._enter(settings)
                if self._folders is not None:
                    self._folders.read(folder)
            uses = holds(data)
            named = bool(stated) and may_name(data, stated)
            # A comment that keeps a use is looked at even where the last use is gone.
            kept = self.boundary and SUPPRESSES in data
            if not uses and not named and not kept:
                continue
            self._matters(item.path)
            if item.named or not is_generated(data):
                yield _Task(item.path, data, settings, (uses, named, kept))
            elif uses:
                from migrator.ledger import Skipped

                yield Skipped(show_path(item.path), "looks generated (very long lines)")

    def _read(self, item: Found | LeftOut) -> bytes | FileEntry | Skipped | None:
        """The bytes of a file, or what is said of it where there are none; None if git lists what was deleted."""
        if isinstance(item, LeftOut):
            return _left_out(item)
        try:
            data = item.read() if self.text is None else self.text
        except OSError as error:
            return _error(item.path, f"cannot be read: {error.strerror}")
        self.looked_at += 1
        return _left_out(data) if isinstance(data, LeftOut) else data

    def _listed(self, folder: str, faults: list[Fault]) -> Iterator[Listed]:
        """The names below a folder that may matter, by what an earlier run kept of it."""
        if self._store is None:
            return listed(folder, faults)
        from migrator.listing.index import Index

        index = Index.read(folder)
        if index is None:
            return listed(folder, faults)
        if self._folders is None:
            from migrator.cache.folders import Folders

            self._folders = Folders(self._store, self._paths, self.configure, self._question, self._enter)
        return self._folders.listed(folder, index, faults)

    def _matters(self, path: str) -> None:
        if self._folders is not None:
            self._folders.matters(path)

    def _enter(self, settings: Settings) -> None:
        """Files of some settings are read: what these name has to be somewhere."""
        if self._names(settings):
            self._stating[settings] = None

    def _question(self, settings: Settings) -> str:
        """All that decides whether a file is passed over once its bytes are known."""
        excluded = (settings.path, settings.exclude) if settings.exclude else None
        return repr((self.boundary, settings.receiver_name, sorted(self._names(settings)), excluded))

    @property
    def _ahead(self) -> int:
        return self._crew.ahead if self._crew is not None else 0

    def _ask(self, task: _Task) -> Future[tuple[Result | FileError, Sight]] | None:
        """Have a task looked at elsewhere, if somebody helps and nobody knows what comes of it."""
        if not self._ahead or self._crew is None or self._recall(task) is not None:
            return None
        return self._crew.ask(task.path, task.data, task.settings, task.asks)

    def _done(self, item: FileEntry | Skipped | _Task) -> Iterator[FileEntry | Skipped]:
        entry = self._found(item) if isinstance(item, _Task) else item
        if entry is not None:
            yield entry

    def _owed(self) -> Iterator[FileEntry]:
        """What worker scripts owe, each once, whichever files send them commands."""
        if not self.boundary or not self._debts:
            return
        from migrator.ledger import Breach, BreachKind, FileEntry
        from migrator.result import merged

        owed: dict[str, list[Breach]] = {}
        for debt in merged(self._debts):
            owed.setdefault(debt.path, []).append(Breach(BreachKind.WORKER, debt.line, debt.column, debt.text))
        for path, breaches in owed.items():
            yield FileEntry(path, breaches=tuple(breaches))

    def _faulty(self, error: SettingsError) -> Iterator[FileEntry]:
        """The faults of a settings file, once; its files are not looked at."""
        if not any(error is known for known in self._reported):
            self._reported.append(error)
            for fault in error.faults:
                yield _error(fault.path, fault.message, fault.line)

    def _excluded(self, settings: Settings, path: str) -> bool:
        if settings not in self._exclusions:
            self._exclusions[settings] = Exclusion(settings)
        return self._exclusions[settings].holds(path)

    def _names(self, settings: Settings) -> frozenset[bytes]:
        """The methods that the settings name, in files of which they ask something."""
        if not self.boundary:
            return frozenset()
        if settings not in self._stated:
            self._stated[settings] = frozenset(name.rpartition(".")[2].encode() for name in settings.stated)
        return self._stated[settings]

    @cached_property
    def _presence(self) -> Presence:
        from migrator.presence import Presence

        return Presence()

    @cached_property
    def _boundary(self) -> Boundary:
        from migrator.boundary import Boundary

        return Boundary()

    @cached_property
    def _repository(self) -> Repository:
        from migrator.disk import Disk
        from migrator.repository import Repository

        disk = Disk() if self._make_disk is None else self._make_disk()
        if self.text is not None:  # what other files import of this one is what is looked at
            disk.hold(self._paths[0], self.text)
        return Repository(disk)

    @cached_property
    def _store(self) -> Store | None:
        return self._make_store()

    @cached_property
    def _results(self) -> Results | None:
        from migrator.cache.results import Results

        # What holds for some of the sites, or beside texts that are not on disk, holds for this run alone.
        alone = self.only is not None or self._make_disk is not None
        return Results(self._store, self._repository) if self._store is not None and not alone else None

    @cached_property
    def _programs(self) -> Programs | None:
        from migrator.cache.programs import Programs

        return Programs(self._store) if self._store is not None else None

    def _examiner(self, settings: Settings) -> Examiner:
        from migrator.examine import Examiner

        if settings not in self._examiners:
            load = partial(self.load, settings)
            self._examiners[settings] = Examiner.make(settings, load, self._repository, self._programs)
        return self._examiners[settings]

    def _recall(self, task: _Task) -> Result | None:
        """What an earlier run found of the file, if it kept that."""
        if self._results is None:
            return None
        if not task.key:
            digest = self._digest(task.settings)
            task.key = self._results.key(task.path, task.data, task.settings, digest, task.asks)
            task.kept = self._results.recall(task.key)
        return task.kept

    def _found(self, task: _Task) -> FileEntry | None:
        """What is found of a file and done about it, from the cache if it holds that."""
        from migrator.result import Result

        path, data, settings, named = task.path, task.data, task.settings, task.asks[1]
        result = self._recall(task)
        if result is None:
            answer = self._crew.answer(task.asked) if self._crew is not None and task.asked is not None else None
            found, sight = answer or self._timed(task)
            if not isinstance(found, Result):
                return _error(path, found.message, found.line)
            result = found
            if self._results is not None:
                self._results.keep(task.key, result, sight)
        if named and self._covers(settings):
            self._presence.watch(settings)
            self._presence.look(settings, result.classes)
        self._debts.extend(result.debts)
        if self.write is not None and result.edits:
            from migrator.result import apply

            try:
                self.write(path, data, apply(data, result.edits))
            except OSError as error:
                return _error(path, f"cannot be written: {error.strerror or error}")
            self.written += 1
        if self.seen is not None and result.entry is not None:
            self.seen(result.entry.path, data)
        return result.entry

    def _timed(self, task: _Task) -> tuple[Result | FileError, Sight]:
        from time import monotonic

        start = monotonic()
        found = self.look(task.path, task.data, task.settings, task.asks)
        if self._crew is None:
            self._crew = self._make_crew()
        if self._crew is not None:
            self._crew.spent(monotonic() - start)
        return found

    def looker(self, paths: tuple[str, ...]) -> Look:
        """A way to look at single files of a run over some paths."""
        self._paths = paths
        return self.look

    def look(
        self, path: str, data: bytes, settings: Settings, asks: tuple[bool, bool, bool]
    ) -> tuple[Result | FileError, Sight]:
        """What is found of a file, and the other files that were looked at for it. ``asks`` says whether it may have
        uses, methods that the settings name, and comments that keep a use.
        """
        uses, named, kept = asks
        with self._repository.disk.watch() as sight:
            return self._examine(path, data, settings, uses=uses, named=named, kept=kept), sight

    def choosing(self, path: str, data: bytes, sites: Collection[tuple[int, int]]) -> Result:
        """What rewriting some sites of a file gives, and no other: those by line and column."""
        from migrator.javascript.source import Source

        source = Source.read(path, data)

        def chosen(use: Use) -> bool:
            place = source.position(use.whole.start_byte)
            return (place.line, place.column) in sites

        return self._examiner(self.configure(path)).examine(source, only=chosen)

    def _digest(self, settings: Settings) -> str:
        if settings not in self._digests:
            self._digests[settings] = self.digest(settings)
        return self._digests[settings]

    def _examine(
        self, path: str, data: bytes, settings: Settings, *, uses: bool, named: bool, kept: bool
    ) -> Result | FileError:
        from migrator.javascript.source import Source, SourceError
        from migrator.result import Result
        from migrator.uses import find_uses

        result = Result()
        try:
            source = Source.read(path, data)
            # Most files that spell the name have no use: what it takes to look into one is not imported for them.
            used = find_uses(source, settings.receiver_name) if uses else []
            if used or kept:
                result = self._examiner(settings).examine(source, used, self.only)
            if not named:
                return result
            breaches, classes = self._boundary.held(settings, source)
        except SourceError as error:
            from migrator.ledger import FileError

            return FileError(error.message, error.line)
        except RecursionError:
            from migrator.ledger import FileError

            return FileError("nests too deeply to be looked at")

        from migrator.ledger import FileEntry

        entry = result.entry
        if entry is not None or breaches:
            entry = entry or FileEntry(show_path(path))
            entry = entry._replace(breaches=(*entry.breaches, *breaches))
        return result._replace(entry=entry, classes=classes)


def _left_out(item: LeftOut) -> FileEntry | Skipped:
    from migrator.ledger import Skipped

    return _error(item.path, item.reason) if item.named else Skipped(show_path(item.path), item.reason)


def _error(path: str, message: str, line: int | None = None) -> FileEntry:
    from migrator.ledger import FileEntry, FileError

    return FileEntry(show_path(path), error=FileError(message, line))
