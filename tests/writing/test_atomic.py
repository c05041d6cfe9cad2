"""One file, whole or as it was."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from migrator.writing.atomic import PRIVATE, create, may_replace, replace


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.js"
    path.write_bytes(b"old")
    path.chmod(0o640)
    return path


def test_a_file_that_is_there_is_not_made(path: Path) -> None:
    with pytest.raises(FileExistsError):
        create(str(path), b"new")
    assert path.read_bytes() == b"old"


def test_what_cannot_be_written_leaves_all_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(one: str, other: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refusing)
    with pytest.raises(OSError, match="No space left"):
        replace(str(path), b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(path.parent) == ["a.js"]


def test_a_folder_that_is_not_there_is_told_before_there_are_bytes(tmp_path: Path) -> None:
    for attempt in (lambda: may_replace(str(tmp_path / "no/a.js")), lambda: replace(str(tmp_path / "no/a.js"), b"")):
        with pytest.raises(FileNotFoundError):
            attempt()


def test_a_file_that_is_made_has_the_mode_that_is_asked_for(tmp_path: Path) -> None:
    os.umask(before := os.umask(0o022))
    replace(str(tmp_path / "a.js"), b"new", mode=PRIVATE)
    replace(str(tmp_path / "b.js"), b"new")
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("a.js", "b.js")]
    assert modes == [0o600, 0o666 & ~before]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        replace(str(tmp_path), b"new")


def test_a_file_keeps_its_mode(path: Path) -> None:
    may_replace(str(path))
    assert path.read_bytes() == b"old"
    replace(str(path), b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(path.parent) == ["a.js"]


def test_a_link_stays_a_link(path: Path) -> None:
    link = path.parent / "link.js"
    link.symlink_to("a.js")
    replace(str(link), b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"


def test_a_new_file_and_one_of_the_longest_name(tmp_path: Path) -> None:
    for name in ("b.js", "b" * 255):
        replace(str(tmp_path / name), b"new")
        assert (tmp_path / name).read_bytes() == b"new"


def test_what_is_no_regular_file_is_written_into() -> None:
    may_replace(os.devnull)
    replace(os.devnull, b"new")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)
