"""What git says to be as it was is not opened again, and what is said of it is the same in every state of a repository."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from migrator.api import Options, Rulebook
from migrator.config import Finder
from migrator.discovery import answers, contents
from migrator.discovery.git import Commands
from migrator.discovery.listing import Fault, Listed
from migrator.discovery.listing import git as listing
from migrator.discovery.listing.git import Found
from migrator.discovery.listing.index import Index
from migrator.model.ledger import FileEntry
from migrator.model.settings import Settings
from migrator.run import selection
from migrator.run.cache import folders
from migrator.run.cache.folders import Folders
from migrator.run.cache.store import Store
from migrator.run.engine import Run
from migrator.run.request import Configuration, Request
from tests.support import git, in_game

if TYPE_CHECKING:
    from migrator.discovery.git import Process

SITE = in_game("await this.pyodide.runPythonAsync(`env.tilt(4)`);")
NOTHING = "export const answer = 42;\n".ljust(len(SITE), ";")  # a change of content is none of size
CLASS = "export class Game { steady() { return 1; } }\n"

@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repo"
    for name in ("a.js", "b.js", "in/c.js", "in/deep/d.mjs", "z.js"):
        write(folder / name, NOTHING)
    write(folder / "game.js", SITE)
    write(folder / "page.astro", "")
    write(folder / ".gitignore", "ignored/\n")
    for path in folder.rglob("*.*"):  # as old as files mostly are: git need not compare what is in them
        os.utime(path, (1_700_000_000, 1_700_000_000))
    monkeypatch.chdir(folder)
    git(".", "init", "-q", ".")
    git(".", "add", ".")
    git(".", "commit", "-qm", "one")
    return folder


@pytest.fixture(autouse=True)
def no_repository_is_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a small one all is looked at each time."""
    monkeypatch.setattr(selection, "SMALL", 0)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def of(request: Request, store: Store | None) -> Run:
    """A run by the settings and rules that there are."""
    rules = Rulebook(Options())
    return Run(request, Configuration(Finder(), rules, rules.digest), store=lambda: store)


def run(cache: Path | None, *paths: str) -> tuple[list[object], int]:
    """What a check says, with how many files it examined, and how many files it read."""
    store = Store(str(cache)) if cache is not None else None
    looking = of(Request(paths, boundary=True), store)
    found: list[object] = []
    for item in looking.entries():
        found.append((item.path, item.error, item.breaches, len(item.entries)) if isinstance(item, FileEntry) else item)
    found.append((looking.examined, looking.searched))
    return found, looking.looked_at


def same(cache: Path, *paths: str) -> int:
    """Assert that a run says what one without a cache says; how many files it read."""
    found, read = run(cache, *paths)
    assert found == run(None, *paths)[0]
    return read


def test_a_small_repository_is_read_whole_rather_than_that_git_is_asked(
    repo: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selection, "SMALL", 30_000)
    asked: list[str] = []
    start = Commands.start

    def started(self: Commands, *arguments: str, errors: bool = False) -> Process:
        asked.append(arguments[0])
        return start(self, *arguments, errors=errors)

    monkeypatch.setattr(Commands, "start", started)
    assert [run(own_cache)[1] for _ in range(2)] == [7, 7]
    assert set(asked) == {"ls-files"}
    os.chdir("in")
    assert run(own_cache)[1] == 2


# -- what is passed over -----------------------------------------------------------------------------------------------


def test_what_held_nothing_is_not_opened_again(repo: Path, own_cache: Path) -> None:
    assert same(own_cache) == 7
    assert same(own_cache) == 1
    write(repo / "b.js", NOTHING + "// longer\n")
    assert same(own_cache) == 2
    write(repo / "new.js", NOTHING)
    assert same(own_cache) == 3
    os.unlink("b.js")
    os.unlink("new.js")
    assert same(own_cache) == 2, "git lists it, and it is gone"
    git(".", "add", ".")
    assert same(own_cache) == 1, "another index, with the same objects"
    assert same(own_cache) == 1


