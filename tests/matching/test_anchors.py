"""Where a block of a page is looked for, and how little is tried there."""

from __future__ import annotations

import pytest

from migrator.javascript.source import Source
from migrator.matching.anchors import Anchor
from migrator.matching.forms import matches
from migrator.matching.matcher import Matcher, may_fit
from migrator.matching.pattern import Block, chain_of, compile_block
from migrator.model.settings import Settings
from migrator.sites.site import File
from tests.support import in_game

RUN = "- await this.pyodide.runPythonAsync(`f(${$X})`);"
ANY = "- await this.pyodide.runPythonAsync($CODE);"
SET = "- this.pyodide.globals.set('x', $X);"


def block(diff: str) -> Block:
    return compile_block(1, f"{diff}\n+ await this.worker.step($X);", {})


def told(at: Anchor) -> tuple[int, int, str, str | None]:
    return at.element, at.depth, at.term.kind, at.member


@pytest.mark.parametrize(
    ("diff", "at"),
    [
        (RUN, (0, 0, "program", None)),
        (f"{SET}\n{RUN}", (1, 0, "program", None)),
        (f"{ANY}\n{RUN}", (1, 0, "program", None)),
        (f"{RUN}\n{RUN}", (0, 0, "program", None)),
        (f"{SET}\n{ANY}", (1, 0, "call", None)),
        (SET, (0, 0, "receiver", "globals")),
        ("- f(this.pyodide, $X);", (0, 0, "receiver", None)),
        ("- this.pyodide[$X];", (0, 0, "receiver", None)),
        ("- this.pyodide.$X();", (0, 0, "receiver", None)),
        ("- this.pyodide = $X;\n- this.pyodide.f();", (1, 0, "receiver", "f")),
        ("  g(this.pyodide);\n- this.pyodide.f($X);", (1, 0, "receiver", "f")),
        ("- if ($X) {\n-     try { this.pyodide.f(); } catch { g(); }\n- }", (0, 2, "receiver", "f")),
    ],
)
def test_where_a_block_begins(diff: str, at: tuple[int, int, str, str | None]) -> None:
    assert told(block(diff).at) == at


def test_what_a_block_names() -> None:
    both = block(f"{ANY}\n{RUN}")
    assert (len(both.programs), len(both.runs), both.is_any_code, both.codes) == (1, 2, False, {"CODE"})
    any_code = block(ANY)
    assert (any_code.program, any_code.is_any_code, any_code.codes) == (None, True, {"CODE"})
    plain = block(SET)
    assert (plain.program, plain.runs, plain.is_any_code) == (None, frozenset(), False)


@pytest.mark.parametrize(
    ("diff", "chain"),
    [
        (SET, ("globals", "set", "", "x")),
        ("- const $F = this.pyodide.globals.get('f');\n- $F($X);", ("globals", "get", "", "f")),
        ("- await this.pyodide.loadPackage($X);", ("loadPackage", "")),
        ("- f(this.pyodide, $X);", ()),
    ],
)
def test_what_a_block_takes_of_the_receiver(diff: str, chain: tuple[str, ...]) -> None:
    assert chain_of(block(diff)) == chain


def test_only_uses_of_the_same_member_are_tried() -> None:
    file = File(
        Source.read("a.js", in_game("this.pyodide.globals.set('x', 1);\nthis.pyodide.f();\nf(this.pyodide);").encode()),
        Settings(),
    )
    assert [site.use.member for site in file.others][-3:] == ["globals", "f", None]
    tried = {}
    for site in file.others[-3:]:
        matcher = Matcher(file)
        found = list(matches(matcher, block(SET), site))
        tried[site.use.member] = (len(found), matcher.best)
    assert tried["globals"] == (1, None)
    assert tried["f"] == tried[None] == (0, None)


def test_a_program_is_no_use_that_runs_nothing() -> None:
    file = File(Source.read("a.js", in_game("await this.pyodide.runPythonAsync(`f(1)`);").encode()), Settings())
    site = file.sites[-1]
    assert may_fit(block(RUN), site)
    assert may_fit(block(ANY), site)
    assert not may_fit(block("- await this.pyodide.$X($_);"), site)
    assert site.use not in {other.use for other in file.others}
