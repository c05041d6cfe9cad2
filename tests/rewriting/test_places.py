"""Where the bytes of a file stand once it is edited."""

from __future__ import annotations

import pytest

from migrator.javascript.edit import Edit, apply
from migrator.rewriting.places import Shift, windows

BEFORE = b"abcdefghij"
EDITS = [Edit(6, 8, b""), Edit(2, 4, b"XYZ"), Edit(9, 9, b"-")]


def test_bytes_are_found_again() -> None:
    after = apply(BEFORE, EDITS)
    shift = Shift(EDITS)
    stays = [at for at in range(len(BEFORE)) if not shift.touches(at, at + 1)]
    assert stays == [0, 1, 4, 5, 8, 9]
    assert [after[shift.to(at)] for at in stays] == [BEFORE[at] for at in stays]


@pytest.mark.parametrize(
    ("start", "end", "touched"),
    [
        (0, 2, False),
        (0, 3, True),
        (3, 4, True),
        (4, 6, False),
        (4, 7, True),
        (8, 9, False),
        (8, 10, True),
        (2, 4, True),
    ],
)
def test_what_edits_touch(start: int, end: int, touched: bool) -> None:
    assert Shift(EDITS).touches(start, end) is touched


def test_where_the_new_text_stands() -> None:
    after = apply(BEFORE, EDITS)
    assert [after[start:end] for start, end in Shift(EDITS).inserted()] == [b"XYZ", b"", b"-"]


def test_what_is_near_a_change() -> None:
    near, was_near = windows(Shift([Edit(4, 6, b"")]), [(7, 8)])
    assert [near(at, at + 1) for at in range(10)] == [
        False, False, False, True, True, False, True, True, True, False,
    ]  # fmt: skip
    assert was_near(4, 5)
    assert not was_near(0, 3)
    assert was_near(9, 10)
