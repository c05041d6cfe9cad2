"""Makes an input that fails as small as it gets by leaving out chunks, ever smaller ones."""

from __future__ import annotations

import time
from collections.abc import Callable


def minimise(data: bytes, fails: Callable[[bytes], bool], seconds: float = 30.0) -> bytes:
    """The smallest part of ``data`` found in time for which ``fails`` still holds."""
    end = time.monotonic() + seconds
    size = max(1, len(data) // 2)
    while size:
        at = 0
        shrunk = False
        while at < len(data):
            if time.monotonic() > end:
                return data
            less = data[:at] + data[at + size :]
            if fails(less):
                data, shrunk = less, True
            else:
                at += size
        if not shrunk or size > len(data):
            size //= 2
    return data
