"""What string literals spell, and the holes in them."""

from __future__ import annotations

import ast
import re

import pytest

from migrator.python.strings import BadEscape, Literal, Piece, evaluate, pieces, split_literal, split_start
from migrator.report.sentences import words

HOLES = re.compile("__0__|__1__")


@pytest.mark.parametrize("raw", [r"\x4", r"\u12", r"\U0001", r"\N{no such name}"])
def test_an_escape_that_python_refuses(raw: str) -> None:
    with pytest.raises(BadEscape) as caught:
        evaluate(raw, "")
    assert words(caught.value.message).startswith(raw[:2])
    with pytest.raises(SyntaxError):
        ast.literal_eval(f"'{raw}'")


@pytest.mark.filterwarnings("ignore:.*invalid escape")
@pytest.mark.parametrize(
    "literal",
    [
        "'a'",
        '"a"',
        "'''a\n'b'''",
        r"'\n\t\\\'\"\a\0\7\101\x41A\U0001f600\N{BULLET}'",
        r"r'\n\'\x'",
        r"b'\x41A\N{BULLET}\377'",
        r"Rb'\n'",
        r"u'\n'",
        "'a\\\nb'",
    ],
)
def test_python_says_the_same(literal: str) -> None:
    prefix, quote, raw = split_literal(literal)
    value = ast.literal_eval(literal)
    assert evaluate(raw, prefix) == (value.decode("latin-1") if isinstance(value, bytes) else value)
    assert quote == literal.lstrip("rRbBuU")[0]


@pytest.mark.parametrize(("start", "prefix"), [("Rb'", "br"), ("bR'", "br"), ("U'", ""), ("F'''", "f"), ('"', "")])
def test_prefixes_have_one_spelling(start: str, prefix: str) -> None:
    assert split_start(start) == (prefix, start.strip("RbUFu")[0])
    assert split_literal('"""a"""') == Literal("", '"', "a")


def test_braces_and_line_ends() -> None:
    assert evaluate("{{a}}", "f") == "{a}"
    assert evaluate("{{a}}", "") == "{{a}}"
    assert evaluate("a\r\nb\rc", "r") == "a\nb\nc"


@pytest.mark.parametrize(
    ("raw", "prefix", "found"),
    [
        ("a__2__", "", [Piece("a__2__", None)]),
        ("a__0__b", "", [Piece("a", None), Piece("", "__0__"), Piece("b", None)]),
        (r"\\__0__", "", [Piece("\\", None), Piece("", "__0__")]),
    ],
)
def test_pieces(raw: str, prefix: str, found: list[Piece]) -> None:
    given = [piece for piece in pieces(raw, prefix, HOLES) if piece.text or piece.hole]
    assert [(piece.hole or piece.text, piece.held) for piece in given] == [
        (piece.hole or piece.text, piece.held) for piece in found
    ]


@pytest.mark.parametrize("before", ["\\", r"\1", r"\u00", "\\N{BUL", "\\\\\\"])
def test_a_hole_that_an_escape_runs_into_is_not_held(before: str) -> None:
    found = [piece.held for piece in pieces(f"{before}__0__", "", HOLES) if piece.hole]
    assert found == [False]


def test_without_holes_the_text_is_one_piece() -> None:
    assert list(pieces("a__0__", "", None)) == [Piece("a__0__", None)]
