"""Code that tree-sitter takes and no engine does: the list of `early`, judged by Node."""

from __future__ import annotations

import pytest

from migrator.javascript.early import (
    EarlyError,
    await_error,
    early_error,
    has_optional_link,
    is_strict,
    owner,
    refused_escape,
)
from migrator.javascript.parser import below
from migrator.javascript.shapes import misread_await
from migrator.javascript.source import Source
from migrator.model.ledger import Sentence
from tests.node import complaints


def first(text: str) -> EarlyError | None:
    """The first early error of a file."""
    source = Source.read("a.js", text.encode())
    for node in below(source.root):
        found = early_error(node, source.data)
        if found is None and misread_await(node, source.data) is not None:
            found = await_error(node)
        if found is not None:
            return found
    return None


def method(body: str) -> str:
    return f"class A {{ m(a, b, c) {{ {body} }} }}"


def waiting(body: str) -> str:
    return f"class A {{ async m(a, b, c) {{ {body} }} }}"


REFUSED = [
    (method("return (() => { await a; });"), Sentence.AWAIT_NOT_HERE),
    (waiting("return (() => { await a; });"), Sentence.AWAIT_NOT_HERE),
    (waiting("return function () { return await a; };"), Sentence.AWAIT_NOT_HERE),
    (waiting("for (const d of c) { [1].map((e) => await e); }"), Sentence.AWAIT_NOT_HERE),
    (waiting("return async (d = await a) => d;"), Sentence.AWAIT_NOT_HERE),
    ("class A { x = await a; }", Sentence.AWAIT_NOT_HERE),
    ("class A { static { await a; } }", Sentence.AWAIT_NOT_HERE),
    (method("for await (const d of a) { b; }"), Sentence.AWAIT_NOT_HERE),
    (method("yield a;"), Sentence.YIELD_NOT_HERE),
    (waiting("yield a;"), Sentence.YIELD_NOT_HERE),
    ("class A { *m() { return () => { yield 1; }; } }", Sentence.YIELD_NOT_HERE),
    ("return 1;", Sentence.RETURN_OUTSIDE),
    ("class A { static { return; } }", Sentence.RETURN_OUTSIDE),
    (method("(a ?? b) = c;"), Sentence.NO_ASSIGNMENT_TARGET),
    (method("(a ?? b) += c;"), Sentence.NO_ASSIGNMENT_TARGET),
    (method("a?.b = 1;"), Sentence.NO_ASSIGNMENT_TARGET),
    (method("a?.b.c = 1;"), Sentence.NO_ASSIGNMENT_TARGET),
    (method("a?.b++;"), Sentence.NO_ASSIGNMENT_TARGET),
    (method("(a + b)++;"), Sentence.NO_ASSIGNMENT_TARGET),
    (method("[a?.b] = c;"), Sentence.NO_ASSIGNMENT_TARGET),
    (method("({ a: b?.c } = c);"), Sentence.NO_ASSIGNMENT_TARGET),
    (method("for (a?.b of c) { a; }"), Sentence.NO_ASSIGNMENT_TARGET),
    (method("[...a, b] = c;"), Sentence.NO_ASSIGNMENT_TARGET),
    (method("eval = a;"), Sentence.NO_ASSIGNMENT_TARGET),
    (method("arguments++;"), Sentence.NO_ASSIGNMENT_TARGET),
    (method("-a ** 2;"), Sentence.UNARY_BEFORE_POWER),
    (method("-a.b ** 2;"), Sentence.UNARY_BEFORE_POWER),
    (method("typeof a ** 2;"), Sentence.UNARY_BEFORE_POWER),
    (waiting("await a ** 2;"), Sentence.UNARY_BEFORE_POWER),
    (method("a ?? b || c;"), Sentence.MIXED_COALESCE),
    (method("a || b ?? c;"), Sentence.MIXED_COALESCE),
    (method("a ?? b && c;"), Sentence.MIXED_COALESCE),
    (method("a && b ?? c;"), Sentence.MIXED_COALESCE),
    (method("return () => { a: 1, b: 2 };"), Sentence.OPENS_BLOCK),
    (method("return () => {}.a;"), Sentence.NEEDS_PARENTHESES),
    (method("return () => {}();"), Sentence.NEEDS_PARENTHESES),
    (method("a || b = c;"), Sentence.NEEDS_PARENTHESES),
    (method("a || (() => b) || () => c;"), Sentence.NEEDS_PARENTHESES),
    ("class A { *m(a) { 1 + yield a; } }", Sentence.NEEDS_PARENTHESES),
    (method("for (let d = 'a' in b;;) { break; }"), Sentence.NEEDS_PARENTHESES),
    (method("for (const d of a, b) { c; }"), Sentence.NEEDS_PARENTHESES),
    (method("new a?.b();"), Sentence.OPTIONAL_NOT_HERE),
    (method("a?.b`c`;"), Sentence.OPTIONAL_NOT_HERE),
    (method("delete a;"), Sentence.DELETE_NAME),
    (method("delete (a);"), Sentence.DELETE_NAME),
    ("class A { #a; m() { delete this.#a; } }", Sentence.DELETE_NAME),
    (method("this.#d = a;"), Sentence.NO_PRIVATE_NAME),
    (method("return #d in a || a?.#d;"), Sentence.NO_PRIVATE_NAME),
    ("class A { m() { return class { #d; }; } n() { this.#d; } }", Sentence.NO_PRIVATE_NAME),
    ("class A extends f.#d { #d; }", Sentence.NO_PRIVATE_NAME),
    (method("function () {}.call(a);"), Sentence.BEGINS_DECLARATION),
    (method("async function () {}.call(a);"), Sentence.BEGINS_DECLARATION),
    (method("class {}.name;"), Sentence.BEGINS_DECLARATION),
    (method("{ a: 1, b: 2 }.a;"), Sentence.OPENS_BLOCK),
    (method("if (a) const d = b;"), Sentence.DECLARATION_AS_BODY),
    (method("if (a) b; else let d = b;"), Sentence.DECLARATION_AS_BODY),
    (method("while (a) class D {}"), Sentence.DECLARATION_AS_BODY),
    (method("for (;;) async function d() {}"), Sentence.DECLARATION_AS_BODY),
    (method("if (a) function d() {}"), Sentence.DECLARATION_AS_BODY),
    ("if (a) async function d() {}", Sentence.DECLARATION_AS_BODY),
    (method("d: const e = a;"), Sentence.DECLARATION_AS_BODY),
    (method("throw\na;"), Sentence.LINE_ENDS_HERE),
    (method("return a\n=> b;"), Sentence.LINE_ENDS_HERE),
    (method("return async\n(d) => d;"), Sentence.LINE_ENDS_HERE),
    ("class A { *m(a) { (yield\na); } }", Sentence.LINE_ENDS_HERE),
    ("class A { *m(a) { (yield /*\n*/ a); } }", Sentence.LINE_ENDS_HERE),
    (method("d: for (;;) { d: for (;;) { break d; } }"), Sentence.LABEL_TWICE),
    (method("break;"), Sentence.NOTHING_TO_LEAVE),
    (method("for (;;) { [].map(() => { continue; }); }"), Sentence.NOTHING_TO_LEAVE),
    (method("switch (a) { default: continue; }"), Sentence.NOTHING_TO_LEAVE),
    (method("d: for (;;) { break e; }"), Sentence.NOTHING_TO_LEAVE),
    (method("const d;"), Sentence.NO_INITIALISER),
    (method("let [d];"), Sentence.NO_INITIALISER),
    (method("return (d, d) => d;"), Sentence.PARAMETER_TWICE),
    (method("return function (d, d) {};"), Sentence.PARAMETER_TWICE),
    ("function f(d, { e: d }) {}", Sentence.PARAMETER_TWICE),
    (method("return `\\1`;"), Sentence.NO_ESCAPE),
    (method("return `${a}\\01`;"), Sentence.NO_ESCAPE),
    (method("return '\\01';"), Sentence.NO_ESCAPE),
    (method("return '\\u{110000}';"), Sentence.NO_ESCAPE),
    ("a = '\\u{0aBcDeF}';", Sentence.NO_ESCAPE),
    ("a = `\\u{200000}`;", Sentence.NO_ESCAPE),
    (method("return 010;"), Sentence.OCTAL_NUMBER),
]
# `await` is a name in a script, and in no module.
REFUSED_IN_MODULES = [
    (method("await (a);"), Sentence.AWAIT_NOT_HERE),
    (method("await (a).b();"), Sentence.AWAIT_NOT_HERE),
    (method("await `a`;"), Sentence.AWAIT_NOT_HERE),
]
# Node finds these when they run.
REFUSED_LATER = [
    (method("a.b()++;"), Sentence.NO_ASSIGNMENT_TARGET),
    (method("--a.b();"), Sentence.NO_ASSIGNMENT_TARGET),
]
TAKEN = [
    waiting("await (a).b(); await a; for await (const d of b) { c; }"),
    waiting("return async () => { await a; };"),
    "class A { async *m(a) { yield await a; yield; yield* a; } }",
    method("a = b; a.b = c; a[0] += 1; (a) = b; (a.b)++; [a, b.c, ...c] = a; ({ a, b: c.d, e: a = 1, ...b } = c);"),
    method("for (a.b of c) { a; } for (const [d, { e }] of a) { d; } for (a in b) { c; }"),
    method("(-a) ** 2; a ** -b; a ** b ** c; a++ ** 2;"),
    method("(a ?? b) || c; a ?? (b && c); a ?? b ?? c; a || b && c;"),
    method("return () => ({ a: 1, b: 2 });"),
    method("return () => { a: 1; };"),
    method("(() => {})(); (a, b).c; (a = b) || c; a ? b = c : () => a; a || (() => b);"),
    method("for (let d = ('a' in b);;) { break; } for (let d = [a in b];;) { break; } for (const d of (a, b)) { c; }"),
    method("new (a?.b)(); (a?.b)`c`; new a.b(); new a; new (a())();"),
    method("delete a.b; delete a[0]; delete a?.b;"),
    "class A { #d; m() { return class { #e() { this.#d = 1; } get #f() { return #d in this; } [A?.#d]; }; } }",
    "delete a; eval = 1; '\\01'; 010; function f(a, a) {} if (a) function g() {} h: function i() {}",
    method("(function () {}).call(a); (class {}).name; ({ a: 1 }).a; !function () {}();"),
    method("if (a) { const d = b; } if (a) var d = b; else b;"),
    method("throw a; return (b) => b;"),
    method("d: for (;;) { e: for (;;) { break d; } } d: { break d; } switch (a) { case b: break; }"),
    method("const d = a; let e, f = b; var [g] = c; for (const h of a) { b; }"),
    method("return ((d, e) => d)(a) || function (d, { e }) {};"),
    method("return `\\0 \\x41 \\u{41} \\u0041 \\\\1 ${'\\\\01'} \\n` + String.raw`\\1`;"),
    method("return '\\u{10ffff} \\u{000000a}' + String.raw`\\u{110000}`;"),
    "async function f() { await a || b; await (a, b); }",
]


