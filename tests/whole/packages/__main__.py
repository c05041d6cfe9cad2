"""python -m tests.whole.packages [SEED [CASES]]: plant calls in files of npm packages, and judge what comes of them."""

from __future__ import annotations

import sys

from tests.whole.packages.corpus import AT_HAND, INSTALLED, names
from tests.whole.packages.run import run
from tests.whole.seeds import seed_of

seed = seed_of(sys.argv[1:])
# Without what `make test-long` installs, the packages of the other tests, and nothing that compares what names mean.
is_there = INSTALLED.is_dir()
packages = INSTALLED if is_there else AT_HAND
print(f"seed {seed}, {len(names(packages))} packages", flush=True)
tally = run(seed, int(sys.argv[2]) if len(sys.argv) > 2 else 400, packages, show=True, compare=is_there)
print(f"seed {seed}: {tally.cases} files, {sum(tally.outcomes.values())} calls, {dict(tally.outcomes.most_common())}")
print(f"{len(tally.places)} kinds of places, {len(tally.rewritten)} of them with a rewrite; {tally.answers} answers compared")
print(f"files that are not judged whole: {dict(tally.refused.most_common(12))}")
print(f"files that were not taken: {dict(tally.skipped)}")
for place in sorted(tally.places):
    print(f"  {place}: {dict(tally.places[place].most_common())}")
for case, fault in tally.failures:
    print(f"\n{case.name} ({case.pages.name}): {fault.kind}\n{fault.seen}\n---\n{case.data.decode()}")
sys.exit(1 if tally.failures else 0)
