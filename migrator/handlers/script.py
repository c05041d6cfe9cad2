"""A worker script's address to its file in the repository."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from migrator.handlers.messages import ScriptUrl
from migrator.repository import Repository
from migrator.scan import repository_root, show_path

if TYPE_CHECKING:
    from migrator.disk import Disk


class Located(NamedTuple):
    """The file of a script, or why it is not known."""

    path: Path | None = None
    problem: str | None = None


def locate(address: ScriptUrl, repository: Repository, known: Path | None = None) -> Located:
    """The file of a worker script: the one that the settings name, or the one that a relative address leads to.

    Otherwise several files may be meant, since the address is one of the server. The end of the file's path must match
    the end of the address. The file that matches most of the address is taken if no other is nearer to the code that
    names it. A copy of an application in the same repository has its own script, so nearness decides between equals.
    """
    if known is not None:
        found = repository.disk.is_file(known)
        return Located(known) if found else Located(problem=f"`{show_path(str(known))}` is no file")
    text = re.sub(r"[?#].*\Z", "", address.url)
    text = re.sub(r"\A[a-z][a-z0-9+.-]*://[^/]*", "", text)
    beside = address.module.path.parent / text
    if not text.startswith("/") and repository.disk.is_file(beside):
        return Located(beside)
    wanted = [part for part in PurePosixPath(text).parts if part not in ("/", ".", "..")]
    if not wanted:
        return Located(problem=f"`{address.url}` names no file")
    sender = Path(os.path.realpath(address.module.path)).parent
    listed = {Path(os.path.realpath(name)) for name in repository.named(address.module.path, wanted[-1])}
    ranks = {path: _rank(path, sender, wanted) for path in listed | _above(sender, wanted, repository.disk)}
    best = [path for path, rank in ranks.items() if not any(_beats(other, rank) for other in ranks.values())]
    if not best:
        return Located(problem=f"no file of the repository is `{address.url}`")
    if len(best) > 1:
        shown = " and ".join(f"`{show_path(str(path))}`" for path in sorted(best)[:2])
        return Located(problem=f"`{address.url}` may be {shown}; say which one with `worker-script` in the settings")
    return Located(best[0])


def _above(sender: Path, wanted: list[str], disk: Disk) -> set[Path]:
    """Files at the end of the address, seen from the sender's folder and those above it in its repository.

    They count even where git ignores them: a build's own copy of the script is nearer than the one in the sources.
    """
    root = repository_root(sender)
    folders = [folder for folder in (sender, *sender.parents) if folder.is_relative_to(root)]
    found = set()
    for folder in folders:
        for start in range(len(wanted)):
            path = folder.joinpath(*wanted[start:])
            if disk.is_file(path):
                disk.read(path)  # the answer depends on it, even if another file is taken
                found.add(Path(os.path.realpath(path)))
    return found


class _Rank(NamedTuple):
    """How well a file fits an address: the parts of the address that match, and the depth of the common folder."""

    matched: int
    depth: int


def _rank(path: Path, sender: Path, wanted: list[str]) -> _Rank:
    matched = _common(path.parts[::-1], wanted[::-1])
    return _Rank(matched, _common(path.parent.parts, sender.parts))


def _beats(one: _Rank, other: _Rank) -> bool:
    return one != other and one.matched >= other.matched and one.depth >= other.depth


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """The number of equal items at the beginning of two lists."""
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length]:
        length += 1
    return length
