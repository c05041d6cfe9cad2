"""What loggers are called, and their methods."""

from __future__ import annotations

import re

METHODS = ("debug", "error", "info", "log", "trace", "warn")
# A word of a name: `HTTPLog` has two. What is no letter parts words.
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\dA-Z_]+|\d+")
_LOGGERS = frozenset({"log", "logger"})


def last_word(name: str) -> str:
    """The last word of a name, in small letters."""
    words = _WORD.findall(name)
    return words[-1].lower() if words else ""


def is_named_logger(name: str) -> bool:
    """Whether the last word of a name is *log* or *logger*."""
    return last_word(name) in _LOGGERS
