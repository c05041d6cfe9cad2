"""`make demo`: what a newcomer sees first."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import FIXTURES, GAME_KEPT, GAME_SITES, ROOT, migrate, shipped_rules

pytestmark = pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The parts of the checkout that the demo takes, with this interpreter's migrator."""
    shutil.copytree(FIXTURES / "game", tmp_path / "fixtures/game")
    program = tmp_path / "migrator"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m migrator "$@"\n', "utf-8")
    program.chmod(0o755)
    subprocess.run(["git", "init", "--quiet", "."], cwd=tmp_path, check=True, timeout=300)
    (tmp_path / ".gitignore").write_text("build/\n", "utf-8")
    return tmp_path


def demo(folder: Path) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(ROOT / "examples/demo.sh"), str(folder / "migrator"), "build/demo"]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False, timeout=300)


def test_the_demo_migrates_the_game_and_says_where_to_look(checkout: Path) -> None:
    result = demo(checkout)
    assert result.returncode == 0, result.stdout
    assert result.stderr == ""
    _, after = migrate(FIXTURES / "game/js/multiplayer.js", list(shipped_rules()))
    assert (checkout / "build/demo/game/js/multiplayer.js").read_text("utf-8") == after
    assert result.stdout.count("  rewritten  ") == GAME_SITES
    assert f"{GAME_SITES} to rewrite, {GAME_KEPT} kept, 0 unmatched" in result.stdout
    assert "+                    const stateJson = await this.worker.getState();" in result.stdout
    assert "check found nothing" in result.stdout
    assert len(result.stdout.splitlines()) < 80
    for name in ("ledger.txt", "migration.diff", "game"):
        assert f"build/demo/{name} " in result.stdout
        assert (checkout / "build/demo" / name).exists()


def test_the_worker_of_the_copy_is_found(checkout: Path) -> None:
    """The sources of the game, with a script of the same name, are in the repository too."""
    demo(checkout)
    ledger = (checkout / "build/demo/ledger.txt").read_text("utf-8")
    assert "rewritten" in ledger
    assert "may be" not in ledger
    assert "was not read" not in ledger


def test_what_check_finds_is_shown_and_explained(checkout: Path) -> None:
    settings = '[[facts]]\nmethod = "stepWithActions"\ncalls = ["this.worker.nothing(...)"]\n'
    (checkout / "fixtures/game/migrator.toml").write_text(settings, "utf-8")
    result = demo(checkout)
    assert result.returncode == 0, result.stdout
    assert "game/js/multiplayer.js:" in result.stdout
    assert "check found what is listed above: it is still to be done by hand." in result.stdout
    assert "check found nothing" not in result.stdout


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("js/multiplayer.js", "env.get_state()", "env.get_stage()", "The demo stopped: the migration is not complete."),
        ("js/multiplayer.js", "export class", "export klass", "failed with exit code 2."),
        ("js/ui.js", "export ", "exprot ", "SyntaxError"),
    ],
    ids=["something is left", "it does not parse", "another file is no JavaScript"],
)
def test_a_failure_fails_the_demo(checkout: Path, path: str, old: str, new: str, said: str) -> None:
    file = checkout / "fixtures/game" / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    result = demo(checkout)
    assert result.returncode != 0
    assert said in result.stdout
    assert "Where to look" not in result.stdout


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
@pytest.mark.parametrize(
    ("target", "tools", "said"), [("demo", (), "node is"), ("test", (), "node is"), ("test", ("node",), "npm is")]
)
def test_what_is_missing_is_said_before_anything_is_installed(
    tmp_path: Path, target: str, tools: tuple[str, ...], said: str
) -> None:
    (tmp_path / "bin").mkdir()
    for name in ("sh", "find", *tools):
        os.symlink(str(shutil.which(name)), tmp_path / "bin" / name)
    for name in ("Makefile", "pyproject.toml", "package-lock.json"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("migrator", "rules", "tools"):
        (tmp_path / name).mkdir()
    shutil.copy(ROOT / "tools/tested.txt", tmp_path / "tools")
    make = str(shutil.which("make"))
    result = subprocess.run(
        [make, target],
        cwd=tmp_path,
        env={"PATH": str(tmp_path / "bin")},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert result.returncode == 2
    assert result.stderr.startswith(f"{said} missing: install "), result.stderr
    assert not (tmp_path / ".venv").exists()


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
def test_an_old_python_is_said_to_be_too_old(tmp_path: Path) -> None:
    python = tmp_path / "old-python"
    python.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -c "import sys; sys.version_info = (3, 9); exec(sys.argv[1])" "$2"\n'
    )
    python.chmod(0o755)
    (tmp_path / "tools").mkdir()
    for name in ("Makefile", "pyproject.toml", "tools/tested.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    result = subprocess.run(
        ["make", ".venv/.runs", f"PYTHON={python}"], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False, timeout=300
    )
    assert result.returncode == 2
    assert "Python 3.11 or newer is needed" in result.stderr
    assert not (tmp_path / ".venv").exists()


def test_a_demo_without_node_says_so_before_it_begins(checkout: Path) -> None:
    (checkout / "bin").mkdir()
    for name in ("sh", "rm", "mkdir", "cp", "cat", "grep", "tail", "awk"):
        os.symlink(str(shutil.which(name)), checkout / "bin" / name)
    result = subprocess.run(
        ["sh", str(ROOT / "examples/demo.sh"), str(checkout / "migrator"), "build/demo"],
        cwd=checkout,
        env={"PATH": str(checkout / "bin")},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert result.returncode == 1
    assert result.stdout.startswith("node is missing: install Node 20 or newer ")
    assert len(result.stdout.splitlines()) == 1
    assert not (checkout / "build").exists()
