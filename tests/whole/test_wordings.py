"""Other layouts and other names: the same ledger, and the same result."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from migrator.javascript.source import BOM
from tests.support import PAGES
from tests.whole.wordings import layout, run
from tests.whole.wordings.catalogue import WORDINGS, Wording, named
from tests.whole.wordings.judge import Bench, Input, near_misses
from tests.whole.wordings.run import EVERY, HALF, inputs, judge, judge_sampled, prime, sampled, sampled_misses

HERE = [wording for wording in WORDINGS if wording.kind in ("names", "layout")]
# A near miss stays one under these, for the same cause; each is tried under one of them.
NEAR = (
    ("names: of JavaScript", "names: of Python"),
    ("python: quotes", "python: comments above", "layout: crlf"),
    ("python: imports respelled", "javascript: quotes", "javascript: broken members"),
    ("python: prints", "javascript: comments between tokens"),
    ("formatter: prettier loose",),
)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("wordings"))


@pytest.mark.parametrize("index", range(len(NEAR)), ids=[" + ".join(names) for names in NEAR])
def test_a_near_miss_stays_for_the_same_cause(index: int, bench: Bench) -> None:
    wordings = [named(name) for name in NEAR[index]]
    chosen = sampled_misses(index, len(NEAR))
    prime([(wordings, given) for given in chosen], 0)
    outcomes = [judge(bench, wordings, given) for given in chosen]
    assert [outcome for outcome in outcomes if outcome] == []
    assert sum(outcome is not None for outcome in outcomes) > len(chosen) / 2


@pytest.mark.parametrize("wording", HERE, ids=lambda wording: wording.name)
def test_makes_no_difference(wording: Wording, bench: Bench) -> None:
    tally = judge_sampled(bench, wording)
    assert tally.failures == []
    assert tally.applied > 0


@pytest.mark.parametrize("given", [given for given in inputs() if not given.is_game], ids=lambda given: given.name)
def test_line_ends_and_a_mark_pass_through_to_the_byte(given: Input, bench: Bench) -> None:
    plain = bench.plain(given)
    assert plain is not None
    for name, change in (("crlf", layout.crlf), ("lone cr", layout.lone_cr), ("line feeds", layout.line_feeds)):
        data = named(f"layout: {name}").of(given.data)
        found = bench.look(given, data) if data is not None else plain
        assert found is not None
        assert found.data == (change(plain.data, None) or plain.data)
    marked = bench.look(given, BOM + given.data)
    assert marked is not None
    assert marked.data == BOM + plain.data


def test_the_inputs_are_the_game_and_all_samples() -> None:
    names = [given.name for given in inputs()]
    assert {"game/multiplayer.js", "game/game.js"} < set(names)
    assert len({name.partition("/")[0] for name in names}) == len(PAGES) + 1
    assert all(Path(given.path).exists() for given in (*inputs(), *near_misses()))


def test_the_shares_of_the_inputs_are_together_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Counter(given.name for offset in range(EVERY) for given in sampled(offset))
    assert found == {given.name: EVERY // HALF if given.is_game else 1 for given in inputs()}
    misses: Counter[str] = Counter()
    for commit in range(HALF):
        monkeypatch.setattr(run, "ROUND", commit)
        misses.update(given.name for share in range(len(NEAR)) for given in sampled_misses(share, len(NEAR)))
    assert misses == {given.name: 1 for given in near_misses()}
