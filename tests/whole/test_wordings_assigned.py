"""Samples whose variables are declared first and assigned later: the result is that of the sample as it is."""

from __future__ import annotations

import pytest

from tests.whole.wordings.judge import Bench, inputs, near_misses, result_difference
from tests.whole.wordings.placed import ASSIGNED, OTHERWISE, Placing
from tests.whole.wordings.run import EVERY

# One of so many inputs in `make test`; all of them in `make test-long`.
SHARES = 4 if EVERY > 1 else 1


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("assigned"))


@pytest.mark.parametrize("way", ASSIGNED, ids=lambda way: way.name)
def test_an_assignment_makes_no_difference(bench: Bench, way: Placing) -> None:
    judged, faults = 0, []
    share = ASSIGNED.index(way) % SHARES
    for given in (*inputs(), *near_misses())[share::SHARES]:
        worded = way.of(given.data)
        if worded is None or (given.name, way) in OTHERWISE:
            continue
        plain, other = bench.plain(given), bench.look(given, worded)
        assert plain is not None
        assert other is not None, given.name
        judged += 1
        if given.stays:
            wrong = "it was rewritten" if other.data != worded and plain.data == given.data else None
        else:
            wrong = result_difference(plain.data, way.back(other.data))
        if wrong:
            faults.append(f"{given.name}: {wrong}")
    assert faults == []
    assert judged > 100 // SHARES
