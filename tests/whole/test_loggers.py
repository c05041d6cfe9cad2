"""Definitions of loggers and of others, made so that it is known which they are."""

from __future__ import annotations

import os
from itertools import islice

from tests.whole.loggers.forms import CARRIERS, DOES_MORE, HOLDERS, LOGS, NAMED, NOT_NAMED, UNKNOWN, cases
from tests.whole.loggers.judge import judge

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
