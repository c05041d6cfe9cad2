"""One file: whole or not at all, never half of it."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat

from migrator.writing import atomic


class Changed(OSError):
    """The file is no longer what was read."""


def digest(data: bytes) -> str:
    """What tells whether bytes are the same."""
    return hashlib.sha256(data).hexdigest()


def digest_of(path: str) -> str:
    """The digest of a file's bytes. Raises OSError; Changed for a pipe or a device, which may never end."""
    with open(path, "rb", opener=_without_waiting) as handle:
        if not stat.S_ISREG(os.fstat(handle.fileno()).st_mode):
            raise Changed(f"{path} is no file any more")
        return digest(handle.read())


def stands(path: str) -> bool:
    """Whether a file that was found with links followed still stands in that folder: a folder on the way to it may have
    become a link since, and lead elsewhere.
    """
    folder = os.path.dirname(path)
    return os.path.realpath(folder) == folder


def prepare(target: str, temporary: str, after: bytes, *, before: str, shown: str) -> None:
    """Lay new bytes for ``target`` beside it, with its mode and owner, safe on the disk.

    ``before`` is the digest of what is to be replaced. Raises OSError, and leaves no temporary.
    """
    _check_place(target, shown)
    status = os.stat(target)
    if not os.access(target, os.W_OK):  # a rename asks the folder only
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), shown)
    # A temporary is ours by its name: one that is there was left by a run that was killed.
    atomic.create(temporary, after, mode=atomic.PRIVATE, durable=True)
    try:
        made = os.stat(temporary)
        if (made.st_uid, made.st_gid) != (status.st_uid, status.st_gid) and hasattr(os, "chown"):
            with contextlib.suppress(OSError):
                os.chown(temporary, status.st_uid, status.st_gid)
        os.chmod(temporary, status.st_mode & 0o7777)
        _expect(target, before, shown)
    except BaseException:
        with contextlib.suppress(OSError):
            discard(temporary)
        raise


def put(target: str, temporary: str, *, before: str, shown: str) -> None:
    """Rename what `prepare` laid down, if the file is still what was read. Raises OSError, and the old file stays.

    Of several hard links, only this one gets the new bytes: no other path changes.
    """
    _check_place(target, shown)
    _expect(target, before, shown)
    os.replace(temporary, target)


def discard(temporary: str) -> bool:
    """Remove a temporary; whether there was one. Raises OSError where it cannot be removed."""
    try:
        os.unlink(temporary)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def settle(folder: str) -> None:
    """Have the names in a folder reach the disk, where the system can do that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _check_place(target: str, shown: str) -> None:
    if not stands(target):
        raise Changed(f"{shown} is in a folder that has become a link")


def _expect(target: str, before: str, shown: str) -> None:
    if digest_of(target) != before:
        raise Changed(f"{shown} was changed while it was looked at")
