"""Files as formatters print them, and several wordings at once: the same ledger, and the same result."""

from __future__ import annotations

import pytest

from tests.whole.wordings.catalogue import WORDINGS, Wording
from tests.whole.wordings.judge import Bench
from tests.whole.wordings.run import composition, judge, judge_sampled, prime, sampled

HERE = [wording for wording in WORDINGS if wording.kind == "formatter"]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("wordings"))


@pytest.mark.parametrize("wording", HERE, ids=lambda wording: wording.name)
def test_makes_no_difference(wording: Wording, bench: Bench) -> None:
    tally = judge_sampled(bench, wording)
    assert tally.failures == []
    assert tally.applied > len(sampled(WORDINGS.index(wording))) / 2


@pytest.mark.parametrize("seed", range(3))
def test_several_at_once_make_no_difference(seed: int, bench: Bench) -> None:
    works = [(composition(given, seed), given) for given in sampled(seed)]
    prime(works, seed)
    outcomes = [judge(bench, wordings, given, seed) for wordings, given in works]
    assert [outcome for outcome in outcomes if outcome] == []
    # A share is small, and some compositions apply to nothing in a sample.
    assert outcomes.count(None) < len(outcomes) / 2
