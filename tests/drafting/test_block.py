"""The block of a page from a site: what goes, the gaps between, and what comes."""

from __future__ import annotations

import pytest

from migrator.drafting.block import Block
from migrator.drafting.metavariables import Metavariables
from migrator.drafting.program import literal
from migrator.drafting.statements import Removed
from tests.javascript.nodes import texts
from tests.rewriting.candidates import file


def block(statements: str, *, prints: bool = False) -> list[str]:
    """The lines for the last program of a method, with the statements from that of its call on."""
    within = file(statements, "a, b, g")
    site = within.sites[-1]
    found = site.statements(0)
    assert found is not None
    held, index = found
    return list(Block(within, site, held.nodes, index, prints=prints).lines())


RUN = "await this.pyodide.runPythonAsync(`env.f(${a})`)"


@pytest.mark.parametrize(
    ("statements", "lines"),
    [
        (f"{RUN};", ["- await this.pyodide.runPythonAsync(`env.f(${$A})`);", "+ await this.worker.todo($A);"]),
        (
            f"const t = {RUN};\ng(t);",
            ["- const $T = await this.pyodide.runPythonAsync(`env.f(${$A})`);", "+ const $T = await this.worker.todo($A);"],
        ),
        (
            f"b = {RUN};",
            ["- $B = await this.pyodide.runPythonAsync(`env.f(${$A})`);", "+ $B = await this.worker.todo($A);"],
        ),
        (
            f"const p = {RUN};\ng();\np.destroy();",
            [
                "- const $P = await this.pyodide.runPythonAsync(`env.f(${$A})`);",
                "+ await this.worker.todo($A);",
                "  ...",
                "- $P.destroy();",
            ],
        ),
    ],
)
def test_lines(statements: str, lines: list[str]) -> None:
    assert block(statements) == lines


def test_prints_go_unless_they_are_to_stay() -> None:
    statements = "await this.pyodide.runPythonAsync(`\n    print(1)\n    env.f()\n`);"
    assert "print" not in "".join(block(statements))
    assert "print(1)" in "".join(block(statements, prints=True))


@pytest.mark.parametrize(
    ("following", "gone"),
    [
        ("g(t);", []),
        ("const u = t.x;", []),
        ("b.destroy();", []),
        ("t.destroy();", ["t.destroy();"]),
        ("const u = t.toJs();", ["const u = t.toJs();"]),
        ("const u = t.toJs();\ng(b);\nu.destroy();", ["const u = t.toJs();", "u.destroy();"]),
    ],
)
def test_statements_that_go_with_the_program(following: str, gone: list[str]) -> None:
    within = file(f"const t = {RUN};\n{following}\n", "a, b, g")
    found = within.sites[-1].statements(0)
    assert found is not None
    held, index = found
    removed = Removed(within, held.nodes, index, [])
    assert texts(removed.nodes)[1:] == gone


def test_a_declaration_is_live_where_what_stays_uses_it() -> None:
    within = file(f"const t = {RUN};\nconst u = t.toJs();\ng(u);", "a, g")
    found = within.sites[-1].statements(0)
    assert found is not None
    removed = Removed(within, found[0].nodes, found[1], [])
    assert [removed.is_live(node) for node in removed.nodes] == [False, True]
    assert removed.are_adjacent(*removed.nodes)


@pytest.mark.parametrize(
    ("program", "pattern"),
    [
        ("`env.f(${a.b})`", "`env.f(${$B})`"),
        ("'env.f(`a`)'", "`env.f(\\`a\\`)`"),
        ("`print(a); env.f()`", "`env.f()`"),
        ("`env.f(); print(a)\\nenv.g()`", "`env.f()\\nenv.g()`"),
    ],
)
def test_the_program_of_a_page(program: str, pattern: str) -> None:
    within = file(f"await this.pyodide.runPythonAsync({program});", "a")
    site = within.sites[-1]
    found = literal(within, site, Metavariables(within.source, {}), prints=False)
    assert found.replace(" ", "") == pattern.replace(" ", "")
