"""Calls that run Python in languages that are searched and not parsed."""

from __future__ import annotations

import pytest

from migrator.model.settings import Settings
from migrator.sites.unread.text import searched_calls, text_runs_in_worker
from tests.support import text_of


def calls(text: str, ending: str = ".ts") -> list[tuple[int, int, str]]:
    """Line, column and what is called, for each call."""
    data = text.encode("utf-8", "surrogateescape")
    found = [] if text_runs_in_worker(data, ending) else searched_calls(data, ending, Settings(), "TypeScript")
    return [(item.line, item.column, text_of(item).split("`")[1]) for item in found]


NONE = {
    "a function by its name alone": ("runPython(x); await runPythonAsync<string>(x);", ".ts"),
    "a spread of what a function gives": ("f(...runPython(x));", ".ts"),
    "a definition": ("class A { async runPython(code: string): Promise<void> {} }", ".ts"),
    "a type": ("interface P { runPython(code: string): any; runPythonAsync: (c: string) => void }", ".ts"),
    "another name": ("p.runPythonSync(x); p.xrunPython(x); p.runPython2(x);", ".ts"),
    "only asked about": ("if (p.runPython) { typeof p.runPython; }", ".ts"),
    "a comment": ("// p.runPython(x)\n/* p.runPython(x)\n p.runPython(x) */", ".ts"),
    "a comment behind an address in a string": ("get('https://a.b'); // p.runPython(x)", ".ts"),
    "a comment behind a pattern with a quote": ("const r = /['\"`]/g; // p.runPython(x)", ".ts"),
    "a string": ("it('calls p.runPython(x)', f); g(\"p.runPython(x)\");", ".ts"),
    "the text of a template": ("const s = `p.runPython(${x}) p.runPython(y)`;", ".ts"),
    "the text behind a nested template": ("const s = `${f(`a${b}`)} p.runPython(y)`;", ".ts"),
    "a type's key": ("type F = P['runPython']; declare function f(a: P['runPython']): void;", ".ts"),
    "a function's type": ("let f: typeof p.runPython; f = g;", ".ts"),
    "given to what asks": ("expect(p.runPython).toBeDefined(); console.log(p.runPython); const a = p.runPython !== f;", ".ts"),
    "a method of the file's own class": ("class A { async runPython(a: string): Promise<any> { return 1; } m() { return this.runPython(x); } }", ".ts"),
    "a function of what a hook gives": ("const { runPython, a } = usePython({ packages });\nconst { runPython: run } = hooks.usePyodide<string>();", ".ts"),
    "the worker": ("class A { m() { return this.worker!.runPython(x); } }", ".ts"),
    "text of JSX": ("const a = <code className='b'>don't p.runPython(x)</code>;", ".tsx"),
    "prose in Vue": ("<template><p>Don't p.runPython(x)</p><pre title='p.runPython(x)' /></template>", ".vue"),
    "other blocks of Vue": ("<docs>p.runPython(x)</docs><template><b /></template><style>/* p.runPython(x) */</style>", ".vue"),
    "a comment in a handler of Vue": ("<template><b @click='f() /* p.runPython(x) */' /></template>", ".vue"),
    "prose and styles in Svelte": ("<p>it's p.runPython(x)</p><style>a::after { content: 'p.runPython(x)' }</style>", ".svelte"),
    "comments in Svelte": ("{/* p.runPython(x) */}{f(// p.runPython(x)\n)}", ".svelte"),
    "comments in Astro": ("---\nf(); // it's p.runPython(x)\n---\n<p>p.runPython(x)</p>", ".astro"),
    "a script in a text of HTML": ("<textarea><script>p.runPython(x)</script></textarea><style><script>p.runPython(x)</script></style>", ".html"),
    "prose in HTML": ("<pre>pyodide.runPython('x')</pre>", ".html"),
    "a comment in HTML": ("<!-- <script>p.runPython(x)</script> -->", ".html"),
    "Python in HTML": ("<script type='text/python'>p.runPython(x)</script><script type=py>p.runPython(x)</script>", ".html"),
    "an attribute of another kind": ("<p title=\"p.runPython(x)\">a</p>", ".html"),
    "a comment in a template of Vue": ("<template><!-- p.runPython(x) --></template>", ".vue"),
    "a comment in a script of Vue": ("<script setup>\n// p.runPython(x)\n</script>", ".vue"),
    "a comment of Svelte": ("<script>/* p.runPython(x) */</script><!-- p.runPython(x) -->", ".svelte"),
}  # fmt: skip


