"""What the flow says of each global of a random program is what CPython does with it."""

from __future__ import annotations

import os

import pytest

from tests.whole.globals.cpython import done
from tests.whole.globals.judge import judge, missing, smallest

SEED = int(os.environ.get("GLOBALS_SEED", "17"))
CASES = int(os.environ.get("GLOBALS_CASES", "300"))  # by hand: python -m tests.whole.globals 17 10000


@pytest.mark.parametrize(
    ("text", "reads", "binds", "deletes", "later"),
    [
        ("a", "a", "", "", ""),
        ("a = b\na", "b", "a", "", ""),
        ("del a", "a", "", "a", ""),
        ("class d:\n  a = a", "a", "d", "", ""),
        ("def f():\n  global a\n  a = b\nb = 1\nf()", "", "a b f", "", "b"),
        ("use(globals()['a'])", "a", "", "", ""),
        ("[(c := b) for d in some(a)]", "a b", "c", "", ""),
        ("class d:\n  a = 1\n  [a for b in some(a)]", "a", "d", "", ""),
    ],
)
def test_cpython_is_watched(text: str, reads: str, binds: str, deletes: str, later: str) -> None:
    found = done(text, 5)
    assert [" ".join(sorted(names)) for names in found] == [reads, binds, deletes, later]
    assert missing(text) == ("", "")


def test_nothing_is_read_bound_or_deleted_that_the_flow_does_not_say() -> None:
    tally = judge(SEED, CASES)
    story = [f"{text}# {less}" for text, less in map(smallest, [text for text, _ in tally.missed[:3]])]
    assert not tally.missed, f"seed {SEED}, {dict(tally.counts)}\n" + "\n".join(story)
    assert tally.counts["the same"] > CASES / 2
