"""Names of loggers: the last word counts."""

from __future__ import annotations

import pytest

from migrator.javascript.log_names import is_named_logger, last_word


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("p2pLog", "log"),
        ("game_logger", "logger"),
        ("_log", "log"),
        ("LOG", "log"),
        ("HTTPLog", "log"),
        ("dialog", "dialog"),
        ("BackLog", "log"),
        ("backlog", "backlog"),
        ("logs", "logs"),
        ("logSink", "sink"),
        ("log2", "2"),
        ("überlog", "überlog"),
        ("$", ""),
    ],
)
def test_the_last_word(name: str, word: str) -> None:
    assert last_word(name) == word
    assert is_named_logger(name) is (word in ("log", "logger"))
