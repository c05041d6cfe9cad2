"""Which files of a repository hold something, kept for the objects that git has of them (`discovery.contents`)."""

from __future__ import annotations

from migrator.javascript.disk import digest
from migrator.run.cache.store import Store
from migrator.run.cache.version import program_digest

_KIND = "contents"


class KeptContents:
    """Values of a store by their names, for this program."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, name: str) -> bytes | None:
        """The value of a name, None where there is none."""
        return self._store.get(_KIND, self._key(name))

    def put(self, name: str, value: bytes) -> None:
        """Keep a value under a name."""
        self._store.put(_KIND, self._key(name), value)

    def _key(self, name: str) -> str:
        return digest("\0".join((program_digest(self._store), name)).encode("utf-8", "surrogateescape"))
