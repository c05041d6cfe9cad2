"""The files of the repository around a file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from migrator.discovery.repository import Repository
from migrator.discovery.roots import Roots
from migrator.javascript.disk import Disk
from tests.discovery.kept import parsed
from tests.support import git


@pytest.fixture
def top(tmp_path: Path) -> Path:
    top = Path(os.path.realpath(tmp_path))
    (top / "package.json").write_text("{}", "utf-8")
    for path in (
        "a.js",
        "js/b.js",
        "js/a.js",
        "view.vue",
        "page.astro",
        "text.txt",
        "node_modules/x/a.js",
        "nested/a.js",
    ):
        (top / path).parent.mkdir(parents=True, exist_ok=True)
        (top / path).write_text("", "utf-8")
    (top / "nested" / ".git").mkdir()
    return top


def relative(top: Path, paths: list[str] | tuple[str, ...]) -> list[str]:
    return [os.path.relpath(path, top) for path in paths]


def test_files_are_those_with_javascript_that_no_other_repository_has(top: Path) -> None:
    repository = Repository(Disk())
    near = top / "js" / "b.js"
    assert repository.root(near) == str(top)
    assert relative(top, parsed(repository, near)) == ["a.js", "js/a.js", "js/b.js", "view.vue"]
    documents = relative(top, repository.documents(str(top)))
    assert documents == ["a.js", "js/a.js", "js/b.js", "view.vue", "page.astro"]
    assert [repository.is_parsed(path) for path in documents] == [True, True, True, True, False]
    assert relative(top, parsed(repository, top / "nested" / "a.js")) == ["nested/a.js"]


def test_names_are_noted_for_whoever_watches(top: Path) -> None:
    disk = Disk()
    repository = Repository(disk)
    with disk.watch() as sight:
        found = repository.named(top / "js" / "b.js", "a.js")
        assert repository.named(top / "a.js", "none.js") == ()
    assert relative(top, found) == ["a.js", "js/a.js"]
    assert sight.names == {(str(top / "js"), "a.js"): found, (str(top), "none.js"): ()}


@pytest.mark.parametrize("listed", [False, True])
def test_has_says_the_same_before_all_is_listed_and_after(top: Path, listed: bool) -> None:
    repository = Repository(Disk())
    if listed:
        parsed(repository, top / "a.js")
    (top / "link.js").symlink_to("a.js")
    folder = str(top / "js")
    for path in ("a.js", "js/b.js"):
        assert repository.has(folder, str(top / path))
    for path in ("none.js", "text.txt", "nested/a.js", "node_modules/x/a.js", "link.js"):
        assert not repository.has(folder, str(top / path))


def test_git_is_not_asked_whether_it_ignores_a_folder_in_which_it_lists_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "init", "-q")
    for name in ("in/deep/a.js", "made/b.js", "dist/c.js", "made/kept.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1;", "utf-8")
    (tmp_path / ".gitignore").write_text("made/b.js\nout/\n", "utf-8")
    (tmp_path / "out").mkdir()
    roots = {"in/deep": "", "in": "", "made": "", "dist": "dist", "out": "out"}
    asked: list[str] = []
    ask = Roots.of

    def asked_of(self: Roots, folder: str) -> str:
        asked.append(os.path.relpath(folder, tmp_path))
        return ask(self, folder)

    monkeypatch.setattr(Roots, "of", asked_of)
    repository = Repository(Disk())
    found = {name: os.path.relpath(repository.root(tmp_path / name / "x.js"), tmp_path) for name in roots}
    assert found == {name: root or "." for name, root in roots.items()}
    assert asked == ["dist", "out"]
