"""python -m tests.whole.effects [SEED [CASES]]: random statements around reads that a page moves or drops."""

from __future__ import annotations

import sys

from tests.whole.effects.judge import cases, judge, smallest
from tests.whole.seeds import seed_of

seed = seed_of(sys.argv[1:])
given = cases(seed, int(sys.argv[2]) if len(sys.argv) > 2 else 2000)
tally = judge(given)
print(f"seed {seed}: {len(given)} cases, {dict(tally.counts)}")
print(f"pages: {dict(tally.pages)}")
for case, _ in tally.failures[:20]:
    found, problem = smallest(case)
    print(f"\n{found}\n{problem}")
sys.exit(1 if tally.failures else 0)
