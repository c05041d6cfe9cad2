"""Words about workers: arguments are counted as people do, and each class is named with its place."""

from __future__ import annotations

import pytest

from migrator.model.ledger import Message, Sentence
from migrator.report.sentences import words
from migrator.report.sentences.worker import TEMPLATES


@pytest.mark.parametrize(("most", "takes"), [(0, "no argument"), (1, "1 argument"), (2, "2 arguments")])
def test_the_arguments_that_a_command_takes_are_counted(most: int, takes: str) -> None:
    message = Message.of(
        Sentence.TOO_MANY_ARGUMENTS, name="step", owner="Worker", most=most, given=3, file="js/w.js", line=7
    )
    assert words(message) == f"`step` of `Worker` takes {takes}, the rule gives 3 (js/w.js:7)"


@pytest.mark.parametrize(("sentence", "who"), [(Sentence.CLASS_LACKS_METHOD, ""), (Sentence.WORKER_LACKS_METHOD, "the worker ")])
def test_a_lacking_method_is_said_with_every_class_that_was_looked_in(sentence: Sentence, who: str) -> None:
    message = Message.of(sentence, owner="A", name="step", looked=(("A", "a.js", 1), ("B", "b.js", 20)))
    assert words(message) == f"{who}`A` has no method `step`; looked in `A` (a.js:1), `B` (b.js:20)"


def test_a_worker_that_nothing_assigns_is_said_with_the_classes() -> None:
    message = Message.of(Sentence.WORKER_NOT_ASSIGNED, worker="this.worker", looked=("A", "B"))
    assert words(message) == "no class of `A`, `B` assigns `this.worker`"


def test_a_duty_is_said_with_the_pages_that_state_it() -> None:
    what = Message.of(Sentence.DUTY_NOT_SEEN, command="step", must="answer")
    message = Message.of(Sentence.STATED_BY, what=what, pages=(("05-step", "answers"), ("06-turn", "turns")))
    seen = "the handler of `step` must answer, and nothing in it is seen to"
    assert words(message) == f"{seen} (`answers` of 05-step, `turns` of 06-turn)"
    assert words(Message.of(Sentence.DUTY_BROKEN, command="step", must="answer")) == "the handler of `step` must answer"


def test_an_address_of_several_files_says_what_to_do() -> None:
    message = Message.of(Sentence.SEVERAL_FILES_OF_ADDRESS, url="w.js", files=("a/w.js", "b/w.js"))
    mend = "say which one with `worker-script` in the settings"
    assert words(message) == f"`w.js` may be `a/w.js` and `b/w.js`; {mend}"


def test_why_something_was_not_read_stands_before_what_was_not() -> None:
    why = Message.of(Sentence.SCRIPT_UNREADABLE, path="js/w.js")
    message = Message.of(Sentence.NOT_READ, why=why, command="step", worker="this.worker")
    assert message.sentence in TEMPLATES
    assert words(message) == "`js/w.js` cannot be read; what answers `step` of `this.worker` was not read"
