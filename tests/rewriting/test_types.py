"""Types in the lines that a rule removes: statements of types stay, and what moves takes its types along."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from migrator.rules.loader import Rule
from tests.rewriting.candidates import page
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


# -- what moves, moves with its types ----------------------------------------------------------------------------------

DECLARED = page(
    """
    - const $R = await this.pyodide.runPythonAsync(`count(${$N})`);
    + const $R = await this.worker.step($N);
    """
)
ADDED = page(
    """
    - const $R = await this.pyodide.runPythonAsync(`count(${$N})`);
    + const $R = (await this.worker.step(1)) * $N;
    """
)
ASSIGNED = page(
    """
    - $T = await this.pyodide.runPythonAsync(`count(${$N})`);
    + $T = await this.worker.step($N);
    """
)


@pytest.mark.parametrize(
    ("rule", "before", "after", "dropped"),
    [
        (DECLARED, "const r: T = await P(`count(${n})`);", "const r: T = await W(n);", []),
        (DECLARED, "const r: T = (await P(`count(${n})`)) as T;", "const r: T = await W(n);", ["as T"]),
        (DECLARED, "const r = await P<T>(`count(${n as U})`);", "const r = await W(n as U);", ["<T>"]),
        (DECLARED, "const r = <T>await P(`count(${n!})`);", "const r = await W(n!);", ["<T>"]),
        (DECLARED, "const r = await P(`count(${<U>n})`) satisfies T", "const r = await W(<U>n)", ["satisfies T"]),
        (ADDED, "const r = await P(`count(${n as U})`);", "const r = (await W(1)) * (n as U);", []),
        (ADDED, "const r = await P(`count(${<U>n})`);", "const r = (await W(1)) * <U>n;", []),
        (ADDED, "const r = await P(`count(${n!})`);", "const r = (await W(1)) * n!;", []),
        (ASSIGNED, "(o.a as T) = await P(`count(${n})`);", "(o.a as T) = await W(n);", []),
        (ASSIGNED, "(<T>o.a) = await P(`count(${n})`);", "(<T>o.a) = await W(n);", []),
        (ASSIGNED, "o.a! = await P(`count(${n})`);", "o.a! = await W(n);", []),
    ],
)
def test_what_moves_takes_its_types_along(
    tmp_path: Path, rule: Rule, before: str, after: str, dropped: list[str]
) -> None:
    def spelled(text: str) -> str:
        return in_game(re.sub(r"P(?=[(<])", "this.pyodide.runPythonAsync", text).replace("W(", "this.worker.step("), "n, o")

    result = run(tmp_path, spelled(before), rules=[rule], name="case.ts")
    assert result.after == spelled(after)
    assert [item.text for entry in result.programs for item in entry.dropped] == [f"type `{text}`" for text in dropped]


def test_types_that_go_with_the_declaration_of_code_are_told(tmp_path: Path) -> None:
    text = in_game("const code: string = `count(${<U>n})`;\nconst r: T = await this.pyodide.runPythonAsync(code);", "n")
    result = run(tmp_path, text, rules=[DECLARED], name="case.ts")
    assert result.after == in_game("const r: T = await this.worker.step(<U>n);", "n")
    assert [(item.line, item.text) for entry in result.programs for item in entry.dropped] == [(25, "type `: string`")]
