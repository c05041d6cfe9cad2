"""The addresses of workers that texts name, kept under the texts: most runs parse none of the files that start one."""

from __future__ import annotations

import json
from collections.abc import Callable

from migrator.javascript.disk import digest
from migrator.run.cache.store import Store
from migrator.run.cache.version import program_digest

_KIND = "addresses"


class KeptAddresses:
    """The addresses that a store has; what it has not is found, and then it has it."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def of(self, kind: str, data: bytes, find: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
        """The addresses of a text of some kind."""
        key = digest("\0".join((program_digest(self.store), kind, digest(data))).encode())
        value = self.store.get(_KIND, key)
        if value is not None:
            try:
                known = json.loads(value)
                if isinstance(known, list) and all(isinstance(item, str) for item in known):
                    return tuple(known)
            except (ValueError, RecursionError):  # somebody else's, however it came there
                pass
        found = find()
        self.store.put(_KIND, key, json.dumps(found).encode("utf-8", "surrogatepass"))
        return found
