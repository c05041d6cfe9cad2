"""What a file imports by a relative specifier, by its bytes: more than there is, since no file is parsed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache

_QUOTES = (b"'", b'"', b"`")
_UP = (b"../", b"..'", b'.."', b"..`")
_LONGEST = 300  # of a specifier
_CLAUSE = 5_000  # of what stands between `import` and its specifier


def climbs(data: bytes, depth: int) -> bool:
    """Whether a file may import what is outside of a folder that it stands so many folders below; with a ``depth`` of
    -1 anything is.
    """
    if depth >= 0:
        up = b"../" * depth
        is_up = up + b".." in data if up else any(end in data for end in _UP)  # a spread has dots as well
        if not is_up and not _comes_back(data):
            return False
    return any(_height(specifier) > depth for _, specifier in specifiers(data))


def _comes_back(data: bytes) -> bool:
    """Whether a path goes down, and up again."""
    at = data.find(b"/../")
    while at >= 0:
        if data[at - 1 : at] != b".":
            return True
        at = data.find(b"/../", at + 1)
    return False


def _height(specifier: bytes) -> int:
    """How many folders up a specifier leads at most."""
    level = highest = 0
    for part in specifier.split(b"/"):
        level += 1 if part == b".." else -1 if part not in (b"", b".") else 0
        highest = max(highest, level)
    return highest


def specifiers(data: bytes) -> Iterator[tuple[int, bytes]]:
    """What looks like a relative specifier, each with where its quote is."""
    for quote in _QUOTES:
        start = quote + b"."
        at = data.find(start)
        while at >= 0:
            end = data.find(quote, at + 1, at + _LONGEST)
            text = data[at + 1 : end] if end > 0 else b""
            if (text.startswith((b"./", b"../")) or text in (b".", b"..")) and b"\n" not in text:
                yield at, text
            at = data.find(start, at + 1)


def passes_on(data: bytes, at: int) -> bool:
    """Whether a file may pass on what it imports of the specifier at a place."""
    start = data[max(0, at - 20) : at].rstrip()
    if start.endswith(b"("):  # `require(…)`, `import(…)`
        return start[:-1].rstrip().endswith((b"require", b"import"))
    if not start.endswith(b"from"):
        return False
    first = max(0, at - _CLAUSE)
    begins, exports = data.rfind(b"import", first, at), data.rfind(b"export", first, at)
    if exports > begins:
        return True
    names = {name for name in _names().findall(data, begins, at) if name not in (b"import", b"from", b"as")}
    return any(_is_value(data, name, begins, at) for name in names)


def _is_value(data: bytes, name: bytes, start: int, end: int) -> bool:
    """Whether a name is used as a value outside of a stretch: not only called, and not only asked for a member."""
    if b"new " + name + b"(" in data or b"extends " + name + b" " in data:  # as most are written
        return True
    at = data.find(name)
    while at >= 0:
        after = at + len(name)
        if not start <= at < end and not _is_word(data[at - 1 : at]) and not _is_word(data[after : after + 1]):
            before = data[max(0, at - 12) : at].rstrip()
            if before.endswith((b"new", b"extends")) or _ending().match(data, after) is not None:
                return True
            line = data[data.rfind(b"\n", 0, at) + 1 : at]
            if b"export" in line:
                return True
        at = data.find(name, after)
    return False


def _is_word(character: bytes) -> bool:
    return character.isalnum() or character in (b"_", b"$")


@cache
def _names() -> re.Pattern[bytes]:
    return re.compile(rb"[\w$\x80-\xff]+")


@cache
def _ending() -> re.Pattern[bytes]:
    """What stands behind a name, or behind a member of one, whose value goes on."""
    return re.compile(rb"(?:\s*\.\s*[\w$]+)*\s*?(?:[,;)}\]{\n]|\Z)")


def called(name: str) -> tuple[str, str]:
    """What a file may be called, by its name or less its ending, that the last part of a specifier may mean."""
    return name, os.path.splitext(name)[0]
