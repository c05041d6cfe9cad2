"""Names that `+` lines write: each must be one name, known there and not gone; Python values must be literals."""

from __future__ import annotations

import pytest

from migrator.rewriting.conditions.names import are_names, have_literals, visible
from tests.rewriting.candidates import candidate, told

DECLARES = "- $T = await this.pyodide.runPythonAsync(`env.t`);\n+ const $T = await this.worker.t();"


@pytest.mark.parametrize("target", ["this.a", "a.b", "unknown"])
def test_a_target_that_is_no_declared_name(target: str) -> None:
    found = candidate(DECLARES, f"{target} = await this.pyodide.runPythonAsync(`env.t`);", "a")
    (code, message, place), *_ = told(list(are_names(found)), found)
    assert (code, message) == ("differs", f"`{target}` stands where the page declares one name")
    assert place.startswith(target)


def test_a_name_is_one() -> None:
    found = candidate(DECLARES, "let a; a = await this.pyodide.runPythonAsync(`env.t`);")
    assert list(are_names(found)) == []


USES = """
- const $T = f($B);
- await this.pyodide.runPythonAsync(`env.step(${$T}, ${$A})`);
+ await this.worker.step($B, $A);
"""


def test_a_name_that_goes_is_not_written_again() -> None:
    body = "const t = f(b);\nawait this.pyodide.runPythonAsync(`env.step(${t}, ${t + 1})`);"
    found = candidate(USES, body, "f, b")
    assert told(list(visible(found)), found) == [
        ("still-used", "`t` is gone and `t + 1` still uses it", "t + 1})`);"),
    ]


def test_a_name_of_its_own_scope_comes_along_and_one_that_stays_is_known() -> None:
    body = "const t = f(b);\nawait this.pyodide.runPythonAsync(`env.step(${t}, ${((b) => b + c)})`);"
    found = candidate(USES, body, "f, b, c")
    assert list(visible(found)) == []


LITERAL = "- await this.pyodide.runPythonAsync(`env.step($A)`);\n+ await this.worker.step($A);"


@pytest.mark.parametrize("value", ["f()", "x", "1j", "b'a'", "{1, 2}"])
def test_no_literal_of_both_languages(value: str) -> None:
    found = candidate(LITERAL, f"await this.pyodide.runPythonAsync(`env.step({value})`);")
    assert told(list(have_literals(found)), found) == [
        (
            "no-literal",
            "the Python value is no literal that JavaScript has too",
            f"this.pyodide.runPythonAsync(`env.step({value})`);",
        ),
    ]


@pytest.mark.parametrize("value", ["1", "-1", "'a'", "None", "True", "[1, 'a']"])
def test_a_literal_of_both_languages(value: str) -> None:
    found = candidate(LITERAL, f"await this.pyodide.runPythonAsync(`env.step({value})`);")
    assert list(have_literals(found)) == []
