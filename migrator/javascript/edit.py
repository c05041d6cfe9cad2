"""What is changed in the bytes of a file, as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """Bytes ``start`` to ``end`` become ``text``."""

    start: int
    end: int
    text: bytes


def apply(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Apply edits back to front; raises ValueError if two overlap."""
    out: list[bytes] = []
    at = len(data)
    for edit in sorted(edits, reverse=True):
        if edit.end > at:
            raise ValueError(f"edits overlap at byte {edit.start}")
        out.append(data[edit.end : at])
        out.append(edit.text)
        at = edit.start
    out.append(data[:at])
    return b"".join(reversed(out))
