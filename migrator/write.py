"""Writing: whole files or none of them, never half of one."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from pathlib import Path


class Changed(OSError):
    """The file is no longer what was read."""


def write_atomically(path: str, before: bytes, after: bytes) -> None:
    """Put ``after`` in the place of ``before`` by a rename, with the file's mode.

    Raises OSError, and the old file is left as it was.
    A symbolic link stays one: the file that it leads to is replaced. Of several hard links, only this one gets the
    new bytes: no other path changes.
    """
    target = Path(os.path.realpath(path))
    mode = target.stat().st_mode
    if not os.access(target, os.W_OK):  # a rename asks the folder only
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(after)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(name, mode & 0o7777)
        if target.read_bytes() != before:
            raise Changed(f"{path} was changed while it was looked at")
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
