"""What a run knows of a repository from an earlier one: files are read again that are not as git's objects say."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.discovery import contents
from migrator.discovery.contents import Snapshot
from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk


class Kept:
    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        return self.values.get(name)

    def put(self, name: str, value: bytes) -> None:
        self.values[name] = value


class Counting(Repository):
    """Says which files of a question were read."""

    def __init__(self, kept: Kept) -> None:
        super().__init__(Disk(), kept)
        self.read: list[str] = []

    def asked(self, root: Path, word: bytes) -> list[str]:
        def may(data: bytes) -> bool:
            self.read.append(data.decode())
            return word in data

        return [os.path.basename(path) for path, _ in self.holding(str(root), f"has {word!r}", may)]


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b", *arguments], check=True, timeout=60)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(contents, "SMALL", 0)
    git(tmp_path, "init", "-q")
    (tmp_path / "one.js").write_text("one word")
    (tmp_path / "two.js").write_text("two")
    (tmp_path / ".gitignore").write_text("made\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "a")
    return tmp_path


@pytest.fixture
def kept(root: Path) -> Kept:
    made = Kept()
    assert Counting(made).asked(root, b"word") == ["one.js"]
    return made


def test_what_has_nothing_is_not_read_again(root: Path, kept: Kept) -> None:
    repository = Counting(kept)
    assert repository.asked(root, b"word") == ["one.js"]
    assert repository.read == ["one word"]


def test_a_small_repository_is_read_again(root: Path, kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "SMALL", 1_000_000)
    repository = Counting(kept)
    assert repository.asked(root, b"word") == ["one.js"]
    assert sorted(repository.read) == ["one word", "two"]


def test_another_question_reads_all(root: Path, kept: Kept) -> None:
    repository = Counting(kept)
    assert repository.asked(root, b"two") == ["two.js"]
    assert sorted(repository.read) == ["one word", "two"]


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", "b")


def changed(root: Path) -> None:
    (root / "two.js").write_text("two word")


def committed(root: Path) -> None:
    changed(root)
    commit(root)


def added(root: Path) -> None:
    (root / "two.js").rename(root / "more.js")
    (root / "more.js").write_text("more word")


def told_not_to_look(root: Path) -> None:
    git(root, "update-index", "--assume-unchanged", "two.js")
    changed(root)




CHANGES = [changed, committed, added, told_not_to_look]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_is_not_as_it_was_is_read_again(root: Path, kept: Kept, change: Callable[[Path], None]) -> None:
    change(root)
    wanted = Counting(Kept()).asked(root, b"word")
    assert len(wanted) == 2
    assert Counting(kept).asked(root, b"word") == wanted


def test_what_was_changed_is_read_when_it_is_as_before_too(root: Path) -> None:
    kept = Kept()
    changed(root)
    (root / "one.js").write_text("one")
    assert Counting(kept).asked(root, b"word") == ["two.js"]
    git(root, "checkout", "-q", ".")
    assert Counting(kept).asked(root, b"word") == ["one.js"]


def test_a_file_that_is_gone_is_not_told(root: Path, kept: Kept) -> None:
    (root / "one.js").unlink()
    assert Counting(kept).asked(root, b"word") == []


def test_texts_that_are_not_on_disk_are_read(root: Path, kept: Kept) -> None:
    repository = Repository(Disk({str(root / "two.js"): b"two word"}), kept)
    found = repository.holding(str(root), "has b'word'", lambda data: b"word" in data)
    assert [os.path.basename(path) for path, _ in found] == ["one.js", "two.js"]


# -- answers about all files -------------------------------------------------------------------------------------------


def answer(root: Path, kept: Kept, *asked: str) -> tuple[list[str | None], bool]:
    """An answer, and whether it was found anew: it says what the paths that are asked for hold."""
    disk, again = Disk(), []

    def find() -> list[str | None]:
        again.append(1)
        texts = [disk.peek(root / path) for path in asked]
        return [text.decode() if text is not None else None for text in texts]

    found = Snapshot(str(root), kept).answer("what do they hold", find, disk.asking)
    return found, bool(again)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_an_answer_is_found_again_once_a_file_is_another(root: Path, change: Callable[[Path], None]) -> None:
    kept = Kept()
    assert answer(root, kept, "one.js", "two.js") == (["one word", "two"], True)
    assert answer(root, kept, "one.js", "two.js") == (["one word", "two"], False)
    change(root)
    _, again = answer(root, kept, "one.js", "two.js")
    assert again


def test_an_answer_depends_on_what_git_ignores(root: Path) -> None:
    kept = Kept()
    assert answer(root, kept, "made/a.js", "../outside.js") == ([None, None], True)
    assert answer(root, kept, "made/a.js", "../outside.js") == ([None, None], False)
    (root / "made").mkdir()
    (root / "made" / "a.js").write_text("a")
    assert answer(root, kept, "made/a.js", "../outside.js") == (["a", None], True)
    (root.parent / "outside.js").write_text("b")
    assert answer(root, kept, "made/a.js", "../outside.js") == (["a", "b"], True)
    assert answer(root, kept, "made/a.js", "../outside.js") == (["a", "b"], False)


def test_what_is_kept_and_spoilt_is_found_again(root: Path, kept: Kept) -> None:
    for name in kept.values:
        kept.values[name] = b"[1, 2"
    assert Counting(kept).asked(root, b"word") == ["one.js"]
