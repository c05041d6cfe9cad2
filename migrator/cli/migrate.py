"""`migrator migrate`: what would change, or the change itself."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from migrator.cli.app import CONTEXT, ERRORS, FINDINGS, RunRules, common, configuration, settings_here, store, style_for
from migrator.cli.commit import Commit
from migrator.engine import Engine
from migrator.ledger import FileEntry, Ledger, Skipped
from migrator.report import text


@click.command("migrate", context_settings=CONTEXT)
@common
@click.option("--write", "-w", is_flag=True, help="Change the files; without it, only the diff is shown.")
@click.option("--allow-dirty", is_flag=True, help="With --write: also files that have changes which are not staged.")
def command(
    paths: tuple[str, ...],
    form: str,
    quiet: bool,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    force_exclude: bool,
    cache: bool,
    folders: tuple[Path, ...],
    config: Path | None,
    write: bool,
    allow_dirty: bool,
) -> None:
    """Rewrite the sites that a rule fits, and account for every other use.

    Prints the diff on standard output (`git apply` takes it) and the ledger on standard error. PATH is a file or a
    folder; the default is the working directory.

    --write changes all files at the end of the run, or none if it is stopped before; `migrator undo` takes it back.
    Where a file has changes that are not staged, it asks (or refuses, if nobody can answer), but not in a hook.

    \b
    Exit codes: 0  nothing is left to do outside of the methods that keep Pyodide
                1  something is left (or, without --write, would change)
                2  a file or a rule page could not be read, or a file not written;
                   another run is writing, or was killed; changes are not staged
    """
    configure = configuration(config, folders)
    rules = RunRules(only, skip)
    if only or skip or folders:
        rules(settings_here(configure))  # a wrong name or a faulty page is said before any file is looked at
    commit = Commit(allow_dirty=allow_dirty)
    engine = Engine(
        configure,
        rules,
        commit.add if write else None,
        force_exclude=force_exclude,
        store=store(cache),
        digest=rules.digest,
    )
    files: list[FileEntry] = []
    skipped: list[Skipped] = []
    out, err = style_for(sys.stdout), style_for(sys.stderr)

    def show(item: FileEntry) -> None:
        if form == "text":
            if not quiet or item.error is not None:
                _print_lines(text.migration_file(item, err))
            if not write and not quiet:
                _print_diff(item.diff, out)

    with commit:
        for item in engine.run(paths):
            if isinstance(item, Skipped):
                skipped.append(item)
                continue
            files.append(item)
            show(item)
        failed = commit.finish()
    if failed is None:
        write = False
    for item in failed or ():
        files[[file.path for file in files].index(item.path)] = item
        show(item)
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
