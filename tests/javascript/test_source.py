"""Where something stands in a file: the line and the column of a byte, and where its line begins and ends."""

from __future__ import annotations

import re
from random import Random

import pytest

from migrator.javascript.source import BOM, Source

LINES = ["let a = 1;", "// gr\u00fc\u00df \U0001f600 dich", "", "/* \u4f60\u597d */ f();", "g('\u00e9')"]
TEXTS = {
    "plain": b"let a = 1;\n\nf();\n",
    "wide": "\n".join(LINES).encode(),
    "marked": BOM + "\r\n".join(LINES).encode(),
    "mixed": "\r".join(LINES).encode() + b"\n\r\r\n" + LINES[1].encode(),
    "nothing": b"",
    "only a mark": BOM,
}


def counted(data: bytes, offset: int) -> tuple[int, int]:
    """The line and the column of a byte, by counting from the beginning."""
    ends = [match.end() for match in re.finditer(rb"\r\n|\n|\r", data) if match.end() <= offset]
    start = ends[-1] if ends else len(BOM) if data.startswith(BOM) else 0
    return len(ends) + 1, len(data[min(start, offset) : offset].decode("utf-8", "replace")) + 1


@pytest.mark.parametrize("name", TEXTS)
def test_a_position_is_the_same_whatever_was_asked_before(name: str) -> None:
    source = Source.read("a.js", TEXTS[name])
    offsets = [*range(len(source.data) + 1)] * 3
    for order in (offsets, offsets[::-1], Random(name).sample(offsets, len(offsets))):
        for offset in order:
            assert source.position(offset)[:2] == counted(source.data, offset)


@pytest.mark.parametrize("name", TEXTS)
def test_where_the_line_of_a_byte_begins_and_ends(name: str) -> None:
    source = Source.read("a.js", TEXTS[name])
    data = source.data
    for offset in range(len(data) + 1):
        line, column = counted(data, offset)
        start = source.line_start(offset)
        if offset >= len(BOM) or not data.startswith(BOM):
            assert counted(data, start) == (line, 1)
            assert len(data[start:offset].decode("utf-8", "replace")) == column - 1
        end = re.compile(rb"\r\n|\n|\r|\Z").search(data, offset)
        assert end is not None
        assert source.line_end(offset) == end.start()


def test_what_is_looked_for_once_is_kept_with_the_file() -> None:
    source, other, asked = Source.read("a.js", b""), Source.read("a.js", b""), list[str]()

    def find(word: str) -> str:
        asked.append(word)
        return word

    assert [source.once("a", lambda: find("x")), source.once("a", lambda: find("y"))] == ["x", "x"]
    assert [source.once("b", lambda: find("y")), other.once("a", lambda: find("z"))] == ["y", "z"]
    assert asked == ["x", "y", "z"]
