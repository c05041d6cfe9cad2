"""Which files hold scripts, and how they are read."""

from __future__ import annotations

import pytest

from migrator.documents.kinds import (
    ENDINGS,
    PARSED_ENDINGS,
    SCRIPT_ENDINGS,
    SEARCHED_ENDINGS,
    grammar_of,
    is_component,
    is_minified,
    is_page,
    is_typed,
    kind_of,
    searched_language,
)

# The name of the kind, that of the grammar, and whether scripts stand in markup.
KINDS = {
    "a.js": ("JavaScript", "javascript", False),
    "a.JSX": ("JavaScript", "javascript", False),
    "a.cjs": ("JavaScript", "javascript", False),
    "in/a.ts": ("TypeScript", "typescript", False),
    "a.mts": ("TypeScript", "typescript", False),
    "a.cts": ("TypeScript", "typescript", False),
    "a.tsx": ("TypeScript", "tsx", False),
    "a.vue": ("Vue", "javascript", True),
    "a.svelte": ("Svelte", "javascript", True),
    "a.html": ("HTML", "javascript", True),
    "a.HTM": ("HTML", "javascript", True),
}


@pytest.mark.parametrize("path", KINDS)
def test_a_file_that_is_parsed(path: str) -> None:
    kind = kind_of(path)
    assert kind is not None
    assert (kind.name, kind.grammar, kind.markup) == KINDS[path]
    assert (grammar_of(path), searched_language(path)) == (kind.grammar, None)


def test_a_file_that_is_only_searched() -> None:
    kind = kind_of("a.astro")
    assert kind is not None
    assert (kind.name, kind.grammar, searched_language("a.astro")) == ("Astro", None, "Astro")


@pytest.mark.parametrize("path", ["a", "a.css", "js", ".ts/a", "a.ts.txt"])
def test_any_other_file_holds_no_scripts(path: str) -> None:
    assert (kind_of(path), searched_language(path)) == (None, None)


def test_each_ending_is_parsed_or_searched() -> None:
    assert {".astro"} == SEARCHED_ENDINGS
    assert PARSED_ENDINGS | SEARCHED_ENDINGS == ENDINGS
    assert {".vue", ".svelte", ".html", ".htm"} == PARSED_ENDINGS - SCRIPT_ENDINGS


@pytest.mark.parametrize(("path", "made"), [("a.min.js", True), ("a-min.js", True), ("a.js", False), ("min.js", False)])
def test_a_name_says_that_a_program_wrote_a_file(path: str, made: bool) -> None:
    assert is_minified(path) is made


def test_components_pages_and_typescript() -> None:
    names = ["a.vue", "a.Svelte", "a.html", "a.HTM", "a.astro", "a.ts", "a.d.mts", "a.tsx", "a.js"]
    assert [name for name in names if is_component(name)] == ["a.vue", "a.Svelte"]
    assert [name for name in names if is_page(name)] == ["a.html", "a.HTM"]
    assert [name for name in names if is_typed(name)] == ["a.ts", "a.d.mts", "a.tsx"]
