"""Words about candidates that would do harm: how often is told as people do, and a place by what it is."""

from __future__ import annotations

import pytest

from migrator.model.ledger import Message, Place, Sentence
from migrator.report.sentences import words
from migrator.report.sentences.rewriting import TEMPLATES


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (Place.MODULE, "no class"),
        (Place.OBJECT, "an object literal"),
        (Place.FUNCTION, "a function of its own"),
        (Place.STATIC, "a static member"),
    ],
)
def test_a_place_without_the_worker_is_named(place: Place, shown: str) -> None:
    message = Message.of(Sentence.WORKER_NOT_KNOWN, place=place, worker="this.worker")
    assert words(message) == f"it stands in {shown}, where `this.worker` is not known"


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [(1, 2, "once and would be twice"), (0, 1, "0 times and would be once"), (3, 0, "3 times and would be 0 times")],
)
def test_how_often_an_effect_takes_place(before: int, after: int, shown: str) -> None:
    message = Message.of(Sentence.EFFECT_COUNT, shown="draw()", before=before, after=after)
    assert words(message) == f"`draw()` has an effect and is evaluated {shown}"


def test_braces_in_words_are_those_of_the_source() -> None:
    said = words(Message.of(Sentence.OPENS_BLOCK))
    assert said == "an expression would begin with `{`, which opens a block there"
    shown = words(Message.of(Sentence.READ_OTHERWISE, shown="{name}"))
    assert shown == "`{name}` would be read otherwise"


def test_the_fault_of_a_result_is_said_in_its_own_words() -> None:
    fault = Message.of(Sentence.TOKEN_MISSING, token=")", near="act(")
    message = Message.of(Sentence.RESULT_NOT_PARSED, fault=fault, line=4)
    assert message.sentence in TEMPLATES
    assert words(message) == "the result does not parse: `)` is missing near `act(` (line 4)"
