"""Random statements around values that a page moves or drops: both runs do the same, or the site is refused."""

from __future__ import annotations

import os

from tests.whole.effects.judge import Case, cases, judge, smallest
from tests.whole.effects.statements import PAGES

SEED = int(os.environ.get("EFFECTS_SEED", "17"))
MOST = int(os.environ.get("EFFECTS_CASES", "300"))


def test_a_case_is_judged() -> None:
    assert dict(judge([Case("over a gap", "s", "", (), ())]).counts) == {"rewritten": 1}
    assert dict(judge([Case("over a gap", "s", "", (), ("s.x = tick();",))]).counts) == {"refused: effect": 1}
    assert dict(judge([Case("over a gap", "missing", "", (), ())]).counts) == {"names nothing": 1}


def test_both_runs_do_the_same() -> None:
    tally = judge(cases(SEED, MOST))
    story = [f"{found}\n{problem}" for found, problem in map(smallest, [case for case, _ in tally.failures[:5]])]
    assert not tally.failures, f"seed {SEED}, {dict(tally.counts)}\n" + "\n\n".join(story)
    assert tally.counts["rewritten"] > MOST / 4
    assert set(tally.pages) == set(PAGES)
