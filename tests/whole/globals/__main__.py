"""python -m tests.whole.globals [SEED [CASES]]: the flow of random programs against what CPython does."""

from __future__ import annotations

import sys

from tests.whole.globals.judge import judge, smallest
from tests.whole.seeds import seed_of

seed = seed_of(sys.argv[1:])
cases = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
tally = judge(seed, cases, precisely=True)
print(f"seed {seed}: {cases} programs, {dict(tally.counts)}")
for text, _ in tally.missed[:12]:
    found, less = smallest(text)
    print(f"\n{found}# does what is not said: {less}")
for text, more in sorted(tally.more, key=lambda item: len(item[0]))[:12]:
    print(f"\n{text}# never did what is said: {more}")
sys.exit(1 if tally.missed else 0)
