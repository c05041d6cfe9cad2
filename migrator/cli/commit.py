"""What `--write` does with the files of a run: all at its end, after asking where changes could get lost."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

import click

from migrator.cli.app import fail
from migrator.cli.progress import conclude

if TYPE_CHECKING:
    from migrator.model.ledger import FileEntry
    from migrator.writing.transaction import Transaction

# A run that has nothing to write imports nothing that writes.


class Commit:
    """Takes what the engine would write, and writes it when told to; leaving the block earlier writes nothing."""

    def __init__(self, *, allow_dirty: bool) -> None:
        self._allow_dirty = allow_dirty
        self._transaction: Transaction | None = None

    def __enter__(self) -> Commit:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """What refuses the whole run is one line and exit code 2."""
        if self._transaction is None:
            if isinstance(error, KeyboardInterrupt):
                conclude("nothing was written")
            return
        from migrator.writing.transaction import Refused

        said = self._transaction.take_back()
        if isinstance(error, Refused):
            fail(str(error))
        if isinstance(error, KeyboardInterrupt):
            conclude(said)

    def add(self, path: str, before: bytes, after: bytes) -> None:
        """Prepare a file to be written; an OSError is the error of this file alone."""
        if self._transaction is None:
            from migrator.writing.transaction import Transaction

            self._transaction = Transaction(int(time.time()))
        self._transaction.add(path, before, after)

    def finish(self) -> list[FileEntry] | None:
        """Write: entries for files that somebody changed meanwhile. None if the user would rather not."""
        if self._transaction is None:
            return []
        if not self._allow_dirty and not self._may_overwrite(self._transaction.unstaged()):
            return None
        failed = self._transaction.commit()
        from migrator.report.words import safe
        from migrator.run.entries import not_written

        for note in self._transaction.notes:
            click.echo(f"migrator: {safe(note)}", err=True)
        return [not_written(path, error) for path, error in failed.items()]

    def _may_overwrite(self, unstaged: list[str]) -> bool:
        if not unstaged:
            return True
        from migrator.model.settings import show_path
        from migrator.report.words import safe

        first, more = safe(show_path(unstaged[0])), len(unstaged) - 1
        what = f"{first} has" if not more else f"{first} and {more} more {'file' if more == 1 else 'files'} have"
        if not (sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty()):
            fail(f"{what} changes that are not staged; nothing was written; stage them, or give --allow-dirty")
        try:
            return click.confirm(f"{what} changes that are not staged. Write all the same?", err=True)
        except click.Abort:
            click.echo(err=True)
            return False
