"""A run of `check` or `migrate`: the options that both have, and the session that they make."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from migrator import api
from migrator.api import Run, Session
from migrator.cli.app import ERRORS, FINDINGS, complete_rules, configured
from migrator.cli.standard_input import named, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from migrator.model.ledger import Ledger


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that `migrate` and `check` share, which a command is given as one."""

    @wraps(command)
    def told(**given: Any) -> Any:
        return command(Options(given), **given)

    options = [
        # What cannot be read is an error of that path: the others are looked at.
        click.argument("paths", nargs=-1, type=click.Path(readable=False), metavar="[PATH]..."),
        click.option("--quiet", "-q", is_flag=True, help="Only errors and findings; no summary."),
        click.option("--verbose", "-v", is_flag=True, help="List the uses in worker scripts, too."),
        click.option(
            "--rule",
            "only",
            multiple=True,
            metavar="ID",
            shell_complete=complete_rules,
            help="Use only this rule; may be given again.",
        ),
        click.option(
            "--skip",
            multiple=True,
            metavar="ID",
            shell_complete=complete_rules,
            help="Leave this rule out; may be given again.",
        ),
        click.option("--exit-zero", is_flag=True, help="Exit with 0 in place of 1; errors still exit with 2."),
        click.option(
            "--force-exclude", is_flag=True, help="Leave out what is excluded even where PATH names it; for hooks."
        ),
        click.option(
            "--jobs",
            "-j",
            type=click.IntRange(0),
            default=0,
            metavar="N",
            help="Processes that look at files, once there is much to do; by default one for each processor.",
        ),
        click.option(
            "--no-cache",
            "cache",
            is_flag=True,
            default=True,
            flag_value=False,
            help="Read no cached results, and cache none.",
        ),
    ]
    shared: Callable[..., Any] = named(told)
    for option in reversed(options):
        shared = option(shared)
    return configured(shared)


class Options:
    """What a run is asked for: its own of what click gives a command, which keeps the rest."""

    paths: tuple[str, ...]
    quiet: bool
    verbose: bool
    only: tuple[str, ...]
    skip: tuple[str, ...]
    exit_zero: bool
    force_exclude: bool
    jobs: int
    cache: bool
    folders: tuple[Path, ...]
    config: Path | None
    allow_outside: bool
    stdin_name: str | None

    def __init__(self, given: dict[str, Any]) -> None:
        for name in Options.__annotations__:
            setattr(self, name, given.pop(name))

    def exit_code(self, ledger: Ledger, *, findings: bool) -> int:
        """Errors before all else; findings unless somebody would rather not know."""
        return ERRORS if ledger.has_errors else FINDINGS if findings and not self.exit_zero else 0


class Job:
    """A session and the paths for one run of a command. Faults in settings and rules are raised before any file is
    looked at.

    ``text`` is what standard input holds, where that takes the place of the one path. ``accept`` names the changes that
    are taken without asking, in place of those of the settings.
    """

    def __init__(self, asked: Options, accept: tuple[str, ...] | None = None) -> None:
        self._asked = asked
        pages = asked.config, asked.folders, asked.only, asked.skip
        self.session = Session(api.Options(*pages, asked.cache, accept, asked.allow_outside))
        self.session.load()
        self.paths, self.text = text_of(asked.paths, asked.stdin_name)

    def check(self) -> Run:
        """What looks for uses of Pyodide."""
        return self.session.check(
            self.paths, text=self.text, force_exclude=self._asked.force_exclude, jobs=self._asked.jobs
        )

    def migrate(self, *, asks: bool = False) -> Run:
        """What looks for sites to rewrite. Where somebody is asked, it finds those too that nobody accepted, and no
        other process helps: it has to look itself.
        """
        jobs, excluded = 1 if asks else self._asked.jobs, self._asked.force_exclude
        return self.session.migrate(self.paths, text=self.text, force_exclude=excluded, jobs=jobs, everything=asks)
