"""What was found of a file, kept under the file's bytes and all else that it was found with.

A result is given again only if every other file that was looked at for it is as it was. One for which the whole
repository was searched is not kept.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from migrator.cache.codec import Codec
from migrator.cache.store import Store
from migrator.disk import Sight, digest
from migrator.ledger import (
    Breach,
    BreachKind,
    Code,
    Dropped,
    Entry,
    FileEntry,
    Nearest,
    Outcome,
    Reason,
    TextEdit,
)
from migrator.repository import Repository
from migrator.result import Debt, Edit, Methods, Result
from migrator.settings import Settings

_KIND = "results"
# Their versions decide what a program means, too.
_LIBRARIES = ("libcst", "tree_sitter", "tree_sitter_javascript", "markdown_it_py", "pyyaml")


@dataclass(frozen=True, slots=True)
class _Kept:
    """A result, and what was seen of other files: (path, digest or None), and (folder, name, the files of the name).

    Paths are relative to the working directory.
    """

    result: Result
    files: tuple[tuple[str, str | None], ...]
    names: tuple[tuple[str, str, tuple[str, ...]], ...]


_CODEC = Codec(
    Breach, BreachKind, Code, Debt, Dropped, Edit, Entry, FileEntry, Methods, Nearest, Outcome, Reason, Result,
    TextEdit, _Kept,
)  # fmt: skip


@dataclass
class Results:
    """Results of earlier runs, and of this one for the next."""

    store: Store
    repository: Repository

    def key(self, path: str, data: bytes, settings: Settings, rules: str, asked: tuple[bool, ...]) -> str:
        """The name under which the result for a file is kept. ``rules`` is a digest of the pages, ``asked`` is what was
        asked of the file beside its uses.
        """
        parts = (self._program, rules, repr(asked), "\n".join(_plain(settings)), os.path.relpath(path), digest(data))
        return digest("\0".join(parts).encode("utf-8", "surrogateescape"))

    def recall(self, key: str) -> Result | None:
        """The result that was kept, if what it was found with is still so."""
        value = self.store.get(_KIND, key)
        if value is None:
            return None
        try:
            kept = _CODEC.loads(value)
            if isinstance(kept, _Kept) and isinstance(kept.result, Result) and self._holds(kept):
                return kept.result
        except (TypeError, ValueError):  # somebody else's, however it came there
            pass
        return None

    def keep(self, key: str, result: Result, sight: Sight) -> None:
        """Keep a result with what was seen for it."""
        if sight.boundless:
            return
        files = tuple(sorted((os.path.relpath(path), seen) for path, seen in sight.files.items()))
        names = tuple(
            (os.path.relpath(folder), name, tuple(map(os.path.relpath, paths)))
            for (folder, name), paths in sorted(sight.names.items())
        )
        self.store.put(_KIND, key, _CODEC.dumps(_Kept(result, files, names)))

    def _holds(self, kept: _Kept) -> bool:
        return all(_seen(path) == seen for path, seen in kept.files) and all(
            tuple(map(os.path.relpath, self.repository.named_below(Path(os.path.realpath(folder)), name))) == paths
            for folder, name, paths in kept.names
        )

    @cached_property
    def _program(self) -> str:
        """A digest of this program and of the versions of what it stands on: code that changed finds other things."""
        held = [sys.version]
        root = os.path.dirname(os.path.dirname(__file__))
        for folder, folders, names in os.walk(root):
            folders.sort()
            for name in sorted(names):
                if name.endswith(".py"):
                    held.append(f"{os.path.relpath(folder, root)} {name} {_seen(os.path.join(folder, name))}")
        for entry in sys.path:
            try:
                found = os.listdir(entry or ".")
            except OSError:
                continue
            held.extend(sorted(name for name in found if name.lower().startswith(_LIBRARIES) and "-" in name))
        return digest("\n".join(held).encode())


def _seen(path: str) -> str | None:
    try:
        with open(path, "rb") as file:
            return digest(file.read())
    except OSError:
        return None


def _plain(value: Any) -> Iterator[str]:
    """A value of the settings as text, paths relative: two checkouts of one repository are alike."""
    if is_dataclass(value):
        for field in fields(value):
            yield field.name
            yield from _plain(getattr(value, field.name))
    elif isinstance(value, tuple):
        yield f"({len(value)}"
        for item in value:
            yield from _plain(item)
    else:
        yield os.path.relpath(value) if isinstance(value, Path) else repr(value)
