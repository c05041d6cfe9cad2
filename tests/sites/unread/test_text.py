"""Calls that run Python in what is searched and not parsed."""

from __future__ import annotations

import pytest

from migrator.model.settings import Settings
from migrator.sites.unread.text import searched_calls
from tests.support import text_of

FRONT = "the front matter of Astro"


def calls(text: str, ending: str = FRONT) -> list[tuple[int, int, str]]:
    """Line, column and what is called, for each call."""
    data = text.encode("utf-8", "surrogateescape")
    if ending == FRONT:
        found = searched_calls(b"---\n" + data, ".astro", Settings(), "Astro")
        return [(item.line - 1, item.column, text_of(item).split("`")[1]) for item in found]
    found = searched_calls(data, ending, Settings(), "markup")
    return [(item.line, item.column, text_of(item).split("`")[1]) for item in found]


NONE = {
    "a function by its name alone": ("runPython(x); await runPythonAsync<string>(x);", FRONT),
    "a spread of what a function gives": ("f(...runPython(x));", FRONT),
    "a definition": ("class A { async runPython(code: string): Promise<void> {} }", FRONT),
    "a type": ("interface P { runPython(code: string): any; runPythonAsync: (c: string) => void }", FRONT),
    "another name": ("p.runPythonSync(x); p.xrunPython(x); p.runPython2(x);", FRONT),
    "only asked about": ("if (p.runPython) { typeof p.runPython; }", FRONT),
    "a comment": ("// p.runPython(x)\n/* p.runPython(x)\n p.runPython(x) */", FRONT),
    "a comment behind an address in a string": ("get('https://a.b'); // p.runPython(x)", FRONT),
    "a comment behind a pattern with a quote": ("const r = /['\"`]/g; // p.runPython(x)", FRONT),
    "a string": ("it('calls p.runPython(x)', f); g(\"p.runPython(x)\");", FRONT),
    "the text of a template": ("const s = `p.runPython(${x}) p.runPython(y)`;", FRONT),
    "the text behind a nested template": ("const s = `${f(`a${b}`)} p.runPython(y)`;", FRONT),
    "a type's key": ("type F = P['runPython']; declare function f(a: P['runPython']): void;", FRONT),
    "a function's type": ("let f: typeof p.runPython; f = g;", FRONT),
    "given to what asks": ("expect(p.runPython).toBeDefined(); console.log(p.runPython); const a = p.runPython !== f;", FRONT),
    "a method of the file's own class": ("class A { async runPython(a: string): Promise<any> { return 1; } m() { return this.runPython(x); } }", FRONT),
    "a function of what a hook gives": ("const { runPython, a } = usePython({ packages });\nconst { runPython: run } = hooks.usePyodide<string>();", FRONT),
    "the worker": ("class A { m() { return this.worker!.runPython(x); } }", FRONT),
    "text of JSX": ("{<code className='b'>don't p.runPython(x)</code>}", ".astro"),
    "prose in Vue": ("<template><p>Don't p.runPython(x)</p><pre title='p.runPython(x)' /></template>", ".vue"),
    "other blocks of Vue": ("<docs>p.runPython(x)</docs><template><b /></template><style>/* p.runPython(x) */</style>", ".vue"),
    "a comment in a handler of Vue": ("<template><b @click='f() /* p.runPython(x) */' /></template>", ".vue"),
    "prose and styles in Svelte": ("<p>it's p.runPython(x)</p><style>a::after { content: 'p.runPython(x)' }</style>", ".svelte"),
    "comments in Svelte": ("{/* p.runPython(x) */}{f(// p.runPython(x)\n)}", ".svelte"),
    "comments in Astro": ("---\nf(); // it's p.runPython(x)\n---\n<p>p.runPython(x)</p>", ".astro"),
    "a script in a text of HTML": ("<textarea><script>p.runPython(x)</script></textarea><style><script>p.runPython(x)</script></style>", ".html"),
    "prose in HTML": ("<pre>pyodide.runPython('x')</pre>", ".html"),
    "a comment in HTML": ("<!-- <script>p.runPython(x)</script> -->", ".html"),
    "Python in elements of its own": ("<py-script>{{ p.runPython(x) }}</py-script><mpy-script><b onclick='p.runPython(x)'></mpy-script>", ".html"),
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
    "a variable": ("const a = await pyodide.runPythonAsync(`x`);", FRONT, [(1, 17, "pyodide.runPythonAsync")]),
    "a type argument": ("p.runPython<Map<string, number>>(x)", FRONT, [(1, 1, "p.runPython")]),
    "an assertion": ("p!.runPython!(x)", FRONT, [(1, 1, "p!.runPython")]),
    "an optional chain": ("ref.current?.runPython?.(x)", FRONT, [(1, 1, "ref.current.runPython")]),
    "a line break": ("this.#p\n  .runPython(x)", FRONT, [(1, 1, "this.#p.runPython")]),
    "a comment between": ("p // a\n  /* b */ .runPython(x)", FRONT, [(1, 1, "p // a /* b */.runPython")]),
    "parentheses": ("(await get()).runPython(x)", FRONT, [(1, 1, "(await get()).runPython")]),
    "a call": ("get(a)[0].runPython(x)", FRONT, [(1, 1, "get(a)[0].runPython")]),
    "a key": ("w['pyodide']['runPython'](x)", FRONT, [(1, 1, "w['pyodide'].runPython")]),
    "a tag": ("p.runPython`x`", FRONT, [(1, 1, "p.runPython")]),
    "call and bind": ("p.runPython.call(p, x); const r = p.runPythonAsync.bind(p);", FRONT, [(1, 1, "p.runPython"), (1, 35, "p.runPythonAsync")]),
    "behind an address in a string": ("get('https://a.b'); p.runPython(x)", FRONT, [(1, 21, "p.runPython")]),
    "behind a pattern with a quote": ("const r = /['`]/; p.runPython(x)", FRONT, [(1, 19, "p.runPython")]),
    "behind a division": ("const r = a / b; p.runPython(x / y)", FRONT, [(1, 18, "p.runPython")]),
    "text of JSX with an apostrophe": ("{<p>don't {p.runPython(x)} isn't</p>}", ".astro", [(1, 12, "p.runPython")]),
    "text of JSX with an address": ("{<p>https://a.b {p.runPython(x)}</p>}", ".astro", [(1, 18, "p.runPython")]),
    "holes of templates": ("`a ${p.runPython(`b ${q.runPython(x)}`)} c`", FRONT, [(1, 6, "p.runPython"), (1, 23, "q.runPython")]),
    "an object in a hole": ("`a ${f({ a: { b: 1 } })} p.runPython(x)`; q.runPython(x)", FRONT, [(1, 43, "q.runPython")]),
    "a comment behind the dot": ("p./* a */runPython /* b */ (x)", FRONT, [(1, 1, "p.runPython")]),
    "parentheses around it": ("(p.runPython)(x); (0, p.runPython)(x); (p.runPython as any)(x);", FRONT, [(1, 2, "p.runPython"), (1, 23, "p.runPython"), (1, 41, "p.runPython")]),
    "escapes": ("p.run\\u0050ython(x); p['run\\x50ython'](x);", FRONT, [(1, 1, "p.runPython"), (1, 22, "p.runPython")]),
    "taken apart of what is no hook": ("const { runPython } = user();", FRONT, [(1, 9, "user().runPython")]),
    "taken apart": ("const { a, runPython: b } = p;\n({ runPythonAsync } = await load());", FRONT, [(1, 12, "p.runPython"), (2, 4, "await load()).runPythonAsync")]),
    "a name of the function": ("const run = p.runPython;\nconst api = { run: p.runPython }\nf(p.runPython)", FRONT, [(1, 13, "p.runPython"), (2, 20, "p.runPython"), (3, 3, "p.runPython")]),
    "given to a component": ("{<A run={p.runPython} />}", ".astro", [(1, 10, "p.runPython")]),
    "a class that declares none": ("class A { m() { return this.runPython(x); } }", FRONT, [(1, 24, "this.runPython")]),
    "a class that declares the type only": ("interface B { runPython(a: string): any }\nclass A { m() { return this.runPython(x); } }", FRONT, [(2, 24, "this.runPython")]),
    "behind a pattern behind a condition": ("if (x) /'/.test(y); p.runPython('x')", FRONT, [(1, 21, "p.runPython")]),
    "between tags in strings": ("{f('<b>' + p.runPython(x) + '</b>')}", ".astro", [(1, 12, "p.runPython")]),
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
    "a carriage return": ("a\r\nb\rp.runPython(x)", FRONT, [(3, 1, "p.runPython")]),
    "UTF-8 that is none": ("const s = '\udcff'; p.runPython(x)", FRONT, [(1, 16, "p.runPython")]),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_what_is_a_call(name: str) -> None:
    text, ending, found = FOUND[name]
    assert calls(text, ending) == found


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read(encoding: str) -> None:
    found = searched_calls("---\np.runPython(x)".encode(encoding), ".astro", Settings(), "Astro")
    assert [(item.line, item.column) for item in found] == [(2, 1)]


def fingerprints(text: str) -> list[str]:
    return [item.fingerprint for item in searched_calls(f"---\n{text}".encode(), ".astro", Settings(), "Astro")]


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


@pytest.mark.parametrize("ending", [FRONT, ".vue", ".svelte", ".html", ".astro"])
@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_with_the_text(piece: str, ending: str) -> None:
    # A text that a search would go through once for each of its pieces takes hours at this length.
    calls("<template>" * (ending == ".vue") + piece * 20_000 + "p.runPython(x)", ending)
