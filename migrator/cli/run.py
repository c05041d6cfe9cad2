"""A run of `check` or `migrate`: the options that both have, and the engine that they make."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

import click

from migrator.cli.app import (
    ERRORS,
    FINDINGS,
    complete_rules,
    configuration,
    configured,
    rules_of,
    settings_here,
)
from migrator.cli.standard_input import named, text_of
from migrator.run.engine import Engine

if TYPE_CHECKING:
    from pathlib import Path

    from migrator.discovery.repository import Repository
    from migrator.ledger import Ledger
    from migrator.rules.loader import Rule
    from migrator.run.cache.store import Store
    from migrator.run.engine import Writer
    from migrator.run.pool import Crew, Look
    from migrator.settings import Settings


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that `migrate` and `check` share, which a command is given as one."""

    @wraps(command)
    def told(**given: Any) -> Any:
        return command(Options(given), **given)

    options = [
        click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]..."),
        click.option("--quiet", "-q", is_flag=True, help="Only errors and findings; no summary."),
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
            "--no-cache", "cache", is_flag=True, default=True, flag_value=False, help="Look at every file anew."
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
    only: tuple[str, ...]
    skip: tuple[str, ...]
    exit_zero: bool
    force_exclude: bool
    jobs: int
    cache: bool
    folders: tuple[Path, ...]
    config: Path | None
    stdin_name: str | None

    def __init__(self, given: dict[str, Any]) -> None:
        for name in Options.__annotations__:
            setattr(self, name, given.pop(name))

    def exit_code(self, ledger: Ledger, *, findings: bool) -> int:
        """Errors before all else; findings unless somebody would rather not know."""
        return ERRORS if ledger.has_errors else FINDINGS if findings and not self.exit_zero else 0


class Run:
    """Settings, rules and paths of a run; exits with 2 where they are faulty, before any file is looked at.

    ``text`` is what standard input holds, where that takes the place of the one path.
    """

    def __init__(self, asked: Options) -> None:
        self._asked = asked
        self._kept = store if asked.cache else no_store
        self.configure = configuration(asked.config, asked.folders)
        self.rules = RunRules(asked.only, asked.skip, self._kept)
        if asked.only or asked.skip or asked.folders:
            self.rules(settings_here(self.configure))
        self.paths, self.text = text_of(asked.paths, asked.stdin_name)

    def engine(
        self,
        write: Writer | None = None,
        *,
        boundary: bool = False,
        helped: bool = True,
        seen: Callable[[str, bytes], None] | None = None,
    ) -> Engine:
        """What looks at the paths; other processes help it, unless it has to look itself."""
        asked = self._asked
        crew = crew_of(
            asked.jobs if helped else 1,
            asked.only,
            asked.skip,
            self._kept,
            boundary=boundary,
            paths=self.paths or (".",),
        )
        return Engine(
            self.configure,
            self.rules,
            write,
            boundary=boundary,
            force_exclude=asked.force_exclude,
            store=self._kept,
            digest=self.rules.digest,
            text=self.text,
            crew=crew,
            seen=seen,
        )

    def earlier(self, text: bytes) -> Engine:
        """What looks at one file as it was."""
        return Engine(self.configure, self.rules, boundary=True, store=self._kept, digest=self.rules.digest, text=text)

    def earlier_files(self, repository: Repository, settings: Callable[[Settings], Settings]) -> Engine:
        """What looks at the files of a repository as it was. ``settings`` makes those of now fit the files of then."""

        def configure(path: str) -> Settings:
            return settings(self.configure(path))

        return Engine(
            configure,
            self.rules,
            boundary=True,
            disk=lambda: repository.disk,
            repository=lambda disk: repository,
        )


class RunRules:
    """The rules of a run, loaded once for each settings; exits with 2 and the faults as `rules_of` does."""

    def __init__(self, only: tuple[str, ...], skip: tuple[str, ...], store: Callable[[], Store | None]) -> None:
        self._only, self._skip, self._store = only, skip, store
        self._loaded: dict[Settings, list[Rule]] = {}

    def __call__(self, settings: Settings) -> list[Rule]:
        if settings not in self._loaded:
            self._loaded[settings] = rules_of(settings, self._only, self._skip, self._store())
        return self._loaded[settings]

    def digest(self, settings: Settings) -> str:
        from migrator.rules.pages import pages_digest, shipped_pages

        return f"{pages_digest(settings.rules or [shipped_pages()])} {self._only!r} {self._skip!r}"


def crew_of(
    jobs: int, only: tuple[str, ...], skip: tuple[str, ...], kept: Callable[[], Store | None], **options: Any
) -> Callable[[], Crew | None]:
    """What makes the processes that help a run: ``jobs``, or as many as there are processors. ``options`` are those of
    the engine that decide what is found.
    """

    def crew() -> Crew | None:
        from migrator.run.pool import Crew, processors

        number = jobs or processors()
        return Crew(number, partial(_looker, only, skip, kept, options)) if number > 1 else None

    return crew


def _looker(
    only: tuple[str, ...], skip: tuple[str, ...], kept: Callable[[], Store | None], options: dict[str, Any]
) -> Look:
    from migrator.run.engine import Engine

    paths = options.pop("paths")
    return Engine(_unasked, RunRules(only, skip, kept), store=kept, **options).looker(paths)


def _unasked(path: str) -> Settings:
    raise AssertionError("whoever looks at single files is told their settings")


def no_store() -> None:
    """Where nothing is kept."""


def store() -> Store | None:
    """Where results are kept, None where they are not."""
    from migrator.run.cache.store import Store, folder

    root = folder()
    return Store(root) if root is not None else None
