"""`migrator check`: every use of Pyodide outside of the methods that may keep it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from migrator.cli.app import CONTEXT, fail, print_lines, style_for
from migrator.cli.formats import CHECK, TEXT, formatted, pages_of, print_report
from migrator.cli.progress import watched
from migrator.cli.run import Job, Options, common
from migrator.report import no_uses

if TYPE_CHECKING:
    from migrator.model.ledger import FileEntry, Ledger
    from migrator.model.settings import Settings
    from migrator.policy.baseline import Revision


@click.command("check", context_settings=CONTEXT)
@formatted(CHECK)
@common
@click.option(
    "--update-ratchet",
    "update",
    is_flag=True,
    help="Write the ratchet file: all uses the first time, from then on only fewer.",
)
@click.option("--allow-growth", "grow", is_flag=True, help="With --update-ratchet: accept new uses, too.")
@click.option(
    "--since",
    metavar="REV",
    help="Only findings that were not there at this commit; `REV...` is where HEAD left REV.",
)
def command(asked: Options, form: str, update: bool, grow: bool, since: str | None) -> None:
    """Report every use of Pyodide outside of the methods that may keep it.

    For CI and hooks: changes no source. PATH is a file or a folder; the default is the working directory. `-` is
    one file from standard input.

    A ratchet file (migrator-ratchet.json) lists accepted uses by fingerprint, those in methods that may keep
    Pyodide too. Where it is there, only a use that is not in it is a finding.

    \b
    Exit codes: 0  no findings
                1  findings (0 with --exit-zero)
                2  a file or a rule page could not be read

    \b
    Examples: migrator check js/                  what still uses Pyodide?
              migrator check --format github js/  the same, as annotations of a pull request
    """
    if grow and not update:
        fail("`--allow-growth` goes with `--update-ratchet`")
    if update and since is not None:
        fail("`--update-ratchet` and `--since` do not go together: the ratchet has older uses, too")
    job = Job(asked)
    if update and (job.text is not None or asked.only or asked.skip):
        fail("`--update-ratchet` needs files as they are and all rules: not `-`, `--rule` or `--skip`")
    revision = _revision(since) if since is not None else None
    run = job.check()
    items = [item.entry for item in watched(run, quiet=asked.quiet)]
    has_ratchet = update or job.session.settings.has_ratchet()
    if not items and form == TEXT and not has_ratchet:  # as most runs of a hook end, without what reports are made of
        if not asked.quiet:
            click.echo(no_uses(run.examined, run.searched), err=True)
        return
    from migrator.model.ledger import Examined, FileEntry, Ledger, Skipped

    ledger = Ledger(
        tuple(item for item in items if isinstance(item, FileEntry)),
        tuple(item for item in items if isinstance(item, Skipped)),
        examined=Examined(run.examined, run.searched),
    )
    if has_ratchet:
        from migrator.cli.ratchets import accepted

        ledger = accepted(ledger, job.session.settings, job.paths, update=update, grow=grow, quiet=asked.quiet)
    if revision is not None:
        ledger = _since(revision, ledger, job)
    code = asked.exit_code(ledger, findings=ledger.has_findings)
    if form != TEXT:
        print_report(CHECK[form], "findings", ledger, code, pages_of(form, ledger, job.session))
    else:
        from migrator.report import text

        print_lines(text.findings(ledger, style_for(sys.stdout)))
        if not asked.quiet:
            print_lines(text.findings_summary(ledger, style_for(sys.stderr), verbose=asked.verbose), err=True)
    sys.exit(code)


def _revision(name: str) -> Revision:
    """The commit that a user means; exits with 2 if there is none."""
    from migrator.policy.baseline import Revision, RevisionError

    try:
        return Revision.find(name)
    except RevisionError as error:
        fail(str(error))


def _since(revision: Revision, ledger: Ledger, job: Job) -> Ledger:
    """The ledger with what the commit had already marked."""
    from migrator.model.ledger import FileEntry
    from migrator.policy.baseline import EarlierRepository, added
    from migrator.run.duties import duties
    from migrator.run.request import Configuration
    from migrator.run.surroundings import Texts

    def find(path: str, text: bytes) -> tuple[FileEntry, ...]:
        earlier = job.session.check((path,), text=text)
        return tuple(item for item in earlier.entries() if isinstance(item, FileEntry))

    def settings(path: str) -> Settings:
        now = job.session.settings(path)
        return now if now.script is None else now._replace(script=revision.path_of(now.script))

    def owed(repository: EarlierRepository) -> tuple[FileEntry, ...]:
        configuration = Configuration(settings, job.session.rules)
        texts = Texts(repository=repository)
        return tuple(duties(repository.texts(), configuration, texts))

    return added(ledger, revision, find, owed)