def commit(message: str = "two") -> None:
    git(".", "add", "-A")
    git(".", "commit", "-qm", message)


def test_a_commit_opens_what_it_changed(repo: Path, own_cache: Path) -> None:
    same(own_cache)
    write(repo / "b.js", NOTHING + "// longer\n")
    write(repo / "in/new.js", NOTHING)
    commit()
    assert same(own_cache) == 3
    assert same(own_cache) == 3, "what is kept is for the objects of before"
    git(".", "mv", "in/c.js", "in/other.js")
    os.unlink("z.js")
    commit("three")
    assert same(own_cache) == 4
    git(".", "checkout", "-q", "HEAD~2")
    assert same(own_cache) <= 6, "git writes files anew"
    write(repo / "a.js", SITE)
    commit("four")
    same(own_cache)
    git(".", "checkout", "-q", "-")
    same(own_cache)


def test_a_commit_of_many_files_opens_all(repo: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "_MOST_CHANGED", 1)
    same(own_cache)
    write(repo / "b.js", NOTHING + "// longer\n")
    commit()
    assert same(own_cache) == 7
    assert same(own_cache) == 1


def test_settings_that_a_commit_brings_are_followed(repo: Path, own_cache: Path) -> None:
    same(own_cache)
    write(repo / "in/migrator.toml", 'receiver = "this.answer"\n')
    write(repo / "in/c.js", in_game("await this.answer.runPythonAsync(`env.tilt(4)`);"))
    commit()
    same(own_cache)
    git(".", "rm", "-q", "in/migrator.toml")
    commit("three")
    same(own_cache)


def test_paths_that_are_given_are_kept_apart(repo: Path, own_cache: Path) -> None:
    assert same(own_cache, "in") == 2
    assert same(own_cache, "in", ".") == 7
    assert same(own_cache, ".", "in") == 7
    for paths, read in ((("in",), 0), (("in", "."), 1), ((".", "in"), 1), (("in", "a.js"), 3), (("in", "a.js"), 1)):
        assert same(own_cache, *paths) == read
    write(repo / "in/c.js", SITE)
    for paths in (("in",), ("in", "."), (".", "in"), ("in", "a.js")):
        same(own_cache, *paths)
    os.chdir("in")
    assert same(own_cache) == 2
    assert same(own_cache) == 1
    assert same(own_cache, "..") == 7
    assert same(own_cache, "..") == 2


def test_a_check_and_a_migration_ask_different_things(repo: Path, own_cache: Path) -> None:
    write(repo / "a.js", "// migrator-keep: 03 -- why\n")
    git(".", "add", ".")
    for _ in range(2):
        looking = of(Request(), Store(str(own_cache)))
        assert [item.path for item in looking.entries()] == ["game.js", "page.astro"]
    assert "a.js" in [item[0] for item in run(own_cache)[0] if isinstance(item, tuple)]
    same(own_cache)


def test_a_folder_that_git_ignores_is_looked_at_each_time(repo: Path, own_cache: Path) -> None:
    write(repo / "ignored/a.js", SITE)
    write(repo / "ignored/b.js", NOTHING)
    for _ in range(3):
        assert same(own_cache, "ignored") == 2
        assert run(own_cache, "ignored")[0] != []


def test_a_folder_that_gets_ignored_is_looked_at(repo: Path, own_cache: Path) -> None:
    write(repo / "new/a.js", SITE)
    for _ in range(2):
        assert same(own_cache, "new") == 1
    write(repo / ".gitignore", "new/\n")
    for _ in range(2):
        assert same(own_cache, "new") == 1
        assert run(own_cache, "new")[0] != []


def test_a_folder_in_which_nothing_matters_is_not_opened_again(repo: Path, own_cache: Path) -> None:
    assert same(own_cache, "in") == 2
    assert same(own_cache, "in") == 0


# -- what has changed --------------------------------------------------------------------------------------------------


