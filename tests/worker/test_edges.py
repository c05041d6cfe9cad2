"""What a file imports of others, as far as it makes a side."""

from __future__ import annotations

import pytest

from migrator.worker.edges import Edge, Files, edges, exported, may_export, packed, targets, unpacked

ALL = [Edge("./a.js")]


def named(*names: str) -> list[Edge]:
    return [Edge("./a.js", names)]


JAVASCRIPT: dict[str, list[Edge]] = {
    "f('./a.js');": [],
    "// import './a.js';": [],
    "/* import x from './a.js' */": [],
    "const t = \"import './a.js'\";": [],
    "const t = `import './a.js'`;": [],
    "/** @type {import('./a.js').A} */ let a;": [],
    "import x from './a.js?raw';": [],
    "import x from './a.js?url';": [],
    "import X from './a.js?worker&inline';": [],
    "import(`./${name}.js`);": [],
    "o.import('./a.js'); o.require('./a.js');": [],
    "import './a.js';": ALL,
    "import'./a.js'": ALL,
    "import * as a from './a.js';": ALL,
    "import d, * as a from './a.js';": ALL,
    "const a = await import('./a.js');": ALL,
    "import a from '$lib/a.js';": [Edge("$lib/a.js", ("default",))],
    "import(/* webpackChunkName: 'a' */ './a.js');": ALL,
    "const a = require('./a.js');": ALL,
    "import a from './a.js';": named("default"),
    "import{b as c}from'./a.js';": named("b"),
    "import a, {\n    b, // one\n    c as d,\n} from './a.js';": named("b", "c", "default"),
    "import type from './a.js';": named("default"),
    "importScripts('./a.js', 'b.js');": [Edge("./a.js", is_loaded=True), Edge("b.js", is_loaded=True)],
    "self.importScripts('./a.js');": [Edge("./a.js", is_loaded=True)],
    "export * from './a.js';": [Edge("./a.js", None, True)],
    "export * as a from './a.js';": [Edge("./a.js", None, True)],
    "export { a, b as c } from './a.js';": [Edge("./a.js", ("a", "b"), True, ("a", "c"))],
    "export*from'./a.js';import*as b from'./a.js'": [Edge("./a.js", None, True), *ALL],
    "export const a = 1; export default f;": [],
}
TYPESCRIPT: dict[str, list[Edge]] = {
    "import type { A } from './a.js';": [],
    "import type A from './a.js';": [],
    "import { type A, type B } from './a.js';": [],
    "export type { A } from './a.js';": [],
    "import { A } from './a.js';\nlet a: A;\nfunction f(b: A[], c?: Map<string, A>): A | null { return b as A; }": [],
    "import { A } from './a.js';\ntype B = A & C;\nclass D implements A {}\nlet e: typeof A;": [],
    "import { A, type B } from './a.js';\nlet b: B = new A();": named("A"),
    "import { A } from './a.js';\nconst a: A = A.make();": named("A"),
    "import { A, b } from './a.js';\nlet a: A = b();": named("b"),
    "import { a } from './a.js';\nconst x = y ? z : a();": named("a"),
    "import { a } from './a.js';\nf(a);": named("a"),
    "import { a } from './a.js';": [],
    "import a from './a.js';\n/* a() */ const t = 'a';": [],
    "import * as a from './a.js';\nlet b: a.B;": [],
    "import { a } from './a.js';\nfunction f<a>(x: a) {}": [],
    "import { A } from './a.js';\nlet b: A; { const A = 1; g(A); }": [],
    "export type * from './a.js';": [],
    "declare module './a.js';\nlet a: import('./a.js').A;\nlet b: typeof import('./a.js');": [],
    "const t: \"import './a.js'\" = x;": [],
    "import * as a from './a.js';\na.b();": ALL,
    "import { a, b } from './a.js';\nlet c: a = b;": named("b"),
    "import { A } from './a.js';\nexport { A };": named("A"),
    "import { A } from './a.js';\nexport default A;": named("A"),
    "import { A } from './a.js';\nclass B extends A<C> {}": named("A"),
    "import { a } from './a.js';\n(a as B)(); b<C>(a!);": named("a"),
    "import { A } from './a.js';\n@C() class B { constructor(private a: A) {} }": named("A"),
    "import { A } from './a.js';\n/** @type {A} */\nlet a: A;": [],
    "import a = require('./a.js');\na();": ALL,
    "import './a.js' ; let a = <T,>(x: T) => x;": ALL,
    "import x from './a.js?worker';\nnew x();": [],
    "// import './a.js'": [],
    "import './a.js';": ALL,
}
OTHERS: dict[str, tuple[str, list[Edge]]] = {
    '<script src="./a.js"></script>': ("a.html", [Edge("./a.js", is_loaded=True)]),
    "<script type=module>\nimport { a } from './a.js';\n</script>": ("a.html", named("a")),
    "<p>import './a.js'</p>": ("a.html", []),
    "<script setup lang='ts'>\nimport { a } from './a.js'\na()\n</script>": ("a.vue", named("a")),
    "<script>\nimport A from './a.js'\n</script>\n<A />": ("a.svelte", named("default")),
    "<script lang='ts'>\nimport { type A } from './a.js'\n</script>": ("a.vue", []),
    "<script lang='ts'>\nimport { A } from './a.js'\nlet a: A\n</script>": ("a.vue", named("A")),
    "<script src='./a.js'></script>\n<template>{{ \"import './b.js'\" }}</template>": ("a.vue", ALL),
    "<template><p @click=\"() => import('./a.js')\">import './b.js'</p></template>": ("b.vue", ALL),
    "<script>let a\n</script>\n{#await import('./a.js') then m}<m.default />{/await}": ("b.svelte", ALL),
    "<!-- <script src='./a.js'></script> -->": ("a.html", []),
    "<SCRIPT SRC=./a.js></SCRIPT>": ("a.html", [Edge("./a.js", is_loaded=True)]),
    "<script type=module src='./a.js' async></script>": ("a.html", [Edge("./a.js", is_loaded=True)]),
    "<script lang='coffee'>\nimport { a } from './a.js'\n</script>": ("a.vue", named("a")),
    "import { a } from './a.js'\nlet x = @;": ("a.ts", named("a")),
    "import React from './a.js'\nlet x = <p />;": ("a.tsx", named("default")),
    "import A from './a.js'\nlet x = <A />;": ("b.tsx", named("default")),
    "import A from './a.js'\nlet x: A = <p />;": ("c.tsx", []),
    "---\nimport A from './a.js'\nlet a: A\n---\n<p>import './b.js'</p>": ("a.astro", named("default")),
}


