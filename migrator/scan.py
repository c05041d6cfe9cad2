"""Paths to files that can matter: what git knows, or a walk where there is no git, less what nobody wrote by hand."""

from __future__ import annotations

import os
import re
import stat
import subprocess
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from migrator.settings import Settings

JAVASCRIPT = frozenset({".js", ".mjs", ".cjs", ".jsx"})
# Languages that hold JavaScript or are near it; they are named as skipped, never passed over in silence.
NOT_READ = {
    ".ts": "TypeScript",
    ".tsx": "TypeScript",
    ".mts": "TypeScript",
    ".cts": "TypeScript",
    ".vue": "Vue",
    ".svelte": "Svelte",
    ".html": "HTML",
    ".htm": "HTML",
}
LARGEST = 5_000_000
_VENDORED = frozenset({"node_modules", "bower_components", "vendor", "third_party", "dist", "build", ".git"})
# Emacs marks a file that somebody edits by a link that leads nowhere.
_LOCK = ".#"
_MINIFIED = re.compile(r"[.-]min\.[cm]?jsx?\Z")
# A line this long in a file this dense was written by a program.
_LONG_LINE, _DENSE = 2_000, 500
_UNOPENED = re.compile(r"^warning: could not open directory '(.*?)/?': (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """A path to look at. ``named`` is a path that the user gave, which no default leaves out."""

    path: str
    named: bool


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A path that is not looked at, and why. ``named`` makes it an error: the user gave it, or it cannot be read."""

    path: str
    reason: str
    named: bool


def scan(paths: tuple[str, ...]) -> Iterator[Found | LeftOut]:
    """Every JavaScript file at or below ``paths``, once each, in the order of the paths and sorted below a folder."""
    roots = [os.path.realpath(path) for path in paths]
    seen: set[str] = set()
    for path in paths:
        if os.path.isdir(path):
            for below in _below(path, roots):
                if below.path not in seen:
                    seen.add(below.path)
                    yield below
        elif path not in seen:
            seen.add(path)
            if not os.path.lexists(path):
                yield LeftOut(path, "there is no such file or folder", True)
                continue
            item = _classify(path, named=True)
            yield item if item is not None else LeftOut(path, "is no JavaScript file", True)


def given_text(path: str, size: int) -> Found | LeftOut:
    """A path whose text is at hand, in ``size`` bytes; it need not be on disk."""
    ending = os.path.splitext(path)[1].lower()
    if ending in NOT_READ:
        return LeftOut(path, f"{NOT_READ[ending]} is not read", True)
    if ending not in JAVASCRIPT:
        return LeftOut(path, "is no JavaScript file", True)
    if size > LARGEST:
        return LeftOut(path, f"is larger than {LARGEST // 1_000_000} MB", True)
    return Found(path, True)


def may_hold(data: bytes, receiver: str) -> bool:
    """Whether the bytes of a file can hold a use: they spell the receiver's name, or an escape that may spell it."""
    if b"\0" in data:
        # UTF-16 mostly, which must not pass for a file without a use: whoever reads it says what it is.
        data = data.replace(b"\0", b"")
        return receiver.encode() in data or (b"\\u" in data and b"this" in data)
    name = rb"(?<![\w$])" + re.escape(receiver.encode()) + rb"(?![\w$])"
    if re.search(name, data) is not None:
        return True
    if b"\\" not in data:
        return False
    from migrator.javascript.strings import spellings

    return spellings(receiver).search(data) is not None


def may_name(data: bytes, names: Collection[str]) -> bool:
    """Whether a file may have a method of one of these names; an escape may spell any."""
    if not names or b"class" not in data:
        return False
    return b"\\u" in data or any(name.encode() in data for name in names)


def is_generated(data: bytes) -> bool:
    """Whether a program wrote the file: one of its lines is far too long for a person and there are few of them."""
    if len(data) < _LONG_LINE:
        return False
    lines = data.count(b"\n") + data.count(b"\r") + 1
    return len(data) / lines > _DENSE and max(map(len, data.split(b"\n"))) > _LONG_LINE


def is_left_out(path: str) -> bool:
    """Whether a file would be left out below the working directory: other people's code, or made by a program."""
    return _is_vendored(path, ".") or _MINIFIED.search(path) is not None


class Exclusion:
    """The files that settings exclude, as a .gitignore beside the settings would."""

    def __init__(self, settings: Settings) -> None:
        import pathspec

        assert settings.path is not None
        self._base = settings.path.absolute().parent
        self._patterns = pathspec.GitIgnoreSpec.from_lines(settings.exclude)

    def holds(self, path: str) -> bool:
        """Whether a file is excluded; one that does not stand below the settings is not."""
        relative = os.path.relpath(os.path.abspath(path), self._base)
        return not relative.startswith("..") and self._patterns.match_file(relative)


def _classify(path: str, *, named: bool) -> Found | LeftOut | None:
    ending = os.path.splitext(path)[1].lower()
    if ending in NOT_READ:
        return LeftOut(path, f"{NOT_READ[ending]} is not read", named)
    if not named and (_MINIFIED.search(path) or os.path.basename(path).startswith(_LOCK)):
        return None
    if ending not in JAVASCRIPT and not named:
        return None
    try:
        status = os.stat(path)
    except OSError as error:
        return LeftOut(path, f"cannot be read: {error.strerror}", True)
    if ending not in JAVASCRIPT:
        return None
    if not stat.S_ISREG(status.st_mode):
        return LeftOut(path, "is no regular file", named)
    if status.st_size > LARGEST:
        return LeftOut(path, f"is larger than {LARGEST // 1_000_000} MB", named)
    return Found(path, named)


def _below(folder: str, roots: list[str]) -> list[Found | LeftOut]:
    faults: list[LeftOut] = []
    listed = _git_files(folder, faults)
    if listed is None:
        listed = list(_walk(folder, faults))
    paths = (path for path in listed if not _is_vendored(path, folder))
    items = [_entry(path, roots) for path in paths]
    return sorted([*(item for item in items if item is not None), *faults], key=lambda item: item.path)


def _entry(path: str, roots: list[str]) -> Found | LeftOut | None:
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:  # deleted, and git still lists it
        return None
    except OSError:
        return _classify(path, named=False)  # says why, if the name is that of a file to look at
    if stat.S_ISLNK(mode):
        return _link(path, roots)
    if stat.S_ISDIR(mode):  # of folders, only those that hold a repository are listed
        return LeftOut(path, "is a repository of its own", False)
    return _classify(path, named=False)


def _link(path: str, roots: list[str]) -> Found | LeftOut | None:
    """A link below a folder leads nowhere: what it leads to is looked at under its own name, or is none of ours."""
    target = os.path.realpath(path)
    inside = any(target == root or target.startswith(os.path.join(root, "")) for root in roots)
    if os.path.isdir(path):
        return None if inside else LeftOut(path, "is a link to a folder outside of the paths given", False)
    item = _classify(path, named=False)
    if not isinstance(item, Found):
        return item
    if not inside:
        return LeftOut(path, "is a link to a file outside of the paths given", False)
    return None if _classify(target, named=False) is not None else item


def _is_vendored(path: str, folder: str) -> bool:
    parts = os.path.relpath(path, folder).split(os.sep)[:-1]
    return any(part in _VENDORED for part in parts)


def _git_files(folder: str, faults: list[LeftOut]) -> list[str] | None:
    """Tracked and untracked files that git does not ignore, or None outside of a repository.

    ``faults`` is given the folders that git cannot look into.

    A folder that git ignores altogether is there to be looked at if somebody names it: None, too.
    """
    command = ["git", "-C", folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        result = subprocess.run(command, capture_output=True, check=False, env={**git_environment(), "LC_ALL": "C"})
    except OSError:
        return None
    if result.returncode != 0:
        return None
    if (
        not result.stdout
        and subprocess.run(
            ["git", "-C", folder, "check-ignore", "-q", "."], check=False, capture_output=True, env=git_environment()
        ).returncode
        == 0
    ):
        return None
    for name, why in _UNOPENED.findall(result.stderr.decode("utf-8", "surrogateescape")):
        faults.append(LeftOut(os.path.normpath(os.path.join(folder, name)), f"cannot be read: {why}", True))
    names = {name for name in result.stdout.decode("utf-8", "surrogateescape").split("\0") if name}
    return [os.path.normpath(os.path.join(folder, name)) for name in names]


@cache
def repository_root(folder: Path) -> Path:
    """The top of the repository that a folder is in, or the folder."""
    try:
        result = subprocess.run(
            ["git", "-C", str(folder), "rev-parse", "--show-toplevel"],
            capture_output=True,
            check=False,
            env=git_environment(),
        )
    except OSError:
        return folder
    top = result.stdout.removesuffix(b"\n")
    return Path(os.fsdecode(top)) if result.returncode == 0 and top else folder


def git_environment() -> dict[str, str]:
    """The environment less what the git of a hook says of its repository, which would hold for every folder."""
    local = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX")
    return {name: value for name, value in os.environ.items() if name not in local}


def _walk(folder: str, faults: list[LeftOut]) -> Iterator[str]:
    ignored = _ignore_rules(Path(folder))

    def unopened(error: OSError) -> None:
        faults.append(LeftOut(os.path.normpath(error.filename), f"cannot be read: {error.strerror}", True))

    for root, folders, files in os.walk(folder, onerror=unopened):
        folders[:] = sorted(name for name in folders if name not in _VENDORED)
        links = [name for name in folders if os.path.islink(os.path.join(root, name))]
        for name in sorted(files + links):
            path = os.path.normpath(os.path.join(root, name))
            if not ignored(os.path.relpath(path, folder)):
                yield path


def _ignore_rules(folder: Path) -> Callable[[str], bool]:
    """What a `.gitignore` at the top of the folder says, where no git is there to say it."""
    try:
        lines = (folder / ".gitignore").read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return lambda path: False
    import pathspec

    return pathspec.GitIgnoreSpec.from_lines(lines).match_file


def show_path(path: str) -> str:
    """A path relative to the working directory, with `/`."""
    try:
        relative = os.path.relpath(path)
    except (ValueError, OSError):  # another drive; a working directory that is gone
        relative = path
    return relative.replace(os.sep, "/")
