"""`migrator check`: every use of Pyodide outside of the methods that may keep it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from migrator.cli.app import CONTEXT, ERRORS, FINDINGS, common, configuration, rules_of, settings_here, style_for
from migrator.cli.formats import CHECK, TEXT, formatted, print_report
from migrator.cli.standard_input import named, text_of
from migrator.engine import Engine
from migrator.ledger import FileEntry, Ledger, Skipped
from migrator.report import text
from migrator.settings import Settings

if TYPE_CHECKING:
    from migrator.rules import Rule


@click.command("check", context_settings=CONTEXT)
@formatted(CHECK)
@common
@named
def command(
    paths: tuple[str, ...],
    form: str,
    quiet: bool,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    exit_zero: bool,
    force_exclude: bool,
    folders: tuple[Path, ...],
    config: Path | None,
    stdin_name: str | None,
) -> None:
    """Report every use of Pyodide outside of the methods that may keep it.

    For CI and hooks: changes nothing. PATH is a file or a folder; the default is the working directory. `-` is
    one file from standard input.

    \b
    Exit codes: 0  the boundary holds
                1  findings (0 with --exit-zero)
                2  a file or a rule page could not be read
    """
    configure = configuration(config, folders)
    loaded: list[Rule] = []

    def load(settings: Settings) -> list[Rule]:
        rules = rules_of(settings, only, skip)
        loaded.extend(rules)
        return rules

    if only or skip or folders:
        rules_of(settings_here(configure), only, skip)
    paths, data = text_of(paths, stdin_name)
    engine = Engine(configure, load, boundary=True, force_exclude=force_exclude, text=data)
    items = list(engine.run(paths))
    ledger = Ledger(
        tuple(item for item in items if isinstance(item, FileEntry)),
        tuple(item for item in items if isinstance(item, Skipped)),
    )
    code = ERRORS if ledger.has_errors else FINDINGS if ledger.has_findings and not exit_zero else 0
    if form != TEXT:
        print_report(CHECK[form], "findings", ledger, code, loaded)
    else:
        for line in text.findings(ledger, style_for(sys.stdout)):
            click.echo(line)
        if not quiet:
            for line in text.findings_summary(ledger, style_for(sys.stderr)):
                click.echo(line, err=True)
    sys.exit(code)
