"""A worker script's address to its file in the repository."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from migrator.handlers.messages import ScriptUrl
from migrator.repository import Repository
from migrator.scan import show_path


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
    text = re.sub(r"[?#].*\Z", "", address.url)
    text = re.sub(r"\A[a-z][a-z0-9+.-]*://[^/]*", "", text)
    if not text.startswith("/"):
        beside = repository.disk.beside(address.module.path, text)
        if repository.disk.is_file(beside):
            return Located(beside)
    wanted = [part for part in PurePosixPath(text).parts if part not in ("/", ".", "..")]
    if not wanted:
        return Located(problem=f"`{address.url}` names no file")
    ends: dict[Path, int] = {}
    for name in repository.named(address.module.path, wanted[-1]):
        path = Path(os.path.realpath(name))
        ends[path] = _common(list(path.parts), wanted)
    best = [path for path, length in ends.items() if length == max(ends.values())]
    if not best:
        return Located(problem=f"no file of the repository is `{address.url}`")
    if len(best) > 1:
        shown = " and ".join(f"`{show_path(str(path))}`" for path in sorted(best)[:2])
        return Located(problem=f"`{address.url}` may be {shown}; say which one with `worker-script` in the settings")
    return Located(best[0])


def _common(path: list[str], wanted: list[str]) -> int:
    length = 0
    while length < min(len(path), len(wanted)) and path[-1 - length] == wanted[-1 - length]:
        length += 1
    return length
