"""What is checked of a block of a page."""

from __future__ import annotations

import pytest

from migrator.matching.pattern import compile_block
from migrator.model.ledger import Sentence
from migrator.rules.checks import check

CALL = "- await this.pyodide.runPythonAsync(`env.step(${$A})`);"
TURN = "- await this.pyodide.runPythonAsync(`env.turn()`);"
STEP = "+ await this.worker.step($A);"


def found(diff: str) -> list[tuple[int, Sentence]]:
    faults: list[tuple[int, Sentence]] = []
    check(compile_block(1, diff, {}), lambda line, sentence, **_: faults.append((line, sentence)))
    return faults


FAULTY = {
    f"{CALL}\n+ await this.worker.step($B);": [(2, Sentence.UNBOUND_METAVARIABLE)],
    f"- const $R = g($A);\n{CALL}\n+ await this.worker.step($R);": [(3, Sentence.DECLARATION_GONE)],
    f"{CALL}\n{STEP}\n  <...\n- $B.a\n+ $B.b\n  ...>": [(5, Sentence.UNBOUND_METAVARIABLE), (3, Sentence.NEST_UNBOUND)],
    f"{CALL}\n+ await send.it($A);": [(2, Sentence.FREE_NAME)],
    f"- const a = $A;\n{CALL}\n+ const a = await this.worker.step($A, Math.PI);\n+ f.g(a);": [(4, Sentence.FREE_NAME)],
    f"{CALL}\n- cleanUp();\n{STEP}": [(2, Sentence.UNTIED_STATEMENT)],
    f"{CALL}\n- this.cleanUp($A);\n{STEP}": [],
    f"{CALL}\n- log($A, run(...));\n{STEP}": [(2, Sentence.DROPS_ARGUMENTS)],
    f"{CALL}\n- log($A, ...);\n{STEP}": [],
    f"{CALL.replace('env', '$A')}\n{STEP}": [(1, Sentence.IN_BOTH_LANGUAGES)],
    f"{CALL}\n+ await this.pyodide.runPythonAsync(`env.step(${{$A}})`);": [(2, Sentence.MATCHES_AGAIN)],
    f"{CALL}\n{STEP}": [],
    # Several programs: any of them again.
    f"{CALL}\n{TURN}\n+ await this.pyodide.runPythonAsync(`env.turn()`);": [(3, Sentence.MATCHES_AGAIN)],
    f"{CALL}\n{TURN}\n{STEP}": [],
    f"{CALL}\n- await this.pyodide.runPythonAsync(`# ${{$B}}`);\n{STEP}": [(2, Sentence.PAGE_HOLE_HIDDEN)],
    # Any code: it is sent, and never run here again.
    "- await this.pyodide.runPythonAsync($A);\n+ await this.worker.render();": [(1, Sentence.CODE_NOT_SENT)],
    f"- await this.pyodide.runPythonAsync($A);\n{STEP}": [],
    "- await this.pyodide.runPythonAsync($A);\n+ await this.pyodide.runPythonAsync(`f(${$A})`);": [
        (2, Sentence.MATCHES_AGAIN),
    ],
    "- await this.pyodide.runPythonAsync($A);\n+ await this.pyodide.runPythonAsync($A, 1);": [
        (2, Sentence.MATCHES_AGAIN),
    ],
    # A use that runs nothing.
    f"- await this.pyodide.loadPackage($A);\n{STEP}": [],
    f"- await this.pyodide.loadPackage($A);\n{STEP}\n+ if ($A) await this.pyodide.loadPackage('b');": [
        (3, Sentence.MATCHES_AGAIN),
    ],
    f"- await this.pyodide.loadPackage('a', $A);\n{STEP}\n+ await this.pyodide.loadPackage('a');": [],
    f"- this.pyodide = $A;\n{STEP}": [],
    f"- await this.pyodide.runPythonAsync`f()`;\n- f($A);\n- this.pyodide.f($A);\n{STEP}": [
        (1, Sentence.NEVER_MATCHES),
    ],
}


@pytest.mark.parametrize("diff", FAULTY)
def test_the_faults_of_a_block(diff: str) -> None:
    assert found(diff) == FAULTY[diff]
