"""What the words of a sentence are made from."""

from __future__ import annotations

from collections.abc import Callable

# A text with a place for each value, as `str.format` fills it; or a function that is given the values by name, where
# the words depend on them. A value that is a message of its own comes as its words.
Template = str | Callable[..., str]


def names(items: tuple[str, ...], between: str = ", ") -> str:
    """Names as code, one after the other."""
    return between.join(f"`{name}`" for name in items)


def places(items: tuple[tuple[str, str, int], ...]) -> str:
    """Classes, each with the file and the line where it begins."""
    return ", ".join(f"`{name}` ({file}:{line})" for name, file, line in items)
