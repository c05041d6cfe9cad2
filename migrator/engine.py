"""One run: paths in, a ledger entry for each file that has a use or an error out, one file at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migrator.ledger import FileEntry, FileError, Skipped
from migrator.scan import Found, is_generated, may_hold, scan, show_path
from migrator.settings import Settings

if TYPE_CHECKING:
    from migrator.examine import Examiner
    from migrator.rules import Rule

# Heavy parts (parsers, matcher) are imported when the first file needs them: a run that finds nothing pays for none.

Loader = Callable[[], "list[Rule]"]
Writer = Callable[[str, bytes, bytes], None]


@dataclass
class Engine:
    """Looks at files in turn. ``write`` is given a path, the bytes that were read and the new ones; None changes
    nothing.
    """

    settings: Settings
    load: Loader
    write: Writer | None = None
    _examiner: Examiner | None = field(default=None, repr=False)

    def run(self, paths: tuple[str, ...]) -> Iterator[FileEntry | Skipped]:
        """Entries in the order of the paths. A fault of one file is its entry's error and never hides the others."""
        for item in scan(paths):
            if not isinstance(item, Found):
                if item.named:
                    yield FileEntry(show_path(item.path), error=FileError(item.reason))
                else:
                    yield Skipped(show_path(item.path), item.reason)
                continue
            entry = self._file(item, paths)
            if entry is not None:
                yield entry

    def _file(self, found: Found, paths: tuple[str, ...]) -> FileEntry | Skipped | None:
        try:
            with open(found.path, "rb") as handle:
                data = handle.read()
        except OSError as error:
            return FileEntry(show_path(found.path), error=FileError(f"cannot be read: {error.strerror}"))
        if not may_hold(data, self.settings.receiver_name):
            return None
        if not found.named and is_generated(data):
            return Skipped(show_path(found.path), "looks generated (very long lines)")
        if self._examiner is None:
            from migrator.examine import Examiner

            self._examiner = Examiner.make(self.settings, self.load, paths)
        return self._examine(self._examiner, found.path, data)

    def _examine(self, examiner: Examiner, path: str, data: bytes) -> FileEntry | None:
        from migrator.javascript.source import SourceError

        try:
            examined = examiner.examine(path, data)
        except SourceError as error:
            return FileEntry(show_path(path), error=FileError(error.message, error.line))
        if examined is None:
            return None
        if self.write is not None and examined.data != data:
            try:
                self.write(path, data, examined.data)
            except OSError as error:
                return FileEntry(show_path(path), error=FileError(f"cannot be written: {error.strerror or error}"))
        return examined.entry
