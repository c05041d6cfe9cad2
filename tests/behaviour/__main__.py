"""Plays every scenario and prints what was seen, one line of JSON for each and each receiver."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.behaviour.harness import compared


def main() -> None:
    only = sys.argv[1:] or None
    with tempfile.TemporaryDirectory() as folder:
        for seen in compared(Path(folder), only):
            print(seen.as_json())


main()