def _same_size_and_time(repo: Path) -> None:
    """The receiver's name in a file of the same size, and with the time that it had."""
    before = os.stat("a.js")
    while int(time.time()) == int(before.st_ctime):  # git counts seconds
        time.sleep(0.01)
    write(repo / "a.js", SITE)
    os.utime("a.js", ns=(before.st_atime_ns, before.st_mtime_ns))


def _replaced_by_another_inode(repo: Path) -> None:
    before = os.stat("a.js")
    write(repo / "other", SITE)
    os.utime("other", ns=(before.st_atime_ns, before.st_mtime_ns))
    os.replace("other", "a.js")


def _told_not_to_look(flag: str) -> Callable[[Path], None]:
    def change(repo: Path) -> None:
        git(".", "update-index", flag, "a.js")
        keep(repo)
        write(repo / "a.js", SITE)

    return change


def keep(repo: Path) -> None:
    """A run that keeps what there is now, and nothing of what was before: it must not hide what comes."""
    cache = Path(os.environ["MIGRATOR_CACHE"])
    shutil.rmtree(cache / "folders")
    run(cache)


def _trusts_no_times(repo: Path) -> None:
    git(".", "config", "core.trustctime", "false")
    git(".", "config", "core.checkStat", "minimal")
    _same_size_and_time(repo)


def _monitored(repo: Path) -> None:
    """A monitor that says that nothing ever changes."""
    write(repo / ".git/monitor", "#!/bin/sh\nprintf 'now\\0'\n")
    os.chmod(".git/monitor", 0o755)
    git(".", "config", "core.fsmonitor", ".git/monitor")
    git(".", "status")
    keep(repo)
    write(repo / "a.js", SITE)


def _filtered(repo: Path) -> None:
    """Two contents that are the same to git."""
    write(repo / ".git/info/attributes", "*.js filter=same\n")
    git(".", "config", "filter.same.clean", "sh -c 'cat >/dev/null; echo same'")
    write(repo / "a.js", "1;\n")
    git(".", "add", ".")
    keep(repo)
    write(repo / "a.js", SITE)


def _unreadable(repo: Path) -> None:
    os.unlink("a.js")
    os.symlink("/nowhere/at/all.js", "a.js")


def _folder_in_place(repo: Path) -> None:
    os.unlink("a.js")
    write(repo / "a.js/b.js", SITE)


def _file_in_place(repo: Path) -> None:
    os.unlink("in/c.js")
    os.unlink("in/deep/d.mjs")
    os.rmdir("in/deep")
    os.rmdir("in")
    write(repo / "in", SITE)


def _link_to_folder_in_place(repo: Path) -> None:
    os.rename("in", "elsewhere")
    write(repo / "elsewhere/c.js", SITE)
    os.symlink("elsewhere", "in")


def _conflict(repo: Path) -> None:
    git(".", "checkout", "-qb", "other")
    write(repo / "a.js", "2;\n")
    git(".", "commit", "-qam", "two")
    git(".", "checkout", "-q", "-")
    write(repo / "a.js", SITE)
    git(".", "commit", "-qam", "three")
    keep(repo)
    git(".", "merge", "-q", "other", check=False)


def _settings(name: str, text: str) -> Callable[[Path], None]:
    return lambda repo: write(repo / name, text)


def _ignored_settings(repo: Path) -> None:
    """A settings file that git does not see."""
    write(repo / ".git/info/exclude", "migrator.toml\n")
    write(repo / "in/migrator.toml", 'receiver = "this.answer"\n')
    write(repo / "in/c.js", "class A { b() { this.answer.go(); } }\n")
    git(".", "add", ".")
    (repo / "in/migrator.toml").unlink()
    keep(repo)
    write(repo / "in/migrator.toml", 'receiver = "this.answer"\n')


def _excluded(repo: Path) -> None:
    write(repo / "migrator.toml", 'exclude = ["game.js"]\n')
    keep(repo)
    write(repo / "migrator.toml", 'exclude = ["other.js"]\n')


