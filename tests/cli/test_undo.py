"""`migrate --write` and `migrator undo` as people use them: questions, refusals, exit codes, other writers."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import click.testing
import pytest

from migrator.cli import undo
from migrator.cli.app import cli
from migrator.writing import replace, restore
from migrator.writing.history import Histories, History
from migrator.writing.journal import Journal, Record, State
from tests.support import ROOT, git, in_game
from tests.terminal import Terminal

OLD = in_game("await this.pyodide.runPythonAsync(`env.render()`);")
NEW = in_game("await this.worker.render();")
WHEN = r"\d{4}-\d\d-\d\d \d\d:\d\d"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


def run(*arguments: str) -> Ran:
    result = click.testing.CliRunner().invoke(cli, arguments, catch_exceptions=False)
    return Ran(result.exit_code, result.stdout, result.stderr)


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "migrator", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in with two files to rewrite, which is no repository."""
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "PRE_COMMIT"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in ("a.js", "b.js"):
        (folder / name).write_text(OLD)
    return folder


@pytest.fixture
def repository(here: Path) -> Path:
    """The same, committed."""
    git(".", "init", "-q", ".")
    git(".", "add", ".")
    git(".", "commit", "-qm", "two files")
    return here


def texts(folder: Path) -> list[str]:
    return [(folder / name).read_text() for name in ("a.js", "b.js")]


def history() -> History:
    return Histories(".").of(os.path.realpath("."))


# Undo that is refused


def test_there_is_nothing_to_undo(here: Path) -> None:
    assert run("undo") == Ran(1, "There is nothing to undo.\n", "")
    assert run("undo", "--list") == Ran(0, "", "")
    assert run("migrate").code == 1
    assert run("undo").code == 1
    assert texts(here) == [OLD, OLD]


@pytest.mark.parametrize("change", ["edited", "gone", "a link"])
def test_a_file_that_was_edited_since_refuses_all(repository: Path, change: str) -> None:
    run("migrate", "--write", "-q")
    edited = repository / "b.js"
    edited.unlink()
    if change == "edited":
        edited.write_text(NEW + "mine();\n")
    elif change == "a link":
        (repository / "same.txt").write_text(NEW)
        edited.symlink_to("same.txt")
    refused = Ran(
        2,
        "",
        "b.js: error: was edited since\n"
        "migrator: nothing was taken back; --skip-edited takes the other files back and leaves these\n",
    )
    assert run("undo") == refused
    assert (repository / "a.js").read_text() == NEW
    skipped = run("undo", "--skip-edited")
    assert re.fullmatch(rf"Took back the --write of {WHEN}: 1 file\.\n  a\.js\n  b\.js stays: it was edited since\n", skipped.out)  # fmt: skip
    assert skipped.code == 0
    assert (repository / "a.js").read_text() == OLD
    if change == "edited":
        assert edited.read_text() == NEW + "mine();\n"
    assert edited.is_symlink() == (change == "a link")
    assert run("undo").code == 1


def test_a_file_that_cannot_be_written_refuses_all(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("migrate", "--write", "-q")
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).endswith("b.js") and access(path, mode))
    assert run("undo") == Ran(2, "", "migrator: b.js cannot be written: Permission denied; nothing was taken back\n")
    assert texts(repository) == [NEW, NEW]
    monkeypatch.undo()
    os.chdir(repository)
    assert run("undo").code == 0
    assert texts(repository) == [OLD, OLD]