@pytest.mark.parametrize("text", JAVASCRIPT)
def test_what_javascript_imports(text: str) -> None:
    found = list(edges("/r/x.js", text.encode()))
    assert [edge._replace(names=edge.names and tuple(sorted(edge.names))) for edge in found] == JAVASCRIPT[text]
    assert unpacked(packed(found)) == found


@pytest.mark.parametrize("text", TYPESCRIPT)
def test_what_typescript_imports(text: str) -> None:
    assert list(edges("/r/x.ts", text.encode())) == TYPESCRIPT[text]


@pytest.mark.parametrize("text", OTHERS)
def test_what_other_languages_import(text: str) -> None:
    name, found = OTHERS[text]
    assert list(edges(f"/r/{name}", text.encode())) == found


# What a compiler imports that leaves out nothing but names of types.
KEPT: dict[str, list[Edge]] = {
    "import { A } from './a.js'; let a: A;": [Edge("./a.js", ("A",))],
    "import type { A } from './a.js'; import type B from './b.js'; export type { C } from './c.js';": [],
    "import { type A } from './a.js';": [Edge("./a.js")],
    "import {\n  type A, // a\n  type B as C,\n} from './a.js';\nlet a: A;": [Edge("./a.js")],
    "import { type A } from './a.svg?url';": [],
    "// import { type A } from './a.js';\nlet a = 'import { type A } from ./b';": [],
    "import { type A, b } from './a.js';": [Edge("./a.js", ("b",))],
    "import a, { type B } from './a.js';": [Edge("./a.js", ("default",))],
    "export { type A } from './a.js';": [Edge("./a.js")],
    "export { type A, b } from './a.js';": [Edge("./a.js", ("b",), True, ("b",))],
}


@pytest.mark.parametrize("text", KEPT)
def test_a_compiler_may_keep_imports_of_types(text: str) -> None:
    assert list(edges("/r/x.ts", text.encode(), keeps_imports=True)) == KEPT[text]


