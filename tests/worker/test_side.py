"""The side of a file, and what is kept of it: only what worker scripts import has one to be looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.worker.side import Side, known, said


class Found:
    """Says what was asked for."""

    def __init__(self, *apart: Path) -> None:
        self.files = [str(path) for path in apart]
        self.asked: list[str] = []

    def apart(self, root: str, script: str) -> list[str]:
        self.asked.append("all")
        return self.files

    def find(self, root: str, path: str, script: str) -> Side:
        self.asked.append(Path(path).name)
        return Side(True, path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("page.js", "document"), ("worker.js", "1"), ("own.js", "self.onmessage = () => {};")):
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "package.json").write_text("{}", "utf-8")
    return tmp_path


def test_a_file_that_no_worker_script_imports_is_on_the_page_and_not_looked_for(folder: Path) -> None:
    found = Found(folder / "worker.js")
    assert known(Repository(Disk()), str(folder / "page.js"), "", lambda: found) == Side()
    assert found.asked == ["all"]


@pytest.mark.parametrize("name", ["worker.js", "own.js"])
def test_a_script_and_what_shows_that_it_is_one_are_looked_for(folder: Path, name: str) -> None:
    found = Found(folder / "worker.js")
    assert known(Repository(Disk()), str(folder / name), "", lambda: found).in_worker
    assert found.asked == ["all", name]


def test_all_scripts_are_asked_for_once(folder: Path) -> None:
    found, repository = Found(folder / "worker.js"), Repository(Disk())
    for name in ("page.js", "worker.js", "page.js"):
        known(repository, str(folder / name), "", lambda: found)
    assert found.asked == ["all", "worker.js"]


def test_a_file_that_is_gone_is_on_the_page(folder: Path) -> None:
    assert known(Repository(Disk()), str(folder / "gone.js"), "", Found) == Side()


def test_a_side_as_text() -> None:
    assert [said(side) for side in (Side(), Side(True, "w.js"))] == ["page", "worker"]
    assert said(Side(False, "w.js", "p.js", "window")) == "both\0w.js\0p.js\0window"
