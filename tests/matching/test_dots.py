"""Templates with dots, and which of the `-` lines a `+` line repeats."""

from __future__ import annotations

import pytest

from migrator.matching.dots import dots_in, pairs, templates_with_dots
from migrator.matching.notation import Line, parse_code


def test_dots_of_a_template_are_those_of_its_own_text() -> None:
    code = parse_code([Line(1, "+", "f(`a ... ${`b ...`} ...`, `c`, '...');")])
    assert [len(dots_in(code, node)) for node in templates_with_dots(code)] == [2, 1]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("a", "a", [0]),
        ("ab", "ba", [1, 0]),
        ("ab", "b", [1]),
        ("ab", "cd", [0, 1]),
        ("ab", "ca", [1, 0]),
        ("a", "aa", [0, 0]),
        ("aa", "aa", [0, 1]),
        ("a", "bc", None),
        ("", "a", None),
    ],
)
def test_pairs(old: str, new: str, found: list[int] | None) -> None:
    assert pairs([(text.encode(), 1) for text in old], [(text.encode(), 1) for text in new]) == found


def test_more_dots_than_the_template_has() -> None:
    assert pairs([(b"a", 1)], [(b"b", 2)]) is None
    assert pairs([(b"a", 2)], [(b"b", 1)]) == [0]
