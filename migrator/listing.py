"""The names below a folder, in order and as a stream: what git lists, or a walk where there is no git.

Nothing here opens a file. Paths are bytes with `/`, relative to the folder; they are in the order of their bytes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import Popen

# What is known of a name before anybody looks at it.
INDEXED = 1  # git has it as a file; it may be gone, or be something else by now
PRESENT = 2  # a regular file a moment ago
ODD = 3  # a link, or something else that has to be looked at
REPOSITORY = 4  # a folder that git takes for a repository of its own

Listed = tuple[bytes, int]
# A folder that nobody may look into, and why.
Fault = tuple[bytes, str]

VENDORED = frozenset({"node_modules", "bower_components", "vendor", "third_party", "dist", "build", ".git"})
_VENDORED = frozenset(name.encode() for name in VENDORED)
_KINDS = {b"100": INDEXED, b"160": REPOSITORY}
_CHUNK = 65_536


def listed(folder: str, faults: list[Fault]) -> Iterator[Listed]:
    """Every name below a folder that is neither ignored nor a folder. ``faults`` is given the folders that cannot be
    looked into: by git's list before the first name, by a walk in the place of the folder.
    """
    names = _git(folder, faults)
    return names if names is not None else _walk(folder, faults)


# -- git ---------------------------------------------------------------------------------------------------------------


def _git(folder: str, faults: list[Fault]) -> Iterator[Listed] | None:
    """Tracked and untracked files that git does not ignore, or None outside of a repository.

    A folder that git ignores altogether is there to be looked at if somebody names it: None, too.
    """
    environment = {**git_environment(), "LC_ALL": "C"}
    command = ["git", "-C", folder, "ls-files", "-z"]
    running: list[Popen[bytes]] = []
    try:
        try:
            running.append(_start([*command, "--stage"], environment))
        except OSError:
            return None
        running.append(_start([*command, "--others", "--exclude-standard"], environment, errors=True))
        names = _both(running[0], running[1], faults)
    except BaseException:
        _stop(running)
        raise
    if names is not None:
        return names
    _stop(running)
    return None if running[0].returncode or running[1].returncode or _is_ignored(folder) else iter(())


def _both(indexed: Popen[bytes], others: Popen[bytes], faults: list[Fault]) -> Iterator[Listed] | None:
    """Both lists as one; None where there is nothing in them, or one cannot be had."""
    first, warnings = _first(others)
    records = _records(indexed, b"")
    record = next(records, None)
    if (record is None and indexed.wait() != 0) or (not first and others.wait() != 0) or (record is None and not first):
        return None
    faults.extend(_unopened(warnings))
    return _joined(indexed, others, record, records, _records(others, first))


def _joined(
    indexed: Popen[bytes], others: Popen[bytes], record: bytes | None, records: Iterator[bytes], names: Iterator[bytes]
) -> Iterator[Listed]:
    """Both lists as one, in order; a path that is in conflict, or in both, once."""
    last = None
    try:
        name = next(names, None)
        while record is not None:
            path = record[record.index(b"\t") + 1 :]
            while name is not None and name < path:
                last = name.removesuffix(b"/")
                yield last, REPOSITORY if name.endswith(b"/") else _seen(last)
                name = next(names, None)
            if path != last:
                last = path
                yield path, _KINDS.get(record[:3], ODD)
            record = next(records, None)
        while name is not None:
            path = name.removesuffix(b"/")
            if path != last:
                yield path, REPOSITORY if name.endswith(b"/") else _seen(path)
            name = next(names, None)
    finally:
        _stop((indexed, others))


def _seen(path: bytes) -> int:
    """Git says of an untracked name whether it is a folder, and not whether it is a link."""
    return INDEXED if path.endswith(b".js") else ODD


def _start(command: list[str], environment: dict[str, str], *, errors: bool = False) -> Popen[bytes]:
    import subprocess

    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE if errors else subprocess.DEVNULL,
        env=environment,
        bufsize=0,
    )


def _first(process: Popen[bytes]) -> tuple[bytes, bytes]:
    """The beginning of a list, and what is said before it: git looks into every folder before it lists anything."""
    assert process.stdout is not None
    assert process.stderr is not None
    if os.name == "nt":  # nothing there waits for two pipes at once
        return process.communicate()
    import select

    listed, said = process.stdout.fileno(), process.stderr.fileno()
    os.set_blocking(said, False)
    chunk, warnings, waiting = b"", bytearray(), {listed, said}
    while listed in waiting and not chunk:
        ready = select.select(list(waiting), (), ())[0]
        if listed in ready:
            chunk = os.read(listed, _CHUNK)
            if not chunk:
                waiting.discard(listed)
                os.set_blocking(said, True)
        if said in waiting and not _drained(said, warnings):
            waiting.discard(said)
    return chunk, bytes(warnings)


def _drained(handle: int, data: bytearray) -> bool:
    """Whether more may come, once all that is there is taken."""
    while True:
        try:
            chunk = os.read(handle, _CHUNK)
        except BlockingIOError:
            return True
        if not chunk:
            return False
        data += chunk


def _records(process: Popen[bytes], rest: bytes) -> Iterator[bytes]:
    """What stands between NULs, as it comes; ``rest`` was read before."""
    assert process.stdout is not None
    while True:
        *whole, rest = rest.split(b"\0")
        yield from whole
        chunk = b"" if process.stdout.closed else os.read(process.stdout.fileno(), _CHUNK)
        if not chunk:
            return
        rest += chunk


def _stop(processes: Iterable[Popen[bytes]]) -> None:
    """Nobody reads on: what still runs ends, and nothing is left of it."""
    for process in processes:
        if process.poll() is None:
            process.kill()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()
        process.wait()


def _unopened(warnings: bytes) -> Iterator[Fault]:
    import re

    pattern = rb"^warning: could not open directory '(.*?)/?': (.*)$"
    for name, why in re.findall(pattern, warnings, re.MULTILINE):
        yield name, why.decode("utf-8", "replace")


def _is_ignored(folder: str) -> bool:
    import subprocess

    command = ["git", "-C", folder, "check-ignore", "-q", "."]
    return subprocess.run(command, check=False, capture_output=True, env=git_environment()).returncode == 0


def git_environment() -> dict[str, str]:
    """The environment less what the git of a hook says of its repository, which would hold for every folder."""
    local = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX")
    return {name: value for name, value in os.environ.items() if name not in local}


# -- a walk ------------------------------------------------------------------------------------------------------------


def _walk(folder: str, faults: list[Fault]) -> Iterator[Listed]:
    ignored = _ignore_rules(folder)
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
                yield path, PRESENT if entry.is_file(follow_symlinks=False) else ODD
        else:
            opened[path + b"/"] = _entries(entry.path, path + b"/", faults)


_Named = tuple[bytes, "os.DirEntry[bytes]"]


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


def _ignore_rules(folder: str) -> Callable[[str], bool]:
    """What a `.gitignore` at the top of the folder says, where no git is there to say it."""
    try:
        with open(os.path.join(folder, ".gitignore"), encoding="utf-8") as handle:
            lines = handle.read().splitlines()
    except (OSError, UnicodeDecodeError):
        return lambda path: False
    import pathspec

    return pathspec.GitIgnoreSpec.from_lines(lines).match_file
