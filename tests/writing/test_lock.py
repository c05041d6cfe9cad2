"""One lock, taken twice: by locks of the system, and by a file where there are none."""

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
            raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))

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


def test_the_lock_of_a_dead_process_is_free(path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait(timeout=300)
    for name in ("lock", "lock.pid"):
        path.with_name(name).write_text(str(ended.pid))
    lock = Lock(path)
    lock.take()
    assert path.read_text() == str(os.getpid())
    lock.release()
    assert path.read_text() == ""


def test_a_lock_whose_process_cannot_be_read_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(handle: int, operation: int) -> None:
        raise OSError(errno.ENOTSUP, os.strerror(errno.ENOTSUP))

    monkeypatch.setattr(fcntl, "flock", unsupported)
    (tmp_path / "lock.pid").write_text("")
    with pytest.raises(Busy) as busy:
        Lock(tmp_path / "lock").take()
    assert busy.value.process is None


def test_a_lock_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Lock(tmp_path / "nowhere" / "lock").take()
