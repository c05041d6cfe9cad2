"""Statements that stay between those of a rule: nothing that is read across them may be another there."""

from __future__ import annotations

import pytest

from migrator.rewriting.conditions.gaps import undisturbed
from tests.rewriting.candidates import candidate, told

PAGE = """
- const $T = JSON.stringify($A);
  ...
- await this.pyodide.runPythonAsync(`env.step(${$T})`);
+ await this.worker.step($A);
"""


def refusals(value: str, between: str) -> list[tuple[str, str]]:
    body = f"const t = JSON.stringify({value});\n{between}\nawait this.pyodide.runPythonAsync(`env.step(${{t}})`);"
    found = candidate(PAGE, body, "f, a, b, g")
    return [(code, message) for code, message, _ in told(list(undisturbed(found)), found)]


@pytest.mark.parametrize(
    ("value", "between"),
    [
        ("a", "a = 1;"),
        ("a", "a++;"),
        ("a + 1", "[a] = b;"),
        ("a", "a.push(1);"),
        ("a", "a.b = 1;"),
        ("a", "delete a.b;"),
        ("a", "g(a);"),
        ("a", "g(a.b);"),
        ("a", "await b;"),
        ("a.b", "g();"),
        ("this.a", "g();"),
        ("this.a", "b.c = 1;"),
        ("[a.b]", "await b;"),
    ],
)
def test_what_may_be_another_behind_the_statements_between(value: str, between: str) -> None:
    moved = ("effect", f"`{value}` would be read on the other side of statements that may change it")
    assert refusals(value, between)[-1] == moved


@pytest.mark.parametrize(
    ("value", "between"),
    [
        ("a", ""),
        ("a", "b = 1;"),
        ("a", "g();"),
        ("1", "g();"),
        ("'x'", "a = 1;"),
        ("a.b", "const c = b;"),
        ("a", "const c = a.b;"),
    ],
)
def test_what_cannot_be_another(value: str, between: str) -> None:
    assert refusals(value, between) == []


def test_a_name_of_the_rule_is_written_between() -> None:
    page = """
    - let $T = f();
      ...
    - await this.pyodide.runPythonAsync(`env.step(${$T})`);
    + await this.worker.step();
    """
    body = "let t = f();\nt = 1;\nawait this.pyodide.runPythonAsync(`env.step(${t})`);"
    found = candidate(page, body, "f")
    assert ("effect", "`t` is written between the statements of the rule", "t = 1;") in told(
        list(undisturbed(found)), found
    )
