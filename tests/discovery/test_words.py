"""Many words at once, and which of a repository's files spell which."""

from __future__ import annotations

import pytest

from migrator.discovery.words import Index, Words, spelling

TEXTS = [("a.js", b"one"), ("b.js", b"two"), ("gone.js", None), ("c.js", b"nothing"), ("d.js", b"onetwo")]


@pytest.mark.parametrize(
    ("text", "bits"),
    [
        (b"", 0),
        (b"thre", 0),
        (b"one", 1),
        (b"a twone", 1 | 2),  # each counts that overlaps another
        (b"o\0n\0e\0", 1 | 2 | 4),
    ],
)
def test_the_bits_of_what_a_text_spells(text: bytes, bits: int) -> None:
    assert Words({b"one": 1, b"two": 2, b"three": 4}).of(text) == bits


def test_words_that_count_as_the_same() -> None:
    assert [Words.each([b"one", b"two"]).of(text) for text in (b"two one", b"no")] == [1, 0]


def test_the_texts_that_spell_a_word_are_in_order() -> None:
    index = Index([b"one", b"two"], TEXTS)
    assert index.spelling([b"two"]) == ["b.js", "d.js"]
    assert index.spelling([b"one", b"two"]) == ["a.js", "b.js", "d.js"]
    assert index.spelling([]) == []


def test_a_word_that_was_not_looked_for_is_no_word_that_nothing_spells() -> None:
    assert Index([b"one"], TEXTS).spelling([b"one", b"two"]) is None


@pytest.mark.parametrize(
    "text", [b"pyodide", b"p\\u0079odide", b"\\x70yodide", b"py\\\nodide", b"pyo\\dide", b"\\u{70}y"]
)
def test_the_stretches_of_a_name(text: bytes) -> None:
    assert Words.each(spelling(["pyodide"])).of(text)


@pytest.mark.parametrize("text", [b"the harbour\\'s", b"a\\d+", b"\\n", b"\\u2014", b"py odide"])
def test_other_escapes_are_no_stretch_of_a_name(text: bytes) -> None:
    assert not Words.each(spelling(["pyodide"])).of(text)
