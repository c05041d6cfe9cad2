"""Which files run in a worker and not on the page: those that a `new Worker(…)` somewhere in the repository names.

Code that holds a worker is on the page's side, so a file that only names itself is no worker script.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from migrator.discovery.repository import Repository
from migrator.documents.kinds import PARSED_ENDINGS
from migrator.model.settings import Settings
from migrator.python.language import PYTHON
from migrator.worker.handlers.script import named_by

# What a file that starts a worker has in it, however it is written: every file of a repository is searched for it in
# every run, and letters are found fifty times as fast as a pattern that may begin anywhere.
_WORKER = re.compile(rb"orker(?!\w)")
_BEFORE = re.compile(rb"(?:(?<![\w$])(?:Shared)?W|[?&](?:shared)?w)\Z")
_LONGEST = len(b".SharedW")
_NEW = re.compile(rb"\b(?:new|super)\b")
# A bundler's way to name a script: `import Game from './game.js?worker'`.
_IMPORTED = re.compile(r"""\b(?:from|import)\s*+(?:\(\s*+)?(['"])([^'"\n]++)\1""")
_ASKS_FOR_WORKER = re.compile(r"([?&])(?:shared)?worker\b")


class Addresses(Protocol):
    """Gives the addresses that a text names, which ``find`` finds, or what an earlier run found of the same text."""

    def of(self, kind: str, data: bytes, find: Callable[[], tuple[str, ...]]) -> tuple[str, ...]: ...


# A plain class: a hook with a finding makes one, and importing `dataclasses` takes it a millisecond.
class Sides:
    """Answers for one run. The files around a file are read for it once, whichever of them the run was given."""

    def __init__(self, repository: Repository, known: Addresses | None = None) -> None:
        self.repository = repository
        self.known = known
        self._named: dict[str, frozenset[str]] = {}

    def in_worker(self, path: Path, settings: Settings) -> bool:
        """Whether a file is a worker script: the settings say so, or code around it starts a worker with it."""
        real = os.path.realpath(path)
        if settings.script is not None and os.path.realpath(settings.script) == real:
            return True
        found = self.is_named(real)
        self.repository.disk.note_side(real, found)
        return found

    def is_named(self, path: str) -> bool:
        """Whether code around a file, which is given by its real path, starts a worker with it."""
        root = self.repository.root(Path(path))
        if root not in self._named:
            with self.repository.disk.watch(apart=True):
                self._named[root] = frozenset(self._scripts(root))
        return path in self._named[root]

    def _scripts(self, root: str) -> Iterator[str]:
        names: dict[str, list[str]] = {}
        paths = self.repository.documents(root)
        for path in paths:
            names.setdefault(os.path.basename(path), []).append(path)
        for path in paths:
            data = self.repository.disk.peek(Path(path))
            if data is None or not _may_start(data) or PYTHON.is_interpreter(path, data):
                continue
            own = os.path.realpath(path)
            for address in self._addresses(path, data):
                near, disk = Path(path), self.repository.disk
                for found in named_by(address, near, Path(root), disk, lambda name: names.get(name, ())):
                    real = os.path.realpath(found)
                    if real != own:
                        yield real

    def _addresses(self, path: str, data: bytes) -> tuple[str, ...]:
        is_parsed = os.path.splitext(path)[1].lower() in PARSED_ENDINGS

        def find() -> tuple[str, ...]:
            return tuple(dict.fromkeys(_found(path, data, is_parsed)))

        return self.known.of("js" if is_parsed else "text", data, find) if self.known is not None else find()


def _may_start(data: bytes) -> bool:
    """Whether a file may start a worker, by its bytes."""
    ends = (match.start() for match in _WORKER.finditer(data))
    return any(_BEFORE.search(data[max(0, end - _LONGEST) : end]) is not None for end in ends)


def _found(path: str, data: bytes, is_parsed: bool) -> Iterator[str]:
    from migrator.javascript.modules import Module
    from migrator.javascript.source import Source, SourceError
    from migrator.worker.handlers.addresses import addresses, spelled_addresses

    text = data.decode("utf-8", "replace")
    for match in _IMPORTED.finditer(text):
        address = _script_of(match[2])
        if address is not None:
            yield address
    if _NEW.search(data) is None:
        return
    if is_parsed:
        try:
            source = Source.read(path, data)
        except (SourceError, RecursionError):
            pass
        else:
            yield from addresses(Module(Path(path), source), source.root)
            return
    yield from spelled_addresses(text)


def _script_of(address: str) -> str | None:
    """What an address names that asks a bundler for a worker; None where it asks for none."""
    query = address.find("?", 1)
    for match in _ASKS_FOR_WORKER.finditer(address, query) if query != -1 else ():
        return address[:query] if match[1] == "&" else address[: match.start()]
    return None