@pytest.mark.parametrize("name", NONE)
def test_what_is_no_call(name: str) -> None:
    assert calls(*NONE[name]) == []


FOUND = {
    "a variable": ("const a = await pyodide.runPythonAsync(`x`);", ".ts", [(1, 17, "pyodide.runPythonAsync")]),
    "a type argument": ("p.runPython<Map<string, number>>(x)", ".ts", [(1, 1, "p.runPython")]),
    "an assertion": ("p!.runPython!(x)", ".ts", [(1, 1, "p!.runPython")]),
    "an optional chain": ("ref.current?.runPython?.(x)", ".tsx", [(1, 1, "ref.current.runPython")]),
    "a line break": ("this.#p\n  .runPython(x)", ".ts", [(1, 1, "this.#p.runPython")]),
    "a comment between": ("p // a\n  /* b */ .runPython(x)", ".ts", [(1, 1, "p // a /* b */.runPython")]),
    "parentheses": ("(await get()).runPython(x)", ".ts", [(1, 1, "(await get()).runPython")]),
    "a call": ("get(a)[0].runPython(x)", ".ts", [(1, 1, "get(a)[0].runPython")]),
    "a key": ("w['pyodide']['runPython'](x)", ".ts", [(1, 1, "w['pyodide'].runPython")]),
    "a tag": ("p.runPython`x`", ".ts", [(1, 1, "p.runPython")]),
    "call and bind": ("p.runPython.call(p, x); const r = p.runPythonAsync.bind(p);", ".ts", [(1, 1, "p.runPython"), (1, 35, "p.runPythonAsync")]),
    "behind an address in a string": ("get('https://a.b'); p.runPython(x)", ".ts", [(1, 21, "p.runPython")]),
    "behind a pattern with a quote": ("const r = /['`]/; p.runPython(x)", ".ts", [(1, 19, "p.runPython")]),
    "behind a division": ("const r = a / b; p.runPython(x / y)", ".ts", [(1, 18, "p.runPython")]),
    "text of JSX with an apostrophe": ("<p>don't {p.runPython(x)} isn't</p>", ".tsx", [(1, 11, "p.runPython")]),
    "text of JSX with an address": ("<p>https://a.b {p.runPython(x)}</p>", ".tsx", [(1, 17, "p.runPython")]),
    "holes of templates": ("`a ${p.runPython(`b ${q.runPython(x)}`)} c`", ".ts", [(1, 6, "p.runPython"), (1, 23, "q.runPython")]),
    "an object in a hole": ("`a ${f({ a: { b: 1 } })} p.runPython(x)`; q.runPython(x)", ".ts", [(1, 43, "q.runPython")]),
    "a comment behind the dot": ("p./* a */runPython /* b */ (x)", ".ts", [(1, 1, "p.runPython")]),
    "parentheses around it": ("(p.runPython)(x); (0, p.runPython)(x); (p.runPython as any)(x);", ".ts", [(1, 2, "p.runPython"), (1, 23, "p.runPython"), (1, 41, "p.runPython")]),
    "escapes": ("p.run\\u0050ython(x); p['run\\x50ython'](x);", ".ts", [(1, 1, "p.runPython"), (1, 22, "p.runPython")]),
    "taken apart of what is no hook": ("const { runPython } = user();", ".ts", [(1, 9, "user().runPython")]),
    "taken apart": ("const { a, runPython: b } = p;\n({ runPythonAsync } = await load());", ".ts", [(1, 12, "p.runPython"), (2, 4, "await load()).runPythonAsync")]),
    "a name of the function": ("const run = p.runPython;\nconst api = { run: p.runPython }\nf(p.runPython)", ".ts", [(1, 13, "p.runPython"), (2, 20, "p.runPython"), (3, 3, "p.runPython")]),
    "given to a component": ("const a = <A run={p.runPython} />;", ".tsx", [(1, 19, "p.runPython")]),
    "a class that declares none": ("class A { m() { return this.runPython(x); } }", ".ts", [(1, 24, "this.runPython")]),
    "a class that declares the type only": ("interface B { runPython(a: string): any }\nclass A { m() { return this.runPython(x); } }", ".ts", [(2, 24, "this.runPython")]),
    "behind a pattern behind a condition": ("if (x) /'/.test(y); p.runPython('x')", ".ts", [(1, 21, "p.runPython")]),
    "between tags in strings": ("f('<b>' + p.runPython(x) + '</b>')", ".tsx", [(1, 11, "p.runPython")]),
    "behind the opening of a comment in a string": ("<script>f('<!--')</script><script>p.runPython(x)</script>", ".html", [(1, 35, "p.runPython")]),
    "a handler without quotes": ("<b onclick=p.runPython(x)>", ".html", [(1, 12, "p.runPython")]),
    "an address": ("<a href=\"javascript:p.runPython('x')\">", ".html", [(1, 21, "p.runPython")]),
    "handlers of Vue, Alpine and Angular": ("<b @click='p.runPython(x)'><b x-on:a='p.runPython(x)'><b (a)='p.runPython(x)'>", ".html", [(1, 12, "p.runPython"), (1, 39, "p.runPython"), (1, 63, "p.runPython")]),
    "another attribute that ends with type": ("<script data-type='text/python'>p.runPython(x)</script>", ".html", [(1, 33, "p.runPython")]),
    "holes of Vue": ("<template><p>don't {{ p.runPython(x) }} `</p><p>{{ p.runPython(x) }}</p></template>", ".vue", [(1, 23, "p.runPython"), (1, 52, "p.runPython")]),
    "a template of Pug": ("<template lang=\"pug\">\nb(@click='p.runPython(x)')\n</template>", ".vue", [(2, 11, "p.runPython")]),
    "blocks of Svelte": ("{#if a}{p.runPython(x)}{/if}{#if b}{p.runPython(x)}{/if}", ".svelte", [(1, 9, "p.runPython"), (1, 37, "p.runPython")]),
    "a handler of Svelte": ("<b on:click={() => p.runPython(x)} onclick='p.runPython(x)'>", ".svelte", [(1, 20, "p.runPython"), (1, 45, "p.runPython")]),
    "an expression of Astro": ("---\n---\n<p>Don't {a && <b>{p.runPython(x)}</b>}</p>", ".astro", [(3, 20, "p.runPython")]),
    "a script of HTML": ("<p>\n<script type=\"module\">\np.runPython(x)\n</script>", ".html", [(3, 1, "p.runPython")]),
    "a script with a source's neighbour": ("<script src='a.js'></script><SCRIPT>p.runPython(x)</SCRIPT>", ".htm", [(1, 37, "p.runPython")]),
    "a handler in HTML": ("<body onload=\"p.runPython('x')\">", ".html", [(1, 15, "p.runPython")]),
    "a handler of Vue": ("<template><b @click=\"p.runPython(x)\">don't</b></template>", ".vue", [(1, 22, "p.runPython")]),
    "an expression of Svelte": ("<style></style>{#if p.runPython(x)}{/if}", ".svelte", [(1, 21, "p.runPython")]),
    "the front matter of Astro": ("---\nconst x = p.runPython(y);\n---\n<p />", ".astro", [(2, 11, "p.runPython")]),
    "a carriage return": ("a\r\nb\rp.runPython(x)", ".ts", [(3, 1, "p.runPython")]),
    "UTF-8 that is none": ("const s = '\udcff'; p.runPython(x)", ".ts", [(1, 16, "p.runPython")]),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_what_is_a_call(name: str) -> None:
    text, ending, found = FOUND[name]
    assert calls(text, ending) == found


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read(encoding: str) -> None:
    found = searched_calls("p.runPython(x)".encode(encoding), ".ts", Settings(), "TypeScript")
    assert [(item.line, item.column) for item in found] == [(1, 1)]


IN_WORKER = [
    "importScripts('a.js'); document.title;",
    "self.importScripts('a.js'); document.title;",
    "self?.importScripts('a.js');",
    "(self as any).importScripts('a.js');",
    "globalThis.importScripts?.('a.js');",
    "if (a) { self?.addEventListener('message', f); }",
    "self.onmessage = async (e: MessageEvent) => f(e);",
    "(self as DedicatedWorkerGlobalScope).onmessage = f;",
    "self.addEventListener('message', f);",
    "onconnect = f;",
    "import * as Comlink from 'comlink';\nComlink.expose(api);",
    "import { expose } from 'comlink';\nexpose({ a, b(x) { return x; } });",
    "import { expose } from 'comlink';\nexpose(api, self as any);",
    "importScripts('a.js'); const w = new Worker(b);",
    "import { parentPort } from 'node:worker_threads';\nparentPort!.on('message', f);",
]
ON_THE_PAGE = [
    "// importScripts('a.js'); self.onmessage = f;",
    "f(\"importScripts('a.js')\");",
    "loader.importScripts('a.js');",
    "worker.onmessage = f; this.w.addEventListener('message', f);",
    "self.onmessage = f; document.title = 'a';",
    "window.addEventListener('message', f);",
    "const onmessage = (e) => f(e);",
    "function f({ onmessage = g }) {}",
    "interface A { onmessage: () => void }",
    "shutter.expose(a); // comlink",
    "self.onmessage = f; const w = new Worker(a);",
    "import { Worker, parentPort } from 'worker_threads'; parentPort?.on('message', f); new Worker(a);",
    "import * as Comlink from 'comlink'; Comlink.expose(api, worker);",
]


@pytest.mark.parametrize("text", IN_WORKER)
def test_a_script_that_shows_that_it_runs_in_a_worker(text: str) -> None:
    assert text_runs_in_worker(text.encode(), ".ts")
    assert not text_runs_in_worker(f"<script>{text}</script>".encode(), ".html")


@pytest.mark.parametrize("text", ON_THE_PAGE)
def test_what_is_no_script_of_a_worker(text: str) -> None:
    assert not text_runs_in_worker(text.encode(), ".ts")


def fingerprints(text: str) -> list[str]:
    return [item.fingerprint for item in searched_calls(text.encode(), ".ts", Settings(), "TypeScript")]


def test_a_fingerprint_is_of_what_a_call_says() -> None:
    [first] = fingerprints("p.runPython(`a(${x})`);")
    assert fingerprints("\n\n  p.runPython( `a(${x})` );") == [first]
    assert fingerprints("p.runPython(`b(${x})`);") != [first]
    assert fingerprints("q.runPython(`a(${x})`);") != [first]


PIECES = [
    *("/", "'", "`", "${", "(", "//", "<!--", "<script", "p.runPython(", "/*", "a.b?.[", "<script \"", "<a '\"", "{{", "{"),
    *("<template>", "<!--<template>-->", "<a>", "const {", "({}=", "this.runPython(x);", "runPython(x) {}", "/**/"),
    *("[p.runPython,", "(p.runPython)", "p.runPython<", "{/", "<a @b='", "<style>"),
]


@pytest.mark.parametrize("ending", [".ts", ".tsx", ".vue", ".svelte", ".html", ".astro"])
@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_with_the_text(piece: str, ending: str) -> None:
    # A text that a search would go through once for each of its pieces takes hours at this length.
    calls("<template>" * (ending == ".vue") + piece * 20_000 + "p.runPython(x)", ending)
