"""python -m tests.whole.loggers [SEED [CASES]]: make definitions of loggers and of others, and ask which they are."""

from __future__ import annotations

import sys
from itertools import islice

from tests.whole.loggers.forms import cases
from tests.whole.loggers.judge import judge
from tests.whole.seeds import seed_of

seed = seed_of(sys.argv[1:])
given = list(islice(cases(seed), int(sys.argv[2]) if len(sys.argv) > 2 else None))
tally = judge(given)
print(f"seed {seed}: {len(given)} cases, {tally.loggers} of them loggers, {tally.right} right, {len(tally.wrong)} wrong")
for case, found in tally.wrong[:30]:
    said = f"{found.why} {found.method} {found.does} `{found.place.text}`" if found is not None else "a logger"
    print(f"\n{case.name}: {case.receiver}.{case.method}\n  said: {said}")
sys.exit(1 if tally.wrong else 0)
