"""The command group, and what all commands share: settings, rules, colour, exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

import click

from migrator import __version__

if TYPE_CHECKING:
    from migrator.rules.loader import Rule

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
        "report": "merging",
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

    def make_context(self, *arguments: Any, **more: Any) -> click.Context:
        try:
            return super().make_context(*arguments, **more)
        except KeyboardInterrupt:  # click would say "Aborted!" and end with 1, the code of findings
            _stop()

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _stop()
        except Exception as error:
            if isinstance(error, click.ClickException | click.Abort | click.exceptions.Exit | OSError):
                raise
            refuse(error)
            from migrator.cli.progress import hide

            hide()
            raise
        finally:
            _tell_refused()


@click.group(cls=_Lazy, context_settings=CONTEXT)
@click.version_option(__version__, "-V", "--version", prog_name="migrator")
def cli() -> None:
    """Rewrite Python inside template literals of JavaScript and TypeScript to typed web-worker commands.

    \b
    migrator migrate js/            show what would change
    migrator migrate --write js/    change it
    migrator check js/              for CI and hooks: what still uses Pyodide?
    migrator explain js/game.js:12  why does a rule fit this site, or why not?
    migrator rules                  the rules, each a page that reads as a diff
    migrator init                   a migrator.toml that fits this repository
    migrator undo                   take the last --write back
    migrator report merge *.json    the reports of several repositories as one
    migrator lsp                    the server that an editor starts
    migrator completion bash        make the shell complete all this
    """


def _stop() -> NoReturn:
    """Say what was done before Ctrl-C, and end."""
    from migrator.cli import progress

    click.echo(progress.stopped(), err=True)
    sys.exit(progress.STOPPED)


def _tell_refused() -> None:
    """Say why no cache was used, where that is so: a run that asked for none has not even imported it."""
    store = sys.modules.get("migrator.run.cache.store")
    if store is None or not store.refused:
        return
    from migrator.report.words import safe

    while store.refused:
        click.echo(f"migrator: {safe(store.refused.pop())}", err=True)


class _Path(click.Path):
    """A path that is given as a `Path`, whose module is imported once there is one."""

    def coerce_path_result(self, value: str | os.PathLike[str]) -> Any:
        from pathlib import Path

        return Path(value)


class _Pages(_Path):
    """Pages: a file, a folder, or a pack that is shipped, by its name."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from migrator.model.packs import SHIPPED, packs

        if isinstance(value, str) and value.startswith(SHIPPED):
            known = packs()
            if value not in known:
                self.fail(f"{value!r} is no pack; there is {', '.join(known)}", param, ctx)
            return known[value]
        return super().convert(value, param, ctx)


def configured(command: Callable[..., Any], *, pages_exist: bool = True) -> Callable[..., Any]:
    """The options by which every command finds its settings and rules."""
    options = [
        click.option(
            "--rules",
            "folders",
            multiple=True,
            type=_Pages(exists=pages_exist),
            metavar="DIR",
            help="Pages to use in place of those of the settings; `shipped:NAME` names a pack of this program.",
        ),
        click.option(
            "--config",
            type=_Path(exists=True, dir_okay=False),
            metavar="FILE",
            help="Settings for all files, in place of the nearest migrator.toml.",
        ),
        click.option(
            "--allow-outside", is_flag=True, help="Let settings name files outside of the repository that they are in."
        ),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def complete_rules(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
    """The ids of rules for a shell; nothing, and nothing printed, where settings or pages are faulty."""
    from click.shell_completion import CompletionItem

    rules = _rules_of(ctx)
    return [CompletionItem(rule.id, help=rule.title) for rule in rules if rule.id.startswith(incomplete)]


def complete_changes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
    """The names of changes for a shell, behind those that stand before a comma already."""
    from click.shell_completion import CompletionItem

    before, comma, begun = incomplete.rpartition(",")
    names = sorted({change.name for rule in _rules_of(ctx) for change in rule.changes})
    return [CompletionItem(f"{before}{comma}{name}") for name in names if name.startswith(begun)]


def _rules_of(ctx: click.Context) -> list[Rule]:
    """The rules that a command line as it is so far would use; none where settings or pages are faulty."""
    from contextlib import redirect_stderr
    from io import StringIO

    from migrator.api import Options, RuleError, Session, SettingsError

    values = {**(ctx.parent.params if ctx.parent is not None else {}), **ctx.params}
    try:
        with redirect_stderr(StringIO()):
            session = Session(Options(values.get("config"), values.get("folders") or (), cache=False))
            return session.rules(session.settings(""))
    except (SettingsError, RuleError):
        return []


def refuse(error: Exception) -> None:
    """Exit with 2 and the faults where settings, pages or the names of rules and changes are faulty."""
    from migrator.api import RuleError, SettingsError, UnknownChange, UnknownRule
    from migrator.cli.progress import hide
    from migrator.model.settings import show_path
    from migrator.report.sentences import words
    from migrator.report.words import page_fault, safe

    if isinstance(error, SettingsError):
        hide()
        for fault in error.faults:
            click.echo(f"{safe(show_path(fault.path))}:{fault.line}: error: {safe(words(fault.message))}", err=True)
        sys.exit(ERRORS)
    if isinstance(error, RuleError):
        fail(*(page_fault(*fault) for fault in error.faults))
    if isinstance(error, UnknownRule | UnknownChange):
        fail(str(error))


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
