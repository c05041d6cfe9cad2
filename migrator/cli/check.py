"""`migrator check`: every use of Pyodide outside of the methods that may keep it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from migrator.cli.app import CONTEXT, ERRORS, FINDINGS, common, configuration, rules_of, settings_here, style_for
from migrator.cli.progress import watched
from migrator.engine import Engine
from migrator.report import HOLDS

if TYPE_CHECKING:
    from pathlib import Path


@click.command("check", context_settings=CONTEXT)
@common
def command(
    paths: tuple[str, ...],
    form: str,
    quiet: bool,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    force_exclude: bool,
    folders: tuple[Path, ...],
    config: Path | None,
) -> None:
    """Report every use of Pyodide outside of the methods that may keep it.

    For CI and hooks: changes nothing. PATH is a file or a folder; the default is the working directory.

    \b
    Exit codes: 0  the boundary holds
                1  findings
                2  a file or a rule page could not be read
    """
    configure = configuration(config, folders)
    if only or skip or folders:
        rules_of(settings_here(configure), only, skip)
    engine = Engine(
        configure, lambda settings: rules_of(settings, only, skip), boundary=True, force_exclude=force_exclude
    )
    items = list(watched(engine, paths, quiet=quiet))
    if not items and form == "text":  # as most runs of a hook end, without what reports are made of
        if not quiet:
            click.echo(style_for(sys.stderr)(HOLDS, "green"), err=True)
        return
    from migrator.ledger import FileEntry, Ledger, Skipped

    ledger = Ledger(
        tuple(item for item in items if isinstance(item, FileEntry)),
        tuple(item for item in items if isinstance(item, Skipped)),
    )
    if form == "json":
        from migrator.report.as_json import findings

        click.echo(findings(ledger))
    else:
        from migrator.report import text

        for line in text.findings(ledger, style_for(sys.stdout)):
            click.echo(line)
        if not quiet:
            for line in text.findings_summary(ledger, style_for(sys.stderr)):
                click.echo(line, err=True)
    sys.exit(ERRORS if ledger.has_errors else FINDINGS if ledger.has_findings else 0)
