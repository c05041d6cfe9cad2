"""`migrator init`: a settings file that fits the repository, with every key explained."""

from __future__ import annotations

from pathlib import Path

import click

from migrator.cli.app import CONTEXT, fail


@click.command("init", context_settings=CONTEXT)
@click.option("--schema", "as_schema", is_flag=True, help="Print the JSON Schema of a settings file; write nothing.")
def command(as_schema: bool) -> None:
    """Write a migrator.toml for the repository in the working directory.

    The receiver, the worker and the methods that may keep Pyodide are filled in, as the scripts here show them.
    Every other key stands there with its default, commented out. What these settings do not cover is listed.

    \b
    Exit codes: 0  written
                2  there is one already, or it cannot be written

    \b
    Examples: migrator init           write it
              migrator init --schema  print what an editor needs to know of it
    """
    from migrator.config import FILE, schema
    from migrator.config.proposal import propose, render
    from migrator.writing import atomic

    if as_schema:
        import json

        click.echo(json.dumps(schema(), indent=2))
        return
    path = Path(FILE)
    if path.exists():
        fail(f"{FILE} is there already; nothing was written")
    proposal = propose()
    try:
        atomic.create(FILE, render(proposal).encode("utf-8"))
    except OSError as error:
        fail(f"{FILE} cannot be written: {error.strerror}")
    click.echo(f"Wrote {FILE}.")
    for line in proposal.seen:
        click.echo(f"  {line}")
    if proposal.left_out:
        click.echo("Left out:")
    for line in proposal.left_out:
        click.echo(f"  {line}")
