"""Whose a file is: what this user may take for its own, and the seal by which it knows what it wrote.

What is kept from run to run decides what is written: a cache has edits, a journal has old bytes. Both are taken only

- from a folder, and a file, that belongs to this user and that nobody else can write to (`others`; Windows has no mode
  that says so, and the seal has to do there),
- with the `seal` of this user: a keyed hash, whose key is in the user's state folder and nowhere else. So what somebody
  else made, unpacked or committed is known for what it is, whoever owns the files by now.

It is no protection from who can read the user's own files, or runs programs as this user. Where there is no place for a
key (no home that can be written to), the hash has no key, and the owner alone decides.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from functools import cache

from migrator.model.digest import SIZE, blake2b

_KEY = "key"
_BYTES = 32


def state_folder() -> str:
    """Where this program keeps what belongs to the user, not to a repository."""
    named = (os.environ.get(name, "") for name in ("XDG_STATE_HOME", "LOCALAPPDATA"))
    # A relative one would be another folder for each working directory, and stand among the user's files.
    home = next(filter(os.path.isabs, named), None) or os.path.expanduser("~/.local/state")
    return os.path.join(home if os.path.isabs(home) else _own_home(), "migrator")


def _own_home() -> str:
    """The state folder of the user as the system knows them, where the environment names none that can be used."""
    try:
        import pwd

        home = pwd.getpwuid(os.getuid()).pw_dir
    except (ImportError, KeyError):  # on Windows; a user without an entry
        home = ""
    return os.path.join(home if os.path.isabs(home) else os.path.abspath(os.sep), ".local", "state")


def others(status: os.stat_result, path: str) -> str | None:
    """What makes a file or folder of some status one that another user may have written; None if nothing does."""
    if os.name == "nt":
        return None
    if status.st_uid != os.geteuid():
        return "belongs to another user"
    if status.st_mode & stat.S_IWOTH or (status.st_mode & stat.S_IWGRP and not _is_own_group(status.st_gid, path)):
        return "can be written by others"
    return None


def others_in(folder: str) -> str | None:
    """The same of a folder, or why it is none; None for one that is not there. Links are followed."""
    try:
        status = os.stat(folder)
    except FileNotFoundError:
        return "is a link to nothing" if os.path.lexists(folder) else None
    except OSError as error:
        return f"cannot be looked at ({error.strerror})"
    return others(status, folder) if stat.S_ISDIR(status.st_mode) else "is no folder"


def make(folder: str) -> None:
    """Make a folder and those above it, which only this user can look into where they are new. Raises OSError."""
    above = os.path.dirname(folder)
    if above and above != folder and not os.path.isdir(above):
        make(above)
    with suppress(FileExistsError):
        os.mkdir(folder, 0o700)


def seal(*parts: bytes) -> str:
    """What only this user can know of some bytes."""
    made = blake2b(key=_key(state_folder()), digest_size=SIZE)
    for part in parts:
        made.update(len(part).to_bytes(8, "little"))
        made.update(part)
    return made.hexdigest()


def key_file() -> str:
    """Where the key of the seal is."""
    return os.path.join(state_folder(), _KEY)


def has_key() -> bool:
    """Whether there is a key, so that a seal tells who wrote something."""
    return bool(_key(state_folder()))


@cache
def _key(folder: str) -> bytes:
    """The key of this user, made where there is none; nothing where none can be kept."""
    if others_in(folder) is not None:
        return b""
    path = os.path.join(folder, _KEY)
    known = _read(path)
    if known is None:
        with suppress(OSError):
            _make_key(folder, path)
        known = _read(path)
    return known or b""


def _make_key(folder: str, path: str) -> None:
    """Make a key, whole from its first moment; one that is there by then stays. Raises OSError."""
    from migrator.writing import atomic

    make(folder)
    temporary = f"{path}.{os.getpid()}"
    with suppress(FileNotFoundError):
        os.unlink(temporary)
    with suppress(FileNotFoundError):
        if _read(path) is None:  # others know it, or it is spoilt
            os.unlink(path)
    atomic.create(temporary, os.urandom(_BYTES), mode=atomic.PRIVATE, durable=True)
    try:
        with suppress(FileExistsError):  # another process was quicker
            os.link(temporary, path)
    except OSError:  # a file system without links
        os.rename(temporary, path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)


def _read(path: str) -> bytes | None:
    """A key that is there and whole, None if it is not; one that others can read or write is none."""
    try:
        with open(path, "rb") as file:
            status = os.fstat(file.fileno())
            known = file.read(_BYTES + 1)
    except OSError:
        return None
    if others(status, path) is not None or (os.name != "nt" and status.st_mode & (stat.S_IRGRP | stat.S_IROTH)):
        return None
    return known if len(known) == _BYTES else None


def _is_own_group(group: int, path: str) -> bool:
    """Whether a group has no member but this user, as the groups have that some systems make for each user."""
    try:
        import grp
        import pwd

        own = pwd.getpwuid(os.geteuid())
        found = grp.getgrgid(group)
        with suppress(OSError, AttributeError):
            os.getxattr(path, "system.posix_acl_access")  # the mode of the group says who else may write
            return False
    except (ImportError, KeyError):
        return False
    return found.gr_name == own.pw_name and group == own.pw_gid and set(found.gr_mem) <= {own.pw_name}
