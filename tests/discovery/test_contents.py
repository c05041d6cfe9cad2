"""What a run knows of a repository from an earlier one: files are read again that are not as git's objects say."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.discovery import contents
from migrator.discovery.contents import Snapshot
from migrator.discovery.git import Commands
from migrator.discovery.listing import git as listing_git
from migrator.discovery.listing.git import Found, files_that_matter
from migrator.discovery.listing.index import Index
from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from tests.discovery.kept import CHANGES, Kept, changed, git, made


class Counting(Repository):
    """Says which files of a question were read."""

    def __init__(self, kept: Kept) -> None:
        super().__init__(Disk(), kept)
        self.read: set[str] = set()

    def asked(self, root: Path, word: bytes) -> list[str]:
        peek = self.disk.peek

        def counted(path: Path | str, *, listed: bool = False) -> bytes | None:
            data = peek(path, listed=listed)
            self.read.add((data or b"").decode())
            return data

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(self.disk, "peek", counted)
            found = self.holding(str(root), f"has {word!r}", lambda data: word in data, [word])
        return [os.path.basename(path) for path, _ in found]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(contents, "SMALL", 0)
    return made(tmp_path)


@pytest.fixture
def kept(root: Path) -> Kept:
    kept = Kept()
    assert Counting(kept).asked(root, b"word") == ["one.js"]
    return kept


def test_what_has_nothing_is_not_read_again(root: Path, kept: Kept) -> None:
    repository = Counting(kept)
    assert repository.asked(root, b"word") == ["one.js"]
    assert repository.read == {"one word"}


def test_a_small_repository_is_read_again(root: Path, kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "SMALL", 1_000_000)
    repository = Counting(kept)
    assert repository.asked(root, b"word") == ["one.js"]
    assert repository.read == {"one word", "two"}


def test_another_question_reads_all(root: Path, kept: Kept) -> None:
    repository = Counting(kept)
    assert repository.asked(root, b"two") == ["two.js"]
    assert repository.read == {"one word", "two"}


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
    found = repository.holding(str(root), "has b'word'", lambda data: b"word" in data, [b"word"])
    assert [os.path.basename(path) for path, _ in found] == ["one.js", "two.js"]


def test_what_is_kept_and_spoilt_is_found_again(root: Path, kept: Kept) -> None:
    for name in kept.values:
        kept.values[name] = b"[1, 2"
    assert Counting(kept).asked(root, b"word") == ["one.js"]


def test_git_is_not_asked_again_what_it_said_of_the_same_index(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = Index.read(str(root))
    assert index is not None
    found, kept = Found(), Kept()
    matter = files_that_matter(str(root), [], {}, index, found)
    assert matter is not None
    assert list(matter) == []
    assert Snapshot(str(root), kept, found).lists(b"two.js")
    monkeypatch.setattr(Commands, "start", None)
    monkeypatch.setattr(listing_git, "run", None)
    again = Snapshot(str(root), kept, found)
    assert [again.lists(name) for name in (b"one.js", b"three.js")] == [True, False]


def test_what_git_lists_is_found_however_many_ask(root: Path) -> None:
    (root / "deep").mkdir()
    (root / "deep" / "new.js").write_text("")
    snapshot = Snapshot(str(root), Kept(), Found())
    asked = {b"one.js": True, b"one": False, b"deep/": True, b"deep/new.js": True, b"dee/": False, b"z.js": False}
    for _ in range(5):
        assert {name: snapshot.lists(name) for name in asked} == asked
