"""Both sides of a change, from git or from folders; and the files of both on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.drafting.learning.change import ChangeError, of_commits, of_folders, revision
from migrator.drafting.learning.examples import Trees
from migrator.model.settings import Settings
from tests.drafting.learning.support import CLIENT, game
from tests.support import commit, git, write

BEFORE = game("async f(n) { await this.pyodide.runPythonAsync(`env.turn(${n})`); }")
AFTER = game("async f(n) { await this.worker.turn(n); }")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    write(folder, "js/game.js", BEFORE)
    write(folder, "js/client.js", CLIENT)
    write(folder, "picture.png", b"\0")
    commit(folder)
    return folder


def refused(name: str, folder: Path) -> str:
    with pytest.raises(ChangeError) as raised:
        of_commits(name, folder=str(folder))
    return str(raised.value)


def test_what_is_no_commit_is_told(repository: Path, tmp_path: Path) -> None:
    assert refused("nothing", repository) == "`nothing` names no commit"
    assert refused("HEAD", repository) == "`HEAD` cannot be compared with the commit before it: it has no parent"
    assert refused("nothing..HEAD", repository) == "`nothing` names no commit"
    assert "three dots" in refused("HEAD...HEAD", repository)
    assert "this is no repository" in refused("HEAD", tmp_path)


def test_a_bare_repository_is_told(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "--quiet", "--bare", str(repository), "bare")
    assert "this repository has no files beside it" in refused("HEAD", tmp_path / "bare")


def test_a_shallow_clone_is_told(repository: Path, tmp_path: Path) -> None:
    write(repository, "js/game.js", AFTER)
    commit(repository)
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository}", "shallow")
    assert "its parent is not in this shallow clone" in refused("HEAD", tmp_path / "shallow")


def test_a_renamed_file_is_compared(repository: Path) -> None:
    git(repository, "mv", "js/game.js", "js/play.js")
    write(repository, "js/play.js", AFTER)
    commit(repository)
    [changed] = of_commits("HEAD", folder=str(repository)).files
    assert (changed.path, changed.new_path) == ("js/game.js", "js/play.js")
    for path in ("js/game.js", "js/play.js", "js"):
        assert of_commits("HEAD", (path,), str(repository)).files
    assert not of_commits("HEAD", ("other",), str(repository)).files


def test_a_range_is_one_change(repository: Path) -> None:
    write(repository, "js/game.js", AFTER.replace("turn(n)", "seed(n)"))
    commit(repository)
    write(repository, "js/game.js", AFTER)
    commit(repository)
    [changed] = of_commits("HEAD~2..HEAD", folder=str(repository)).files
    assert (changed.before, changed.after) == (BEFORE.encode(), AFTER.encode())
    assert revision("HEAD~2", str(repository)) is not None


def test_both_states_are_put_on_disk(repository: Path, tmp_path: Path) -> None:
    write(repository, "js/game.js", AFTER)
    write(repository, "js/more.js", "export const more = 1;\n")
    git(repository, "rm", "--quiet", "picture.png")
    commit(repository)
    (tmp_path / "trees").mkdir()
    trees = Trees(tmp_path / "trees", of_commits("HEAD", folder=str(repository)))
    trees.put()
    assert (trees.before / "js/game.js").read_text("utf-8") == BEFORE
    assert (trees.after / "js/game.js").read_text("utf-8") == AFTER
    assert (trees.before / "js/more.js").is_file(), "what the change adds is there"
    assert not (trees.before / "picture.png").exists(), "no page depends on it"
    [sides] = trees.sides(lambda _: Settings())
    assert [site.use.member for site in sides.gone] == ["runPythonAsync"]


def test_a_file_that_git_lacks_is_told(repository: Path, tmp_path: Path) -> None:
    write(repository, "js/game.js", AFTER)
    commit(repository)
    change = of_commits("HEAD", folder=str(repository))
    for path in (repository / ".git/objects").rglob("*"):
        if path.is_file():
            path.unlink()
    (tmp_path / "trees").mkdir()
    with pytest.raises(ChangeError, match="the clone may be partial"):
        Trees(tmp_path / "trees", change).put()


def test_folders_are_compared(tmp_path: Path) -> None:
    for name, text in (("old", BEFORE), ("new", AFTER)):
        write(tmp_path, f"{name}/game.js", text)
        write(tmp_path, f"{name}/same.js", "a();\n")
        write(tmp_path, f"{name}/node_modules/x.js", name)
    (tmp_path / "old/gone.js").write_text("b();\n", "utf-8")
    (tmp_path / "old/link.js").symlink_to("nowhere.js")
    change = of_folders(tmp_path / "old", tmp_path / "new")
    assert [(each.path, each.after is None) for each in change.files] == [("game.js", False), ("gone.js", True)]
