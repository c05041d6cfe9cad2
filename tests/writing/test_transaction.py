"""A transaction over files: what fails alone, what refuses all, what is left whatever happens."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrator.writing.history import KEPT, Histories, History
from migrator.writing.journal import State
from migrator.writing.lock import Busy
from migrator.writing.replace import Changed
from migrator.writing.restore import restore
from migrator.writing.transaction import Refused, Transaction
from tests.support import ROOT

OLD, NEW = b"old\r\n", b"new\n"


@pytest.fixture(params=[True, False], ids=["repository", "folder"])
def here(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, in a repository and outside of any."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    if request.param:
        subprocess.run(["git", "init", "-q", "."], check=True, timeout=300)
    return folder


def files(folder: Path, number: int = 3) -> list[Path]:
    paths = [folder / f"{name}.js" for name in "abcdefghij"[:number]]
    for path in paths:
        path.write_bytes(OLD)
    return paths


def begun(paths: list[Path]) -> Transaction:
    transaction = Transaction(0)
    for path in paths:
        transaction.add(path.name, OLD, NEW)
    return transaction


def history() -> History:
    return Histories(".").of(os.path.realpath("."))


def now(paths: list[Path]) -> list[bytes]:
    return [path.read_bytes() for path in paths]


@pytest.fixture(autouse=True)
def no_leftovers(here: Path) -> Iterator[None]:
    """No test may leave a temporary, nor a lock."""
    yield
    assert [path.name for path in here.rglob(".migrator-*")] == []
    lock = history().lock
    os.makedirs(history().folder, exist_ok=True)
    lock.take()
    lock.release()


# What refuses all files


def test_a_rename_that_fails_takes_those_before_it_back(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = files(here)
    replaced = os.replace
    renamed: list[str] = []

    def full(source: str, target: str) -> None:
        if target.endswith("c.js"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), source)
        renamed.append(os.path.basename(target))
        replaced(source, target)

    monkeypatch.setattr(os, "replace", full)
    with begun(paths) as transaction, pytest.raises(Refused) as refused:
        transaction.commit()
    assert str(refused.value) == "c.js cannot be written: No space left on device; nothing was written"
    assert renamed == ["a.js", "b.js", "a.js", "b.js"]
    assert now(paths) == [OLD] * 3
    assert history().journals() == []


def test_what_cannot_be_taken_back_at_once_is_left_to_undo(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = files(here)
    replaced = os.replace
    calls: list[str] = []

    def failing(source: str, target: str) -> None:
        calls.append(target)
        if len(calls) > 1:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), source)
        replaced(source, target)

    with monkeypatch.context() as context, begun(paths) as transaction:
        context.setattr(os, "replace", failing)
        with pytest.raises(Refused) as refused:
            transaction.commit()
    assert str(refused.value) == (
        "b.js cannot be written: Read-only file system; not all could be put back at once; `migrator undo` does it"
    )
    assert now(paths) == [NEW, OLD, OLD]
    [journal] = history().journals()
    assert [record.path for record in restore(history().read(journal))] == [str(paths[0])]
    assert now(paths) == [OLD] * 3


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
@pytest.mark.parametrize("at", [1, 3])
def test_what_stops_the_run_leaves_the_old_files(
    here: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException], at: int
) -> None:
    paths = files(here)
    replaced = os.replace
    calls: list[str] = []

    def stopping(source: str, target: str) -> None:
        calls.append(target)
        replaced(source, target)
        if len(calls) == at:
            raise error

    monkeypatch.setattr(os, "replace", stopping)
    with pytest.raises(error), begun(paths) as transaction:
        transaction.commit()
    assert len(calls) > at
    assert now(paths) == [OLD] * 3
    assert history().journals() == []


def test_without_a_commit_nothing_is_written(here: Path) -> None:
    paths = files(here)
    with begun(paths):
        assert len(list(here.glob(".migrator-*"))) == 3
    assert now(paths) == [OLD] * 3
    assert history().journals() == []


def test_a_second_writer_is_told_of_the_first(here: Path) -> None:
    paths = files(here)
    with begun(paths[:1]) as transaction:
        second = Transaction(0)
        with pytest.raises(Refused) as refused:
            second.add("b.js", OLD, NEW)
        assert str(refused.value) == f"process {os.getpid()} is writing here; nothing was written"
        second.take_back()
        assert transaction.commit() == {}
    assert now(paths) == [NEW, OLD, OLD]
    with begun(paths[1:]) as third:
        assert third.commit() == {}
    assert now(paths) == [NEW] * 3


def test_a_history_that_cannot_be_made_is_named(here: Path) -> None:
    paths = files(here, 1)
    folder = history().folder
    os.makedirs(folder.parent, exist_ok=True)
    folder.write_text("")
    try:
        with Transaction(0) as transaction, pytest.raises(Refused) as refused:
            transaction.add("a.js", OLD, NEW)
    finally:
        folder.unlink()
    wrong = "is no folder, so what it says of earlier runs is not followed; remove it"
    assert str(refused.value) == f"{folder} {wrong}; nothing was written"
    assert now(paths) == [OLD]


def test_a_journal_that_does_not_reach_the_disk_stops_all(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = files(here)

    def failing(handle: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with begun(paths) as transaction, monkeypatch.context() as context:
        context.setattr(os, "fsync", failing)
        with pytest.raises(Refused) as refused:
            transaction.commit()
    assert str(refused.value) == f"{history().folder} cannot be written: Input/output error; nothing was written"
    assert now(paths) == [OLD] * 3
    assert history().journals() == []


# What fails alone


def test_a_file_that_was_changed_since_it_was_read_is_left_out(here: Path) -> None:
    paths = files(here)
    paths[1].write_bytes(b"mine\n")
    with Transaction(0) as transaction:
        transaction.add("a.js", OLD, NEW)
        with pytest.raises(Changed, match=r"^b\.js was changed while it was looked at$"):
            transaction.add("b.js", OLD, NEW)
        transaction.add("c.js", OLD, NEW)
        assert transaction.commit() == {}
    assert now(paths) == [NEW, b"mine\n", NEW]


@pytest.mark.parametrize(
    ("change", "kind"), [("edited", Changed), ("gone", FileNotFoundError), ("a folder", IsADirectoryError)]
)
def test_a_file_that_changes_before_the_end_is_left_out(here: Path, change: str, kind: type[OSError]) -> None:
    paths = files(here)
    with begun(paths) as transaction:
        paths[1].unlink()
        if change == "edited":
            paths[1].write_bytes(b"mine\n")
        elif change == "a folder":
            paths[1].mkdir()
        failed = transaction.commit()
    assert {path: type(error) for path, error in failed.items()} == {"b.js": kind}
    assert now([paths[0], paths[2]]) == [NEW, NEW]
    if change == "edited":
        assert paths[1].read_bytes() == b"mine\n"
    [journal] = history().journals()
    assert [record.path for record in restore(history().read(journal))] == [str(paths[0]), str(paths[2])]


def test_nothing_is_kept_of_a_run_whose_files_were_all_changed(here: Path) -> None:
    paths = files(here, 1)
    with begun(paths) as transaction:
        paths[0].write_bytes(b"mine\n")
        assert list(transaction.commit()) == ["a.js"]
    assert history().journals() == []


def test_a_name_of_the_greatest_length_is_written(here: Path) -> None:
    path = here / f"{'n' * 252}.js"
    path.write_bytes(OLD)
    with begun([path]) as transaction:
        assert transaction.commit() == {}
    assert path.read_bytes() == NEW


LIMITED = """
import os, resource, sys
from migrator.writing.transaction import Transaction
old = os.urandom(60_000)
for name in ("a.js", "b.js"):
    open(name, "wb").write(old if name == "a.js" else b"old")
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
with Transaction(0) as transaction:
    try:
        transaction.add("a.js", old, b"new")
    except OSError as error:
        print(error.strerror)
    transaction.add("b.js", b"old", b"new")
    print(transaction.commit(), open("a.js", "rb").read() == old, open("b.js", "rb").read())
