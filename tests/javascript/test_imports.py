"""What a file imports and exports."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.imports import Export, Import, ModuleRecord
from migrator.javascript.source import Source


def record(text: str) -> ModuleRecord:
    return ModuleRecord(Path("a.js"), Source.read("a.js", text.encode()))


IMPORTS = {
    "import './a.js';": [],
    "import A from './a.js';": [("A", "default")],
    "import * as all from './a.js';": [("all", "*")],
    "import A, { b, c as d, 'e f' as g, default as H } from './a.js';": [
        ("A", "default"), ("b", "b"), ("d", "c"), ("g", "e f"), ("H", "default"),
    ],
    "{ const { b } = await import('./a.js'); }": [],
}  # fmt: skip
REQUIRED = {
    "const all = require('./a.js');": [("all", "*")],
    "const b = require('./a.js').b, c = require('./a.js')['c'];": [("b", "b"), ("c", "c")],
    "const { b, c: d, e = 1, f: g = 2 } = require('./a.js');": [("b", "b"), ("d", "c"), ("e", "e"), ("g", "f")],
    "const { b } = require('./a.js').c;": [],
    "const b = require(a), c = require('./a.js', 1), d = other('./a.js');": [],
    "function require() {} const b = require('./a.js');": [],
}
EXPORTS = {
    "export default class A {}": [("default", "A", None)],
    "export default class {}": [("default", None, None)],
    "class A {} export default A;": [("default", "A", None)],
    "export class A {} export function f() {}": [("A", "A", None), ("f", "f", None)],
    "export const a = 1, { b, c: d, e = 2, ...f } = x, [g, [h]] = y;": [(n, n, None) for n in "abdefgh"],
    "const a = 1; export { a, a as b };": [("a", "a", None), ("b", "a", None)],
    "export { a, b as default } from './a.js';": [("a", "a", "./a.js"), ("default", "b", "./a.js")],
    "export * as all from './a.js';": [("all", "*", "./a.js")],
    "export * from './a.js';": [],
}
ASSIGNED = {
    "module.exports = A;": [("*", "A")],
    "module.exports.a = 1; exports.b = 2; exports['c'] = 3;": [("a", "1"), ("b", "2"), ("c", "3")],
    "x = module.exports; module.other = A; other.exports = A; f(exports.a);": [],
}


@pytest.mark.parametrize("text", IMPORTS)
def test_what_a_module_imports(text: str) -> None:
    assert [*record(text).imports.values()] == [Import(local, "./a.js", name) for local, name in IMPORTS[text]]


@pytest.mark.parametrize("text", REQUIRED)
def test_what_a_file_requires(text: str) -> None:
    assert [*record(text).required.values()] == [Import(local, "./a.js", name) for local, name in REQUIRED[text]]


@pytest.mark.parametrize("text", EXPORTS)
def test_what_a_module_exports(text: str) -> None:
    found = [item._replace(node=None) for item in record(text).exports.values()]
    assert sorted(found) == sorted(Export(*item) for item in EXPORTS[text])


def test_modules_that_are_exported_whole() -> None:
    assert record("export * from './a.js'; export * from 'b'; export * as c from './c.js';").wildcards == ["./a.js", "b"]


@pytest.mark.parametrize("text", ASSIGNED)
def test_what_a_file_assigns_to_its_exports(text: str) -> None:
    file = record(text)
    assert [(name, file.text(node)) for name, node in file.assigned_exports] == ASSIGNED[text]


@pytest.mark.parametrize(
    ("value", "name", "held"),
    [
        ("{ a, b: 1, f() {}, 'c': (2) }", "a", ["a"]),
        ("{ a, b: 1, f() {}, 'c': (2) }", "b", ["1"]),
        ("{ a, b: 1, f() {}, 'c': (2) }", "c", ["2"]),
        ("{ a, b: 1, f() {}, 'c': (2) }", "default", []),
        ("exports = { a: 1 }", "a", ["1"]),
        ("A", "default", ["A"]),
        ("A", "a", []),
    ],
)
def test_what_exports_hold_under_a_name(value: str, name: str, held: list[str]) -> None:
    file = record(f"module.exports = {value};")
    ((_, node),) = file.assigned_exports
    assert [file.text(found) for found in file.held(node, name)] == held


COMPONENTS = {
    "a.vue": ("<script setup>\nlet a\n</script>", ["default"], []),
    "b.vue": ("<script>\nexport const a = 1\nexport default {}\n</script>", ["a", "default"], ["a", "default"]),
    "a.svelte": (
        "<script>\nexport let a\nexport function f() {}\n</script>\n<script module>\nexport const b = 1\n</script>",
        ["b", "default"],
        ["a", "b", "f"],
    ),
    "b.svelte": ("<script lang=\"ts\" context=\"module\">\nexport { a as c }\n</script>", ["c", "default"], ["a"]),
    "c.svelte": ("<script data-module='module'>\nexport let a\n</script>", ["default"], ["a"]),
    "a.ts": ("export type A = 1; export interface B {} export const c = 1; export { type D };", ["c"], ["c"]),
    "a.html": ("<script type=module>export const a = 1;</script>", ["a"], ["a"]),
}


@pytest.mark.parametrize("name", COMPONENTS)
def test_what_a_component_exports_and_what_it_takes(name: str) -> None:
    text, exports, exposed = COMPONENTS[name]
    found = ModuleRecord(Path(name), Source.read(name, text.encode()))
    assert sorted(found.exports) == exports
    assert sorted(found.exposed) == exposed
