"""`migrator check`: every use of Pyodide outside of the methods that may keep it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from migrator.cli.app import CONTEXT, ERRORS, FINDINGS, RunRules, common, configuration, settings_here, store, style_for
from migrator.engine import Engine
from migrator.ledger import FileEntry, Ledger, Skipped
from migrator.report import text


@click.command("check", context_settings=CONTEXT)
@common
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
) -> None:
    """Report every use of Pyodide outside of the methods that may keep it.

    For CI and hooks: changes nothing. PATH is a file or a folder; the default is the working directory.

    \b
    Exit codes: 0  the boundary holds
                1  findings
                2  a file or a rule page could not be read
    """
    configure = configuration(config, folders)
    rules = RunRules(only, skip)
    if only or skip or folders:
        rules(settings_here(configure))
    engine = Engine(
        configure, rules, boundary=True, force_exclude=force_exclude, store=store(cache), digest=rules.digest
    )
    items = list(engine.run(paths))
    ledger = Ledger(
        tuple(item for item in items if isinstance(item, FileEntry)),
        tuple(item for item in items if isinstance(item, Skipped)),
    )
    if form == "json":
        from migrator.report.as_json import findings

        click.echo(findings(ledger))
    else:
        for line in text.findings(ledger, style_for(sys.stdout)):
            click.echo(line)
        if not quiet:
            for line in text.findings_summary(ledger, style_for(sys.stderr)):
                click.echo(line, err=True)
    sys.exit(ERRORS if ledger.has_errors else FINDINGS if ledger.has_findings else 0)
