"""Edits on bytes or text: pieces are replaced, or put in between; all at once, so that no offset moves."""

from __future__ import annotations

from typing import AnyStr

Edit = tuple[int, int, AnyStr]


def apply(data: AnyStr, edits: list[Edit[AnyStr]]) -> AnyStr:
    """``data`` with every (start, end, new) in place of what stood there; insertions at one place keep their order."""
    pieces, at = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        assert start >= at, "two edits overlap"
        pieces += [data[at:start], new]
        at = end
    return data[:0].join((*pieces, data[at:]))
