"""Walk far: `python -m tests.whole.walks [STEPS] [SEED]...`."""

from __future__ import annotations

import sys
import time

from tests.whole.seeds import new_seed
from tests.whole.walks.walk import Difference, check


def main(steps: int = 1000, *seeds: int) -> int:
    failed = 0
    for seed in seeds or (new_seed(),):
        start = time.monotonic()
        try:
            check(seed, steps)
            told = "no answer differs"
        except Difference as difference:
            told, failed = str(difference), failed + 1
        print(f"seed {seed}: {steps} steps, {time.monotonic() - start:.0f} s: {told}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
