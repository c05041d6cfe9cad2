"""What learned pages do: their samples, and what they would change in the files of today."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from migrator.drafting.learning.examples import SettingsOf
from migrator.drafting.learning.page import Page
from migrator.drafting.learning.sample import sample
from migrator.javascript.edit import apply
from migrator.model.ledger import FileEntry, Outcome
from migrator.model.settings import Settings, accepting_all
from migrator.rules.loader import in_order
from migrator.run.engine import Run
from migrator.run.request import Configuration, Request


class Today(NamedTuple):
    """What pages would do to the files of today: how many sites each takes, and the diff."""

    counts: dict[str, int]
    diff: bytes


def taken_today(pages: Sequence[Page], settings: SettingsOf) -> Today:
    """Run pages over the files of the working directory."""
    rules = in_order([page.rule() for page in pages])
    counts = {page.id: 0 for page in pages}
    diffs: list[bytes] = []
    run = Run(Request(), Configuration(lambda path: accepting_all(settings(path)), lambda _: rules))
    for entry in run.entries():
        if isinstance(entry, FileEntry):
            diffs.append(entry.diff)
            for use in entry.entries:
                if use.outcome is Outcome.REWRITTEN and use.is_site and use.rule in counts:
                    counts[use.rule] += 1
    return Today(counts, b"".join(diffs))


def samples(page: Page) -> Iterator[tuple[str, str]]:
    """The samples of a page by their names: its first example before and after, where the page takes that by itself."""
    example = page.examples[0]
    before = sample(example)
    rule = page.rule()
    with tempfile.TemporaryDirectory(prefix="migrator-") as folder:
        path = Path(folder) / "sample.js"
        path.write_text(before, "utf-8", newline="")
        run = Run(Request((str(path),)), Configuration(lambda _: Settings(kept=()), lambda _: [rule]))
        for item in run.items():
            if not isinstance(item.entry, FileEntry) or not item.edits or item.data is None:
                continue
            if any(use.outcome is Outcome.UNMATCHED for use in item.entry.entries):
                continue
            yield "learned.before.js", before
            yield "learned.after.js", apply(item.data, item.edits).decode("utf-8")
