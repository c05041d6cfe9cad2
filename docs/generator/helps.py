"""The help texts of the commands, as a terminal of 100 columns shows them."""

from __future__ import annotations

import click

from migrator.cli.app import cli


def commands() -> dict[str, click.Context]:
    """Every command by its words after `migrator`; the group itself by none."""
    found: dict[str, click.Context] = {}

    def walk(command: click.Command, context: click.Context, words: tuple[str, ...]) -> None:
        found[" ".join(words)] = context
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                if inner is not None and not inner.hidden:
                    walk(inner, _context(inner, context, name), (*words, name))

    walk(cli, _context(cli, None, "migrator"), ())
    return found


def text(words: str) -> str:
    """The help of a command in a fence."""
    context = commands()["" if words == "migrator" else words]
    return f"```text\n{context.get_help()}\n```"


def _context(command: click.Command, parent: click.Context | None, name: str) -> click.Context:
    settings = {"max_content_width": 100, "terminal_width": 100}
    return click.Context(command, parent=parent, info_name=name, **{**command.context_settings, **settings})
