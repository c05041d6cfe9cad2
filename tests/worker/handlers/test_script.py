"""From the address of a worker script to its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.javascript.modules import Module
from migrator.javascript.source import Source
from migrator.report.sentences import words
from migrator.worker.handlers.messages import ScriptUrl
from migrator.worker.handlers.script import Located, locate


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(*paths: str) -> None:
    for path in paths:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text("", "utf-8")


def located(url: str, near: str = "js/client.js", known: Path | None = None) -> Located:
    write(near)
    module = Module(Path(near), Source.read(near, b""))
    return locate(ScriptUrl(url, module), Repository(Disk()), known)


def problem(found: Located) -> str:
    assert found.problem is not None
    return words(found.problem)


def test_no_file_is_said_with_its_address() -> None:
    assert problem(located("w.js")) == "no file of the repository is `w.js`"
    assert problem(located("")) == "`` names no file"
    assert problem(located("https://a.b/?c")) == "`https://a.b/?c` names no file"
    assert problem(located("w.js", known=Path("none.js"))) == "`none.js` is no file"


def test_two_files_that_are_as_good_are_told_and_none_is_taken() -> None:
    write("a/w.js", "b/w.js")
    found = located("/static/w.js")
    assert found.path is None
    assert problem(found) == (
        "`/static/w.js` may be `a/w.js` and `b/w.js`; say which one with `worker-script` in the settings"
    )


@pytest.mark.parametrize(
    ("url", "files", "taken"),
    [
        ("./w.js", ["js/w.js", "w.js"], "js/w.js"),
        ("../w.js", ["js/w.js", "w.js"], "w.js"),
        ("./w", ["js/w.js"], "js/w.js"),
        ("w.js?v=1#a", ["js/w.js"], "js/w.js"),
        ("/static/w.js", ["app/static/w.js", "app/w.js"], "app/static/w.js"),
        ("https://a.b/static/w.js", ["static/w.js", "other/w.js"], "static/w.js"),
        ("/w.js", ["js/deep/w.js", "other/w.js"], "js/deep/w.js"),
    ],
)
def test_the_file(here: Path, url: str, files: list[str], taken: str) -> None:
    write(*files)
    assert located(url) == Located(here / taken)


def test_the_file_of_the_settings_is_taken_whatever_the_address_says() -> None:
    write("other.js")
    assert located("w.js", known=Path("other.js")) == Located(Path("other.js"))
