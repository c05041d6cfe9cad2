"""Where the repository around a file begins."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from migrator.discovery.roots import Roots, git_top, nearest, settings_file


@pytest.fixture
def top(tmp_path: Path) -> Path:
    folder = Path(os.path.realpath(tmp_path)) / "top"
    (folder / "a" / "b").mkdir(parents=True)
    return folder


def root(folder: Path) -> Path:
    return Path(Roots().of(str(folder)))


@pytest.mark.parametrize(
    "text", ["", "[tool.other]\n", "# [tool.migrator]\n", "[tool]\nmigrator-x = 1\n", "[project]\nname = 'migrator'\n"]
)
def test_a_project_file_without_the_table_holds_no_settings(top: Path, text: str) -> None:
    (top / "pyproject.toml").write_text(text, "utf-8")
    assert settings_file(f"{top}/") is None


@pytest.mark.parametrize(
    "text", ["[tool.migrator]\n", "[tool]\nmigrator.worker = 'w'\n", '[tool."migrator"]\n', "[tool.migrator]\nx =\n"]
)
def test_a_project_file_with_the_table_does_even_if_it_is_faulty(top: Path, text: str) -> None:
    (top / "pyproject.toml").write_text(text, "utf-8")
    assert settings_file(f"{top}/") == f"{top}/pyproject.toml"


def test_a_settings_file_comes_first_and_a_folder_of_its_name_is_none(top: Path) -> None:
    (top / "migrator.toml").mkdir()
    assert settings_file(f"{top}/") is None
    (top / "migrator.toml").rmdir()
    (top / "migrator.toml").write_text("", "utf-8")
    (top / "pyproject.toml").write_text("[tool.migrator]\n", "utf-8")
    assert settings_file(f"{top}/") == f"{top}/migrator.toml"


def test_without_any_mark_it_is_the_folder_itself(top: Path) -> None:
    assert root(top / "a" / "b") == top / "a" / "b"


def test_without_git_it_is_the_outermost_settings_file_or_the_nearest_package(top: Path) -> None:
    (top / "package.json").write_text("{}", "utf-8")
    (top / "a" / "index.html").write_text("", "utf-8")
    assert root(top / "a" / "b") == top / "a"
    for folder in (top, top / "a"):
        (folder / "migrator.toml").write_text("", "utf-8")
    assert root(top / "a" / "b") == top


def test_with_git_it_is_the_nearest_repository_whatever_else_there_is(top: Path) -> None:
    (top / "a" / ".git").mkdir()
    (top / "migrator.toml").write_text("", "utf-8")
    assert git_top(str(top / "a" / "b")) == str(top / "a")
    assert root(top / "a" / "b") == top / "a"
    assert root(top / "a") == top / "a"


def test_a_vendored_or_ignored_folder_is_a_repository_of_its_own(top: Path) -> None:
    subprocess.run(["git", "init", "-q", str(top)], check=True, timeout=300)
    (top / ".gitignore").write_text("out/\n*.min.js\n", "utf-8")
    for path in ("node_modules/x/node_modules/y", "a/out/deep"):
        (top / path).mkdir(parents=True)
    assert root(top / "node_modules/x/node_modules/y") == top / "node_modules"
    assert root(top / "a/out/deep") == top / "a/out"
    assert root(top / "a" / "b") == top
    assert Roots().is_ignored(str(top), str(top / "a/x.min.js"))
    assert not Roots().is_ignored(str(top), str(top / "a/x.js"))


def test_nearest_is_none_where_nothing_of_a_name_is(top: Path) -> None:
    assert nearest(str(top), "no such name of any file") is None
    (top / "mark").symlink_to("nowhere")
    assert nearest(str(top / "a" / "b"), "mark") == str(top)
