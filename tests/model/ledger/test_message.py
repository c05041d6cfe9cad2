"""A message is a sentence and its values: two that say the same are one, and nothing of the words decides that."""

from __future__ import annotations

import pytest

from migrator.model.ledger import Place
from migrator.model.ledger.message import Message, Sentence

NOT_READ, CAPTURED, QUOTED = Sentence.NOT_READ, Sentence.CAPTURED, Sentence.QUOTED


@pytest.mark.parametrize(
    "other",
    [
        Message.of(CAPTURED, name="b"),
        Message.of(QUOTED, name="a"),
        Message.of(CAPTURED, shown="a"),
        Message.of(CAPTURED),
    ],
)
def test_another_sentence_or_another_value_is_another_message(other: Message) -> None:
    assert other != Message.of(CAPTURED, name="a")


@pytest.mark.parametrize(
    "other",
    [
        Message.of(NOT_READ, why=Message.of(CAPTURED, name="b"), command="step"),
        Message.of(NOT_READ, why=Message.of(QUOTED, name="a"), command="step"),
        Message.of(NOT_READ, why=Message.of(CAPTURED, name="a"), command="reset"),
        Message.of(NOT_READ, why="a", command="step"),
    ],
)
def test_the_key_is_another_where_something_else_is_said(other: Message) -> None:
    assert other.key != Message.of(NOT_READ, why=Message.of(CAPTURED, name="a"), command="step").key


def test_the_order_in_which_values_are_given_says_nothing() -> None:
    one, other = Message.of(NOT_READ, why="a", command="b"), Message.of(NOT_READ, command="b", why="a")
    assert (one, one.key) == (other, other.key)
    assert one.data == (("command", "b"), ("why", "a"))


def test_the_key_has_the_values_in_order_and_then_the_sentence() -> None:
    inner = Message.of(CAPTURED, name=("a", 1))
    assert inner.key == "a\x001\x00captured"
    assert Message.of(NOT_READ, why=inner, place=Place.FIELD).key == f"{Place.FIELD}\0{inner.key}\0not_read"


def test_values_of_a_name_are_left_out_at_every_depth() -> None:
    inner = Message.of(CAPTURED, name="a", line=3)
    outer = Message.of(NOT_READ, why=inner, line=7, command="step")
    assert outer.without("line") == Message.of(NOT_READ, why=Message.of(CAPTURED, name="a"), command="step")
    assert outer.without("command") == Message.of(NOT_READ, why=inner, line=7)
    assert outer.without("nothing") == outer
