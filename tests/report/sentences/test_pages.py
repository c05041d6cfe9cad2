"""Words about faults of pages: each says what mends it, apart from what is wrong."""

from __future__ import annotations

import pytest

from migrator.model.ledger import Message, Sentence
from migrator.report.sentences import words
from migrator.report.sentences.pages import MENDS, TEMPLATES
from migrator.report.words import fault_text, page_fault

CASES = {
    Message.of(Sentence.NO_SUCH_FENCE, name="run", known=()): (
        "there is no fence `python run` (there is: none)",
        "add it, or mend the name",
    ),
    Message.of(Sentence.NO_SUCH_FENCE, name="run", known=("a", "b")): (
        "there is no fence `python run` (there is: a, b)",
        "add it, or mend the name",
    ),
    Message.of(Sentence.UNKNOWN_KEY, key="befor", known=("after", "title")): (
        "`befor` is no key of a page",
        "the keys are: after, title",
    ),
    Message.of(Sentence.AFTER_NAMES_NO_PAGE, name="07-x", near=("07-y", "08-x")): (
        "`after` names `07-x`, which is no page",
        "did you mean 07-y, 08-x?",
    ),
    Message.of(Sentence.NEST_UNBOUND, name="A"): ("`$A` of the nest is not bound", "bind it in a `-` or context line"),
    Message.of(Sentence.PATTERN_WRONG, fault=Message.of(Sentence.NOT_ONE_EXPRESSION)): (
        "this is not one expression",
        "write one expression or one statement",
    ),
}


@pytest.mark.parametrize("message", CASES, ids=lambda message: message.key)
def test_words_and_what_mends_it_follow_the_values(message: Message) -> None:
    said = words(message)
    assert (said, said.mend) == CASES[message]
    assert fault_text(message) == "; ".join(CASES[message])


def test_every_fault_says_what_mends_it() -> None:
    assert TEMPLATES.keys() - MENDS.keys() == set()
    assert MENDS.keys() - TEMPLATES.keys() == set()


def test_a_fault_of_a_whole_page_has_no_line() -> None:
    message = Message.of(Sentence.PAGE_NOT_UTF8)
    assert page_fault("01-a.md", 0, message) == "01-a.md is not UTF-8; save it as UTF-8"
    assert page_fault("01-a.md", 3, message) == "01-a.md:3: is not UTF-8; save it as UTF-8"
