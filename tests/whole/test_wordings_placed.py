"""Samples in other wordings whose code stands elsewhere as well: the result is that of the wording with it in place."""

from __future__ import annotations

from itertools import islice
from random import Random

import pytest

from tests.whole.placed import cases
from tests.whole.wordings.judge import Bench
from tests.whole.wordings.placed import PLACINGS
from tests.whole.wordings.run import EVERY, ROUND, judge_placed, prime

CASES = 240 if EVERY > 1 else 3000


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("placed"))


def test_a_wording_elsewhere_makes_no_difference(bench: Bench) -> None:
    drawn = list(islice(cases(Random(ROUND)), CASES))
    prime([([case.wording], case.given) for case in drawn], 0)
    told = [(case, judge_placed(bench, case)) for case in drawn]
    assert [wrong for _, wrong in told if wrong] == []
    judged = [case for case, wrong in told if wrong is not None]
    assert len(judged) > CASES / 3
    assert len({case.placing for case in judged}) > len(PLACINGS) / 2  # some can be in few samples
