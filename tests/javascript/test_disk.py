"""Files that an answer depends on: what was read, and what was looked for in vain."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from migrator.javascript.disk import Disk, Sight, digest, stamp


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("a.js").write_bytes(b"1")
    return tmp_path


def test_nothing_is_noted_that_nobody_watches() -> None:
    disk = Disk()
    assert disk.read(Path("a.js")) == b"1"
    with disk.watch() as sight:
        pass
    assert (sight.files, sight.names, sight.members, sight.sides, sight.boundless) == ({}, {}, set(), {}, False)


def test_what_was_read_and_what_was_not_there() -> None:
    disk = Disk()
    with disk.watch() as sight:
        assert disk.read(Path("a.js")) == b"1"
        assert disk.read(Path("none.js")) is None
        assert disk.is_file(Path("a.js"))
        assert not disk.is_file(Path("other.js"))
        assert disk.peek(Path("a.js")) == b"1"
    assert sight.files == {"a.js": digest(b"1"), "none.js": None, "other.js": None}


def test_whoever_watches_further_out_sees_it_too_unless_it_is_apart() -> None:
    disk = Disk()
    with disk.watch() as outer:
        with disk.watch(apart=True):
            disk.note_side("a.js", "", "worker")
        assert outer.sides == {}
        with disk.watch():
            disk.note_side("b.js", "", "page")
            disk.note_all()
    assert (outer.sides, outer.boundless) == ({("b.js", ""): "page"}, True)


def test_an_answer_is_found_once_and_seen_each_time() -> None:
    disk, calls = Disk(), []

    def find() -> bytes | None:
        calls.append(1)
        return disk.read(Path("a.js"))

    sights: list[Sight] = []
    for _ in range(2):
        with disk.watch() as sight:
            assert disk.once("key", find) == b"1"
        sights.append(sight)
    assert calls == [1]
    assert sights[0].files == sights[1].files == {"a.js": digest(b"1")}


def test_a_held_text_takes_the_place_of_the_file() -> None:
    disk = Disk({"a.js": b"2"})
    disk.hold("new.js", b"3")
    assert [disk.read(Path(name)) for name in ("a.js", "new.js")] == [b"2", b"3"]
    assert disk.is_file(Path("new.js"))
    os.symlink("a.js", "link.js")
    assert disk.read(Path("link.js")) == b"2"


def test_a_stamp_says_where_a_link_leads() -> None:
    os.symlink("a.js", "link.js")
    assert stamp("a.js", "x") == "x"
    assert stamp("link.js", "x") == "x a.js"


def test_beside_a_file_is_beside_where_it_really_is(folder: Path) -> None:
    Path("real/deep").mkdir(parents=True)
    Path("real/deep/b.js").write_bytes(b"")
    os.symlink("real/deep/b.js", "b.js")
    assert Disk().beside(Path("b.js"), "../c.js") == folder / "real/c.js"


def test_a_path_that_comes_back_by_the_name_of_this_folder_is_not_for_another_checkout(folder: Path) -> None:
    disk = Disk()
    with disk.watch() as sight:
        disk.beside(Path("a.js"), "./b.js")
        disk.beside(Path("a.js"), "../b.js")
    assert not sight.boundless
    with disk.watch() as sight:
        assert disk.beside(Path("a.js"), f"../{folder.name}/b.js") == folder / "b.js"
    assert sight.boundless


def test_folders_and_the_packages_around_are_told_apart(folder: Path) -> None:
    Path("b").mkdir()
    disk = Disk()
    with disk.watch() as sight:
        assert disk.folders(folder) == ["b"]
        assert disk.folders(folder / "none") == []
        disk.note_packages("b", "x")
    assert (sight.files, sight.packages) == ({}, {"b": "x"})
