"""The repository around a file: decided by where the file is on disk, never by the paths of the run.

The top is the nearest folder with a `.git`. Without git it is the outermost folder with a settings file, else the
nearest one with a `package.json` or an `index.html`, else the file's own folder. Below the top, what git ignores and
what is vendored (`dist`, `node_modules`) is no part of the repository: for a file in there, the outermost such folder
is the repository.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from migrator.discovery.listing import VENDORED

FILE, PROJECT = "migrator.toml", "pyproject.toml"
_GIT = ".git"
_MARKS = ("package.json", "index.html")  # the top of a package, and of a site
_DEEP = 99  # dots in a key of TOML; no settings have so many


def settings_file(folder: str) -> str | None:
    """The settings file that stands in a folder, if one does; ``folder`` ends in a separator or is empty."""
    for name in (FILE, PROJECT):
        path = folder + name
        if not os.access(path, os.F_OK):  # as nearly always, and cheaper than any other way to ask
            continue
        if os.path.isfile(path) if name == FILE else _has_table(path):
            return path
    return None


def git_top(folder: str) -> str | None:
    """The nearest folder with a `.git`, at or above a real folder."""
    return nearest(folder, _GIT)


def repository_of(folder: str) -> str:
    """The top of what a real folder is in, with git or without."""
    return git_top(folder) or _unversioned_top(folder)


def is_within(path: str, top: str) -> bool:
    """Whether a real path is a folder, or leads to something in it."""
    path, top = os.path.normcase(path), os.path.normcase(top)
    return path == top or path.startswith(os.path.join(top, ""))


def nearest(folder: str, *names: str) -> str | None:
    """The nearest folder, at or above a real one, in which one of some names stands."""
    while not any(os.path.lexists(os.path.join(folder, name)) for name in names):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder


class Roots:
    """Answers for one run; all folders are real paths."""

    def __init__(self) -> None:
        self._tops: dict[str, tuple[str, bool]] = {}
        self._roots: dict[str, str] = {}
        self._ignored: dict[tuple[str, str], bool] = {}
        self._rules: dict[str, Callable[[str], bool]] = {}

    def of(self, folder: str) -> str:
        """The root of the repository that a folder is in."""
        root = self._roots.get(folder)
        if root is None:
            root = self._roots[folder] = self._find(folder)
        return root

    def top(self, folder: str) -> str | None:
        """The top of the work tree of git that a folder is in and is not; None where there is none."""
        top, is_of_git = self._top(folder)
        return top if is_of_git and folder != top else None

    def is_ignored(self, root: str, path: str) -> bool:
        """Whether a file of the repository at ``root`` is ignored by itself."""
        return self._are_ignored(root, [os.path.relpath(path, root)])[0]

    def _find(self, folder: str) -> str:
        top = self._top(folder)[0]
        if folder == top:
            return top
        parts = os.path.relpath(folder, top).split(os.sep)
        within = [os.sep.join(parts[: number + 1]) for number in range(len(parts))]
        vendored = next((number for number, part in enumerate(parts) if part in VENDORED), len(parts))
        # What is below a vendored folder need not be asked for.
        names = [f"{part}{os.sep}" for part in within[:vendored]]
        # Of a name in a folder that it tracks as a repository, git refuses to speak.
        ignored = self._are_ignored(top, [*names, f"{names[-1]}_"])[:-1] if names else []
        first = next((number for number, is_ignored in enumerate(ignored) if is_ignored), vendored)
        return os.path.join(top, within[first]) if first < len(parts) else top

    def _top(self, folder: str) -> tuple[str, bool]:
        """The top of what a folder is in, and whether it is git's."""
        if folder not in self._tops:
            top = git_top(folder)
            self._tops[folder] = (top, True) if top is not None else (_unversioned_top(folder), False)
        return self._tops[folder]

    def _are_ignored(self, top: str, names: list[str]) -> list[bool]:
        unknown = [name for name in names if (top, name) not in self._ignored]
        if unknown:
            ignored = self._ask(top, unknown)
            self._ignored.update({(top, name): name in ignored for name in unknown})
        return [self._ignored[top, name] for name in names]

    def _ask(self, top: str, names: Iterable[str]) -> set[str]:
        if self._top(top)[1]:
            from migrator.discovery.listing.git import ignored, links

            found = ignored(top, names)
            if found is not None:
                return found
            own = tuple(f"{link}{os.sep}" for link in links(top, names))  # git says nothing of what is in there
            inside = {name for name in names if name.startswith(own)}
            if inside:
                rest = [name for name in names if name not in inside]
                return inside | (ignored(top, rest) or set() if rest else set())
        if top not in self._rules:
            from migrator.discovery.listing.walk import ignore_rules

            self._rules[top] = ignore_rules(top)
        return {name for name in names if self._rules[top](name)}


def _unversioned_top(folder: str) -> str:
    found = None
    place = folder
    while True:
        if settings_file(os.path.join(place, "")) is not None:
            found = place
        above = os.path.dirname(place)
        if above == place:
            break
        place = above
    if found is None:
        found = nearest(folder, *_MARKS)
    return found if found is not None else folder


def deepest_key(text: str) -> int | None:
    """Where a key of TOML begins that names a hundred tables in one another, which takes its reader minutes."""
    if all(line.count(".") < _DEEP for line in text.split("\n")):
        return None
    import re

    part = r"(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')"
    found = re.search(rf"(?<![\w-]){part}(?:[ \t]*\.[ \t]*{part}){{{_DEEP}}}", text)
    return found.start() if found is not None else None


def _has_table(project: str) -> bool:
    """Whether a `pyproject.toml` has settings, however TOML spells the table's name."""
    try:
        with open(project, "rb") as handle:
            data = handle.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False
    except OSError:  # it may have one: whoever reads the settings says that nobody can
        return True
    if b"migrator" not in data and b"\\" not in data:
        return False
    import tomllib

    try:
        text = data.decode("utf-8-sig")
        if deepest_key(text) is not None:
            raise RecursionError
        tool = tomllib.loads(text).get("tool")
    except (ValueError, RecursionError):  # whoever reads the settings says what is wrong with the file
        import re

        return re.search(rb"(?m)^(?:\xef\xbb\xbf)?[ \t]*\[+[ \t]*tool[ \t]*\.[ \t]*migrator\b", data) is not None
    return isinstance(tool, dict) and "migrator" in tool
