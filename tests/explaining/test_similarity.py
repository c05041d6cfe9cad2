"""How much of a page's terms a source has, and which statements are paired."""

from __future__ import annotations

import pytest

from migrator.explaining.similarity import Likeness, nearness
from migrator.model.term import Term
from migrator.sites.program import ProgramTerm
from tests.rewriting.candidates import file, page


def source(program: str) -> ProgramTerm:
    found = file(f"await this.pyodide.runPythonAsync(`\n{program}\n`);").sites[-1].program
    assert found is not None
    return found


def body(program: str) -> tuple[Term, ...]:
    return source(program).variants[0].body


def share(one: str, other: str) -> float:
    (pattern,), (term,) = body(one), body(other)
    return Likeness().share(pattern, term)


def test_the_same_is_whole_and_nothing_in_common_is_nothing() -> None:
    assert share("f(a, 1)", "f(a, 1)") == pytest.approx(1)
    assert share("del a", "f(1)") == 0


@pytest.mark.parametrize(
    ("wanted", "nearer", "further"),
    [
        ("f(a, b)", "f(a, 1)", "f(1, 1)"),
        ("f(a, b)", "f(a, b, c)", "g(a, b)"),
        ("f(a)", "x = f(a)", "x = g(b)"),
        ("if a: f(b)", "if a: f(1)", "if a: g()"),
        ("env.f(1)", "env.f(2)", "env.g(2)"),
    ],
)
def test_what_is_nearer(wanted: str, nearer: str, further: str) -> None:
    assert 1 > share(wanted, nearer) > share(wanted, further)


def test_names_are_taken_apart() -> None:
    pattern, term = body("x = f()\ng(x, x)"), body("y = f()\ng(y, y)")
    assert Likeness().share_of(list(zip(pattern, term, strict=True))) == pytest.approx(1)


def test_statements_are_paired_in_order_and_by_what_they_share() -> None:
    wanted, given = body("f(a)\ng(b)\nh(c)"), body("f(a)\nother.thing[1] = 2\nh(c)")
    pairs = [pair for pair in Likeness().pairs(wanted, given, "program-body") if None not in pair]
    assert (0, 0) in pairs
    assert (2, 2) in pairs
    assert (1, 1) not in pairs


def test_nearness_is_no_less_than_the_kinds_allow() -> None:
    block = page("- await this.pyodide.runPythonAsync(`env.f(1)`);\n+ await this.worker.f();").blocks[0]
    near = nearness(block, source("env.f(1)"))
    assert near > nearness(block, source("env.f(1)\nfor a in b:\n  c = [d for d in e]"))
    assert near >= Likeness().share(block.program.variants[0].body[0], body("env.f(1)")[0])
