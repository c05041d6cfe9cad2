"""Where a member of `this` may be read of another object: nobody may take away what gives it its value then."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from migrator.discovery.repository import Repository

_WORD = rb"[A-Za-z0-9_$\x80-\xff]"


def spelled(repository: Repository, near: Path, member: str, is_apart: Callable[[str], bool]) -> tuple[str, int] | None:
    """The first place in a repository that has ``member`` of something other than `this`: `game.pyodide`,
    `game['pyodide']`, `{ pyodide }`. Its path and line, from 1. None where there is none.

    The text decides, and not what the object is: a comment, or a parameter between two others, is a place too. What a
    module is imported from is none, nor is what stands in a file that ``is_apart``: a worker has objects of its own.
    The repository is that of ``near``.
    """
    pattern = _places(member)
    root = repository.root(near)
    question = f"what has {member} of another object"
    held = repository.holding(root, question, lambda data: pattern.search(data) is not None)
    repository.disk.note_all()
    for path, data in held:
        found = pattern.search(data)
        if found is not None and not is_apart(path):
            return path, data.count(b"\n", 0, found.end()) + 1
    return None


def _places(member: str) -> re.Pattern[bytes]:
    name = re.escape(member.encode("utf-8"))
    dotted = rb"(?<!\bthis)(?<!\bthis\?)\s*\.\s*%s(?!%s)" % (name, _WORD)
    quoted = rb"""(?<!from )(?<!from)(?<!import )(?<!import)(?<!import\()(?<!require\()(["'`])%s\1""" % name
    listed = rb"[{,]\s*(?:\.\.\.)?%s\s*[,}:=]" % name
    return re.compile(rb"|".join((dotted, quoted, listed)))
