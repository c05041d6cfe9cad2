"""What `migrator rules new` asks of files: the site at a place, the name of its page, the page itself."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.app import fail
from migrator.cli.places import nearest
from migrator.cli.places import place as parsed
from migrator.discovery.scan import MEGABYTE, LeftOut, scan
from migrator.drafting.page import Draft, DraftError, draft
from migrator.drafting.plain import called
from migrator.drafting.stubs import Wanted, parameter, python_of, stubs
from migrator.drafting.words import apart
from migrator.javascript.source import Source, SourceError
from migrator.model.ledger import Message, Sentence
from migrator.model.packs import PAGE_NAME
from migrator.model.settings import SettingsError, show_path
from migrator.report.sentences import words
from migrator.report.words import safe
from migrator.rules.unfinished import COMMAND
from migrator.sites.owner import function_around
from migrator.sites.site import File, Site
from migrator.writing import atomic

if TYPE_CHECKING:
    from migrator.api import Options, Session
    from migrator.model.settings import Settings


def site_at(place: str, session: Session) -> tuple[Settings, File, Site]:
    """The program that a line is part of, or else another use that calls something; exits with 2 and the cause where
    there is none.
    """
    path, line = parsed(place)
    settings = settings_of(session, path)
    try:
        [found] = scan((path,), sure=True, most=settings.largest_file * MEGABYTE)
        if isinstance(found, LeftOut):
            fail(f"{show_path(path)}: {words(found.reason)}")
        if found.language is not None:
            fail(f"{show_path(path)}: {words(Message.of(Sentence.ONLY_SEARCHED, language=found.language))}")
        source = Source.read(path, Path(path).read_bytes())
    except OSError as error:
        fail(f"{show_path(path)}: {error.strerror or error}")
    except SourceError as error:
        fail(f"{show_path(path)}{f':{error.line}' if error.line else ''}: {words(error.message)}")
    file = File(source, settings)
    others = [site for site in file.others if called(site.use, source.data)]
    site = next((site for site in (*file.sites, *others) if _holds(source, site, line)), None)
    if site is None:
        near = nearest([source.line(site.use.whole.start_byte) for site in (*file.sites, *others)], line)
        fail(f"{show_path(path)}:{line}: nothing that a page could take is here{near}")
    return settings, file, site


def settings_of(session: Session, path: str) -> Settings:
    """The settings of a file. The folder of its pages need not be there: the first page may be what is begun."""
    try:
        return session.settings(path)
    except SettingsError as error:
        if error.settings is None or any(
            fault.message.sentence is not Sentence.RULES_NAME_NO_FOLDER for fault in error.faults
        ):
            raise
        return error.settings


def never(place: str, asked: Options) -> str | None:
    """Why no page is tried on a site, and what can be done; None if pages are, or it cannot be told."""
    from migrator.api import Session
    from migrator.model.ledger import Outcome
    from migrator.model.packs import first_pack

    path, line = parsed(place)
    try:  # what is asked is the same whatever the pages are, and those of the settings may not be there yet
        entry = Session(asked._replace(rules=(first_pack(),))).explain(path, line).entry
    except SettingsError:
        return None
    if entry is None:
        return None
    if entry.suppression is not None:
        return "a comment keeps it; take the comment away"
    if entry.outcome is Outcome.KEPT:
        return f"`{entry.keeper}` may keep Pyodide; take it out of `keep` in the settings"
    if entry.outcome is Outcome.IN_WORKER:
        return "the file runs in a worker, where Pyodide belongs; nothing is to be done"
    return None


def _holds(source: Source, site: Site, line: int) -> bool:
    calls = called(site.use, source.data)
    return bool(calls) and source.line(site.use.whole.start_byte) <= line <= source.line(calls[-1].end_byte)


def begin(file: File, site: Site, command: str = COMMAND) -> Draft:
    """The page of a site, which calls a command; exits with 2 and the cause if none can be begun."""
    if re.fullmatch(r"[A-Za-z_$][\w$]*", command) is None:
        fail(f"`{command}` is no name of a command; write the name of a method, as in turnLamp")
    try:
        return draft(file, site, command)
    except DraftError as error:
        line = file.source.line(site.use.whole.start_byte)
        fail(f"{show_path(file.source.path)}:{line}: no page can be begun here: {error}")


def file_name(name: str | None, site: Site, ids: list[str]) -> str:
    """The file of a page that gets the next number, unless its name has one; exits with 2 if it cannot be a page's."""
    if name is None:
        words = apart(_named(site), "-").lower()
        name = re.sub(r"[^a-z0-9]+", "-", words).strip("-") or "site"
    name = name.removesuffix(".md")
    if not re.match(r"[0-9]+-", name):
        following = max((int(known.split("-", 1)[0]) for known in ids), default=0) + 1
        name = f"{following:02}-{name}"
    if PAGE_NAME.match(f"{name}.md") is None:
        fail(f"`{name}` is no name of a page; write lower-case words, digits and hyphens, as in 19-tilt-the-board")
    if name in ids:
        fail(f"there is a page `{name}`; give another --id")
    return f"{name}.md"


def _named(site: Site) -> str:
    """The method that a site stands in, or the function."""
    return site.use.owner.method or function_around(site.use.whole, site.file.source) or "site"


def print_stubs(file: File, site: Site, drafted: Draft, command: str) -> None:
    """Print what the worker of a site lacks for the command of its page."""
    given = tuple(parameter(name) for name in drafted.arguments)
    found = stubs(file, site, Wanted(command, given, python_of(drafted.program), site.use.is_program))
    if found is None:
        worker = str(file.settings.worker)
        unseen = f"note: what `{safe(worker)}` is cannot be seen here"
        click.echo(f"{unseen}; `worker` in the settings names what takes the commands", err=True)
    if not found:
        return
    click.echo(f"\nThe worker has no `{safe(command)}` yet. To be written:", err=True)
    for stub in found:
        click.echo(f"\n{safe(stub.title)}:\n", err=True)
        for line in stub.code.split("\n"):
            click.echo(f"    {safe(line)}".rstrip(), err=True)


def print_page(text: str) -> None:
    """Print a page: byte for byte into a pipe; on a terminal, nothing of it acts."""
    if sys.stdout is None:
        return
    if sys.stdout.isatty():
        for line in text.removesuffix("\n").split("\n"):
            click.echo(safe(line))
    else:
        click.echo(text.encode("utf-8"), nl=False)


def write(path: Path, text: str) -> None:
    """Write a page that is not there yet; exits with 2 if that fails."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic.create(str(path), text.encode("utf-8"))
    except OSError as error:
        fail(f"{show_path(str(path))} cannot be written: {error.strerror or error}")
    click.echo(f"{safe(show_path(str(path)))} is begun; write its `+` lines and say what changes", err=True)
