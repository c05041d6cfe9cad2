"""python -m tests.whole.packages [SEED [CASES]]: plant calls in the files of npm packages, and judge what comes of them."""

from __future__ import annotations

import sys
import time

from tests.whole.packages.corpus import INSTALLED, names
from tests.whole.packages.run import run

seed = int(sys.argv[1]) if len(sys.argv) > 1 else int(time.time())
print(f"seed {seed}, {len(names(INSTALLED))} packages", flush=True)
tally = run(seed, int(sys.argv[2]) if len(sys.argv) > 2 else 400, INSTALLED, show=True)
print(f"seed {seed}: {tally.cases} files, {sum(tally.outcomes.values())} calls, {dict(tally.outcomes.most_common())}")
print(f"{len(tally.places)} kinds of places, {len(tally.rewritten)} of them with a rewrite; {tally.answers} answers compared")
for place in sorted(tally.places):
    print(f"  {place}: {dict(tally.places[place].most_common())}")
for case, fault in tally.failures:
    print(f"\n{case.name} ({case.pages.name}): {fault.kind}\n{fault.seen}\n---\n{case.data.decode()}")
sys.exit(1 if tally.failures else 0)
