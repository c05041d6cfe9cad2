"""What is known of a file: the cache is asked first, a process then, and what was found is there the next time."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from migrator.discovery.prefilter import Asks
from migrator.javascript.disk import Sight
from migrator.model.ledger import FileEntry, FileError
from migrator.model.settings import Settings
from migrator.run.cache.store import Store
from migrator.run.lookup import Lookup
from migrator.run.request import Task
from migrator.run.result import Result
from migrator.run.surroundings import Surroundings
from tests.support import saying

FOUND = Result(FileEntry("a.js", diff=b"found"))
ELSEWHERE = Result(FileEntry("a.js", diff=b"by another process"))


class Counting:
    """A looker that finds the same in every file, and counts them."""

    def __init__(self, found: Result | FileError = FOUND) -> None:
        self.found = found
        self.looked = 0

    def look(self, *_: object) -> tuple[Result | FileError, Sight]:
        self.looked += 1
        return self.found, Sight()


class Helpers:
    """Other processes, which answer at once or never."""

    ahead = 4

    def __init__(self, *, answers: bool = True) -> None:
        self.answers, self.asked, self.stopped, self.time = answers, 0, False, 0.0

    def ask(self, *_: object) -> Future[Any]:
        self.asked += 1
        return Future()

    def answer(self, answer: Future[Any]) -> tuple[Result, Sight] | None:
        return (ELSEWHERE, Sight()) if self.answers else None

    def spent(self, seconds: float) -> None:
        self.time += seconds

    def stop(self) -> None:
        self.stopped = True


def lookup(
    looker: Counting, store: Store | None = None, crew: Helpers | None = None, *, apart: bool = False, rules: str = ""
) -> Lookup:
    around = Surroundings(lambda: store)
    return Lookup(around, lambda: looker, lambda _: rules, lambda: crew, apart=apart)  # type: ignore[arg-type, return-value]


def task(data: bytes = b"text") -> Task:
    return Task("a.js", data, Settings(), Asks(uses=True))


def found(by: Lookup, one: Task) -> Result | FileError:
    return by.finish(by.begin(one))


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.chdir(tmp_path)
    return Store(str(tmp_path / "cache"))


def test_without_a_cache_each_file_is_looked_at() -> None:
    looker = Counting()
    by = lookup(looker)
    assert [found(by, task()), found(by, task())] == [FOUND, FOUND]
    assert (looker.looked, by.ahead) == (2, 0)


@pytest.mark.parametrize(
    ("change", "again"),
    [({}, 1), ({"data": b"other"}, 2), ({"rules": "others"}, 2), ({"apart": True}, 2)],
    ids=["nothing", "the file", "the rules", "a run that is apart"],
)
def test_what_was_found_is_taken_only_where_nothing_differs(store: Store, change: dict[str, Any], again: int) -> None:
    looker = Counting()
    assert found(lookup(looker, store), task()) == FOUND
    data = change.pop("data", b"text")
    assert found(lookup(looker, store, **change), task(data)) == FOUND
    assert looker.looked == again


def test_a_run_that_is_apart_keeps_nothing(store: Store) -> None:
    looker = Counting()
    found(lookup(looker, store, apart=True), task())
    found(lookup(looker, store), task())
    assert looker.looked == 2


def test_an_error_is_not_kept(store: Store) -> None:
    looker = Counting(FileError(saying("gone")))
    for _ in range(2):
        assert found(lookup(looker, store), task()) == FileError(saying("gone"))
    assert looker.looked == 2


def test_other_processes_are_asked_once_a_file_was_looked_at_here() -> None:
    looker, crew = Counting(), Helpers()
    by = lookup(looker, crew=crew)
    assert (found(by, task()), crew.asked, by.ahead) == (FOUND, 0, 4)
    assert (found(by, task(b"other")), crew.asked, looker.looked) == (ELSEWHERE, 1, 1)
    by.stop()
    assert crew.stopped


def test_a_file_that_no_process_answers_for_is_looked_at_here() -> None:
    looker, crew = Counting(), Helpers(answers=False)
    by = lookup(looker, crew=crew)
    found(by, task())
    assert (found(by, task(b"other")), crew.asked, looker.looked) == (FOUND, 1, 2)


def test_no_process_is_asked_for_what_the_cache_has(store: Store) -> None:
    looker, crew = Counting(), Helpers()
    found(lookup(looker, store), task(b"known"))
    by = lookup(looker, store, crew)
    found(by, task(b"first"))
    assert (found(by, task(b"known")), crew.asked) == (FOUND, 0)
    assert found(by, task(b"new")) == ELSEWHERE
    assert found(lookup(looker, store), task(b"new")) == ELSEWHERE, "what a process found is kept, too"
