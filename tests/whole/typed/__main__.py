"""python -m tests.whole.typed [SEED [CASES]]: put types into inputs, worded by chance, and ask what becomes of them.

A fault is shown with no more wordings and types than it needs.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from random import Random

from tests.whole.seeds import seed_of
from tests.whole.typed.judge import Bench, Case, drawn, judge
from tests.whole.wordings.judge import inputs, near_misses
from tests.whole.wordings.run import composition, prime

_BATCH = 40


def main(seed: int, cases: int) -> int:
    random = Random(seed)
    everything = [*inputs(), *near_misses()]
    failures: list[str] = []
    applied = 0
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        for done in range(0, cases, _BATCH):
            chosen = []
            for given in random.sample(everything, min(_BATCH, cases - done)):
                own = random.randrange(1_000_000)
                wordings = composition(given, own) if random.random() < 0.5 else []
                chosen.append(drawn(given, wordings, random))
            for case in chosen:
                prime([(case.wordings, case.given)], case.seed)
            told = judge(bench, chosen)
            applied += len(told)
            for fault in filter(None, told):
                case = next(case for case in chosen if fault.startswith(case.name))
                failures.append(_least(bench, case, fault))
                print(failures[-1], flush=True)
    unread = len(bench.unread)
    print(f"seed {seed}: {cases} cases, {applied} with types, {applied - len(failures)} alike, {unread} not read")
    return 1 if failures else 0


def _least(bench: Bench, case: Case, fault: str) -> str:
    """The fault with fewer wordings, types and places, as far as it stays one."""
    for less in (
        *(replace(case, wordings=case.wordings[:at] + case.wordings[at + 1 :]) for at in range(len(case.wordings))),
    ):
        case, fault = _if_wrong(bench, less, case, fault)
    for addition in case.additions:
        less = replace(case, additions=tuple(item for item in case.additions if item is not addition))
        case, fault = _if_wrong(bench, less, case, fault)
    for often in (0.3, 0.1, 0.05):
        case, fault = _if_wrong(bench, replace(case, often=often), case, fault)
    return fault


def _if_wrong(bench: Bench, less: Case, case: Case, fault: str) -> tuple[Case, str]:
    prime([(less.wordings, less.given)], less.seed)
    told = [other for other in judge(bench, [less]) if other and "generator" not in other]
    return (less, told[0]) if told else (case, fault)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(main(seed_of(arguments), int(arguments[1]) if len(arguments) > 1 else 300))
