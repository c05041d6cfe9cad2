"""What a run does grows in step with its input: four times the sites, classes or lines are four times the calls.

Calls of functions are counted and no time is taken. `make bench ROWS='growth-*'` takes the time, of whole processes and
of inputs that are a hundred times as large.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

from benchmarks.growth import KINDS, Kind
from migrator.config.find import Finder
from migrator.javascript.source import Source
from migrator.model.ledger import FileEntry
from migrator.model.settings import Settings
from migrator.python.parse import parse
from migrator.run.engine import Run
from migrator.run.request import Configuration, Request
from migrator.sites.site import File
from tests.support import examiner, shipped_rules

# A function, and the one of C that it called.
Counted = tuple[CodeType, str | None]
OURS = f"{os.sep}migrator{os.sep}"
BY_NAME = {kind.name: kind for kind in KINDS}
# The kinds that took the square of their time, and how many of each are the least of three inputs.
COUNTED = {
    "sites-in-a-row": 8,
    "sites-varied": 6,
    "kept": 20,
    "globals-in-python": 15,
    "aliases-apart": 15,
    "classes": 8,
    "minified-sites": 8,
    "keeping": 40,
    "facts": 15,
    "code-in-static-members": 12,
    "code-in-an-object": 12,
}
# GROWTH_ALL=1 counts more of them, in a minute.
if os.environ.get("GROWTH_ALL"):
    COUNTED |= {
        "sites": 10,
        "suppressed": 5,
        "near-misses": 10,
        "members": 40,
        "chain-of-sites": 40,
        "chain": 60,
        "methods": 60,
        "calls": 20,
        "functions": 60,
        "cases": 20,
        "loggers": 10,
        "code-in-constants": 12,
        "code-of-the-file": 12,
        "code-in-one-declaration": 12,
        "code-imported": 12,
        "promises": 12,
        "switch": 20,
        "else-ifs": 20,
        "table": 20,
        "files": 10,
        "star": 10,
        "barrel": 10,
    }


def written(folder: Path, kind: Kind, size: int) -> Path:
    for path, text in kind.files(size):
        place = folder / str(size) / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return folder / str(size)


def calls_of(action: Callable[[], None]) -> Counter[Counted]:
    """How often each function of ours was called, and each function of C by each of ours."""
    count: Counter[Counted] = Counter()

    def seen(frame: FrameType, event: str, argument: object) -> None:
        if event == "call":
            count[frame.f_code, None] += 1
        elif event == "c_call":
            count[frame.f_code, getattr(argument, "__name__", None)] += 1

    parse.cache_clear()  # of a few programs that were parsed last, what they have in common would not cancel out
    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        action()
    finally:
        sys.setprofile(before)
    return Counter({key: number for key, number in count.items() if OURS in key[0].co_filename})


def grown(counts: list[Counter[Any]]) -> list[tuple[Any, list[int]]]:
    """What grows faster than the input, of which each is twice the last. What they have in common cancels out; the
    square would be four times as much, and not twice.
    """
    found = []
    for key in counts[-1]:
        small, middle, large = numbers = [count[key] for count in counts]
        if large - middle > 2.5 * (middle - small) + 50:
            found.append((key, numbers))
    return found


def run(folder: Path) -> None:
    paths = tuple(map(str, sorted(folder.rglob("*.js"))))
    finder = Finder()
    configuration = Configuration(finder, lambda _: list(shipped_rules()))
    entries = [*Run(Request(paths, boundary=True), configuration).entries()]
    assert any(isinstance(entry, FileEntry) and entry.entries for entry in entries)
    assert not any(isinstance(entry, FileEntry) and entry.error for entry in entries)


@pytest.mark.parametrize("name", COUNTED)
def test_calls_grow_with_the_input(tmp_path: Path, name: str) -> None:
    kind, least = BY_NAME[name], COUNTED[name]
    folders = [written(tmp_path, kind, size) for size in (least, 2 * least, 4 * least)]
    run(folders[-1])  # what is done once in a process
    assert grown([calls_of(lambda folder=folder: run(folder)) for folder in folders]) == []  # type: ignore[misc]


def test_values_that_are_written_inline_grow_with_the_program() -> None:
    counts = []
    for size in (110, 220, 440):
        [(path, text)] = BY_NAME["program-names"].files(size)
        [site] = File(Source.read(path, text.encode()), Settings()).sites
        program = site.program
        assert program is not None
        counts.append(calls_of(lambda program=program: program.aligned("env", "safe", pattern=False)))  # type: ignore[misc]
    assert grown(counts) == []


class Read(bytes):
    """Bytes of a file that count those of them that are copied or searched backwards and in whole."""

    touched: int

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key)
        self.touched += len(found) if isinstance(found, bytes) else 0
        return found

    def count(self, part: Any, start: Any = 0, end: Any = None) -> int:
        self.touched += (len(self) if end is None else end) - start
        return super().count(part, start, len(self) if end is None else end)

    def rfind(self, part: Any, start: Any = 0, end: Any = None) -> int:
        found = super().rfind(part, start, len(self) if end is None else end)
        self.touched += (len(self) if end is None else end) - max(start, found)
        return found


@pytest.mark.parametrize("name", ["sites-in-a-row", "minified-sites"])
def test_bytes_that_are_copied_grow_with_the_input(name: str) -> None:
    counts = []
    for size in (6, 12, 24):
        [(path, text)] = BY_NAME[name].files(size)
        data = Read(text.encode())
        data.touched = 0
        assert examiner().examine(Source.read(path, data)).entry is not None
        counts.append(Counter({"bytes": data.touched}))
    assert grown(counts) == []


def test_each_kind_is_what_it_says() -> None:
    assert len(BY_NAME) == len(KINDS)
    for kind in KINDS:
        files = dict(kind.files(8))
        scripts = {path: text for path, text in files.items() if path.endswith(".js")}
        assert scripts
        for path, text in scripts.items():
            Source.read(path, text.encode())
        assert len("".join(dict(kind.files(32)).values())) > len("".join(files.values())), kind.name
