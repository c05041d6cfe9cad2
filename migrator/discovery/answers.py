"""Answers to questions about all files of a repository, kept for as long as these are as they were.

An answer is kept under the state of the files that are watched (`contents.Snapshot`, `small`). What was asked for
beside these to find it (files that git ignores, places where nothing is, what is outside) is looked at each time.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from migrator.model.digest import hash_of

Asked = Callable[[], AbstractContextManager[set[str]]]
Answer = Sequence[str | None]
# Bytes of a file of which it is read what it holds, rather than looked at when it was written.
_MOST_READ = 1_000_000
# Files of a repository that are read to see whether they are as they were.
_MOST_FILES = 2_000


class Kept(Protocol):
    """Values of earlier runs by their names."""

    def get(self, name: str) -> bytes | None: ...

    def put(self, name: str, value: bytes) -> None: ...


class Answers:
    """Answers for one state of the files that are watched. ``not_watched`` says which of some paths are none of these,
    or None where it cannot say.
    """

    def __init__(self, kept: Kept, state: str, not_watched: Callable[[set[str]], set[str] | None]) -> None:
        self._kept = kept
        self._state = state
        self._not_watched = not_watched
        self._asked: set[str] = set()
        self._unwatched: set[str] = set()  # of these

    def of(self, question: str, find: Callable[[], Answer], asked: Asked) -> Answer:
        """What an earlier run found for a question, if all files are as they were; else what ``find`` finds, which is
        kept. ``asked`` collects the paths that are asked for meanwhile.
        """
        name = f"{self._state} {question}"
        value = self._kept.get(name)
        if value is not None:
            try:
                found, seen = json.loads(value)
                if all(look(path) == known for path, known in seen):
                    return list(found)
            except (TypeError, ValueError, RecursionError):  # somebody else's, however it came there
                pass
        with asked() as paths:
            answer = find()
        # What was asked for another question before is not asked again.
        new = set(map(os.path.abspath, paths)) - self._asked
        self._asked |= new
        unwatched = self._not_watched(new)
        if unwatched is None:
            self._asked -= new
            return answer
        self._unwatched |= unwatched
        seen = [(path, look(path)) for path in sorted(self._unwatched)]
        self._kept.put(name, json.dumps((answer, seen)).encode())
        return answer


def small(root: str, kept: Kept, paths: list[str], read: Callable[[str], bytes | None]) -> Answers | None:
    """Answers for what the documents of a repository hold, which ``read`` reads; None where they are many."""
    if len(paths) > _MOST_FILES:
        return None
    state = hash_of("\n".join(_rows(paths, read)).encode("utf-8", "surrogateescape")).hex()
    watched = frozenset(map(os.path.abspath, paths))
    return Answers(kept, f"files {state} in {root}", lambda asked: asked - watched)


def _rows(paths: Iterable[str], read: Callable[[str], bytes | None]) -> Iterable[str]:
    for path in paths:
        data = read(path)
        yield f"{path}\0{hash_of(data).hex() if data is not None else ''}"


def look(path: str) -> str:
    """What a file is, in one word: what it holds or, of a large one, when it was written; and where a link leads."""
    try:
        real = os.path.realpath(path)
        if real != path:
            return f"{look(real)} at {real}"
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MOST_READ:
            return f"{status.st_mode} {status.st_size} {status.st_mtime_ns} {status.st_ino}"
        with open(path, "rb") as file:
            return hash_of(file.read()).hex()
    except (OSError, ValueError):
        return ""
