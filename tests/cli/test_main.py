"""Faults of our own: of one file, where one is looked at, else of the run; always one line, and exit code 2."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest

from migrator.cli import main
from migrator.javascript.source import Source
from migrator.lsp.analysis import Analyst
from migrator.model.unexpected import TRACEBACK
from migrator.run.examine import Examiner
from migrator.run.result import Result
from migrator.writing.history import Histories
from tests.support import CLASS, SITE, migrator, text_of, write

SAID = "could not be looked at, by a fault of migrator: KeyError: 'what'"


class Panic(BaseException):
    """As a library in Rust raises it."""


def raising(*given: Any, **more: Any) -> NoReturn:
    raise KeyError("what")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two files, of which the first raises when it is examined."""
    examine = Examiner.examine

    def examined(self: Examiner, source: Source, *given: Any, **more: Any) -> Result:
        return raising() if source.path.endswith("a.js") else examine(self, source, *given, **more)

    monkeypatch.setattr(Examiner, "examine", examined)
    write(tmp_path, "a.js", CLASS % SITE)
    write(tmp_path, "b.js", CLASS % SITE)
    return tmp_path


FORMATS = ["json", "sarif", "github"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["migrate"],
        ["migrate", "--write", "--report", "r.html"],
        *(["check", "--format", form] for form in FORMATS),
        *(["migrate", "--format", form] for form in [*FORMATS, "markdown"]),
        ["explain", "a.js:26"],
    ],
    ids=" ".join,
)
def test_a_file_that_raises_is_an_error_of_its_own(folder: Path, arguments: list[str]) -> None:
    before = (folder / "a.js").read_bytes(), (folder / "b.js").read_bytes()
    result = migrator(folder, *arguments)
    said = (result.stdout + result.stderr).decode()
    assert result.returncode == 2
    assert SAID in said
    assert "Traceback" not in said
    assert "TRACEBACK=1" in said
    assert (folder / "a.js").read_bytes() == before[0]
    assert "b.js" in said or "explain" in arguments
    assert ((folder / "b.js").read_bytes() != before[1]) is ("--write" in arguments)


def test_it_is_one_line_and_the_traceback_can_be_seen(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sum(SAID in line for line in migrator(folder, "check").stdout.decode().splitlines()) == 1
    monkeypatch.setenv(TRACEBACK, "1")
    assert "KeyError: 'what'" in migrator(folder, "check").stderr.decode().split("Traceback")[1]


def test_what_a_library_in_rust_raises_is_no_exception_and_is_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def panic(*given: Any, **more: Any) -> NoReturn:
        raise Panic("what")

    monkeypatch.setattr(Examiner, "examine", panic)
    result = migrator(folder, "check")
    assert (result.returncode, result.stdout.decode().count("Panic: what")) == (2, 2)


def test_ctrl_c_is_no_fault(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*given: Any, **more: Any) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(Examiner, "examine", stopped)
    assert migrator(folder, "check").returncode == 130


def test_an_editor_is_told(folder: Path) -> None:
    path = folder / "a.js"
    entry = Analyst().look(str(path), path.read_bytes(), {}).entry
    assert entry is not None
    assert SAID in text_of(entry.error)


@pytest.mark.parametrize("arguments", [["undo"], ["undo", "--list"]])
def test_whatever_else_is_raised_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Histories, "of", raising)
    monkeypatch.setattr(sys, "argv", ["migrator", *arguments])
    for shown in ("", "1"):
        monkeypatch.setenv(TRACEBACK, shown)
        with pytest.raises(SystemExit) as ended:
            main()
        *before, last = capsys.readouterr().err.splitlines()
        assert ended.value.code == 2
        assert last.startswith("migrator: stopped by a fault of its own: KeyError: 'what' (migrator/cli/undo.py:")
        assert last.endswith(f"; {TRACEBACK}=1 shows the traceback")
        assert bool(before) is bool(shown)
