"""One run: paths in, a ledger entry for each file that has a use or an error out, one file at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from migrator.ledger import Breach, BreachKind, FileEntry, FileError, Skipped
from migrator.scan import Exclusion, Found, given_text, is_generated, is_left_out, may_hold, may_name, scan, show_path
from migrator.settings import Settings

if TYPE_CHECKING:
    from migrator.boundary import Boundary
    from migrator.config import SettingsError
    from migrator.debts import Debt
    from migrator.examine import Examiner
    from migrator.rules import Rule

# Heavy parts (parsers, matcher) are imported when the first file needs them: a run that finds nothing pays for none.

Configure = Callable[[str], Settings]
Loader = Callable[[Settings], "list[Rule]"]
Writer = Callable[[str, bytes, bytes], None]


@dataclass
class Engine:
    """Looks at files in turn. ``configure`` gives the settings of a path, ``load`` the rules of some settings.

    ``write`` is given a path, the bytes that were read and the new ones; None changes nothing. With ``boundary`` what
    settings say of methods is held too. ``force_exclude`` leaves out what is excluded even where it is named.
    ``text`` is what the one path holds, whatever is on disk.
    """

    configure: Configure
    load: Loader
    write: Writer | None = None
    boundary: bool = False
    force_exclude: bool = False
    text: bytes | None = None
    _examiners: dict[Settings, Examiner] = field(default_factory=dict, repr=False)
    _exclusions: dict[Settings, Exclusion] = field(default_factory=dict, repr=False)
    _stating: dict[Settings, None] = field(default_factory=dict, repr=False)
    _boundary: Boundary | None = field(default=None, repr=False)
    _debts: list[Debt] = field(default_factory=list, repr=False)
    _reported: set[int] = field(default_factory=set, repr=False)

    def run(self, paths: tuple[str, ...]) -> Iterator[FileEntry | Skipped]:
        """Entries in the order of the paths, of the working directory if there are none. A fault of one file is its
        entry's error and never hides the others.
        """
        from migrator.config import SettingsError

        given = paths or (".",)
        for item in scan(given) if self.text is None else [given_text(given[0], len(self.text))]:
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
            entry = self._file(item, settings, given)
            if entry is not None:
                yield entry
        yield from self._owed()
        if self._stating and not paths:
            for settings in self._stating:
                self._held().watch(settings)
            yield from self._held().entries()

    def _owed(self) -> Iterator[FileEntry]:
        """What worker scripts owe, each once, whichever files send them commands."""
        if not self.boundary or not self._debts:
            return
        from migrator.debts import merged

        owed: dict[str, list[Breach]] = {}
        for debt in merged(self._debts):
            owed.setdefault(debt.path, []).append(Breach(BreachKind.WORKER, debt.line, debt.column, debt.text))
        for path, breaches in owed.items():
            yield FileEntry(path, breaches=tuple(breaches))

    def _faulty(self, error: SettingsError) -> Iterator[FileEntry]:
        """The faults of a settings file, once; its files are not looked at."""
        if id(error) not in self._reported:
            self._reported.add(id(error))
            for fault in error.faults:
                yield FileEntry(show_path(fault.path), error=FileError(fault.message, fault.line))

    def _excluded(self, settings: Settings, path: str) -> bool:
        if not settings.exclude:
            return False
        if settings not in self._exclusions:
            self._exclusions[settings] = Exclusion(settings)
        return self._exclusions[settings].holds(path)

    def _file(self, found: Found, settings: Settings, paths: tuple[str, ...]) -> FileEntry | Skipped | None:
        try:
            data = self._read(found.path)
        except OSError as error:
            return FileEntry(show_path(found.path), error=FileError(f"cannot be read: {error.strerror}"))
        uses = may_hold(data, settings.receiver_name)
        named = self.boundary and self._names(settings, data)
        if not uses and not named:
            return None
        if not found.named and is_generated(data):
            return Skipped(show_path(found.path), "looks generated (very long lines)") if uses else None
        return self._examine(found.path, data, settings, paths, uses=uses, named=named)

    def _read(self, path: str) -> bytes:
        if self.text is not None:
            return self.text
        with open(path, "rb") as handle:
            return handle.read()

    def _names(self, settings: Settings, data: bytes) -> bool:
        """Whether a file may have a method that the settings name."""
        if not settings.stated:
            return False
        self._stating[settings] = None
        return may_name(data, {name.rpartition(".")[2] for name in settings.stated})

    def _held(self) -> Boundary:
        if self._boundary is None:
            from migrator.boundary import Boundary

            self._boundary = Boundary()
        return self._boundary

    def _examine(
        self, path: str, data: bytes, settings: Settings, paths: tuple[str, ...], *, uses: bool, named: bool
    ) -> FileEntry | None:
        from migrator.examine import Examiner
        from migrator.javascript.source import SourceError

        if settings not in self._examiners:
            self._examiners[settings] = Examiner.make(settings, lambda: self.load(settings), paths)
        try:
            examined = self._examiners[settings].examine(path, data) if uses else None
            breaches = self._held().breaches(settings, path, data) if named else ()
        except SourceError as error:
            return FileEntry(show_path(path), error=FileError(error.message, error.line))
        except RecursionError:
            return FileEntry(show_path(path), error=FileError("nests too deeply to be looked at"))
        if examined is not None:
            self._debts.extend(examined.debts)
        if examined is None:
            return FileEntry(show_path(path), breaches=breaches) if breaches else None
        if self.write is not None and examined.data != data:
            try:
                self.write(path, data, examined.data)
            except OSError as error:
                return FileEntry(show_path(path), error=FileError(f"cannot be written: {error.strerror or error}"))
        return replace(examined.entry, breaches=breaches)
