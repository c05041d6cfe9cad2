"""Where journals are kept: for files of a repository in its git directory, for others in the user's state folder, by
the working directory of the run.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

from migrator.discovery.git import git_path
from migrator.writing.journal import Journal, State, Writer, check_folder, read
from migrator.writing.lock import Lock
from migrator.writing.owner import others_in, state_folder

KEPT = 10
_ENDING = ".journal"


class History(NamedTuple):
    """The journals of one place. ``root`` is the top of the repository, or empty outside of one."""

    folder: Path
    root: str = ""

    @property
    def lock(self) -> Lock:
        return Lock(self.folder / "lock")

    def check(self) -> None:
        """Raises Damaged where somebody else may have written journals here."""
        check_folder(self.folder)

    def journals(self) -> list[Path]:
        """The journals, oldest first."""
        try:
            names = [name for name in os.listdir(self.folder) if name.endswith(_ENDING)]
        except (FileNotFoundError, NotADirectoryError):
            return []
        numbers = sorted(int(stem) for name in names if (stem := name.removesuffix(_ENDING)).isdigit())
        return [self._path(number) for number in numbers]

    def read(self, path: Path) -> Journal:
        return read(path, self.root)

    def begin(self, started: int) -> Writer:
        """A new journal."""
        paths = self.journals()
        number = int(paths[-1].name.removesuffix(_ENDING)) + 1 if paths else 1
        return Writer(self._path(number), self.root, started=started, folder=os.getcwd())

    def prune(self) -> None:
        """Forget all but the last few."""
        for path in self.journals()[:-KEPT]:
            path.unlink(missing_ok=True)

    def unfinished(self) -> Journal | None:
        """The journal of a run that was killed. Only the last can be one: the next writer settles it."""
        paths = self.journals()
        journal = self.read(paths[-1]) if paths else None
        return journal if journal is not None and journal.state is not State.DONE else None

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06}{_ENDING}"


class Histories:
    """The history of each file, looked up once for each folder, for a run in the folder ``working``."""

    def __init__(self, working: str) -> None:
        self._working = os.path.realpath(working)
        self._tops: dict[str, str | None] = {}
        self._histories: dict[str | None, History] = {}

    def of(self, folder: str) -> History:
        """The history that the files of a folder (links followed) belong to."""
        top = self._top(folder)
        if top not in self._histories:
            state = _state(top) if top is not None else None
            if top is not None and state is not None:
                self._histories[top] = History(Path(state), top)
            else:
                self._histories[top] = _outside(self._working)
        return self._histories[top]

    def _top(self, folder: str) -> str | None:
        if folder not in self._tops:
            parent = os.path.dirname(folder)
            if os.path.lexists(os.path.join(folder, ".git")):
                self._tops[folder] = folder
            else:
                self._tops[folder] = self._top(parent) if parent != folder else None
        return self._tops[folder]


def _state(top: str) -> str | None:
    """Where a repository keeps what is ours. Git is asked only where it is not plain: for a work tree that is linked,
    and for a repository of somebody else, of which it may refuse to speak.
    """
    plain = os.path.join(top, ".git")
    if os.path.isfile(os.path.join(plain, "HEAD")) and others_in(plain) is None:
        return os.path.join(plain, "migrator")
    return git_path(top, "migrator")


def _outside(folder: str) -> History:
    """The history of the runs that were started in a folder, over files outside of repositories."""
    return History(Path(state_folder(), hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]))
