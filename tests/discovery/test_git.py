"""Git as the program starts it: of the folder that is asked about, and told to be quiet and quick."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from migrator.discovery.git import Commands, git_path, output, records, run


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    subprocess.run(["git", "init", "-q", "."], cwd=folder, check=True, timeout=300)
    (folder / "a b.js").write_text("1\n", "utf-8")
    (folder / "ü.js").write_text("2\n", "utf-8")
    subprocess.run(["git", "add", "."], cwd=folder, check=True, timeout=300)
    return folder


def test_a_command_gives_what_it_printed(repository: Path) -> None:
    assert output("ls-files", "-z", folder=str(repository)) == "a b.js\0ü.js\0".encode()
    ended = run("check-ignore", "-z", "--stdin", folder=str(repository), given=b"a b.js\0")
    assert (ended.code, ended.output) == (1, b"")


def test_a_command_that_fails_says_why_in_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    ended = run("ls-files", folder=str(tmp_path))
    assert ended.code == 128
    assert ended.errors.startswith(b"fatal: not a git repository")
    assert output("ls-files", folder=str(tmp_path)) is None
    assert git_path(str(tmp_path), "index") is None


def test_where_there_is_no_git_the_system_says_why(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ended = run("ls-files", folder=str(repository))
    assert (ended.code, ended.output, ended.errors) == (None, b"", os.strerror(2).encode())
    assert output("ls-files", folder=str(repository)) is None
    with Commands(str(repository)) as commands, pytest.raises(FileNotFoundError):
        commands.start("ls-files")


def test_what_a_hook_says_of_its_repository_holds_for_no_other(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert git_path(str(repository), "index") == os.path.join(str(repository), ".git/index")
    with Commands(str(repository)) as commands:
        assert list(records(commands.start("ls-files", "-z"), b"")) == [b"a b.js", "ü.js".encode()]
