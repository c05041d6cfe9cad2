"""What follows from the outcomes of uses: what is a finding, what is left, and what each count has in it."""

from __future__ import annotations

import pytest

from migrator.model.ledger import (
    Accepted,
    Breach,
    BreachKind,
    Code,
    Entry,
    FileEntry,
    FileError,
    Ledger,
    Nearest,
    Note,
    NoteCode,
    Outcome,
    Reason,
    Suppression,
)
from tests.support import saying

WHY = Reason(Code.NO_RULE, saying("why"))


def entry(outcome: Outcome = Outcome.UNMATCHED, *, is_program: bool = True) -> Entry:
    """A use of the receiver with an outcome."""
    return Entry(1, 3, 5, 3, 9, "Game", "act", "runPython", "call", outcome, is_program)


def breach(kind: BreachKind = BreachKind.UNREAD) -> Breach:
    """A finding that is no use."""
    return Breach(kind, 2, 1, saying("found"))


@pytest.mark.parametrize(
    "use",
    [
        entry(Outcome.KEPT),
        entry(Outcome.PROVIDED),
        entry(Outcome.IN_WORKER),
        entry()._replace(is_told=True),
        entry()._replace(accepted=Accepted.RATCHET),
        entry(Outcome.REWRITTEN)._replace(accepted=Accepted.OLDER),
        entry(Outcome.REWRITTEN)._replace(is_told=True),
    ],
)
def test_what_may_stay_is_no_finding(use: Entry) -> None:
    file = FileEntry("a.js", (use,))
    assert not use.is_finding
    assert file.findings == ()
    assert not Ledger((file,)).has_findings


@pytest.mark.parametrize(
    "use", [entry(), entry(Outcome.REWRITTEN), entry(Outcome.PROVIDED)._replace(reason=WHY)], ids=lambda use: use.outcome
)
def test_what_is_left_or_can_be_rewritten_is_a_finding(use: Entry) -> None:
    file = FileEntry("a.js", (entry(Outcome.KEPT), use))
    assert file.findings == (use,)
    assert Ledger((file,)).has_findings


def test_only_what_no_rule_does_is_left() -> None:
    outcomes = [outcome for outcome in Outcome if entry(outcome).is_left]
    assert outcomes == [Outcome.UNMATCHED]
    assert entry(Outcome.PROVIDED)._replace(reason=WHY).is_left
    assert not Ledger((FileEntry("a.js", (entry(Outcome.REWRITTEN),)),)).has_left
    assert Ledger((FileEntry("a.js", (entry(),)),)).has_left


def test_the_page_of_a_use_is_the_rule_that_takes_it_before_the_nearest() -> None:
    near = (Nearest("02-b", 1, 1, "x", "y"), Nearest("03-c", 1, 1, "x", "y"))
    assert entry().page is None
    assert entry()._replace(nearest=near).page == "02-b"
    assert entry()._replace(rule="01-a", nearest=near).page == "01-a"


def test_a_breach_that_is_accepted_is_open_no_more() -> None:
    accepted, found = breach()._replace(accepted=Accepted.OLDER), breach(BreachKind.FACT)
    file = FileEntry("a.js", breaches=(accepted, found))
    assert file.open_breaches == (found,)
    assert Ledger((FileEntry("a.js", breaches=(accepted,)),)).has_findings is False
    assert Ledger((file,)).has_findings
    assert Ledger((file,)).has_accepted
    assert not Ledger((FileEntry("a.js", (entry(),), breaches=(found,)),)).has_accepted


def test_calls_that_no_setting_covers_are_counted_unless_they_are_accepted() -> None:
    breaches = (breach(), breach()._replace(accepted=Accepted.RATCHET), breach(BreachKind.FACT), breach())
    assert Ledger((FileEntry("a.js", breaches=breaches),)).unread == 2


def test_a_summary_counts_programs_and_each_file_once() -> None:
    uses = (
        entry(Outcome.REWRITTEN),
        entry(Outcome.REWRITTEN, is_program=False),
        entry(Outcome.KEPT),
        entry(),
        entry(is_program=False),
    )
    failed = FileEntry("b.js", error=FileError(saying("gone")))
    ledger = Ledger((FileEntry("a.js", uses), FileEntry("a.js", (entry(),)), failed))
    assert ledger.summary == (2, 1, 1, 2, 1)
    assert ledger.summary._fields == ("files", "rewritten", "kept", "unmatched", "errors")
    assert (ledger.uses, ledger.suppressed, ledger.in_worker) == (6, 0, 0)
    assert ledger.has_errors


def test_uses_that_comments_keep_and_uses_in_workers_are_counted_apart() -> None:
    kept = entry(Outcome.KEPT)._replace(suppression=Suppression("no-rule", 2, "why"))
    ledger = Ledger((FileEntry("a.js", (kept, entry(Outcome.KEPT), entry(Outcome.IN_WORKER))),))
    assert (ledger.suppressed, ledger.in_worker, ledger.has_errors, ledger.has_changes) == (1, 1, False, False)


def test_a_duty_is_told_once_in_the_order_of_places_and_with_no_file_of_its_senders() -> None:
    first = Note(NoteCode.DUTY, saying("seed"), 9, "js/worker.js")
    later = Note(NoteCode.DUTY, saying("seed"), 12, "js/worker.js")
    own = Note(NoteCode.COMMENT, saying("stays"), 1)
    files = (FileEntry("a.js", notes=(later, own)), FileEntry("b.js", notes=(first, later)))
    assert Ledger(files).duties == (first, later)
    assert [file.own_notes for file in files] == [(own,), ()]


def test_only_a_diff_is_a_change() -> None:
    assert not FileEntry("a.js", (entry(Outcome.REWRITTEN),)).changes
    assert Ledger((FileEntry("a.js"), FileEntry("b.js", diff=b"--- b.js\n"))).has_changes
