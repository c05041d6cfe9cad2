"""One pattern and one term, in either language: whether they fit, what they bind, and what is told where they do not."""

from __future__ import annotations

import pytest

from migrator.matching.matcher import Matcher, TooAmbiguous
from migrator.matching.pattern import compile_expression
from migrator.model.term import Term, show
from tests.rewriting.candidates import file, page


def term(expression: str) -> tuple[Matcher, Term]:
    """A matcher over a file whose last program stands behind an expression, and the expression's term."""
    within = file(f"use({expression});\nawait this.pyodide.runPythonAsync(`env.t`);", "a, b, c, f, use")
    call = within.sites[-1].statements(0)
    assert call is not None
    statements, index = call
    return Matcher(within), within.term(statements.nodes[index - 1]).children[0].children[1]


@pytest.mark.parametrize(
    ("pattern", "source"),
    [
        ("f($X)", "f()"),
        ("f($X)", "f(a, b)"),
        ("f($X, $X)", "f(a, b)"),
        ("f(a)", "f(b)"),
        ("f(..., a)", "f(a, b)"),
        ("f(... $X ...)", "f()"),
        ("$X.a", "a.b"),
        ("a?.b", "a.b"),
        ("'a'", "`a${b}`"),
        ("`a ${$X}`", "`b ${a}`"),
        ("{ a: $X }", "{ b: a }"),
        ("$_", "f()"),
        ("() => $X", "async () => a"),
    ],
)
def test_terms_that_do_not_fit(pattern: str, source: str) -> None:
    matcher, found = term(source)
    assert not matcher.fits(compile_expression(pattern), found)
    assert matcher.best is not None


@pytest.mark.parametrize(
    ("pattern", "source", "bound"),
    [
        ("f($X)", "f(a)", "name:a"),
        ("f($X, $X)", "f(a.b, a.b)", "(member:b name:a)"),
        ("f(..., $X)", "f(a, b, c)", "name:c"),
        ("f($X, ...)", "f(a)", "name:a"),
        ("f(... b, $X ...)", "f(a, b, c)", "name:c"),
        ("$X.a", "b.a", "name:b"),
        ("`a ${$X}...`", "`a ${b} c`", "name:b"),
        ("$_ + $X", "a.b + c", "name:c"),
        ("{ a: $X }", "{ a }", "name:a"),
        ("($X) => 1", "(b) => 1", "name:b"),
    ],
)
def test_terms_that_fit_and_what_is_bound(pattern: str, source: str, bound: str) -> None:
    matcher, found = term(source)
    assert matcher.fits(compile_expression(pattern), found)
    given = matcher.bound("X")
    assert given is not None
    assert show(given) == bound
    assert matcher.bound("NONE") is None


def test_what_is_bound_stays_bound_for_the_next_pair_and_goes_for_a_new_one() -> None:
    matcher, found = term("f(a, b)")
    first, second = found.children[1:]
    variable = compile_expression("$X")
    assert matcher.bind(variable, first)
    assert not matcher.bind(variable, second)
    assert matcher.fits(variable, second)


def test_too_many_steps_are_refused_and_are_no_fit() -> None:
    matcher, found = term(f"f({', '.join('ab' * 20)})")
    pattern = compile_expression("f(" + ", ".join(["..., a"] * 12) + ", c)")
    matcher.allow(500)
    with pytest.raises(TooAmbiguous):
        matcher.bind(pattern, found)
    assert not matcher.fits(pattern, found)


@pytest.mark.parametrize(
    ("pattern", "source", "fits"),
    [
        ("env.f(${$A})", "env.f(1)", False),
        ("x = env.f()\nenv.g(x)\nenv.h(x)", "x = env.f()\nenv.g(x)\nenv.h(y)", False),
        ("env.f(x, y)", "env.f(y, x)", False),
        ("env.f($X, $X)", "env.f(1, 2)", False),
        ("...\nenv.f()", "env.g()\nenv.f()", False),
        ("x = env.f()\nenv.g(x, x)", "y = env.f()\nenv.g(y, y)", True),
        ("env.f(${$A})", "env.f(${a})", True),
        ("env.f($X, $X)", "env.f(1, 1)", True),
        ("...\nenv.f()", "x = 1\ny = x\nenv.f()", True),
        ("import json\njson.dumps(env.f())", "from json import dumps as d\nd(env.f())", True),
    ],
)
def test_programs(pattern: str, source: str, fits: bool) -> None:
    plus = "+ await this.worker.f($A);" if "$A}" in pattern else "+ await this.worker.f();"
    lines = "\n".join(f"-     {line}" for line in pattern.split("\n"))
    block = page(f"- await this.pyodide.runPythonAsync(`\n{lines}\n- `);\n{plus}").blocks[0]
    within = file(f"await this.pyodide.runPythonAsync(`\n{source}\n`);", "a")
    program = within.sites[-1].program
    assert program is not None
    assert Matcher(within).fits_program(block.program, program) is fits
    assert bool(list(Matcher(within).match(block, within.sites[-1]))) is fits


def test_each_way_in_which_a_block_fits_is_given_once() -> None:
    block = page("""
    - $F($A);
      ...
    - await this.pyodide.runPythonAsync(`env.f(${$A})`);
    + await this.worker.f($F, $A);
    """).blocks[0]
    within = file("f(a);\nb(a);\nc(b);\nawait this.pyodide.runPythonAsync(`env.f(${a})`);", "a, b, c, f")
    found = list(Matcher(within).match(block, within.sites[-1]))
    assert sorted(show(match.javascript["F"]) for match in found) == ["name:b", "name:f"]
    assert all([node.text for gap in match.gaps for node in gap.nodes][-1] == b"c(b);" for match in found)
