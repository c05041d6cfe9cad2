"""Why a site is left alone: the nearest rule, and what differs first."""

from __future__ import annotations

import pytest

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
    assert (reason.code, nearest) == (Code.NO_RULE, ())
    assert words(reason.message) == f"no page is for this code: `migrator rules new a.js:{reason.line}` begins one"
    assert told("await this.pyodide.runPythonAsync(`env.step(1, ${a})`);")[0].code is Code.NO_RULE


SHORT = "- const $S = this.pyodide.runPython(`%s`);\n+ const $S = this.worker.text();"
FOREIGN = [
    ("sys.stdout.getvalue()", "env.get_state()"),
    ("4 * 5", "env.get_state()"),
    ("os.mkdir(1)", "env.get_state(1)"),
    ("import micropip; micropip.install(1)", "import numpy as np; np.random.seed(1)"),
    ("import json; json.dumps(text)", "import json; json.dumps(env)"),
    ("run(x)", "seed(y)"),
    ("lambda state: state.value", "lambda env_state: env.state"),
]
KNOWN = [
    ("env.text()", "env.get_state()"),
    ("game.get_state()", "env.get_state()"),
    ("import hashlib; hashlib.md5(text)", "import hashlib; hashlib.md5(state)"),
    ("seed(2)", "seed(1)"),
    ("2", "1"),
]


@pytest.mark.parametrize(("source", "pattern"), FOREIGN)
def test_a_page_for_other_code_is_not_shown(source: str, pattern: str) -> None:
    reason, nearest = told(f"const s = this.pyodide.runPython(`{source}`);", SHORT % pattern)
    assert (reason.code, nearest) == (Code.NO_RULE, ())


@pytest.mark.parametrize(("source", "pattern"), KNOWN)
def test_a_page_that_knows_a_name_of_the_program_is_shown(source: str, pattern: str) -> None:
    reason, nearest = told(f"const s = this.pyodide.runPython(`{source}`);", SHORT % pattern)
    assert reason.code is Code.DIFFERS
    assert nearest


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
