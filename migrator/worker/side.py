"""The side of a file, and what an earlier run found of it: most runs need not know how it is found (`worker.sides`)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, Protocol

from migrator.discovery.answers import Answer
from migrator.discovery.repository import Repository
from migrator.worker.signs import may_show


class Side(NamedTuple):
    """Where a file runs. On both sides it is the page's: ``worker`` is then a worker script that imports it, directly
    or through others, or is it, and ``page`` a file of the page that does. ``word`` is what that one uses that only a
    page has, where a worker script imports it, too.
    """

    in_worker: bool = False
    worker: str | None = None
    page: str | None = None
    word: str | None = None

    @property
    def is_both(self) -> bool:
        return self.worker is not None and self.page is not None


class Finder(Protocol):
    """Finds sides in the repository whose root it is given, where the settings name a script or none."""

    def apart(self, root: str, script: str) -> Iterable[str]:
        """The files that may be on another side than the page's: worker scripts, and what these import."""
        ...

    def find(self, root: str, path: str, script: str) -> Side:
        """The side of one of them, or of a file that shows by itself that it runs in a worker."""
        ...


def known(repository: Repository, path: str, script: str, finder: Callable[[], Finder]) -> Side:
    """The side of a file where the settings name a script or none, both by their real paths: as an earlier run found it
    in the same repository, or as it is found now.
    """
    root = repository.root(Path(path))
    named = f"where {script or 'no script'} is named"

    def apart() -> frozenset[str | None]:
        question = f"which files are worker scripts or imported by these, {named}"
        return frozenset(repository.answer(root, question, lambda: sorted(finder().apart(root, script))))

    if path not in repository.disk.once(("worker scripts", root, script), apart):
        data = repository.disk.peek(path)
        if data is None or not may_show(data):
            return Side()
    question = f"the side of {os.path.relpath(path, root)}, {named}"
    return _unpacked(repository.answer(root, question, lambda: _packed(finder().find(root, path, script))))


def _packed(side: Side) -> Answer:
    return ["worker" if side.in_worker else "page", side.worker, side.page, side.word]


def _unpacked(found: Answer) -> Side:
    where, worker, page, word = found
    return Side(where == "worker", worker, page, word)


def said(side: Side) -> str:
    """A side as one text, the same in each checkout."""
    if not side.is_both:
        return "worker" if side.in_worker else "page"
    return "\0".join(("both", *(os.path.relpath(path) for path in (side.worker, side.page) if path), side.word or ""))
