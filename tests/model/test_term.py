"""Terms: their kinds are those that mypy knows, and each says of which language it is."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import libcst as cst
import pytest
import tree_sitter_javascript
from tree_sitter import Language

from migrator.javascript import lower as javascript
from migrator.javascript.source import Source
from migrator.model.kinds import Kind, PlainKind
from migrator.model.settings import Settings
from migrator.model.term import (
    JavaScriptTerm,
    PythonTerm,
    Symbol,
    Term,
    arguments,
    callee,
    content,
    expression,
    owner,
    show,
)
from migrator.python.lower import lower
from migrator.sites.program import ProgramTerm
from migrator.sites.site import File
from tests.support import ROOT

# A module with one fault on each line behind `# wrong`; mypy finds these and no others.
MODULE = """\
from migrator.model.term import JavaScriptTerm, Kind, PythonTerm, Term

def ask(term: Term) -> bool:
    if term.kind == "cal":  # wrong
        return True
    if term.kind == "call":
        return term.language == "Python"  # wrong
    return term.kind in NAMES

NAMES: frozenset[Kind] = frozenset({"name", "nmae"})  # wrong
JavaScriptTerm("cal")  # wrong
JavaScriptTerm("async_def")  # wrong
PythonTerm("async_def").kind = "member"  # wrong
PythonTerm("async_def")
"""


def test_mypy_refuses_a_misspelt_kind(tmp_path: Path) -> None:
    pytest.importorskip("mypy")  # not there with other versions of the libraries than those that `make lint` takes
    (tmp_path / "terms.py").write_text(MODULE, "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", str(tmp_path / "terms.py")]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False, timeout=300)
    assert result.returncode == 1, result.stdout + result.stderr
    wrong = [number for number, line in enumerate(MODULE.splitlines(), 1) if line.endswith("# wrong")]
    errors = [line for line in result.stdout.splitlines() if ": error: " in line]
    assert [int(line.split("terms.py:")[1].split(":")[0]) for line in errors] == wrong, result.stdout


def modules_with_terms() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((ROOT / "migrator").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        if any(isinstance(node, ast.ImportFrom) and node.module == "migrator.model.term" for node in ast.walk(tree)):
            yield path, tree


def unchecked(tree: ast.Module) -> Iterator[str]:
    """Kinds that a comparison has in a tuple, a list or a set of its own, where mypy takes any text for a kind."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.In | ast.NotIn):
            continue
        asked = node.left.attr if isinstance(node.left, ast.Attribute) else ast.unparse(node.left)
        if asked != "kind":
            continue
        held = {part.value for part in ast.walk(node.comparators[0]) if isinstance(part, ast.Constant)}
        if held & {*get_args(Kind)}:
            yield f"line {node.lineno}: {ast.unparse(node)}"


def test_a_set_of_kinds_has_a_type() -> None:
    found = list(modules_with_terms())
    assert len(found) > 20
    wrong = [f"{path.relative_to(ROOT)}: {fault}" for path, tree in found for fault in unchecked(tree)]
    assert wrong == [], "name the set, as a frozenset[Kind]"


def test_no_term_is_without_a_language() -> None:
    for path, tree in modules_with_terms():
        made = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "Term")
        assert [f"{path.relative_to(ROOT)}:{call.lineno}" for call in made] == []


@pytest.mark.parametrize("code", ['t.kind in ("name", "x")', 'kind not in {"name"}', 't.kind in frozenset(["name"])'])
def test_a_set_of_kinds_without_a_type_is_found(code: str) -> None:
    assert list(unchecked(ast.parse(code))) == [f"line 1: {ast.unparse(ast.parse(code))}"]


def test_every_kind_of_the_grammar_is_a_kind_of_term() -> None:
    grammar = Language(tree_sitter_javascript.language())
    numbers = range(grammar.node_kind_count)
    named = [n for n in numbers if grammar.node_kind_is_named(n) and grammar.node_kind_is_visible(n)]
    kinds = {grammar.node_kind_for_id(number) for number in named}
    assert len(kinds) > 100
    assert kinds - javascript._HANDLERS.keys() - {*get_args(PlainKind)} == set()


def test_every_pattern_of_match_is_a_kind_of_term() -> None:
    from migrator.python.build import _CASE_PARTS

    parts = [getattr(cst, name) for name in dir(cst) if name.startswith("Match")]
    built = {part.__name__ for part in parts if not getattr(part, "__abstractmethods__", None)}
    assert built - {"Match", "MatchCase"} == _CASE_PARTS.keys()
    assert all(kind == part for part, kind in _CASE_PARTS.items())


PROGRAM = """\
class Game { async play(speed) {
  const { board, ...rest } = await this.pyodide.runPythonAsync(`
    try:
        moved = [env.step(x, ${speed}) for x in range(3)]
    except Exception: pass
    f"{moved} ${this.side} " + str(moved)
  `);
} }
"""


def test_a_term_knows_its_language() -> None:
    file = File(Source.read("game.js", PROGRAM.encode()), Settings())
    program = file.sites[0].program
    assert isinstance(program, ProgramTerm)
    around = file.term(file.sites[0].use.whole)
    assert {term.language for term in (program, *around.walk(), *program.inside())} == {"javascript"}
    python = [*program.variants[0].body]
    holes, kinds = [], set()
    while python:
        term = python.pop()
        assert term.language == "python", show(term)
        kinds.add((term.kind, term.origin is None))
        if term.kind == "hole":
            holes += term.children
        else:
            python += term.children
    assert {("none", True), ("block", True)} <= kinds, "terms that stand for nothing written have a language too"
    assert {*holes} == {*program.holes}
    assert len(holes) == 2


def test_a_hole_is_whatever_it_is_given() -> None:
    given: dict[str, Term] = {"__hole__": JavaScriptTerm("name", "x")}
    statement = lower("__hole__", given).body[0]
    assert show(statement) == "(expr (hole name:x))"


def test_the_parts_of_a_term_that_have_names() -> None:
    a, f, hole = PythonTerm("name", "a"), PythonTerm("name", "f"), PythonTerm("hole", "", (JavaScriptTerm("name", "x"),))
    member = PythonTerm("attribute", "g", (f,))
    call = PythonTerm("call", "", (member, a, hole))
    assert (callee(call), arguments(call), owner(member)) == (member, (a, hole), f)
    assert expression(PythonTerm("expr", "", (call,))) is call
    assert content(hole) is hole.children[0]
    assert list(call.walk()) == [call, member, f, a, hole, hole.children[0]]


def test_a_term_with_other_children_is_otherwise_the_same() -> None:
    symbol, origin = Symbol("f"), object()
    term = PythonTerm("call", "", (PythonTerm("name", "f"),), origin, symbol)
    other = term.holding((PythonTerm("name", "g"),))
    assert isinstance(other, PythonTerm)
    assert (show(other), other.origin, other.symbol) == ("(call name:g)", origin, symbol)
    assert show(term) == "(call name:f)"
