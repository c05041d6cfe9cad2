"""Which program this is: code that changed finds other things."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator import FOLDER
from migrator.javascript.disk import digest

if TYPE_CHECKING:
    from migrator.run.cache.store import Store

_KIND = "program"
# Their versions decide what a program means, too.
_LIBRARIES = ("libcst", "tree_sitter", "tree_sitter_javascript", "markdown_it_py", "pyyaml")
_SURE_AFTER = 2.0  # seconds; of a file that was just written the clock may not tell the next version
_found: dict[str, str] = {}


def program_digest(store: Store | None) -> str:
    """A hash of all code of this program, and of the versions of what it stands on: the same wherever both are.

    With a store the code is read once for each state of its files: their sizes, times and inodes are looked at each
    time.
    """
    root = FOLDER
    if store is None:
        if "" not in _found:
            _found[""] = _code_digest(root, [path for path, _ in _files(root)])
        return _found[""]
    if store.root not in _found:
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
    # One patch version of Python is as good as another, as for bytecode: what a wheel brings was compiled by one.
    held = [str(sys.implementation.cache_tag), *_libraries()]
    for path in paths:
        with open(path, "rb") as file:
            held.append(f"{os.path.relpath(path, root).replace(os.sep, '/')} {digest(file.read())}")
    return digest("\n".join(held).encode("utf-8", "surrogateescape"))


def _files(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.endswith(".py"):
                yield entry.path, entry.stat()
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _files(entry.path)


def _libraries() -> Iterator[str]:
    """Each library and its version, as the first folder of the path has it; installers spell names in several ways."""
    found: dict[str, list[str]] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        here: dict[str, list[str]] = {}
        for library, version in filter(None, map(_library, names)):
            here.setdefault(library, []).append(version)
        found = here | found
    for library in _LIBRARIES:
        # Without a version nothing holds beyond this environment.
        yield " ".join((library, *sorted(found.get(library, ["of", sys.prefix]))))


def _library(name: str) -> tuple[str, str] | None:
    """The library and the version that a name like `tree_sitter-0.26.1.dist-info` says."""
    if not name.endswith(("-info", "-INFO")):
        return None
    plain = name.lower().replace("-", "_").rpartition(".")[0]
    for library in _LIBRARIES:
        version = plain.removeprefix(library + "_")
        if version != plain and version[:1].isdigit():
            return library, version
    return None
