"""Values under keys, each in a file of its own. A value that is gone, torn or spoilt is one that was never there."""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress

from migrator.model.digest import hash_of

VARIABLE = "MIGRATOR_CACHE"
_DAY = 24 * 60 * 60
_KEPT_DAYS = 30


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


class Store:
    """A folder that several processes may use at once, and anybody may delete at any time.

    One that is not ``swept`` is left as it is by who only reads in it.
    """

    def __init__(self, root: str, *, swept: bool = True) -> None:
        self.root = root
        self.swept = swept

    def get(self, kind: str, key: str) -> bytes | None:
        """The value under a key, None if there is none that is whole."""
        path = self._path(kind, key)
        try:
            with open(path, "rb") as file:
                digest, _, value = file.read().partition(b"\n")
                used = os.fstat(file.fileno()).st_mtime
        except OSError:
            return None
        if digest != hash_of(value).hex().encode():
            return None
        if self.swept and time.time() - used > _DAY:  # what is used stays
            with suppress(OSError):
                os.utime(path)
        return value

    def put(self, kind: str, key: str, value: bytes) -> None:
        """Keep a value; where that is not possible, nothing happens."""
        from migrator.writing import atomic  # most runs keep nothing new

        path = self._path(kind, key)
        with suppress(OSError):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            atomic.replace(path, hash_of(value).hex().encode() + b"\n" + value, mode=atomic.PRIVATE)
            self._sweep()

    def _path(self, kind: str, key: str) -> str:
        return os.path.join(self.root, kind, key[:2], key[2:])

    def _sweep(self) -> None:
        """Once a day, remove what was not used for a month."""
        stamp = os.path.join(self.root, "swept")
        now = time.time()
        with suppress(OSError):
            if now - os.stat(stamp).st_mtime < _DAY:
                return
        with open(stamp, "wb"):
            pass
        os.utime(stamp)
        for folder, _, names in os.walk(self.root):
            for name in names:
                path = os.path.join(folder, name)
                with suppress(OSError):
                    if now - os.stat(path).st_mtime > _KEPT_DAYS * _DAY:
                        os.unlink(path)
