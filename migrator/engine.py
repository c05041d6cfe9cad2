"""One run: paths in, a ledger entry for each file that has a use or an error out, one file at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from migrator.config.faults import SettingsError
from migrator.mention import is_generated, may_name, sought
from migrator.scan import Exclusion, Found, LeftOut, is_left_out, scan, show_path

if TYPE_CHECKING:
    from migrator.boundary import Boundary
    from migrator.debts import Debt
    from migrator.examine import Examiner
    from migrator.ledger import Breach, FileEntry, Skipped
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
    settings say of methods is held too. ``force_exclude`` leaves out what is excluded even where it is named.
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
    ) -> None:
        self.configure = configure
        self.load = load
        self.write = write
        self.boundary = boundary
        self.force_exclude = force_exclude
        self.looked_at = 0
        self.written = 0
        self._examiners: dict[Settings, Examiner] = {}
        self._exclusions: dict[Settings, Exclusion] = {}
        self._stating: dict[Settings, None] = {}
        self._stated: dict[Settings, frozenset[bytes]] = {}
        self._boundary: Boundary | None = None
        self._debts: list[Debt] = []
        self._reported: set[int] = set()

    def run(self, paths: tuple[str, ...]) -> Iterator[FileEntry | Skipped]:
        """Entries in the order of the paths, of the working directory if there are none. A fault of one file is its
        entry's error and never hides the others.
        """
        given = paths or (".",)
        folder, held, stating = None, None, False
        for item in scan(given):
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
                data = item.read()
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
            if uses or named:
                entry = self._file(item, data, settings, given, uses=uses, named=named)
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
        from migrator.ledger import Breach, BreachKind, FileEntry

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
                yield _error(fault.path, fault.message, fault.line)

    def _excluded(self, settings: Settings, path: str) -> bool:
        if settings not in self._exclusions:
            self._exclusions[settings] = Exclusion(settings)
        return self._exclusions[settings].holds(path)

    def _file(
        self, found: Found, data: bytes, settings: Settings, paths: tuple[str, ...], *, uses: bool, named: bool
    ) -> FileEntry | Skipped | None:
        if not found.named and is_generated(data):
            from migrator.ledger import Skipped

            return Skipped(show_path(found.path), "looks generated (very long lines)") if uses else None
        return self._examine(found.path, data, settings, paths, uses=uses, named=named)

    def _names(self, settings: Settings) -> frozenset[bytes]:
        """The methods that the settings name, in files of which they ask something."""
        if not self.boundary:
            return frozenset()
        if settings not in self._stated:
            self._stated[settings] = frozenset(name.rpartition(".")[2].encode() for name in settings.stated)
        return self._stated[settings]

    def _held(self) -> Boundary:
        if self._boundary is None:
            from migrator.boundary import Boundary

            self._boundary = Boundary()
        return self._boundary

    def _examine(
        self, path: str, data: bytes, settings: Settings, paths: tuple[str, ...], *, uses: bool, named: bool
    ) -> FileEntry | None:
        from migrator.javascript.source import Source, SourceError
        from migrator.uses import find_uses

        examined = None
        try:
            # Most files that spell the name have no use: what it takes to look into one is not imported for them.
            if uses and find_uses(Source.read(path, data), settings.receiver_name):
                examined = self._examiner(settings, paths).examine(path, data)
            breaches = self._held().breaches(settings, path, data) if named else ()
        except SourceError as error:
            return _error(path, error.message, error.line)
        except RecursionError:
            return _error(path, "nests too deeply to be looked at")
        if examined is None:
            return _breached(path, breaches) if breaches else None
        from dataclasses import replace

        self._debts.extend(examined.debts)
        if self.write is not None and examined.data != data:
            try:
                self.write(path, data, examined.data)
            except OSError as error:
                return _error(path, f"cannot be written: {error.strerror or error}")
            self.written += 1
        return replace(examined.entry, breaches=breaches)

    def _examiner(self, settings: Settings, paths: tuple[str, ...]) -> Examiner:
        if settings not in self._examiners:
            from migrator.examine import Examiner

            self._examiners[settings] = Examiner.make(settings, lambda: self.load(settings), paths)
        return self._examiners[settings]


def _left_out(item: LeftOut) -> FileEntry | Skipped:
    from migrator.ledger import Skipped

    return _error(item.path, item.reason) if item.named else Skipped(show_path(item.path), item.reason)


def _breached(path: str, breaches: tuple[Breach, ...]) -> FileEntry:
    from migrator.ledger import FileEntry

    return FileEntry(show_path(path), breaches=breaches)


def _error(path: str, message: str, line: int | None = None) -> FileEntry:
    from migrator.ledger import FileEntry, FileError

    return FileEntry(show_path(path), error=FileError(message, line))
