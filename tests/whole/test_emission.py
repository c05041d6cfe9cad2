"""Every form of an expression in every place of a page: what is written compiles, and does what the page means."""

from __future__ import annotations

import os

import pytest

from tests.whole.emission.forms import FORMS, PLACES, Layout
from tests.whole.emission.judge import Case, cases, judge, smallest

SEED = int(os.environ.get("EMISSION_SEED", "16"))
MOST = int(os.environ.get("EMISSION_CASES", "400"))  # `make test-long` takes all
PLAIN = Layout()


def test_there_are_as_many_forms_and_places_as_the_language_has() -> None:
    assert len(set(FORMS)) == len(FORMS) >= 80
    assert len(set(PLACES)) == len(PLACES) >= 120


@pytest.mark.parametrize(
    ("case", "kind"),
    [
        (Case("hole", ("a",), "this.use($X);", PLAIN), "rewritten"),
        (Case("hole", ("a + b",), "this.use($X * 2);", PLAIN), "rewritten"),
        (Case("hole", ("a + b",), "$X = 1;", PLAIN), "refused"),
        (Case("hole", ("a +",), "this.use($X);", PLAIN), "no JavaScript"),
        (Case("nest", ("$H.size", "$H.n + 1"), "this.use(2 * $X);", PLAIN), "rewritten"),
        (Case("nest", ("$H.size", "$H.n"), "$X = 1;", PLAIN), "refused"),
    ],
)
def test_a_case_is_judged(case: Case, kind: str) -> None:
    assert dict(judge([case]).counts) == {kind: 1}


def test_what_is_written_means_what_the_page_says() -> None:
    tried = cases(SEED)[:MOST]
    tally = judge(tried)
    story = [f"{found}\n{problem}" for found, problem in map(smallest, [case for case, _ in tally.failures[:5]])]
    assert not tally.failures, f"seed {SEED}, {dict(tally.counts)}\n" + "\n\n".join(story)
    assert tally.counts["rewritten"] > len(tried) / 2
