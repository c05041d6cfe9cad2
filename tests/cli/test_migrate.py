"""`migrate` as a command: what is refused, where the diff goes, and which exit code a change has."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from migrator.cli.migrate import command
from tests.support import CLASS, SITE, write

BEFORE, AFTER = CLASS % SITE, CLASS % "await this.worker.render();"
ON_TERMINAL = "`--interactive` asks on a terminal: it takes neither `--format` nor `--report` nor `-`"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "a.js", BEFORE)
    return tmp_path


def migrate(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(command, arguments, input=text, catch_exceptions=False)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ["--exit-zero", "--exit-non-zero-on-change"],
            "`--exit-zero` and `--exit-non-zero-on-change` contradict each other",
        ),
        (
            ["--write", "--format", "json", "--stdin-filename", "a.js", "-"],
            "with `-` and `--write` the new text goes to standard output; a report cannot go there too",
        ),
        (["-i", "--format", "json"], ON_TERMINAL),
        (["-i", "--report", "page.html"], ON_TERMINAL),
        (["-i", "--stdin-filename", "a.js", "-"], ON_TERMINAL),
    ],
)
def test_what_does_not_go_together_is_refused(here: Path, arguments: list[str], line: str) -> None:
    result = migrate(*arguments, text=BEFORE)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"migrator: {line}\n")
    assert (here / "a.js").read_text("utf-8") == BEFORE
    assert sorted(path.name for path in here.iterdir()) == ["a.js"]


def test_without_write_the_diff_comes_out_and_nothing_changes(here: Path) -> None:
    result = migrate("a.js")
    assert result.exit_code == 1
    assert result.stdout.startswith("--- a/a.js\n+++ b/a.js\n")
    assert "Nothing was written; `--write` does." in result.stderr
    assert (here / "a.js").read_text("utf-8") == BEFORE
    assert migrate("a.js", "--quiet").output == ""


@pytest.mark.parametrize(("more", "code"), [([], 0), (["--exit-non-zero-on-change"], 1), (["--exit-zero"], 0)])
def test_what_was_written_counts_where_it_is_asked_to(here: Path, more: list[str], code: int) -> None:
    result = migrate("--write", *more, "a.js")
    assert (result.exit_code, result.stdout) == (code, "")
    assert (here / "a.js").read_text("utf-8") == AFTER
    assert migrate("--write", *more, "a.js").exit_code == 0, "nothing changes any more"


def test_a_fault_of_one_file_leaves_no_other_unwritten(here: Path) -> None:
    write(here, "b.js", "class { this.pyodide")
    result = migrate("--write", "--exit-zero")
    assert result.exit_code == 2
    assert "b.js:1: error: " in result.stderr
    assert (here / "a.js").read_text("utf-8") == AFTER


def test_a_text_with_an_error_comes_out_nowhere(here: Path) -> None:
    result = migrate("--write", "--stdin-filename", "b.js", "-", text="class { this.pyodide")
    assert (result.exit_code, result.stdout) == (2, "")
    assert migrate("--write", "--stdin-filename", "b.js", "-", text=BEFORE).stdout == AFTER
