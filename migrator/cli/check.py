"""`migrator check`: every use of Pyodide outside of the methods that may keep it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from migrator.cli.app import (
    CONTEXT,
    ERRORS,
    FINDINGS,
    RunRules,
    common,
    configuration,
    crew_of,
    fail,
    no_store,
    settings_here,
    store,
    style_for,
)
from migrator.cli.formats import CHECK, TEXT, formatted, pages_of, print_report
from migrator.cli.progress import watched
from migrator.cli.standard_input import named, text_of
from migrator.engine import Engine
from migrator.report import HOLDS

if TYPE_CHECKING:
    from pathlib import Path


@click.command("check", context_settings=CONTEXT)
@formatted(CHECK)
@common
@named
@click.option(
    "--update-ratchet",
    "update",
    is_flag=True,
    help="Write the ratchet file: all uses the first time, from then on only fewer.",
)
@click.option("--allow-growth", "grow", is_flag=True, help="With --update-ratchet: take new uses in, too.")
@click.option(
    "--since",
    metavar="REV",
    help="Only findings that were not there at this commit; `REV...` is where HEAD left REV.",
)
def command(
    paths: tuple[str, ...],
    form: str,
    quiet: bool,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    exit_zero: bool,
    force_exclude: bool,
    cache: bool,
    jobs: int,
    folders: tuple[Path, ...],
    config: Path | None,
    stdin_name: str | None,
    update: bool,
    grow: bool,
    since: str | None,
) -> None:
    """Report every use of Pyodide outside of the methods that may keep it.

    For CI and hooks: changes no source. PATH is a file or a folder; the default is the working directory. `-` is
    one file from standard input.

    A ratchet file (migrator-ratchet.json) lists accepted uses by what they say, those in methods that may keep
    Pyodide too. Where it is there, only a use that is not in it is a finding.

    \b
    Exit codes: 0  the boundary holds
                1  findings (0 with --exit-zero)
                2  a file or a rule page could not be read

    \b
    Examples: migrator check js/                  what still uses Pyodide?
              migrator check --format github js/  the same, as annotations of a pull request
    """
    if grow and not update:
        fail("`--allow-growth` goes with `--update-ratchet`")
    configure = configuration(config, folders)
    kept = store if cache else no_store
    rules = RunRules(only, skip, kept)
    if only or skip or folders:
        rules(settings_here(configure))
    paths, data = text_of(paths, stdin_name)
    if update and since is not None:
        fail("`--update-ratchet` and `--since` do not go together: the ratchet has older uses, too")
    revision = None
    if since is not None:
        from migrator.since import Revision, RevisionError

        try:
            revision = Revision.find(since)
        except RevisionError as error:
            fail(str(error))
    if update and (data is not None or only or skip):
        fail("`--update-ratchet` needs files as they are and all rules: not `-`, `--rule` or `--skip`")
    engine = Engine(
        configure,
        rules,
        boundary=True,
        force_exclude=force_exclude,
        text=data,
        store=kept,
        digest=rules.digest,
        crew=crew_of(jobs, only, skip, kept, boundary=True, paths=paths or (".",)),
    )
    items = list(watched(engine, paths, quiet=quiet))
    has_ratchet = update or configure.has_ratchet()
    if not items and form == "text" and not has_ratchet:  # as most runs of a hook end, without what reports are made of
        if not quiet:
            click.echo(style_for(sys.stderr)(HOLDS, "green"), err=True)
        return
    from migrator.ledger import FileEntry, Ledger, Skipped

    ledger = Ledger(
        tuple(item for item in items if isinstance(item, FileEntry)),
        tuple(item for item in items if isinstance(item, Skipped)),
    )
    if has_ratchet:
        from migrator.cli.ratchets import accepted

        ledger = accepted(ledger, configure, paths, update=update, grow=grow, quiet=quiet)
    if revision is not None:
        from migrator.since import added

        def before(path: str, text: bytes) -> tuple[FileEntry, ...]:
            earlier = Engine(configure, rules, boundary=True, text=text, store=kept, digest=rules.digest)
            return tuple(item for item in earlier.run((path,)) if isinstance(item, FileEntry))

        ledger = added(ledger, revision, before)
    code = ERRORS if ledger.has_errors else FINDINGS if ledger.has_findings and not exit_zero else 0
    if form != TEXT:
        print_report(CHECK[form], "findings", ledger, code, pages_of(form, ledger, configure, rules))
    else:
        from migrator.report import text

        for line in text.findings(ledger, style_for(sys.stdout)):
            click.echo(line)
        if not quiet:
            for line in text.findings_summary(ledger, style_for(sys.stderr)):
                click.echo(line, err=True)
    sys.exit(code)
