"""Notes of a file: none where nothing was rewritten, and each names what somebody should look at."""

from __future__ import annotations

import pytest

from migrator.model.ledger import Note, NoteCode
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


TWO = GAME.replace("        this.worker = new Commands();\n        this.pyodide = this.worker;\n", "").replace(
    "    async performRollback() { await this.pyodide.runPythonAsync(`env.t = 0`); }\n", ""
) + (
    "export class Game extends Base {\n    constructor() { super(); this.worker = new Commands(); }\n"
    "    async start(given) { this.pyodide = VALUE; }\n"
    "    async act(code) {\n        await this.pyodide.runPythonAsync(`env.render()`);\n    }\n"
    "    REST\n}\n"
)
STAYS = {
    "a kept method": "async performRollback() { await this.pyodide.runPythonAsync(`env.t = 0`); }",
    "no rule": "async tilt() { await this.pyodide.runPythonAsync(`env.tilt(4)`); }",
    "a program that is not written there": "async tilt(code) { await this.pyodide.runPythonAsync(code); }",
    "an alias": "async tilt() { let py = this.pyodide; py = py ?? null; await py.runPythonAsync(`env.render()`); }",
    "globals": "tilt() { return this.pyodide.globals.get('t'); }",
    "a subclass": "}\nclass More extends Game {\n    tilt() { this.pyodide.runPython(`env.tilt(4)`); }",
}


def two(value: str, rest: str) -> list[Note]:
    found = looked(TWO.replace("VALUE", value).replace("REST", rest))
    return list(environments(found.parts, found.file, found.module, found.rewritten))


@pytest.mark.parametrize("rest", STAYS.values(), ids=STAYS)
def test_a_part_of_a_class_that_stays_works_on_another_environment(rest: str) -> None:
    (note,) = two("await loadPyodide()", rest)
    assert note.code is NoteCode.TWO_INTERPRETERS
    name = rest.split("(")[0].split()[-1]
    assert f"in `{name}` (line " in text_of(note)


@pytest.mark.parametrize(
    ("value", "rest"),
    [
        ("await loadPyodide()", ""),
        ("await loadPyodide()", "tilt() { this.pyodide.loadPackage(['numpy']); }"),
        ("await loadPyodide()", "}\nclass Hud {\n    tilt() { this.pyodide.runPython(`env.tilt(4)`); }"),
        ("this.worker", STAYS["no rule"]),
        ("this.worker", STAYS["a kept method"]),
        ("this.other = this.worker", STAYS["no rule"]),
        ("given; const w = new Commands(); this.worker = w; this.pyodide = w", STAYS["no rule"]),
        ("this.worker = new Commands()", STAYS["no rule"]),
    ],
)
def test_one_environment(value: str, rest: str) -> None:
    assert two(value, rest) == []


def test_nothing_is_said_of_two_environments_where_nothing_goes() -> None:
    left = looked(
        TWO.replace("VALUE", "await loadPyodide()").replace("REST", STAYS["no rule"]).replace("env.render", "e")
    )
    assert list(environments(left.parts, left.file, left.module, left.rewritten)) == []
