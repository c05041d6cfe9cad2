"""What the text of a string, a template chunk or a property name means once its escapes are read."""

from __future__ import annotations

import re

_SIMPLE = {"n": "\n", "t": "\t", "b": "\b", "v": "\v", "f": "\f", "r": "\r", "0": "\0"}
_ESCAPE = re.compile(
    r"""\\(?:
        u\{([0-9a-fA-F]+)\}            # any code point
      | u([0-9a-fA-F]{4})              # a UTF-16 unit
      | x([0-9a-fA-F]{2})
      | (\r\n|[\n\r\u2028\u2029])      # a line continuation: nothing
      | (.)                            # a letter, or the character itself
    )""",
    re.VERBOSE | re.DOTALL,
)
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def cook(raw: str) -> str:
    """The value of the inside of a string literal or template chunk. ``raw`` holds no delimiters.

    Line ends in a template are LF to the program whatever the file has; a string literal holds none.
    """
    if "\r" in raw:
        raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    if "\\" not in raw:
        return raw
    return _SURROGATES.sub(_join, _ESCAPE.sub(_unescape, raw))


def _unescape(match: re.Match[str]) -> str:
    code_point, unit, byte, continuation, other = match.groups()
    if continuation is not None:
        return ""
    if other is not None:
        return _SIMPLE.get(other, other)
    value = int(code_point or unit or byte, 16)
    return chr(value) if value <= 0x10FFFF else match[0]


def _join(match: re.Match[str]) -> str:
    return match[0].encode("utf-16", "surrogatepass").decode("utf-16")
