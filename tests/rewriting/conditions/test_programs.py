"""The programs that go with a site: all are named, what they hand on is that of the page, and none jumps over another."""

from __future__ import annotations

import pytest

from migrator.matching.matcher import Matcher
from migrator.report.sentences import words
from migrator.rewriting.conditions.checked import Checked, Refusal
from migrator.rewriting.conditions.programs import are_named, carry_the_same, keep_their_order
from tests.rewriting.candidates import candidate, candidates, file, told
from tests.rewriting.candidates import page as rule_of

TWO = """
- await this.pyodide.runPythonAsync(`{}`);
  ...
- const $R = await this.pyodide.runPythonAsync(`{}`);
+ const $R = await this.worker.step(1);
"""


def match(page: tuple[str, str], source: tuple[str, str], between: str = "") -> list[Refusal]:
    """What `carry_the_same` refuses in two programs; the site is the first of them."""
    text = f"await this.pyodide.runPythonAsync(`{source[0]}`);\n{between}\n"
    text += f"const r = await this.pyodide.runPythonAsync(`{source[1]}`);"
    rule, within = rule_of(TWO.format(*page)), file(text)
    found = [
        Checked(rule.id, rule.page, each)
        for block in rule.blocks
        for each in Matcher(within).match(block, within.sites[-2])
    ]
    assert found, "the page does not fit"
    return list(carry_the_same(found[0])) + list(keep_their_order(found[0]))


@pytest.mark.parametrize(
    ("page", "source"),
    [
        (("a = f()", "g(a)"), ("b = f()", "g(a)")),
        (("a = f()", "g(b)"), ("b = f()", "g(b)")),
        (("g(a)", "a = f()"), ("g(a)", "b = f()")),
        (("h(lambda: c)", "c = f()"), ("h(lambda: c)", "d = f()")),
        (("def a(x): return x", "a(1)"), ("def b(x): return x", "a(1)")),
        (("import os; f()", "g(os)"), ("f()", "g(os)")),
        (("f()", "g(os)"), ("import os; f()", "g(os)")),
        (("del a", "g(a)"), ("del a", "g(a)")),
    ],
)
def test_what_goes_from_one_to_the_other(page: tuple[str, str], source: tuple[str, str]) -> None:
    refused = match(page, source)
    assert bool(refused) is (page != source)
    assert match(page, page) == []
    assert match(source, source) == []


def test_a_local_name_may_be_called_otherwise() -> None:
    assert match(("a = f(x for x in y)", "g(a)"), ("a = f(z for z in y)", "g(a)")) == []


@pytest.mark.parametrize(
    ("between", "refused"),
    [
        ("const t = 1;", []),
        ("this.t = [1].length;", []),
        ("console.log('between');", []),
        ("this.go();", ["`this.go()` may run Python, and the rule moves other Python over it"]),
        ("await null;", ["`await null` may run Python, and the rule moves other Python over it"]),
        ("const v = this.pyodide.version;", ["`this.pyodide.version` may run Python, and the rule moves other Python over it"]),
    ],
)
def test_what_stands_between(between: str, refused: list[str]) -> None:
    same = ("f()", "g()")
    assert [words(each.message) for each in match(same, same, between)] == refused


def test_a_program_in_what_a_metavariable_stands_for() -> None:
    diff = """
    - await this.pyodide.loadPackage($P);
    - $P.then($G);
    + await this.worker.step($P);
    """
    text = "await this.pyodide.loadPackage(p);\np.then(() => this.pyodide.runPythonAsync(`f()`));"
    rule, within = rule_of(diff), file(text, "p")
    [site] = [each for each in within.others if each.use.member == "loadPackage"]
    [found] = list(Matcher(within).match(rule.blocks[0], site))
    checked = Checked(rule.id, rule.page, found)
    [(code, message, _)] = told(list(are_named(checked)), checked)
    assert code == "unexplained"
    assert message == "`this.pyodide.runPythonAsync(`f()`)` would go as well, and no line of the rule runs it"


def test_one_program_is_named_and_hands_nothing_on() -> None:
    diff = "- await this.pyodide.runPythonAsync(`a = f()`);\n+ await this.worker.render();"
    found = candidate(diff, "await this.pyodide.runPythonAsync(`b = f()`);")
    assert list(are_named(found)) == list(carry_the_same(found)) == list(keep_their_order(found)) == []
    assert len(candidates(diff, "await this.pyodide.runPythonAsync(`b = f()`);")) == 1


MOVED = """
- const $P = await this.pyodide.runPythonAsync(`f()`);
  ...
- this.show($P);
+ this.show(await this.worker.render());
"""
STAYING = """
- const $P = await this.pyodide.runPythonAsync(`f()`);
+ const $Q = await this.worker.render();
  ...
- const $Q = $P.toJs();
"""


@pytest.mark.parametrize(
    ("between", "refused"),
    [
        ("const t = 1;", []),
        ("this.go();", ["`this.go()` may run Python, and the rule moves other Python over it"]),
        ("await this.pyodide.runPythonAsync(`g()`);", [
            "`this.pyodide.runPythonAsync` may run Python, and the rule moves other Python over it",
        ]),
    ],
)  # fmt: skip
def test_one_program_that_moves_over_a_gap(between: str, refused: list[str]) -> None:
    for diff, last, wanted in ((MOVED, "this.show(p);", refused), (STAYING, "const q = p.toJs();", [])):
        text = f"const p = await this.pyodide.runPythonAsync(`f()`);\n{between}\n{last}"
        rule, within = rule_of(diff), file(text)
        site = next(each for each in within.sites if each.use.owner.method == "act")
        found = [
            Checked(rule.id, rule.page, each) for block in rule.blocks for each in Matcher(within).match(block, site)
        ]
        assert [words(each.message) for each in keep_their_order(found[0])] == wanted
