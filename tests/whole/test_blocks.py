"""Random sites of blocks with no, one or several programs, any code, expressions, assignments and imports: both runs do
the same, or the site is refused.
"""

from __future__ import annotations

import os
from functools import partial

import pytest

from tests.whole.blocks.cases import Case, cases
from tests.whole.blocks.judge import judge, smallest
from tests.whole.blocks.mutants import mutants, stays
from tests.whole.blocks.pages import EXPRESSIONS, PAGES, STATEMENTS
from tests.whole.emission.forms import Layout

SEED = int(os.environ.get("BLOCKS_SEED", "21"))
MOST = int(os.environ.get("BLOCKS_CASES", "100"))
EVERY = 4  # mutants; `make test-long` takes all
PLAIN = Case("two, at the second", ("s.a", "n", "code"), Layout())
TWO = "two with values, at the second"


@pytest.mark.parametrize(
    ("case", "kind"),
    [
        (PLAIN, "rewritten"),
        (PLAIN._replace(gaps=("this.runs()",)), "refused"),
        (PLAIN._replace(gaps=("if (o.a) return",)), "refused"),
        (PLAIN._replace(page=TWO, gaps=("s.a = 7",)), "refused"),
        (PLAIN._replace(page="a program", place="this.use($E, )"), "rewritten"),
        (PLAIN._replace(page="a program", place="this.use($E"), "no JavaScript"),
        (PLAIN._replace(page="a program at once", place="this.n += $E"), "refused"),
        (PLAIN._replace(page="any code", values=("", "", "missing")), "names nothing"),
        (PLAIN._replace(page="an import", assigned=("let val", ""), head="export {};"), "rewritten"),
    ],
)
def test_a_case_is_judged(case: Case, kind: str) -> None:
    assert dict(judge([case]).counts) == {kind: 1}


def test_what_differs_is_seen() -> None:
    """By the pages of other cases: each of these rewrites does what its page does not mean."""
    wrong = (("values exchanged", "pair(b, a)", "pair(a, b)"), ("two, at the second", "['clear'], ['draw']", "['draw'], ['clear']"))
    for page, old, new in wrong:
        case = PLAIN._replace(page=page, place="this.use($E)", values=("s.a", "7", "code"))
        assert dict(judge([case]).counts) == {"rewritten": 1}
        assert dict(judge([case], partial(_put, old, new)).counts) == {"other": 1}


def _put(old: str, new: str, text: str) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_both_runs_do_the_same() -> None:
    tally = judge(cases(SEED, MOST))
    story = [f"{found}\n{problem}" for found, problem in map(smallest, [case for case, _ in tally.failures[:5]])]
    assert not tally.failures, f"seed {SEED}, {dict(tally.counts)}\n" + "\n\n".join(story)
    assert tally.counts["rewritten"] > MOST / 3


def test_each_page_rewrites_its_site() -> None:
    plain = [
        PLAIN._replace(page=name, place="const val = $E", assigned=assigned, head="export {};" if page.is_module else "")
        for name, page in PAGES.items()
        for assigned in ((None, ("let val", "")) if page.result and "nest" not in name else (None,))
    ]
    tally = judge(plain)
    assert dict(tally.counts) == {"rewritten": len(plain)}, dict(tally.kinds)
    assert len(STATEMENTS) > 20
    assert len(EXPRESSIONS) > 10


@pytest.mark.parametrize("page", [name for name in STATEMENTS if STATEMENTS[name].site.count("\n")])
def test_a_mutant_of_several_lines_stays(page: str) -> None:
    found = list(mutants(page))
    assert len(found) > 10
    assert [str(mutant) for mutant in found[SEED % EVERY :: EVERY] if not stays(mutant)] == []
