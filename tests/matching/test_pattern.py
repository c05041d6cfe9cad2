"""From the text of a block to patterns: what each statement is, and what its names are."""

from __future__ import annotations

import textwrap

import pytest

from migrator.matching.notation import NotationError
from migrator.matching.pattern import Block, Role, compile_block, compile_expression, metavariables
from migrator.model.settings import Receiver
from migrator.model.term import show
from migrator.report.sentences import words

RUN = "- await this.pyodide.runPythonAsync(`env.f(${$A})`);"


def block(text: str) -> Block:
    return compile_block(10, textwrap.dedent(text).strip("\n"), {})


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("- f();\n+ g();", 10, "a block holds no use of `this.pyodide`"),
        ("- await pyodide.runPythonAsync(`f()`);\n+ g();", 10, "a block holds no use of `this.pyodide`"),
        ("  this.pyodide.f();\n- f();\n+ g();", 10, "a block holds no use of `this.pyodide` in a `-` line"),
        (f"{RUN}\n  await this.pyodide.runPythonAsync(`f()`);", 11, "the call that runs Python stays"),
        (f"{RUN}\n  await this.pyodide.runPythonAsync($CODE);", 11, "the call that runs Python stays"),
        (f"{RUN}\n- await this.pyodide.runPythonAsync(CODE);", 11, "what runs is neither a program nor a metavariable"),
        ("- await this.pyodide.runPythonAsync();", 10, "what runs is neither a program nor a metavariable"),
        ("- await this.pyodide.runPythonAsync(...);", 10, "what runs is neither a program nor a metavariable"),
        ("- await this.pyodide.runPythonAsync($_);", 10, "what runs is neither a program nor a metavariable"),
        ("- await this.pyodide.runPythonAsync(...$CODE);", 10, "what runs is neither a program nor a metavariable"),
        (f"+ g();\n  f();\n{RUN}\n+ h();", 10, "these `+` lines touch no `-` line"),
        (f"- f(\n  );\n{RUN}", 10, "a statement has lines of different markers"),
        (f"- ...\n{RUN}", 10, "a gap of JavaScript stays where it is"),
        ("- await this.pyodide.runPythonAsync(`f(`);", 10, "the Python does not parse"),
        (f"{RUN}\n  <...\n- $A\n  ...>", 11, "a nest holds one `-` and one `+` expression"),
        (f"{RUN}\n  <...\n- f($A, $B)\n+ $A\n  ...>", 11, "a nest speaks of one metavariable"),
        (f"{RUN}\n  <...\n- if ($A) f();\n+ $A\n  ...>", 12, "a nest holds an expression"),
    ],
)
def test_a_fault_and_its_line(text: str, line: int, message: str) -> None:
    with pytest.raises(NotationError) as caught:
        block(text)
    assert caught.value.line == line
    assert message in words(caught.value.message)
    assert words(caught.value.message).mend


def test_elements_and_what_each_is() -> None:
    found = block(f"  f($A);\n  ...\n{RUN}\n+ await this.worker.f($A);\n  <...\n- $A\n+ $A.b\n  ...>")
    assert [(element.role, element.line) for element in found.elements] == [
        (Role.KEPT, 10), (Role.GAP, 11), (Role.REMOVED, 12), (Role.NEST, 14),
    ]  # fmt: skip
    assert found.anchor == 2
    assert [nest.name for nest in found.nests] == ["A"]
    assert [(insertion.at, insertion.code.lines) for insertion in found.insertions] == [(2, (13,))]


def test_names_that_go_come_and_are_new() -> None:
    found = block("""
    - const $S = f($A);
    - const $T = await this.pyodide.runPythonAsync(`env.f($X, ${$S})`);
    + const { answer, other: [last] } = await this.worker.f($A);
    + let $T = answer;
    """)
    assert found.declared == {"S", "T"}
    assert found.redeclared == {"T"}
    assert found.gone == {"S"}
    assert found.fresh == ("answer", "last")
    assert found.python == {"X"}


def test_plus_lines_belong_to_the_run_above_or_else_to_the_one_below() -> None:
    found = block(f"+ first();\n- f($A);\n  g();\n{RUN}\n+ second();")
    assert [insertion.at for insertion in found.insertions] == [0, 2]


def test_depth_counts_the_blocks_around_the_call() -> None:
    assert block(RUN).depth == 0
    assert block("- if ($B) {\n-     await this.pyodide.runPythonAsync(`env.f()`);\n- }").depth == 1


def test_metavariables_are_those_of_javascript_in_holes_too() -> None:
    expression = compile_expression("f($A, this.pyodide.runPythonAsync(`g($X, ${$B + $A})`))")
    assert list(metavariables(expression)) == ["A", "B", "A"]


@pytest.mark.parametrize("text", ["", "f(); g()", "if (a) b()", "const a = 1"])
def test_no_expression(text: str) -> None:
    with pytest.raises(NotationError) as caught:
        compile_expression(text)
    assert words(caught.value.message) == "this is not one expression"


def test_the_receiver_of_an_expression_is_a_setting() -> None:
    assert show(compile_expression("this.py.f(...)", Receiver("py"))) == "(call (member:f receiver) dots)"
