"""What an expression is: things of the code and of the platform, across names, calls and files."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.evaluation import Evaluation
from migrator.javascript.project import Project
from migrator.javascript.syntax import NodeKind, children
from migrator.javascript.things import Place, TooFar
from tests.support import write


def things(folder: Path, code: str, **files: str) -> list[tuple[str, str]]:
    """What the expression of the last statement may be: kinds, and the code that shows it, or a name."""
    for name, text in files.items():
        write(folder, f"{name}.js", text)
    write(folder, "case.js", code)
    project = Project()
    module = project.module(folder / "case.js")
    assert module is not None
    statement = children(module.source.root)[-1]
    assert statement.type == NodeKind.EXPRESSION_STATEMENT
    found = Evaluation(project).of(Place(module, children(statement)[0]))
    return list(dict.fromkeys((thing.kind, thing.name or thing.place.text) for thing in found))


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("console", [("console", "console")]),
        ("const { a: [b] } = { a: [console.log] }; b", [("printer", "log")]),
        ("const f = (x) => x; f(console)", [("console", "console")]),
        ("const f = (x) => () => x; f(1)()", [("value", "1")]),
        ("class A { constructor(x) { this.x = x; } } new A(7).x", [("value", "7")]),
        ("class B { constructor(x) { this.x = x; } } class A extends B {} new A(7).x", [("value", "7")]),
        ("class B { constructor(x) { this.x = x; } } class A extends B { constructor() { super(8); } } new A(7).x", [("value", "8")]),
        ("class A { static a = 5; static b() { return this.a; } } A.b()", [("value", "5")]),
        ("class A { get a() { return 6; } } new A().a", [("value", "6")]),
        ("const o = { a: 1, ...{ a: 2 } }; o.a", [("value", "2")]),
        ("const o = { ...{ a: 2 }, a: 1 }; o.a", [("value", "1")]),
        ("const o = Object.assign({ a: 1 }, { a: 2 }); o.a", [("value", "2")]),
        ("const o = {}; o.a = 3; o.a", [("value", "3")]),
        ("function F() { this.a = 4; } new F().a", [("value", "4")]),
        ("let a = null; a = 1; a ?? 2", [("nothing", "null"), ("value", "1"), ("value", "2")]),
        ("const f = function (...a) { return a; }; f(1)", [("value", "a")]),
        ("const f = (a, b = 9) => b; f(1)", [("value", "9"), ("nothing", "b")]),
        ("const bound = ((a, b) => b).bind(null, 1); bound(2)", [("value", "2")]),
        ("const f = (a, b) => b; f.call(null, 1, 2)", [("value", "2")]),
        ("const f = (n) => (n ? f(n - 1) : 3); f(5)", [("value", "3")]),
        ("window.Math.abs", [("platform", "Math.abs")]),
        ("new Map()", [("platform", "new Map")]),
        ("fetch('x')", [("platform", "fetch()")]),
        ("absent", [("unknown", "absent")]),
        ("import x from 'package'; x", [("unknown", "default")]),
        ("import x from './absent.js'; x.y", [("unknown", "x.y")]),
        ("({}).a", []),
    ],
)  # fmt: skip
def test_what_an_expression_is(tmp_path: Path, code: str, found: list[tuple[str, str]]) -> None:
    assert things(tmp_path, code) == found


@pytest.mark.parametrize(
    ("code", "exported"),
    [
        ("import { a } from './other.js'; a", "export const a = 1;"),
        ("import { a as b } from './other'; b", "const a = 1; export { a };"),
        ("import b from './other.js'; b", "export default 1;"),
        ("import * as all from './other.js'; all.a", "export let a = 1;"),
        ("const { a } = require('./other'); a", "exports.a = 1;"),
        ("const all = require('./other'); all.a", "module.exports = { a: 1 };"),
        ("const all = await import('./other.js'); all.a", "export const a = 1;"),
        ("import { f } from './other.js'; f(2)", "export function f(x) { return 1; }"),
    ],
)
def test_other_files(tmp_path: Path, code: str, exported: str) -> None:
    assert things(tmp_path, code, other=exported) == [("value", "1")]


def test_what_has_no_end_is_too_far(tmp_path: Path) -> None:
    names = "".join(f"const a{n} = {{ b: a{n - 1} }}.b;\n" for n in range(1, 90))
    with pytest.raises(TooFar):
        things(tmp_path, f"const a0 = 1;\n{names}a89")
