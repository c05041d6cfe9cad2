"""From the bytes of a literal to its text, and back."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
import tree_sitter
import tree_sitter_javascript
from hypothesis import given
from hypothesis import strategies as st

from migrator.javascript.embedded import Embedded, embed

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_javascript.language()))


def literal(source: bytes) -> Any:
    """The first literal in a file."""
    stack = [PARSER.parse(source).root_node]
    while stack:
        node = stack.pop(0)
        if node.type in ("template_string", "string"):
            return node
        stack = node.children + stack
    raise AssertionError("no literal")


def cook(raw: str, quote: str = "`") -> Embedded:
    source = f"é = {quote}{raw}{quote};".encode()
    return embed(source, literal(source))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a", "a"),
        ("", ""),
        (r"a\nb\tc", "a\nb\tc"),
        (r"\b\v\f\r\0", "\b\v\f\r\0"),
        (r"\x41\u0041\u{41}\u{0001F600}", "AAA😀"),
        (r"\ud83d\ude00", "😀"),
        (r"\u{d83d}\u{de00}", "😀"),
        (r"\ud83d", "\ud83d"),
        (r"\\ \' \" \` \$ \{ \q \é", "\\ ' \" ` $ { q é"),
        ("a\\\nb\\\r\nc\\\rd\\\u2028e\\\u2029f", "abcdef"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        (r"\${a}", "${a}"),
        (r"$\{a}", "${a}"),
        ("$ {a}$", "$ {a}$"),
        ("é😀", "é😀"),
    ],
)
def test_cooked(raw: str, text: str) -> None:
    found = cook(raw)
    assert (found.text, found.error) == (text, None)


@pytest.mark.parametrize("raw", [r"\x4", r"\xg0", r"\u12", r"\u{}", r"\u{110000}", r"\1", r"\01", r"\8", r"\u{1"])
def test_bad_escapes(raw: str) -> None:
    assert cook("before " + raw + " after").error


def test_string_has_no_holes() -> None:
    found = cook(r"a${b}\'c", "'")
    assert (found.text, found.holes) == ("a${b}'c", ())


def test_holes() -> None:
    source = b"x = `\n  f(${a})\n  g('${b}${ `${c}` }')\n`;"
    found = embed(source, literal(source))
    names = [hole.placeholder for hole in found.holes]
    assert len(set(names)) == 3
    assert found.text == f"\nf({names[0]})\ng('{names[1]}{names[2]}')\n"
    assert [hole.index for hole in found.holes] == [0, 1, 2]
    assert [hole.node.text for hole in found.holes] == [b"${a}", b"${b}", b"${ `${c}` }"]
    for hole in found.holes:
        at = found.text.index(hole.placeholder)
        assert set(found.offsets[at : at + len(hole.placeholder)]) == {hole.node.start_byte}
        assert hole.placeholder.isidentifier()


@pytest.mark.parametrize(
    "raw", ["__hole_0__ ${a}", r"\u005f_hole_0__ ${a}", "__ｈole_0__ ${a}", "__hole_x_1 __hole_ ${a}"]
)
def test_placeholder_is_spelled_nowhere_else(raw: str) -> None:
    found = cook(raw)
    assert found.text.count(found.holes[0].placeholder) == 1
    assert found.holes[0].placeholder not in ("__hole_0__",)


def test_hole_counts_as_text_for_the_indentation() -> None:
    assert cook("\n    a\n  ${b}\n").text == "\n  a\n__hole_0__\n"


def test_surrogates_do_not_join_across_a_hole() -> None:
    assert cook(r"\ud83d${a}\ude00").text == "\ud83d__hole_0__\ude00"


def test_offsets_lead_back() -> None:
    source = "é = `\r\n   a\\n\\u{41}é\\\r\n   😀${b}\r\n`;".encode()
    found = embed(source, literal(source))
    assert found.text == "\n   a\nAé   😀__hole_0__\n"  # the second line has no indentation: no margin
    assert len(found.offsets) == len(found.text) + 1
    assert found.offsets[-1] == source.rindex(b"`")
    for char, raw in (("é", "é".encode()), ("😀", "😀".encode()), ("A", rb"\u{41}"), ("_", b"${b}")):
        at = found.offsets[found.text.index(char)]
        assert source[at:].startswith(raw)


def dedent(text: str) -> str:
    """What ``textwrap.dedent`` did before Python 3.14, which Pyodide runs."""
    text = re.sub(r"^[ \t]+$", "", text, flags=re.MULTILINE)
    margin: str | None = None
    for indent in re.findall(r"(^[ \t]*)(?:[^ \t\n])", text, flags=re.MULTILINE):
        if margin is None or margin.startswith(indent):
            margin = indent
        elif not indent.startswith(margin):
            margin = margin[: next(i for i, (x, y) in enumerate(zip(margin, indent, strict=False)) if x != y)]
    return re.sub(rf"(?m)^{margin}", "", text) if margin else text


@given(st.text(alphabet=" \t\na\r\f", max_size=40))
def test_dedented_as_python_does(text: str) -> None:
    raw = text.replace("\r", "\\r")
    assert cook(raw).text == dedent(text)


PLAIN = st.characters(exclude_characters='\\`$"\r\n \t\0\u2028\u2029', exclude_categories=["Cs"])
# Escapes that mean the same in both languages.
BOTH = st.sampled_from([r"\n", r"\t", r"\b", r"\v", r"\f", r"\r", r"\\", r"\'", r"\"", r"\x7e", r"\u00e9", "\\\n"])


@given(st.lists(PLAIN | BOTH, max_size=20))
def test_cooked_as_python_evaluates(parts: list[str]) -> None:
    raw = "|" + "".join(parts)  # so that there is no margin
    assert cook(raw).text == dedent(ast.literal_eval(f'"{raw}"'))


@given(st.lists(PLAIN | BOTH | st.sampled_from([" ", "\n", "\r\n", "${a}", "${'`'}", r"\u{1F600}", "  "]), max_size=30))
def test_offsets_are_in_step(parts: list[str]) -> None:
    source = f"x = `{''.join(parts)}`;".encode()
    found = embed(source, literal(source))
    assert found.error is None
    assert len(found.offsets) == len(found.text) + 1
    assert list(found.offsets) == sorted(found.offsets)
    for char, at in zip(found.text, found.offsets, strict=False):
        raw = source[at:].decode()
        assert raw[0] == char or raw[0] in "\\\r$"
