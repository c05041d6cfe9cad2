"""The hash that tells any two texts apart: of files, of listings, of what is kept."""

from __future__ import annotations

# `hashlib` loads OpenSSL, which takes longer than all that a hook does with a clean file; CPython's own BLAKE2 is the
# same function. Only an interpreter that is built without it has to take the long way.
try:
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

__all__ = ["SIZE", "blake2b", "hash_of"]

SIZE = 20  # bytes


def hash_of(data: bytes) -> bytes:
    """The BLAKE2b hash of bytes, in `SIZE` bytes."""
    return blake2b(data, digest_size=SIZE).digest()
