"""The edits of one candidate: what goes, what comes, and the comments between."""

from __future__ import annotations

import pytest

from migrator.javascript.edit import apply
from migrator.model.ledger import Note, NoteCode
from migrator.model.settings import Settings
from migrator.rewriting.changes import changes
from migrator.rewriting.fresh import FreshNames
from tests.rewriting.candidates import candidate

RUN = "await this.pyodide.runPythonAsync(`env.f()`);"
GOES = f"- {RUN}"
COMES = f"- {RUN}\n+ await this.worker.render();"


def changed(page: str, statements: str) -> tuple[str, list[Note]]:
    """The statements of the method after the first match, and what a reader should know."""
    match = candidate(page, statements)
    notes: list[Note] = []
    edits = list(changes(match, FreshNames([match]), Settings(), notes))
    text = apply(match.source.data, edits).decode()
    return text[text.index("act(") :].split("{", 1)[1].rsplit("}", 2)[0].strip(), notes


@pytest.mark.parametrize(
    ("page", "statements", "after"),
    [
        (GOES, f"a();\n{RUN}\nb();", ["a();", "b();"]),
        (COMES, f"a();\n{RUN}\nb();", ["a();", "await this.worker.render();", "b();"]),
        (COMES, f"if (a) {RUN}\nb();", ["if (a) await this.worker.render();", "b();"]),
        (GOES, f"if (a) {RUN}\nb();", ["if (a) {}", "b();"]),
        (COMES, f"a(); {RUN} b();", ["a(); await this.worker.render(); b();"]),
    ],
)
def test_what_goes_and_what_comes(page: str, statements: str, after: list[str]) -> None:
    text, notes = changed(page, statements)
    assert [line.strip() for line in text.split("\n")] == after
    assert notes == []


def test_a_comment_that_lasts_is_noted() -> None:
    text, notes = changed(COMES, f"// eslint-disable-next-line\n{RUN.replace('this', '/* istanbul ignore next */ this')}")
    assert "istanbul ignore next" in text
    assert [note.code for note in notes] == [NoteCode.COMMENT_STAYS]
