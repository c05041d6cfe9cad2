"""The lines that a person reads: what is left out, what is folded, and what is counted how."""

from __future__ import annotations

import pytest

from migrator.model.ledger import (
    Accepted,
    Breach,
    BreachKind,
    Code,
    Dropped,
    Entry,
    Examined,
    FileEntry,
    FileError,
    Ledger,
    Note,
    NoteCode,
    Outcome,
    Ratchet,
    Reason,
    Skipped,
)
from migrator.report import text
from tests.support import saying


def entry(outcome: Outcome = Outcome.UNMATCHED, line: int = 3, **more: object) -> Entry:
    """A program in a method, with the reason that its outcome needs."""
    made = Entry(1, line, 5, line, 9, "Game", "act", "runPython", "call", outcome, is_program=True)
    if outcome is Outcome.UNMATCHED:
        made = made._replace(reason=Reason(Code.NO_RULE, saying("nothing\x07 fits")))
    if outcome is Outcome.REWRITTEN:
        made = made._replace(rule="01-a")
    return made._replace(**more)


def styled(shown: str, style: str) -> str:
    return f"<{style}>{shown}</>"


def summary(ledger: Ledger, *, written: bool = False) -> list[str]:
    return list(text.migration_summary(ledger, written=written, style=text.plain))


@pytest.mark.parametrize(
    "file",
    [
        FileEntry("a.js"),
        FileEntry("a.js", (entry(Outcome.IN_WORKER),)),
        FileEntry("a.js", notes=(Note(NoteCode.DUTY, saying("do")),)),
    ],
)
def test_a_file_of_which_the_summary_tells_the_rest_has_no_lines(file: FileEntry) -> None:
    assert list(text.migration_file(file, text.plain)) == []


def test_an_error_is_all_that_is_said_of_its_file() -> None:
    file = FileEntry("a\x1b.js", (entry(),), error=FileError(saying("is\ngone"), 4))
    assert list(text.migration_file(file, styled)) == ["<red>a\\u{1b}.js:4: error: is\\u{a}gone</>"]
    assert list(text.migration_file(file._replace(error=FileError(saying("no"))), text.plain)) == [
        "a\\u{1b}.js: error: no"
    ]


def test_what_goes_with_a_site_has_no_line_of_its_own() -> None:
    helper = entry(Outcome.REWRITTEN, 12)._replace(is_program=False)
    file = FileEntry("a.js", (entry(Outcome.REWRITTEN), helper, entry(Outcome.KEPT, 20), entry(Outcome.IN_WORKER, 30)))
    assert list(text.migration_file(file, text.plain)) == [
        "a.js",
        "   3:5  rewritten  01-a  in Game.act",
        "  20:5  kept       `runPython`  in Game.act: this method keeps Pyodide",
    ]


def test_what_a_rewrite_changes_and_drops_stands_below_it() -> None:
    gone, lost = Dropped(4, "print(1)\nprint(2)"), Dropped(5, "x = " + "1" * 100)
    file = FileEntry(
        "a.js", (entry(Outcome.REWRITTEN, changes=("slower", "later"), dropped=(gone,), not_carried_over=(lost,)),)
    )
    _, _, changes, dropped, over = text.migration_file(file, text.plain)
    assert changes.strip() == "changes: slower, later"
    assert dropped.strip() == "dropped (line 4): print(1) print(2)"
    assert over.strip().startswith("not carried over (line 5): x = 111")
    assert len(over.strip()) < 120


def test_a_cause_is_named_with_its_code_and_acts_on_no_terminal() -> None:
    *_, cause = text.migration_file(FileEntry("a.js", (entry(),)), text.plain)
    assert cause.strip() == "no-rule: nothing\\u{7} fits"


def test_a_run_without_uses_points_to_init_only_where_there_was_something() -> None:
    assert summary(Ledger((), examined=Examined(2))) == [
        "2 files, no uses: nothing uses the receiver (`this.pyodide`, or what the settings name)."
        " `migrator init` looks for its name."
    ]
    assert "init" not in summary(Ledger(()))[0]


