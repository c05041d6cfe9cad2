"""The first difference between a page and a site, on the alignment that matches most."""

from __future__ import annotations

import pytest

from migrator.explaining.alignment import compare, compare_around
from migrator.matching.matcher import Difference
from migrator.model.term import show
from tests.rewriting.candidates import file, page


def difference(wanted: str, given: str) -> tuple[str | None, str | None] | None:
    """What the page has and what the source has where two programs differ first."""
    lines = "\n".join(f"-     {line}" for line in wanted.split("\n"))
    block = page(f"- await this.pyodide.runPythonAsync(`\n{lines}\n- `);\n+ await this.worker.f();").blocks[0]
    within = file(f"await this.pyodide.runPythonAsync(`\n{given}\n`);")
    program = within.sites[-1].program
    assert program is not None
    return _shown(compare(within, block, program).difference)


def _shown(found: Difference | None) -> tuple[str | None, str | None] | None:
    return found and (found.expected and show(found.expected), found.found and show(found.found))


def assert_says(differs: tuple[str | None, str | None] | None, expected: str | None, found: str | None) -> None:
    """Each side is there or not, and holds the text."""
    assert differs is not None
    for said, part in zip(differs, (expected, found), strict=True):
        assert (said is None) == (part is None)
        assert said is None or part is None or part in said


@pytest.mark.parametrize(
    ("wanted", "given", "expected", "found"),
    [
        ("env.f(1)", "env.f(2)", "number:1", "number:2"),
        ("env.f(a)", "env.g(a)", "f", "g"),
        ("env.f()\nenv.g(1)", "env.f()\nenv.g(2)", "number:1", "number:2"),
        ("env.f(1)", "env.f(1)\nenv.g()", None, "(expr (call (attribute:g environment)))"),
        ("env.f(1)\nenv.g()", "env.f(1)", "(expr (call (attribute:g environment)))", None),
        ("x = env.f()\nenv.g(x, x)", "x = env.h()\nenv.g(x, x)", "f", "h"),
        ("env.f(a=1)", "env.f(b=1)", "a", "b"),
        ("env.f(b=True, a=(',', ':'))", "env.f(b=True, a=(',', ':${this.other}'))", "string::", "holestring"),
        ("env.f(b=True, a=1)", "env.f(b=True)", "keyword:a", None),
    ],
)
def test_the_first_difference_of_two_programs(wanted: str, given: str, expected: str | None, found: str | None) -> None:
    assert_says(difference(wanted, given), expected, found)


@pytest.mark.parametrize(
    ("wanted", "given"), [("env.f(1)", "env.f(1)"), ("x = env.f()\nenv.g(x)", "env.g(env.f())"), ("env.f()", "env.f()")]
)
def test_programs_that_fit_have_none(wanted: str, given: str) -> None:
    assert difference(wanted, given) is None


AROUND = """
- const $T = await this.pyodide.runPythonAsync(`env.f()`);
- console.log($T, 1);
+ await this.worker.f();
"""


@pytest.mark.parametrize(
    ("behind", "expected", "found"),
    [
        ("console.log(t, 2);", "number:1", "number:2"),
        ("console.warn(t, 1);", "member:log", "member:warn"),
        ("", "(expr (call (member:log", None),
    ],
)
def test_the_first_difference_around_a_program_that_fits(behind: str, expected: str, found: str | None) -> None:
    block = page(AROUND).blocks[0]
    within = file(f"const t = await this.pyodide.runPythonAsync(`env.f()`);\n{behind}")
    similarity = compare_around(within, block, within.sites[-1])
    assert similarity is not None
    assert_says(_shown(similarity.difference), expected, found)
