"""What the platform makes of constants."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.constants import binary, kind_of, same, text_method
from migrator.worker.handlers.values import UNDEFINED, Constant, Hole, Place, Plain, Text, Thing, Unknown

from .modules import module

ONE, TEXT = Constant(1.0), Constant("a")
PART = Text(("on", Hole(Place(module("x"), module("x").source.root))))


@pytest.mark.parametrize(
    ("one", "other", "loosely", "answer"),
    [
        (TEXT, Constant("a"), False, True),
        (TEXT, Constant("b"), False, False),
        (ONE, Constant(True), False, False),
        (Constant(None), Constant(UNDEFINED), False, False),
        (Constant(None), Constant(UNDEFINED), True, True),
        (ONE, Constant("1"), True, None),
        (TEXT, Unknown(), False, None),
        (PART, Constant("off"), False, False),
        (PART, Constant("once"), False, None),
        (PART, ONE, False, False),
        (Thing(), TEXT, False, False),
    ],
)
def test_same(one: Constant, other: Constant, loosely: bool, answer: bool | None) -> None:
    assert same(one, other, loosely=loosely) is same(other, one, loosely=loosely) is answer


def test_what_is_told_and_what_is_unsure_stay_so() -> None:
    assert binary("===", Constant("a", told=True), TEXT) == Constant(True, told=True)
    assert binary("!=", Constant("a", told=True, unsure=True), TEXT) == Constant(False, told=True, unsure=True)
    assert binary("===", Constant("a", told=True), Unknown()) == Unknown(told=True)
    assert binary("<", ONE, Constant(2.0)) == Constant(True)
    assert binary("%", ONE, ONE) == Unknown()


@pytest.mark.parametrize(
    ("word", "one", "other", "found"),
    [
        ("-", 3.0, 2.0, 1.0),
        ("*", 3.0, 2.0, 6.0),
        (">=", "b", "a", True),
        ("<", "b", "a", False),
        ("<<", 3.0, 2.0, None),
        ("<<", "b", "a", None),
        ("-", "b", "a", None),
        ("<", "b", 1.0, None),
        ("<", 3.0, True, None),
    ],
)
def test_numbers_and_texts_are_computed_with(word: str, one: Plain, other: Plain, found: Plain) -> None:
    wanted = Constant(found) if found is not None else Unknown()
    assert binary(word, Constant(one), Constant(other)) == wanted


@pytest.mark.parametrize(
    ("name", "given", "found"),
    [
        ("toUpperCase", [], "STEP"),
        ("charAt", [0.0], "s"),
        ("slice", [1.0], "tep"),
        ("slice", [-2.0], "ep"),
        ("substring", [2.0, 0.0], "st"),
        ("substr", [1.0, 2.0], "te"),
        ("split", ["t"], ["s", "ep"]),
        ("startsWith", ["st"], True),
        ("indexOf", ["e"], 2.0),
        ("replace", ["s", "S"], "Step"),
    ],
)
def test_methods_of_texts(name: str, given: list[Plain], found: Plain | list[str]) -> None:
    assert text_method("step", name, given) == found


@pytest.mark.parametrize(("name", "given"), [("replace", ["s", "$&"]), ("match", ["s"]), ("slice", ["1"])])
def test_a_method_that_is_not_known(name: str, given: list[Plain]) -> None:
    with pytest.raises(LookupError):
        text_method("step", name, given)


def test_kinds() -> None:
    found = [kind_of(atom) for atom in (TEXT, ONE, Constant(True), Constant(None), Constant(UNDEFINED), PART, Unknown())]
    assert found == ["string", "number", "boolean", "object", "undefined", "string", None]
