"""python -m tests.whole.emission [SEED [CASES]]: put every form into every place, and judge what is written."""

from __future__ import annotations

import sys

from tests.whole.emission.judge import cases, every, judge, smallest
from tests.whole.seeds import seed_of

seed = seed_of(sys.argv[1:])
most = int(sys.argv[2]) if len(sys.argv) > 2 else None
given = cases(seed, 1 + (most or 0) // len(every()))[:most]
tally = judge(given)
print(f"seed {seed}: {len(given)} cases, {dict(tally.counts)}")
print(f"reasons: {dict(tally.reasons)}")
for case, _ in tally.failures[:20]:
    found, problem = smallest(case)
    print(f"\n{found}\n{problem}")
sys.exit(1 if tally.failures else 0)
