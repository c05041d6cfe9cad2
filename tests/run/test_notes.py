"""Notes of a file: none where nothing was rewritten, and each names what somebody should look at."""

from __future__ import annotations

import pytest

from migrator.model.ledger import NoteCode
from migrator.run.notes import environments, unfinished, unseen
from tests.run.files import looked
from tests.support import GAME, in_game, text_of

RENDER = "await this.pyodide.runPythonAsync(`env.render()`);"
TODO = "await this.pyodide.runPythonAsync(`env.render()  # TODO: colours`);"
LEFT = "await this.pyodide.runPythonAsync(`env.tilt(4)  # FIXME later`);"


@pytest.mark.parametrize("statement", [LEFT, RENDER, TODO.replace("TODO", "TODOS")])
def test_comments_that_stay_or_ask_nothing_have_no_note(statement: str) -> None:
    found = looked(in_game(statement))
    assert list(unfinished(found.file, found.rewritten)) == []


def test_a_comment_that_somebody_meant_to_come_back_to_goes_with_a_note() -> None:
    found = looked(in_game(f"{RENDER}\n{TODO}"))
    [note] = unfinished(found.file, found.rewritten)
    assert (note.code, note.line) == (NoteCode.PYTHON_COMMENT, 26)
    assert text_of(note) == "the Python comment `# TODO: colours` goes with its program"


@pytest.mark.parametrize("statement", [RENDER, LEFT])
def test_programs_without_code_in_holes_are_seen_whole(statement: str) -> None:
    found = looked(in_game(statement))
    assert list(unseen(found.file, found.rewritten)) == []


def test_one_class_with_its_commands_on_both_sides_has_two_environments() -> None:
    base = GAME.replace("        this.worker = new Commands();\n        this.pyodide = this.worker;\n", "")
    method = "    async performRollback() { await this.pyodide.runPythonAsync(`env.t = 0`); }\n"
    text = base.replace(method, "") + (
        "export class Game extends Base {\n    constructor() { super(); this.worker = new Commands();"
        " this.pyodide = loadPyodide(); }\n"
        f"{method}    async act() {{\n        STATEMENT\n    }}\n}}\n"
    )
    found = looked(text.replace("STATEMENT", RENDER))
    [note] = environments(found.parts, found.file, found.module, found.rewritten)
    assert note.code is NoteCode.TWO_INTERPRETERS
    assert "performRollback" in text_of(note)
    left = looked(text.replace("STATEMENT", LEFT))
    assert list(environments(left.parts, left.file, left.module, left.rewritten)) == [], "nothing is rewritten"
    same = looked(text.replace("STATEMENT", RENDER).replace("loadPyodide()", "this.worker"))
    assert list(environments(same.parts, same.file, same.module, same.rewritten)) == []