def test_undo_that_is_stopped_half_way_goes_on(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("migrate", "--write", "-q")
    replaced = os.replace

    def failing(source: str, target: str) -> None:
        if target.endswith("b.js"):
            raise PermissionError(13, "Permission denied", source)
        replaced(source, target)

    with monkeypatch.context() as context:
        context.setattr(os, "replace", failing)
        ran = run("undo")
    assert ran.code == 2
    assert ran.err.endswith(" cannot be written: Permission denied; run `migrator undo` again for what is left\n")
    assert texts(repository) == [OLD, NEW]
    assert run("undo").code == 0
    assert texts(repository) == [OLD, OLD]
    assert [path.name for path in repository.glob(".migrator*")] == []


def test_a_damaged_journal_takes_nothing_back(repository: Path) -> None:
    run("migrate", "--write", "-q")
    [path] = history().journals()
    record = history().read(path).records[1]
    data = bytearray(path.read_bytes())
    data[record.offset + 9] ^= 255
    path.write_bytes(data)
    ran = run("undo")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith("b.js was is damaged in .git/migrator/000001.journal; nothing was taken back\n") or (
        ran.err == f"migrator: what {repository}/b.js was is damaged in {path}; nothing was taken back\n"
    )
    assert texts(repository) == [NEW, NEW]


# Undo


def test_an_undo_that_was_killed_is_done_again_over_what_it_left(repository: Path) -> None:
    run("migrate", "--write", "-q")
    [path] = history().journals()
    left = [Path(record.restoring) for record in history().read(path).records]
    for name in left:
        name.write_text("half of")
    assert run("undo").code == 0
    assert texts(repository) == [OLD, OLD]
    assert [name for name in left if name.exists()] == []


def test_a_file_that_changes_while_it_is_taken_back_is_named(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("migrate", "--write", "-q")
    prepare = replace.prepare

    def late(target: str, *arguments: str | bytes, **options: str) -> None:
        if target.endswith("b.js"):
            Path(target).write_text("edited")
        prepare(target, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(restore, "prepare", late)
    ran = run("undo")
    assert (ran.code, ran.out) == (2, "")
    changed = f"{repository / 'b.js'} was changed while it was looked at"
    assert ran.err == f"migrator: {changed}; nothing was taken back\n"
    assert texts(repository) == [NEW, "edited"]


def test_a_damaged_journal_hides_no_other_in_the_list(repository: Path) -> None:
    run("migrate", "--write", "-q", "b.js")
    run("migrate", "--write", "-q", "a.js")
    path = history().journals()[1]
    path.write_bytes(b'{"journal": 2}\n')
    why = f"{path} is damaged; remove it to forget that --write"
    assert run("undo") == Ran(2, "", f"migrator: {why}; nothing was taken back\n")
    listed = run("undo", "--list")
    assert re.fullmatch(rf" 1  {re.escape(why)}\n 2  {WHEN}  1 file: b\.js\n", listed.out)
    path.unlink()
    assert run("undo").code == 0
    assert texts(repository) == [NEW, OLD]


def test_a_journal_that_was_cut_off_before_its_first_line_ended_says_no_time(repository: Path) -> None:
    run("migrate", "--write", "-q")
    [path] = history().journals()
    path.write_bytes(path.read_bytes()[:40])
    assert run("undo", "--list").out == " 1  an unknown time  0 files  (stopped)\n"
    assert run("undo").out == "The --write of an unknown time had changed nothing.\n"
    assert texts(repository) == [NEW, NEW]


@pytest.mark.parametrize("outside", [True, False])
def test_undo_takes_the_last_write_back(here: Path, outside: bool) -> None:
    if not outside:
        git(".", "init", "-q", ".")
    assert run("migrate", "--write", "-q").code == 0
    assert texts(here) == [NEW, NEW]
    ran = run("undo")
    assert re.fullmatch(rf"Took back the --write of {WHEN}: 2 files\.\n  a\.js\n  b\.js\n", ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert texts(here) == [OLD, OLD]
    assert sorted(path.name for path in here.iterdir() if path.name != ".git") == ["a.js", "b.js"]


def test_a_second_undo_takes_back_the_one_before(repository: Path) -> None:
    run("migrate", "--write", "-q", "b.js")
    run("migrate", "--write", "-q", "a.js")
    listed = run("undo", "--list")
    assert listed.code == 0
    assert re.fullmatch(rf" 1  {WHEN}  1 file: a\.js\n 2  {WHEN}  1 file: b\.js\n", listed.out)
    assert run("undo").code == 0
    assert texts(repository) == [OLD, NEW]
    assert run("undo").code == 0
    assert texts(repository) == [OLD, OLD]
    assert run("undo").code == 1


def test_what_git_gave_back_already_is_no_edit(repository: Path) -> None:
    run("migrate", "--write", "-q")
    git(".", "checkout", "a.js")
    assert run("undo").out.endswith(": 1 file.\n  b.js\n")
    run("migrate", "--write", "-q")
    git(".", "checkout", ".")
    ran = run("undo")
    assert ran.code == 0
    assert re.fullmatch(rf"The --write of {WHEN} is taken back already: its files are as they were\.\n", ran.out)
    assert run("undo").code == 1


def test_undo_is_that_of_the_repository_wherever_it_is_called(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / "below").mkdir()
    run("migrate", "--write", "-q", "a.js")
    monkeypatch.chdir(repository / "below")
    assert run("undo").out.endswith("  ../a.js\n")
    run("migrate", "--write", "-q", "../b.js")
    monkeypatch.chdir(repository.parent)
    assert run("undo").code == 1
    assert run("undo", "here").code == 0
    assert texts(repository) == [OLD, OLD]


def test_each_work_tree_has_its_own_history(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(".", "worktree", "add", "-q", "../second")
    run("migrate", "--write", "-q")
    monkeypatch.chdir(repository.parent / "second")
    assert run("undo").code == 1
    run("migrate", "--write", "-q")
    assert run("undo").code == 0
    assert texts(repository) == [NEW, NEW]


def test_nothing_is_noted_where_nothing_is_written(repository: Path) -> None:
    (repository / "a.js").write_text(NEW)
    (repository / "b.js").write_text("const answer = 42;\n")
    assert run("migrate", "--write", "-q").code == 0
    assert not (repository / ".git/migrator").exists()


# Changes that are not staged

DIRTY = OLD + "// mine\n"
REFUSED = "changes that are not staged; nothing was written; stage them, or give --allow-dirty\n"


@pytest.mark.parametrize("form", [[], ["--format", "json"], ["-q"]])
def test_unstaged_changes_are_refused_where_nobody_can_answer(repository: Path, form: list[str]) -> None:
    (repository / "a.js").write_text(DIRTY)
    ran = run("migrate", "--write", *form)
    assert ran.code == 2
    assert ran.err.endswith(f"migrator: a.js has {REFUSED}")
    assert texts(repository) == [DIRTY, OLD]
    (repository / "b.js").write_text(DIRTY)
    assert run("migrate", "--write", *form).err.endswith(f"migrator: a.js and 1 more file have {REFUSED}")
    assert texts(repository) == [DIRTY, DIRTY]
    assert history().journals() == []
    assert run("migrate", "--write", "--allow-dirty", "-q").code == 0
    assert texts(repository) == [NEW + "// mine\n"] * 2
    assert run("undo").code == 0
    assert texts(repository) == [DIRTY, DIRTY]


def test_a_dirty_file_that_is_not_written_matters_to_nobody(repository: Path) -> None:
    (repository / "other.js").write_text("const answer = 42;\n")
    git(".", "add", ".")
    (repository / "other.js").write_text("const answer = 43;\n")
    (repository / "a.js").write_text(DIRTY)
    assert run("migrate", "--write", "-q", "b.js", "other.js").code == 0
    assert texts(repository) == [DIRTY, NEW]


def test_staged_and_untracked_files_are_written(repository: Path) -> None:
    (repository / "a.js").write_text(DIRTY)
    git(".", "add", ".")
    (repository / "c.js").write_text(OLD)
    assert run("migrate", "--write", "-q").code == 0
    assert texts(repository) == [NEW + "// mine\n", NEW]
    assert (repository / "c.js").read_text() == NEW


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_INDEX_FILE", "PRE_COMMIT"])
def test_a_hook_is_asked_nothing(repository: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (repository / "a.js").write_text(DIRTY)
    monkeypatch.setenv(name, {"GIT_DIR": ".git", "GIT_INDEX_FILE": ".git/index"}.get(name, "1"))
    assert run("migrate", "--write", "-q").code == 0
    assert texts(repository) == [NEW + "// mine\n", NEW]


def test_what_git_does_not_know_refuses_too(repository: Path) -> None:
    (repository / ".git/index").write_bytes(b"spoilt")
    ran = run("migrate", "--write", "-q", "a.js")
    assert ran.code == 2
    assert re.fullmatch(r"migrator: git does not say what is staged: .*index.*; nothing was written; --allow-dirty does not ask\n", ran.err)  # fmt: skip
    assert texts(repository) == [OLD, OLD]


@pytest.mark.parametrize(
    ("answer", "code", "after"),
    [(b"\n", 1, [DIRTY, OLD]), (b"\x04", 1, [DIRTY, OLD]), (b"\xe4\nn\n", 1, [DIRTY, OLD]), (b"y\n", 0, [NEW + "// mine\n", NEW])],
    ids=["return", "end of input", "no text, then no", "yes"],
)  # fmt: skip
def test_a_terminal_is_asked(repository: Path, answer: bytes, code: int, after: list[str]) -> None:
    (repository / "a.js").write_text(DIRTY)
    terminal = Terminal(
        [sys.executable, "-m", "migrator", "migrate", "--write"],
        {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8:strict"},
        out=subprocess.DEVNULL,
    )
    terminal.until(re.compile(rb"\[y/N\]: "))
    terminal.type(answer)
    assert terminal.end() == code
    shown = terminal.shown
    assert b"a.js has changes that are not staged. Write all the same? [y/N]: " in shown
    assert (b"Nothing was written; `--write` does." in shown) == (code == 1)
    assert texts(repository) == after
    assert len(history().journals()) == (code == 0)


# Errors at the end of a run


def test_a_file_that_changes_after_it_was_looked_at_is_an_error_of_its_own(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from migrator.writing.transaction import Transaction

    commit = Transaction.commit

    def changing(transaction: Transaction) -> dict[str, OSError]:
        (repository / "a.js").write_text("mine();\n")
        return commit(transaction)

    monkeypatch.setattr(Transaction, "commit", changing)
    ran = run("migrate", "--write", "--format", "json")
    document = json.loads(ran.out)
    assert (ran.code, document["summary"]["errors"], document["summary"]["files"]) == (2, 1, 2)
    assert [(file["path"], file["error"], file["uses"] == []) for file in document["files"]] == [
        ("a.js", {"message": "cannot be written: a.js was changed while it was looked at", "line": None}, True),
        ("b.js", None, False),
    ]
    assert texts(repository) == ["mine();\n", NEW]
    (repository / "a.js").write_text(OLD)
    git(".", "add", ".")
    ran = run("migrate", "--write")
    assert ran.code == 2
    assert "a.js: error: cannot be written: a.js was changed while it was looked at\n" in ran.err


def test_a_rename_that_fails_is_one_line_and_nothing_is_written(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced = os.replace

    def failing(source: str, target: str) -> None:
        if target.endswith("b.js") and b"worker.render" in Path(source).read_bytes():
            raise OSError(28, "No space left on device")
        replaced(source, target)

    monkeypatch.setattr(os, "replace", failing)
    ran = run("migrate", "--write", "-q")
    assert (ran.code, ran.err) == (
        2,
        "migrator: b.js cannot be written: No space left on device; nothing was written\n",
    )
    assert texts(repository) == [OLD, OLD]
    assert history().journals() == []


def test_ctrl_c_writes_nothing_and_says_so(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from migrator.writing.transaction import Transaction

    def interrupted(transaction: Transaction) -> dict[str, OSError]:
        raise KeyboardInterrupt

    monkeypatch.setattr(Transaction, "commit", interrupted)
    ran = run("migrate", "--write", "-q")
    assert ran.code == 130
    assert ran.err.splitlines()[-1] == "migrator: stopped; 2 files looked at; nothing was written"
    assert texts(repository) == [OLD, OLD]
    assert [path.name for path in repository.glob(".migrator*")] == []


# Two at once, and killed ones, as real processes


def stopped(*arguments: str) -> subprocess.Popen[str]:
    """A run that stands still while it prepares files."""
    process = start(*arguments)
    folder = history().folder
    while not any(path.stat().st_size for path in folder.glob("*.journal")):
        assert process.poll() is None
        time.sleep(0.001)
    process.send_signal(signal.SIGSTOP)
    return process


def test_of_two_writers_one_goes_first_and_the_other_says_so(repository: Path) -> None:
    here = repository
    for number in range(10):
        (here / f"c{number:02}.js").write_text(OLD)
    first = stopped("migrate", "--write", "-q")
    second = start("migrate", "--write", "-q", "b.js")
    out, err = second.communicate(timeout=60)
    undo = start("undo")
    undone = undo.communicate(timeout=60)
    assert texts(here) == [OLD, OLD]
    first.send_signal(signal.SIGCONT)
    first.communicate(timeout=60)
    who = f"migrator: process {first.pid} is writing here;"
    assert (second.returncode, out, err) == (2, "", f"{who} nothing was written\n")
    assert (undo.returncode, undone) == (2, ("", f"{who} nothing was taken back\n"))
    assert first.returncode == 0
    assert {path.read_text() for path in here.glob("*.js")} == {NEW}
    assert start("migrate", "--write", "-q", "b.js").wait(60) == 0


def test_a_run_that_was_killed_before_the_renames_is_undone_or_swept(repository: Path) -> None:
    for number in range(10):
        (repository / f"c{number:02}.js").write_text(OLD)
    for command, said in (
        (["undo"], rf"The --write of {WHEN} had changed nothing\.\n"),
        (["migrate", "--write", "-q"], ""),
    ):
        process = stopped("migrate", "--write", "-q")
        process.kill()
        process.communicate(timeout=300)
        assert {path.read_text() for path in repository.glob("*.js")} == {OLD}
        ran = run(*command)
        assert ran.code == 0
        assert re.fullmatch(said, ran.out)
        assert [path.name for path in repository.glob(".migrator*")] == []
    assert {path.read_text() for path in repository.glob("*.js")} == {NEW}


def test_a_run_that_was_killed_among_the_renames_stops_the_next_until_undo(repository: Path) -> None:
    script = """
import os, signal
from migrator.cli import main
replaced = os.replace
def replace(source, target):
    if target.endswith("b.js"):
        os.kill(os.getpid(), signal.SIGKILL)
    replaced(source, target)
os.replace = replace
import sys
sys.argv = ["migrator", "migrate", "--write", "-q"]
main()
"""
    done = subprocess.run([sys.executable, "-c", script], check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=300)
    assert done.returncode == -signal.SIGKILL
    assert texts(repository) == [NEW, OLD]
    [path] = history().journals()
    assert history().read(path).state is State.RENAMING
    assert run("migrate", "--write", "-q") == Ran(
        2,
        "",
        "migrator: an earlier --write was stopped after 1 of 2 files; `migrator undo` takes it back; nothing was written\n",
    )
    assert run("migrate").code == 1
    assert re.fullmatch(rf" 1  {WHEN}  2 files: a\.js and 1 more  \(stopped\)\n", run("undo", "--list").out)
    ran = run("undo")
    assert re.fullmatch(rf"Took back the --write of {WHEN}, which was stopped: 1 file\.\n  a\.js\n", ran.out)
    assert texts(repository) == [OLD, OLD]
    assert run("migrate", "--write", "-q").code == 0


@pytest.mark.skipif(os.name == "nt", reason="folders are not read-only there")
def test_a_folder_that_becomes_read_only_before_the_end(repository: Path) -> None:
    """Its file was prepared; that it cannot be renamed takes the one before it back."""
    from tests.whole.test_bad_input import unprivileged

    for name in ("one", "two"):
        (repository / name).mkdir()
        (repository / name / "a.js").write_text(OLD)
    git(".", "add", ".")
    script = """
import os, sys
from migrator.cli import main
from migrator.writing.transaction import Transaction
commit = Transaction.commit
def late(self):
    os.chmod("two", 0o555)
    return commit(self)
Transaction.commit = late
sys.argv = ["migrator", "migrate", "--write", "-q", "one", "two"]
main()
"""
    done = subprocess.run(
        [*unprivileged(), sys.executable, "-c", script],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=300,
    )
    os.chmod("two", 0o755)
    assert (done.returncode, done.stderr) == (
        2,
        "migrator: two/a.js cannot be written: Permission denied; not all could be put back at once; `migrator undo` does it\n",
    )
    assert [(repository / name / "a.js").read_text() for name in ("one", "two")] == [OLD, OLD]
    assert len(list(repository.rglob(".migrator*"))) == 1
    assert re.fullmatch(rf"The --write of {WHEN} had changed nothing\.\n", run("undo").out)
    assert list(repository.rglob(".migrator*")) == []


# -- the command by itself ---------------------------------------------------------------------------------------------


def test_nothing_to_take_back_is_no_error(here: Path) -> None:
    result = click.testing.CliRunner().invoke(undo.command, [])
    assert (result.exit_code, result.stdout, result.stderr) == (1, "There is nothing to undo.\n", "")
    assert click.testing.CliRunner().invoke(undo.command, ["--list"]).stdout == ""


def test_the_last_one_is_listed_and_taken_back_once(here: Path) -> None:
    run("migrate", "--write", ".")
    command = click.testing.CliRunner()
    assert re.fullmatch(rf" 1  {WHEN}  2 files: \S+ and 1 more\n", command.invoke(undo.command, ["--list"]).stdout)
    taken = command.invoke(undo.command, [])
    assert taken.exit_code == 0
    assert re.match(rf"Took back the --write of {WHEN}: 2 files\.\n", taken.stdout)
    assert command.invoke(undo.command, []).exit_code == 1


def test_a_folder_that_became_a_link_leads_nowhere(repository: Path, tmp_path: Path) -> None:
    """What the run wrote stood in `deep`; what stands behind the link is somebody else's, whatever it holds."""
    (repository / "deep").mkdir()
    (repository / "a.js").rename(repository / "deep/a.js")
    run("migrate", "--write", "-q", "deep")
    (repository / "deep").rename(tmp_path / "outside")
    (repository / "deep").symlink_to(tmp_path / "outside")
    [record] = history().read(history().journals()[0]).records
    Path(record.temporary).touch()
    before = {path: path.read_bytes() for path in (tmp_path / "outside").iterdir()}
    ran = run("undo")
    assert ran == Ran(
        2,
        "",
        "deep/a.js: error: was edited since\n"
        "migrator: nothing was taken back; --skip-edited takes the other files back and leaves these\n",
    )
    assert run("undo", "--skip-edited").code == 0
    assert {path: path.read_bytes() for path in (tmp_path / "outside").iterdir()} == before
    assert not history().journals()


def test_a_folder_that_becomes_a_link_meanwhile(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at the files and the first that is written."""
    (repository / "deep").mkdir()
    (repository / "a.js").rename(repository / "deep/a.js")
    run("migrate", "--write", "-q", "deep")
    outside = tmp_path / "outside"
    real = Journal.old

    def late(journal: Journal, record: Record) -> bytes:
        (repository / "deep").rename(outside)
        (repository / "deep").symlink_to(outside)
        return real(journal, record)

    monkeypatch.setattr(Journal, "old", late)
    new = (repository / "deep/a.js").read_bytes()
    ran = run("undo")
    assert ran.code == 2
    assert ran.err.endswith("deep/a.js is in a folder that has become a link; nothing was taken back\n")
    assert [path.name for path in outside.iterdir()] == ["a.js"]
    assert (outside / "a.js").read_bytes() == new


def test_a_pipe_in_place_of_a_file_is_not_waited_for(repository: Path) -> None:
    run("migrate", "--write", "-q", "a.js")
    (repository / "a.js").unlink()
    os.mkfifo(repository / "a.js")
    assert run("undo").err.startswith("a.js: error: was edited since\n")


@pytest.mark.parametrize("command", [["undo"], ["undo", "--list"], ["migrate", "--write", "-q", "b.js"]], ids=" ".join)
def test_a_folder_of_journals_that_others_can_write_to(repository: Path, command: list[str]) -> None:
    run("migrate", "--write", "-q", "a.js")
    written = (repository / "a.js").read_bytes()
    folder = history().folder
    folder.chmod(0o777)
    what = "nothing was written" if "--write" in command else "nothing was taken back"
    why = f"{folder} can be written by others, so what it says of earlier runs is not followed; remove it"
    assert run(*command) == Ran(2, "", f"migrator: {why}; {what}\n")
    assert (repository / "a.js").read_bytes() == written


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_journals_of_another_user_are_not_followed(repository: Path) -> None:
    run("migrate", "--write", "-q", "a.js")
    written = (repository / "a.js").read_bytes()
    [journal] = history().journals()
    os.chown(journal, 12345, -1)
    said = f"migrator: {journal} belongs to another user; remove it to forget that --write; nothing was taken back\n"
    assert run("undo") == Ran(2, "", said)
    os.chown(journal, 0, -1)
    os.chown(history().folder, 12345, -1)
    assert "belongs to another user, so what it says" in run("undo").err
    assert (repository / "a.js").read_bytes() == written
