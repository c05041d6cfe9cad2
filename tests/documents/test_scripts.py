"""The scripts of files with markup."""

from __future__ import annotations

import pytest

from migrator.documents.scripts import (
    Script,
    UnknownLanguage,
    UnreadableMarkup,
    as_one,
    has_markup,
    is_of_module,
    scripts,
    sources,
    without,
)


def found(path: str, text: str) -> list[tuple[str, list[str]]]:
    """The grammar of each script, and the texts that it consists of."""
    data = text.encode()
    return [
        (script.grammar, [data[start:end].decode() for start, end in script.spans]) for script in scripts(path, data)
    ]


JS, TS, TSX = "javascript", "typescript", "tsx"

# No script of the file, whatever it looks like.
NONE = {
    "another file's": ("a.html", "<script src='a.js'></script><script src=b.js>f();</script>"),
    "another file's in Vue": ("a.vue", "<script src='./a.ts' lang='ts'></script>"),
    "nothing in it": ("a.html", "<script></script>"),
    "data": ("a.html", '<script type="application/json">{"a": 1}</script><script type=importmap>{}</script>'),
    "a template of another language": ("a.html", "<script type='text/x-handlebars'>{{ f() }}</script>"),
    "rules for the browser": ("a.html", "<script type='speculationrules'>{}</script>"),
    "Python": ("a.html", "<script type='py'>f()</script><script type='text/python'>f()</script>"),
    "Python of MicroPython": ("a.html", "<script type=mpy>f()</script><py-script>f()</py-script>"),
    "a comment": ("a.html", "<!-- <script>f();</script> -->"),
    "a comment in Vue": ("a.vue", "<!-- <script>f();</script> -->\n<template><b /></template>"),
    "an attribute": ("a.html", "<b title=\"<script>f();</script>\">"),
    "a text area": ("a.html", "<textarea><script>f();</script></textarea>"),
    "a title": ("a.html", "<title><script>f();</script></title>"),
    "a template, which does not run": ("a.html", "<template><script>f();</script></template>"),
    "a page without JavaScript": ("a.html", "<noscript><script>f();</script></noscript>"),
    "text of a style": ("a.html", "<style>/* <script>f();</script> */</style>"),
    "another element": ("a.html", "<scripts>f();</scripts><script-x>f();</script-x>"),
    "no element": ("a.html", "<p>f();</p>"),
    "an attribute of Vue in HTML": ("a.html", "<script lang='coffee'>f()</script>"),
}


@pytest.mark.parametrize("name", NONE)
def test_what_is_no_script(name: str) -> None:
    assert found(*NONE[name]) == []


