"""Statements of types among the lines that a rule removes stay."""

from __future__ import annotations

from pathlib import Path

from tests.support import in_game, run

BEFORE = """\
const held = await this.pyodide.runPythonAsync(`env.get_state()`);
type Plain = Record<string, number>;
interface Held { state: Plain }
const state = held.toJs({ dict_converter: Object.fromEntries }) as Plain;
this.keep<Held>({ state });
"""


def test_a_statement_of_types_between_removed_lines_stays(tmp_path: Path) -> None:
    result = run(tmp_path, in_game(BEFORE), name="case.ts")
    body = [line.strip() for line in result.after.splitlines()[-10:]]
    assert [entry.rule for entry in result.programs] == ["01-socket-state"]
    for line in ("type Plain = Record<string, number>;", "interface Held { state: Plain }", "this.keep<Held>({ state });"):
        assert body.count(line) == 1, result.after
    assert "held" not in result.after.replace("Held", "")
    assert [note for note in result.entry.notes if "comment" in str(note)] == []


def test_one_on_the_line_of_a_removed_statement_stays(tmp_path: Path) -> None:
    line = "const a = await this.pyodide.runPythonAsync(`env.get_state()`); type T = 1; const b = a.toJs({ dict_converter: Object.fromEntries }); f<T>(b);"
    result = run(tmp_path, in_game(line, "f"), name="case.ts")
    assert [entry.rule for entry in result.programs] == ["01-socket-state"]
    assert result.after.count("type T = 1;") == 1
    assert "f<T>(b);" in result.after
