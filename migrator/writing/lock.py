"""One writer at a time: a lock that ends with its process.

The lock is one of the system, by `filelock`: a process is never asked whether it lives, since on Windows that question
ends it. Beside the lock its process writes its id, for who finds the lock taken; nothing is decided by that.
"""

from __future__ import annotations

import contextlib
import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock


class Busy(Exception):
    """Another process holds the lock. ``process`` is its id, where it can be read."""

    def __init__(self, process: int | None) -> None:
        super().__init__(process)
        self.process = process


class Lock:
    """Held from `take` to `release`. The file stays, since removing one that another process waits for would give both
    the lock.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer = path.with_suffix(".pid")
        self._held: BaseFileLock | None = None

    def take(self) -> None:
        """Take the lock, or raise Busy at once. Raises OSError where the file cannot be made."""
        from filelock import FileLock, Timeout  # takes as long as a small check

        held: BaseFileLock = FileLock(str(self._path), timeout=0, mode=0o600)
        try:
            with warnings.catch_warnings(action="ignore"):
                try:
                    held.acquire()
                except NotImplementedError:  # a file system without locks, to an older filelock
                    from filelock import SoftFileLock

                    held = SoftFileLock(f"{self._path}.made", timeout=0, mode=0o600)
                    held.acquire()
        except Timeout:
            raise Busy(_process(self._writer)) from None
        with contextlib.suppress(OSError):
            self._writer.write_text(str(os.getpid()), "ascii")
        self._held = held

    def release(self) -> None:
        if self._held is None:
            return
        with contextlib.suppress(OSError):
            self._writer.unlink(missing_ok=True)
        self._held.release()
        self._held = None


def _process(path: Path) -> int | None:
    try:
        return int(path.read_text("ascii"))
    except (OSError, ValueError):
        return None
