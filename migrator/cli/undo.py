"""`migrator undo`: the last --write taken back."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.app import CONTEXT, ERRORS, FINDINGS, fail
from migrator.model.settings import show_path
from migrator.report.words import count, safe, safe_path

if TYPE_CHECKING:
    from migrator.writing.history import History
    from migrator.writing.journal import Journal, Record

NOTHING = "nothing was taken back"


@click.command("undo", context_settings=CONTEXT)
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".", metavar="[FOLDER]")
@click.option("--list", "listed", is_flag=True, help="Show what can be taken back, the next first; change nothing.")
@click.option("--skip-edited", is_flag=True, help="Leave files that were edited since, and take the others back.")
def command(path: Path, listed: bool, skip_edited: bool) -> None:
    """Take the last `migrate --write` back.

    The last in the repository of FOLDER (the default is the working directory); outside of a repository, the last that
    was started in it. Each further `undo` takes back the one before, up to ten. A run that was killed is taken back
    however far it came. If a file was edited since, nothing is changed.

    \b
    Exit codes: 0  taken back
                1  there is nothing to take back
                2  a file was edited since, or cannot be written

    \b
    Examples: migrator undo         take the last --write back
              migrator undo --list  what can be taken back?
    """
    from migrator.writing.history import Histories
    from migrator.writing.journal import Damaged
    from migrator.writing.lock import Busy

    history = Histories(str(path)).of(os.path.realpath(path))
    try:
        history.check()
        if listed:
            _list(history)
            return
        if not history.journals():
            click.echo("There is nothing to undo.")
            sys.exit(FINDINGS)
        lock = history.lock
        try:
            lock.take()
        except OSError as error:
            fail(f"{show_path(error.filename or str(history.folder))} cannot be written: {error.strerror}; {NOTHING}")
        try:
            _undo(history, skip_edited=skip_edited)
        finally:
            lock.release()
    except Busy as busy:
        who = f"process {busy.process}" if busy.process is not None else "another process"
        fail(f"{who} is writing here; {NOTHING}")
    except Damaged as error:
        fail(f"{error}; {NOTHING}")


def _undo(history: History, *, skip_edited: bool) -> None:
    from migrator.writing.journal import State
    from migrator.writing.replace import Changed
    from migrator.writing.restore import Edited, restore, survey

    paths = history.journals()
    if not paths:  # another process was quicker
        click.echo("There is nothing to undo.")
        sys.exit(FINDINGS)
    journal = history.read(paths[-1])
    before = survey(journal)
    try:
        restored = restore(journal, skip_edited=skip_edited)
    except Edited as error:
        for path in error.paths:
            click.echo(f"{safe_path(show_path(path))}: error: was edited since", err=True)
        click.echo(f"migrator: {NOTHING}; --skip-edited takes the other files back and leaves these", err=True)
        sys.exit(ERRORS)
    except OSError as error:
        is_begun = any(record in before.new for record in survey(journal).old)
        done = "run `migrator undo` again for what is left" if is_begun else NOTHING
        if isinstance(error, Changed):
            fail(f"{error}; {done}")
        fail(f"{show_path(error.filename or str(history.folder))} cannot be written: {error.strerror or error}; {done}")
    stopped = journal.state is not State.DONE
    if not restored and not before.edited:
        what = "had changed nothing" if stopped else "is taken back already: its files are as they were"
        click.echo(f"The --write {_of(journal)} {what}.")
        return
    if not restored:
        click.echo(f"Forgot the --write {_of(journal)}: nothing of it is left to take back.")
    else:
        which = f"{_of(journal)}, which was stopped" if stopped else _of(journal)
        click.echo(f"Took back the --write {which}: {_files(restored)}.")
    for record in restored:
        click.echo(f"  {safe(show_path(record.path))}")
    for record in before.edited:
        click.echo(f"  {safe(show_path(record.path))} stays: it was edited since")


def _list(history: History) -> None:
    from migrator.writing.journal import Damaged, State

    for number, path in enumerate(reversed(history.journals()), 1):
        try:
            journal = history.read(path)
        except Damaged as error:  # hides no other
            click.echo(f"{number:>2}  {safe(str(error))}")
            continue
        names = [safe(show_path(record.path)) for record in journal.written]
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        which = f": {names[0]}{more}" if names else ""
        stopped = "" if journal.state is State.DONE else "  (stopped)"
        click.echo(f"{number:>2}  {_time(journal)}  {_files(journal.written)}{which}{stopped}")


def _of(journal: Journal) -> str:
    return f"of {_time(journal)}"


def _time(journal: Journal) -> str:
    if not journal.started:  # it was killed before it noted when
        return "an unknown time"
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(journal.started))


def _files(records: list[Record]) -> str:
    return count(len(records), "file")
