"""The formats of reports: which there are for each command, and which function writes one, imported when asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from migrator.api import Session
    from migrator.model.ledger import Entry, Ledger
    from migrator.report.invocation import Invocation, Page
    from migrator.rules.loader import Rule

TEXT = "text"
# A format's module in migrator.report; text is what commands print themselves, as they go.
CHECK = {
    "json": "as_json",
    "sarif": "sarif",
    "github": "github",
}
MIGRATE = {**CHECK, "markdown": "markdown"}

REPORT = "report"  # of --report, which goes beside any format
_SHOW_PAGES = ("sarif", "markdown", REPORT)


def formatted(formats: Mapping[str, str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option that chooses one of the formats."""
    return click.option(
        "--format",
        "form",
        type=click.Choice([TEXT, *formats]),
        default=TEXT,
        show_default=True,
        help="How to report; all but text go to standard output whole.",
    )


def pages_of(form: str, ledger: Ledger, session: Session) -> list[Rule]:
    """The rules of the files in which one rewrites something (for a page: or nearly does), for the formats that show
    pages: what is found may come from a cache, which needs no rule.
    """
    if form not in _SHOW_PAGES:
        return []

    def told(entry: Entry) -> bool:
        return entry.rule is not None or (form == REPORT and bool(entry.nearest))

    paths = [file.path for file in ledger.files if any(map(told, file.entries))]
    return [rule for settings in dict.fromkeys(map(session.settings, paths)) for rule in session.rules(settings)]


def print_report(
    module: str, function: str, ledger: Ledger, exit_code: int, pages: Iterable[Page], *, written: bool = False
) -> None:
    """Print the ledger in a format: ``function`` of a module of migrator.report."""
    from importlib import import_module

    report: Callable[[Ledger, Invocation], str] = getattr(import_module(f"migrator.report.{module}"), function)
    text = report(ledger, invocation(exit_code, pages, written=written))
    if text:
        click.echo(text.encode("utf-8"))  # whatever the console takes: it is a document


def invocation(exit_code: int, pages: Iterable[Page], *, written: bool) -> Invocation:
    """What a report is told of the run."""
    from migrator.report.invocation import Invocation

    folder = _folder()
    return Invocation(exit_code, written, folder, _workspace(folder), {page.id: page for page in pages})


def _folder() -> str:
    """The working directory, or the root where somebody removed it, as all paths are whole then."""
    try:
        return os.getcwd()
    except OSError:
        return os.sep


def _workspace(folder: str) -> str | None:
    """The folder that GitHub checked out, if the working directory is in it: annotations name files from there."""
    workspace = os.environ.get("GITHUB_WORKSPACE")
    if not workspace:
        return None
    workspace, folder = os.path.realpath(workspace), os.path.realpath(folder)
    return workspace if folder == workspace or folder.startswith(os.path.join(workspace, "")) else None
