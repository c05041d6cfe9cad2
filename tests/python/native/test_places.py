"""The brackets around an expression that are its own, and not those of a call."""

from __future__ import annotations

import pytest

from migrator.python.native.places import Places


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("a", "a"),
        ("(a)", "(a)"),
        ("( ( a ) )", "( ( a ) )"),
        ("f(a)", "a"),
        ("f((a))", "(a)"),
        ("[b](a)", "a"),
        ("not (a)", "(a)"),
        ("b\n(a)", "(a)"),  # which begins a line
        ("(b\n(a))", "a"),  # inside of brackets no line begins
        ("(  # b\n a)", "(  # b\n a)"),
    ],
)
def test_the_brackets_of_an_expression(text: str, own: str) -> None:
    at = text.index("a")
    start, end = Places(text).outer(at, at + 1)
    assert text[start:end] == own
