"""python -m tests.whole.emission [SEED] [LAYOUTS] [CASES]: put every form into every place, and judge what is written."""

from __future__ import annotations

import sys

from tests.whole.emission.judge import cases, judge, smallest

seed, layouts, most = (int(text) for text in (*sys.argv[1:], "1", "1", "0")[:3]) if len(sys.argv) < 2 else (
    int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1, int(sys.argv[3]) if len(sys.argv) > 3 else 0
)  # fmt: skip
given = cases(seed, layouts)
tally = judge(given[:most] if most else given)
print(f"seed {seed}: {sum(tally.counts.values())} cases, {dict(tally.counts)}")
print(f"reasons: {dict(tally.reasons)}")
for case, _ in tally.failures[:20]:
    found, problem = smallest(case)
    print(f"\n{found}\n{problem}")
sys.exit(1 if tally.failures else 0)
