"""What names stand for, in a file and across files."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.config.survey.declared import Declarations
from migrator.javascript.modules import Module
from migrator.javascript.project import Project
from tests.javascript.nodes import node, texts
from tests.support import write


def read(folder: Path, files: dict[str, str]) -> tuple[Declarations, Module]:
    """The declarations of a folder with some files, and the module `a.js`."""
    for name, text in files.items():
        write(folder, name, text)
    declarations = Declarations(Project())
    declarations.paths = [folder / name for name in files]
    module = Project().module(folder / "a.js")
    assert module is not None
    return declarations, module


DECLARED = {
    "a value of the file": ({"a.js": "const V = 1; f(V);"}, "1"),
    "a function of the file": ({"a.js": "function V() {} f(V);"}, "function V() {}"),
    "an import": ({"a.js": "import { V } from './b.js'; f(V);", "b.js": "export const V = 2;"}, "2"),
    "a default": ({"a.js": "import V from './b.js'; f(V);", "b.js": "export default () => 3;"}, "() => 3"),
    "what is required": ({"a.js": "const { V } = require('./b.js'); f(V);", "b.js": "exports.V = 4;"}, "4"),
    "nothing": ({"a.js": "f(V);"}, None),
    "a parameter": ({"a.js": "function g(V) { f(V); }"}, None),
    "no such file": ({"a.js": "import { V } from './b.js'; f(V);"}, None),
}


@pytest.mark.parametrize("case", DECLARED)
def test_what_a_name_is_declared_as(tmp_path: Path, case: str) -> None:
    files, value = DECLARED[case]
    declarations, module = read(tmp_path, files)
    (argument,) = node(module.source, "(V)").named_children
    found = declarations.declared(module, argument)
    assert (texts([found[1]])[0] if found is not None else None) == value


def test_a_member_of_a_module(tmp_path: Path) -> None:
    declarations, module = read(tmp_path, {"a.js": "import * as b from './b.js'; b.V;", "b.js": "export const V = 1;"})
    found = declarations.declared(module, node(module.source, "b.V"))
    assert found is not None
    assert texts([found[1]]) == ["1"]


CHAINS = {
    "imports": ({"a.js": "import { B } from './b.js'; class A extends B {}", "b.js": "export class B {}"}, ["A", "B"]),
    "scripts of a page": ({"a.js": "class A extends B {}", "b.js": "class B {}"}, ["A", "B"]),
    "a class of two scripts": ({"a.js": "class A extends B {}", "b.js": "class B {}", "c.js": "class B {}"}, ["A"]),
    "a class of a module": ({"a.js": "class A extends B {}", "b.js": "class B {} export {};"}, ["A"]),
    "the global object": ({"a.js": "class A extends window.B {}", "b.js": "export {}; window.B = class B {};"}, ["A", "B"]),
    "a circle": ({"a.js": "class A extends B {} class B extends A {}"}, ["A", "B"]),
}


@pytest.mark.parametrize("case", CHAINS)
def test_a_class_and_those_that_it_extends(tmp_path: Path, case: str) -> None:
    files, names = CHAINS[case]
    declarations, module = read(tmp_path, files)
    assert [info.name for info in declarations.chain(module.classes["A"])] == names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("class A { static m() { 1; } } A.m();", "static m() { 1; }"),
        ("class A { static m = () => 1; } A.m();", "static m = () => 1"),
        ("class B { static m() { 1; } } class A extends B {} A.m();", "static m() { 1; }"),
        ("class A { m() {} } A.m();", None),
        ("class A { static m = 1; } A.m();", None),
    ],
)
def test_a_static_method(tmp_path: Path, text: str, found: str | None) -> None:
    declarations, module = read(tmp_path, {"a.js": text})
    method = declarations.static(module, node(module.source, "A.m"))
    if found is None:
        assert method is None
    else:
        assert method is not None
        assert texts([method[1]])[0] in found
