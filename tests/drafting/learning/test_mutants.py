"""What a page must leave alone: everything that is one step away from its example."""

from __future__ import annotations

import pytest

from migrator.drafting.learning.judges import mutant_taken, takes
from migrator.drafting.learning.mutants import Mutant, Wild, body_of, mutants, shown
from migrator.javascript.source import Source
from migrator.model.settings import Settings
from migrator.model.term import show
from migrator.rules.loader import Rule, load_page
from migrator.sites.site import File, Site

CODE = "class A {{ async f(x, y) {{ {} }} }}"


def site(body: str) -> Site:
    return File(Source.read("a.js", CODE.format(body).encode()), Settings(infers=False)).sites[0]


def page(*lines: str) -> Rule:
    return load_page("01-x.md", "# X\n\n```diff\n" + "".join(f"{line}\n" for line in lines) + "```\n")


def statement(code: str) -> list[str]:
    file = File(Source.read("a.js", code.encode()), Settings(infers=False))
    term = file.term(file.source.root.named_children[0])
    return [show(mutant.term) for mutant in mutants(term, Wild())]


@pytest.mark.parametrize(
    ("code", "mutant"),
    [
        ("f(a + 1)", "f(a - 1)"), ("f(a + 1)", "f(other + 1)"), ("f(a + 1)", "f(a + 11)"), ("f(a, b)", "f(b, a)"), ("f(a, b)", "f(a)"),
        ("f(a)", "f(a, other)"), ("f(true)", "f(false)"), ("a.b()", "a.other()"), ("a.b.c()", "a.c()"), ("f(await a)", "f(a)"),
        ("if (a) { b(); } else { c(); }", "if (a) { c(); } else { b(); }"), ("if (a) { b(); }", "if (!a) { b(); }"),
        ("if (a) { b(); c(); }", "if (a) { c(); b(); }"), ("if (a) { b(); }", "if (a) { other(); b(); }"),
        ("if (a) { b(); }", "if (a) {}"), ("x = [a, b]", "x = [b, a]"), ("x = 'a'", "x = 'a1'"),
    ],
)  # fmt: skip
def test_a_step_is_taken(code: str, mutant: str) -> None:
    file = File(Source.read("a.js", mutant.encode()), Settings(infers=False))
    assert show(file.term(file.source.root.named_children[0])) in statement(code)


def test_no_mutant_is_the_example() -> None:
    for code in ("f(a, a)", "[b, b]", "if (a) { b(); } else { b(); }"):
        file = File(Source.read("a.js", code.encode()), Settings(infers=False))
        assert show(file.term(file.source.root.named_children[0])) not in statement(code)


@pytest.mark.parametrize(
    ("program", "many"),
    [("env.turn(1)", 8), ("env.turn(a=1, b=2)", 12), ("x = [1]\nenv.turn(x)\nenv.turn(x)", 20)],
)
def test_a_program_has_mutants_of_all_its_parts(program: str, many: int) -> None:
    found = site(f"this.pyodide.runPython(`{program}`)").program
    assert found is not None
    assert len(list(mutants(body_of(found.variants[0].body), Wild()))) >= many


SITE = "await this.pyodide.runPythonAsync(`env.turn(${x}, 1)`); this.b(y);"


@pytest.mark.parametrize(
    "lines",
    [
        ("- await this.pyodide.runPythonAsync(`env.turn(${$X}, 1)`);", "+ await this.worker.turn($X);"),
        ("- await this.pyodide.runPythonAsync(`env.turn(${x}, 1)`);", "+ await this.worker.turn();"),
    ],
)
def test_a_page_that_says_all_takes_none(lines: tuple[str, ...]) -> None:
    rule = page(*lines)
    assert takes(rule, site(SITE))
    assert mutant_taken(rule, site(SITE), ()) is None


@pytest.mark.parametrize(
    ("program", "lines", "after"),
    [
        ("env.turn(2, 1)", ("- await this.pyodide.runPythonAsync(`env.turn(...)`);", "+ await this.worker.turn();"), "21"),
        ("spare = 1\nenv.turn(2)",
         ("- await this.pyodide.runPythonAsync(`", "-     ...", "-     env.turn(...)", "- `);", "+ await this.worker.turn();"), "21"),
    ],
)  # fmt: skip
def test_a_page_that_is_too_wide_takes_one(program: str, lines: tuple[str, ...], after: str) -> None:
    there = site(f"await this.pyodide.runPythonAsync(`{program}`);")
    rule = page(*lines)
    assert takes(rule, there)
    mutant = mutant_taken(rule, there, ())
    assert mutant is not None


def test_a_mutant_is_shown_by_what_it_says() -> None:
    [first, *_] = mutants(site(SITE).file.term(site(SITE).file.source.root.named_children[0]), Wild())
    assert isinstance(first, Mutant)
    assert shown(None) == "nothing"
