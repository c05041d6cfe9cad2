"""Texts that are put together."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.texts import template

from .walks import at, given, shown


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("`a\\nb`", "a\nb"),
        ("`a${'b'}c${1}`", "abc1"),
        ("`a${x}c`", "a?c"),
        ("`a${{}}`", "a?"),
        ("`${y}!`", ["2!", "1!"]),
    ],
)
def test_templates(text: str, value: object) -> None:
    walk, node = at(f"let y = '1'; if (x) {{ y = '2'; }}; {text}", "template_string")
    assert shown(template(walk, node)) == value


def test_only_a_template_whose_holes_are_its_own_has_a_place() -> None:
    walk, node = at("`a${x}`", "template_string")
    assert [getattr(atom, "place", None) is not None for atom in template(walk, node)] == [True]
    walk, node = at("const b = 'b'; `a${x}${b}`", "template_string")
    assert [getattr(atom, "place", None) is not None for atom in template(walk, node)] == [False]


def test_concatenations() -> None:
    assert given("'a' + x + 'b'") == "a?b"
    assert given("1 + 2 + 'b'") == "3b"
