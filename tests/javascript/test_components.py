"""Which objects are components, and what their functions are."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.components import (
    all_state,
    components,
    functions_of,
    inherited,
    is_component,
    methods_of,
    name_of,
    part_of,
    properties,
)
from migrator.javascript.modules import Module
from migrator.javascript.parser import below
from migrator.javascript.source import Source
from migrator.javascript.syntax import FUNCTIONS, NodeKind

OPTIONS = "{ data() { return { a: 1 }; }, methods: { run() {} } }"
NONE = {
    "an object": (f"const a = {OPTIONS};", "a.js"),
    "an object without state": ("export default { methods: { run() {} } };", "a.js"),
    "an object without methods": ("export default { data() {}, computed: {} };", "a.js"),
    "an argument of something else": (f"register({OPTIONS});", "a.js"),
    "one of several arguments": (f"defineComponent({OPTIONS}, 1);", "a.js"),
    "an instance of something else": (f"new App({OPTIONS});", "a.js"),
    "an object of a component's file": (f"const a = {OPTIONS};", "a.vue"),
}
ONE = {
    "a component's file": ("export default { data() {} };", "App.vue", "App"),
    "a component's file in parentheses": ("export default ({ data() {} });", "App.vue", "App"),
    "the default of a file": (f"export default {OPTIONS};", "game.js", "game"),
    "what defines one": ("export default defineComponent({ setup() {} });", "Game.ts", "Game"),
    "what is named": ("export default { name: 'Other', data() {} };", "App.vue", "Other"),
    "a variable": ("const Game = defineComponent({ data() {} });", "a.js", "Game"),
    "an application": ("createApp({ data() {} }).mount('#a');", "a.js", None),
    "an application of Vue": ("Vue.createApp({ data() {} }).mount('#a');", "a.js", None),
    "an instance": ("const app = new Vue({ data: {} });", "a.js", "app"),
    "a part of an application": ("app.component('Game', { methods: {} });", "a.js", None),
    "an object of an application": (f"const Root = {OPTIONS};\ncreateApp(Root);", "a.js", "Root"),
    "a store": ("export const useGame = defineStore('game', { actions: {} });", "a.js", "useGame"),
}
# What is written in a component, and what its functions are there: the name, and the place.
PARTS = {
    "setup() {}": [None],
    "data() {}": [("data", "method")],
    "mounted: function () {}": [("mounted", "method")],
    "mounted: () => {}": [],
    "methods: { run() {}, go: async function () {} }": [("run", "method"), ("go", "method")],
    "computed: { a() {}, b: { get() {}, set(x) {} } }": [("a", "field"), ("b", "field"), ("b", "field")],
    "watch: { a() {}, 'b.c': { handler() {}, other() {} } }": [("a", "method"), ("b.c", "method"), None],
    "filters: { a() {} }": [None],
    "props: { a: { validator() {} } }": [None],
    "methods: { run() { return { go() {} }; } }": [("run", "method"), None],
    "methods: { run() { list.map(function () {}); } }": [("run", "method"), None],
}


def source(text: str, path: str = "App.vue") -> Source:
    return Source.read(path, (f"<script>\n{text}\n</script>\n" if path.endswith(".vue") else text).encode())


@pytest.mark.parametrize("name", NONE)
def test_what_is_no_component(name: str) -> None:
    assert components(source(*NONE[name])) == []


@pytest.mark.parametrize("name", ONE)
def test_what_is_a_component(name: str) -> None:
    text, path, called = ONE[name]
    file = source(text, path)
    found = components(file)
    assert [name_of(node, file) for node in found] == [called]
    assert is_component(found[0], file)


@pytest.mark.parametrize("text", PARTS)
def test_the_functions_of_a_component(text: str) -> None:
    file = source(f"export default {{ {text} }};")
    functions = (node for node in below(file.root) if node.type in FUNCTIONS - {NodeKind.ARROW_FUNCTION})
    parts = [part_of(node, file) for node in functions]
    assert [part and (part.name, part.place) for part in parts] == PARTS[text]


def test_a_component_is_as_a_class() -> None:
    file = source(
        "export default { mixins: [other], props: { p: Object, q: { type: Array } }, data: () => ({ worker: null }),\n"
        " created() { this.worker = new W(); }, methods: { run(a, b) { this.worker = a; }, go: () => { this.worker = 1; } } };"
    )
    module = Module(Path(file.path), file)
    (info,) = module.all_classes()
    assert (info.name, {method.name: method.most for method in info.methods.values()}) == ("App", {"run": 2, "go": 0})
    assert [module.text(value) for value in info.assigned("worker")] == ["null", "new W()", "a"]
    assert info.heritage is not None
    assert module.text(info.heritage) == "other"
    node = info.node
    assert [name for name, _, _ in methods_of(node, file)] == ["run", "go"]
    assert len(list(functions_of(node, file))) == 2
    assert [(name, module.text(value)) for name, value in all_state(node, file)] == [("worker", "null")]
    assert [(name, module.text(value)) for name, value in properties(node, file)] == [("p", "Object"), ("q", "Array")]
    extends = source("export default { extends: Base };")
    assert inherited(components(extends)[0], extends) is not None
