"""What is around the files of a run: nothing is kept without a store, and a text that is given is what others import."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.model.settings import Settings
from migrator.run.cache.store import Store
from migrator.run.surroundings import Surroundings, Texts
from tests.support import write


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_store_there_are_no_programs() -> None:
    assert (Surroundings().store, Surroundings().programs) == (None, None)


def test_a_store_is_made_once_and_only_if_somebody_asks(here: Path) -> None:
    made: list[Store] = []

    def make() -> Store:
        made.append(Store(str(here)))
        return made[-1]

    around = Surroundings(make)
    assert made == []
    assert around.store is around.store
    assert around.programs is not None
    assert len(made) == 1


def test_a_text_that_is_given_is_what_the_path_holds(here: Path) -> None:
    write(here, "a.js", "export class Old {}\n")
    for texts, name in ((Texts(), "Old"), (Texts(b"export class New {}\n"), "New")):
        module = Surroundings(texts=texts, path="a.js").project.module(Path("a.js").resolve())
        assert module is not None
        assert name in module.source.data.decode()


def test_other_texts_come_from_where_they_are_said_to(here: Path) -> None:
    write(here, "b.js", "on disk")
    held = Surroundings(texts=Texts(b"given", {"a.js": b"held", "b.js": b"held"}), path="a.js")
    assert [held.repository.disk.peek(Path(name)) for name in ("a.js", "b.js")] == [b"given", b"held"]
    repository = Repository(Disk({"b.js": b"earlier"}))
    around = Surroundings(texts=Texts(b"given", repository=repository), path="a.js")
    assert around.repository is repository
    assert around.project.disk is repository.disk
    assert [repository.disk.peek(Path(name)) for name in ("a.js", "b.js")] == [b"given", b"earlier"]


def test_only_the_script_of_a_worker_runs_in_one(here: Path) -> None:
    write(here, "js/worker.js", "self.onmessage = () => {};\n")
    write(here, "js/game.js", "new Worker('js/worker.js');\n")
    around, settings = Surroundings(), Settings(script=Path("js/worker.js").resolve())
    sides = [around.in_worker(path, settings) for path in ("js/worker.js", "js/game.js")]
    assert sides == [True, False]