def _names_a_method(repo: Path) -> None:
    """Nothing else is in any file of these settings, and what they name is missing."""
    write(repo / "in/migrator.toml", 'keep = ["gone"]\n')
    git(".", "add", ".")
    keep(repo)


def _has_a_method_that_is_named(repo: Path) -> None:
    write(repo / "a.js", CLASS)
    git(".", "add", ".")
    keep(repo)
    write(repo / "migrator.toml", 'keep = ["steady"]\n')


def _away_and_back(repo: Path) -> None:
    """The file that git knows, after a run in which another stood in its place."""
    time.sleep(1 - time.time() % 1)  # within a second of git's
    os.utime("game.js")
    git(".", "add", ".")
    os.rename("game.js", "was")
    write(repo / "game.js", NOTHING)
    keep(repo)
    os.rename("was", "game.js")


def _new_in_index_only(repo: Path) -> None:
    write(repo / "new.js", SITE)
    git(".", "add", "-N", "new.js")
    keep(repo)
    write(repo / "new.js", SITE + NOTHING)


def _becomes_ignored(repo: Path) -> None:
    write(repo / "new.js", SITE)
    keep(repo)
    write(repo / ".gitignore", "new.js\n")


def _staged_and_back(repo: Path) -> None:
    write(repo / "a.js", SITE)
    git(".", "add", "a.js")
    keep(repo)
    git(".", "reset", "-q", "--hard")


def _submodule(repo: Path) -> None:
    git(".", "init", "-q", "../other")
    write(repo.parent / "other/a.js", SITE)
    git(".", "-C", "../other", "add", ".")
    git(".", "-C", "../other", "commit", "-qm", "one")
    git(".", "submodule", "add", "-q", "../other", "module")
    keep(repo)
    write(repo / "module/a.js", NOTHING)


def _line_ends_converted(repo: Path) -> None:
    """What git has of a file is not what is on disk, and the same for either line end."""
    write(repo / ".gitattributes", "*.js text eol=crlf\n")
    git(".", "add", ".")
    git(".", "commit", "-qm", "two")
    for name in ("a.js", "game.js"):
        os.unlink(name)
    git(".", "checkout", "-q", ".")
    keep(repo)
    Path("a.js").write_bytes(SITE.replace("\n", "\r\n").encode())
    Path("game.js").write_bytes(SITE.encode())


def _split_index(repo: Path) -> None:
    git(".", "update-index", "--split-index")
    keep(repo)
    write(repo / "a.js", SITE)
    git(".", "commit", "-qam", "two")


def _sparse_index(repo: Path) -> None:
    git(".", "sparse-checkout", "set", "--cone", "--sparse-index", "in/deep")
    keep(repo)
    git(".", "sparse-checkout", "set", "--cone", "--sparse-index", "in")
    write(repo / "in/c.js", SITE)


def _committed(repo: Path) -> None:
    write(repo / "a.js", SITE)
    write(repo / "in/new.js", SITE)
    git(".", "add", ".")
    git(".", "commit", "-qm", "two")


def _removed(repo: Path) -> None:
    _committed(repo)
    keep(repo)
    git(".", "rm", "-q", "a.js", "in/new.js")
    git(".", "commit", "-qm", "three")


def _another_branch(repo: Path) -> None:
    git(".", "checkout", "-qb", "other")
    _committed(repo)
    git(".", "checkout", "-q", "-")
    keep(repo)
    git(".", "checkout", "-q", "other")


def _rebased(repo: Path) -> None:
    git(".", "checkout", "-qb", "other")
    write(repo / "z.js", SITE)
    git(".", "commit", "-qam", "two")
    git(".", "checkout", "-q", "-")
    write(repo / "b.js", SITE)
    git(".", "commit", "-qam", "three")
    keep(repo)
    git(".", "rebase", "-q", "other")


def _in_a_worktree(repo: Path) -> None:
    git(".", "worktree", "add", "-q", "../tree")
    os.chdir("../tree")
    keep(repo)
    Path("a.js").write_text(SITE, "utf-8")


