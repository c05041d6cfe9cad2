"""What changes make of bytes, and edits of the result as edits of what it was made of."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest

from migrator.javascript.edit import Edit, Overlap, apply
from migrator.rewriting.normal.pieces import Added, Change, Copied, Layout

DATA = b"abcdefghij"


def test_text_is_copied_added_and_left_out() -> None:
    layout = Layout(DATA, [Change(2, 4, (Added(b"<"), Copied(7, 9), Added(b">"))), Change(5, 6)])
    assert layout.data == b"ab<hi>eghij"
    assert [layout.origin(at) for at in range(len(layout.data))] == [0, 1, 2, 7, 8, 2, 4, 6, 7, 8, 9]
    assert [layout.place(at) for at in (0, 1, 4, 6, 9)] == [0, 1, 6, 7, 10]
    assert layout.place(3) is None


def test_changes_that_overlap_are_refused_and_optional_ones_give_way() -> None:
    with pytest.raises(Overlap):
        Layout(DATA, [Change(2, 5), Change(4, 6)])
    assert Layout(DATA, [Change(2, 5), Change(4, 6, is_optional=True)]).data == b"abfghij"


def test_an_edit_takes_a_change_with_it() -> None:
    change = Change(2, 4, (Copied(7, 9),))
    layout = Layout(DATA, [change])
    [made] = layout.composed([Edit(1, 5, b"X")], lambda _: True)
    assert made.edit == Edit(1, 5, b"X")
    assert apply(DATA, [made.edit]) == b"aXfghij"


def test_a_change_that_does_not_stay_is_taken_back() -> None:
    change = Change(2, 4, (Copied(7, 9),))
    layout = Layout(DATA, [change])
    assert layout.composed([], lambda _: False) == []
    assert [each.edit for each in layout.composed([Edit(9, 10, b"")], lambda _: False)] == [Edit(9, 10, b"")]
    assert [each.edit for each in layout.composed([], lambda _: True)] == [Edit(2, 4, b"hi")]


@pytest.mark.parametrize("seed", range(200))
def test_composed_edits_make_what_the_edits_make(seed: int) -> None:
    random = Random(seed)
    cuts = sorted(random.sample(range(len(DATA) + 1), 4))
    parts = (Added(b"<"), Copied(*sorted((random.randrange(11), random.randrange(11)))), Added(b">"))
    changes = [Change(cuts[0], cuts[1], parts[: random.randrange(4)]), Change(cuts[2], cuts[3])]
    layout = Layout(DATA, changes)
    places = sorted(random.sample(range(len(layout.data) + 1), 4)) if len(layout.data) >= 4 else [0, 0, 0, 0]
    edits = [Edit(places[0], places[1], b"1"), Edit(places[2], places[3], b"")]
    composed = [each.edit for each in layout.composed(edits, lambda _: True)]
    assert apply(DATA, composed) == apply(layout.data, edits)
    assert all(one.end <= other.start for one, other in pairwise(composed))
