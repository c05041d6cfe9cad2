"""The search for faults: `python -m tests.whole.long [--seed N] [--share 0.1] [--steps N] [NAME…]`.

Runs the generators, each as `python -m tests.whole.NAME SEED CASES`, with one seed that is new each time and printed. A
generator prints a minimal input of each fault that it finds. None hides the faults of another: all of them run.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from tests.support import ROOT
from tests.whole.seeds import new_seed


class Generator(NamedTuple):
    """A generator, and how many cases of it an hour has room for."""

    name: str
    cases: int

    def arguments(self, seed: int, share: float, steps: int | None) -> list[str]:
        cases = max(1, round(self.cases * share)) if steps is None or self.name != "walks" else steps
        if self.name == "walks":
            return [str(cases), str(seed)]
        if self.name == "wordings":
            return ["--composed", str(seed), str(cases)]
        return ["-v"] if self.name == "mutants" else [str(seed), str(cases)]  # these are all there are, or every n-th


# The longest first.
GENERATORS = (
    Generator("packages", 3000),
    Generator("walks", 1000),
    Generator("wordings", 3000),
    Generator("typed", 6000),
    Generator("placed", 12_000),
    Generator("mutants", 1),
    Generator("emission", 20_000),
    Generator("effects", 10_000),
    Generator("blocks", 10_000),
    Generator("handlers", 3000),
    Generator("globals", 10_000),
    Generator("loggers", 16_000),
)


# A generator that takes longer than all of them should does not end by itself.
LIMIT = 3 * 60 * 60


class Ran(NamedTuple):
    """What a run of a generator printed, and whether it found nothing."""

    command: str
    seconds: float
    printed: str
    is_right: bool


def run(name: str, arguments: list[str], share: float, limit: float = LIMIT) -> Ran:
    command = [sys.executable, "-m", f"tests.whole.{name}", *arguments]
    shown = " ".join(["python", *command[1:]])
    start = time.monotonic()
    try:
        ran = subprocess.run(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=limit,
            env={**os.environ, "PYTHONPATH": str(ROOT), "MUTANTS_EVERY": str(max(1, round(1 / share)))},
        )  # fmt: skip
        printed, is_right = ran.stdout, ran.returncode == 0
    except subprocess.TimeoutExpired as expired:
        printed, is_right = (expired.stdout or b"") + b"\nnot done after %d seconds" % limit, False
    return Ran(shown, time.monotonic() - start, printed.decode("utf-8", "replace").rstrip(), is_right)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.whole.long", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="these generators only")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--share", type=float, default=1.0, help="of the cases of an hour")
    parser.add_argument("--steps", type=int, default=None, help="of a walk")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else new_seed()
    chosen = [each for each in GENERATORS if not given.names or each.name in given.names]
    print(f"seed {seed} (again: make test-long SEED={seed})", flush=True)
    failed = []
    with ThreadPoolExecutor(given.jobs) as pool:
        works = [
            pool.submit(run, each.name, each.arguments(seed, given.share, given.steps), given.share)
            for each in chosen
        ]
        for work in works:
            ran = work.result()
            found = "nothing" if ran.is_right else "FAULTS"
            print(f"\n== {ran.command}, {ran.seconds:.0f} s: {found}\n{ran.printed}", flush=True)
            failed += [] if ran.is_right else [ran.command]
    print(f"\nseed {seed}: " + ("no fault" if not failed else f"faults in {len(failed)} of {len(chosen)}:"))
    print("".join(f"  {command}\n" for command in failed), end="")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
