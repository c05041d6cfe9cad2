"""The samples of the shipped pages with their programs in other places: the result is the same as with them in place."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest

from migrator.model.ledger import Outcome
from tests.support import Run, run
from tests.whole.test_samples import _name, _samples, _story, _text
from tests.whole.wordings.placed import PROGRAMS, Placing
from tests.whole.wordings.run import EVERY

# One of so many samples goes into each place in `make test`; all of them in `make test-long`.
SHARES = 6 if EVERY > 1 else 1


def _share(place: Placing, kind: str) -> list[Path]:
    return list(_samples(kind))[PROGRAMS.index(place) % SHARES :: SHARES]


def _differs(result: Run, expected: str) -> bool:
    # A comment above what declares a program goes with it.
    texts = (re.sub(r"//.*|/\*(?:[^*]|\*(?!/))*\*/", "", text) for text in (result.after, expected))
    one, two = (re.sub(r"\s+", "", text) for text in texts)
    return one != two


@pytest.mark.parametrize("place", PROGRAMS, ids=lambda place: place.name)
def test_a_program_in_another_place_becomes_the_same(place: Placing, tree: Path) -> None:
    wrong, tried = [], 0
    for sample in _share(place, "before"):
        text = place.of(sample.read_bytes())
        if text is None:
            continue
        tried += 1
        expected = _text(sample.with_name(sample.name.replace(".before.", ".after.")))
        result = run(tree / sample.parent.name, text.decode(), name=sample.name)
        left = any(entry.outcome is not Outcome.REWRITTEN for entry in result.programs)
        if left or _differs(result, expected):
            lines = difflib.unified_diff(expected.splitlines(), result.after.splitlines(), lineterm="", n=1)
            wrong.append(f"{_name(sample)}: {_story(result)}\n" + "\n".join(lines))
    assert tried > 3 // SHARES
    assert not wrong, f"{len(wrong)} of {tried}:\n" + "\n".join(wrong[:3])


@pytest.mark.parametrize("place", PROGRAMS, ids=lambda place: place.name)
def test_a_near_miss_in_another_place_stays(place: Placing, tree: Path) -> None:
    for sample in _share(place, "stays"):
        text = place.of(sample.read_bytes())
        if text is not None:
            result = run(tree / sample.parent.name, text.decode(), name=sample.name)
            assert result.after == result.before, f"{_name(sample)}\n{result.after}"
