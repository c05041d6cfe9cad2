"""A worker script's address to its file in the repository."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from migrator.handlers.messages import ScriptUrl
from migrator.scan import Found, repository_root, scan, show_path


@dataclass(frozen=True, slots=True)
class Located:
    """The file of a script, or why it is not known."""

    path: Path | None = None
    problem: str | None = None


def locate(address: ScriptUrl, known: Path | None = None, given: tuple[str, ...] = ()) -> Located:
    """The file of a worker script: the one that the settings name, the one that a relative address leads to, or the one
    in the repository, or at or below the paths ``given``, whose path ends as the address does.
    """
    if known is not None:
        return Located(known) if known.is_file() else Located(problem=f"`{show_path(str(known))}` is no file")
    text = re.sub(r"[?#].*\Z", "", address.url)
    text = re.sub(r"\A[a-z][a-z0-9+.-]*://[^/]*", "", text)
    beside = address.module.path.parent / text
    if not text.startswith("/") and beside.is_file():
        return Located(beside)
    wanted = [part for part in PurePosixPath(text).parts if part not in ("/", ".", "..")]
    if not wanted:
        return Located(problem=f"`{address.url}` names no file")
    root = repository_root(Path(os.path.realpath(address.module.path)).parent)
    ends: dict[Path, int] = {}
    for item in scan((*given, str(root)), sure=True):
        if isinstance(item, Found) and Path(item.path).name == wanted[-1]:
            path = Path(os.path.realpath(item.path))
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
