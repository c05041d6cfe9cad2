"""`migrator report merge`: the JSON of several runs as one report."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import click

from migrator.cli.app import CONTEXT, ERRORS, FINDINGS, fail


@click.group("report", context_settings=CONTEXT)
def command() -> None:
    """Put the reports of several runs together.

    \b
    Exit codes: 0  nothing is left in any of them
                1  a finding, or a program that no rule took, is left
                2  a FILE cannot be merged; a run met an error

    \b
    Example: migrator report merge game.json shop.json
    """


@command.command("merge", context_settings=CONTEXT)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path())
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="A table with a line for each run, as text or Markdown; or one JSON document with all that they have.",
)
def merge(files: tuple[str, ...], form: str) -> None:
    """Merge what `check --format json`, or `migrate --format json`, printed for several repositories.

    Each FILE is the output of one run; all are of the same command. A run is called what its file is called without
    `.json`, and in the merged document each path begins with that name.

    \b
    Exit codes: 0  nothing is left in any of them
                1  a finding, or a program that no rule took, is left
                2  a FILE cannot be merged; a run met an error

    \b
    Examples: migrator report merge game.json shop.json
              migrator report merge game.json shop.json --format json
    """
    from migrator.report.dump import dumped
    from migrator.report.merge import NotMergedError, Run, as_markdown, as_text
    from migrator.report.merge import merge as merged_of

    runs = [Run(name, _read(path)) for name, path in _named(files)]
    try:
        merged = merged_of(runs)
    except NotMergedError as error:
        path = next(path for name, path in _named(files) if name == error.name)
        fail(f"{path}: {error.why}")
    if form == "json":
        click.echo(dumped(merged.document))
    else:
        click.echo(as_markdown(merged) if form == "markdown" else as_text(merged), nl=False)
    if merged.has_errors:
        sys.exit(ERRORS)
    sys.exit(0 if merged.is_clean else FINDINGS)


def _named(files: tuple[str, ...]) -> list[tuple[str, str]]:
    """The files with the names of their runs: as short as they can be to tell them apart."""
    files = tuple(dict.fromkeys(files))
    bare = [path.removesuffix(".json").replace(os.sep, "/") for path in files]
    short = [name.rpartition("/")[2] for name in bare]
    return list(zip(short if len(set(short)) == len(short) else bare, files, strict=True))


def _read(path: str) -> Any:
    try:
        with open(path, encoding="utf-8-sig") as file:
            return json.load(file)
    except OSError as error:
        fail(f"{path}: cannot be read: {error.strerror or error}")
    except (ValueError, RecursionError) as error:
        line = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        fail(f"{path}{line}: is no JSON; a run that was stopped leaves such a file, so make it again")
