"""A worker script's address to its file in the repository."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from migrator.disk import Disk
from migrator.repository import Repository
from migrator.scan import show_path

if TYPE_CHECKING:
    from migrator.handlers.messages import ScriptUrl


class Located(NamedTuple):
    """The file of a script, or why it is not known."""

    path: Path | None = None
    problem: str | None = None


def locate(address: ScriptUrl, repository: Repository, known: Path | None = None) -> Located:
    """The file of a worker script: the one that the settings name, the one that a relative address leads to, or the one
    in the repository, or among the files of the run, whose path ends as the address does.
    """
    if known is not None:
        found = repository.disk.is_file(known)
        return Located(known) if found else Located(problem=f"`{show_path(str(known))}` is no file")
    if not _parts(address.url):
        return Located(problem=f"`{address.url}` names no file")
    near = address.module.path
    best = named_by(address.url, near, repository.disk, lambda name: repository.named(near, name))
    if not best:
        return Located(problem=f"no file of the repository is `{address.url}`")
    if len(best) > 1:
        shown = " and ".join(f"`{show_path(str(path))}`" for path in sorted(best)[:2])
        return Located(problem=f"`{address.url}` may be {shown}; say which one with `worker-script` in the settings")
    return Located(best[0])


def named_by(url: str, near: Path, disk: Disk, named: Callable[[str], Iterable[str]]) -> list[Path]:
    """The files that an address in the file ``near`` may be: the one that it leads to from there or, of those that
    ``named`` gives for a name, the ones whose path has most of its end in common with the address.
    """
    text, wanted = _text(url), _parts(url)
    if not wanted:
        return []
    for ending in ("", *_ENDINGS):
        beside = near.parent / (text + ending)
        if not text.startswith("/") and disk.is_file(beside):
            return [beside]
    for ending in ("", *_ENDINGS):
        last = [*wanted[:-1], wanted[-1] + ending]
        ends: dict[Path, int] = {}
        for name in named(last[-1]):
            path = Path(os.path.realpath(name))
            ends[path] = _common(list(path.parts), last)
        if ends:
            return [path for path, length in ends.items() if length == max(ends.values())]
    return []


# What an address may leave out, as bundlers let it.
_ENDINGS = (".js", ".mjs", ".ts")


def _text(url: str) -> str:
    """An address without its query and its host."""
    return re.sub(r"\A[a-z][a-z0-9+.-]*://[^/]*", "", re.sub(r"[?#].*\Z", "", url))


def _parts(url: str) -> list[str]:
    return [part for part in PurePosixPath(_text(url)).parts if part not in ("/", ".", "..")]


def _common(path: list[str], wanted: list[str]) -> int:
    length = 0
    while length < min(len(path), len(wanted)) and path[-1 - length] == wanted[-1 - length]:
        length += 1
    return length
