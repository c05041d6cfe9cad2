"""Samples whose receiver, or whose `this`, has another name: the result is that of the sample as it is."""

from __future__ import annotations

import pytest

from tests.whole.wordings.judge import Bench, Input, inputs, near_misses, result_difference
from tests.whole.wordings.placed import NAMES, Placing
from tests.whole.wordings.run import EVERY

# One of so many inputs goes with each name in `make test`; all of them in `make test-long`.
SHARES = 5 if EVERY > 1 else 1


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("aliases"))


@pytest.mark.parametrize("named", NAMES, ids=lambda named: named.name)
def test_a_name_makes_no_difference(bench: Bench, named: Placing) -> None:
    judged, faults = 0, []
    share = NAMES.index(named) % SHARES
    for given in (*(each for each in inputs() if not each.is_game), *near_misses())[share::SHARES]:
        worded = named.of(given.data)
        if worded is None:
            continue
        plain, other = bench.plain(given), bench.look(given, worded)
        assert plain is not None
        assert other is not None, given.name
        judged += 1
        wrong = _difference(given, plain.data, other.data, named)
        if wrong:
            faults.append(f"{given.name}: {wrong}")
    assert faults == []
    assert judged > 200 // SHARES


def _difference(given: Input, plain: bytes, other: bytes, named: Placing) -> str | None:
    """In what the results differ, once the names that stay are put back; a near miss stays as it is."""
    if given.stays:
        return "it was rewritten" if b"this.worker." in other.replace(plain, b"") and plain == given.data else None
    if b"py0" in other:
        return "`py0` is left"
    return result_difference(plain, named.back(other))
