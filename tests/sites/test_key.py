"""Which keys may stand for several objects, and where a key starts."""

from __future__ import annotations

import pytest

from migrator.sites.key import Element, Global, Key, Member, Result, This, is_one_of_several, root

LIST = Global("all")
ONE = [Global("pyodide"), This(1, False), Member(Global("app"), "pyodide"), Result(Global("load")), None]
SEVERAL = [
    Element(LIST),
    Element(Element(LIST)),
    Member(Element(LIST), "pyodide"),
    Result(Element(LIST)),
    Result(Member(Element(LIST), "load")),
]


@pytest.mark.parametrize("key", ONE)
def test_one_object(key: Key | None) -> None:
    assert not is_one_of_several(key)


@pytest.mark.parametrize("key", SEVERAL)
def test_an_element_and_what_is_reached_from_one_may_be_several_objects(key: Key) -> None:
    assert is_one_of_several(key)


def test_members_and_results_start_at_what_they_are_reached_from() -> None:
    assert root(Member(Result(Member(LIST, "a")), "b")) == LIST


def test_an_element_starts_at_itself() -> None:
    assert root(Member(Element(LIST), "a")) == Element(LIST)
