"""Tokens of Python text: those of the standard library, wherever that reads the text."""

from __future__ import annotations

import io
import tokenize

import pytest

from migrator.python.tokens import tokens, without_comments

TEXTS = [
    "x = f(a, b=1)\n",
    "if a:\n    b  # say\nelse:\n    c\n",
    "x = 'a' \"b\" '''c\nd''' r'\\\\' b'e'\n",
    "a **= 2 ** -b // 3 != c\n",
    "lambda *a, **k: (yield)\n",
    "x = 1_000.5e-3 + 0xFF + 2j\n",
    "x: int = a if b else c\n",
    "a = [\n    1,  # one\n    2,\n]\n",
    "name = ñ + 'ü'\n",
    "@a.b\ndef f() -> int: ...\n",
]
SKIPPED = {tokenize.ENCODING, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER, tokenize.NL, tokenize.NEWLINE}


@pytest.mark.parametrize("text", TEXTS)
def test_the_standard_library_finds_the_same(text: str) -> None:
    theirs = [token.string for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type not in SKIPPED]
    assert [token.text for token in tokens(text) if token.kind != "newline"] == theirs


@pytest.mark.parametrize("text", [*TEXTS, "f'{a}'", "'not closed", "f'{a", "f'{", "$ ? \0", "'''"])
def test_each_token_stands_where_it_says(text: str) -> None:
    last = 0
    for token in tokens(text):
        assert token.start >= last
        assert text[token.start :].startswith(token.text)
        last = token.start + len(token.text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("f'a{b}c'", [("op", "{"), ("name", "b"), ("op", "}")]),
        ("f'{{a}}'", []),
        ("f'{a:{b}}'", [("op", "{"), ("name", "a"), ("op", ":"), ("op", "{"), ("name", "b"), ("op", "}"), ("op", "}")]),
        ("f'{ {1: a}[1] }'", [("op", "{"), ("op", "{"), ("number", "1"), ("op", ":"), ("name", "a"), ("op", "}"), ("op", "["), ("number", "1"), ("op", "]"), ("op", "}")]),
    ],
)
def test_the_fields_of_an_f_string_are_code(text: str, found: list[tuple[str, str]]) -> None:
    assert [(token.kind, token.text) for token in tokens(text) if token.kind != "string"] == found


def test_kinds() -> None:
    assert [(token.kind, token.text) for token in tokens("a = 1 # b\n'c'")] == [
        ("name", "a"), ("op", "="), ("number", "1"), ("comment", "# b"), ("newline", "\n"), ("string", "'c'"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a  # b", "a"),
        ("f(  # one\n    'x#y',  # two\n)", "f(\n    'x#y',\n)"),
        ("f(f'{a}#b') # c\nd", "f(f'{a}#b')\nd"),
        ("'''#\n#'''", "'''#\n#'''"),
    ],
)
def test_text_without_its_comments(text: str, expected: str) -> None:
    assert without_comments(text) == expected