FOUND: dict[str, tuple[str, str, list[tuple[str, list[str]]]]] = {
    "one": ("a.html", "<p>a</p>\n<script>\nf();\n</script>\n", [(JS, ["\nf();\n"])]),
    "capitals": ("a.HTM", "<SCRIPT>f();</SCRIPT>", [(JS, ["f();"])]),
    "classic scripts share their names": ("a.html", "<script>f();</script><script>g();</script>", [(JS, ["f();", "g();"])]),
    "a module is by itself": (
        "a.html",
        "<script>f();</script><script type='module'>g();</script><script type=module>h();</script><script>i();</script>",
        [(JS, ["f();", "i();"]), (JS, ["g();"]), (JS, ["h();"])],
    ),
    "types of the past": (
        "a.html",
        "<script type='text/javascript'>f();</script><script type='application/x-javascript'>g();</script>",
        [(JS, ["f();", "g();"])],
    ),
    "an empty type": ("a.html", "<script type=''>f();</script>", [(JS, ["f();"])]),
    "what is compiled in the browser": (
        "a.html",
        "<script type='text/babel'>f();</script><script type='text/typescript'>let a: T;</script>",
        [(JS, ["f();"]), (TS, ["let a: T;"])],
    ),
    "other attributes": ("a.html", "<script async nonce='a>b' id=x>f();</script>", [(JS, ["f();"])]),
    "beside a comment": ("a.html", "<!-- <script> --><script>f();</script>", [(JS, ["f();"])]),
    "in the markup of a page": ("a.html", "<div><p><script>f();</script></div>", [(JS, ["f();"])]),
    "less than": ("a.html", "<script>if (a < b && c<d) f('<b>');</script>", [(JS, ["if (a < b && c<d) f('<b>');"])]),
    "Vue": ("a.vue", "<template><b /></template>\n<script>\nf();\n</script>", [(JS, ["\nf();\n"])]),
    "both of Vue are one module": (
        "a.vue", "<script>f();</script>\n<script setup>g();</script>", [(JS, ["f();", "g();"])],
    ),
    "TypeScript in Vue": ("a.vue", "<script setup lang=\"ts\">let a: T;</script>", [(TS, ["let a: T;"])]),
    "TSX in Vue": ("a.vue", "<script lang='tsx'>let a: T;</script>", [(TSX, ["let a: T;"])]),
    "the grammar that reads both": (
        "a.vue", "<script lang='ts'>let a: T;</script><script setup>g();</script>", [(TS, ["let a: T;", "g();"])],
    ),
    "Svelte": (
        "a.svelte", "<script module>f();</script>\n<script lang=ts>g();</script>\n<b />", [(TS, ["f();", "g();"])],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_the_scripts_of_a_file(name: str) -> None:
    path, text, expected = FOUND[name]
    assert found(path, text) == expected


@pytest.mark.parametrize(("path", "language"), [("a.vue", "coffee"), ("a.svelte", "civet")])
def test_a_language_that_is_not_read(path: str, language: str) -> None:
    with pytest.raises(UnknownLanguage) as error:
        found(path, f"<b />\n<script lang='{language}'>f()</script>")
    assert (error.value.language, error.value.offset) == (language, 6)


@pytest.mark.parametrize(
    "text",
    [
        "<b>\n<script>f();",
        "<b>\n<script>f();</b>",
        "<b>\n<script lang='ts\n<script>f();</script>",
    ],
)
@pytest.mark.parametrize("path", ["a.html", "a.vue", "a.svelte"])
def test_an_element_that_does_not_end(path: str, text: str) -> None:
    with pytest.raises(UnreadableMarkup) as error:
        found(path, text)
    assert error.value.offset >= 4


def test_all_scripts_of_a_page_as_one() -> None:
    text = b"<script>f();</script><script type=text/typescript>let a: T;</script><script type=module>g();</script>"
    script = as_one(scripts("a.html", text))
    assert script is not None
    assert script.grammar == TS
    assert [text[start:end] for start, end in script.spans] == [b"f();", b"let a: T;", b"g();"]
    assert as_one([]) is None
    assert as_one([Script(((1, 2),), JS)]) == Script(((1, 2),), JS)


@pytest.mark.parametrize(("path", "markup"), [("a.vue", True), ("a.html", True), ("a.js", False), ("a.astro", False)])
def test_a_name_says_whether_a_file_has_markup(path: str, markup: bool) -> None:
    assert has_markup(path) is markup


def test_the_rest_of_a_file_is_at_the_same_places() -> None:
    data = "<b>\u00e9\n<script>f(\n1);\r\n</script>\n<i>".encode()
    [script] = scripts("a.html", data)
    rest = without(data, script.spans)
    assert rest == "<b>\u00e9\n<script>  \n   \r\n</script>\n<i>".encode()
    assert without(data, ()) == data


def test_the_addresses_of_scripts_that_stand_elsewhere() -> None:
    assert sources(b"<!-- <script src=a.js></script> --><p title=\"<script src='b.js'>\">c</p><script>d</script>") == []
    text = b"<head><script src='./a.js'></script></head><template><SCRIPT SRC=b.js type=module></SCRIPT></template>"
    assert sources(text) == ["./a.js", "b.js"]


@pytest.mark.parametrize(
    ("opening", "is_module"),
    [
        ("<script>", False),
        ("<script lang='ts'>", False),
        ("<script data-module>", False),
        ("<script type='module'>", False),
        ("<script module>", True),
        ("<SCRIPT lang=ts module>", True),
        ("<script context = 'module' lang='ts'>", True),
        ("<p>module</p><script>", False),
    ],
)
def test_the_module_script_of_a_component(opening: str, is_module: bool) -> None:
    assert is_of_module(f"{opening}let a</script>".encode(), len(opening)) is is_module
