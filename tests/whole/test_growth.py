"""What a run does grows in step with its input: four times the sites, classes or lines are four times the calls.

Calls of functions are counted and no time is taken. `make bench ROWS='growth-*'` takes the time, of whole processes and
of inputs that are a hundred times as large.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from benchmarks.growth import KINDS, Kind
from migrator.config.find import Finder
from migrator.javascript.source import Source
from migrator.model.ledger import FileEntry
from migrator.run.engine import Run
from migrator.run.request import Configuration, Request
from tests.support import shipped_rules

BY_NAME = {kind.name: kind for kind in KINDS}
# The kinds that took the square of their time, and how many of each are the least of three inputs.
COUNTED = {
    "sites": 10,
    "sites-in-a-row": 10,
    "sites-varied": 12,
    "suppressed": 5,
    "kept": 20,
    "globals-in-python": 20,
    "aliases-apart": 20,
    "members": 40,
    "chain-of-sites": 32,
    "classes": 10,
    "minified-sites": 10,
    "program-names": 120,
    "keeping": 60,
    "facts": 20,
    "loggers": 10,
    "switch": 20,
    "files": 6,
}


def written(folder: Path, kind: Kind, size: int) -> Path:
    for path, text in kind.files(size):
        place = folder / str(size) / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return folder / str(size)


def calls_of(action: Callable[[], None]) -> int:
    count = 0

    def seen(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        action()
    finally:
        sys.setprofile(before)
    return count


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
    run(written(tmp_path, kind, least))  # what is done once in a process
    small, middle, large = (
        calls_of(lambda size=size: run(written(tmp_path, kind, size)))  # type: ignore[misc]
        for size in (least, 2 * least, 4 * least)
    )
    # What they have in common cancels out. The square would be four times as much, and not twice.
    assert large - middle < 2.35 * (middle - small), (small, middle, large)


def test_each_kind_is_what_it_says() -> None:
    assert len(BY_NAME) == len(KINDS)
    for kind in KINDS:
        files = dict(kind.files(8))
        scripts = {path: text for path, text in files.items() if path.endswith(".js")}
        assert scripts
        for path, text in scripts.items():
            Source.read(path, text.encode())
        assert len("".join(dict(kind.files(32)).values())) > len("".join(files.values())), kind.name
