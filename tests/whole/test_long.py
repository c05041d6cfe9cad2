"""The search for faults by hand: what a run of a generator comes to."""

from __future__ import annotations

import pytest

from tests.whole import long


def test_a_generator_may_take_as_long_as_the_search() -> None:
    assert long.LIMIT > 2 * 60 * 60


@pytest.mark.parametrize(
    ("name", "limit", "printed", "is_right"),
    [
        ("handlers", 60, "seed 7: ", True),
        ("handlers", 0.05, "not done after 0 seconds", False),
        ("nothing", 60, "No module named tests.whole.nothing", False),
    ],
)
def test_what_a_generator_prints_is_told(name: str, limit: float, printed: str, is_right: bool) -> None:
    ran = long.run(name, ["7", "1"], 1.0, limit)
    assert printed in ran.printed
    assert ran.is_right is is_right
    assert ran.command == f"python -m tests.whole.{name} 7 1"
