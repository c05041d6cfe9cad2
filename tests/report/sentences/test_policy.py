"""Words about what may stay: they say what was meant where something is near, and name what there is where nothing is."""

from __future__ import annotations

import pytest

from migrator.model.ledger import Message, Sentence
from migrator.report.sentences import words
from migrator.report.sentences.policy import TEMPLATES

NOT_IN = Sentence.NOT_IN_RATCHET
RATCHET = "is not in r.json: it is new, or says something else than before; `--update-ratchet --allow-growth` takes it in"
UNKNOWN = "the comment keeps nothing: `nope` is no rule and no reason's code; "
CASES = {
    Message.of(Sentence.KEEP_NAMES_NO_METHOD, name="tick", near=None): "`keep` names `tick`, and no class has it",
    Message.of(Sentence.KEEP_NAMES_NO_METHOD, name="tick", near="tock"): (
        "`keep` names `tick`, and no class has it; did you mean `tock`?"
    ),
    Message.of(Sentence.FACT_NAMES_NO_METHOD, name="tick", near=None): "a fact is about `tick`, and no class has it",
    Message.of(NOT_IN, member=None, kind="alias", place=None, ratchet="r.json"): (
        f"this alias of the receiver may stay, and {RATCHET}"
    ),
    Message.of(NOT_IN, member="toPy", kind="call", place=None, ratchet="r.json"): f"`toPy` may stay, and {RATCHET}",
    Message.of(NOT_IN, member="toPy", kind="call", place="act", ratchet="r.json"): (
        f"`toPy` may stay in `act`, and {RATCHET}"
    ),
    Message.of(Sentence.COMMENT_UNKNOWN_NAME, name="nope", near=None): f"{UNKNOWN}`migrator rules` lists the rules",
    Message.of(Sentence.COMMENT_UNKNOWN_NAME, name="nope", near="01-a"): f"{UNKNOWN}did you mean `01-a`?",
    Message.of(Sentence.FOUND_OTHERWISE, line=4, found=("effect",)): "what is found on line 4 is `effect`",
    Message.of(Sentence.FOUND_OTHERWISE, line=4, found=("effect", "01-a")): (
        "what is found on line 4 is `effect` or `01-a`"
    ),
}


@pytest.mark.parametrize("message", CASES, ids=lambda message: message.key)
def test_words_follow_the_values(message: Message) -> None:
    assert message.sentence in TEMPLATES
    assert words(message) == CASES[message]


@pytest.mark.parametrize(("file", "shown"), [(None, "the settings:3"), ("migrator.toml", "migrator.toml:3")])
def test_a_fact_names_the_place_where_it_is_stated(file: str | None, shown: str) -> None:
    where = Message.of(Sentence.STATED_AT, file=file, number=3)
    missing = Message.of(Sentence.FACT_CALL_MISSING, method="reset", call="this.seed()", where=where)
    assert words(missing) == f"`reset` does not call `this.seed()`, which {shown} asks for"
    forbidden = Message.of(Sentence.FACT_CALL_FORBIDDEN, method="reset", call="this.seed()", where=where)
    assert words(forbidden) == f"`reset` must not call `this.seed()` ({shown})"
