"""One run: paths in, a ledger entry for each file that has a use or an error out, one file at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.ledger import Breach, BreachKind, FileEntry, FileError, Skipped
from migrator.scan import Exclusion, Found, is_generated, is_left_out, may_hold, may_name, scan, show_path
from migrator.settings import Settings

if TYPE_CHECKING:
    from migrator.boundary import Boundary
    from migrator.cache.results import Results
    from migrator.cache.store import Store
    from migrator.config import SettingsError
    from migrator.examine import Examiner
    from migrator.presence import Presence
    from migrator.repository import Repository
    from migrator.result import Debt, Result
    from migrator.rules import Rule

# Heavy parts (parsers, matcher) are imported when the first file needs them: a run that finds nothing pays for none.

Configure = Callable[[str], Settings]
Loader = Callable[[Settings], "list[Rule]"]
Writer = Callable[[str, bytes, bytes], None]


@dataclass
class Engine:
    """Looks at files in turn. ``configure`` gives the settings of a path, ``load`` the rules of some settings.

    ``write`` is given a path, the bytes that were read and the new ones; None changes nothing. With ``boundary`` what
    settings say of methods is held too. ``force_exclude`` leaves out what is excluded even where it is named. With a
    ``store``, what an earlier run found of the same file is not looked for again; ``digest`` then tells the rules of
    some settings from any others.
    """

    configure: Configure
    load: Loader
    write: Writer | None = None
    boundary: bool = False
    force_exclude: bool = False
    store: Store | None = None
    digest: Callable[[Settings], str] = lambda settings: ""
    _paths: tuple[str, ...] = field(default=(), repr=False)
    _digests: dict[Settings, str] = field(default_factory=dict, repr=False)
    _examiners: dict[Settings, Examiner] = field(default_factory=dict, repr=False)
    _exclusions: dict[Settings, Exclusion] = field(default_factory=dict, repr=False)
    _stating: dict[Settings, None] = field(default_factory=dict, repr=False)
    _debts: list[Debt] = field(default_factory=list, repr=False)
    _reported: list[SettingsError] = field(default_factory=list, repr=False)

    def run(self, paths: tuple[str, ...]) -> Iterator[FileEntry | Skipped]:
        """Entries in the order of the paths, of the working directory if there are none. A fault of one file is its
        entry's error and never hides the others.
        """
        from migrator.config import SettingsError

        self._paths = given = paths or (".",)
        for item in scan(given):
            if self.force_exclude and item.named and is_left_out(item.path):
                continue
            try:
                settings = self.configure(item.path)
            except SettingsError as error:
                yield from self._faulty(error)
                continue
            if (self.force_exclude or not item.named) and self._excluded(settings, item.path):
                continue
            if not isinstance(item, Found):
                if item.named:
                    yield FileEntry(show_path(item.path), error=FileError(item.reason))
                else:
                    yield Skipped(show_path(item.path), item.reason)
                continue
            entry = self._file(item, settings)
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
                yield FileEntry(show_path(fault.path), error=FileError(fault.message, fault.line))

    def _excluded(self, settings: Settings, path: str) -> bool:
        if not settings.exclude:
            return False
        if settings not in self._exclusions:
            self._exclusions[settings] = Exclusion(settings)
        return self._exclusions[settings].holds(path)

    def _file(self, found: Found, settings: Settings) -> FileEntry | Skipped | None:
        try:
            with open(found.path, "rb") as handle:
                data = handle.read()
        except OSError as error:
            return FileEntry(show_path(found.path), error=FileError(f"cannot be read: {error.strerror}"))
        uses = may_hold(data, settings.receiver_name)
        named = self.boundary and self._names(settings, data)
        if not uses and not named:
            return None
        if not found.named and is_generated(data):
            return Skipped(show_path(found.path), "looks generated (very long lines)") if uses else None
        return self._found(found.path, data, settings, uses=uses, named=named)

    def _names(self, settings: Settings, data: bytes) -> bool:
        """Whether a file may have a method that the settings name."""
        if not settings.stated:
            return False
        self._stating[settings] = None
        return may_name(data, {name.rpartition(".")[2] for name in settings.stated})

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
    def _results(self) -> Results | None:
        from migrator.cache.results import Results

        return Results(self.store, self._repository) if self.store is not None else None

    def _examiner(self, settings: Settings) -> Examiner:
        from migrator.examine import Examiner

        if settings not in self._examiners:
            self._examiners[settings] = Examiner.make(settings, lambda: self.load(settings), self._repository)
        return self._examiners[settings]

    def _found(self, path: str, data: bytes, settings: Settings, *, uses: bool, named: bool) -> FileEntry | None:
        """What is found of a file and done about it, from the cache if it holds that."""
        results = self._results
        key = results.key(path, data, settings, self._digest(settings), (uses, named)) if results is not None else ""
        result = results.recall(key) if results is not None else None
        if result is None:
            with self._repository.disk.watch() as sight:
                found = self._examine(path, data, settings, uses=uses, named=named)
            if isinstance(found, FileError):
                return FileEntry(show_path(path), error=found)
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
                return FileEntry(show_path(path), error=FileError(f"cannot be written: {error.strerror or error}"))
        return result.entry

    def _digest(self, settings: Settings) -> str:
        if settings not in self._digests:
            self._digests[settings] = self.digest(settings)
        return self._digests[settings]

    def _examine(self, path: str, data: bytes, settings: Settings, *, uses: bool, named: bool) -> Result | FileError:
        from migrator.javascript.source import Source, SourceError
        from migrator.result import Result

        try:
            source = Source.read(path, data)
            result = self._examiner(settings).examine(source) if uses else Result()
            if not named:
                return result
            breaches, classes = self._boundary.held(settings, source)
        except SourceError as error:
            return FileError(error.message, error.line)
        except RecursionError:
            return FileError("nests too deeply to be looked at")
        entry = result.entry
        if entry is not None or breaches:
            entry = replace(entry or FileEntry(show_path(path)), breaches=breaches)
        return replace(result, entry=entry, classes=classes)
