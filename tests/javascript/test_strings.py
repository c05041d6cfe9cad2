"""Texts that literals spell, and the ways to spell a name."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.javascript.strings import BadEscape, cook, cook_into, escapes, letters, spelled, spellings, stretches


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("ab", "ab"),
        (r"\n\t\\\'\"", "\n\t\\'\""),
        (r"\x41\u0042\u{43}\u{1f600}", "ABC\U0001f600"),
        (r"\q", "q"),
        ("a\\\nb", "ab"),
        ("a\\\r\nb", "ab"),
        (r"\0", "\0"),
        (r"\033[1m\7\18\400\8", "\x1b[1m\7\x018\x200" + "8"),
    ],
)
def test_cooked(raw: str, text: str) -> None:
    assert cook(raw) == text


@pytest.mark.parametrize("raw", [r"\x4", r"\u12", r"\u{}", r"\u{110000}", "a\\"])
def test_what_javascript_refuses_stays_as_it_is_written(raw: str) -> None:
    assert cook(raw) == raw
    with pytest.raises(BadEscape):
        cook_into(raw.encode(), 0, True, [], array("L"))


@pytest.mark.parametrize("raw", ["é\\07", "é\\1\\x41", "é\\8"])
def test_a_template_takes_no_octal_escape(raw: str) -> None:
    assert cook(raw, template=True) == raw
    assert letters(raw.encode(), 3, template=True)[1][:3].tolist() == [3, 5, 6]
    with pytest.raises(BadEscape):
        cook_into(raw.encode(), 0, True, [], array("L"))


def test_only_a_template_has_its_line_ends_made_one() -> None:
    assert cook("a\r\nb\rc", template=True) == "a\nb\nc"


def test_each_character_knows_where_it_is_written() -> None:
    chars: list[str] = []
    offsets = array("L")
    cook_into("aé\\x41b".encode(), 10, True, chars, offsets)
    assert (chars, list(offsets)) == (["a", "é", "A", "b"], [10, 11, 13, 17])


NAME = "pyodide"


@pytest.mark.parametrize("written", [b"pyodid", b"Pyodide", rb"py\u006fdid", rb"p\u0059odide", b"py odide"])
def test_no_spelling(written: bytes) -> None:
    assert list(spelled(NAME, written)) == []


@pytest.mark.parametrize(
    "written", [b"pyodide", rb"p\u0079odide", rb"p\u{79}odide", rb"p\u{0079}odide", rb"\x70yodide", rb"py\u006Fdide"]
)
def test_a_spelling(written: bytes) -> None:
    data = b"a." + written + b"()"
    assert list(spelled(NAME, data)) == [(2, 2 + len(written))]
    assert spellings(NAME).fullmatch(written)
    assert (escapes(NAME).search(written) is not None) == (b"\\" in written)


@st.composite
def _names_and_spellings(draw: st.DrawFn) -> tuple[str, bytes]:
    name = draw(st.text("abnopydiuxé€𝒫09$_", min_size=1, max_size=8))
    written = b""
    for char in name:
        code = ord(char)
        ways = [char.encode(), b"\\u{%x}" % code, b"\\u{00%X}" % code]
        ways += [b"\\u%04x" % code, b"\\u%04X" % code] if code <= 0xFFFF else []
        ways += [b"\\x%02x" % code, b"\\x%02X" % code] if code <= 0xFF else []
        ways += [b"\\" + char.encode()] if char not in "bnux09" else []
        joins = [b"", b"", b"\\\n", b"\\\r\n", b"\\\xe2\x80\xa8"]
        written += draw(st.sampled_from(joins if written else [b""])) + draw(st.sampled_from(ways))
    return name, written


@given(_names_and_spellings())
def test_each_spelling_has_a_stretch_of_the_name(case: tuple[str, bytes]) -> None:
    name, written = case
    assert list(spelled(name, written)) == [(0, len(written))]
    assert any(stretch in written for stretch in stretches(name))


def test_spellings_in_a_stretch() -> None:
    assert list(spelled("ab", b"ab ab ab", 1, 5)) == [(3, 5)]
    assert list(spelled("ab", b"ab ab ab", 1, 4)) == []
