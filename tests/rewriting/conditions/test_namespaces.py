"""The values of a namespace are arguments: a page writes each of them, or says what holds them."""

from __future__ import annotations

import pytest

from migrator.rewriting.conditions.namespaces import are_arguments
from tests.rewriting.candidates import candidate, told

WRITTEN = """
- const $R = await this.pyodide.runPythonAsync(`mix(x)`, { locals: this.pyodide.toPy({ x: $X }) });
+ const $R = await this.worker.step($X);
"""
MADE = """
- const $NS = this.pyodide.toPy({ x: $X });
- const $R = await this.pyodide.runPythonAsync(`mix(x)`, { globals: $NS });
+ const $R = await this.worker.step($X);
"""
GIVEN = """
- const $R = await this.pyodide.runPythonAsync(`mix(x)`, { globals: $NS });
+ const $R = await this.worker.%s;
"""
CALL = "const r = await this.pyodide.runPythonAsync(`mix(x)`, %s);"
MAKES = "const ns = this.pyodide.toPy({ x: a });\n"


def refusals(page: str, body: str) -> list[tuple[str, str]]:
    found = candidate(page, body, "a, ns")
    return [(code, message) for code, message, _ in told(list(are_arguments(found)), found)]


def test_a_namespace_of_which_the_page_says_nothing() -> None:
    [(code, message)] = refusals(GIVEN % "render()", CALL % "{ globals: ns }")
    assert code == "unexplained"
    assert "{ globals: ns }" in message


@pytest.mark.parametrize(
    ("page", "body"),
    [
        (WRITTEN, CALL % "{ locals: this.pyodide.toPy({ x: a }) }"),
        (MADE, MAKES.replace(" ns ", " own ") + CALL % "{ globals: own }"),
        (GIVEN % "step($NS)", CALL % "{ globals: ns }"),
    ],
)
def test_a_namespace_whose_values_the_page_has(page: str, body: str) -> None:
    assert refusals(page, body) == []
