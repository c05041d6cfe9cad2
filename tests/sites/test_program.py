"""A program as a term: its holes, its forms, and where its terms stand in the file."""

from __future__ import annotations

import pytest

from migrator.model.term import show
from migrator.sites.program import ProgramTerm, everything
from tests.rewriting.candidates import file


def program(text: str) -> ProgramTerm:
    found = file(f"await this.pyodide.runPythonAsync({text});", "a, b").sites[-1].program
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "at"), [("`f()\nx = = 1`", "x = = 1"), ("'f('", "f(")]
)
def test_a_program_that_is_none_has_a_fault_and_its_place(text: str, at: str) -> None:
    within = file(f"await this.pyodide.runPythonAsync({text});", "a, b")
    found = within.sites[-1].program
    assert found is not None
    assert found.variants == ()
    assert found.fault is not None
    assert found.fault[0]
    assert within.source.data[found.fault[1] :].decode().lstrip().startswith(at)


def test_holes_are_terms_of_javascript() -> None:
    found = program("`f(${a.b}, '${b}')`")
    assert [show(hole) for hole in found.holes] == ["(member:b name:a)", "name:b"]
    assert [show(part) for part in found.inside()] == ["(member:b name:a)", "name:a", "name:b"]
    assert found.fault is None


def test_everything_goes_into_holes() -> None:
    within = file("f(await this.pyodide.runPythonAsync(`g(${a})`));", "a, f")
    statements = within.sites[-1].statements(0)
    assert statements is not None
    term = within.term(statements[0].nodes[statements[1]])
    assert "name:a" in [show(part) for part in everything(term)]
    assert "name:a" not in [show(part) for part in term.walk()]


def test_tokens_are_names_that_count_and_kinds_are_all_nodes() -> None:
    found = program("`x = env.f('t')\nenv.g(x, x)`".replace("\n", "; "))
    assert {value for _, value in found.tokens} >= {"f", "g", "t"}
    assert "x" not in {value for _, value in found.tokens}
    assert found.kinds["call"] == 2
    assert found.kinds["gap"] == 0


def test_another_form_for_a_diagnosis_is_made_once() -> None:
    found = program("`x = env.f(); env.g(x)`")
    assert len(found.variants[0].body) == 1
    written = found.aligned("env", "none", pattern=False)
    assert len(written.body) == 2
    assert found.aligned("env", "none", pattern=False) is written


@pytest.mark.parametrize("text", ["`\n  f(${a})\n  g(1)`", "'f(1)\\ng(1)'", "`\\u0066(1); g(1)`"])
def test_the_place_of_a_term_is_one_of_the_file(text: str) -> None:
    within = file(f"await this.pyodide.runPythonAsync({text});", "a")
    found = within.sites[-1].program
    assert found is not None
    last = found.variants[0].body[-1]
    assert within.source.data[found.offset(found.variants[0], last) :].startswith(b"g(1)")
