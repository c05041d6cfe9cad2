"""A block as a source has it that assigns: the elements, and the `+` lines."""

from __future__ import annotations

import textwrap

import pytest

from migrator.matching.assigned import as_assignment, assigned_form
from migrator.matching.pattern import Block, compile_block
from migrator.model.term import show

RUN = "- const $X = await this.pyodide.runPythonAsync(`env.f()`);\n"


def block(text: str) -> Block:
    return compile_block(10, textwrap.dedent(text).strip("\n"), {})


def written(text: str, *names: str) -> str | None:
    form = assigned_form(block(text), frozenset(names or ("X",)))
    return None if form is None else "\n".join(each.code.data.decode() for each in form.insertions)


@pytest.mark.parametrize(
    "added",
    [
        "+ let $X;\n+ $X = await this.worker.f();",  # it would have no value before
        "+ const { a: $X, b } = await this.worker.f();",  # half of it is declared
        "+ if (await this.worker.f()) { var $X = 1; }",
    ],
)
def test_lines_that_cannot_assign(added: str) -> None:
    assert written(RUN + added) is None


def test_what_is_no_declaration_of_one_thing() -> None:
    for text in ("- const $X = await this.pyodide.runPythonAsync(`env.f()`), $Y = 1;", "- const { a: $X = 1 } = await this.pyodide.runPythonAsync(`env.f()`);"):
        term = block(text).elements[0].term
        assert term is not None
        assert as_assignment(term) is None


@pytest.mark.parametrize(
    ("added", "after"),
    [
        ("+ const $X = await this.worker.f();", "$X = await this.worker.f();"),
        ("+ const $X = await this.worker.f()", "$X = await this.worker.f();"),
        ("+ const { a: $X } = await this.worker.f();", "({ a: $X } = await this.worker.f());"),
        ("+ const [$X] = await this.worker.f();", "[$X] = await this.worker.f();"),
        ("+ g()\n+ const { a: $X } = await this.worker.f()", "g();\n({ a: $X } = await this.worker.f());"),
        ("+ const r = await this.worker.f(), $X = r.a;", "const r = await this.worker.f(); $X = r.a;"),
        ("+ let $X = await this.worker.f(), r = $X.a, s = 1;", "$X = await this.worker.f(); let r = $X.a, s = 1;"),
        ("+ const r = await this.worker.f(),\n+     { a: $X } = r;", "const r = await this.worker.f();\n    ({ a: $X } = r);"),
    ],
)
def test_lines_that_assign(added: str, after: str) -> None:
    assert written(RUN + added) == after


def test_the_rest_of_the_block_knows_it() -> None:
    whole = block("- const $P = await this.pyodide.runPythonAsync(`env.f()`);\n- const $X = $P.g();\n+ const $X = await this.worker.f();")
    both = assigned_form(whole, frozenset({"P", "X"}))
    assert both is not None
    assert (both.declared, both.redeclared, both.gone, both.assigned) == ({"P"}, set(), {"P"}, {"P", "X"})
    assert both.elements[1].term is not None
    assert show(both.elements[1].term).startswith("(expr (assign:=")
    assert both.elements[0].term is not None
    assert [*both.elements[0].term.walk()][-1] is [*(whole.elements[0].term or both.elements[0].term).walk()][-1]
    assert assigned_form(whole, frozenset({"Q"})) is None