@pytest.mark.parametrize(("text", "sentence"), [*REFUSED, *REFUSED_IN_MODULES, *REFUSED_LATER])
def test_an_early_error_is_found(text: str, sentence: Sentence) -> None:
    found = first(text)
    assert found is not None
    assert found.sentence is sentence


def test_node_refuses_them_too() -> None:
    for module, cases in ((False, REFUSED), (True, REFUSED_IN_MODULES)):
        told = complaints([text for text, _ in cases], module=module)
        assert [text for (text, _), each in zip(cases, told, strict=True) if not each.startswith("SyntaxError")] == []


@pytest.mark.parametrize("text", TAKEN)
def test_what_is_right_is_taken(text: str) -> None:
    assert first(text) is None


def test_node_takes_it_too() -> None:
    assert complaints(TAKEN) == [""] * len(TAKEN)


@pytest.mark.parametrize(
    ("text", "sentence", "shown"),
    [
        (method("a('\\q', /* \\1 */ /\\2/, '\\\\3', '\\07');"), Sentence.OCTAL_ESCAPE, "\\07"),
        ("a(`${b}\\1`);", Sentence.OCTAL_ESCAPE, "\\1"),
        ("a('\\07', '\\u{110000}');", Sentence.NO_CODE_POINT, "\\u{110000}"),
    ],
)
def test_the_first_escape_that_is_none(text: str, sentence: Sentence, shown: str) -> None:
    source = Source.read("a.js", text.encode())
    found = refused_escape(source.root, source.data)
    assert found is not None
    assert (found.sentence, source.text(found.node.start_byte, found.node.end_byte)) == (sentence, shown)


