"""The command group, and what all commands share: settings, rules, colour, exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

import click

from migrator import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from migrator.config import Finder
    from migrator.rules.loader import Rule
    from migrator.run.cache.store import Store
    from migrator.settings import Settings, SettingsError

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
FINDINGS, ERRORS = 1, 2
_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


class _Lazy(click.Group):
    """Imports a command's module when the command is asked for, since starting is most of the time of a small check."""

    modules: ClassVar = {
        "migrate": "migrate",
        "check": "check",
        "explain": "explain",
        "rules": "rules",
        "init": "init",
        "undo": "undo",
        "lsp": "lsp",
        "completion": "completion",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.modules:
            return None
        from importlib import import_module

        command = import_module(f"migrator.cli.{self.modules[cmd_name]}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.modules, n=1) if args else []
            if not near:
                raise
            raise click.UsageError(f"{error.message} Did you mean '{near[0]}'?", ctx) from None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            from migrator.cli import progress

            click.echo(progress.stopped(), err=True)
            sys.exit(progress.STOPPED)


@click.group(cls=_Lazy, context_settings=CONTEXT)
@click.version_option(__version__, "-V", "--version", prog_name="migrator")
def cli() -> None:
    """Rewrite Python inside JavaScript template literals to typed web-worker commands.

    \b
    migrator migrate js/            show what would change
    migrator migrate --write js/    change it
    migrator check js/              for CI and hooks: what still uses Pyodide?
    migrator explain js/game.js:12  why does a rule fit this site, or why not?
    migrator rules                  the rules, each a page that reads as a diff
    migrator init                   a migrator.toml that fits this repository
    migrator undo                   take the last --write back
    migrator lsp                    the server that an editor starts
    migrator completion bash        make the shell complete all this
    """


class _Path(click.Path):
    """A path that is given as a `Path`, whose module is imported once there is one."""

    def coerce_path_result(self, value: str | os.PathLike[str]) -> Any:
        from pathlib import Path

        return Path(value)


def configured(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options by which every command finds its settings and rules."""
    options = [
        click.option(
            "--rules",
            "folders",
            multiple=True,
            type=_Path(exists=True),
            metavar="DIR",
            help="Pages to use in place of those of the settings.",
        ),
        click.option(
            "--config",
            type=_Path(exists=True, dir_okay=False),
            metavar="FILE",
            help="Settings for all files, in place of the nearest migrator.toml.",
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def configuration(config: Path | None, folders: tuple[Path, ...]) -> Finder:
    """Where each file's settings come from; exits with 2 and the faults if ``config`` is faulty."""
    from migrator.config import Finder, read
    from migrator.settings import SettingsError

    try:
        return Finder(read(config) if config is not None else None, folders)
    except SettingsError as error:
        _refuse(error)


def settings_here(configure: Finder) -> Settings:
    """The settings of the working directory; exits with 2 and their faults."""
    return settings_of(configure, "")


def settings_of(configure: Finder, path: str) -> Settings:
    """The settings of a file; exits with 2 and their faults."""
    from migrator.settings import SettingsError

    try:
        return configure(path)
    except SettingsError as error:
        _refuse(error)


def _refuse(error: SettingsError) -> NoReturn:
    from migrator.report.sentences import words
    from migrator.report.words import safe
    from migrator.settings import show_path

    for fault in error.faults:
        click.echo(f"{safe(show_path(fault.path))}:{fault.line}: error: {safe(words(fault.message))}", err=True)
    sys.exit(ERRORS)


def rules_of(
    settings: Settings, only: tuple[str, ...], skip: tuple[str, ...], store: Store | None = None
) -> list[Rule]:
    """The rules of a run; exits with 2 and the faults if a page is faulty or a name is no rule."""
    from migrator.rules.loader import RuleError
    from migrator.rules.pages import shipped_pages
    from migrator.run.cache.rules import cached_rules

    try:
        rules = cached_rules(store, settings.rules or [shipped_pages()])
    except RuleError as error:
        from migrator.report.words import page_fault

        fail(*(page_fault(*fault) for fault in error.faults))
    for name in (*only, *skip):
        if not any(matches(rule, name) for rule in rules):
            fail(f"`{name}` is no rule; `migrator rules` lists them")
    return [
        rule
        for rule in rules
        if (not only or any(matches(rule, name) for name in only)) and not any(matches(rule, name) for name in skip)
    ]


def matches(rule: Rule, name: str) -> bool:
    """Whether `name` means the rule: its id, or its number."""
    is_number = name.isascii() and name.isdigit()
    return rule.id == name or (is_number and (name.lstrip("0") or "0") == str(rule.number))


def complete_rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
    """The ids of rules for a shell; nothing, and nothing printed, where settings or pages are faulty."""
    from contextlib import redirect_stderr
    from io import StringIO

    from click.shell_completion import CompletionItem

    values = {**(ctx.parent.params if ctx.parent is not None else {}), **ctx.params}
    try:
        with redirect_stderr(StringIO()):
            settings = settings_here(configuration(values.get("config"), values.get("folders") or ()))
            rules = rules_of(settings, (), ())
    except SystemExit:
        return []
    return [CompletionItem(rule.id, help=rule.title) for rule in rules if rule.id.startswith(incomplete)]


def fail(message: str, *more: str) -> NoReturn:
    """Say what is wrong, each message in a line of its own whatever it quotes, and exit with 2."""
    from migrator.cli.progress import hide
    from migrator.report.words import safe

    hide()
    for line in (f"migrator: {message}", *more):
        click.echo(safe(line), err=True)
    sys.exit(ERRORS)


def print_lines(lines: Iterable[str], *, err: bool = False) -> None:
    """Print them at once: one by one, two thousand lines take longer than what they tell of."""
    told = list(lines)
    if told:
        click.echo("\n".join(told), err=err)


def style_for(stream: Any) -> Callable[[str, str], str]:
    """Colour on a terminal; plain elsewhere, and where NO_COLOR is set."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" or stream is None or not stream.isatty():
        return lambda text, style: text
    return lambda text, style: f"\x1b[{_CODES[style]}m{text}\x1b[0m" if style in _CODES else text
