"""Where a member of `this` may be read of another object: nobody may take away what gives it its value then."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
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
    root = repository.root(near)
    found = repository.disk.once((spelled, root, member), lambda: list(_spelled(repository, root, member)))
    return next((place for place in found if not is_apart(place[0])), None)


def _spelled(repository: Repository, root: str, member: str) -> Iterator[tuple[str, int]]:
    """The first place of each file."""
    pattern = _places(member)
    repository.disk.note_all()
    question = f"what has {member} of another object"
    for path, data in repository.holding(
        root, question, lambda data: pattern.search(data) is not None, [member.encode()]
    ):
        found = pattern.search(data)
        assert found is not None
        yield path, data.count(b"\n", 0, found.end()) + 1


def _places(member: str) -> re.Pattern[bytes]:
    name = re.escape(member.encode("utf-8"))
    dotted = rb"(?<!\bthis)(?<!\bthis\?)\s*\.\s*%s(?!%s)" % (name, _WORD)
    quoted = rb"""(?<!from )(?<!from)(?<!import )(?<!import)(?<!import\()(?<!require\()(["'`])%s\1""" % name
    listed = rb"[{,]\s*(?:\.\.\.)?%s\s*[,}:=]" % name
    return re.compile(rb"|".join((dotted, quoted, listed)))
