"""What git says of the files below a folder."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from migrator.discovery.git import Commands, environment, first_chunk, records
from migrator.discovery.listing import Fault
from migrator.discovery.listing.git import Found, changed_files, files_that_matter, git_files, ignored, links
from migrator.discovery.listing.index import Index
from tests.support import git


@pytest.fixture
def top(tmp_path: Path) -> Path:
    top = tmp_path / "top"
    top.mkdir()
    git(top, "init", "-q")
    for name in ("a.js", "b.js", "c.txt", "deep/d.js"):
        (top / name).parent.mkdir(exist_ok=True)
        (top / name).write_text(name, "utf-8")
    (top / ".gitignore").write_text("*.min.js\nout/\n", "utf-8")
    git(top, "add", ".")
    git(top, "commit", "-qm", "a")
    return top


def names(folder: Path) -> list[str] | None:
    found = git_files(str(folder), [])
    return None if found is None else [name.decode() for name, _, _ in found]


def test_outside_of_a_repository_and_in_an_ignored_folder_git_lists_nothing(top: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    assert names(tmp_path / "other") is None
    assert changed_files(str(tmp_path / "other")) is None
    (top / "out").mkdir()
    (top / "out" / "e.js").write_text("", "utf-8")
    assert names(top / "out") is None


def test_tracked_and_untracked_files_in_one_order(top: Path) -> None:
    (top / "aa.js").write_text("", "utf-8")
    (top / "x.min.js").write_text("", "utf-8")
    listed = names(top)
    assert listed is not None
    assert [name for name in listed if name.endswith(".js")] == ["a.js", "aa.js", "b.js", "deep/d.js"]
    assert names(top / "deep") == ["d.js"]


def test_changed_files_are_those_that_git_finds_to_differ(top: Path) -> None:
    assert changed_files(str(top)) == set()
    (top / "a.js").write_text("other", "utf-8")
    (top / "b.js").unlink()
    (top / "new.js").write_text("", "utf-8")
    assert changed_files(str(top)) == {b"a.js", b"b.js"}


def test_of_an_index_that_is_known_only_what_matters_or_differs_is_listed(top: Path) -> None:
    index = Index.read(str(top))
    assert index is not None
    (top / "a.js").write_text("other", "utf-8")
    (top / "new.js").write_text("", "utf-8")
    faults: list[Fault] = []
    found = files_that_matter(str(top), faults, {b"deep/d.js": 0}, index, Found())
    assert found is not None
    assert sorted(name for name, _, _ in found if name.endswith(b".js")) == [b"a.js", b"deep/d.js", b"new.js"]
    assert faults == []


def test_another_index_says_nothing(top: Path) -> None:
    index = Index.read(str(top))
    assert index is not None
    assert index.is_current()
    git(top, "rm", "-q", "--cached", "b.js")
    assert not index.is_current()
    assert files_that_matter(str(top), [], {}, index, Found()) is None
    other = Index.read(str(top))
    assert other is not None
    assert other.digest != index.digest


def test_no_repository_has_no_index(tmp_path: Path) -> None:
    assert Index.read(str(tmp_path)) is None
    git(tmp_path, "init", "-q")
    assert Index.read(str(tmp_path)) is None


def test_ignored_and_linked(top: Path, tmp_path: Path) -> None:
    (top / "x.min.js").write_text("", "utf-8")
    assert ignored(str(top), ["x.min.js", "a.js", "out/", "out/e.js"]) == {"x.min.js", "out/", "out/e.js"}
    assert ignored(str(tmp_path), ["a.js"]) is None
    assert links(str(top), ["deep/d.js", "a.js"]) == set()
    head = subprocess.run(
        ["git", "-C", str(top), "rev-parse", "HEAD"], check=True, capture_output=True, text=True, timeout=300
    )
    git(top, "update-index", "--add", "--cacheinfo", f"160000,{head.stdout.strip()},sub")
    assert links(str(top), ["sub/x.js", "deep/d.js"]) == {"sub"}


def test_commands_end_with_the_block_that_started_them(top: Path) -> None:
    with Commands(str(top)) as commands:
        process = commands.start("cat-file", "--batch")
        reader = process.poll()
    assert reader is None or process.returncode is not None
    assert process.poll() is not None


def test_records_come_as_they_stand_between_nuls(top: Path) -> None:
    with Commands(str(top)) as commands:
        process = commands.start("ls-files", "-z", errors=True)
        chunk, said = first_chunk(process)
        assert list(records(process, chunk)) == [b".gitignore", b"a.js", b"b.js", b"c.txt", b"deep/d.js"]
    assert said == b""
    with Commands(str(top)) as commands:
        chunk, said = first_chunk(commands.start("ls-files", "--no-such-option", errors=True))
    assert chunk == b""
    assert b"no-such-option" in said


def test_the_repository_of_a_hook_is_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/elsewhere")
    monkeypatch.setenv("GIT_AUTHOR_NAME", "a")
    assert "GIT_DIR" not in environment()
    assert environment()["GIT_AUTHOR_NAME"] == os.environ["GIT_AUTHOR_NAME"]