"""


def test_old_bytes_that_find_no_room_leave_their_file_out(here: Path) -> None:
    """The new bytes are few and would fit; without the old ones they are not written, and the journal goes on."""
    assert resource.RLIMIT_FSIZE is not None
    done = subprocess.run(
        [sys.executable, "-B", "-c", LIMITED],  # half a file of bytecode would stay
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=300,
    )
    assert done.stdout.splitlines() == ["File too large", "{} True b'new'"], done.stderr
    [journal] = history().journals()
    restore(history().read(journal))
    assert (here / "b.js").read_bytes() == b"old"


# What is written


def test_modes_and_links_stay(here: Path) -> None:
    paths = files(here, 2)
    paths[0].chmod(0o640)
    paths[1].chmod(0o755)
    link = here / "link.js"
    link.symlink_to("b.js")
    with Transaction(0) as transaction:
        transaction.add("a.js", OLD, NEW)
        transaction.add("link.js", OLD, NEW)
        assert transaction.commit() == {}
    assert now(paths) == [NEW, NEW]
    assert [path.stat().st_mode & 0o777 for path in paths] == [0o640, 0o755]
    assert link.is_symlink()
    restore(history().read(history().journals()[-1]))
    assert now(paths) == [OLD, OLD]
    assert [path.stat().st_mode & 0o777 for path in paths] == [0o640, 0o755]
    assert link.is_symlink()


def test_a_file_by_two_names_is_written_once(here: Path) -> None:
    [path] = files(here, 1)
    (here / "link.js").symlink_to("a.js")
    with Transaction(0) as transaction:
        transaction.add("a.js", OLD, NEW)
        transaction.add("link.js", OLD, NEW)
        with pytest.raises(Changed, match=r"^link.js is a.js, which becomes something else$"):
            transaction.add("link.js", OLD, b"other")
        assert transaction.commit() == {}
    assert path.read_bytes() == NEW
    assert len(history().read(history().journals()[-1]).written) == 1


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_stays(here: Path) -> None:
    [path] = files(here, 1)
    os.chown(path, 12_345, 23_456)
    with begun([path]) as transaction:
        transaction.commit()
    assert (path.stat().st_uid, path.stat().st_gid) == (12_345, 23_456)


def test_files_of_several_repositories_have_their_history_each(here: Path) -> None:
    other = here / "other"
    subprocess.run(["git", "init", "-q", "other"], check=True, timeout=300)
    [mine] = files(here, 1)
    [theirs] = files(other, 1)
    with Transaction(0) as transaction:
        transaction.add("a.js", OLD, NEW)
        transaction.add("other/a.js", OLD, NEW)
        assert transaction.commit() == {}
    inner = Histories(".").of(str(other.resolve()))
    assert inner.folder == other.resolve() / ".git/migrator"
    restore(inner.read(inner.journals()[-1]))
    assert now([mine, theirs]) == [NEW, OLD]
    restore(history().read(history().journals()[-1]))
    assert now([mine, theirs]) == [OLD, OLD]


def test_the_last_ten_are_kept(here: Path) -> None:
    [path] = files(here, 1)
    for number in range(13):
        path.write_bytes(b"%d" % number)
        with Transaction(number) as transaction:
            transaction.add("a.js", b"%d" % number, NEW)
            transaction.commit()
    journals = [history().read(journal) for journal in history().journals()]
    assert [journal.started for journal in journals] == list(range(3, 13))
    assert len(journals) == KEPT


def test_only_its_owner_reads_a_journal(here: Path) -> None:
    paths = files(here, 1)
    with begun(paths) as transaction:
        transaction.commit()
    assert history().journals()[0].stat().st_mode & 0o777 == 0o600


# After a kill


def killed(paths: list[Path], renamed: int) -> None:
    """What a process leaves that is killed after so many renames, or before `renaming` is noted for -1."""
    script = f"""
