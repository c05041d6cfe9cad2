"""One run: paths in, a ledger entry for each file that has a use or an error out, one file at a time."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING

from migrator.discovery.listing import listed
from migrator.discovery.prefilter import (
    SUPPRESSES,
    Asks,
    is_generated,
    is_pyodide,
    may_call,
    may_name,
    may_send,
    sought,
)
from migrator.discovery.scan import Exclusion, Found, LeftOut, followed, given_text, is_left_out, scan
from migrator.settings import SettingsError, show_path

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

    from tree_sitter import Node

    from migrator.discovery.listing import Fault, Listed
    from migrator.discovery.repository import Repository
    from migrator.javascript.disk import Disk, Sight
    from migrator.javascript.modules import Module, Project
    from migrator.javascript.source import Source
    from migrator.ledger import Breach, FileEntry, FileError, Message, Skipped
    from migrator.policy.boundary import Boundary
    from migrator.policy.presence import Presence
    from migrator.rules.loader import Rule
    from migrator.run.cache.folders import Folders
    from migrator.run.cache.programs import Programs
    from migrator.run.cache.results import Results
    from migrator.run.cache.store import Store
    from migrator.run.examine import Examiner
    from migrator.run.pool import Crew, Look
    from migrator.run.result import Result
    from migrator.settings import Settings
    from migrator.sites.uses import Use
    from migrator.worker.debt import Debt
    from migrator.worker.sends import Sent
    from migrator.worker.sides import Sides

    Configure = Callable[[str], Settings]
    Loader = Callable[[Settings], list[Rule]]

# Heavy parts (parsers, matcher), and the ledger, are imported when the first file needs them: a run that finds nothing
# pays for none.

Writer = Callable[[str, bytes, bytes], None]
_DIGITS = 16  # of the fingerprint of a duty, as of that of a use


class _Task:
    """A file to look at, and how far that is."""

    __slots__ = ("asked", "asks", "data", "kept", "key", "path", "settings")

    def __init__(self, path: str, data: bytes, settings: Settings, asks: Asks) -> None:
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
    files, where they are not those on disk, and ``repository`` the list of them. Programs that ``only`` refuses stay,
    whatever a rule says. A ``crew`` is asked to look at files once there is enough to do. ``seen`` is given the path of
    each entry and the bytes that it speaks of.
    ``looked_at`` counts the files that were read so far, ``written`` those that were written, ``searched`` those in a
    language that is not parsed.
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
        repository: Callable[[Disk], Repository] | None = None,
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
        self._make_repository = repository
        self.seen = seen
        self.looked_at = 0
        self.searched = 0
        self.written = 0
        self._listed_only = 0
        self._unlooked = 0
        self._paths: tuple[str, ...] = ()
        self._digests: dict[Settings, str] = {}
        self._examiners: dict[Settings, Examiner] = {}
        self._exclusions: dict[Settings, Exclusion] = {}
        self._stating: dict[Settings, None] = {}
        self._stated: dict[Settings, frozenset[bytes]] = {}
        self._sendable: dict[tuple[Path, ...], frozenset[bytes]] = {}
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
        if self._stating and not paths:
            for settings in self._stating:
                if self._covers(settings):
                    self._presence.watch(settings)
            yield from self._presence.entries()

    @property
    def examined(self) -> int:
        """How many files were examined: read in this run, or in an earlier one and unchanged since then."""
        passed = self._folders.passed if self._folders is not None else 0
        return self.looked_at + passed + self._listed_only - self._unlooked

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
                if isinstance(item, LeftOut) and item.searched:
                    self._listed_only += 1
                    self.searched += 1
                    self._searches(item.path)
                else:
                    self._matters(item.path)
                if data is not None:
                    yield data
                continue
            if not is_entered:
                is_entered = True
                self._enter(settings)
                if self._folders is not None:
                    self._folders.read(folder)
            if isinstance(item, Found) and item.language is not None:
                yield from self._search(item, item.language, data, settings)
                continue
            # A comment that keeps a use is looked at even where the last use is gone.
            kept = self.boundary and SUPPRESSES in data
            sends = may_send(data, settings.worker_name, partial(self._commands, settings))
            asks = Asks(holds(data), bool(stated) and may_name(data, stated), kept, may_call(data), sends)
            if not any(asks):
                if self._folders is not None:
                    self._folders.passes(item.path)
                continue
            self._matters(item.path)
            why = None if item.named else _not_written_by_hand(item.path, data)
            if why is None:
                yield _Task(item.path, data, settings, asks)
            elif asks.uses or asks.calls:
                from migrator.ledger import Skipped

                self._unlooked += 1
                yield Skipped(show_path(item.path), _message(why))

    def _search(self, item: Found, language: str, data: bytes, settings: Settings) -> Iterator[FileEntry | Skipped]:
        """What is said of a file in a language that is not parsed: that, and the calls in it that run Python."""
        from migrator.ledger import FileEntry, FileError, Skipped

        self.searched += 1
        breaches: tuple[Breach, ...] = ()
        if may_call(data):
            from migrator.sites.unread.text import searched_calls

            breaches = tuple(searched_calls(data, os.path.splitext(item.path)[1].lower(), settings, language))
        is_asked_for = item.named and not self.force_exclude
        if breaches or is_asked_for:
            self._matters(item.path)
        else:
            self._searches(item.path)
        if breaches and self._in_worker(item.path, settings):
            breaches = ()
        said, path = _message("ONLY_SEARCHED", language=language), show_path(item.path)
        if not is_asked_for:
            yield Skipped(path, said)
        if breaches or is_asked_for:
            yield FileEntry(path, error=FileError(said) if is_asked_for else None, breaches=breaches)

    def _read(self, item: Found | LeftOut) -> bytes | FileEntry | Skipped | None:
        """The bytes of a file, or what is said of it where there are none; None if git lists what was deleted."""
        if isinstance(item, LeftOut):
            return _left_out(item)
        try:
            data = item.read() if self.text is None else self.text
        except OSError as error:
            return _error(item.path, _message("CANNOT_BE_READ", why=str(error.strerror)))
        self.looked_at += 1
        if not isinstance(data, bytes):
            self._unlooked += 1
        return _left_out(data) if isinstance(data, LeftOut) else data

    def _listed(self, folder: str, faults: list[Fault]) -> Iterator[Listed]:
        """The names below a folder that may matter, by what an earlier run kept of it."""
        if self._store is None:
            return listed(folder, faults)
        from migrator.discovery.listing.index import Index

        index = Index.read(folder)
        if index is None:
            return listed(folder, faults)
        if self._folders is None:
            from migrator.run.cache.folders import Folders

            self._folders = Folders(
                self._store, self._paths, self.configure, self._question, self._enter, self._is_read
            )
        return self._folders.listed(folder, index, faults)

    def _is_read(self, path: str) -> bool:
        """Whether a file below a folder of the run is read, if it is one to look at."""
        try:
            settings = self.configure(path)
        except SettingsError:
            return False
        return not (settings.exclude and self._excluded(settings, path))

    def _matters(self, path: str) -> None:
        if self._folders is not None:
            self._folders.matters(path)

    def _searches(self, path: str) -> None:
        if self._folders is not None:
            self._folders.searches(path)

    def _enter(self, settings: Settings) -> None:
        """Files of some settings are read: what these name has to be somewhere."""
        if self._names(settings):
            self._stating[settings] = None

    def _question(self, settings: Settings) -> str:
        """All that decides whether a file is passed over once its bytes are known."""
        excluded = (settings.path, settings.exclude) if settings.exclude else None
        sent = settings.worker_name, sorted(self._commands(settings))
        return repr((self.boundary, settings.receiver_name, sent, sorted(self._names(settings)), excluded))

    def _commands(self, settings: Settings) -> frozenset[bytes]:
        """The commands for which pages in use ask something of the worker."""
        folders = settings.rules
        if folders not in self._sendable:
            from migrator.rules.pages import commands_with_duties, shipped_pages

            self._sendable[folders] = commands_with_duties(folders or (shipped_pages(),))
        return self._sendable[folders]

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
            yield entry if self.boundary else _noted(entry)

    def _owed(self) -> Iterator[FileEntry]:
        """What worker scripts owe, each once, whichever files send them commands."""
        if not self.boundary or not self._debts:
            return
        from migrator.javascript.disk import digest
        from migrator.ledger import Breach, BreachKind, FileEntry
        from migrator.worker.debt import merged

        owed: dict[str, list[Breach]] = {}
        for debt in merged(self._debts):
            name = digest("\0".join(("duty", debt.command, debt.duty or debt.message.key)).encode())[:_DIGITS]
            found = Breach(
                BreachKind.WORKER, debt.line, debt.column, debt.text,
                member=debt.command, fingerprint=name, duty=debt.duty or None,
            )  # fmt: skip
            owed.setdefault(debt.path, []).append(found)
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
        from migrator.policy.presence import Presence

        return Presence()

    @cached_property
    def _boundary(self) -> Boundary:
        from migrator.policy.boundary import Boundary

        return Boundary()

    @cached_property
    def _repository(self) -> Repository:
        from migrator.discovery.repository import Repository
        from migrator.javascript.disk import Disk

        disk = Disk() if self._make_disk is None else self._make_disk()
        if self.text is not None:  # what other files import of this one is what is looked at
            disk.hold(self._paths[0], self.text)
        make = self._make_repository or Repository
        return make(disk)

    @cached_property
    def _project(self) -> Project:
        from migrator.javascript.modules import Project

        return Project(self._repository.disk)

    @cached_property
    def _sides(self) -> Sides:
        from migrator.run.cache.addresses import KeptAddresses
        from migrator.worker.sides import Sides

        return Sides(self._repository, KeptAddresses(self._store) if self._store is not None else None)

    @cached_property
    def _store(self) -> Store | None:
        return self._make_store()

    @cached_property
    def _results(self) -> Results | None:
        from migrator.run.cache.results import Results

        # What holds for some of the sites, or beside texts that are not on disk, holds for this run alone.
        alone = self.only is not None or self._make_disk is not None
        return Results(self._store, self._repository, self._sides) if self._store is not None and not alone else None

    @cached_property
    def _programs(self) -> Programs | None:
        from migrator.run.cache.programs import Programs

        return Programs(self._store) if self._store is not None else None

    def _examiner(self, settings: Settings) -> Examiner:
        from migrator.run.examine import Examiner
        from migrator.run.parts import Parts

        if settings not in self._examiners:
            load = partial(self.load, settings)
            parts = Parts.make(settings, load, self._repository, self._programs, self._project, self._sides)
            self._examiners[settings] = Examiner(parts)
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
        from migrator.run.result import Result

        path, data, settings, named = task.path, task.data, task.settings, task.asks.named
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
            from migrator.javascript.edit import apply

            try:
                self.write(path, data, apply(data, result.edits))
            except OSError as error:
                return _error(path, _message("CANNOT_BE_WRITTEN", why=error.strerror or str(error)))
            self.written += 1
        if self.seen is not None and result.entry is not None:
            self.seen(result.entry.path, data)
        if result.entry is None and result.debts and not self.boundary:
            from migrator.ledger import FileEntry

            return FileEntry(show_path(path), notes=tuple(debt.note for debt in result.debts))
        return result.entry

    def _in_worker(self, path: str, settings: Settings) -> bool:
        from pathlib import Path

        return self._sides.in_worker(Path(path), settings)

    def _with_calls(self, path: str, source: Source, used: list[Use], settings: Settings, result: Result) -> Result:
        """A result with the calls that run Python and that no setting covers."""
        from migrator.sites.unread.calls import unread_calls

        def has_method(node: Node, name: str) -> bool:
            from pathlib import Path

            project = self._examiner(settings).parts.project
            module = project.add(Path(path), source)
            return any(name in info.methods for info in project.chain(module.class_at(node)).classes)

        breaches = unread_calls(source, used, settings, has_method)
        if not breaches or self._in_worker(path, settings):
            return result
        from migrator.ledger import FileEntry

        entry = result.entry or FileEntry(show_path(path))
        return result._replace(entry=entry._replace(breaches=(*entry.breaches, *breaches)))

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

    def look(self, path: str, data: bytes, settings: Settings, asks: Asks) -> tuple[Result | FileError, Sight]:
        """What is found of a file, and the other files that were looked at for it."""
        with self._repository.disk.watch() as sight:
            return self._examine(path, data, settings, asks), sight

    def duties(self, files: Iterable[tuple[str, bytes]]) -> Iterator[FileEntry]:
        """What worker scripts owe for the commands that some texts send; nothing else is looked for in them."""
        from migrator.run.result import Result

        for path, data in files:
            try:
                settings = self.configure(path)
            except SettingsError:
                continue
            if (settings.exclude and self._excluded(settings, path)) or is_generated(data):
                continue
            uses = sought(settings.receiver_name)(data)
            sends = may_send(data, settings.worker_name, partial(self._commands, settings))
            if uses or sends:
                found, _ = self.look(path, data, settings, Asks(uses=uses, sends=sends))
                self._debts += found.debts if isinstance(found, Result) else ()
        yield from self._owed()

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

    def _examine(self, path: str, data: bytes, settings: Settings, asks: Asks) -> Result | FileError:
        from migrator.javascript.source import Source, SourceError
        from migrator.run.result import Result
        from migrator.sites.uses import find_uses

        result = Result()
        try:
            source = Source.read(path, data)
            # Most files that spell the name have no use: what it takes to look into one is not imported for them.
            used = find_uses(source, settings.receiver_name) if asks.uses else []
            sent = self._sent(path, source, settings) if asks.sends else []
            if used or asks.kept or sent:
                result = self._examiner(settings).examine(source, used, self.only, sent)
            if asks.calls:
                result = self._with_calls(path, source, used, settings, result)
            if not asks.named:
                return result
            breaches, classes = self._boundary.held(settings, source)
        except SourceError as error:
            if not (asks.uses or asks.named or asks.kept or asks.calls):  # nothing of it says that Pyodide concerns it
                return Result()
            from migrator.ledger import FileError

            return FileError(error.message, error.line)
        except RecursionError:
            from migrator.ledger import FileError

            return FileError(_message("FILE_TOO_DEEP"))

        from migrator.ledger import FileEntry

        entry = result.entry
        if entry is not None or breaches:
            entry = entry or FileEntry(show_path(path))
            entry = entry._replace(breaches=(*entry.breaches, *breaches))
        return result._replace(entry=entry, classes=classes)

    def _sent(self, path: str, source: Source, settings: Settings) -> list[Sent]:
        """The commands with duties that the classes of a file send."""
        from pathlib import Path

        from migrator.worker.sends import sent

        def own() -> tuple[Project, Module]:
            return self._project, self._project.add(Path(path), source)

        return sent(source, settings.worker_name, self._commands(settings), own)


def _noted(entry: FileEntry | Skipped) -> FileEntry | Skipped:
    """An entry of `migrate`, whose reports show calls that no setting covers as notes."""
    from migrator.ledger import BreachKind, FileEntry, Note, NoteCode

    if not isinstance(entry, FileEntry) or not entry.breaches:
        return entry
    unread = [breach for breach in entry.breaches if breach.kind is BreachKind.UNREAD]
    return entry._replace(
        notes=(*entry.notes, *(Note(NoteCode.UNREAD, breach.message, breach.line) for breach in unread))
    )


def _not_written_by_hand(path: str, data: bytes) -> str | None:
    """Why a file that might matter is not looked into: the name of the sentence that says so."""
    if is_pyodide(path, data):
        return "COPY_OF_PYODIDE"
    return "LOOKS_GENERATED" if is_generated(data) else None


def _left_out(item: LeftOut) -> FileEntry | Skipped:
    from migrator.ledger import Skipped

    return _error(item.path, item.reason) if item.named else Skipped(show_path(item.path), item.reason)


def _message(sentence: str, **values: str) -> Message:
    """A message, by the name of its sentence: a run that finds nothing imports neither."""
    from migrator.ledger import Message, Sentence

    return Message.of(Sentence[sentence], **values)


def _error(path: str, message: Message, line: int | None = None) -> FileEntry:
    from migrator.ledger import FileEntry, FileError

    return FileEntry(show_path(path), error=FileError(message, line))
