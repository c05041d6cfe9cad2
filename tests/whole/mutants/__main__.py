"""How many mutants each page has, and what becomes of them: ``python -m tests.whole.mutants [-v] [PAGE…]``."""

from __future__ import annotations

import sys

from tests.whole.mutants.run import all_instances
from tests.whole.test_mutants import table

HEAD = ("page and block", "Python", "JavaScript", "right cause", "another page", "equivalent", "faults")


def main(arguments: list[str]) -> int:
    """Print the table, with ``-v`` the faults too. Exits 1 if there is one."""
    pages = tuple(name for name in arguments if name != "-v")
    chosen = [instance for (page, _), instance in all_instances().items() if not pages or page.startswith(pages)]
    sums = [0] * 6
    _print(*HEAD)
    for name, row, stories in table(chosen):
        _print(name, *row)
        sums = [one + other for one, other in zip(sums, row, strict=True)]
        if "-v" in arguments:
            print(*(f"  {story}" for story in stories), sep="\n")
    _print("all", *sums)
    return 1 if sums[-1] else 0


def _print(first: object, *cells: object) -> None:
    print(f"{first:<26}" + "".join(f"{cell:>13}" for cell in cells), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
