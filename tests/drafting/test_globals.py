"""Globals around a program, and uses of its result: those of other programs and names stay out of the draft."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.drafting.globals import set_before, taken_after
from migrator.drafting.page import draft
from tests.drafting.test_page import lines, programs
from tests.support import in_game, write

RUN = "await this.pyodide.runPythonAsync(`total = price * rate`);"


def around(folder: Path, statements: str) -> tuple[list[str], list[str]]:
    """The globals that are set before the first program of some statements, and those that are taken after it."""
    file, sites = programs(write(folder, "a.js", in_game(statements)))
    found = sites[0].statements(0)
    assert found is not None
    row, index = found
    before = [each.name for each in set_before(file, sites[0], row.nodes[:index])]
    after = [taken_after(file, sites[0], node) for node in row.nodes[index + 1 :]]
    return before, [name for name in after if name is not None]


STAYS = {
    "of another name": "this.pyodide.globals.set('rates', 1);\n%s\nthis.pyodide.globals.get('totals');",
    "of an earlier program": "this.pyodide.globals.set('rate', 1);\nawait this.pyodide.runPythonAsync(`f()`);\n%s",
    "of another object": "other.globals.set('rate', 1);\n%s\nconst a = other.globals.get('total');",
    "a name that is not written": "this.pyodide.globals.set(name, 1);\n%s\nconst a = this.pyodide.globals.get(name);",
    "in a larger expression": "use(this.pyodide.globals.set('rate', 1));\n%s\nconst a = f(this.pyodide.globals.get('total'));",
    "nothing is set": "this.pyodide.globals.set('rate');\n%s",
}


@pytest.mark.parametrize("statements", STAYS.values(), ids=STAYS)
def test_other_globals_stay_out(tmp_path: Path, statements: str) -> None:
    file, sites = programs(write(tmp_path, "a.js", in_game(statements % RUN)))
    site = sites[-1]
    found = site.statements(0)
    assert found is not None
    row, index = found
    assert set_before(file, site, row.nodes[:index]) == []
    assert [taken_after(file, site, node) for node in row.nodes[index + 1 :]] == [None] * (len(row.nodes) - index - 1)


def test_globals_of_the_program_are_found(tmp_path: Path) -> None:
    statements = (
        "const r = this.pyodide.toPy(x);\nthis.pyodide.globals.set('rate', r);\nthis.pyodide.globals.set('price', 2);\n"
        f"{RUN}\nconst a = this.pyodide.globals.get('total').toJs();\nthis.pyodide.globals.delete('rate');"
    )
    assert around(tmp_path, statements) == (["rate", "rate", "price"], ["total", "rate"])


BLOCKS = {
    "what is set is what the command is given": (
        "this.pyodide.globals.set('rate', rate);\nthis.pyodide.globals.set('price', this.pyodide.toPy({ a: [rate] }));\n"
        f"{RUN}\nconst total = this.pyodide.globals.get('total');\nthis.pyodide.globals.delete('rate');\nuse(total);",
        [
            "- this.pyodide.globals.set('rate', $RATE);",
            "- this.pyodide.globals.set('price', this.pyodide.toPy($PRICE));",
            "- await this.pyodide.runPythonAsync(`total = price * rate`);",
            "- const $TOTAL = this.pyodide.globals.get('total');",
            "- this.pyodide.globals.delete('rate');",
            "+ const $TOTAL = await this.worker.todo($RATE, $PRICE);",
        ],
    ),
    "what was made for it is freed with it": (
        "const data = this.pyodide.toPy(rate);\nthis.pyodide.globals.set('rate', data);\nsay();\n"
        f"{RUN}\ndata.destroy();",
        [
            "- const $DATA = this.pyodide.toPy($RATE);",
            "- this.pyodide.globals.set('rate', $DATA);",
            "  ...",
            "- await this.pyodide.runPythonAsync(`total = price * rate`);",
            "- $DATA.destroy();",
            "+ await this.worker.todo($RATE);",
        ],
    ),
    "several globals are members of the answer": (
        "await this.pyodide.runPythonAsync(`a = f(); b = g()`);\nconst a = this.pyodide.globals.get('a').toJs();\n"
        "const b = this.pyodide.globals.get('b');\nuse(a, b);",
        [
            "- await this.pyodide.runPythonAsync(`a = f(); b = g()`);",
            "- const $A = this.pyodide.globals.get('a').toJs();",
            "- const $B = this.pyodide.globals.get('b');",
            "+ const result = await this.worker.todo();",
            "+ const $A = result.a;",
            "+ const $B = result.b;",
        ],
    ),
    "what is returned is the answer": (
        f"{RUN}\nreturn this.pyodide.globals.get('total').toJs();",
        [
            "- await this.pyodide.runPythonAsync(`total = price * rate`);",
            "- return this.pyodide.globals.get('total').toJs();",
            "+ return await this.worker.todo();",
        ],
    ),
    "a result that is converted and returned": (
        "const p = await this.pyodide.runPythonAsync(`f()`);\nreturn p.toJs();",
        [
            "- const $P = await this.pyodide.runPythonAsync(`f()`);",
            "- return $P.toJs();",
            "+ return await this.worker.todo();",
        ],
    ),
    "what the statement around does with it stays": (
        "const p = await this.pyodide.runPythonAsync(`f()`);\nthis.show(p.toJs().x, 1);\np.destroy();",
        [
            "- const $P = await this.pyodide.runPythonAsync(`f()`);",
            "- this.show($P.toJs().x, 1);",
            "- $P.destroy();",
            "+ this.show((await this.worker.todo()).x, 1);",
        ],
    ),
    "members that are assigned, in their order": (
        "const p = await this.pyodide.runPythonAsync(`f()`);\nthis.a = p.toJs();\nthis.b = p.toJs().b;\np.destroy();",
        [
            "- const $P = await this.pyodide.runPythonAsync(`f()`);",
            "- this.a = $P.toJs();",
            "- this.b = $P.toJs().b;",
            "- $P.destroy();",
            "+ const result = await this.worker.todo();",
            "+ this.a = result;",
            "+ this.b = result.b;",
        ],
    ),
    "what is shown of a global": (
        f"{RUN}\nthis.show(this.pyodide.globals.get('total'));",
        [
            "- await this.pyodide.runPythonAsync(`total = price * rate`);",
            "- this.show(this.pyodide.globals.get('total'));",
            "+ this.show(await this.worker.todo());",
        ],
    ),
}


@pytest.mark.parametrize("case", BLOCKS.values(), ids=BLOCKS)
def test_a_draft_has_the_globals_and_the_uses_of_the_result(tmp_path: Path, case: tuple[str, list[str]]) -> None:
    statements, expected = case
    assert lines(tmp_path / "a.js", in_game(statements, "rate, x, code")) == expected


def test_a_global_behind_another_program_is_of_that(tmp_path: Path) -> None:
    statements = f"{RUN}\nthis.pyodide.runPython(code);\nconst total = this.pyodide.globals.get('total');\nuse(total);"
    file, sites = programs(write(tmp_path, "a.js", in_game(statements, "code")))
    assert "globals" not in draft(file, sites[0]).text
