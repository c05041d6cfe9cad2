"""What the text of a string, a template chunk or a property name means once its escapes are read."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrator.model.ledger import Message

_SPECIAL = re.compile(r"\\|\r|\$\{")
# Characters that are another one, or a fault, behind a backslash; any other is itself.
_MEAN_MORE = frozenset("nrtbvfux0123456789")
_CONTINUED = rb"\r\n|[\n\r]|\xe2\x80[\xa8\xa9]"
_SINGLE = {"n": "\n", "t": "\t", "b": "\b", "v": "\v", "f": "\f", "r": "\r"}


@cache
def spellings(name: str) -> re.Pattern[bytes]:
    """Matches every way to write ``name`` in a string or, where there are no others, as an identifier."""
    return re.compile(b"".join(_spelled(char) for char in name))


def spelled(name: str, data: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Where ``name`` is written in a stretch of bytes, in whatever way: beginnings and ends."""
    within = (start, len(data) if end is None else end)
    is_escaped = data.find(b"\\", *within) >= 0 and escapes(name).search(data, *within) is not None
    pattern = spellings(name) if is_escaped else re.compile(re.escape(name.encode()))
    return (match.span() for match in pattern.finditer(data, *within))


@cache
def escapes(name: str) -> re.Pattern[bytes]:
    """Matches some escape in every spelling of ``name`` that has one, and hardly anything else.

    It begins with a backslash, which makes a search for it cheap, and is compiled in no time; that of the spellings is
    neither.
    """
    points = b"|".join(_digits(f"{ord(char):x}") for char in dict.fromkeys(name))
    units = b"|".join(_digits(f"{ord(char):04x}") for char in dict.fromkeys(name) if ord(char) <= 0xFFFF)
    bytes_ = b"|".join(_digits(f"{ord(char):02x}") for char in dict.fromkeys(name) if ord(char) <= 0xFF)
    ways = [rb"u(?:\{0*(?:%s)\}|(?:%s))" % (points, units or b"(?!)"), rb"x(?:%s)" % (bytes_ or b"(?!)"), _CONTINUED]
    begins = b"ux\r\n\xe2"
    for index, char in enumerate(name):
        if char not in _MEAN_MORE:
            # What stands before the first escape of a spelling is written plainly: `\w` in a pattern is no `worker`.
            plain, before = re.escape(char.encode()), re.escape(name[:index].encode())
            following = rb"(?=\\|%s)" % re.escape(name[index + 1].encode()) if index + 1 < len(name) else b""
            ways.append(plain + following + rb"(?<=%s\\%s)" % (before, plain))
            begins += char.encode()[:1]
    return re.compile(rb"\\(?=[%s])(?:%s)" % (re.escape(begins), b"|".join(ways)))


@cache
def stretches(name: str) -> frozenset[bytes]:
    """Short stretches of bytes, plain ones, of which each text has one that spells ``name``: the name, and what stands
    in every match of `escapes`.
    """
    found = {name.encode(), b"\\\n", b"\\\r", b"\\\xe2", b"\\u{"}
    for index, char in enumerate(name):
        code = ord(char)
        # Beyond ASCII the digits may be letters, of either case.
        found.add(b"\\u00" if code < 0x80 else b"\\u")
        if code <= 0xFF:
            found.add(b"\\x%x" % (code >> 4) if code < 0x80 else b"\\x")
        if char not in _MEAN_MORE:
            before, escaped = name[:index].encode(), b"\\" + char.encode()
            if before or index + 1 == len(name):
                found.add(before + escaped)
            else:
                found |= {escaped + b"\\", escaped + name[1].encode()}
    return frozenset(found)


def _spelled(char: str) -> bytes:
    plain = re.escape(char.encode())
    code = ord(char)
    ways = [plain, rb"\\u\{0*%s\}" % _digits(f"{code:x}")]
    if code <= 0xFFFF:
        ways.append(rb"\\u%s" % _digits(f"{code:04x}"))
    if code <= 0xFF:
        ways.append(rb"\\x%s" % _digits(f"{code:02x}"))
    if char not in _MEAN_MORE:
        ways.append(rb"\\" + plain)
    return rb"(?:\\(?:%s))*(?:%s)" % (_CONTINUED, b"|".join(ways))


def _digits(number: str) -> bytes:
    """Hexadecimal digits in either case."""
    return "".join(digit if digit.isdigit() else f"[{digit}{digit.upper()}]" for digit in number).encode()


@cache
def _not_in_template() -> re.Pattern[str]:
    return re.compile(r"\\|`|\$\{|[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]")


_SPELLED = {value: f"\\{letter}" for letter, value in _SINGLE.items()}


def as_template_text(value: str) -> str:
    """Text as a template literal spells it."""
    return _not_in_template().sub(_template_escape, value)


def _template_escape(match: re.Match[str]) -> str:
    found = match[0]
    if found in _SPELLED:
        return _SPELLED[found]
    return f"\\u{ord(found):04x}" if len(found) == 1 and found not in "\\`" else "\\" + found


