"""The words of a name."""

from __future__ import annotations

import re

_BETWEEN = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def apart(name: str, between: str) -> str:
    """A name in camel case with something between its words, which keep their case: `getState` is `get_State`."""
    return _BETWEEN.sub(between, name)