def _no_repository_any_more(repo: Path) -> None:
    os.rename(".git", "../git")


CHANGES = {
    "same size and time": _same_size_and_time,
    "another inode": _replaced_by_another_inode,
    "assumed unchanged": _told_not_to_look("--assume-unchanged"),
    "skipped": _told_not_to_look("--skip-worktree"),
    "trusts no times": _trusts_no_times,
    "monitored": _monitored,
    "filtered": _filtered,
    "a dead link": _unreadable,
    "a folder in the place of a file": _folder_in_place,
    "a file in the place of a folder": _file_in_place,
    "a link in the place of a folder": _link_to_folder_in_place,
    "a conflict": _conflict,
    "another receiver": _settings("migrator.toml", 'receiver = "this.answer"\n'),
    "faulty settings further down": _settings("in/deep/migrator.toml", "receiver = 3\n"),
    "settings that git ignores": _ignored_settings,
    "other files excluded": _excluded,
    "a method that settings name": _names_a_method,
    "a method that a file has": _has_a_method_that_is_named,
    "away and back": _away_and_back,
    "an intended file": _new_in_index_only,
    "a file that gets ignored": _becomes_ignored,
    "staged and back": _staged_and_back,
    "line ends converted": _line_ends_converted,
    "a split index": _split_index,
    "a sparse index": _sparse_index,
    "a commit": _committed,
    "a commit that removes": _removed,
    "another branch": _another_branch,
    "a rebase": _rebased,
    "a submodule": _submodule,
    "a worktree": _in_a_worktree,
    "no repository": _no_repository_any_more,
}


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("name", CHANGES)
def test_what_changed_is_seen(
    repo: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch, name: str, is_large: bool
) -> None:
    if is_large:  # so large that answers about all files are kept by what git says
        monkeypatch.setattr(contents, "SMALL", 0)
        monkeypatch.setattr(contents, "_FEW", 0)
        monkeypatch.setattr(answers, "_MOST_FILES", 0)
    same(own_cache)
    CHANGES[name](repo)
    same(own_cache)
    same(own_cache)


def test_a_file_that_changes_while_others_are_read_is_read_next_time(repo: Path, own_cache: Path) -> None:
    """It was passed over, and is no longer what git has when the run ends."""
    for item in of(Request(boundary=True), Store(str(own_cache))).entries():
        if item.path == "game.js":
            write(repo / "a.js", SITE)
    assert same(own_cache) == 2


