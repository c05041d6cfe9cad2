"""`FILE:LINE`, as commands take it that speak of one site."""

from __future__ import annotations

import os
import re

from migrator.cli.app import fail

# More digits than a line number has are no number to Python either.
_PLACE = re.compile(r"(.+):([0-9]{1,18})", re.DOTALL)


def place(given: str) -> tuple[str, int]:
    """The file and the line that a place names; exits with 2 if it is none."""
    found = _PLACE.fullmatch(given)
    if found is None:
        fail(f"`{given}` is no place; write FILE:LINE, as in js/game.js:120")
    path = found[1]
    if os.path.isdir(path):
        fail(f"{path} is a folder; write FILE:LINE, as in {os.path.join(path, 'game.js')}:120")
    return path, int(found[2])


def nearest(lines: list[int], line: int) -> str:
    """Where else something is, for a message that says there is nothing on a line."""
    near = sorted(sorted(lines, key=lambda at: abs(at - line))[:3])
    return f"; the nearest are on lines {', '.join(map(str, near))}" if near else ""
