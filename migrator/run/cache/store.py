"""Values under keys, each in a file of its own. A value that is gone, torn or spoilt is one that was never there.

So is one that somebody else put there: what a run finds and writes is decided by values, so each has the seal of this
user (`writing.owner`) over its kind, its key and itself. With it a value says that a run of this user found it, for the
key's program, pages, settings and bytes, and verified the edits in it; what has no seal is found, and verified, anew.
Nor is a folder used that is not the user's own, or that others can write to: `open_store`.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

from migrator.model.digest import hash_of
from migrator.writing.owner import has_key, key_file, make, others_in, seal

VARIABLE = "MIGRATOR_CACHE"
KINDS = ("results", "rules", "programs", "addresses", "contents", "folders", "program")
_DAY = 24 * 60 * 60
_KEPT_DAYS = 30
# The names of values. Most runs sweep nothing, and compile no pattern for it.
_SHARD, _NAME = r"[0-9a-f]{2}", r"[0-9a-f]{16,}(?:\.[0-9]+\.[0-9]+\.tmp)?"
refused: list[str] = []  # why this process uses no cache, once


def folder() -> str | None:
    """The folder of the caches: what `MIGRATOR_CACHE` names, else the platform's place; None where it is empty."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return named or None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "migrator") if os.path.isabs(base) else None


def open_store() -> Store | None:
    """The user's cache. None where there is none, or none that is the user's alone: `refused` says why."""
    root = folder()
    if root is None:
        return None
    wrong = others_in(root)
    if wrong is not None:
        mend = "`chmod go-w` mends that" if wrong.startswith("can") else f"{VARIABLE} may name another folder"
        _refuse(f"the cache folder {root} {wrong}, so no cache is used; {mend}")
        return None
    if not has_key():
        if os.environ.get(VARIABLE):
            key = key_file()
            _refuse(f"no cache is used, since its seal has no key: {key} cannot be made, or others can write to it")
        return None
    return Store(root)


def _refuse(why: str) -> None:
    if why not in refused:
        refused.append(why)


class Store:
    """A folder that several processes may use at once, and anybody may delete at any time.

    What the package brings is no user's: it is not ``sealed``, but has a checksum, and not ``swept``, but left as it is
    by who only reads in it.
    """

    def __init__(self, root: str, *, swept: bool = True, sealed: bool = True) -> None:
        self.root = root
        self.swept = swept
        self.sealed = sealed

    def get(self, kind: str, key: str) -> bytes | None:
        """The value under a key, None if there is none that is whole."""
        path = self._path(kind, key)
        try:
            with open(path, "rb") as file:
                digest, _, value = file.read().partition(b"\n")
                used = os.fstat(file.fileno()).st_mtime
        except OSError:
            return None
        if digest != self._sign(kind, key, value):
            return None
        if self.swept and time.time() - used > _DAY:  # what is used stays
            with suppress(OSError):
                os.utime(path)
        return value

    def put(self, kind: str, key: str, value: bytes) -> None:
        """Keep a value; where that is not possible, nothing happens."""
        from migrator.writing import atomic  # most runs keep nothing new

        path = self._path(kind, key)
        place = os.path.dirname(path)
        with suppress(OSError):
            if any(map(os.path.islink, (os.path.dirname(place), place, path))):
                return  # it leads elsewhere, where nothing is kept
            make(place)
            atomic.replace(path, self._sign(kind, key, value) + b"\n" + value, mode=atomic.PRIVATE)
            self._sweep()

    def _sign(self, kind: str, key: str, value: bytes) -> bytes:
        """What stands before a value."""
        if not self.sealed:
            return hash_of(value).hex().encode()
        return seal(b"cache", kind.encode(), key.encode(), value).encode()

    def _path(self, kind: str, key: str) -> str:
        return os.path.join(self.root, kind, key[:2], key[2:])

    def _sweep(self) -> None:
        """Once a day, remove what was not used for a month."""
        stamp = os.path.join(self.root, "swept")
        now = time.time()
        with suppress(OSError):
            if now - os.stat(stamp).st_mtime < _DAY:
                return
        if os.path.islink(stamp):
            return
        with open(stamp, "ab"):
            pass
        os.utime(stamp)
        for path in self._entries():
            with suppress(OSError):
                if now - os.lstat(path).st_mtime > _KEPT_DAYS * _DAY:
                    os.unlink(path)

    def _entries(self) -> Iterator[str]:
        """The files of values, and no others: the folder may be one that holds more."""
        for kind in KINDS:
            for shard in _folders(os.path.join(self.root, kind)):
                if not re.fullmatch(_SHARD, os.path.basename(shard)):
                    continue
                with os.scandir(shard) as entries:
                    names = [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
                yield from (os.path.join(shard, name) for name in names if re.fullmatch(_NAME, name))


def _folders(folder: str) -> list[str]:
    if os.path.islink(folder):
        return []
    try:
        with os.scandir(folder) as entries:
            return [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return []
