"""Words about sites: why the code of a call is not found, and why a promise is not read as an `await`."""

from __future__ import annotations

import pytest

from migrator.model.ledger import Message, Sentence
from migrator.report.sentences import words
from migrator.report.sentences.sites import TEMPLATES


@pytest.mark.parametrize("sentence", [each for each in TEMPLATES if each.name.startswith("CODE_")])
def test_each_cause_begins_with_what_is_so_in_any_case(sentence: Sentence) -> None:
    data = dict.fromkeys(("shown", "name", "tag", "file", "specifier"), "x") | {"line": 3, "at": 4}
    assert words(Message.of(sentence, **data)).startswith("the program does not stand in the call; ")


def test_the_line_that_may_change_the_code_is_named() -> None:
    said = words(Message.of(Sentence.CODE_MAY_CHANGE, name="code", line=3))
    assert said == "the program does not stand in the call; `code` may be given another value in line 3"
    said = words(Message.of(Sentence.THEN_NAME, name="h", line=3))
    assert said == "`.then` cannot be read as an `await`: the function around has a `h` too (line 3), or it is a `var`"
