"""Why a site is left alone: the nearest rule, and what differs first."""

from __future__ import annotations

from migrator.explaining.diagnosis import diagnose
from migrator.matching.matcher import Matcher
from migrator.model.ledger import Code, Nearest, Reason
from migrator.report.sentences import words
from tests.rewriting.candidates import file, page

NEAR = "- await this.pyodide.runPythonAsync(`env.step(1, ${$A})`);\n+ await this.worker.step($A);"
FAR = "- await this.pyodide.runPythonAsync(`for x in env.all(): del x[0]`);\n+ await this.worker.all();"


def told(body: str, *diffs: str) -> tuple[Reason, tuple[Nearest, ...]]:
    site = file(body, "a").sites[-1]
    tried = []
    for diff in diffs:
        rule = page(diff)
        matcher = Matcher(site.file)
        assert not [match for block in rule.blocks for match in matcher.match(block, site)]
        tried.append((rule, matcher.best))
    return diagnose(site, tried)


def test_what_no_rule_resembles() -> None:
    reason, nearest = told("await this.pyodide.runPythonAsync(`env.step(1, ${a})`);", FAR)
    assert (reason.code, words(reason.message), nearest) == (Code.NO_RULE, "no rule resembles this program", ())
    assert told("await this.pyodide.runPythonAsync(`env.step(1, ${a})`);")[0].code is Code.NO_RULE


def test_what_differs_in_the_nearest_rule() -> None:
    reason, nearest = told("await this.pyodide.runPythonAsync(`env.step(2, ${a})`);", FAR, NEAR)
    assert reason.code is Code.DIFFERS
    assert (nearest[0].expected, nearest[0].found) == ("1", "2")
    assert "the rule has `1`, the source has `2`" in words(reason.message)


def test_what_the_rule_does_not_explain() -> None:
    reason, nearest = told("await this.pyodide.runPythonAsync(`env.step(1, ${a}); env.other()`);", NEAR)
    assert reason.code is Code.UNEXPLAINED
    assert nearest[0].found == "env.other()"


def test_a_hole_that_no_rule_can_see() -> None:
    reason, _ = told("await this.pyodide.runPythonAsync(`\n# ${a}\nenv.step(1)\n`);", NEAR)
    assert reason.code is Code.HOLE
    assert "comment" in words(reason.message)
