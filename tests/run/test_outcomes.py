"""Each use has one outcome, and what is told with another use is no finding of its own."""

from __future__ import annotations

import pytest

from migrator.model.ledger import Code, Entry, Outcome, Suppression
from migrator.model.settings import Settings
from migrator.run.outcomes import Entries
from tests.run.files import looked
from tests.support import in_game, text_of

RENDER = "await this.pyodide.runPythonAsync(`env.render()`);"
LEFT = "await this.pyodide.runPythonAsync(`env.tilt(4)`);"
LINE = 25


def entries(text: str, *, held: tuple[int, ...] = (), settings: Settings | None = None) -> list[Entry]:
    """The entries of a text; a comment keeps the uses on the lines ``held``."""
    found = looked(text, settings)
    keeps = Suppression("no-rule", 1, "why")
    kept = {use: keeps for use in found.file.uses if found.file.source.line(use.whole.start_byte) in held}
    return list(Entries(found.parts, found.file, found.module, found.rewritten, kept).all())


def here(found: list[Entry]) -> list[tuple[int, Outcome]]:
    """The outcomes in the method of the test."""
    return [(entry.line, entry.outcome) for entry in found if entry.line >= LINE]


@pytest.mark.parametrize(
    ("statement", "code", "message"),
    [
        (LEFT, Code.DIFFERS, "env.tilt"),
        ("this.pyodide.toPy(1);", Code.UNEXPLAINED, "toPy"),
        ("const py = this.pyodide;", Code.NOT_IN_PLACE, "`py`"),
    ],
)
def test_what_no_rule_takes_is_left_with_its_cause(statement: str, code: Code, message: str) -> None:
    [entry] = (entry for entry in entries(in_game(statement)) if entry.line >= LINE)
    assert entry.reason is not None
    assert entry.reason.code is code
    assert (entry.outcome, entry.class_name, entry.method) == (Outcome.UNMATCHED, "Game", "act")
    assert message in text_of(entry.reason)


def test_a_name_is_told_with_the_finding_that_goes_through_it() -> None:
    alias, used = (entry for entry in entries(in_game("const py = this.pyodide;\npy.toPy(1);")) if entry.line >= LINE)
    assert (alias.is_told, alias.is_finding, alias.is_left) == (True, False, True)
    assert (used.is_told, used.is_finding) == (False, True)


def test_a_name_is_kept_where_a_comment_keeps_all_that_goes_through_it() -> None:
    text = in_game("const py = this.pyodide;\npy.toPy(1);\npy.toPy(2);")
    one = [entry for entry in entries(text, held=(LINE + 1,)) if entry.line >= LINE]
    assert [entry.outcome for entry in one] == [Outcome.UNMATCHED, Outcome.KEPT, Outcome.UNMATCHED]
    both = [entry for entry in entries(text, held=(LINE + 1, LINE + 2)) if entry.line >= LINE]
    assert [entry.outcome for entry in both] == [Outcome.KEPT] * 3
    assert {entry.suppression for entry in both} == {Suppression("no-rule", 1, "why")}


def test_a_kept_method_keeps_and_an_assignment_provides_for_it() -> None:
    found = entries(in_game(RENDER))
    assert [entry.outcome for entry in found] == [Outcome.PROVIDED, Outcome.KEPT, Outcome.REWRITTEN]
    assert found[0].reason is None
    [provided, unkept, _] = entries(in_game(RENDER), settings=Settings(kept=()))
    assert (unkept.outcome, provided.outcome) == (Outcome.UNMATCHED, Outcome.PROVIDED)


def test_an_assignment_that_nothing_needs_is_left() -> None:
    text = in_game(RENDER).replace(
        "    async performRollback() { await this.pyodide.runPythonAsync(`env.t = 0`); }\n", ""
    )
    provided, _ = entries(text)
    assert (provided.outcome, provided.is_left) == (Outcome.PROVIDED, True)
    assert provided.reason is not None
    assert provided.reason.code is Code.NOT_NEEDED


def test_edits_have_the_number_of_their_site() -> None:
    found = looked(in_game(f"{RENDER}\n{LEFT}\n{RENDER}"))
    table = Entries(found.parts, found.file, found.module, found.rewritten, {})
    ids = {entry.line: entry.id for entry in table.all() if entry.outcome is Outcome.REWRITTEN}
    assert [(edit.site, edit.line) for edit in table.edits()] == [(ids[LINE], LINE), (ids[LINE + 2], LINE + 2)]
    assert len(set(ids.values())) == 2


def test_in_a_worker_every_use_is_where_it_belongs() -> None:
    found = looked(in_game(f"{RENDER}\n{LEFT}"))
    table = Entries(found.parts, found.file, found.module, found.rewritten, {})
    assert {entry.outcome for entry in table.in_worker()} == {Outcome.IN_WORKER}
