"""`check --since`: the findings that a branch adds, and no other; in repositories that are real."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.policy.baseline import EarlierDisk, EarlierRepository, Revision, RevisionError
from tests.discovery.kept import parsed
from tests.report.formats import Ran, invoke
from tests.support import commit, git, in_game

ODD = "await this.pyodide.runPythonAsync(`env.tilt(4)`);"
OTHER = "await this.pyodide.runPythonAsync(`env.tilt(5)`);"


def check(folder: Path, *arguments: str, since: str = "HEAD") -> Ran:
    return invoke(folder, "check", "--since", since, *arguments)


def lines(ran: Ran) -> list[str]:
    return [line.split(": ")[0] for line in ran.text.splitlines()]


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """A repository with one finding in its only commit."""
    folder = tmp_path / "repo"
    (folder / "js").mkdir(parents=True)
    (folder / "js" / "game.js").write_text(in_game(ODD), "utf-8")
    git(folder, "init", "-q", "-b", "main")
    commit(folder)
    return folder


def edit(folder: Path, old: str, new: str, name: str = "js/game.js") -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), "utf-8")


# -- what is told ------------------------------------------------------------------------------------------------------


def test_a_new_use_is_told_and_the_older_one_counted(repo: Path) -> None:
    edit(repo, ODD, f"{OTHER}\n        {ODD}")
    result = check(repo)
    assert (result.code, lines(result)) == (1, ["js/game.js:25:15"])
    assert result.err == "1 finding in 1 file. Examined 1 file, 4 uses.\n1 older finding not shown.\n"
    assert json.loads(check(repo, "--format", "json").text)["older"] == 1


def test_a_swap_and_a_second_one_of_the_same_are_told(repo: Path) -> None:
    edit(repo, ODD, OTHER)
    assert lines(check(repo)) == ["js/game.js:25:15"]
    edit(repo, OTHER, f"{ODD}\n        {ODD}")
    assert lines(check(repo)) == ["js/game.js:26:15"]


def test_what_leaves_a_method_that_keeps_pyodide_is_told(repo: Path) -> None:
    edit(repo, "performRollback", "rollback")
    assert [line.rpartition("[")[2] for line in check(repo).text.splitlines()] == ["Base.rollback]"]


def test_a_comment_that_goes_shows_what_it_kept(repo: Path) -> None:
    keep = "// migrator-keep: differs -- so\n        "
    edit(repo, ODD, keep + ODD)
    commit(repo)
    assert (check(repo).code, check(repo).text) == (0, "")
    edit(repo, keep, "")
    assert lines(check(repo)) == ["js/game.js:25:15"]


def test_what_a_comment_keeps_takes_no_other_ones_place(repo: Path) -> None:
    edit(repo, ODD, f"// migrator-keep: differs -- for now\n        {ODD}\n        {ODD}")
    result = check(repo)
    assert (result.code, result.text) == (0, "")
    assert "1 use kept by comments.\n1 older finding not shown.\n" in result.err


def test_a_comment_that_keeps_nothing_is_told_once_it_is_new(repo: Path) -> None:
    edit(repo, ODD, f"// migrator-keep: hole -- so\n        {ODD}")
    assert lines(check(repo)) == ["js/game.js:25:9"]
    commit(repo)
    edit(repo, "export class Game", "\n\nexport class Game")
    assert (check(repo).code, check(repo).text) == (0, "")


def test_a_file_that_is_new_or_copied_is_told(repo: Path) -> None:
    (repo / "js" / "new.js").write_text(in_game(ODD), "utf-8")
    assert lines(check(repo)) == ["js/new.js:25:15"]
    git(repo, "add", "-A")
    assert lines(check(repo)) == ["js/new.js:25:15"]


# -- what is not -------------------------------------------------------------------------------------------------------


def test_what_is_as_it_was_is_not_told(repo: Path) -> None:
    result = check(repo)
    assert (result.code, result.text, result.err) == (0, "",
        "No new findings. 1 file, 3 uses: 1 in methods that may keep Pyodide, 1 that others depend on, 1 there before.\n"
        "1 older finding not shown.\n"
    )


def test_what_only_moved_is_not_told(repo: Path) -> None:
    edit(repo, "export class Game", "\n\n\nexport class Game")
    edit(repo, ODD, ODD.replace("env.tilt(4)", "\n  env.tilt( 4 )\n"))
    assert check(repo).code == 0


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_are_nothing_new(repo: Path, end: str) -> None:
    (repo / "js" / "game.js").write_bytes(in_game(ODD).replace("\n", end).encode())
    assert check(repo).code == 0


@pytest.mark.parametrize("name", ["play.js", "ein Spiel\nüber zwei.js"])
def test_a_renamed_file_is_nothing_new(repo: Path, name: str) -> None:
    git(repo, "mv", "js/game.js", f"js/{name}")
    edit(repo, ODD, f"{ODD}\n        {OTHER}", f"js/{name}")
    result = check(repo)
    assert (result.code, len(result.text.splitlines())) == (1, 1)
    commit(repo)
    assert check(repo, since="HEAD~1").text == result.text


def test_settings_of_git_do_not_change_what_it_says(repo: Path) -> None:
    git(repo, "mv", "js/game.js", "js/play.js")
    for setting in ("diff.relative=true", "diff.renames=false", "diff.mnemonicPrefix=true", "core.quotePath=true"):
        git(repo, "config", *setting.split("="))
    assert check(repo / "js").code == 0


def test_what_the_git_of_a_hook_says_holds_for_its_own_folder(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert check(repo / "js").code == 0


def test_from_a_folder_below_and_of_one_file(repo: Path) -> None:
    assert check(repo / "js").code == 0
    assert check(repo / "js", "game.js").code == 0
    assert check(repo / "js", str(repo / "js" / "game.js")).code == 0


def test_from_where_a_branch_left_main(repo: Path) -> None:
    git(repo, "checkout", "-qb", "branch")
    (repo / "js" / "more.js").write_text(in_game(OTHER), "utf-8")
    commit(repo)
    git(repo, "checkout", "-q", "main")
    edit(repo, ODD, "f();")
    commit(repo)
    git(repo, "checkout", "-q", "branch")
    assert lines(check(repo, since="main...")) == ["js/more.js:25:15"]
    assert lines(check(repo, since="main")) == ["js/game.js:25:15", "js/more.js:25:15"]


def test_a_ratchet_comes_first(repo: Path) -> None:
    (repo / "js" / "new.js").write_text(in_game(OTHER), "utf-8")
    assert invoke(repo, "check", "--update-ratchet").code == 0
    assert check(repo).code == 0
    edit(repo, "env.t = 0", "env.t = 1")
    assert ["[ratchet]" in line for line in check(repo).text.splitlines()] == [True]


# -- what cannot be compared -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "HEAD:js", "", "nowhere...", "a\nb"])
def test_a_bad_revision_is_one_line(repo: Path, revision: str) -> None:
    result = invoke(repo, "check", f"--since={revision}")
    assert (result.code, result.text) == (2, "")
    assert result.err.endswith("names no commit of this repository\n")
    assert result.err.count("\n") == 1
    assert sorted(os.listdir(repo)) == [".git", "js"]


def test_a_shallow_clone_says_so(repo: Path, tmp_path: Path) -> None:
    edit(repo, ODD, OTHER)
    commit(repo)
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{repo}", "clone")
    result = check(tmp_path / "clone", since="HEAD~1")
    assert (result.code, result.text) == (2, "")
    assert result.err == (
        "migrator: `HEAD~1` names no commit of this repository; this clone is shallow: fetch more of it "
        "(`git fetch --unshallow`, or `fetch-depth: 0` in CI)\n"
    )
    assert check(tmp_path / "clone").code == 0


def test_outside_of_a_repository_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(in_game(ODD), "utf-8")
    result = check(tmp_path)
    assert (result.code, result.err) == (2, "migrator: `--since` needs a git repository, and here is none\n")


def test_an_old_version_that_does_not_parse_hides_nothing(repo: Path) -> None:
    (repo / "js" / "game.js").write_text(in_game(ODD) + "class {", "utf-8")
    commit(repo)
    (repo / "js" / "game.js").write_text(in_game(ODD), "utf-8")
    assert lines(check(repo)) == ["js/game.js:25:15"]


# -- a revision as a value -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no-such-commit", "`no-such-commit` names no commit of this repository"),
        ("no-such-commit...", "`no-such-commit` names no commit of this repository"),
        ("--all", "`--all` names no commit of this repository"),
    ],
)
def test_no_revision(repo: Path, monkeypatch: pytest.MonkeyPatch, name: str, message: str) -> None:
    monkeypatch.chdir(repo)
    with pytest.raises(RevisionError) as caught:
        Revision.find(name)
    assert str(caught.value).startswith(message)


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RevisionError, match="needs a git repository"):
        Revision.find("HEAD")


def test_what_a_revision_held_under_the_names_of_then(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (repo / "js/game.js").read_bytes()
    git(repo, "mv", "js/game.js", "moved.js")
    (repo / "new.js").write_text("", "utf-8")
    monkeypatch.chdir(repo / "js" if (repo / "js").is_dir() else repo)
    revision = Revision.find("HEAD")
    assert revision.name_of(str(repo / "moved.js")) == "js/game.js"
    assert revision.path_of(repo / "moved.js") == repo / "js/game.js"
    assert revision.text(str(repo / "moved.js")) == before
    assert revision.text(str(repo / "new.js")) is None
    assert revision.names == {"js/game.js"}
    assert list(revision.blobs(["js/game.js", "none.js", "js/game.js"])) == [before, None, before]


def test_the_disk_of_a_revision_has_its_files_and_what_is_elsewhere(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo)
    before = (repo / "js/game.js").read_bytes()
    (repo / "js/game.js").write_text("", "utf-8")
    (repo / "new.js").write_text("", "utf-8")
    (tmp_path / "outside.js").write_text("1", "utf-8")
    disk = EarlierDisk(Revision.find("HEAD"))
    assert disk.peek(repo / "js/game.js") == before
    assert disk.is_file(repo / "js/game.js")
    assert disk.peek(repo / "new.js") is None
    assert not disk.is_file(repo / "new.js")
    assert disk.peek(tmp_path / "outside.js") == b"1"
    assert parsed(EarlierRepository(Revision.find("HEAD"), disk), repo / "a.js") == [f"{repo}/js/game.js"]


def test_the_repository_of_a_revision_has_the_files_that_a_scan_finds(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo)
    names = ["a.mjs", "b.TS", "c.vue", "d.html", "js/e.cjs"]
    passed = ["f.d.ts", "g.d.css.ts", ".#h.js", "i.min.js", "j-min.cjs", "vendor/k.js", "js/dist/l.ts", "m.txt", "n"]
    for name in (*names, *passed):
        (repo / name).parent.mkdir(parents=True, exist_ok=True)
        (repo / name).write_text("let a;\n", "utf-8")
    commit(repo)
    now, then = Repository(Disk()), EarlierRepository(Revision.find("HEAD"), Disk())
    near = repo / "a.mjs"
    assert [os.path.relpath(path, repo) for path in then.around(near)] == sorted([*names, "js/game.js"])
    assert sorted(then.around(near)) == sorted(now.around(near))
    assert sorted(parsed(then, near)) == sorted(parsed(now, near))


def test_folders_are_those_of_the_commit(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo)
    (repo / "new").mkdir()
    (tmp_path / "beside").mkdir()
    disk = EarlierDisk(Revision.find("HEAD"))
    assert [disk.folders(path) for path in (repo, repo / "js", repo / "new", tmp_path)] == [["js"], [], [], ["beside", "repo"]]
