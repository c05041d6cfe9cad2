"""python -m tests.whole.loggers.renamed FOLDER: what becomes of a folder with all its names replaced.

Every name that no other file sees is another, that of a logger too; what is rewritten and kept must be as much as before.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from migrator.javascript.source import SourceError
from migrator.model.ledger import FileEntry
from migrator.model.settings import Settings
from migrator.run import engine
from migrator.run.request import Configuration, Request
from tests.support import shipped_rules
from tests.whole.wordings.rename import rename_javascript


def outcomes(folder: Path) -> Counter[str]:
    """How many programs have each outcome."""
    configuration = Configuration(lambda _: Settings(), lambda _: list(shipped_rules()))
    items = list(engine.Run(Request((str(folder),)), configuration).items())
    entries = [entry for item in items if isinstance(item.entry, FileEntry) for entry in item.entry.entries]
    return Counter(entry.outcome.value for entry in entries if entry.is_program)


def renamed(source: Path, target: Path) -> int:
    """Copy the scripts of a folder with other names; how many of them have such."""
    count = 0
    for path in sorted(source.rglob("*.js")):
        data = path.read_bytes()
        try:
            other = rename_javascript(data)
        except SourceError:
            other = data
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(other)
        count += other != data
    return count


def main(folder: str) -> int:
    with tempfile.TemporaryDirectory() as target:
        count = renamed(Path(folder), Path(target))
        before, after = outcomes(Path(folder)), outcomes(Path(target))
    print(f"{count} scripts have other names: {dict(after)}, before {dict(before)}")
    return int(before != after)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
