"""What git lists below a folder, and what it knows to have changed since it wrote its index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from migrator.listing import INDEXED, ODD, REPOSITORY, Fault, Listed
from migrator.listing.commands import Commands, first_chunk, git_environment, records

if TYPE_CHECKING:
    from subprocess import Popen

# A tracked file whose changes git notices: `h` and `S` before the mode would say that it was told not to look.
_KINDS = {b"H 100": INDEXED, b"H 160": REPOSITORY}
# Where more files than these changed, it is as well to look at all.
_MOST_CHANGED = 5_000


def git_files(folder: str, faults: list[Fault]) -> Iterator[Listed] | None:
    """Tracked and untracked files that git does not ignore, or None outside of a repository.

    A folder that git ignores altogether is there to be looked at if somebody names it: None, too.
    """
    with Commands(folder) as commands:
        try:
            indexed = commands.start("ls-files", "-z", "--stage", "-v")
        except OSError:
            return None
        others = commands.start(*_OTHERS, errors=True)
        unopened: list[Fault] = []
        untracked = _untracked(others, unopened)
        tracked = _tracked(records(indexed, b""))
        entry = next(tracked, None)
        if untracked is None or (entry is None and indexed.wait() != 0):
            return None
        name = next(untracked, None)
        if entry is not None or name is not None or not _is_ignored(folder):
            faults.extend(unopened)
            return _joined(commands.left_running(), entry, tracked, name, untracked)
    return None


def files_that_matter(folder: str, faults: list[Fault], known: Mapping[bytes, int]) -> Iterator[Listed] | None:
    """The same less the tracked files that are neither ``known`` to matter nor changed since git wrote its index; None
    where that is more work than to look at all, or git cannot say.
    """
    with Commands(folder) as commands:
        try:
            differing = commands.start(*_DIFFERING)
        except OSError:
            return None
        others = commands.start(*_OTHERS, errors=True)
        differs = _differs(differing)
        untracked = _untracked(others, faults) if differs is not None else None
        if differs is None or untracked is None:
            return None
        names = iter(sorted({**dict.fromkeys(differs, INDEXED), **known}.items()))
        entry, name = next(names, None), next(untracked, None)
        if entry is not None or name is not None or not _is_ignored(folder):
            return _joined(commands.left_running(), entry, names, name, untracked)
    return None


def changed_files(folder: str) -> set[bytes] | None:
    """The tracked files below a folder that are not as they were when git wrote its index; None where there are too
    many, or git cannot say.
    """
    with Commands(folder) as commands:
        try:
            return _differs(commands.start(*_DIFFERING))
        except OSError:
            return None


_OTHERS = ("ls-files", "-z", "--others", "--exclude-standard")
# Every file is looked at, whatever settings of a repository say, and a file counts as changed if only its times are
# others: what a filter of git makes of two contents may be the same.
_DIFFERING = (
    *("-c", "core.fsmonitor=false", "-c", "core.trustctime=true", "-c", "core.checkStat=default"),
    *("diff-files", "-z", "--name-only", "--relative", "--no-renames", "--ignore-submodules=all"),
)


def _joined(
    commands: Commands,
    entry: tuple[bytes, int] | None,
    tracked: Iterator[tuple[bytes, int]],
    name: bytes | None,
    untracked: Iterator[bytes],
) -> Iterator[Listed]:
    """Both lists as one, in order; a path that is in conflict, or in both, once."""
    last = None
    try:
        while entry is not None:
            path, kind = entry
            while name is not None and name < path:
                last = name.removesuffix(b"/")
                yield last, _seen(name), False
                name = next(untracked, None)
            if path != last:
                last = path
                yield path, kind, True
            entry = next(tracked, None)
        while name is not None:
            path = name.removesuffix(b"/")
            if path != last:
                yield path, _seen(name), False
            name = next(untracked, None)
    finally:
        commands.stop()


def _seen(name: bytes) -> int:
    """Git says of an untracked name whether it is a folder, and not whether it is a link."""
    if name.endswith(b"/"):
        return REPOSITORY
    return INDEXED if name.endswith(b".js") else ODD


def _tracked(lines: Iterator[bytes]) -> Iterator[tuple[bytes, int]]:
    """Names from records of a tag, a mode, an object and a stage."""
    for record in lines:
        yield record[record.index(b"\t") + 1 :], _KINDS.get(record[:5], ODD)


def _untracked(process: Popen[bytes], faults: list[Fault]) -> Iterator[bytes] | None:
    """Names, after the folders that could not be looked into; None if git failed."""
    first, warnings = first_chunk(process)
    if not first and process.wait() != 0:
        return None
    faults.extend(_unopened(warnings))
    return records(process, first)


def _differs(process: Popen[bytes]) -> set[bytes] | None:
    names: set[bytes] = set()
    for name in records(process, b""):
        names.add(name)
        if len(names) > _MOST_CHANGED:
            return None
    return names if process.wait() == 0 else None


def _unopened(warnings: bytes) -> Iterator[Fault]:
    import re

    pattern = rb"^warning: could not open directory '(.*?)/?': (.*)$"
    for name, why in re.findall(pattern, warnings, re.MULTILINE):
        yield name, why.decode("utf-8", "replace")


def _is_ignored(folder: str) -> bool:
    import subprocess

    command = ["git", "-C", folder, "check-ignore", "-q", "."]
    return subprocess.run(command, check=False, capture_output=True, env=git_environment()).returncode == 0
