"""What is changed in the bytes of a file, as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """Bytes ``start`` to ``end`` become ``text``."""

    start: int
    end: int
    text: bytes


class Overlap(ValueError):
    """Two edits overlap; ``at`` is the byte at which one of them begins."""

    def __init__(self, at: int) -> None:
        super().__init__(f"edits overlap at byte {at}")
        self.at = at


def apply(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Apply edits back to front; raises Overlap if two overlap."""
    out: list[bytes] = []
    at = len(data)
    for edit in sorted(edits, reverse=True):
        if edit.end > at:
            raise Overlap(edit.start)
        out.append(data[edit.end : at])
        out.append(edit.text)
        at = edit.start
    out.append(data[:at])
    return b"".join(reversed(out))
