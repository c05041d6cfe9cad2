"""Runs wordings over the inputs and counts."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from migrator.javascript.source import SourceError
from tests.support import FIXTURES
from tests.whole.wordings import formatters
from tests.whole.wordings.catalogue import WORDINGS, Wording
from tests.whole.wordings.judge import GAME, Bench, Input, difference, inputs, near_misses, result_difference
from tests.whole.wordings.placed import OTHERWISE, Placing

# `make test` words every twelfth sample, others under each wording, the game under every other wording and half of the
# near misses; `make test-long` words all of them. With another round it is others.
EVERY = int(os.environ.get("WORDINGS_EVERY", "12"))
ROUND = int(os.environ.get("WORDINGS_ROUND", "0"))
HALF = min(EVERY, 2)


def sampled(offset: int, turn: int | None = None) -> list[Input]:
    """A share of the samples, with the game in every other one: over ``EVERY`` offsets in a row, all of them."""
    turn = ROUND if turn is None else turn
    return [
        given
        for at, given in enumerate(inputs())
        if ((offset if given.is_game else at + offset) + turn) % (HALF if given.is_game else EVERY) == 0
    ]


def sampled_misses(share: int, shares: int, turn: int | None = None) -> list[Input]:
    """A share of the near misses: half of those that all shares have together."""
    turn = ROUND if turn is None else turn
    return [given for at, given in enumerate(near_misses()[share::shares]) if (at + share + turn) % HALF == 0]


@dataclass
class Tally:
    """How many inputs a wording applies to, and of how many of those it makes no difference."""

    applied: int = 0
    alike: int = 0
    near: int = 0
    stayed: int = 0
    failures: list[str] = field(default_factory=list)
    pages: dict[str, tuple[int, int]] = field(default_factory=dict)  # applied and alike, for the inputs of each page

    def count(self, given: Input, outcome: str) -> None:
        """Count what became of an input that the wording applies to."""
        self.applied += 1
        self.alike += not outcome
        self.failures += [outcome] if outcome else []
        self._count_page(given.name.partition("/")[0], 1, int(not outcome))

    def _count_page(self, page: str, applied: int, alike: int) -> None:
        before = self.pages.get(page, (0, 0))
        self.pages[page] = before[0] + applied, before[1] + alike

    def add(self, other: Tally) -> None:
        self.applied += other.applied
        self.alike += other.alike
        self.near += other.near
        self.stayed += other.stayed
        self.failures += other.failures
        for page, (applied, alike) in other.pages.items():
            self._count_page(page, applied, alike)


def judge_sampled(bench: Bench, wording: Wording) -> Tally:
    """A wording of its share of the inputs; of the shares behind it where it applies to nothing in that one."""
    first, tally = WORDINGS.index(wording), Tally()
    for offset in range(first, first + EVERY):
        tally = judge_all(bench, wording, near=(), chosen=sampled(offset))
        if tally.applied:
            break
    return tally


def judge_all(
    bench: Bench, wording: Wording, near: Sequence[Input] | None = None, chosen: Sequence[Input] | None = None
) -> Tally:
    """A wording of every input, or of those that were chosen, and of near misses."""
    tally = Tally()
    missed = near_misses() if near is None else near
    given_all = inputs() if chosen is None else chosen
    prime([([wording], given) for given in (*given_all, *missed)], 0)
    for given in given_all:
        outcome = judge(bench, [wording], given)
        if outcome is not None:
            tally.count(given, outcome)
    for given in missed:
        outcome = judge(bench, [wording], given)
        if outcome is not None:
            tally.near += 1
            tally.stayed += not outcome
            tally.failures += [outcome] if outcome else []
    return tally


def judge(bench: Bench, wordings: Sequence[Wording], given: Input, seed: int = 0) -> str | None:
    """What is wrong with an input under these wordings, one after the other: "" for nothing, None if none applies."""
    data, applied = worded(wordings, given.data, seed)
    if not applied:
        return None
    plain = bench.plain(given)
    if given.is_game:
        # The classes of the game that it extends and runs are worded as well.
        others = {name: worded(wordings, (FIXTURES / "game" / "js" / name).read_bytes(), seed)[0] for name in GAME}
        found = bench.game({**others, given.path.name: data})[given.path.name]
    else:
        found = bench.look(given, data)
    kinds = {wording.prints for wording in applied} - {"same"}
    prints = "same" if not kinds else kinds.pop() if len(kinds) == 1 else "any"
    wrong = difference(plain, found, prints=prints, comments=all(wording.comments for wording in applied))
    if wrong is None and given.stays and found is not None and found.data != data:
        wrong = "a near miss is rewritten"
    return f"{given.name}, {' + '.join(wording.name for wording in applied)}, seed {seed}: {wrong}" if wrong else ""


class Placed(NamedTuple):
    """An input in a wording, with its code elsewhere."""

    given: Input
    wording: Wording
    placing: Placing


def judge_placed(bench: Bench, case: Placed) -> str | None:
    """What is wrong with a case: "" for nothing, None if the wording or the placing does not apply."""
    given, wording, placing = case
    data = wording.of(given.data)
    try:
        elsewhere = placing.of(data) if data is not None else None
    except SourceError:
        return None
    if data is None or elsewhere is None or (given.name, placing) in OTHERWISE:
        return None
    plain, other = bench.look(given, data), bench.look(given, elsewhere)
    assert plain is not None
    if other is None:
        wrong = "nothing of the receiver is seen"
    elif given.stays:
        wrong = "a near miss is rewritten" if plain.data == data and other.data != elsewhere else ""
    else:
        wrong = result_difference(plain.data, placing.back(other.data)) or ""
    return f"{given.name}, {wording.name}, {placing.name}: {wrong}" if wrong else ""


def worded(wordings: Sequence[Wording], data: bytes, seed: int) -> tuple[bytes, list[Wording]]:
    """``data`` in several wordings, and those of them that applied."""
    applied = []
    for wording in wordings:
        other = wording.of(data, seed)
        if other is not None:
            data = other
            applied.append(wording)
    return data, applied


_ORDER = ("python", "names", "javascript", "formatter", "layout")


def composition(given: Input, seed: int) -> list[Wording]:
    """Three to five wordings of different kinds by chance, in an order in which each finds what it words."""
    random = Random(f"{given.name} {seed}")
    chosen = random.sample(WORDINGS, random.randint(3, 5))
    more = [wording for wording in chosen if wording.kind == "formatter"][1:]
    return sorted(
        (wording for wording in chosen if wording not in more), key=lambda wording: _ORDER.index(wording.kind)
    )


def prime(works: Sequence[tuple[Sequence[Wording], Input]], seed: int) -> None:
    """Format what the formatters among these wordings will be given, all at once."""
    texts: dict[str, list[bytes]] = {}
    for wordings, given in works:
        style = next((index for index, wording in enumerate(wordings) if wording.kind == "formatter"), None)
        if style is None:
            continue
        files = [FIXTURES / "game" / "js" / name for name in GAME] if given.is_game else [given.path]
        for path in files:
            text, _ = worded(wordings[:style], path.read_bytes(), seed)
            texts.setdefault(wordings[style].name.partition(": ")[2], []).append(text)
    for name, listed in texts.items():
        formatters.prime(name, listed)