@pytest.mark.parametrize("text", TAKEN)
def test_what_is_right_has_no_such_escape(text: str) -> None:
    source = Source.read("a.js", text.encode())
    assert refused_escape(source.root, source.data) is None


def test_a_computed_key_runs_as_a_part_of_what_is_around_the_class() -> None:
    source = Source.read("a.js", b"async function f() { class A { [await 1]() { 2 } } }")
    key, inside = (node for node in below(source.root) if node.type == "number")
    assert owner(key).node.type == "function_declaration"
    assert owner(inside).node.type == "method_definition"


def test_an_arrow_has_no_this() -> None:
    source = Source.read("a.js", b"class A { m() { return () => this; } }")
    (this,) = (node for node in below(source.root) if node.type == "this")
    assert owner(this).node.type == "arrow_function"
    assert owner(this, frozenset({"arrow_function"})).node.type == "method_definition"


@pytest.mark.parametrize(
    ("text", "strict"),
    [
        ("a;", False),
        ("'use strict'; a;", True),
        ("a; 'use strict';", False),
        ("('use strict'); a;", False),
        ("function f() { 'use strict'; a; }", True),
        ("function f() { a; }", False),
        ("class A { m() { a; } }", True),
        ("export const b = 1; a;", True),
    ],
)
def test_where_strict_mode_holds(text: str, strict: bool) -> None:
    source = Source.read("a.js", text.encode())
    node = next(node for node in below(source.root) if node.type == "identifier" and node.text == b"a")
    assert is_strict(node, source.data) is strict


@pytest.mark.parametrize(
    ("text", "found"), [("a?.b.c", True), ("(a?.b).c", False), ("a.b(c?.d)", False), ("a?.()", True)]
)
def test_an_optional_link(text: str, found: bool) -> None:
    source = Source.read("a.js", text.encode())
    assert has_optional_link(source.root.named_children[0].named_children[0]) is found
