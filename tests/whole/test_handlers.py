"""Random worker scripts: what they owe is what their construction says."""

from __future__ import annotations

import os

from tests.whole.handlers.judge import judge, problem
from tests.whole.handlers.scripts import DUTIES, Maker, Script

SEED = int(os.environ.get("HANDLERS_SEED", "17"))
MOST = int(os.environ.get("HANDLERS_CASES", "60"))  # 500 by hand


def test_a_script_that_owes_something_else_is_found() -> None:
    script = Maker(SEED).make()
    assert problem(script) is None
    other = Script(script.files, script.message, {name: {"bad", "pasted"} for name in DUTIES})
    assert problem(other) != problem(Script(script.files, script.message, {n: {"states", "integers"} for n in DUTIES}))


def test_what_is_owed_is_what_the_construction_says() -> None:
    first = SEED * 100_000
    tally = judge(range(first, first + MOST))
    story = [f"{seed}: {' '.join(script.story)}\n{wrong}" for seed, script, wrong in tally.failures[:5]]
    assert not tally.failures, "\n\n".join(story)
    assert tally.counts["owed"] > MOST
    assert tally.counts["met"] > MOST
