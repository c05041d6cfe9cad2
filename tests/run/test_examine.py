"""One file: nothing is said of one without a use, and what stays is looked at until no comment keeps more."""

from __future__ import annotations

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.javascript.edit import apply
from migrator.javascript.source import Source
from migrator.model.ledger import FileEntry, NoteCode, Outcome
from migrator.model.settings import Settings
from migrator.run.examine import Examiner
from migrator.run.parts import Parts
from migrator.run.result import Result
from tests.support import in_game, shipped_rules

RENDER = "await this.pyodide.runPythonAsync(`env.render()`);"
DONE = "await this.worker.render();"
LINE = 25


def examiner() -> Examiner:
    return Examiner(Parts.make(Settings(), lambda: list(shipped_rules()), Repository(Disk())))


def source(text: str) -> Source:
    return Source.read("a.js", text.encode())


def entry(text: str) -> FileEntry:
    found = examiner().examine(source(text)).entry
    assert found is not None
    return found


def outcomes(text: str) -> list[Outcome]:
    """Those in the method of the test."""
    return [use.outcome for use in entry(text).entries if use.line >= LINE]


def test_a_file_without_a_use_or_a_comment_has_no_entry() -> None:
    assert examiner().examine(source("export const answer = 42;\n")) == Result()
    assert examiner().examine(source(in_game(RENDER)), uses=[]) == Result(), "who knows of none finds none"


def test_a_comment_without_a_use_is_told_all_the_same() -> None:
    found = entry("// migrator-keep: no-rule -- why\nconst a = 1;\n")
    assert found.entries == ()
    assert [note.code for note in found.notes] == [NoteCode.COMMENT]
    assert len(found.breaches) == 1


def test_a_comment_keeps_what_it_names_and_no_edit_of_it_is_made() -> None:
    result = examiner().examine(source(in_game(f"// migrator-keep: 15-render -- later\n{RENDER}\n{RENDER}")))
    assert result.entry is not None
    assert [use.outcome for use in result.entry.entries if use.line >= LINE] == [Outcome.KEPT, Outcome.REWRITTEN]
    assert [edit.line for edit in result.entry.edits] == [LINE + 2]
    assert result.entry.breaches == ()


def test_a_comment_that_names_something_else_keeps_nothing() -> None:
    text = in_game(f"// migrator-keep: 03-seed -- later\n{RENDER}")
    assert outcomes(text) == [Outcome.REWRITTEN]
    assert len(entry(text).breaches) == 1


def test_a_program_that_is_refused_stays() -> None:
    text = in_game(f"{RENDER}\n{RENDER}")
    held = source(text)
    result = examiner().examine(held, only=lambda use: held.line(use.whole.start_byte) == LINE + 1)
    assert apply(held.data, result.edits).decode() == in_game(f"{RENDER}\n{DONE}")


def test_edits_diff_and_text_edits_say_the_same() -> None:
    held = source(in_game(RENDER))
    result = examiner().examine(held)
    assert apply(held.data, result.edits).decode() == in_game(DONE)
    assert result.entry is not None
    assert f"+        {DONE}\n".encode() in result.entry.diff
    assert [(edit.line, edit.end_line) for edit in result.entry.edits] == [(LINE, LINE)]
    assert result.debts != (), "the worker is not seen to answer"
