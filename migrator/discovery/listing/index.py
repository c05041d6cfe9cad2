"""The index that git keeps of a repository: as long as it is the same, what git says to be unchanged is so."""

from __future__ import annotations

import os

from migrator.discovery.git import git_path
from migrator.model.digest import hash_of

# Git ends the index with a hash of all that stands before it.
_HASH = 20


class Index:
    """The index of the repository that a folder is in, by a hash of its bytes."""

    def __init__(self, path: str, digest: str, place: tuple[int, int, int]) -> None:
        self.digest = digest
        self._path = path
        self._place = place

    @classmethod
    def read(cls, folder: str, top: str | None = None) -> Index | None:
        """What the index is now, None where there is none. The ``top`` of the work tree may be known."""
        # Git need not be asked where a repository has its own folder.
        path = _own_index(top or folder) or git_path(folder, "index")
        if path is None:
            return None
        try:
            with open(path, "rb") as file:
                place = _place(os.fstat(file.fileno()))
                file.seek(-_HASH, os.SEEK_END)
                digest = file.read()
                if not any(digest):  # somebody told git (`index.skipHash`) to spare itself that
                    file.seek(0)
                    digest = hash_of(file.read())
        except OSError:
            return None
        return cls(path, digest.hex(), place)

    def is_current(self) -> bool:
        """Whether it is still the same: git never writes into its index, and puts another in its place."""
        try:
            return _place(os.stat(self._path)) == self._place
        except OSError:
            return False


def is_small(top: str | None, most: int) -> bool:
    """Whether a work tree has an index of no more than some bytes in a folder of its own."""
    path = _own_index(top) if top is not None else None
    try:
        return path is not None and os.stat(path).st_size <= most
    except OSError:
        return False


def _own_index(top: str) -> str | None:
    """The index at the top of a work tree; None where its `.git` is no folder, as in a second work tree."""
    own = os.path.join(top, ".git")
    return os.path.join(own, "index") if os.path.isdir(own) else None


def _place(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_mtime_ns, status.st_size
