"""`--report`: the page beside whatever else a run prints; what makes it is imported when one is asked for."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from migrator.cli.app import fail
from migrator.cli.formats import REPORT, invocation, pages_of
from migrator.writing import atomic

if TYPE_CHECKING:
    from migrator.api import Session
    from migrator.model.ledger import Ledger
    from migrator.run.entries import Item


def reported(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option that names the page."""
    return click.option(
        "--report",
        "report",
        type=click.Path(),
        metavar="FILE",
        help="Write a page to FILE (HTML, all in one) with every site before and after, and what is left.",
    )(command)


class Report:
    """A page that is written at the end of a run. Without a path it is none."""

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._sources: dict[str, bytes] = {}
        if path is not None:
            _may_be_written(path)

    def see(self, item: Item) -> None:
        """Keep the bytes of a file with a use as they were read, by its path in the ledger."""
        if self._path is not None and item.data is not None:
            self._sources[item.entry.path] = item.data

    def write(self, ledger: Ledger, exit_code: int, session: Session, *, written: bool) -> None:
        """Make the page, and exit with 2 if it cannot be written."""
        if self._path is None:
            return
        from migrator.model.settings import show_path
        from migrator.report.html.page import page

        own = show_path(self._path)
        ledger = ledger._replace(skipped=tuple(item for item in ledger.skipped if item.path != own))
        pages = pages_of(REPORT, ledger, session)
        text = page(ledger, invocation(exit_code, pages, written=written), self._sources)
        try:
            atomic.replace(self._path, text.encode("utf-8"))
        except OSError as error:
            fail(f"{self._path}: the report cannot be written: {error.strerror or error}")


def _may_be_written(path: str) -> None:
    """Nothing is written over but a report, and a run that could not write its report is not begun."""
    if path in ("", "-"):  # the diff or another format has standard output
        fail("`--report` needs the name of a file")
    mode = _mode(path)
    if mode is not None and stat.S_ISDIR(mode):
        fail(f"{path}: is a folder; name a file for the report, as in `{os.path.join(path, 'report.html')}`")
    try:
        if mode is not None and stat.S_ISREG(mode) and not _is_report(path):
            fail(f"{path}: is there and is no report of migrator; it is not written over, name another file")
        atomic.may_replace(path)
    except OSError as error:
        fail(f"{path}: the report cannot be written: {error.strerror or error}")


def _mode(path: str) -> int | None:
    """What stands there, None if nothing does."""
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        folder = os.path.dirname(path) or "."
        if not os.path.isdir(folder):
            fail(f"{path}: there is no folder `{folder}` to write the report to")
        return None
    except (OSError, ValueError) as error:
        fail(f"{path}: the report cannot be written: {getattr(error, 'strerror', None) or error}")


def _is_report(path: str) -> bool:
    """Whether a file is an earlier report, or empty. Raises OSError."""
    from migrator.report.html import HEAD

    with open(path, "rb") as file:
        return file.read(len(HEAD)) in (b"", HEAD)
