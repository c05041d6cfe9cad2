"""What a run says of a file: nothing where there is nothing to say, and never that a file was written that was not."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.discovery.prefilter import Asks
from migrator.javascript.edit import Edit
from migrator.model.ledger import (
    Breach,
    BreachKind,
    Entry,
    FileEntry,
    FileError,
    Message,
    Note,
    NoteCode,
    Outcome,
    Sentence,
    Skipped,
)
from migrator.model.settings import Settings
from migrator.run.entries import EntryMaker, Item, not_written, open_duties, take, with_breaches
from migrator.run.request import Passed, Searched, Task
from migrator.run.result import Result
from migrator.worker.debt import Debt, StatedBy
from migrator.worker.sides import Side
from tests.support import saying, text_of

MIGRATE, CHECK = EntryMaker(boundary=False), EntryMaker(boundary=True)
UNREAD = Breach(BreachKind.UNREAD, 3, 1, saying("unread"))
FACT = Breach(BreachKind.FACT, 4, 1, saying("fact"))
USE = Entry(1, 3, 5, 3, 9, "Game", "act", "runPython", "call", Outcome.KEPT, is_program=True)
TASK = Task("./js/a.js", b"old", Settings(), Asks())
DEBT = Debt("w.js", 2, 3, saying("seed"), (StatedBy("03-a", "seeds"),), "reset", "seeds")


def searched(*breaches: Breach, is_asked_for: bool) -> Searched:
    return Searched("a.ts", "TypeScript", Settings(), breaches, is_asked_for=is_asked_for)


def test_a_path_that_is_passed_over_is_an_error_only_if_somebody_expects_it() -> None:
    assert MIGRATE.passed(Passed("./a.js", saying("why"))) == Item(Skipped("a.js", saying("why")))
    expected = Item(FileEntry("a.js", error=FileError(saying("why"), 3)))
    assert MIGRATE.passed(Passed("./a.js", saying("why"), is_error=True, line=3)) == expected


def test_a_file_that_is_only_searched_is_skipped_unless_it_was_asked_for() -> None:
    said = Message.of(Sentence.ONLY_SEARCHED, language="TypeScript")
    assert list(CHECK.searched(searched(is_asked_for=False))) == [Item(Skipped("a.ts", said))]
    assert list(CHECK.searched(searched(is_asked_for=True))) == [Item(FileEntry("a.ts", error=FileError(said)))]
    skipped, found = CHECK.searched(searched(UNREAD, is_asked_for=False))
    assert (skipped.entry, found.entry) == (Skipped("a.ts", said), FileEntry("a.ts", breaches=(UNREAD,)))
    for side, keeper, outcome in ((Side(True), "a.ts", Outcome.IN_WORKER), (Side(), "a.ts", Outcome.KEPT)):
        skipped, found = CHECK.searched(searched(UNREAD, is_asked_for=False), side, keeper)
        assert skipped.entry == Skipped("a.ts", said)
        assert isinstance(found.entry, FileEntry)
        [entry] = found.entry.entries
        assert (entry.outcome, entry.line, entry.is_finding, found.entry.breaches) == (outcome, UNREAD.line, False, ())


def test_a_result_without_an_entry_or_a_debt_says_nothing() -> None:
    assert list(MIGRATE.found(TASK, Result())) == []
    assert list(CHECK.found(TASK, Result(debts=(DEBT,)))) == [], "a check reports it at the worker script"
    [item] = MIGRATE.found(TASK, Result(debts=(DEBT,)))
    assert item == Item(FileEntry("js/a.js", notes=(DEBT.note,)))


def test_calls_that_no_setting_covers_are_notes_of_a_migration() -> None:
    entry, edits = FileEntry("js/a.js", (USE,), breaches=(UNREAD, FACT)), (Edit(0, 3, b"new"),)
    [checked] = CHECK.found(TASK, Result(entry, edits))
    assert checked == Item(entry, "./js/a.js", b"old", edits)
    [migrated] = MIGRATE.found(TASK, Result(entry, edits))
    assert migrated.entry == entry._replace(notes=(Note(NoteCode.UNREAD, UNREAD.message, 3),))


def test_open_duties_are_findings_of_a_check_alone() -> None:
    assert list(MIGRATE.together([DEBT], None)) == []
    [item] = CHECK.together([DEBT], None)
    assert item.entry.path == "w.js"


def test_a_duty_is_owed_once_by_whichever_pages_state_it() -> None:
    other = DEBT._replace(pages=(StatedBy("04-b", "seeds"),))
    elsewhere = DEBT._replace(path="v.js", duty="")
    first, second = open_duties([DEBT, elsewhere, other])
    assert (first.path, second.path) == ("v.js", "w.js")
    [breach] = second.breaches
    assert (breach.kind, breach.line, breach.column, breach.member) == (BreachKind.WORKER, 2, 3, "reset")
    assert text_of(breach) == "seed (`seeds` of 03-a, `seeds` of 04-b)"
    assert breach.duty == "seeds"
    assert first.breaches[0].duty is None
    assert len(breach.fingerprint) == 16
    assert breach.fingerprint != first.breaches[0].fingerprint
    [moved] = open_duties([DEBT._replace(line=9)])
    assert moved.breaches[0].fingerprint == breach.fingerprint, "only moved"


@pytest.mark.parametrize(
    "item",
    [
        Item(FileEntry("a.js", (USE,)), "a.js", b"old"),
        Item(FileEntry("a.js", (USE,)), "a.js", None, (Edit(0, 3, b"new"),)),
        Item(Skipped("a.js", saying("why"))),
    ],
)
def test_what_changes_nothing_is_not_written(item: Item) -> None:
    def write(path: str, before: bytes, after: bytes) -> None:
        pytest.fail("nothing was to be written")

    assert take(item, write) == item.entry


def test_a_file_that_cannot_be_written_is_an_error() -> None:
    item = Item(FileEntry("a.js", (USE,)), "./a.js", b"old", (Edit(0, 3, b"new"),))
    written: list[tuple[str, bytes, bytes]] = []
    assert take(item, lambda *given: written.append(given)) == item.entry
    assert written == [("./a.js", b"old", b"new")]

    def fails(path: str, before: bytes, after: bytes) -> None:
        raise PermissionError(13, "Permission denied", path)

    failed = take(item, fails)
    assert isinstance(failed, FileEntry)
    assert (failed.path, failed.entries) == ("a.js", ())
    assert text_of(failed.error) == "cannot be written: Permission denied"
    assert text_of(not_written("a.js", OSError("no reason")).error) == "cannot be written: no reason"


def test_what_else_is_found_joins_what_there_is(tmp_path: Path) -> None:
    entry = FileEntry("a.js", (USE,), breaches=(FACT,))
    assert with_breaches("a.js", Result(entry), [UNREAD]).entry == entry._replace(breaches=(FACT, UNREAD))
    assert with_breaches("./a.js", Result(debts=(DEBT,)), [UNREAD]) == Result(
        FileEntry("a.js", breaches=(UNREAD,)), debts=(DEBT,)
    )