import os, signal
from migrator.writing.transaction import Transaction
replaced, calls = os.replace, []
def replace(source, target):
    if len(calls) == {renamed}:
        os.kill(os.getpid(), signal.SIGKILL)
    calls.append(target)
    replaced(source, target)
os.replace = replace
with Transaction(7) as transaction:
    for name in {[path.name for path in paths]}:
        transaction.add(name, {OLD!r}, {NEW!r})
    if {renamed} == -1:
        os.kill(os.getpid(), signal.SIGKILL)
    transaction.commit()
    os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", script], check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=300)
    assert done.returncode == -9


@pytest.mark.parametrize("renamed", [-1, 0])
def test_what_was_killed_before_the_first_rename_is_swept(here: Path, renamed: int) -> None:
    paths = files(here)
    killed(paths, renamed)
    assert now(paths) == [OLD] * 3
    assert len(list(here.glob(".migrator-*"))) == 3
    paths[1].write_bytes(b"mine\n")
    with begun([paths[0]]) as transaction:
        assert transaction.notes == [
            "removed 3 temporary files of an earlier --write that was stopped before it changed anything"
        ]
        transaction.commit()
    assert now(paths) == [NEW, b"mine\n", OLD]
    assert len(history().journals()) == 1


@pytest.mark.parametrize("renamed", [1, 2])
def test_what_was_killed_among_the_renames_refuses_the_next_run(here: Path, renamed: int) -> None:
    paths = files(here)
    killed(paths, renamed)
    assert now(paths) == [NEW] * renamed + [OLD] * (3 - renamed)
    with Transaction(0) as transaction, pytest.raises(Refused) as refused:
        transaction.add("c.js", OLD, NEW)
    assert str(refused.value) == (
        f"an earlier --write was stopped after {renamed} of 3 files; `migrator undo` takes it back; nothing was written"
    )
    assert now(paths) == [NEW] * renamed + [OLD] * (3 - renamed)
    assert len(restore(history().read(history().journals()[-1]))) == renamed
    assert now(paths) == [OLD] * 3


def test_what_was_killed_after_its_last_file_is_done(here: Path) -> None:
    paths = files(here)
    killed(paths, 3)
    assert now(paths) == [NEW] * 3
    more = here / "more.js"
    more.write_bytes(OLD)
    with begun([more]) as transaction:
        assert transaction.notes == []
        transaction.commit()
    journals = [history().read(path) for path in history().journals()]
    assert [journal.state for journal in journals] == [State.DONE, State.DONE]
    restore(journals[1])
    restore(journals[0])
    assert now(paths) == [OLD] * 3


def test_a_file_that_was_not_reached_may_be_edited(here: Path) -> None:
    paths = files(here)
    killed(paths, 1)
    paths[2].write_bytes(b"mine\n")
    assert [record.path for record in restore(history().read(history().journals()[-1]))] == [str(paths[0])]
    assert now(paths) == [OLD, OLD, b"mine\n"]


def test_the_lock_of_a_killed_process_is_free(here: Path) -> None:
    paths = files(here)
    killed(paths, 0)
    assert (history().folder / "lock.pid").read_text().isdigit()
    with begun(paths) as transaction:
        transaction.commit()
    assert now(paths) == [NEW] * 3


def test_busy_names_no_process_where_none_can_be_read() -> None:
    assert Busy(None).process is None
