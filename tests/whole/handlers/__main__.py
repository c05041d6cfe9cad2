"""python -m tests.whole.handlers [SEED [CASES]]: random worker scripts, each judged by what its construction says."""

from __future__ import annotations

import sys

from tests.whole.handlers.judge import judge
from tests.whole.seeds import seed_of

seed = seed_of(sys.argv[1:])
number = int(sys.argv[2]) if len(sys.argv) > 2 else 500
tally = judge(range(seed * 100_000, seed * 100_000 + number))
print(f"seed {seed}: {dict(tally.counts)}, {len(tally.failures)} wrong")
for case, script, wrong in tally.failures[:10]:
    print(f"\n== {case}: {' '.join(script.story)}\n{wrong}\n{script.files['js/script.js']}")
sys.exit(1 if tally.failures else 0)
