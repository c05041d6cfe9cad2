"""`migrator explain FILE:LINE`: why a site matches, or does not."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from migrator.api import Options, Session
from migrator.cli.app import CONTEXT, configured, fail, style_for
from migrator.cli.places import nearest
from migrator.cli.places import place as parsed
from migrator.javascript.source import Source
from migrator.model.ledger import NoteCode
from migrator.model.settings import show_path
from migrator.report import explanation
from migrator.report.sentences import words
from migrator.report.words import note_text


@click.command("explain", context_settings=CONTEXT)
@click.argument("place", metavar="FILE:LINE")
@configured
def command(place: str, folders: tuple[Path, ...], config: Path | None, allow_outside: bool) -> None:
    """Show a site beside the rules that are nearest to it, with the first difference marked.

    LINE is any line of the site.

    \b
    Exit codes: 0  shown
                2  no use is on that line; a file or a rule page could not be read

    \b
    Example: migrator explain js/game.js:12
    """
    path, line = parsed(place)
    session = Session(Options(config, folders, allow_outside=allow_outside))
    found = session.explain(path, line)
    file, entry = found.file, found.entry
    if entry is None and found.unread:
        for breach in found.unread:
            click.echo(f"{show_path(path)}:{line}: {words(breach.message)}")
        return
    if file.error is not None:
        where = f"{file.path}:{file.error.line}" if file.error.line else file.path
        fail(f"{where}: {words(file.error.message)}")
    unparsed = next((note for note in file.notes if note.code is NoteCode.NOT_PARSED), None)
    if entry is None and unparsed is not None:
        fail(f"{file.path}: {note_text(unparsed)}")
    if entry is None:
        near = nearest([item.line for item in file.entries], line)
        fail(f"{show_path(path)}:{line}: no use of the receiver is here{near}")
    source = Source.read(path, Path(path).read_bytes())
    text = [source.line_text(number + 1).removeprefix("\ufeff") for number in range(len(source.line_starts))]
    notes = [note_text(note) for note in file.notes_on(entry)]
    pages = {rule.id: rule for rule in session.rules(session.settings(path))}
    width = shutil.get_terminal_size((120, 24)).columns
    for shown in explanation.explain(path, entry, notes, text, pages, width, style_for(sys.stdout)):
        click.echo(shown)
