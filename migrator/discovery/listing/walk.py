"""The names below a folder where no git is there to list them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from migrator.discovery.listing import ODD, PRESENT, VENDORED, Fault, Listed

_VENDORED = frozenset(name.encode() for name in VENDORED)
_Named = tuple[bytes, "os.DirEntry[bytes]"]


def walk(folder: str, faults: list[Fault]) -> Iterator[Listed]:
    ignored = ignore_rules(folder)
    opened: dict[bytes, list[_Named]] = {}
    # One iterator for each folder on the way down. A folder has two places in the one around it: where its own name is
    # due it is opened, so that a fault is said there, and where the names below it are due they are walked.
    stack = [iter(_places(_entries(os.fsencode(folder), b"", faults)))]
    while stack:
        place = next(stack[-1], None)
        if place is None:
            stack.pop()
            continue
        path, entry = place
        if path.endswith(b"/"):
            stack.append(iter(_places(opened.pop(path))))
        elif entry.is_symlink() or not _is_folder(entry):
            if not ignored(os.fsdecode(path)):
                yield path, PRESENT if entry.is_file(follow_symlinks=False) else ODD, False
        else:
            opened[path + b"/"] = _entries(entry.path, path + b"/", faults)


def _entries(folder: bytes, prefix: bytes, faults: list[Fault]) -> list[_Named]:
    """What stands in a folder; links to folders that nobody looks into are left out with those folders."""
    try:
        with os.scandir(folder) as entries:
            return [(prefix + entry.name, entry) for entry in entries if not _is_vendored(entry)]
    except OSError as error:
        faults.append((prefix.removesuffix(b"/"), str(error.strerror)))
        return []


def _places(entries: list[_Named]) -> list[_Named]:
    below = [(path + b"/", entry) for path, entry in entries if not entry.is_symlink() and _is_folder(entry)]
    return sorted([*entries, *below], key=lambda place: place[0])


def _is_vendored(entry: os.DirEntry[bytes]) -> bool:
    if entry.name not in _VENDORED:
        return False
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_folder(entry: os.DirEntry[bytes]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def ignore_rules(folder: str) -> Callable[[str], bool]:
    """What a `.gitignore` at the top of the folder says, where no git is there to say it."""
    try:
        with open(os.path.join(folder, ".gitignore"), encoding="utf-8") as handle:
            lines = handle.read().splitlines()
    except (OSError, UnicodeDecodeError):
        return lambda path: False
    import pathspec

    return pathspec.GitIgnoreSpec.from_lines(lines).match_file
