"""One writer at a time: a lock that ends with its process, and names it."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


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
        self._marker = path.with_suffix(".pid")
        self._handle: int | None = None
        self._marked = False

    def take(self) -> None:
        """Take the lock, or raise Busy at once. Raises OSError where the file cannot be made."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            try:
                _hold(handle)
            except BlockingIOError:
                raise Busy(_process(self._path)) from None
            except OSError:  # a file system without locks
                self._mark()
            os.ftruncate(handle, 0)
            os.write(handle, str(os.getpid()).encode())
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle

    def release(self) -> None:
        if self._handle is None:
            return
        with contextlib.suppress(OSError):
            os.ftruncate(self._handle, 0)
        os.close(self._handle)
        self._handle = None
        if self._marked:
            self._marker.unlink(missing_ok=True)
            self._marked = False

    def _mark(self) -> None:
        """Without locks of the system: a file that only one process can make, dead once that process is."""
        for _ in range(2):
            try:
                handle = os.open(self._marker, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
            except FileExistsError:
                process = _process(self._marker)
                if process is None or _is_alive(process):
                    raise Busy(process) from None
                self._marker.unlink(missing_ok=True)
                continue
            os.write(handle, str(os.getpid()).encode())
            os.close(handle)
            self._marked = True
            return
        raise Busy(_process(self._marker))


def _hold(handle: int) -> None:
    """Lock an open file, as the system does it. Raises BlockingIOError where another process has it."""
    try:
        import fcntl
    except ImportError:
        raise OSError("no locks") from None
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _process(path: Path) -> int | None:
    try:
        return int(path.read_text("ascii"))
    except (OSError, ValueError):
        return None


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