def test_what_names_nothing_runs_a_file() -> None:
    text = b"import {} from './a.js'; export {} from './b.js';"
    assert list(edges("/r/x.js", text)) == [Edge("./a.js"), Edge("./b.js")]
    assert list(edges("/r/x.ts", b"export { type A } from './a.js'; import { type B } from './b.js';")) == []


def test_the_names_that_a_file_exports() -> None:
    text = b"export const a = 1; export async function b() {} export { c, d as e }; export default f; export class G {}"
    assert exported(text) == {"a", "b", "c", "e", "default", "G"}
    assert exported(b"export const { a } = o;") is None
    assert exported(b"export * from './a.js';") is None


FILES = Files(
    f"/r/{name}"
    for name in ("js/a.js", "js/b/index.ts", "js/c.tsx", "web/js/d.js", "js/e.vue", "lib/map.js", "js/f.d.ts", "js/g.mts")
)
LEADS: dict[tuple[str, bool], list[str]] = {
    ("./a.js", False): ["js/a.js"],
    ("./a", False): ["js/a.js"],
    ("../js/a.js?v=1", False): ["js/a.js"],
    ("./b", False): ["js/b/index.ts"],
    ("./b/index.js", False): ["js/b/index.ts"],
    ("./c.js", False): ["js/c.tsx"],
    ("./e.vue", False): ["js/e.vue"],
    ("@/js/a", False): ["js/a.js"],
    ("@/b", False): ["js/b/index.ts"],
    ("@/none", False): [],
    ("$lib/js/b", False): ["js/b/index.ts"],
    ("~/js/b", False): ["js/b/index.ts"],
    ("js/d.js", False): ["web/js/d.js"],
    ("/js/d.js", False): ["web/js/d.js"],
    ("/static/js/d.js", True): ["web/js/d.js"],
    ("a.js", True): ["js/a.js"],
    ("a.js", False): [],
    ("lodash/map", False): [],
    ("map", False): [],
    ("https://example.org/js/a.js", True): [],
    ("./none.js", False): [],
    ("./f.js", False): [],
    ("./f", False): [],
    ("./g.mjs", False): ["js/g.mts"],
    ("raw-loader!./a.js", False): ["js/a.js"],
    ("~a", False): ["js/a.js"],
    ("~gone", False): [],
}


@pytest.mark.parametrize(("specifier", "is_loaded"), LEADS)
def test_the_files_that_a_specifier_may_mean(specifier: str, is_loaded: bool) -> None:
    known = {"~a": "/r/js/a.js", "~gone": "/r/js/gone.js"}  # what a manifest says
    edge = Edge(specifier, is_loaded=is_loaded)
    found = targets("/r/js/x.js", edge, FILES, lambda _, named: known.get(named), lambda _: True)
    assert [path.removeprefix("/r/") for path in found] == LEADS[specifier, is_loaded]


def test_a_file_that_cannot_be_meant_is_none_of_those_whose_path_ends_alike() -> None:
    def found(specifier: str) -> list[str]:
        return list(targets("/r/js/x.js", Edge(specifier), FILES, lambda *_: None, lambda path: "js/a" not in path))

    assert found("@/a") == []
    assert found("@/js/b") == ["/r/js/b/index.ts"]
    assert found("./a") == ["/r/js/a.js"]  # which is known


MAY_EXPORT = {
    "export class Engine {}": True,
    "class A {}\nexport { A as Engine };": True,
    "export const a = 1, Engine = 2;": True,
    "export * from './engine';": True,
    "export/**/* from './engine';": True,
    "exports[name] = 1;": True,
    "module.exports = require('./engine');": True,
    "export = made;": True,
    "define(() => made);": True,
    "export class Eng\\u0069ne {}": True,
    "export class Other {}": False,
    "export default class {}": False,
    "onmessage = f;": False,
}


@pytest.mark.parametrize("text", MAY_EXPORT)
def test_the_files_that_may_export_a_name(text: str) -> None:
    assert may_export("a.ts", text.encode(), ("Engine",)) is MAY_EXPORT[text]
    assert may_export("a.ts", text.encode(), ("Engine", "Other")) is (MAY_EXPORT[text] or "Other" in text)
    assert may_export("a.svelte", text.encode(), ("Engine",))


def test_a_default_is_spelled() -> None:
    assert may_export("a.ts", b"export default class {}", ("default",))
    assert may_export("a.js", b"const A = 1; export { A as default };", ("default",))
    assert not may_export("a.ts", b"export class A {}", ("default",))
