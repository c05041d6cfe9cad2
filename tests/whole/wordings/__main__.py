"""python -m tests.whole.wordings [NAME…]: what became of every input under every wording.

`python -m tests.whole.wordings --composed [SEED [CASES]]` words inputs in several ways at once, at random.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from random import Random

from tests.whole.seeds import seed_of
from tests.whole.wordings.catalogue import WORDINGS, Wording
from tests.whole.wordings.judge import Bench, Input, inputs, near_misses
from tests.whole.wordings.run import Tally, composition, judge, judge_all, prime

_BATCH = 60


def main(arguments: list[str]) -> int:
    wanted = [wording for wording in WORDINGS if all(part in wording.name for part in arguments if part[0] != "-")]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        print(f"{len(inputs())} inputs that are rewritten, {len(near_misses())} near misses\n")
        print(f"{'wording':44} {'applied':>8} {'alike':>8} {'left alone':>12}")
        total = Tally()
        for wording in wanted:
            tally = judge_all(bench, wording, () if "--no-near" in arguments else None)
            total.add(tally)
            print(
                f"{wording.name:44} {tally.applied:>8} {tally.alike:>8} {tally.stayed:>5} of {tally.near:>3}",
                flush=True,
            )
            for failure in tally.failures:
                print(f"    {failure}")
    print(f"\n{'all':44} {total.applied:>8} {total.alike:>8} {total.stayed:>5} of {total.near:>3}")
    print("\npage (`game` has a site of each)")
    for page, (applied, alike) in sorted(total.pages.items()):
        print(f"{page:44} {applied:>8} {alike:>8}")
    return 1 if total.failures else 0


def composed(seed: int, cases: int) -> int:
    """Word inputs, drawn at random, in three to five ways at once. A fault is shown with no more than it needs."""
    random = Random(seed)
    failures: list[str] = []
    applied = 0
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        everything = inputs()
        for done in range(0, cases, _BATCH):
            own = random.randrange(1_000_000)
            chosen = random.sample(everything, min(_BATCH, cases - done, len(everything)))
            works = [(composition(given, own), given) for given in chosen]
            prime(works, own)
            for wordings, given in works:
                told = judge(bench, wordings, given, own)
                applied += told is not None
                if told:
                    failures.append(judge(bench, _fewest(bench, wordings, given, own), given, own) or told)
                    print(failures[-1], flush=True)
    print(f"seed {seed}: {cases} compositions, {applied} applied, {applied - len(failures)} alike")
    return 1 if failures else 0


def _fewest(bench: Bench, wordings: list[Wording], given: Input, seed: int) -> list[Wording]:
    """Wordings without those that the fault does not need."""
    for wording in list(wordings):
        less = [other for other in wordings if other != wording]
        prime([(less, given)], seed)
        if less and judge(bench, less, given, seed):
            wordings = less
    return wordings


if __name__ == "__main__":
    if sys.argv[1:2] == ["--composed"]:
        sys.exit(composed(seed_of(sys.argv, 2), int(sys.argv[3]) if len(sys.argv) > 3 else 300))
    sys.exit(main(sys.argv[1:]))
