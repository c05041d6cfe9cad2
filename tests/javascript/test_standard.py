"""The lists of standard functions and methods agree with each other and with the names of the platform."""

from __future__ import annotations

from migrator.javascript.builtins import PLATFORM
from migrator.javascript.standard import (
    CALLING,
    GIVING_VALUES,
    LIST_CALLING,
    LIST_LOOKING,
    LIST_WRITING,
    MADE,
    MAP_LOOKING,
    OF_TEXTS,
    REPEATABLE,
    SEARCHING,
    WRITING,
)


def test_a_function_is_named_from_a_global_on() -> None:
    paths = REPEATABLE | GIVING_VALUES | MADE | CALLING
    assert {path.split(".")[0] for path in paths} <= PLATFORM


def test_what_gives_the_same_again_gives_a_value() -> None:
    assert REPEATABLE < GIVING_VALUES
    assert not {"Math.random", "Date.now", "performance.now", "JSON.parse"} & REPEATABLE


def test_no_method_both_looks_and_writes() -> None:
    assert not WRITING & (LIST_CALLING | LIST_LOOKING | MAP_LOOKING | SEARCHING | OF_TEXTS)
    assert LIST_WRITING < WRITING
    assert not LIST_CALLING & LIST_LOOKING


def test_names_of_texts_are_those_of_nothing_that_acts() -> None:
    assert not {"normalize", "at", "match", "search", "test"} & OF_TEXTS  # vectors, routers and the like
