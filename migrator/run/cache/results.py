"""What was found of a file, kept under the file's bytes and all else that it was found with.

A result is reused only if its dependencies are unchanged: the bytes of every other file that was read for it, the
absence of every one that was looked for, and the repository that each was found in. One for which the whole repository
was searched is not kept.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from migrator.discovery.answers import Answer
from migrator.discovery.prefilter import Asks
from migrator.discovery.repository import Repository
from migrator.javascript.disk import Sight, digest, stamp
from migrator.model.settings import Fact, Receiver, Settings, show_path
from migrator.run.cache.codec import Codec
from migrator.run.cache.store import Store
from migrator.run.cache.version import program_digest
from migrator.run.result import Result

_KIND = "results"


class _Kept(NamedTuple):
    """A result, and what was seen of other files: (path, stamp or None), (folder, name, the files of the name),
    (folder, file of the repository around it), (path, worker script of the settings, its side), (folder, the
    interpreter, digest of the files around that may run Python), and (folder, digest of the packages that it may name).

    Paths are relative to the working directory.
    """

    result: Result
    files: tuple[tuple[str, str | None], ...]
    names: tuple[tuple[str, str, tuple[str, ...]], ...]
    members: tuple[tuple[str, str], ...]
    sides: tuple[tuple[str, str, str], ...]
    running: tuple[tuple[str, str, str], ...]
    packages: tuple[tuple[str, str], ...]


_NOTHING = b"nothing"  # what is kept of a file of which there is nothing to say, without all that reading more takes


# What a result is made of, by the modules that have it: most results have few of these.
_CLASSES = {
    "migrator.javascript.edit": ("Edit",),
    "migrator.model.ledger": (
        "Breach", "BreachKind", "Code", "Dropped", "Entry", "Evidence", "FileEntry", "Nearest", "Note", "NoteCode",
        "Outcome", "Place", "Reason", "Suppression", "TextEdit", "Why",
    ),
    "migrator.model.ledger.message": ("Message", "Sentence"),
    "migrator.policy.methods": ("Methods",),
    "migrator.run.result": ("Result",),
    "migrator.worker.debt": ("Debt", "StatedBy"),
}  # fmt: skip


@cache
def _codec() -> Codec:
    return Codec(_Kept, later={name: module for module, names in _CLASSES.items() for name in names})


class Results:
    """Results of earlier runs, and of this one for the next. ``side`` gives the side of a file where settings name a
    worker script or none, both by their real paths.
    """

    def __init__(self, store: Store, repository: Repository, side: Callable[[str, str], str]) -> None:
        self.store = store
        self.repository = repository
        self.side = side
        self._named: dict[Settings, str] = {}  # one for hundreds of files

    def key(self, path: str, data: bytes, settings: Settings, rules: str, asks: Asks) -> str:
        """The name under which the result for a file is kept. ``rules`` is a digest of the pages, ``asks`` is what is
        looked for in the file.
        """
        program, named = program_digest(self.store), self._named.get(settings)
        if named is None:
            named = self._named[settings] = "\n".join(_plain(settings))
        real = os.path.realpath(path)
        # Imports lead on from the real path; what is shown of them depends on where the working directory is.
        places = show_path(path), show_path(real), _way_back(os.path.dirname(real))
        parts = (program, rules, repr(asks), named, *places, digest(data))
        return digest("\0".join(parts).encode("utf-8", "surrogateescape"))

    def recall(self, key: str) -> Result | None:
        """The result that was kept, if what it was found with is still so."""
        value = self.store.get(_KIND, key)
        if value is None:
            return None
        if value == _NOTHING:
            return Result()
        try:
            kept = _codec().loads(value)
            if isinstance(kept, _Kept) and isinstance(kept.result, Result) and self._holds(kept):
                return kept.result
        except (TypeError, ValueError):  # somebody else's, however it came there
            pass
        return None

    def keep(self, key: str, result: Result, sight: Sight) -> None:
        """Keep a result with what was seen for it."""
        if sight.boundless:
            return
        seen = (sight.files, sight.names, sight.members, sight.sides, sight.running, sight.packages)
        if result == Result() and not any(seen):
            self.store.put(_KIND, key, _NOTHING)
            return
        files = tuple(sorted((show_path(path), seen) for path, seen in sight.files.items()))
        names = tuple(
            (show_path(folder), name, tuple(map(show_path, paths)))
            for (folder, name), paths in sorted(sight.names.items())
        )
        members = tuple(sorted((show_path(folder), show_path(path)) for folder, path in sight.members))
        sides = tuple(
            (show_path(path), script and show_path(script), side)
            for (path, script), side in sorted(sight.sides.items())
        )
        running = tuple((show_path(folder), spelled, seen) for (folder, spelled), seen in sorted(sight.running.items()))
        packages = tuple((show_path(folder), seen) for folder, seen in sorted(sight.packages.items()))
        self.store.put(_KIND, key, _codec().dumps(_Kept(result, files, names, members, sides, running, packages)))

    def _holds(self, kept: _Kept) -> bool:
        """Whether the dependencies of a result are unchanged."""
        return (
            all(_seen(path) == seen for path, seen in kept.files)
            and all(
                tuple(map(show_path, self.repository.named_around(os.path.realpath(folder), name))) == paths
                for folder, name, paths in kept.names
            )
            and all(
                self.side(os.path.realpath(path), script and os.path.realpath(script)) == side
                for path, script, side in kept.sides
            )
            and all(
                self.repository.running_around(os.path.realpath(folder), receiver) == seen
                for folder, receiver, seen in kept.running
            )
            # What is asked above may have listed the repository.
            and all(self.repository.has(os.path.realpath(folder), _whole(path)) for folder, path in kept.members)
            and (not kept.packages or self._names_the_same(kept.packages))
        )

    def _names_the_same(self, packages: tuple[tuple[str, str], ...]) -> bool:
        """Whether code in some folders may still name the same packages."""
        return all(self._packages_seen(os.path.realpath(folder)) == seen for folder, seen in packages)

    def _packages_seen(self, folder: str) -> str | None:
        def find() -> Answer:
            from migrator.javascript.manifests import Manifests

            return [Manifests(self.repository.disk).packages_seen(folder)]

        root = self.repository.root(Path(folder, "_"))
        return self.repository.answer(root, f"the packages of {os.path.relpath(folder, root)}", find)[0]


def _whole(path: str) -> str:
    return os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path))


def _way_back(folder: str) -> str:
    """From a folder to the working directory; nothing where that was removed."""
    try:
        return os.path.relpath(os.curdir, folder)
    except OSError:
        return ""


def _seen(path: str) -> str | None:
    try:
        with open(path, "rb") as file:
            return stamp(path, digest(file.read()))
    except OSError:
        return None


def _plain(value: Any) -> Iterator[str]:
    """A value of the settings as text, paths relative: two checkouts of one repository are alike."""
    if isinstance(value, (Settings, Fact, Receiver)):
        for name in value._fields:
            yield name
            yield from _plain(getattr(value, name))
    elif isinstance(value, tuple):
        yield f"({len(value)}"
        for item in value:
            yield from _plain(item)
    else:
        yield show_path(str(value)) if isinstance(value, Path) else repr(value)
