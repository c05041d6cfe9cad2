"""`migrator explain FILE:LINE`: why a site matches, or does not."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from migrator.cli.app import CONTEXT, configuration, configured, fail, rules_of, style_for
from migrator.cli.places import nearest
from migrator.cli.places import place as parsed
from migrator.javascript.source import Source
from migrator.ledger import Entry, FileEntry
from migrator.report import explanation
from migrator.report.sentences import words
from migrator.report.words import note_text
from migrator.rules.loader import Rule
from migrator.run.engine import Engine
from migrator.settings import Settings, show_path


@click.command("explain", context_settings=CONTEXT)
@click.argument("place", metavar="FILE:LINE")
@configured
def command(place: str, folders: tuple[Path, ...], config: Path | None) -> None:
    """Show a site beside the rules that are nearest to it, with the first difference marked.

    LINE is any line of the site.

    \b
    Exit codes: 0  shown
                2  no use is on that line; a file or a rule page could not be read

    \b
    Example: migrator explain js/game.js:12
    """
    path, line = parsed(place)
    configure = configuration(config, folders)
    loaded: list[Rule] = []

    def load(settings: Settings) -> list[Rule]:
        loaded.extend(rules_of(settings, (), ()))
        return loaded

    found = [item for item in Engine(configure, load).run((path,)) if isinstance(item, FileEntry)]
    entries = found[0].entries if found else ()
    entry = _at(entries, line)
    unread = [breach for breach in found[0].open_breaches if breach.line == line] if found else []
    if entry is None and unread:
        for breach in unread:
            click.echo(f"{show_path(path)}:{line}: {words(breach.message)}")
        return
    if found and found[0].error is not None:
        where = f"{found[0].path}:{found[0].error.line}" if found[0].error.line else found[0].path
        fail(f"{where}: {words(found[0].error.message)}")
    if entry is None:
        near = nearest([item.line for item in entries], line)
        fail(f"{show_path(path)}:{line}: no use of the receiver is here{near}")
    source = Source.read(path, Path(path).read_bytes())
    text = [source.line_text(number + 1).removeprefix("\ufeff") for number in range(len(source.line_starts))]
    notes = [note_text(note) for note in found[0].notes if entry.rule is not None and entry.rule in note.rules]
    pages = {rule.id: rule for rule in loaded}
    width = shutil.get_terminal_size((120, 24)).columns
    for shown in explanation.explain(path, entry, notes, text, pages, width, style_for(sys.stdout)):
        click.echo(shown)


def _at(entries: tuple[Entry, ...], line: int) -> Entry | None:
    """The use that a line is part of; a program before what stands in it."""
    here = [entry for entry in entries if entry.line <= line <= entry.last_line]
    return min(here, key=lambda entry: (not entry.is_program, abs(entry.line - line)), default=None)
