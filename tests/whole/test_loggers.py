"""Definitions of loggers and of others, made so that it is known which they are."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

from tests.support import FIXTURES, GAME_KEPT, GAME_SITES
from tests.whole.loggers.forms import CARRIERS, DOES_MORE, HOLDERS, LOGS, NAMED, NOT_NAMED, UNKNOWN, cases
from tests.whole.loggers.judge import judge
from tests.whole.loggers.renamed import outcomes, renamed

SEED = int(os.environ.get("LOGGERS_SEED", "17"))
MOST = int(os.environ.get("LOGGERS_CASES", "400"))  # 15,741 in all, by hand


def test_there_are_ways_enough() -> None:
    assert len(LOGS) >= 20
    assert len(DOES_MORE) >= 30
    assert len(HOLDERS) >= 40
    assert len(CARRIERS) >= 25
    assert len(UNKNOWN) * len(NAMED + NOT_NAMED) >= 250


def test_loggers_are_loggers_and_others_are_not() -> None:
    tally = judge(islice(cases(SEED), MOST))
    assert MOST / 4 < tally.loggers < MOST * 3 / 4
    assert not tally.wrong, f"seed {SEED}\n" + "\n".join(f"{case.name}: {found}" for case, found in tally.wrong[:5])


def test_a_logger_by_another_name_is_one(tmp_path: Path) -> None:
    assert renamed(FIXTURES / "game" / "js", tmp_path) >= 8
    found = outcomes(tmp_path)
    assert found == outcomes(FIXTURES / "game" / "js")
    assert (found["rewritten"], found["kept"], found["unmatched"]) == (GAME_SITES, GAME_KEPT, 0)
    assert "createLog" in (tmp_path / "multiplayer.js").read_text("utf-8"), "other files see this name"
    assert "log.debug(" not in (tmp_path / "multiplayer.js").read_text("utf-8")
