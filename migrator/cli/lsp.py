"""`migrator lsp`: the server that an editor starts."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import click

from migrator.api import Options, Session
from migrator.cli.app import CONTEXT, configured, fail


@click.command("lsp", context_settings=CONTEXT)
@configured
def command(folders: tuple[Path, ...], config: Path | None, allow_outside: bool) -> None:
    """Serve an editor over standard input and output, by the Language Server Protocol.

    What `check` finds is shown while a file is written: a warning where a rule takes a site, which the quick fix
    rewrites as `migrate --write` does; an error where none does. Hovering shows the page, or the cause. The server
    writes no file.

    It needs the extra `lsp`: pip install 'pyodide-worker-migrator[lsp]'.

    \b
    Exit codes: 0  the editor shut it down
                1  the editor ended without shutting it down
                2  it is not installed, or --config or --rules cannot be read
    """
    if find_spec("pygls") is None or find_spec("lsprotocol") is None:
        fail("`lsp` needs a package that is not installed; `pip install 'pyodide-worker-migrator[lsp]'` installs it")
    Session(Options(config, allow_outside=allow_outside))  # faults are said before it serves
    from migrator.lsp.analysis import Analyst
    from migrator.lsp.server import make

    given = config.absolute() if config is not None else None
    pages = tuple(folder.absolute() for folder in folders)
    sys.exit(make(Analyst(given, pages, allow_outside=allow_outside)).serve())
