"""`-` in place of paths: one file from standard input, with the name that settings and reports know it by."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from migrator.cli.app import fail

if TYPE_CHECKING:
    from migrator.model.ledger import FileEntry

DASH = "-"


def named(command: Callable[..., Any]) -> Callable[..., Any]:
    """The option that names what comes from standard input."""
    return click.option(
        "--stdin-filename",
        "stdin_name",
        metavar="NAME",
        help="The path of what `-` reads from standard input; it need not exist.",
    )(command)


def text_of(paths: tuple[str, ...], name: str | None) -> tuple[tuple[str, ...], bytes | None]:
    """The paths to look at and, where they are `-`, the bytes that stand for the one file; exits with 2 if they do not
    fit together.
    """
    if DASH not in paths:
        if name is not None:
            fail("`--stdin-filename` goes with `-`, which reads standard input")
        return paths, None
    if paths != (DASH,):
        fail("`-` reads one file from standard input; give no other path beside it")
    if not name:
        fail("`-` needs `--stdin-filename NAME`: settings, imports and reports go by it")
    if sys.stdin is None:
        fail("standard input is closed")
    try:
        return (name,), sys.stdin.buffer.read()
    except OSError as error:
        fail(f"standard input cannot be read: {error.strerror or error}")


class Piped:
    """What becomes of text from standard input: it is printed, and nothing is written."""

    def __init__(self, data: bytes) -> None:
        self._text = data

    def __enter__(self) -> Piped:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def add(self, path: str, before: bytes, after: bytes) -> None:
        """Take the new text."""
        self._text = after

    def finish(self) -> list[FileEntry]:
        """Nothing can fail."""
        return []

    def print_text(self) -> None:
        """The text as it is now, byte for byte."""
        if sys.stdout is not None:
            sys.stdout.flush()
            sys.stdout.buffer.write(self._text)
            sys.stdout.buffer.flush()
