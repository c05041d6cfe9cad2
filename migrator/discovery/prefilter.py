"""What the bytes of a file say before anything parses them: whether it can matter, and whether a program wrote it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cache
from typing import NamedTuple

# What a comment begins with that keeps a use.
SUPPRESSES = b"migrator-keep"
# What the names of the methods begin with that run Python.
RUNS = b"runPython"
# A line this long in a file this dense was written by a program.
_LONG_LINE, _DENSE = 2_000, 500


class Asks(NamedTuple):
    """What a file may have by its bytes: uses of the receiver, methods that the settings name, comments that keep a
    use, calls that run Python, and commands that it sends.
    """

    uses: bool = False
    named: bool = False
    kept: bool = False
    calls: bool = False
    sends: bool = False


@cache
def sought(receiver: str) -> Callable[[bytes], bool]:
    """Whether the bytes of a file can hold a use: they spell the receiver's name, or an escape that may spell it."""
    name = receiver.encode()
    escaped: Callable[[bytes], object] | None = None

    def look(data: bytes) -> bool:
        nonlocal escaped
        if b"\0" in data:
            # UTF-16 mostly, which must not pass for a file without a use: whoever reads it says what it is.
            plain = data.replace(b"\0", b"")
            return name in plain or (b"\\u" in plain and b"this" in plain)
        if name in data and (b"\\" in data or _whole(receiver).search(data) is not None):
            return True
        if b"\\" not in data:
            return False
        if escaped is None:
            from migrator.javascript.strings import escapes

            escaped = escapes(receiver).search
        return escaped(data) is not None and _spelled(data, receiver)

    return look


def may_hold(data: bytes, receiver: str) -> bool:
    """Whether the bytes of a file can hold a use of one receiver."""
    return sought(receiver)(data)


def _spelled(data: bytes, receiver: str) -> bool:
    from migrator.javascript.strings import spellings

    return spellings(receiver).search(data) is not None


@cache
def _whole(receiver: str) -> re.Pattern[bytes]:
    """The name where no longer name has it. What stands before it is looked at last: a search for a prefix is cheap."""
    name = re.escape(receiver.encode())
    return re.compile(rb"%s(?<![\w$]%s)(?![\w$])" % (name, name))


def may_send(data: bytes, worker: str, commands: Callable[[], Collection[bytes]]) -> bool:
    """Whether a file may send one of some commands: it spells the worker's name and that of a command, or it has a
    class that may inherit what sends one. The commands are asked for last, since they stand on pages.
    """
    if worker.encode() not in data and b"\\" not in data:
        return False
    if b"\0" in data or not sought(worker)(data):
        return False
    escaped = b"\\" in data
    if escaped and _whole(worker).search(data) is None and not _spelled(data, worker):
        return False
    inherits = b"extends" in data
    if not inherits and not escaped and _taken(worker).search(data) is None:
        return False
    names = commands()
    return bool(names) and (inherits or escaped or any(name in data for name in names))


@cache
def _taken(worker: str) -> re.Pattern[bytes]:
    """The name of the worker where it is not only given a new one: a name that it is given may send as well."""
    return re.compile(rb"(?<![\w$])%s(?![\w$])(?!\s*=(?![=>])\s*(?:new|null|undefined)\b)" % re.escape(worker.encode()))


def may_name(data: bytes, names: Collection[bytes]) -> bool:
    """Whether a file may have a method of one of these names; an escape may spell any."""
    if not names or b"class" not in data:
        return False
    return any(name in data for name in names) or b"\\u" in data


def may_call(data: bytes) -> bool:
    """Whether the bytes of a file can hold a call that runs Python: they spell it, or an escape that may."""
    if RUNS in data:
        return True
    if b"\0" in data:
        return RUNS in data.replace(b"\0", b"")
    if b"\\" not in data:
        return False
    from migrator.javascript.strings import escapes, spellings

    name = RUNS.decode()
    return escapes(name).search(data) is not None and spellings(name).search(data) is not None


def is_pyodide(path: str, data: bytes) -> bool:
    """Whether a file is a copy of Pyodide itself: it has the name of one, and says what only Pyodide's loader says."""
    name = re.split(r"[\\/]", path)[-1].lower()
    return re.fullmatch(r"pyodide(\.asm)?(\.min)?\.[cm]?js", name) is not None and any(
        mark in data for mark in (b"_createPyodideModule", b"languagePluginLoader")
    )


def is_generated(data: bytes) -> bool:
    """Whether a program wrote the file: one of its lines is far too long for a person and there are few of them."""
    if len(data) < _LONG_LINE:
        return False
    lines = data.count(b"\n") + data.count(b"\r") + 1
    return len(data) / lines > _DENSE and max(map(len, data.split(b"\n"))) > _LONG_LINE
