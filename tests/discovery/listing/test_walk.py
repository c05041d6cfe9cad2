"""The names below a folder without git."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.discovery.listing import ODD, PRESENT, Fault
from migrator.discovery.listing.walk import ignore_rules, walk


def write(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("", "utf-8")


def test_names_come_in_the_order_of_their_bytes(tmp_path: Path) -> None:
    write(tmp_path, "a/z.js", "a.js", "a-b.js", "b/c/d.js", "a/b/c.js")
    assert [name for name, _, _ in walk(str(tmp_path), [])] == [b"a-b.js", b"a.js", b"a/b/c.js", b"a/z.js", b"b/c/d.js"]


def test_vendored_folders_are_left_out_and_files_of_such_a_name_are_not(tmp_path: Path) -> None:
    write(tmp_path, "node_modules/a.js", "a/dist/b.js", "a/b.js", "build.js", "c/node_modules")
    assert [name for name, _, _ in walk(str(tmp_path), [])] == [b"a/b.js", b"build.js", b"c/node_modules"]


def test_what_is_no_file_is_told_and_links_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "a/b.js")
    (tmp_path / "link").symlink_to("a")
    (tmp_path / "lost.js").symlink_to("nowhere")
    assert [(name, seen) for name, seen, _ in walk(str(tmp_path), [])] == [
        (b"a/b.js", PRESENT), (b"link", ODD), (b"lost.js", ODD),
    ]  # fmt: skip


def test_a_folder_that_cannot_be_opened_is_a_fault_and_the_others_are_walked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    write(tmp_path, "a/b.js", "shut/c.js")
    scandir = os.scandir

    def refusing(folder: bytes) -> object:
        if folder.endswith(b"shut"):
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refusing)
    faults: list[Fault] = []
    assert [name for name, _, _ in walk(str(tmp_path), faults)] == [b"a/b.js"]
    assert faults == [(b"shut", "Permission denied")]


def test_what_a_gitignore_at_the_top_says(tmp_path: Path) -> None:
    assert not ignore_rules(str(tmp_path))("a.js")
    write(tmp_path, "a.js", "b.min.js", "out/c.js", "out/keep.js")
    (tmp_path / ".gitignore").write_text("*.min.js\nout/*\n!out/keep.js\n", "utf-8")
    assert [name for name, _, _ in walk(str(tmp_path), [])] == [b".gitignore", b"a.js", b"out/keep.js"]
    (tmp_path / ".gitignore").write_bytes(b"\xff*.js\n")
    assert not ignore_rules(str(tmp_path))("a.js")
