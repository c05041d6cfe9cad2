"""`migrator rules`: the pages, listed, shown, tested, and begun."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import Any

import click

from migrator.api import Options, Session, UnknownRule, is_named
from migrator.cli.app import CONTEXT, FINDINGS, complete_rules, configured, fail, style_for
from migrator.model.packs import page_files
from migrator.model.settings import show_path
from migrator.report.words import fault_text, safe
from migrator.rules.loader import Rule, overlaps
from migrator.rules.unfinished import COMMAND, to_do


@click.group("rules", context_settings=CONTEXT, invoke_without_command=True)
@configured
@click.pass_context
def command(ctx: click.Context, folders: tuple[Path, ...], config: Path | None, allow_outside: bool) -> None:
    """List the rules in the order in which they are tried, each with the changes that callers see, by the names that
    `migrate --accept` takes. `rules show ID` prints a page.

    \b
    Exit codes: 0  done
                1  `rules test` found a sample that is not as it should be, or `rules check` what is still to be written
                2  no rule has that name; a rule page could not be read

    \b
    Examples: migrator rules         the shipped rules, or those of the settings
              migrator rules show 3  the page of the third
    """
    if ctx.invoked_subcommand is None:
        _list(Session(Options(config, folders, cache=False, allow_outside=allow_outside)))


def _asking(command: Callable[..., None], *, pages_exist: bool = True) -> Callable[..., None]:
    """A command that is given, in one, what its options or else those before its name say of settings and pages."""

    @wraps(command)
    def told(folders: tuple[Path, ...], config: Path | None, allow_outside: bool, **given: Any) -> None:
        above = click.get_current_context().parent
        before = above.params if above is not None else {}
        folders, config = folders or before.get("folders", ()), config or before.get("config")
        allow_outside = allow_outside or before.get("allow_outside", False)
        command(Options(config, folders, cache=False, allow_outside=allow_outside), **given)

    return configured(told, pages_exist=pages_exist)


def _rules(session: Session) -> list[Rule]:
    """The rules of the working directory."""
    return session.rules(session.settings(""))


def _chosen(rules: list[Rule], pages: tuple[str, ...]) -> list[Rule]:
    """The rules that are asked for by id or number, all of them without any; raises UnknownRule."""
    for name in pages:
        if not any(is_named(rule, name) for rule in rules):
            raise UnknownRule(name)
    return [rule for rule in rules if not pages or any(is_named(rule, name) for name in pages)]


def _list(session: Session) -> None:
    settings = session.settings("")
    rules = session.rules(settings)
    style = style_for(sys.stdout)
    width = max((len(rule.id) for rule in rules), default=0)
    shared = overlaps(rules)
    for rule in rules:
        notes = [f"after {', '.join(rule.after)}"] if rule.after else []
        if shared[rule.id]:
            same = "program" if any(block.runs for block in rule.blocks) else "use"
            notes.append(f"same {same} as {', '.join(shared[rule.id])}")
        names = [change.name for change in rule.changes]
        waiting = settings.not_accepted(names)
        if names:
            shown = (f"{name} (not accepted)" if name in waiting else name for name in names)
            notes.append(f"changes {', '.join(shown)}")
        left = to_do(rule.text)
        if left:
            notes.append(f"not finished: line {', '.join(str(item.line) for item in left)}")
        note = f"  ({'; '.join(notes)})" if notes else ""
        click.echo(f"{style(rule.id.ljust(width), 'bold')}  {safe(rule.title)}{style(note, 'dim')}")


@command.command("list", context_settings=CONTEXT)
@_asking
def list_command(asked: Options) -> None:
    """List the rules in the order in which they are tried."""
    _list(Session(asked))


@command.command("show", context_settings=CONTEXT)
@click.argument("rule_id", metavar="ID", shell_complete=complete_rules)
@_asking
def show(asked: Options, rule_id: str) -> None:
    """Print the page of a rule, by its id (`03-seed`) or its number (`3`).

    \b
    Example: migrator rules show 03-seed
    """
    rules = _rules(Session(asked))
    found = next((rule for rule in rules if is_named(rule, rule_id)), None)
    changing = [rule.id for rule in rules if any(change.name == rule_id for change in rule.changes)]
    if found is None and changing:
        means = f"`migrator rules show {changing[0]}` says what it means"
        fail(f"`{rule_id}` is no rule, but what {', '.join(changing)} may change; {means}")
    if found is None:
        from difflib import get_close_matches

        near = get_close_matches(rule_id, [rule.id for rule in rules], n=1, cutoff=0.3)
        fail(f"`{rule_id}` is no rule" + (f"; did you mean `{near[0]}`?" if near else ""))
    for line in found.text.rstrip("\n").split("\n"):
        click.echo(safe(line))


@command.command("check", context_settings=CONTEXT)
@click.argument("pages", nargs=-1, metavar="[PAGE]...")
@_asking
def check(asked: Options, pages: tuple[str, ...]) -> None:
    """Say what is still to be written of pages that `rules new` began, line by line.

    PAGE is an id or a number; the default is every page. A page that does not say what it changes takes no site. Exits
    with 1 if there is something to write, with 2 if a page has a fault.

    \b
    Example: migrator rules check 3
    """
    session = Session(asked)
    settings = session.settings("")
    rules = _chosen(session.rules(settings), pages)
    shown = {path.stem: str(path) for path in page_files(settings.pages)}
    style = style_for(sys.stdout)
    left = [(rule, item) for rule in rules for item in to_do(rule.text)]
    for rule, item in left:
        place = show_path(shown.get(rule.id, rule.page))
        click.echo(f"{style(safe(f'{place}:{item.line}'), 'bold')}: {safe(fault_text(item.message))}")
    unfinished = len({rule.id for rule, _ in left})
    pages_ = f"{len(rules)} page{'s' if len(rules) != 1 else ''}"
    click.echo(f"{unfinished} of {pages_} to finish." if left else f"{pages_}: nothing is left to write.")
    sys.exit(FINDINGS if left else 0)


@command.command("test", context_settings=CONTEXT)
@click.argument("pages", nargs=-1, metavar="[PAGE]...")
@click.option(
    "--run", is_flag=True, help="Also play the scenarios of the shipped pages on Pyodide; needs a checkout and Node."
)
@_asking
def test(asked: Options, pages: tuple[str, ...], run: bool) -> None:
    """Run the samples of pages: NAME.before.js must become NAME.after.js, NAME.stays.js must stay for its cause.

    They lie in a folder of the page's name beside it. PAGE is an id or a number; the default is every page. Exits with
    1 if a sample is not as it should be.

    \b
    Example: migrator rules test 3
    """
    from migrator.drafting.samples import run_samples

    session = Session(asked)
    rules = _rules(session)
    chosen = _chosen(rules, pages)
    style = style_for(sys.stdout)
    faults = 0
    for rule, tested in run_samples(chosen, rules, session.settings("")):
        wrong = [item for item in tested if item.fault is not None]
        faults += len(wrong)
        rewritten = sum(not item.stays for item in tested)
        shown = f"{rewritten} rewritten, {len(tested) - rewritten} left alone" if tested else "no samples"
        state = style("faulty", "red") if wrong else style("ok", "green") if tested else style("-", "dim")
        click.echo(f"{rule.id}: {shown}: {state}")
        for item in wrong:
            click.echo(f"  {safe(item.path)}: {safe(item.fault or '')}")
    code = _play(chosen) if run else 0
    sys.exit(code or (FINDINGS if faults else 0))


@command.command("new", context_settings=CONTEXT)
@click.argument("place", metavar="FILE:LINE")
@click.option(
    "--id", "name", metavar="NAME", help="The page's name, with or without a number; the default is the method's."
)
@click.option(
    "--command",
    "called",
    default=COMMAND,
    metavar="NAME",
    help="The command of the worker that the page calls; the default stands for one that you write later.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write the page there, as a new file; without it, it is printed.",
)
@partial(_asking, pages_exist=False)
def new(asked: Options, place: str, name: str | None, called: str, out: Path | None) -> None:
    """Begin a page from a site: its statements as `-` lines, with metavariables for names.

    LINE is any line of the site. The page loads as it is and rewrites nothing yet: its `+` line calls a command that
    no worker has. Write yours in its place, and say what changes; `rules check` lists what is left. Where the worker
    lacks the command, what it needs is printed: a method of its class, and what answers that in its script. The folder
    of the pages may be empty, or not be there yet. A note says so where no page can take the site as it stands.

    \b
    Examples: migrator rules new js/game.js:12 --out pages
              migrator rules new js/game.js:12 --command tilt --out pages
    """
    from migrator.cli.drafting import begin, file_name, never, print_page, print_stubs, site_at, write

    session = Session(asked)
    settings, file, site = site_at(place, session)
    drafted = begin(file, site, called)
    known = [*settings.pages, *((out,) if out is not None else ())]
    page = file_name(name, site, [id_ for folder in known if folder.exists() for id_ in rules_in(folder)])
    if out is None:
        print_page(drafted.text)
    else:
        write(out / page, drafted.text)
    hopeless = drafted.never or never(place, asked)
    if hopeless is not None:
        click.echo(f"note: no page takes this site: {safe(hopeless)}", err=True)
    elif drafted.fault is not None:
        click.echo(f"note: the page does not fit its site yet: {safe(drafted.fault)}", err=True)
    if hopeless is None:
        print_stubs(file, site, drafted, called)


@command.command("learn", context_settings=CONTEXT)
@click.argument("given", nargs=-1, metavar="[REV]... [PATH]...")
@click.option(
    "--before", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    help="The files as they were, in place of a commit; needs --after.",
)
@click.option(
    "--after", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    help="The files as they are now, beside --before.",
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
    help="Write the pages there, with their samples, as new files; without it, they are printed.",
)
@click.option(
    "--extend", "extended", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="PAGE",
    help="Give this page blocks for what was migrated, in place of pages of its own.",
)
@click.option("--diff", "with_diff", is_flag=True, help="Also print what the pages would change in the files of today.")
@partial(_asking, pages_exist=False)
def learn(
    asked: Options,
    given: tuple[str, ...],
    before: Path | None,
    after: Path | None,
    out: Path | None,
    extended: Path | None,
    with_diff: bool,
) -> None:
    """Learn pages from a commit in which somebody migrated code by hand.

    REV is a commit, or a range `A..B` that counts as one change; with several, all are learned from. PATH narrows it to
    files and folders. Uses of the receiver that are gone are examples, and those that are left must stay.

    A page is written only if, applied to the state before, it gives the commit back token for token, apart from
    comments and layout; if a second run changes nothing; and if it leaves alone what differs from its example in one
    thing. What is not learned is listed with the reason. Pages say what they change as far as their lines show it:
    read them.

    \b
    Exit codes: 0  every site of the commit was learned
                1  some were not
                2  the commit cannot be read; a page could not be written

    \b
    Examples: migrator rules learn HEAD --out pages
              migrator rules learn main..feature js/ --out pages --diff
              migrator rules learn --before old --after new
    """
    from migrator.cli.learning import run

    sys.exit(run(asked, given, before, after, out, extended, with_diff=with_diff))


def rules_in(folder: Path) -> list[str]:
    """The ids of the pages in a folder, faulty or not."""
    return [path.stem for path in page_files([folder])]


def _play(rules: list[Rule]) -> int:
    """Play the scenarios of shipped pages, which lie among the tests of a checkout; the exit code."""
    from migrator.model.packs import shipped_pages

    root = shipped_pages().parent
    numbers = [str(rule.number) for rule in rules if rule.samples is not None and root in rule.samples.parents]
    if not (root / "tests" / "whole" / "behaviour").is_dir() or not numbers:
        fail("there are no scenarios here; those of the shipped pages lie in a checkout, in tests/whole/behaviour")
    sys.stdout.flush()
    command = [sys.executable, "-m", "tests.whole.behaviour", "--judge", *numbers]
    return subprocess.run(command, cwd=root, check=False).returncode
