"""Members that are made when they are asked for, and are as those of any enumeration then."""

from __future__ import annotations

import copy
import pickle
from operator import attrgetter

import pytest

from migrator.model.named import Named


class Colour(Named):
    DARK_RED: Colour
    BLUE: Colour


def test_a_member_is_there_once() -> None:
    red = Colour.DARK_RED
    again = (Colour.DARK_RED, Colour.named("DARK_RED"), Colour("dark_red"), copy.deepcopy(red), pickle.loads(pickle.dumps(red)))
    assert all(each is red for each in again)
    assert list(Colour.members()) == [red, Colour.BLUE]
    assert (hasattr(Colour, "BLUE"), hasattr(Colour, "GREEN")) == (True, False)


def test_a_member_is_its_value() -> None:
    assert (Colour.BLUE.name, Colour.BLUE.value, str(Colour.BLUE), repr(Colour.BLUE)) == ("BLUE", "blue", "blue", "Colour.BLUE")
    assert type(Colour.BLUE.value) is str
    assert Colour.BLUE == "blue" != Colour.DARK_RED


def test_what_is_no_member() -> None:
    with pytest.raises(AttributeError, match="Colour has no GREEN"):
        attrgetter("GREEN")(Colour)
    with pytest.raises(KeyError, match="green"):
        Colour.named("green")
    with pytest.raises(ValueError, match="'green' is no Colour"):
        Colour("green")
