"""python -m tests.whole.blocks [SEED [CASES]]: sites of the newer constructs of pages, judged by what they do."""

from __future__ import annotations

import sys

from tests.whole.blocks.cases import cases
from tests.whole.blocks.judge import judge, smallest
from tests.whole.blocks.mutants import mutants, stays
from tests.whole.blocks.pages import STATEMENTS
from tests.whole.seeds import seed_of

seed = seed_of(sys.argv[1:])
tally = judge(cases(seed, int(sys.argv[2]) if len(sys.argv) > 2 else 2000))
print(f"seed {seed}: {sum(tally.counts.values())} cases, {dict(tally.counts.most_common())}")
for kind, found in sorted(tally.kinds.items()):
    print(f"  {kind}: {dict(found.most_common())}")
found_mutants = [mutant for page in STATEMENTS if STATEMENTS[page].site.count("\n") for mutant in mutants(page)]
rewritten = [mutant for mutant in found_mutants if not stays(mutant)]
print(f"{len(found_mutants)} mutants, {len(rewritten)} of them rewritten")
for mutant in rewritten:
    print(f"\n{mutant}")
for case, _ in tally.failures[:20]:
    found_case, problem = smallest(case)
    print(f"\n{found_case}\n{problem}")
sys.exit(1 if tally.failures or rewritten else 0)
