"""Which program this is: code that changed finds other things."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.disk import digest

if TYPE_CHECKING:
    from migrator.cache.store import Store

_KIND = "program"
# Their versions decide what a program means, too.
_LIBRARIES = ("libcst", "tree_sitter", "tree_sitter_javascript", "markdown_it_py", "pyyaml")
_SURE_AFTER = 2.0  # seconds; of a file that was just written the clock may not tell the next version
_found: dict[str, str] = {}


def program_digest(store: Store) -> str:
    """A hash of all code of this program, and of the versions of what it stands on.

    The code is read once for each state of its files: their sizes, times and inodes are looked at each time.
    """
    if store.root not in _found:
        root = os.path.dirname(os.path.dirname(__file__))
        files = list(_files(root))
        around = "\n".join((sys.version, root, *_libraries()))
        states = (f"{path} {s.st_size} {s.st_ino} {s.st_mtime_ns} {s.st_ctime_ns}" for path, s in files)
        key = digest("\n".join((around, *states)).encode("utf-8", "surrogateescape"))
        kept = store.get(_KIND, key)
        if kept is not None:
            _found[store.root] = kept.decode("ascii", "replace")
        else:
            _found[store.root] = code = _code_digest(root, [path for path, _ in files])
            if time.time() - max(max(s.st_mtime, s.st_ctime) for _, s in files) > _SURE_AFTER:
                store.put(_KIND, key, code.encode())
    return _found[store.root]


def _code_digest(root: str, paths: list[str]) -> str:
    held = [sys.version, *_libraries()]
    for path in paths:
        with open(path, "rb") as file:
            held.append(f"{os.path.relpath(path, root)} {digest(file.read())}")
    return digest("\n".join(held).encode("utf-8", "surrogateescape"))


def _files(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.endswith(".py"):
                yield entry.path, entry.stat()
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _files(entry.path)


def _libraries() -> Iterator[str]:
    for folder in sys.path:
        try:
            found = os.listdir(folder or ".")
        except OSError:
            continue
        yield from sorted(name for name in found if name.lower().startswith(_LIBRARIES) and "-" in name)
