"""`migrator migrate`: what would change, or the change itself."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

import click

from migrator.cli.app import CONTEXT, complete_changes, fail, print_lines, style_for
from migrator.cli.commit import Commit
from migrator.cli.formats import MIGRATE, TEXT, formatted, pages_of, print_report
from migrator.cli.progress import watched
from migrator.cli.report import Report, reported
from migrator.cli.run import Job, Options, common
from migrator.cli.standard_input import Piped
from migrator.model.ledger import Examined, FileEntry, Ledger, Outcome, Skipped
from migrator.report import text

if TYPE_CHECKING:
    from migrator.api import Session
    from migrator.run.entries import Item


def _names(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...] | None:
    """The names of all lists that were given, None where there was no list; an empty one has none."""
    return tuple(name.strip() for item in given for name in item.split(",") if name.strip()) if given else None


@click.command("migrate", context_settings=CONTEXT)
@formatted(MIGRATE)
@common
@click.option("--write", "-w", is_flag=True, help="Change the files; without it, only the diff is shown.")
@click.option("--interactive", "-i", is_flag=True, help="Show each site and ask; write those that were accepted.")
@click.option(
    "--exit-non-zero-on-change", "on_change", is_flag=True, help="With --write, exit with 1 if a file was changed."
)
@click.option(
    "--accept",
    multiple=True,
    callback=_names,
    shell_complete=complete_changes,
    metavar="NAME,…",
    help="Changes for callers to take without asking, in place of `accept` of the settings; the default is `all`.",
)
@click.option("--allow-dirty", is_flag=True, help="With --write: also files that have changes which are not staged.")
@reported
def command(
    asked: Options,
    form: str,
    write: bool,
    interactive: bool,
    on_change: bool,
    accept: tuple[str, ...] | None,
    allow_dirty: bool,
    report: str | None,
) -> None:
    """Rewrite the sites that a rule fits, and account for every other use.

    Prints the diff on standard output (`git apply` takes it) and the ledger on standard error. PATH is a file or a
    folder; the default is the working directory. `-` is one file from standard input: its diff or, with --write, its
    new text goes to standard output.

    --write changes all files at the end of the run, or none if it is stopped before; `migrator undo` takes it back.
    --interactive shows each site with its diff and what changes in behaviour, and takes an answer for it.
    --accept names changes that callers may see (`migrator rules` lists them). A site that changes anything else for
    them is left, or asked about with --interactive, which asks about no other site then.
    Where a file has changes that are not staged, it asks (or refuses, if nobody can answer), but not in a hook.

    \b
    Exit codes: 0  nothing is left to do outside of the methods that keep Pyodide
                1  something is left (or, without --write, would change); 0 with --exit-zero
                2  a file or a rule page could not be read, or a file not written;
                   another run is writing, or was killed; changes are not staged

    \b
    Examples: migrator migrate js/                       the diff; nothing is written
              migrator migrate --write --rule 3 js/      change what the third rule fits
              migrator migrate -w --format markdown js/  change it, and print a record to keep
              migrator migrate --accept maps-are-objects js/  change no more than that for callers
    """
    if asked.exit_zero and on_change:
        fail("`--exit-zero` and `--exit-non-zero-on-change` contradict each other")
    page = Report(report)
    job = Job(asked, accept)
    if job.text is not None and write and form != TEXT:
        fail("with `-` and `--write` the new text goes to standard output; a report cannot go there too")
    if interactive:
        if form != TEXT or job.text is not None or report is not None:
            fail("`--interactive` asks on a terminal: it takes neither `--format` nor `--report` nor `-`")
        _review(asked, job, on_change=on_change, allow_dirty=allow_dirty)
    commit = Commit(allow_dirty=allow_dirty) if job.text is None else Piped(job.text)
    run = job.migrate()
    files: list[FileEntry] = []
    skipped: list[Skipped] = []
    out, err = style_for(sys.stdout), style_for(sys.stderr)

    def show(item: FileEntry) -> None:
        if form == TEXT:
            if not asked.quiet or item.error is not None:
                print_lines(text.migration_file(item, err, verbose=asked.verbose), err=True)
            if not write and not asked.quiet:
                _print_diff(item.diff, out)

    with commit:
        for item in watched(run, quiet=asked.quiet):
            page.see(item)
            entry = _written(item, commit) if write and item.edits else item.entry
            if isinstance(entry, Skipped):
                skipped.append(entry)
                continue
            files.append(entry)
            show(entry)
        failed = commit.finish()
    if failed is None:
        write = False
    for entry in failed or ():
        files[[file.path for file in files].index(entry.path)] = entry
        show(entry)
    ledger = Ledger(tuple(files), tuple(skipped), examined=Examined(run.examined, run.searched))
    # A change counts where it was not written, or where it is asked to.
    code = asked.exit_code(ledger, findings=ledger.has_left or (ledger.has_changes and (on_change or not write)))
    if form != TEXT:
        pages = pages_of(form, ledger, job.session)
        print_report(MIGRATE[form], "migration", ledger, code, pages, written=write)
    elif not asked.quiet:
        unasked = _unasked(ledger, job.session)
        print_lines(text.migration_summary(ledger, written=write, unasked=unasked, style=err), err=True)
    if write and isinstance(commit, Piped) and not ledger.has_errors:
        commit.print_text()
    page.write(ledger, code, job.session, written=write)
    sys.exit(code)


def _written(item: Item, commit: Commit | Piped) -> FileEntry | Skipped:
    """The entry of a file that is to be written, or why it cannot be."""
    from migrator.run.entries import take  # a run that has nothing to write does without it

    return take(item, commit.add)


def _unasked(ledger: Ledger, session: Session) -> int:
    """How many sites are rewritten that change something for callers, which nobody chose."""
    return sum(
        entry.is_site and entry.outcome is Outcome.REWRITTEN and bool(entry.changes)
        for file in ledger.files
        if file.changes and session.settings(file.path).accept is None
        for entry in file.entries
    )


def _review(asked: Options, job: Job, *, on_change: bool, allow_dirty: bool) -> NoReturn:
    """Ask about each site, and exit as the answers leave it."""
    from migrator.cli.interactive import Interactive, ask_on_terminal, summary

    ask_on_terminal()
    session = job.session
    review = Interactive(
        lambda path: {rule.id: rule for rule in session.rules(session.settings(path))}, session.settings
    )
    ledger = review.run(job.migrate(asks=True), Commit(allow_dirty=allow_dirty))
    if not asked.quiet:
        click.echo(summary(review, ledger), err=True)
        print_lines(text.open_duties(ledger, style_for(sys.stderr)), err=True)
    left = ledger.has_left or review.left > 0 or (on_change and review.written > 0)
    sys.exit(asked.exit_code(ledger, findings=left))


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
