"""Names at the top of a script that code around it uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.evaluation import Evaluation
from migrator.javascript.order import Order
from migrator.javascript.origins import Origins
from migrator.javascript.outside import refer_from_outside
from migrator.javascript.project import Project
from migrator.javascript.scopes import Binding, analyse
from migrator.javascript.source import Source
from migrator.javascript.things import Place
from tests.javascript.nodes import find_all, node


def text_of(path: str, script: str, markup: str) -> str:
    opening = "<script setup>" if path.endswith(".vue") else "<script>"
    return f"{opening}{script}</script>\n{markup}\n"


def binding(path: str, script: str, markup: str) -> Binding:
    found = [source.scopes.root.bindings for source in Source.read_all(path, text_of(path, script, markup).encode())]
    return next(bindings["x"] for bindings in found if "x" in bindings)


# A script that declares `x`, what stands around it, and whether that reads and writes `x`.
CASES = {
    "svelte: nothing": ("a.svelte", "let x = 1;", "<p>x</p>", None),
    "svelte: a property": ("a.svelte", "export let x = 1;", "", True),
    "svelte: a property under another name": ("a.svelte", "let x = 1; export { x as y };", "", True),
    "svelte: a function for others": ("a.svelte", "export function x() {}", "", False),
    "svelte: a constant for others": ("a.svelte", "export const x = 1;", "", False),
    "svelte: a binding": ("a.svelte", "let x = 1;", "<input bind:value={x}>", True),
    "svelte: a handler": ("a.svelte", "let x = 1;", "<p on:click={() => x = 2}>", True),
    "svelte: a constant": ("a.svelte", "const x = 1;", "<p on:click={() => f(x)}>", False),
    "svelte: a function": ("a.svelte", "function x() {}", "<p on:click={x}>", False),
    "svelte: a function that is written": ("a.svelte", "function x() {}", "<p on:click={() => x = y}>", True),
    "vue: a handler": ("a.vue", "let x = 1;", "<template><p @click='x = 2'/></template>", True),
    "vue: a model": ("a.vue", "let x = 1;", "<template><p v-model='x'/></template>", True),
    "vue: a template of its own file": ("a.vue", "let x = 1;", "<template src='./a.html'/>", True),
    "vue: what a module exports": ("a.vue", "export let x = 1;", "<template/>", None),
    "vue: an import": ("a.vue", "import x from 'y';", "<template>{{ x }}</template>", False),
    "html: a handler": ("a.html", "var x = 1;", "<p onclick='x = 2'>", True),
    "html: a call": ("a.html", "function x() {}", "<p onclick='x()'>", False),
    "html: another script": ("a.html", "let x = 1;", "<script type=module>x = 2</script>", True),
    "html: a script of another file": ("a.html", "function x() {}", "<script src='a.js'></script>", True),
    "html: a library": ("a.html", "function x() {}", "<script src='https://a.b/a.js'></script>", None),
    "html: a name of a function": ("a.html", "function f() { let y; } var x;", "<p onclick='y = 1'>", None),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_done_with_a_name_outside(name: str) -> None:
    path, script, markup, writes = CASES[name]
    found = [each for each in binding(path, script, markup).references if each.outside]
    assert [(each.read, each.write) for each in found] == ([(True, writes)] if writes is not None else [])


def test_where_a_name_is_used_outside() -> None:
    source = Source.read("a.vue", b"<script setup>\nlet x;\n</script>\n<template>\n{{ x }}</template>\n")
    (found,) = source.scopes.root.bindings["x"].references
    assert (source.line(found.node.start_byte), found.node.text) == (5, b"x")
    assert found not in source.scopes.references
    assert source.scopes.reference_at(found.node.start_byte) is None


def test_a_name_has_one_reference_from_outside() -> None:
    source = Source.read("a.svelte", b"<script>let x;</script>{x}{x}{x = 1}")
    scopes = analyse(source.root, source.data)
    assert source.script is not None
    refer_from_outside(scopes, source.path, source.data, source.script)
    assert [each.write for each in scopes.root.bindings["x"].references] == [True]


@pytest.mark.parametrize(("markup", "text"), [("", "a"), ("{x}", None)])
def test_what_may_have_any_value_is_no_constant(markup: str, text: str | None) -> None:
    source = Source.read("a.svelte", f"<script>let x = 'a'; f(this[x]);</script>{markup}".encode())
    assert Origins(source).key(node(source, "this[x]")) == text


@pytest.mark.parametrize(("markup", "kinds"), [("", ["value"]), ("{x = 2}", ["unknown", "value"])])
def test_what_may_have_any_value_is_not_known(tmp_path: Path, markup: str, kinds: list[str]) -> None:
    source = Source.read("a.svelte", f"<script>let x = 1; f(x);</script>{markup}".encode())
    project = Project()
    module = project.add(tmp_path / "a.svelte", source)
    (arguments,) = find_all(source.root, "arguments")
    found = Evaluation(project).of(Place(module, arguments.named_children[0]))
    assert sorted(thing.kind for thing in found) == kinds


def test_what_is_written_outside_is_seen_everywhere() -> None:
    source = Source.read("a.svelte", b"<script>let x; x = 1; f(x);</script>{x = 2}")
    held = source.scopes.root.bindings["x"]
    written = next(each for each in held.references if each.outside)
    read = next(each for each in held.references if each.read and not each.outside)
    assert Order().reaches(held, written.node, read.node)
    assert not Order().reaches(held, held.declarations[0], read.node)