class BadEscape(ValueError):
    """The literal spells no text."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


def cook(raw: str, *, template: bool = False) -> str:
    """The value of the inside of a string literal or, with ``template``, of a stretch of a template literal.

    ``raw`` holds no delimiters. Text that JavaScript refuses stays as it is written.
    """
    if "\\" not in raw and "\r" not in raw:
        return raw
    return "".join(letters(raw.encode("utf-8", "surrogatepass"), 0, template=template)[0])


def letters(raw: bytes, base: int, *, template: bool) -> tuple[list[str], array[int]]:
    """The same letter by letter, with the byte at which each is written; ``raw`` begins at byte ``base``."""
    chars: list[str] = []
    offsets: array[int] = array("Q")
    try:
        cook_into(raw, base, template, chars, offsets)
    except BadEscape:
        chars, offsets = [], array("Q")
        _copy(raw.decode("utf-8", "surrogateescape"), base, chars, offsets)
    return chars, offsets


def cook_into(raw: bytes, base: int, template: bool, chars: list[str], offsets: array[int]) -> None:
    """Append the cooked characters of one stretch of raw text that begins at byte ``base``.

    Raises ``BadEscape``.
    """
    text = raw.decode("utf-8", "surrogateescape")
    begin = len(chars)  # a surrogate pair does not reach back across a hole
    at, byte = 0, base
    while at < len(text):
        match = _SPECIAL.search(text, at)
        stop = match.start() if match else len(text)
        if stop > at:
            byte = _copy(text[at:stop], byte, chars, offsets)
            at = stop
            continue
        if text[at] == "\\":
            cooked, length = _unescape(text, at, template)
        elif not template:
            cooked, length = text[at], 1
        elif text[at] == "\r":
            cooked, length = "\n", 2 if text.startswith("\r\n", at) else 1
        else:
            from migrator.model.ledger import Message, Sentence  # most literals are as they should be

            raise BadEscape(Message.of(Sentence.HOLE_NOT_CLOSED))
        if len(chars) > begin and "\udc00" <= cooked <= "\udfff" and "\ud800" <= chars[-1] <= "\udbff":
            chars[-1] = chr(0x10000 + ((ord(chars[-1]) - 0xD800) << 10) + (ord(cooked) - 0xDC00))
        elif cooked:
            chars.append(cooked)
            offsets.append(byte)
        byte += len(text[at : at + length].encode("utf-8", "surrogateescape"))
        at += length


def _copy(run: str, byte: int, chars: list[str], offsets: array[int]) -> int:
    """Append a run that spells itself; gives the byte after it."""
    chars.extend(run)
    if run.isascii():
        offsets.extend(range(byte, byte + len(run)))
        return byte + len(run)
    for char in run:
        offsets.append(byte)
        byte += len(char.encode("utf-8", "surrogateescape"))
    return byte


@cache
def _escape() -> re.Pattern[str]:
    """Compiled when the first escape is read: a file can be searched for spellings without it."""
    return re.compile(
        r"""
        x(?P<byte>[0-9A-Fa-f]{2})              # \\xHH
        | u(?P<unit>[0-9A-Fa-f]{4})            # \\uHHHH, one UTF-16 unit
        | u\{(?P<point>[0-9A-Fa-f]+)\}         # \\u{H…}
        | (?P<null>0)(?![0-9])
        | (?P<octal>[0-3][0-7]{0,2}|[4-7][0-7]?|[89])  # of strings outside of strict mode: a byte, or the digit
        | (?P<bad>[xu])                        # what is left of these is a fault
        | (?P<newline>\r\n|[\n\r\u2028\u2029]) # a line continuation
        | (?P<other>.)
        """,
        re.VERBOSE | re.DOTALL,
    )


def _unescape(text: str, at: int, template: bool) -> tuple[str, int]:
    """What the escape at ``at`` spells (nothing, or one character), and its length with the backslash."""
    match = _escape().match(text, at + 1)
    if match is None:
        from migrator.model.ledger import Message, Sentence

        raise BadEscape(Message.of(Sentence.ESCAPE_AT_END))
    length = match.end() - at
    kind = match.lastgroup
    spelled = match.group()
    if kind in ("byte", "unit"):
        return chr(int(match.group(kind), 16)), length
    if kind == "point":
        value = int(match.group(kind), 16)
        if value > 0x10FFFF:
            from migrator.model.ledger import Message, Sentence

            raise BadEscape(Message.of(Sentence.NO_CODE_POINT, spelled=f"\\{spelled}"))
        return chr(value), length
    if kind == "bad" or (kind == "octal" and template):
        from migrator.model.ledger import Message, Sentence

        sentence = Sentence.OCTAL_ESCAPE if kind == "octal" else Sentence.ESCAPE_WITHOUT_DIGITS
        raise BadEscape(Message.of(sentence, spelled=f"\\{spelled}"))
    if kind == "octal":
        return spelled if spelled in "89" else chr(int(spelled, 8)), length
    if kind == "null":
        return "\0", length
    if kind == "newline":
        return "", length
    return _SINGLE.get(spelled, spelled), length
