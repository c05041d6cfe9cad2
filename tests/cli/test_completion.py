"""Completion, run as shells run it: click's protocol, and a real bash."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from migrator.cli.app import cli
from migrator.cli.formats import CHECK, MIGRATE
from tests.report.formats import invoke
from tests.support import ROOT, shipped_rules

IDS = [rule.id for rule in shipped_rules()]


def completed(folder: Path, *words: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What click offers for the last word."""
    monkeypatch.chdir(folder)
    *before, last = words
    return [item.value for item in ShellComplete(cli, {}, "migrator", "X").get_completions(before, last)]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ((("che",)), ["check"]),
        (("",), ["migrate", "check", "explain", "rules", "init", "undo", "report", "lsp", "completion"]),
        (("check", "--format", ""), ["text", *CHECK]),
        (("migrate", "--format", ""), ["text", *MIGRATE]),
        (("migrate", "--format", "m"), ["markdown"]),
        (("check", "--rule", "0"), [name for name in IDS if name.startswith("0")]),
        (("migrate", "--skip", "1"), [name for name in IDS if name.startswith("1")]),
        (("rules", "show", "03"), ["03-seed"]),
        (("check", "--rule", "zz"), []),
        (("check", "--exit"), ["--exit-zero"]),
        (("migrate", "--exit"), ["--exit-zero", "--exit-non-zero-on-change"]),
        (("migrate", "--stdin"), ["--stdin-filename"]),
        (("completion", ""), ["bash", "zsh", "fish"]),
    ],
)
def test_what_is_offered(
    tmp_path: Path, words: tuple[str, ...], offered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert completed(tmp_path, *words, monkeypatch=monkeypatch) == offered


def test_rules_are_those_of_the_settings_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (
        "# Draw\n\n```diff\n- await this.pyodide.runPythonAsync(`env.render()`);\n+ await this.worker.render();\n```\n"
    )
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/07-draw.md").write_text(page, "utf-8")
    (tmp_path / "ours.toml").write_text('rules = ["pages"]\n', "utf-8")
    for words in (("check", "--rules", "pages", "--rule", ""), ("check", "--config", "ours.toml", "--rule", "")):
        assert completed(tmp_path, *words, monkeypatch=monkeypatch) == ["07-draw"]
    shutil.move(tmp_path / "ours.toml", tmp_path / "migrator.toml")
    assert completed(tmp_path, "check", "--rule", "", monkeypatch=monkeypatch) == ["07-draw"]
    assert completed(tmp_path, "rules", "show", "", monkeypatch=monkeypatch) == ["07-draw"]


@pytest.mark.parametrize("fault", ["receiver = 1\n", 'rules = ["pages"]\n'])
def test_faulty_settings_offer_nothing_and_say_nothing(
    tmp_path: Path, fault: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/07-draw.md").write_text("no rule\n", "utf-8")
    (tmp_path / "migrator.toml").write_text(fault, "utf-8")
    assert completed(tmp_path, "check", "--rule", "", monkeypatch=monkeypatch) == []
    assert capfd.readouterr() == ("", "")


def test_another_shell_is_refused(tmp_path: Path) -> None:
    result = invoke(tmp_path, "completion", "csh")
    assert (result.code, result.out) == (2, b"")
    assert "'csh' is not one of 'bash', 'zsh', 'fish'" in result.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_the_one_of_click(tmp_path: Path, shell: str) -> None:
    ours = invoke(tmp_path, "completion", shell)
    assert (ours.code, ours.err) == (0, "")
    assert f"_MIGRATOR_COMPLETE={shell}_complete" in ours.text
    if shutil.which(shell) is not None:
        subprocess.run([shell, "-n"], input=ours.out, check=True, timeout=300)


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_a_real_bash_completes(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "migrator"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m migrator "$@"\n', "utf-8")
    program.chmod(0o755)
    script = (
        'eval "$(migrator completion bash)"\n'
        "COMP_WORDS=(migrator check --format sa) COMP_CWORD=3\n"
        "_migrator_completion migrator sa --format\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
        "complete -p migrator\n"
    )
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    result = subprocess.run(
        ["bash", "--norc", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=300,
    )
    first, last = result.stdout.splitlines()
    assert first == "sarif"
    assert last.endswith("-F _migrator_completion migrator")
