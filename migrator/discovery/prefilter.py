"""What the bytes of a file say before anything parses them: whether it can matter, and whether a program wrote it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cache
from typing import NamedTuple

from migrator.model.settings import Receiver
from migrator.python.language import PYTHON

# What a comment begins with that keeps a use.
SUPPRESSES = b"migrator-keep"
# A line this long in a file this dense was written by a program.
_LONG_LINE, _DENSE = 2_000, 500

# What a component has its methods in.
_OF_COMPONENTS = (b"methods", b"actions")
# What stands before the name of a member, and behind one that a pattern takes.
_BEFORE_MEMBER = (b".", b"'", b'"', b"`", b"[")
_AFTER_PART = (b",", b"}", b":", b"=", b"/")
_TYPES = tuple(name.encode() for name in PYTHON.types)


class Asks(NamedTuple):
    """What a file may have by its bytes: uses of the receiver, methods that the settings name, comments that keep a
    use, calls that run Python, and commands that it sends; and, by what it imports, calls of functions of other files
    that only run what they are given.
    """

    uses: bool = False
    named: bool = False
    kept: bool = False
    calls: bool = False
    sends: bool = False
    imported: bool = False


@cache
def sought(receiver: Receiver) -> Callable[[bytes], bool]:
    """Whether the bytes of a file can hold a use: they spell the receiver's word, or an escape that may spell it."""
    word = receiver.word
    name = word.encode()

    def look(data: bytes) -> bool:
        if b"\0" in data:
            # UTF-16 mostly, which must not pass for a file without a use: whoever reads it says what it is.
            plain = data.replace(b"\0", b"")
            return name in plain or (b"\\u" in plain and b"this" in plain)
        if name in data and (b"\\" in data or _whole(word).search(data) is not None):
            return True
        return _escaped(data, word)

    return look


def may_hold(data: bytes, receiver: Receiver) -> bool:
    """Whether the bytes of a file can hold a use of one receiver."""
    return sought(receiver)(data)


def _escaped(data: bytes, word: str) -> bool:
    """Whether the bytes spell a word that they do not spell plainly."""
    if b"\\" not in data:
        return False
    from migrator.javascript.strings import escapes

    return escapes(word).search(data) is not None and _spelled(data, word)


def _spelled(data: bytes, word: str) -> bool:
    from migrator.javascript.strings import spellings

    return spellings(word).search(data) is not None


@cache
def _whole(word: str) -> re.Pattern[bytes]:
    """The word where no longer name has it. What stands before it is looked at last: a search for a prefix is cheap."""
    name = re.escape(word.encode())
    return re.compile(rb"%s(?<![\w$]%s)(?![\w$])" % (name, name))


def may_send(data: bytes, worker: Receiver, commands: Callable[[], Collection[bytes]]) -> bool:
    """Whether a file may send one of some commands: it spells the worker's name and that of a command, or it has a
    class that may inherit what sends one. The commands are asked for last, since they stand on pages.
    """
    word = worker.word
    if word.encode() not in data and b"\\" not in data:
        return False
    if b"\0" in data or not sought(worker)(data):
        return False
    inherits = b"extends" in data
    if not inherits and not _is_taken(data, worker) and not _escaped(data, word):
        return False
    names = commands()
    if not names or inherits or any(name in data for name in names):
        return bool(names)
    return any(_escaped(data, name.decode()) for name in names)


@cache
def _taken(word: str) -> re.Pattern[bytes]:
    """The name of the worker where it is not only given a new one: a name that it is given may send as well."""
    return re.compile(rb"(?<![\w$])%s(?![\w$])(?!\s*=(?![=>])\s*(?:new|null|undefined)\b)" % re.escape(word.encode()))


def _is_taken(data: bytes, worker: Receiver) -> bool:
    """Whether the name of the worker stands where something may be taken of it. That of a member stands behind a dot,
    in quotes, or among the names of a pattern; most variables of the name do not.
    """
    name, taken = worker.word.encode(), _taken(worker.word)
    at = -1
    while (at := data.find(name, at + 1)) >= 0:  # letters are found far faster than a pattern
        if taken.match(data, at) is None:
            continue
        before, end = data[max(0, at - _LONG_LINE) : at].rstrip(), at + len(name)
        last = before[-1:]
        if not worker.member or last in _BEFORE_MEMBER or before.endswith(b"*/"):
            return True
        if last in (b"{", b",") and data[end : end + _LONG_LINE].lstrip()[:1] in _AFTER_PART:
            return True
        if b"//" in before[before.rfind(b"\n") + 1 :]:
            return True
    return False


def may_name(data: bytes, names: Collection[bytes], functions: Collection[bytes] = ()) -> bool:
    """Whether a file may have a method of one of some names, or a function of others, plainly or with escapes."""
    if any(_may_spell(data, name.decode()) for name in functions):
        return True
    if not names or (b"class" not in data and not any(word in data for word in _OF_COMPONENTS)):
        return False
    return any(_may_spell(data, name.decode()) for name in names)


def may_call(data: bytes) -> bool:
    """Whether the bytes of a file can hold a call that runs Python: they spell it, or an escape that may."""
    return _may_spell(data, PYTHON.stem)


def may_wrap(data: bytes) -> bool:
    """Whether a file may export a function or a class that runs Python which it is given: it exports something, and a
    call that runs Python has no literal there.
    """
    if b"export" not in data or not may_call(data):
        return False
    found = [data[match.end() : match.end() + 1] for match in _running().finditer(data)]
    return not found or any(first not in _LITERAL for first in found)


@cache
def _running() -> re.Pattern[bytes]:
    """A call that runs Python, up to its first argument."""
    return re.compile(PYTHON.stem.encode() + rb"""(?:Async)?['"`\])\s!]*(?:\?\.)?(?:<[^(){};]*>)?\s*\([\s(]*""")


# What a program that is written in its call begins with, and what stands where there is none.
_LITERAL = (b"'", b'"', b"`", b")")


def may_load(data: bytes) -> bool:
    """Whether the bytes of a file can hold a call that loads Pyodide."""
    return _may_spell(data, PYTHON.loader)


def may_reveal(data: bytes) -> bool:
    """Whether the bytes of a file can hold what shows that it is Pyodide: such a call, or the name of its type."""
    return may_call(data) or may_load(data) or any(name in data for name in _TYPES)


def revealing() -> frozenset[bytes]:
    """What the bytes of a file have one of that may show that it is Pyodide, as `may_reveal` has it."""
    from migrator.discovery.words import spelling

    return spelling((PYTHON.stem, PYTHON.loader)) | frozenset(_TYPES)


def _may_spell(data: bytes, word: str) -> bool:
    name = word.encode()
    if name in data:
        return True
    return name in data.replace(b"\0", b"") if b"\0" in data else _escaped(data, word)


def is_generated(data: bytes) -> bool:
    """Whether a program wrote the file: one of its lines is far too long for a person and there are few of them."""
    if len(data) < _LONG_LINE:
        return False
    lines = data.count(b"\n") + data.count(b"\r") + 1
    return len(data) / lines > _DENSE and max(map(len, data.split(b"\n"))) > _LONG_LINE
