"""A few of the kills of `python -m tests.whole.kills`, over fewer files (some 10 s)."""

from __future__ import annotations

from pathlib import Path

from tests.whole.kills import run


def test_no_kill_tears_a_file_and_undo_gives_every_file_back(tmp_path: Path) -> None:
    trials = run(tmp_path.resolve(), kills=8, files=25, seed=5)
    assert len(trials) == 8
