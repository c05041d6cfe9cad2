"""Prints what became of every input under every wording."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.whole.wordings.catalogue import WORDINGS
from tests.whole.wordings.judge import Bench, inputs, near_misses
from tests.whole.wordings.run import Tally, judge_all


def main(arguments: list[str]) -> int:
    wanted = [wording for wording in WORDINGS if all(part in wording.name for part in arguments if part[0] != "-")]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        print(f"{len(inputs())} inputs that are rewritten, {len(near_misses())} near misses\n")
        print(f"{'wording':44} {'applied':>8} {'alike':>8} {'left alone':>12}")
        total = Tally()
        for wording in wanted:
            tally = judge_all(bench, wording, () if "--no-near" in arguments else None)
            total.add(tally)
            print(
                f"{wording.name:44} {tally.applied:>8} {tally.alike:>8} {tally.stayed:>5} of {tally.near:>3}",
                flush=True,
            )
            for failure in tally.failures:
                print(f"    {failure}")
    print(f"\n{'all':44} {total.applied:>8} {total.alike:>8} {total.stayed:>5} of {total.near:>3}")
    print("\npage (`game` has a site of each)")
    for page, (applied, alike) in sorted(total.pages.items()):
        print(f"{page:44} {applied:>8} {alike:>8}")
    return 1 if total.failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
