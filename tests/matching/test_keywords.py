"""Keyword arguments match in any order, where nobody can notice in which order they are evaluated."""

from __future__ import annotations

import pytest

from tests.rewriting.candidates import candidates

PUT = "- await this.pyodide.runPythonAsync(`put(value=${$V}, row=${$R})`);\n+ await this.worker.put($R, $V);"


def bound(diff: str, program: str) -> list[dict[str, str]]:
    """What the metavariables of a page stand for, once for each match."""
    found = candidates(diff, f"await this.pyodide.runPythonAsync(`\n{program}\n`);", "a, b, c, f")
    return [
        {
            name: each.source.text(term.origin.start_byte, term.origin.end_byte)
            for name, term in each.match.javascript.items()
        }
        for each in found
    ]


@pytest.mark.parametrize(
    ("program", "value", "row"),
    [
        ("put(value=${a}, row=${b})", "a", "b"),
        ("put(row=${b}, value=${a})", "a", "b"),
        ("put(row=${b + 1}, value=${a.c})", "a.c", "b + 1"),
        ("put(row=${f()}, value=${a})", "a", "f()"),
        ("put(row=${await f()}, value=${1})", "1", "await f()"),
        ("put(value=${f()}, row=${f.g()})", "f()", "f.g()"),
        ("put(row=1, value=${a})", "a", ""),
    ],
)
def test_any_order(program: str, value: str, row: str) -> None:
    expected = [{"V": value, "R": row}] if row else []
    assert bound(PUT, program) == expected


@pytest.mark.parametrize(
    "program",
    [
        "put(row=${f()}, value=${f.g()})",  # two effects in another order
        "put(row=${f()}, value=${a.b})",  # what is read may be changed by the effect
        "put(row=${a}, wert=${b})",
        "put(row=${a}, value=${b}, x=1)",
        "put(row=${a}, **c)",
        "put(row=${a}, row=${b})",
    ],
)
def test_another_call(program: str) -> None:
    assert bound(PUT, program) == []


def test_a_parameter_of_the_program_may_have_any_name() -> None:
    define = "def put(row, value):\n    env.s(row, value)\n"
    page = "- await this.pyodide.runPythonAsync(`\n-     def put(row, value):\n-         env.s(row, value)\n-     put(value=${$V}, row=${$R})\n- `);\n+ await this.worker.put($R, $V);"
    renamed = define.replace("row", "r").replace("value", "v")
    assert bound(page, renamed + "put(r=${b}, v=${a})") == [{"V": "a", "R": "b"}]
    assert bound(page, renamed.replace("s(r, v)", "s(v, r)") + "put(v=${a}, r=${b})") == []


@pytest.mark.parametrize(
    ("program", "fits"), [("f(obs=g(), t=x[0])", True), ("f(t=x[0], obs=g())", False), ("f(t=x, obs=g())", False)]
)
def test_an_effect_in_the_program_and_what_is_read_beside_it(program: str, fits: bool) -> None:
    page = "- await this.pyodide.runPythonAsync(`f(obs=g(), t=x[0])`);\n+ await this.worker.put();"
    assert bool(bound(page, program)) is fits
