"""What git lists below a folder, and what it knows to have changed since it wrote its index."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from migrator.discovery.git import Commands, first_chunk, output, records, run
from migrator.discovery.listing import INDEXED, ODD, PRESENT, REPOSITORY, SEARCHED, Fault, Listed

if TYPE_CHECKING:
    from migrator.discovery.git import Process
    from migrator.discovery.listing.index import Index

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
            listing = commands.start(*_ALL, errors=True)
        except OSError:
            return None
        begun = _begun(listing)
        if begun is None:
            return None
        untracked, tracked = _parted(begun.records)
        named = ((record_name(record), record_kind(record)) for record in tracked)
        return _listed(commands, folder, named, untracked, begun.warnings, faults)


class Changes(NamedTuple):
    """What git finds below a folder that is not as its index says: the tracked names that are ``differing``, and the
    ``untracked`` ones, those of folders with a slash behind.
    """

    differing: set[bytes]
    untracked: list[bytes]


class Found:
    """What git said in one run, by the real path of the folder that it was asked of and the digest of its index: nobody
    asks twice.
    """

    def __init__(self) -> None:
        self.changes: dict[tuple[str, str], Changes] = {}
        self.records: dict[tuple[str, str], bytes] = {}


def files_that_matter(
    folder: str, faults: list[Fault], known: Mapping[bytes, int], index: Index, found: Found
) -> Iterator[Listed] | None:
    """The same less the tracked files that are neither ``known`` to matter nor changed since git wrote its index; None
    where that is more work than to look at all, git cannot say, or its index is no longer ``index``. What git says goes
    into ``found``.
    """
    with Commands(folder) as commands:
        try:
            differing = commands.start(*_DIFFERING)
        except OSError:
            return None
        others = commands.start(*_OTHERS, errors=True)
        differs = _differs(differing)
        if differs is None or not index.is_current():
            return None
        names = dict.fromkeys(differs, INDEXED)
        for name, kind in known.items():
            if kind == INDEXED:
                names[name] = INDEXED if name in differs else PRESENT
            elif kind != SEARCHED or name not in differs:
                names[name] = kind
        begun = _begun(others)
        if begun is None:
            return None
        untracked = list(begun.records)
        if others.wait() == 0:
            found.changes[os.path.realpath(folder), index.digest] = Changes(differs, untracked)
        return _listed(commands, folder, iter(sorted(names.items())), untracked, begun.warnings, faults)


def changed_files(folder: str) -> set[bytes] | None:
    """The tracked files below a folder that are not as they were when git wrote its index; None where there are too
    many, or git cannot say.
    """
    with Commands(folder) as commands:
        try:
            return _differs(commands.start(*_DIFFERING))
        except OSError:
            return None


def tracked_records(folder: str, index: Index, found: Found) -> bytes | None:
    """What git's index says of each file below a folder, as one list with NULs between; None where git cannot say, or
    its index is no longer ``index``.
    """
    key = os.path.realpath(folder), index.digest
    if key not in found.records:
        ended = run("ls-files", "-z", "--stage", "-v", folder=folder)
        if ended.code != 0 or not index.is_current():
            return None
        found.records[key] = ended.output.removesuffix(b"\0")
    return found.records[key]


def record_name(record: bytes) -> bytes:
    """The name of the file that a record is about."""
    return record[record.index(b"\t") + 1 :]


def record_kind(record: bytes) -> int:
    """What a record says of a file before anybody looks at it."""
    return _KINDS.get(record[:5], ODD)


class Objects(NamedTuple):
    """What git says of the files of a repository: ``records`` of the tracked ones with their objects, as one list with
    NULs between; the names of those that are ``differing`` from these, and of those that git was told not to look at or
    that are in conflict (``unwatched``); and the ``untracked`` names, with what is known of each.
    """

    records: bytes
    differing: set[bytes]
    unwatched: set[bytes]
    untracked: dict[bytes, int]


def objects(folder: str, index: Index, found: Found, records: bytes | None = None) -> Objects | None:
    """The objects of a repository, from its top; None where git cannot say, too many files are not as it knows them, or
    its index is no longer ``index``. The ``records`` may be known.
    """
    key = os.path.realpath(folder), index.digest
    records = records if records is not None else found.records.get(key)
    changes = found.changes.get(key)
    if changes is None:
        listed = _all_objects(folder, is_with_records=records is None)
        if listed is None:
            return None
        changes, said = listed
        records = said if records is None else records
    if records is None:
        records = tracked_records(folder, index, found)
    if records is None or len(changes.untracked) > _MOST_CHANGED or not index.is_current():
        return None
    odd = [record for record in records.split(b"\0") if not record.startswith(b"H 100") or b" 0\t" not in record]
    unwatched = {record_name(record) for record in odd if record}
    untracked = {name.removesuffix(b"/"): _seen(name) for name in changes.untracked}
    return Objects(records, changes.differing, unwatched, untracked)


def _all_objects(folder: str, *, is_with_records: bool) -> tuple[Changes, bytes] | None:
    """What is not as the index says and, if it is asked for, what that says."""
    with Commands(folder) as commands:
        try:
            listing = commands.start(*(_ALL if is_with_records else _OTHERS))
            differing = commands.start(*_DIFFERING)
        except OSError:
            return None
        if is_with_records:
            names, tracked = _parted(records(listing, b""), _MOST_CHANGED + 1)
        else:
            names, tracked = list(islice(records(listing, b""), _MOST_CHANGED + 1)), iter(())
        if len(names) > _MOST_CHANGED:
            return None
        listed = b"\0".join(tracked)
        differs = _differs(differing)
        if differs is None or listing.wait():
            return None
    return Changes(differs, names), listed


_UNTRACKED = b"? "
_OTHERS = ("ls-files", "-z", "--others", "--exclude-standard")
# Both lists of one process, which reads the index once: the untracked names first, each behind a `?`.
_ALL = ("ls-files", "-z", "--stage", "-v", "--cached", "--others", "--exclude-standard")
# Every file is looked at, whatever settings of a repository say, and a file counts as changed if only its times are
# others: what a filter of git makes of two contents may be the same.
_DIFFERING = (
    *("-c", "core.fsmonitor=false", "-c", "core.trustctime=true", "-c", "core.checkStat=default"),
    *("diff-files", "-z", "--name-only", "--relative", "--no-renames", "--ignore-submodules=all"),
)


class _Begun(NamedTuple):
    """A list that git has begun, and what it said before."""

    records: Iterator[bytes]
    warnings: bytes


def _begun(listing: Process) -> _Begun | None:
    """A list with untracked names; None where git failed."""
    first, warnings = first_chunk(listing)
    if not first and listing.wait() != 0:
        return None
    return _Begun(records(listing, first), warnings)


def _parted(listed: Iterator[bytes], most: int | None = None) -> tuple[list[bytes], Iterator[bytes]]:
    """The untracked names of a list of all, no more than ``most`` of them, and all that comes behind these: the records
    of tracked ones.
    """
    names: list[bytes] = []
    for record in listed:
        if not record.startswith(_UNTRACKED) or len(names) == most:
            return names, chain((record,), listed)
        names.append(record.removeprefix(_UNTRACKED))
    return names, iter(())


def _listed(
    commands: Commands,
    folder: str,
    tracked: Iterator[tuple[bytes, int]],
    untracked: Iterable[bytes],
    warnings: bytes,
    faults: list[Fault],
) -> Iterator[Listed] | None:
    """Untracked files, which may have to be read before the tracked ones, and these; None where git takes the folder
    for another's, or ignores it and has nothing in it.
    """
    names = list(untracked)
    entry = next(tracked, None)
    if entry is not None and entry[0] == b"./":  # git tracks the folder as a repository, and it is none by now
        return None
    if entry is None and not names and _is_ignored(folder):
        return None
    faults.extend(_unopened(warnings))
    return _joined(commands.left_running(), entry, tracked, iter(names))


def _joined(
    commands: Commands,
    entry: tuple[bytes, int] | None,
    tracked: Iterator[tuple[bytes, int]],
    untracked: Iterator[bytes],
) -> Iterator[Listed]:
    """Both lists as one, in order; a path that is in conflict, or in both, once."""
    last, name = None, next(untracked, None)
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


def _differs(process: Process) -> set[bytes] | None:
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


def ignored(folder: str, names: Iterable[str], *, are_tracked: bool = True) -> set[str] | None:
    """Which of some names below a folder git ignores (that of a folder ends in a separator); None where it cannot say.
    What git tracks it does not ignore. Whoever knows that none of them ``are_tracked`` spares git a search of its whole
    index for each.
    """
    given = b"\0".join(os.fsencode(f"./{name}") for name in names)
    index = () if are_tracked else ("--no-index",)
    ended = run("check-ignore", *index, "-z", "--stdin", folder=folder, given=given)
    if ended.code not in (0, 1):
        return None
    return {os.fsdecode(name.removeprefix(b"./")) for name in ended.output.split(b"\0") if name}


def links(folder: str, names: Iterable[str]) -> set[str]:
    """The folders at or above some names below a folder that git tracks as repositories of their own, whether or not
    they are any by now.
    """
    tops = sorted({name.partition(os.sep)[0] for name in names})
    listed = run("--literal-pathspecs", "ls-files", "-z", "--stage", "--", *tops, folder=folder).output
    found = (record.partition(b"\t") for record in listed.split(b"\0") if record.startswith(b"160000 "))
    return {os.fsdecode(name) for _, _, name in found}


def _is_ignored(folder: str) -> bool:
    return output("check-ignore", "-q", ".", folder=folder) is not None
