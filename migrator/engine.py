"""One run: paths in, a ledger entry for each file that has a use or an error out, one file at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING

from migrator.config.faults import SettingsError
from migrator.mention import SUPPRESSES, is_generated, may_name, sought
from migrator.scan import Exclusion, Found, LeftOut, given_text, is_left_out, scan, show_path

if TYPE_CHECKING:
    from migrator.boundary import Boundary
    from migrator.cache.programs import Programs
    from migrator.cache.results import Results
    from migrator.cache.store import Store
    from migrator.examine import Examiner
    from migrator.ledger import FileEntry, FileError, Skipped
    from migrator.presence import Presence
    from migrator.repository import Repository
    from migrator.result import Debt, Result
    from migrator.rules import Rule
    from migrator.settings import Settings

    Configure = Callable[[str], Settings]
    Loader = Callable[[Settings], list[Rule]]

# Heavy parts (parsers, matcher), and the ledger, are imported when the first file needs them: a run that finds nothing
# pays for none.

Writer = Callable[[str, bytes, bytes], None]


class Engine:
    """Looks at files in turn. ``configure`` gives the settings of a path, the same for all that stand in one folder;
    ``load`` the rules of some settings.

    ``write`` is given a path, the bytes that were read and the new ones; None changes nothing. With ``boundary`` what
    settings say of methods is held too. ``force_exclude`` leaves out what is excluded even where it is named. With a
    ``store``, what an earlier run found of the same file is not looked for again; ``digest`` then tells the rules of
    some settings from any others. ``text`` is what the one path holds, whatever is on disk.
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
    ) -> None:
        self.configure = configure
        self.load = load
        self.write = write
        self.boundary = boundary
        self.force_exclude = force_exclude
        self._make_store = store
        self.digest = digest
        self.text = text
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
        self._paths = given = paths or (".",)
        folder, held, stating = None, None, False
        for item in scan(given) if self.text is None else [given_text(given[0], len(self.text))]:
            if self.force_exclude and item.named and is_left_out(item.path):
                continue
            if held is None or item.folder is not folder:
                try:
                    settings = self.configure(item.path)
                except SettingsError as error:
                    held = None
                    yield from self._faulty(error)
                    continue
                folder, held, stating = item.folder, settings, False
                holds, stated = sought(settings.receiver_name), self._names(settings)
            if settings.exclude and (self.force_exclude or not item.named) and self._excluded(settings, item.path):
                continue
            if isinstance(item, LeftOut):
                yield _left_out(item)
                continue
            try:
                data = item.read() if self.text is None else self.text
            except OSError as error:
                yield _error(item.path, f"cannot be read: {error.strerror}")
                continue
            self.looked_at += 1
            if not isinstance(data, bytes):
                if data is not None:
                    yield _left_out(data)
                continue
            uses = holds(data)
            named = bool(stated) and may_name(data, stated)
            if stated and not stating:
                self._stating[settings], stating = None, True
            # A comment that keeps a use is looked at even where the last use is gone.
            kept = self.boundary and SUPPRESSES in data
            if uses or named or kept:
                entry = self._file(item, data, settings, uses=uses, named=named, kept=kept)
                if entry is not None:
                    yield entry
        yield from self._owed()
        if self._stating and not paths:
            for settings in self._stating:
                self._presence.watch(settings)
            yield from self._presence.entries()

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

    def _file(
        self, found: Found, data: bytes, settings: Settings, *, uses: bool, named: bool, kept: bool
    ) -> FileEntry | Skipped | None:
        if not found.named and is_generated(data):
            from migrator.ledger import Skipped

            return Skipped(show_path(found.path), "looks generated (very long lines)") if uses else None
        return self._found(found.path, data, settings, uses=uses, named=named, kept=kept)

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

        return Repository(Disk(), self._paths)

    @cached_property
    def _store(self) -> Store | None:
        return self._make_store()

    @cached_property
    def _results(self) -> Results | None:
        from migrator.cache.results import Results

        return Results(self._store, self._repository) if self._store is not None else None

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

    def _found(
        self, path: str, data: bytes, settings: Settings, *, uses: bool, named: bool, kept: bool
    ) -> FileEntry | None:
        """What is found of a file and done about it, from the cache if it holds that."""
        from migrator.result import Result

        results = self._results
        key = (
            results.key(path, data, settings, self._digest(settings), (uses, named, kept))
            if results is not None
            else ""
        )
        result = results.recall(key) if results is not None else None
        if result is None:
            with self._repository.disk.watch() as sight:
                found = self._examine(path, data, settings, uses=uses, named=named, kept=kept)
            if not isinstance(found, Result):
                return _error(path, found.message, found.line)
            result = found
            if results is not None:
                results.keep(key, result, sight)
        if named:
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
        return result.entry

    def only(self, path: str, data: bytes, sites: Collection[tuple[int, int]]) -> Result:
        """What rewriting some sites of a file gives, and no other: those by line and column."""
        from migrator.javascript.source import Source

        return self._examiner(self.configure(path)).examine(Source.read(path, data), only=sites)

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
                result = self._examiner(settings).examine(source, used)
            if not named:
                return result
            breaches, classes = self._boundary.held(settings, source)
        except SourceError as error:
            from migrator.ledger import FileError

            return FileError(error.message, error.line)
        except RecursionError:
            from migrator.ledger import FileError

            return FileError("nests too deeply to be looked at")
        from dataclasses import replace

        from migrator.ledger import FileEntry

        entry = result.entry
        if entry is not None or breaches:
            entry = entry or FileEntry(show_path(path))
            entry = replace(entry, breaches=(*entry.breaches, *breaches))
        return replace(result, entry=entry, classes=classes)


def _left_out(item: LeftOut) -> FileEntry | Skipped:
    from migrator.ledger import Skipped

    return _error(item.path, item.reason) if item.named else Skipped(show_path(item.path), item.reason)


def _error(path: str, message: str, line: int | None = None) -> FileEntry:
    from migrator.ledger import FileEntry, FileError

    return FileEntry(show_path(path), error=FileError(message, line))
