"""What a file exports under a name, however many files pass it on."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.exports import exported
from migrator.javascript.project import Project
from tests.support import write

LEADS = {
    "a declaration": ({"a": "export const x = 1;"}, ["a.js: x"]),
    "a list": ({"a": "const y = 1; export { y as x };"}, ["a.js: y"]),
    "another file": ({"a": "export { y as x } from './b.js';", "b": "export const y = 1;"}, ["b.js: y"]),
    "all of another file": ({"a": "export * as x from './b.js';", "b": ""}, ["b.js: *"]),
    "a wildcard": ({"a": "export * from './b.js'; export * from 'p';", "b": "export let x;"}, ["b.js: x"]),
    "a wildcard of no file": ({"a": "export * from 'p';"}, ["a.js: ?"]),
    "wildcards without it": ({"a": "export * from './b.js'; export * from './a.js';", "b": "export let y;"}, []),
    "a package": ({"a": "export { x } from 'p';"}, ["a.js: ?"]),
    "an undeclared name": ({"a": "export { x };"}, ["a.js: ?"]),
    "a circle": ({"a": "export { x } from './b.js';", "b": "export { x } from './a.js';"}, []),
    "a member of exports": ({"a": "exports.x = f; exports.y = g;"}, ["a.js: f"]),
    "a member of what is exported": ({"a": "module.exports = exports = { x: f };"}, ["a.js: .x of { x: f }"]),
    "nothing": ({"a": "const x = 1;"}, []),
}


def told(folder: Path, files: dict[str, str], name: str = "x") -> list[str]:
    for each, text in files.items():
        write(folder, f"{each}.js", text)
    project = Project()
    module = project.module(folder / "a.js")
    assert module is not None
    found = []
    for item in exported(project, module, name):
        shown = "*" if item.whole else item.binding.name if item.binding else item.module.text(item.node) if item.node else "?"
        found.append(f"{item.module.path.name}: {f'.{item.name} of ' if item.member else ''}{shown}")
    return found


@pytest.mark.parametrize("case", LEADS)
def test_where_a_name_ends(tmp_path: Path, case: str) -> None:
    files, ends = LEADS[case]
    assert told(tmp_path, files) == ends


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("export default f; function f() {}", ["a.js: f"]),
        ("export default class A {}", ["a.js: A"]),
        ("export default () => 1;", ["a.js: () => 1"]),
        ("module.exports = exports = f;", ["a.js: f"]),
        ("export * from './b.js';", []),
    ],
)
def test_a_default(tmp_path: Path, text: str, ends: list[str]) -> None:
    assert told(tmp_path, {"a": text, "b": "export default 1;"}, "default") == ends
