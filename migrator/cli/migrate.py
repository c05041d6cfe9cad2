"""`migrator migrate`: what would change, or the change itself."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.app import CONTEXT, ERRORS, FINDINGS, common, configuration, rules_of, settings_here, style_for
from migrator.cli.progress import watched
from migrator.engine import Engine, Writer
from migrator.ledger import FileEntry, Ledger, Skipped
from migrator.report import text
from migrator.settings import Settings

if TYPE_CHECKING:
    from migrator.rules import Rule


@click.command("migrate", context_settings=CONTEXT)
@common
@click.option("--write", "-w", is_flag=True, help="Change the files; without it, only the diff is shown.")
def command(
    paths: tuple[str, ...],
    form: str,
    quiet: bool,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    force_exclude: bool,
    folders: tuple[Path, ...],
    config: Path | None,
    write: bool,
) -> None:
    """Rewrite the sites that a rule fits, and account for every other use.

    Prints the diff on standard output (`git apply` takes it) and the ledger on standard error. PATH is a file or a
    folder; the
    default is the working directory.

    \b
    Exit codes: 0  nothing is left to do outside of the methods that keep Pyodide
                1  something is left (or, without --write, would change)
                2  a file or a rule page could not be read, or a file not written
    """
    configure = configuration(config, folders)
    loaded: dict[Settings, list[Rule]] = {}

    def load(settings: Settings) -> list[Rule]:
        if settings not in loaded:
            loaded[settings] = rules_of(settings, only, skip)
        return loaded[settings]

    if only or skip or folders:
        load(settings_here(configure))  # a wrong name or a faulty page is said before any file is looked at
    engine = Engine(configure, load, _writer() if write else None, force_exclude=force_exclude)
    files: list[FileEntry] = []
    skipped: list[Skipped] = []
    out, err = style_for(sys.stdout), style_for(sys.stderr)
    for item in watched(engine, paths, quiet=quiet):
        if isinstance(item, Skipped):
            skipped.append(item)
            continue
        files.append(item)
        if form == "text":
            if not quiet or item.error is not None:
                changes = {
                    rule.id: [change.name for change in rule.changes] for rules in loaded.values() for rule in rules
                }
                _print_lines(text.migration_file(item, changes, err))
            if not write and not quiet:
                _print_diff(item.diff, out)
    ledger = Ledger(tuple(files), tuple(skipped))
    if form == "json":
        from migrator.report.as_json import migration

        click.echo(migration(ledger))
    elif not quiet:
        _print_lines(text.migration_summary(ledger, written=write, style=err))
    sys.exit(exit_code(ledger, write=write))


def exit_code(ledger: Ledger, *, write: bool) -> int:
    if ledger.has_errors:
        return ERRORS
    return FINDINGS if ledger.has_left or (ledger.has_changes and not write) else 0


def _writer() -> Writer:
    from migrator.write import write_atomically

    return write_atomically


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line, err=True)


def _print_diff(diff: bytes, style: text.Style) -> None:
    """The bytes as they are for a pipe; for a terminal, coloured and made safe."""
    if not diff or sys.stdout is None:
        return
    if sys.stdout.isatty():
        for line in text.diff_lines(diff.removesuffix(b"\n"), style):
            click.echo(line)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(diff)
        sys.stdout.buffer.flush()
