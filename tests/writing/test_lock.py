"""One lock, taken twice: by this process, by one that is killed, and where the system has no locks."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from migrator.writing.lock import Busy, Lock


@pytest.fixture(params=["locks", "no locks"])
def path(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if request.param == "no locks":

        def unsupported(handle: int, operation: int) -> None:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

        monkeypatch.setattr(fcntl, "flock", unsupported)
    return tmp_path / "lock"


def test_a_lock_that_is_held_names_its_process(path: Path) -> None:
    first, second = Lock(path), Lock(path)
    first.take()
    with pytest.raises(Busy) as busy:
        second.take()
    assert busy.value.process == os.getpid()
    second.release()  # has nothing to release
    with pytest.raises(Busy):
        second.take()
    first.release()
    second.take()
    with pytest.raises(Busy):
        first.take()
    second.release()


def test_no_process_is_asked_whether_it_lives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows `os.kill(pid, 0)` ends the process."""
    path = tmp_path / "lock"

    def ended(process: int, signal: int) -> None:
        raise AssertionError(f"process {process} is ended")

    monkeypatch.setattr(os, "kill", ended)
    first, second = Lock(path), Lock(path)
    first.take()
    with pytest.raises(Busy):
        second.take()
    first.release()


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from migrator.writing.lock import Lock\n"
        "lock = Lock(Path(sys.argv[1])); lock.take(); print('taken', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "lock")], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    with holder.stdout:
        assert holder.stdout.readline() == "taken\n"
        with pytest.raises(Busy) as busy:
            Lock(tmp_path / "lock").take()
        assert busy.value.process == holder.pid
        holder.kill()
        holder.wait(60)
    lock = Lock(tmp_path / "lock")
    lock.take()
    assert (tmp_path / "lock.pid").read_text() == str(os.getpid())
    lock.release()


@pytest.mark.parametrize("said", ["", "none", "-"])
def test_what_is_said_of_the_process_decides_nothing(tmp_path: Path, said: str) -> None:
    (tmp_path / "lock.pid").write_text(said)
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    first.take()
    (tmp_path / "lock.pid").write_text(said)
    with pytest.raises(Busy) as busy:
        second.take()
    assert busy.value.process is None
    first.release()


def test_a_lock_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileExistsError):
        Lock(tmp_path / "file" / "lock").take()
