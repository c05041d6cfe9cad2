"""Answers about all files of a repository: found again once anything that was asked for is another."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.discovery import answers, contents
from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.model.settings import Receiver
from tests.discovery.kept import GONE, WITHOUT_GIT, Kept, made

KINDS = ["large", "small", "without git"]
CHANGED = [(kind, change) for kind in KINDS for change in (WITHOUT_GIT if kind == "without git" else GONE)]


@pytest.fixture(params=KINDS)
def root(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(contents, "SMALL", 0 if request.param == "large" else 1_000_000)
    if request.param == "large":  # nothing is known by what files hold
        monkeypatch.setattr(answers, "_MOST_FILES", 0)
    folder = tmp_path / "repository"
    folder.mkdir()
    made(folder)
    if request.param == "without git":
        shutil.rmtree(folder / ".git")
    return folder


def answer(root: Path, kept: Kept, *asked: str, disk: Disk | None = None) -> tuple[list[str | None], bool]:
    """An answer, and whether it was found anew: it says what the paths that are asked for hold."""
    disk, again = disk or Disk(), []

    def find() -> list[str | None]:
        again.append(1)
        texts = [disk.once(path, lambda path=path: disk.peek(root / path)) for path in asked]
        return [text.decode() if text is not None else None for text in texts]

    found = Repository(disk, kept).answer(str(root), "what do they hold", find)
    return list(found), bool(again)


@pytest.mark.parametrize(
    ("root", "change"), CHANGED, indirect=["root"], ids=[f"{kind}-{change.__name__}" for kind, change in CHANGED]
)
def test_an_answer_is_found_again_once_a_file_is_another(root: Path, change: Callable[[Path], None]) -> None:
    kept = Kept()
    assert answer(root, kept, "one.js", "two.js") == (["one word", "two"], True)
    assert answer(root, kept, "one.js", "two.js") == (["one word", "two"], False)
    change(root)
    _, again = answer(root, kept, "one.js", "two.js")
    assert again


def test_an_answer_depends_on_what_is_outside_or_ignored(root: Path) -> None:
    kept = Kept()
    assert answer(root, kept, "made/a.js", "../outside.js") == ([None, None], True)
    assert answer(root, kept, "made/a.js", "../outside.js") == ([None, None], False)
    (root / "made").mkdir()
    (root / "made" / "a.js").write_text("a")
    assert answer(root, kept, "made/a.js", "../outside.js") == (["a", None], True)
    (root.parent / "outside.js").write_text("b")
    assert answer(root, kept, "made/a.js", "../outside.js") == (["a", "b"], True)
    assert answer(root, kept, "made/a.js", "../outside.js") == (["a", "b"], False)


def test_an_answer_depends_on_what_was_asked_for_once_before(root: Path) -> None:
    """What the run found of a path before, for another reason, is asked for all the same."""
    kept, disk = Kept(), Disk()
    assert disk.once("made/a.js", lambda: disk.peek(root / "made/a.js")) is None
    assert answer(root, kept, "made/a.js", disk=disk) == ([None], True)
    assert answer(root, kept, "made/a.js") == ([None], False)
    (root / "made").mkdir()
    (root / "made" / "a.js").write_text("a")
    assert answer(root, kept, "made/a.js") == (["a"], True)


def test_another_checkout_has_answers_of_its_own(root: Path) -> None:
    """Its ignored files are others, and so are the places that an answer names."""
    kept = Kept()
    other = shutil.copytree(root, root.parent / "other")
    (other / "made").mkdir()
    (other / "made" / "a.js").write_text("a")
    assert answer(root, kept, "made/a.js") == ([None], True)
    assert answer(other, kept, "made/a.js") == (["a"], True)


def test_a_link_that_leads_elsewhere(root: Path) -> None:
    kept = Kept()
    for name in ("a", "b"):
        (root.parent / f"{name}.js").write_text("the same")
    (root / "made").symlink_to("../a.js")
    assert answer(root, kept, "made") == (["the same"], True)
    assert answer(root, kept, "made") == (["the same"], False)
    (root / "made").unlink()
    (root / "made").symlink_to("../b.js")
    assert answer(root, kept, "made") == (["the same"], True)


def test_what_is_kept_and_spoilt_is_found_again(root: Path) -> None:
    kept = Kept()
    assert answer(root, kept, "one.js") == (["one word"], True)
    kept.values = dict.fromkeys(kept.values, b"[1, 2")
    assert answer(root, kept, "one.js") == (["one word"], True)


def test_what_runs_python_is_asked_of_each_receiver(root: Path) -> None:
    kept = Kept()
    (root / "one.js").write_text("alpha.value")
    (root / "two.js").write_text("beta.value")
    for name, file in (("alpha", "one.js"), ("beta", "two.js"), ("alpha", "one.js")):
        disk = Disk()
        with disk.watch() as sight:
            found = Repository(disk, kept).running(root / "three.js", Receiver(expression=name))
        assert [Path(each.path).name for each in found] == [file]
        [((folder, noted), seen)] = sight.running.items()
        assert Repository(Disk(), kept).running_around(folder, noted) == seen
