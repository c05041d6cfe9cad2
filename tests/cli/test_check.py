"""`check` as a command: options that contradict each other are refused before any file is looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from migrator.cli.check import command
from tests.support import CLASS, SITE, write

TOGETHER = "`--update-ratchet` and `--since` do not go together: the ratchet has older uses, too"
AS_THEY_ARE = "`--update-ratchet` needs files as they are and all rules: not `-`, `--rule` or `--skip`"
GONE = "class { this.pyodide"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "a.js", CLASS % SITE)
    write(tmp_path, "none.js", "const a = 1;\n")
    return tmp_path


def check(*arguments: str, text: str | None = None) -> Result:
    result = CliRunner().invoke(command, arguments, input=text, catch_exceptions=False)
    assert "Traceback" not in result.stderr
    return result


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--allow-growth"], "`--allow-growth` goes with `--update-ratchet`"),
        (["--update-ratchet", "--since", "HEAD"], TOGETHER),
        (["--update-ratchet", "--rule", "15"], AS_THEY_ARE),
        (["--update-ratchet", "--skip", "15"], AS_THEY_ARE),
        (["--update-ratchet", "--stdin-filename", "a.js", "-"], AS_THEY_ARE),
        (["--since", "HEAD"], "`--since` needs a git repository, and here is none"),
    ],
)
def test_what_does_not_go_together_is_refused(here: Path, arguments: list[str], line: str) -> None:
    result = check(*arguments, text="")
    assert (result.exit_code, result.stdout) == (2, "")
    assert line in result.stderr
    assert not (here / "migrator-ratchet.json").exists()


def test_a_file_without_a_use_is_no_finding(here: Path) -> None:
    result = check("none.js")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("1 file, no uses: nothing uses the receiver")
    assert check("none.js", "--quiet").stderr == ""


def test_a_use_is_a_finding_that_may_be_let_pass(here: Path) -> None:
    result = check("a.js")
    assert result.exit_code == 1
    use, duty = result.stdout.splitlines()
    assert use.startswith("a.js:25:15: `runPythonAsync`: only `performRollback` and `_performFastForward` may use Pyodide; ")
    assert duty.startswith("a.js:1:1: no `new Worker(…)` is seen here; ")
    assert result.stderr == "2 findings in 1 file. Examined 1 file, 3 uses.\n"
    assert check("a.js", "--exit-zero").exit_code == 0


def test_an_error_is_never_let_pass(here: Path) -> None:
    write(here, "b.js", GONE)
    result = check("--exit-zero")
    assert result.exit_code == 2
    assert "b.js:1: error: " in result.stdout
    assert "a.js:25:15: " in result.stdout


def test_a_ratchet_takes_uses_in_once_and_more_only_if_it_may_grow(here: Path) -> None:
    assert check("--update-ratchet").exit_code == 0
    assert check().exit_code == 0
    write(here, "b.js", CLASS % SITE)
    result = check("--update-ratchet")
    assert result.exit_code == 1
    assert "not taken in; `--allow-growth` does that, after a review." in result.stderr
    assert check("--update-ratchet", "--allow-growth").exit_code == 0
    assert check().exit_code == 0
