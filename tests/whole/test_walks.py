"""A few steps of random walks; `make test-long` walks a thousand in several seeds."""

from __future__ import annotations

import pytest

from tests.whole.walks.walk import check


@pytest.mark.parametrize("seed", [1])
def test_no_answer_differs(seed: int) -> None:
    check(seed, 8)