@pytest.mark.parametrize(("written", "verb"), [(False, "1 to rewrite"), (True, "1 rewritten")])
def test_the_summary_counts_programs_and_says_whether_they_were_written(written: bool, verb: str) -> None:
    other = entry(line=9)._replace(is_program=False)
    file = FileEntry("a.js", (entry(Outcome.REWRITTEN), entry(), other), error=None)
    failed = FileEntry("b.js", error=FileError(saying("gone")))
    head, line = summary(Ledger((file, failed), examined=Examined(2)), written=written)
    assert head == "Examined 2 files, 3 uses."
    assert line.startswith(f"2 files: {verb}, 0 kept, 1 unmatched, 1 error. 1 other use left.")
    assert line.endswith("`--write` does.") is not written


def test_open_duties_are_told_once_and_counted() -> None:
    first, second = (Note(NoteCode.DUTY, saying(say), 2, "w.js") for say in ("seed", "turn"))
    one = Ledger((FileEntry("a.js", notes=(first,)), FileEntry("b.js", notes=(first,))))
    assert list(text.open_duties(one, text.plain)) == [
        "1 duty of a worker script is open; `migrator check` reports it until it is met:",
        "  note: w.js:2: seed",
    ]
    both = Ledger((FileEntry("a.js", notes=(first, second)),))
    assert next(text.open_duties(both, text.plain)).startswith("2 duties of worker scripts are open; ")
    assert list(text.open_duties(Ledger(()), text.plain)) == []


def test_files_that_are_skipped_for_one_cause_are_folded_where_they_are_many() -> None:
    few = tuple(Skipped(f"{number}.ts", saying("why")) for number in range(5))
    assert summary(Ledger((), few))[:-1] == [f"skipped {number}.ts: why" for number in range(5)]
    many = (*few, Skipped("last.ts", saying("why")), Skipped("other.ts", saying("else")))
    assert summary(Ledger((), many))[:-1] == [
        "skipped 0.ts, 1.ts, 2.ts and 3 more (`--format json` names them): why",
        "skipped other.ts: else",
    ]


def test_findings_stand_in_the_order_of_their_places() -> None:
    late, early = Breach(BreachKind.UNREAD, 9, 1, saying("late")), Breach(BreachKind.FACT, 1, 2, saying("early"))
    accepted = Breach(BreachKind.FACT, 2, 2, saying("accepted"), accepted=Accepted.OLDER)
    file = FileEntry("a.js", (entry(), entry(Outcome.KEPT, 4)), breaches=(late, early, accepted))
    assert list(text.findings(Ledger((file,)), text.plain)) == [
        "a.js:1:2: early [fact]",
        "a.js:3:5: `runPython`: only worker scripts may use Pyodide; nothing\\u{7} fits [Game.act]",
        "a.js:9:1: late [unread]",
    ]


def test_the_boundary_holds_only_where_there_is_neither_finding_nor_error() -> None:
    def last(*files: FileEntry) -> str:
        return next(text.findings_summary(Ledger(files, examined=Examined(1)), text.plain))

    assert last(FileEntry("a.js", (entry(),))) == "1 finding in 1 file. Examined 1 file, 1 use."
    assert last(FileEntry("a.js", error=FileError(saying("gone")))) == "1 error in 1 file. Examined 1 file, 0 uses."
    assert last(FileEntry("a.js", (entry(Outcome.KEPT),))).startswith("The boundary holds. 1 file, 1 use: ")
    assert last(FileEntry("a.js", (entry(accepted=Accepted.OLDER),))).startswith("No new findings. ")
    assert last(FileEntry("a.js", breaches=())).startswith("1 file, no uses: ")


def test_a_ratchet_that_could_be_shorter_says_how() -> None:
    ratchets = (Ratchet("r.json", 3, 0, 0), Ratchet("s.json", 1, 2, 1))
    ledger = Ledger((FileEntry("a.js", (entry(Outcome.KEPT),)),), ratchets=ratchets, older=2)
    assert list(text.findings_summary(ledger, text.plain))[1:] == [
        "3 uses in r.json.",
        "1 use in s.json, 2 fewer, 1 moved: run `migrator check --update-ratchet`.",
        "2 older findings not shown.",
    ]


def test_a_diff_is_coloured_line_by_line_and_acts_on_no_terminal() -> None:
    diff = b"--- a/a.js\n+++ b/a.js\n@@ -1 +1 @@\n-\told\x1b[31m\r\n+new\n same"
    assert list(text.diff_lines(diff, styled)) == [
        "<bold>--- a/a.js</>",
        "<bold>+++ b/a.js</>",
        "<cyan>@@ -1 +1 @@</>",
        "<red>-    old\\u{1b}[31m</>",
        "<green>+new</>",
        " same",
    ]
