"""The texts that constants put into an expression: what `r(…)` is given without writing it."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.constants import Constants
from migrator.javascript.disk import Disk
from migrator.javascript.modules import Module
from migrator.javascript.parentheses import children
from migrator.javascript.project import Project

from .nodes import node, read, texts


def given(text: str, expression: str) -> list[str]:
    source = read(f"{text}\nr({expression});")
    call = node(source, f"r({expression})")
    arguments = call.child_by_field_name("arguments")
    assert arguments is not None
    return list(Constants(Module(Path("a.js"), source)).of(children(arguments)[0]))


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("", "'written here'"),
        ("", "unknown"),
        ("function f(a) { return a; }", "f"),
        ("const a = f();", "a"),
        ("const o = { p: 'other' };", "o.q"),
        ("import { a } from './b.js';", "a"),
    ],
)
def test_no_constant(text: str, expression: str) -> None:
    assert given(text, expression) == []


@pytest.mark.parametrize(
    ("text", "expression", "found"),
    [
        ("const A = 'x';", "A", ["x"]),
        ("const A = `x`;", "A", ["x"]),
        ("const A = 'x', B = A;", "B", ["x"]),
        ("const o = { p: 'x', q: 'z' };", "o.p", ["x"]),
        ("const A = 'x', B = 'y';", "A + B", ["x", "y"]),
        ("const A = ['x', 'y'];", "A.join('')", ["x", "y"]),
        ("const A = []; A.push('x');", "A.join('')", ["x"]),
        ("const A = 'x';", "A.trim()", ["x"]),
        ("const A = 'x';", "`y${A}`", ["x"]),
        ("const f = () => 'x';", "f()", ["x"]),
        ("class C { static A = 'x'; }", "C.A", ["x"]),
        ("const A = 'x';", "b ? A : 'y'", ["x"]),
    ],
)
def test_the_texts_of_constants(text: str, expression: str, found: list[str]) -> None:
    assert given(text, expression) == found


def test_every_text_that_a_variable_is_given() -> None:
    assert sorted(given("let A = 'x'; A = 'y';", "A")) == ["x", "y"]


def test_a_circle_of_names_ends() -> None:
    assert given("let A = B, B = A;", "A") == []


@pytest.mark.parametrize("text", ["const A = f();", "let A = 'x'; A = 'y';", "const A = 'x' + b;", "const A = 1;"])
def test_no_one_literal(text: str) -> None:
    source = read(f"{text} r(A);")
    assert Constants(Module(Path("a.js"), source)).literal(node(source, "A", -1)) is None


def test_the_one_literal_behind_a_name() -> None:
    source = read("const A = `x${1}`, B = A; r(B);")
    found = Constants(Module(Path("a.js"), source)).literal(node(source, "B", -1))
    assert found is not None
    assert texts([found]) == ["`x${1}`"]


def test_an_import_is_followed_where_a_project_says_how(tmp_path: Path) -> None:
    (tmp_path / "b.js").write_text("const a = 'x'; export { a as c }; export default 'y';")
    path = tmp_path / "a.js"
    path.write_text("import d, { c, none } from './b.js'; r(c, d, none);")
    project = Project(Disk())
    module = project.module(path)
    assert module is not None
    constants = Constants(module, project)
    arguments = node(module.source, "(c, d, none)")
    assert [list(constants.of(each)) for each in children(arguments)] == [["x"], ["y"], []]
