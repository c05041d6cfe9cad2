"""Plays every scenario and prints what was seen, one line of JSON for each and each receiver.

`python -m tests.whole.behaviour [SCENARIO…]`, or `python -m tests.whole.behaviour --judge SITE…` for a verdict on pages.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.whole.behaviour.harness import compared
from tests.whole.behaviour.judge import judge


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--judge"]:
        verdicts = list(judge(int(number) for number in arguments[1:]))
        print(*(line for verdict in verdicts for line in verdict.lines()), sep="\n")
        return 0 if all(verdict.is_fine for verdict in verdicts) else 1
    with tempfile.TemporaryDirectory() as folder:
        for seen in compared(Path(folder), arguments or None):
            print(seen.as_json())
    return 0


sys.exit(main(sys.argv[1:]))
