"""The files that the path of a module may mean."""

from __future__ import annotations

import pytest

from migrator.documents.places import indexes, spellings

PLAIN = [".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte"]
TYPED = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte"]


@pytest.mark.parametrize(("near", "endings"), [("x.js", PLAIN), ("x.MJS", PLAIN), ("x.ts", TYPED), ("x.vue", TYPED)])
def test_the_file_itself_comes_before_its_endings_and_an_index(near: str, endings: list[str]) -> None:
    named, index = [f"lib/a{ending}" for ending in endings], [f"lib/a/index{ending}" for ending in endings]
    assert list(spellings("lib/a", near)) == ["lib/a", *named]
    assert list(indexes("lib/a", near)) == index


@pytest.mark.parametrize(
    ("name", "made_of"),
    [
        ("a.js", ["a.ts", "a.tsx"]),
        ("a.jsx", ["a.tsx", "a.ts"]),
        ("a.mjs", ["a.mts"]),
        ("a.cjs", ["a.cts"]),
        ("a.ts", []),
        ("a.vue", []),
    ],
)
def test_a_file_may_be_made_of_another(name: str, made_of: list[str]) -> None:
    assert list(spellings(name, "x.js"))[: 1 + len(made_of)] == [name, *made_of]


@pytest.mark.parametrize("name", ["a.d.ts", "a.d", "a.d.mts", "a.d.js"])
def test_a_declaration_is_none_of_them(name: str) -> None:
    assert not any(path.endswith("ts") for path in spellings(name, "x.ts"))
