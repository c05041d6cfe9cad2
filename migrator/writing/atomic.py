"""Files that are made by one step: whole, or as they were before."""

from __future__ import annotations

import contextlib
import os
import stat
from itertools import count

# Whoever may read a new file: what the user's own settings say, or this user alone.
SHARED, PRIVATE = 0o666, 0o600
_BINARY: int = getattr(os, "O_BINARY", 0)
_NUMBERS = count()


def replace(path: str, data: bytes, *, mode: int = SHARED) -> None:
    """Write a file that may be there: it keeps its mode, and a link to it stays; one that is not there has ``mode``.
    Raises OSError, and what was there stays; only what is no regular file (a pipe, a device) may have got some of the
    bytes.
    """
    path = os.path.realpath(path)
    found = _mode(path)
    if found is not None and not stat.S_ISREG(found):
        with open(path, "wb") as file:
            file.write(data)
        return
    temporary = _beside(path)
    create(temporary, data, mode=mode)
    try:
        if found is not None:
            os.chmod(temporary, stat.S_IMODE(found))
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def create(path: str, data: bytes, *, mode: int = SHARED, durable: bool = False) -> None:
    """Write a file that is not there; one that is ``durable`` is safe on the disk. Raises OSError (FileExistsError
    where it is there), and no file is left.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)
    try:
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(handle)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(path)
        raise


def may_replace(path: str) -> None:
    """Raise the OSError that `replace` would, as far as that can be told before there are bytes to write."""
    path = os.path.realpath(path)
    mode = _mode(path)
    if mode is not None and not stat.S_ISREG(mode):
        return
    if mode is not None:
        with open(path, "ab"):  # a rename asks the folder only
            pass
    temporary = _beside(path)
    create(temporary, b"")
    os.unlink(temporary)


def _beside(path: str) -> str:
    folder, name = os.path.split(path)
    # Names may be as long as the system allows: the beginning is enough to tell whose it was.
    return os.path.join(folder, f"{name[:32]}.{os.getpid()}.{next(_NUMBERS)}.tmp")


def _mode(path: str) -> int | None:
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return None
