"""What is told of a call that no setting covers."""

from __future__ import annotations

import pytest

from migrator.model.ledger import Sentence
from migrator.model.settings import Receiver, Settings
from migrator.report.sentences import words
from migrator.sites.unread.message import Call, breach, searched

CALL = Call(3, 5, "pyodide", "runPython", "pyodide.runPython(x)", "Game", "act")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            CALL,
            "`pyodide.runPython` runs Python, and no setting covers it: nothing shows what `pyodide` is, and `receiver` takes an expression, as in",
        ),
        (
            CALL._replace(on="this.py"),
            '`this.py.runPython` runs Python, and no setting covers it: set `receiver = "this.py"` (it is `this.pyodide`)',
        ),
        (
            CALL._replace(on="this.pyodide"),
            "no setting covers it: outside of functions and classes, `this` is that of the file; add the file to `exclude`",
        ),
        (CALL._replace(in_worker_style=True), "if this file is the worker's script, set `worker-script` to it; "),
        (CALL._replace(on="a" * 70), f"`{'a' * 59}….runPython`"),
        (CALL._replace(on="a\n  .b"), "`a .b.runPython`"),
    ],
)
def test_the_message(call: Call, message: str) -> None:
    assert message in words(breach(call, Settings()).message)


@pytest.mark.parametrize(
    ("why", "message"),
    [
        (Sentence.UNREAD_LANGUAGE, "Astro is only searched; add the file to `exclude`"),
        (Sentence.UNREAD_MARKUP, "the markup of Astro is only searched; "),
        (Sentence.UNREAD_SCRIPT, "this file could not be parsed; "),
    ],
)
def test_the_message_of_a_call_that_was_only_searched_for(why: Sentence, message: str) -> None:
    found = breach(CALL, Settings(), searched(CALL, why, "Astro"))
    assert f"`pyodide.runPython` runs Python, and nothing checked it: {message}" in words(found.message)
    assert found.fingerprint == breach(CALL, Settings()).fingerprint


def test_the_settings_are_named_as_they_are() -> None:
    settings = Settings(receiver=Receiver("engine"))
    assert "(it is `this.engine`)" in words(breach(CALL._replace(on="this.py"), settings).message)


def test_the_place() -> None:
    found = breach(CALL, Settings())
    assert (found.line, found.column, found.class_name, found.method, found.member) == (3, 5, "Game", "act", "runPython")


@pytest.mark.parametrize("other", [{"method": "b"}, {"class_name": "B"}, {"on": "py"}, {"said": "pyodide.runPython(y)"}])
def test_another_call_has_another_fingerprint(other: dict[str, str]) -> None:
    assert breach(CALL._replace(**other), Settings()).fingerprint != breach(CALL, Settings()).fingerprint


def test_a_call_that_was_moved_or_laid_out_anew_has_the_same_fingerprint() -> None:
    moved = CALL._replace(line=9, column=1, said="pyodide\n  .runPython( x )")
    assert breach(moved, Settings()).fingerprint == breach(CALL, Settings()).fingerprint
