"""`migrator explain FILE:LINE`: why a site matches, or does not."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from migrator.cli.app import CONTEXT, fail, rules_of, settings_of, style_for
from migrator.engine import Engine
from migrator.ledger import Entry, FileEntry
from migrator.report import explanation
from migrator.rules import Rule


@click.command("explain", context_settings=CONTEXT)
@click.argument("place", metavar="FILE:LINE")
@click.option(
    "--rules",
    "folders",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    metavar="DIR",
    help="Pages to use in place of those that are shipped.",
)
def command(place: str, folders: tuple[Path, ...]) -> None:
    """Show a site beside the rules that are nearest to it, with the first difference marked.

    LINE is any line of the site.
    """
    path, _, line = place.rpartition(":")
    if not path or not line.isdigit():
        fail(f"`{place}` is no place; write FILE:LINE, as in js/game.js:120")
    settings = settings_of(folders)
    loaded: list[Rule] = []

    def load() -> list[Rule]:
        loaded.extend(rules_of(settings, (), ()))
        return loaded

    found = [item for item in Engine(settings, load).run((path,)) if isinstance(item, FileEntry)]
    if found and found[0].error is not None:
        fail(f"{path}: {found[0].error.message}")
    entries = found[0].entries if found else ()
    entry = _at(entries, int(line))
    if entry is None:
        near = sorted(entries, key=lambda item: abs(item.line - int(line)))[:3]
        lines = ", ".join(str(item.line) for item in sorted(near, key=lambda item: item.line))
        fail(f"{path}:{line}: no use of the receiver is here" + (f"; the nearest are on lines {lines}" if near else ""))
    text = Path(path).read_text("utf-8").splitlines()
    pages = {rule.id: rule for rule in loaded}
    width = shutil.get_terminal_size((120, 24)).columns
    for shown in explanation.explain(path, entry, text, pages, width, style_for(sys.stdout)):
        click.echo(shown)


def _at(entries: tuple[Entry, ...], line: int) -> Entry | None:
    """The use that a line is part of; a program before what stands in it."""
    here = [entry for entry in entries if entry.line <= line <= entry.last_line]
    return min(here, key=lambda entry: (not entry.is_program, abs(entry.line - line)), default=None)
