"""`python -m tests.whole.placed [SEED [CASES]]`: samples in a wording whose code stands elsewhere come to the same.

Each case is a sample, a wording and a placing (`wordings.placed`), drawn at random: a program in a constant, joined,
concatenated, before `.then`, a receiver by another name, a variable that is assigned later.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.whole.seeds import seed_of
from tests.whole.wordings.catalogue import WORDINGS
from tests.whole.wordings.judge import Bench, inputs, near_misses
from tests.whole.wordings.placed import PLACINGS
from tests.whole.wordings.run import Placed, judge_placed, prime

_BATCH = 120


def cases(random: Random) -> Iterator[Placed]:
    """Cases without end; the game has too many sites for what a placing asks of a file."""
    given = [each for each in (*inputs(), *near_misses()) if not each.is_game]
    while True:
        yield Placed(random.choice(given), random.choice(WORDINGS), random.choice(PLACINGS))


def main(seed: int, count: int) -> int:
    drawn = cases(Random(seed))
    judged, wrong = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        for done in range(0, count, _BATCH):
            batch = [next(drawn) for _ in range(min(_BATCH, count - done))]
            prime([([case.wording], case.given) for case in batch], 0)
            for case in batch:
                told = judge_placed(bench, case)
                judged += told is not None
                if told:
                    wrong += 1
                    print(told, flush=True)
    print(f"seed {seed}: {count} cases, {judged} can be placed, {judged - wrong} alike")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(seed_of(sys.argv, 1), int(sys.argv[2]) if len(sys.argv) > 2 else 300))
