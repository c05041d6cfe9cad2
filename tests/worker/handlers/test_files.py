"""The files of a script."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.files import load
from migrator.worker.handlers.machine import Machine

from .modules import module
from .walks import given, shown


@pytest.mark.parametrize(
    ("script", "exported"),
    [
        ("export const a = 1; export { a as b };", {"a": 1.0, "b": 1.0}),
        ("export default 2;", {"default": 2.0}),
        ("export default class {}", {"default": "class"}),
        ("export function f() {}", {"f": "Function"}),
        ("exports.a = 1;", {"a": 1.0, "default": {"a": 1.0}}),
        ("module.exports = { a: 1 };", {"a": 1.0, "default": {"a": 1.0}}),
        ("export { x as y } from './gone.js';", {"y": "Unknown"}),
    ],
)
def test_what_a_file_exports(script: str, exported: object) -> None:
    found = load(Machine(lambda *_: None), module(script), is_script=False)
    assert shown((found,)) == exported


def test_a_file_runs_once() -> None:
    walk, other = Machine(lambda *_: None), module("export const a = {};")
    first = load(walk, other, is_script=False)
    [made] = first.fields["a"]
    again = load(walk, other, is_script=False)
    assert again is first
    assert again.fields["a"] == (made,)


def test_what_is_not_found_is_lost() -> None:
    assert given("x", "import { x } from './gone.js'") == "Unknown"