def test_an_index_that_changes_while_git_is_asked(repo: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    same(own_cache)
    ask = listing.files_that_matter

    def changed_before(
        folder: str, faults: list[Fault], known: Mapping[bytes, int], index: Index, found: Found
    ) -> Iterator[Listed] | None:
        write(repo / "a.js", SITE)
        git(".", "add", "a.js")
        return ask(folder, faults, known, index, found)

    monkeypatch.setattr(listing, "files_that_matter", changed_before)
    assert same(own_cache) == 7


def test_an_index_that_changes_meanwhile_is_kept_by_nobody(repo: Path, own_cache: Path) -> None:
    for item in of(Request(boundary=True), Store(str(own_cache))).entries():
        if item.path == "game.js":
            write(repo / "a.js", SITE)
            git(".", "add", "a.js")
    assert same(own_cache) == 7


def test_an_index_without_a_hash_of_its_own(repo: Path) -> None:
    """As git writes it where `index.skipHash` is set."""
    write(repo / "z.js", NOTHING)
    git(".", "add", "z.js")
    seen = []
    for content in (NOTHING, SITE):
        write(repo / "z.js", content)
        git(".", "add", "z.js")
        path = repo / ".git/index"
        path.write_bytes(path.read_bytes()[:-20] + bytes(20))
        index = Index.read(".")
        assert index is not None
        assert index.digest != "00" * 20
        seen.append(index.digest)
    assert seen[0] != seen[1]


def test_files_written_in_the_moment_of_the_index(repo: Path, own_cache: Path) -> None:
    """Times that cannot tell what was before git added a file from what came after: git compares the content."""
    for _ in range(5):
        write(repo / "a.js", NOTHING)
        git(".", "add", "a.js")
        same(own_cache)
        write(repo / "a.js", SITE)
        same(own_cache)


SPOILT = [
    b"[]",
    b"7",
    b"{}",
    b'["INDEX"]',
    b'["INDEX",[3],[1],[],[],[],[],0]',
    b'["INDEX",["a.js"],[1,2],[],[],[],[],0]',
    b'["INDEX",["a.js"],["x"],[],[],[],[],0]',
    b'["INDEX",[],[],[],["."],[9],[1],0]',
    b'["INDEX",[],[],["x"],["."],[0],[1],0]',
    b'["INDEX",null,[],[],[],[],[],0]',
    b"[" * 99_999,
]


@pytest.mark.parametrize("value", SPOILT)
def test_a_value_that_is_none_of_ours_is_none(repo: Path, own_cache: Path, value: bytes) -> None:
    same(own_cache)
    store = Store(str(own_cache))
    index = Index.read(".")
    assert index is not None
    value = value.replace(b"INDEX", index.digest.encode())
    for path in [path for path in (own_cache / "folders").rglob("*") if path.is_file()]:
        store.put("folders", path.parent.name + path.name, value)
    assert same(own_cache) == 7
    assert same(own_cache) == 1


def test_many_untracked_files_are_looked_at_each_time(
    repo: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("migrator.run.cache.folders._MOST_UNTRACKED", 2)
    for number in range(3):
        write(repo / f"new-{number}.js", NOTHING)
    assert same(own_cache) == 10
    assert same(own_cache) == 10


def test_many_changes_are_looked_at_with_all_the_rest(
    repo: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    same(own_cache)
    monkeypatch.setattr("migrator.discovery.listing.git._MOST_CHANGED", 1)
    write(repo / "a.js", SITE)
    assert same(own_cache) == 2
    write(repo / "b.js", SITE)
    assert same(own_cache) == 7


# -- the names by themselves -------------------------------------------------------------------------------------------

PASSED = {"a.js", "b.js", "in/c.js", "in/deep/d.mjs", "z.js"}


def listed(store: Store, *, question: str = "same", forgets: bool = False) -> tuple[set[str], int, list[Settings]]:
    """The names that a run is given, those of an earlier run that it takes as passed, and the settings it is told of;
    all of them are read, and only `game.js` matters.
    """
    entered: list[Settings] = []
    folders = Folders(store, (".",), lambda _: Settings(), lambda _: question, entered.append, lambda _: True, Found())
    index = Index.read(".")
    assert index is not None
    names = set()
    for name, _, _ in folders.listed(".", index, []):
        path = os.fsdecode(name)
        names.add(path)
        folders.enter(os.path.dirname(path), Settings())
        folders.read(os.path.dirname(path))
        if path in PASSED:
            folders.passes(path)
        else:
            folders.matters(path)
        if forgets:
            folders.forget()
    return names, folders.passed, entered


def test_nothing_is_passed_where_another_question_is_asked_or_a_run_forgot(repo: Path, tmp_path: Path) -> None:
    store = Store(str(tmp_path / "cache"))
    assert listed(store, forgets=True)[0] >= PASSED
    assert listed(store)[0] >= PASSED, "nothing was kept"
    assert listed(store, question="another")[0] >= PASSED


def test_only_names_that_mattered_are_given_again(repo: Path, tmp_path: Path) -> None:
    store = Store(str(tmp_path / "cache"))
    first, passed, entered = listed(store)
    assert (passed, entered) == (0, [])
    again, passed, entered = listed(store)
    assert again == first - PASSED
    assert (passed, entered) == (len(PASSED), [Settings()])
    write(repo / "a.js", SITE)
    assert listed(store)[:2] == (again | {"a.js"}, len(PASSED) - 1)
