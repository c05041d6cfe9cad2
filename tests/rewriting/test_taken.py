"""What sites remove is found by where it stands, as asking one site after the other would find it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from migrator.rewriting.conditions.checked import Checked, Span
from migrator.rewriting.taken import Taken
from tests.rewriting.candidates import candidate

RUN = "await this.pyodide.runPythonAsync(`env.f()`);"
SITE = candidate(f"- {RUN}\n+ await this.worker.f();", RUN)
END = 70


def removes(*removed: tuple[int, int], staying: tuple[tuple[int, int], ...] = ()) -> Checked:
    """A site that removes some bytes, and writes some of them again."""
    site = replace(SITE)
    site.removed, site.staying = [Span(*each) for each in removed], [Span(*each) for each in staying]
    return site


@pytest.mark.parametrize("seed", range(20))
def test_whoever_removes_a_byte_is_found(seed: int) -> None:
    random = Random(seed)
    spans = [tuple(sorted(random.choices(range(END), k=4))) for _ in range(8)]
    sites = [removes((a, b), (c, d), staying=((a, (a + b) // 2),)) for a, b, c, d in spans]
    taken = Taken(sites)
    left = random.sample(sites, k=4)
    for site in left:
        taken.discard(site)
    taken.add(left[0], -1)  # comes first now
    asked = [left[0], *(site for site in sites if site not in left)]
    for offset in range(END + 1):
        holding = [site for site in asked if any(span.holds(offset) for span in site.removed)]
        going = [site for site in asked if site.goes(offset)]
        assert taken.holding(offset) == holding
        assert taken.is_replaced(offset) is bool(holding)
        assert taken.remover(offset) is (going[0] if going else None)
        assert taken.goes(offset) is bool(going)


def test_nothing_is_removed_by_none() -> None:
    taken = Taken([removes((3, 3))])
    assert not any(taken.is_replaced(offset) for offset in range(END))
    assert Taken().remover(0) is None
