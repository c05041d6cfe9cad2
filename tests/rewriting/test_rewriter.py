"""Sites of a file to verdicts, edits and new bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.edit import apply
from migrator.javascript.modules import Module
from migrator.javascript.project import Project
from migrator.model.ledger import Code
from migrator.model.settings import Settings
from migrator.report.sentences import words
from migrator.rewriting.rewriter import Rewriter, Rewritten
from migrator.sites.interpreter import Interpreter
from migrator.worker.contract import Contract
from tests.rewriting.candidates import file, page

STEP = "- await this.pyodide.runPythonAsync(`env.step(${$A})`);\n+ await this.worker.step($A);"
SITE = "await this.pyodide.runPythonAsync(`env.step(${a})`);"


def rewrite(body: str, diff: str = STEP, staying: int = 0) -> tuple[bytes, Rewritten]:
    """The bytes of a file before, and what becomes of its sites; the last ``staying`` keep their program."""
    within = file(body, "a, b")
    sites = [site for site in within.sites if site.use.owner.method == "act"]
    rules = [page(diff)]
    project = Project()
    rewriter = Rewriter(lambda: rules, Settings(), Contract(project, Settings()), Interpreter(project, Settings()))
    module = Module(Path("a.js"), within.source)
    return within.source.data, rewriter.rewrite(within, module, sites[: len(sites) - staying])


@pytest.mark.parametrize(
    ("body", "diff", "code", "message"),
    [
        (SITE.replace("step", "other"), STEP, Code.DIFFERS, "env.other"),
        ("await this.pyodide.runPythonAsync(a);", STEP, Code.NOT_IN_PLACE, "does not stand in the call"),
        ("await this.pyodide.runPythonAsync(`env.step(`);", STEP, Code.NOT_PYTHON, "the Python does not parse"),
        (SITE, STEP.replace("this.worker.step", "this.worker.fly"), Code.NO_COMMAND, "has no method `fly`"),
        (SITE.replace("a}", "a()}"), STEP.replace("+ await this.worker.step($A)", "+ await this.worker.step(1)"), Code.EFFECT, "is dropped"),
        (f"const f = function () {{ {SITE.removeprefix('await ')} }};", STEP.replace("await this.pyodide", "this.pyodide"), Code.NO_WORKER, "a function of its own"),
    ],
)
def test_a_site_that_stays_and_why(body: str, diff: str, code: Code, message: str) -> None:
    before, found = rewrite(body, diff)
    (verdict,) = found.verdicts
    assert (verdict.taken, verdict.edits, found.edits) == (None, [], [])
    assert found.data == before
    assert verdict.reason is not None
    assert verdict.reason.code is code
    assert message in f"{words(verdict.reason.message)} {[nearest.found for nearest in verdict.nearest]}"


def test_a_site_that_is_rewritten() -> None:
    before, found = rewrite(SITE)
    (verdict,) = found.verdicts
    assert verdict.taken is not None
    assert verdict.taken.rule_id == "01-x"
    assert verdict.reason is None
    assert found.data == before.replace(SITE.encode(), b"await this.worker.step(a);")
    assert apply(before, verdict.edits) == found.data


def test_each_site_has_its_verdict_in_order_and_one_that_does_not_fit_stays() -> None:
    before, found = rewrite(f"{SITE}\n{SITE.replace('step', 'other')}\n{SITE.replace('a}', 'b}')}")
    assert [verdict.taken is not None for verdict in found.verdicts] == [True, False, True]
    assert found.data.count(b"this.worker.step(") == before.count(b"this.worker.step(") + 2


def test_a_result_that_would_do_harm_is_refused_alone() -> None:
    """`b` is no constant in the page, and one in the file."""
    diff = STEP.replace("+ await this.worker.step($A);", "+ $A = await this.worker.step($A);")
    before, found = rewrite("const c = b;\nawait this.pyodide.runPythonAsync(`env.step(${c})`);\n" + SITE, diff)
    assert [verdict.reason and verdict.reason.code for verdict in found.verdicts] == [Code.VERIFY, None]
    assert b"a = await this.worker.step(a)" in found.data
    assert found.data != before


def test_comments_that_outlive_their_statement_are_noted() -> None:
    before, found = rewrite(f"// before\n{SITE} // TODO later")
    assert found.data != before
    assert b"// TODO later" in found.data


@pytest.mark.parametrize(
    ("body", "after"),
    [
        (f"if (a) {SITE}", "if (a) await this.worker.step(a);"),
        (f"b(); {SITE} b();", "b(); await this.worker.step(a); b();"),
        (f"if (a) {{\n  {SITE}\n}}", "if (a) {\n  await this.worker.step(a);\n}"),
        (SITE.removesuffix(";"), "await this.worker.step(a)"),
    ],
)
def test_the_place_of_a_site(body: str, after: str) -> None:
    _, found = rewrite(body)
    shown = "\n".join(line.removeprefix(" " * 8) for line in found.data.decode().split("\n"))
    assert after in shown


def test_a_global_of_a_site_that_stays_is_not_taken_away() -> None:
    diff = "- await this.pyodide.runPythonAsync(`x = env.t; env.u(x, x)`);\n+ await this.worker.step();"
    body = "await this.pyodide.runPythonAsync(`x = env.t; env.u(x, x)`);\nawait this.pyodide.runPythonAsync(`env.v(x)`);"
    _, found = rewrite(body, diff, staying=1)
    assert [verdict.reason and verdict.reason.code for verdict in found.verdicts] == [Code.STILL_READ]


DOTS = """
- this.log(`a ...`, $A);
- await this.pyodide.runPythonAsync(`env.step(${$A})`);
+ await this.worker.step([`a ...`, $A]);
"""


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("'a ${a} b'", r"`a \${a} b`"),
        ("'a `b`'", r"`a \`b\``"),
        (r"'a \${b} \` \' \\'", r"`a \${b} \` ' \\`"),
        ('"a $b $"', r"`a $b \$`"),
        (r"'a \x24{b}'", r"`a \${b}`"),
        ("`a ${a} \\`b\\` $`", "`a ${a} \\`b\\` $`"),
    ],
)
def test_text_of_a_string_stays_text_in_a_template(written: str, text: str) -> None:
    _, found = rewrite(f"this.log({written}, a);\n{SITE}", DOTS)
    assert f"await this.worker.step([{text}, a]);" in found.data.decode()
