"""Words about what a file still has: two interpreters, and assignments that nothing needs."""

from __future__ import annotations

import pytest

from migrator.model.ledger import Message, Sentence
from migrator.report.sentences import words
from migrator.report.sentences.files import TEMPLATES


@pytest.mark.parametrize(
    ("owner", "method", "shown"),
    [
        ("Game", "act", "`Game` still runs Python in `act` (line 3), and its `this.pyodide` is not its `this.worker`"),
        ("Game", None, "`Game` still runs Python on line 3, and its"),
        (None, None, "Python is still run on line 3, and its"),
    ],
)
def test_where_python_still_runs(owner: str | None, method: str | None, shown: str) -> None:
    values = {"receiver": "this.pyodide", "worker": "this.worker", "line": 3}
    message = Message.of(Sentence.TWO_INTERPRETERS, owner=owner, method=method, **values)
    assert words(message).startswith(shown)


def test_a_variable_that_nothing_uses_is_named() -> None:
    assert Sentence.NO_USE_LEFT_OF_NAME in TEMPLATES
    assert words(Message.of(Sentence.NO_USE_LEFT_OF_NAME, name="pyodide")) == "no use of `pyodide` is left"
