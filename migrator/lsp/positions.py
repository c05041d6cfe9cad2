"""Places in a text, as editors count them (lines from 0, code units of an encoding) and as we do (from 1, code points).

Lines end at LF, CRLF and CR for both, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from lsprotocol import types

_LINE_END = re.compile(r"\r\n|\n|\r")
_BOM = "\ufeff"
_UTF_8, _UTF_32 = types.PositionEncodingKind.Utf8.value, types.PositionEncodingKind.Utf32.value


class Text:
    """A text and its lines. ``encoding`` is the one in whose units the editor counts."""

    def __init__(self, text: str, encoding: str) -> None:
        self.text = text
        self.encoding = encoding

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in _LINE_END.finditer(self.text))]

    def line(self, line: int) -> str:
        """The text of a line (from 0), without its end; empty where there is none."""
        if not 0 <= line < len(self._starts):
            return ""
        following = self._starts[line + 1] if line + 1 < len(self._starts) else len(self.text)
        return self.text[self._starts[line] : following].rstrip("\r\n")

    def position(self, line: int, column: int) -> types.Position:
        """The editor's position of our line and column. Our columns do not count a mark at the beginning of a file,
        which is a character to an editor that keeps it.
        """
        at = min(line, len(self._starts)) - 1
        points = column - 1 + (at == 0 and self.text.startswith(_BOM))
        return types.Position(at, self._units(self.line(at)[:points]))

    def range(self, line: int, column: int, end_line: int, end_column: int) -> types.Range:
        return types.Range(self.position(line, column), self.position(end_line, end_column))

    def rest_of_line(self, line: int, column: int = 1) -> types.Range:
        """From a place to the last character of its line that is no space; at the beginning, from the first one."""
        held = self.line(min(line, len(self._starts)) - 1).removeprefix(_BOM)
        if column == 1:
            column += len(held) - len(held.lstrip())
        return self.range(line, column, line, max(column, len(held.rstrip()) + 1))

    def offset(self, position: types.Position) -> int:
        """The index of an editor's position in the text; one beyond the end of a line is its end."""
        if position.line >= len(self._starts):
            return len(self.text)
        held, units = self.line(position.line), 0
        for index, char in enumerate(held):
            if units >= position.character:
                return self._starts[position.line] + index
            units += self._units(char)
        return self._starts[position.line] + len(held)

    def bytes_before(self, line: int, column: int) -> int:
        """The byte offset, in UTF-8, of our line and column."""
        at = self._starts[line - 1] + column - 1 + (line == 1 and self.text.startswith(_BOM))
        return len(encoded(self.text[:at]))

    def _units(self, text: str) -> int:
        if self.encoding == _UTF_32:
            return len(text)
        if self.encoding == _UTF_8:
            return len(encoded(text))
        return len(text) + sum(char > "\uffff" for char in text)


def encoded(text: str) -> bytes:
    """The bytes of a text. Halves of a pair, which an editor may send, give what no file in UTF-8 can hold."""
    return text.encode("utf-8", "surrogatepass")


def changed(text: Text, changes: Iterable[types.TextDocumentContentChangeEvent]) -> Text:
    """The text after changes, each of which counts in what the one before it left."""
    for change in changes:
        if isinstance(change, types.TextDocumentContentChangePartial):
            start, end = text.offset(change.range.start), text.offset(change.range.end)
            text = Text(text.text[:start] + change.text + text.text[max(start, end) :], text.encoding)
        else:
            text = Text(change.text, text.encoding)
    return text
