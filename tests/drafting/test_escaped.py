"""The statements before a call that make text for its program."""

from __future__ import annotations

import pytest

from migrator.drafting.escaped import escaped
from tests.rewriting.candidates import file


def found(statements: str) -> list[str]:
    """The names that are declared before the last program of a method and that a page of it declares too."""
    within = file(statements, "a, b, g")
    site = within.sites[-1]
    preceding = site.statements(0)
    assert preceding is not None
    held, index = preceding
    return [text.binding.name for text in escaped(within, site, held.nodes[:index])]


RUN = "await this.pyodide.runPythonAsync(`env.f(${%s})`);"
QUOTED = "await this.pyodide.runPythonAsync(`env.f('${%s}')`);"


@pytest.mark.parametrize(
    "statements",
    [
        "const t = g(a); " + RUN % "t",
        "const t = String(a); " + RUN % "b",
        "let t = String(a); t = b; " + RUN % "t",
        "const { t } = String(a); " + RUN % "t",
        "const t = String(a), u = b; " + RUN % "t",
        "const t = a; " + RUN % "t",
        "const t = JSON.stringify(a); " + QUOTED % "t",
    ],
)
def test_what_makes_no_text_for_the_program_is_none_of_them(statements: str) -> None:
    assert found(statements) == []


@pytest.mark.parametrize(
    ("statements", "names"),
    [
        ("const t = a.replace(/x/g, 'y'); " + RUN % "t", ["t"]),
        ("const t = a ?? 'None'; " + RUN % "t", ["t"]),
        ("const t = a.replace(/'/g, \"\\\\'\"); " + QUOTED % "t", ["t"]),
        (r"const t = a.replace(/'/g, '\\'); const u = t.replace(/x/g, '\\'); " + QUOTED % "u", ["t", "u"]),
    ],
)
def test_what_makes_text_for_the_program(statements: str, names: list[str]) -> None:
    assert found(statements) == names
