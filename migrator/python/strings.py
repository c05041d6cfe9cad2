"""String literals: what they evaluate to, and the parts between the holes in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from migrator.model.ledger import Message, Sentence

_SINGLE = {
    "\n": "", "\\": "\\", "'": "'", '"': '"', "a": "\a", "b": "\b",
    "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
}  # fmt: skip
_ESCAPE = re.compile(
    r"""
    \\ (?:
        (?P<single>[\n\\'"abfnrtv])
        | (?P<octal>[0-7]{1,3})
        | x(?P<hex>[0-9A-Fa-f]{2})
        | u(?P<short>[0-9A-Fa-f]{4})
        | U(?P<long>[0-9A-Fa-f]{8})
        | N\{(?P<name>[^}]*)\}
        | (?P<bad>[xuUN])
    )
    """,
    re.VERBOSE,
)


class BadEscape(ValueError):
    """The literal has an escape that Python refuses."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


_OPEN = re.compile(  # an escape that what follows would take part in
    r"""
    (?:^|[^\\]) (?:\\\\)* \\
    (?: [0-7]{0,2} | x[0-9A-Fa-f]? | u[0-9A-Fa-f]{0,3} | U[0-9A-Fa-f]{0,7} | N(?:\{[^}]*)? )
    $
    """,
    re.VERBOSE,
)
_LITERAL = re.compile(r"(?P<prefix>[A-Za-z]*)(?P<quote>'''|\"\"\"|'|\")")


class Literal(NamedTuple):
    """A literal's prefix (lower case, letters in order, no ``u``), its quote as one character, its raw text."""

    prefix: str
    quote: str
    raw: str


class Piece(NamedTuple):
    """A stretch of a literal's text, or the placeholder of a hole; ``held`` is False where an escape runs into it."""

    text: str
    hole: str | None
    held: bool = True


def split_literal(source: str) -> Literal:
    """A plain literal as it is written."""
    prefix, quote = split_start(source)
    start = _LITERAL.match(source)
    assert start is not None
    width = len(start["quote"])
    return Literal(prefix, quote, source[start.end() : len(source) - width])


def split_start(start: str) -> tuple[str, str]:
    """The prefix and the quote of a literal that begins with ``start``."""
    match = _LITERAL.match(start)
    assert match is not None
    return "".join(sorted(match["prefix"].lower().replace("u", ""))), match["quote"][0]


def pieces(raw: str, prefix: str, holes: re.Pattern[str] | None) -> Iterator[Piece]:
    """The evaluated text of a literal and the holes in it, in order.

    Raises ``BadEscape`` for an escape that Python refuses.
    """
    at = 0
    for match in holes.finditer(raw) if holes else ():
        before = raw[at : match.start()]
        held = not _OPEN.search(before)
        if before:
            yield Piece(evaluate(before, prefix) if held else before, None)
        yield Piece("", match.group(), held)
        at = match.end()
    if at < len(raw):
        yield Piece(evaluate(raw[at:], prefix), None)


def evaluate(raw: str, prefix: str) -> str:
    """What the raw text of a literal spells; bytes as latin-1.

    Raises ``BadEscape`` for an escape that Python refuses.
    """
    if "\r" in raw:
        raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    if "f" in prefix:
        raw = raw.replace("{{", "{").replace("}}", "}")
    if "r" in prefix or "\\" not in raw:
        return raw
    binary = "b" in prefix

    def spelled(match: re.Match[str]) -> str:
        kind, text = match.lastgroup or "", match.group()
        value = match[kind]
        if kind == "single":
            return _SINGLE[value]
        if kind == "octal":
            return chr(int(value, 8) & 0xFF if binary else int(value, 8))
        if kind == "hex":
            return chr(int(value, 16))
        if binary and text[1] in "uUN":
            return text
        if kind in ("short", "long"):
            return chr(int(value, 16))
        if kind == "name":
            try:
                return unicodedata.lookup(value)
            except KeyError:
                raise BadEscape(Message.of(Sentence.NO_SUCH_CHARACTER, spelled=text)) from None
        raise BadEscape(Message.of(Sentence.ESCAPE_WITHOUT_DIGITS, spelled=text))

    return _ESCAPE.sub(spelled, raw)
