"""What an item of `keep` names: a method, a function or files. The settings, their reader and whoever decides whether a
use may stay ask here, so that nobody else takes an item apart.

- `name` and `Class.name` are methods.
- `function:name` is a function that is no member of a class.
- What has a `/` or a `*`, begins with `!`, or ends as a file that is looked at is a pattern of files.
"""

from __future__ import annotations

import re
from typing import Literal

Keeper = Literal["method", "function", "file"]

_FUNCTION = "function:"
_NAME = r"[A-Za-z_$][\w$]*"
METHOD_PATTERN = rf"(?:{_NAME}\.)?#?{_NAME}"
FUNCTION_PATTERN = _FUNCTION + _NAME
# The endings are those of `documents.kinds`.
_ENDING = r"\.(?:[cm]?[jt]s|[jt]sx|vue|svelte|astro|html?)"
FILES_PATTERN = rf"(?!function:)(?:[^\0\n]*[/*][^\0\n]*|![^\0\n]+|[^\0\n]+{_ENDING})"


def keeper(item: str) -> Keeper:
    """What an item names."""
    if item.startswith(_FUNCTION):
        return "function"
    return "file" if re.fullmatch(FILES_PATTERN, item) is not None else "method"


def of_function(name: str) -> str:
    """The item that names a function."""
    return _FUNCTION + name


def spelled(item: str) -> str:
    """What code spells of an item: the name of the method or the function."""
    return item.removeprefix(_FUNCTION) if item.startswith(_FUNCTION) else item.rpartition(".")[2]
