"""Scopes: what is a use of what. Sources are small and made up; each shows one rule of ECMAScript."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from migrator.javascript.parser import parse
from migrator.javascript.scopes import Binding, Scope, Scopes, analyse


def scopes_of(source: str) -> Scopes:
    data = source.encode()
    return analyse(parse(data).root_node, data)


def global_names(source: str) -> list[str]:
    return [reference.name for reference in scopes_of(source).globals]


def problems(source: str) -> list[str]:
    return [f"{problem.kind} {problem.name}" for problem in scopes_of(source).problems]


def unmark(marked: str) -> tuple[str, list[int]]:
    """The source without its ``«»``, and the byte offsets of what stood between them."""
    parts = marked.split("«")
    source, offsets = parts[0], []
    for part in parts[1:]:
        name, rest = part.split("»")
        offsets.append(len(source.encode()))
        source += name + rest
    return source, offsets


def places(binding: Binding) -> list[int]:
    return sorted(
        node.start_byte for node in [*binding.declarations, *(reference.node for reference in binding.references)]
    )


NOT_REFERENCES = {
    # names of properties, labels, other modules
    "property": ("a.b.c", "a"),
    "optional property": ("a?.b?.[c]?.(d)", "a c d"),
    "property named like a value": ("a.undefined; a.arguments; a.await", "a a a"),
    "key": ("({a: b, 'c': d, 1: e})", "b d e"),
    "key of a pattern": ("({a: b.c} = d)", "b d"),
    "method": ("({a() {}, get b() {}, set c(v) {}, async d() {}, *e() {}, async *f() {}})", ""),
    "method of a class": ("class A { a() {} static b() {} get c() {} set d(v) {} async *e() {} }", ""),
    "field": ("class A { a; static b = c; get; set; static; async; of }", "c"),
    "private name": ("class A { #a = 1; #b() { return this.#a } has(o) { return #a in o } }", ""),
    "label": ("a: for (;;) { continue a; break a }", ""),
    "imported name": ("import a, {b as c, default as d, 'e' as f} from 'm'; import * as g from 'm'; c", ""),
    "attribute of an import": ("import a from 'm' with {type: 'json'}", ""),
    "old attribute of an import": ("import a from 'm' assert {type: 'json'}; b", "b"),
    "exported name": ("let a; export {a as b, a as default, a as 'c'}", ""),
    "export from": ("export {a as b, c} from 'm'; export * as d from 'm'; export * from 'm'", ""),
    # words that look like names
    "meta properties": ("import.meta.a; function f() { return new.target.b }", ""),
    "dynamic import": ("import(a)", "a"),
    "this and super": ("class A extends B { constructor() { super(); this.a = super.b } }", "B"),
    "undefined": ("a = undefined; ({undefined}); undefined", "a"),
    "await before parentheses": ("await (a).b()", "a"),
    "await before brackets": ("await [a].b()", "a"),
    "await in an async function": ("async function f() { return await (a).b() }", "a"),
    "await in an async arrow": ("async () => { for (const x of await (a).b()) await (x)`c` }", "a"),
    "await in an async method": ("class A { async m() { `${await (a).b}`; f(await (c).d) } }", "a f c"),
    "await in a static block": ("function f() { class A { static { await (a).b } } }", "a"),
    "accessor": ("class A { accessor a = b; static accessor c = d }", "b d"),
    "regular expression": ("/a/g.test(b)", "b"),
    "comments": ("<!-- a\n/* b */ c // d\n--> e\n", "c"),
    "text of a template": ("`a ${b} ${`c ${d}`}`", "b d"),
    "hashbang": ("#!/usr/bin/env a\nb", "b"),
    "directive": ("'use strict'; debugger", ""),
    # JSX
    "element of the page": ("<div a={b} c-d='e' f:g={h}><my-tag/><n:t/>text {/* i */}</div>", "b h"),
    "component": ("<A.B {...c}><D/><_e/><$f/></A.B>", "A c D _e $f A"),
    "member of a lower-case object": ("<a.div/>", "a"),
    # declarations
    "declaration with a value": ("var a = 1; let b = 2; const c = 3", ""),
    "declaring patterns": ("var {a, b: c, d = e, [f]: g = h, ...i} = j, [k,, l = m, [n], ...o] = p", "e f h j m p"),
    "parameters": ("function f(a, {b, c: d}, [e = g] = h, ...i) {}", "g h"),
    "a bare parameter": ("a => b; async c => d", "b d"),
    "for heads": ("for (var a of b); for (const {c} in d); for (let e = 0;;); for await (const g of h);", "b d h"),
    "var with a value in for-in": ("for (var a = b in c);", "b c"),
    "using": ("using a = b; await using c = d; for (using e of f);", "b d f"),
    "catch": ("try {} catch ({a, b: [c]}) {} try {} catch {} try {} catch (d) {}", ""),
}


@pytest.mark.parametrize(("source", "expected"), NOT_REFERENCES.values(), ids=NOT_REFERENCES.keys())
def test_what_is_no_reference(source: str, expected: str) -> None:
    assert global_names(source) == expected.split()


REFERENCES = {
    "ordinary names that are keywords elsewhere": ("get; set; async(of); static; let", "get set async of static let"),
    "await in a function that is not async": ("function f() { await(a).b() }", "await a"),
    "await in a plain arrow of an async function": ("async () => () => await (a).b", "await a"),
    "shorthand": ("({a, b})", "a b"),
    "shorthand at the start of a statement": ("{ a: b, c }", "b c"),
    "computed keys": ("({[a]: 1, [b]() {}, get [c]() {}}); class A { [d]; [e]() {} static [f] = g }", "a b c d e f g"),
    "operators": ("typeof a; delete b; void c; d in e; f instanceof g; h ? i : j; (k, l)", "a b c d e f g h i j k l"),
    "tagged templates": ("a`${b}`; c.d`e`", "a b c"),
    "spread": ("[...a]; f(...b); ({...c})", "a f b c"),
    "new": ("new A; new B(c); new d.E(f)", "A B c d f"),
    "export of a value": ("export default a; export {b as c}; export {d}", "a b d"),
    "decorators": ("@a @b.c(d) class A { @e m() {} @f g = 1 }", "a b d e f"),
    "yield": ("function* g() { yield a; yield* b; yield (c).d; yield [e]; yield }", "a b c e"),
    "statements": ("do a; while (b); while (c) d; if (e) f; else g; throw h; with (i) j", "a b c d e f g h i j"),
    "undefined written": ("({undefined} = a)", "undefined a"),
    "arguments of no function": ("arguments; () => arguments", "arguments arguments"),
}


@pytest.mark.parametrize(("source", "expected"), REFERENCES.values(), ids=REFERENCES.keys())
def test_what_is_a_reference(source: str, expected: str) -> None:
    assert global_names(source) == expected.split()


# Marked are all places of one binding, and nothing else.
BINDINGS = {
    # not the same binding
    "let of an inner block": "let «x»; { let x; x } «x»",
    "const of an inner block, from inside": "let x; { const «x» = 1; «x» } x",
    "let of a for head": "let «x»; for (let x = 0; x < 1; x++) x; «x»",
    "let of a for-of head": "let «x»; for (const x of []) { x } «x»",
    "let of a loop's body": "for (let «x» = 0; «x»;) { let x; x }",
    "the part after `of` is inside": "let «x»; for (const x of x); «x»",
    "let of a switch": "let «x»; switch («x») { case x: let x; default: x } «x»",
    "catch parameter": "let «x»; try { «x» } catch (x) { x } finally { «x» }",
    "destructured catch parameter": "let x; try {} catch ({x: [«x»]}) { «x» }",
    "default of a catch parameter": "let «x»; try {} catch ({y = «x»}) { let x; x }",
    "parameter of another function": "function f(«x») { «x» } function g(x) { x }",
    "parameter of an arrow": "let «x»; x => x; async x => x; (x) => x; «x»",
    "var of an inner function": "var «x»; function f() { var x; x } «x»",
    "var of a static block": "var «x»; class A { static { var x; x } } «x»",
    "function of a block": "function «f»() {} { function f() {} f() } «f»()",
    "function under an if": "if (a) function «f»() { «f» } f",
    "function under an else": "if (a) b; else function «f»() { «f» } f",
    "class of a block": "class «A» {} { class A {} A } «A»",
    "name of a function expression": "let «f»; g(function f() { f() }); «f»",
    "name of a function expression, from inside": "g(function «f»() { «f»() }); f",
    "name of a function expression under a parameter": "(function «f»(f) { f })",
    "name of a function expression under a let": "(function «f»(a = «f») { let f; f })",
    "name of a class expression": "let A; (class «A» { m() { «A» } }); A",
    "name of a class, outside": "class «A» extends B { m() { A } } «A» = 1",
    "a body's var is not seen by a default": "var «x»; function f(a = «x», b = () => «x») { var x; x }",
    "a body's let is not seen by a default": "var x; function f(a = x) { let «x»; «x» }",
    "arguments of an inner function": "function f(«arguments») { «arguments»; function g() { arguments } }",
    "arguments by another name": "function f() { var «arguments»; «arguments»; () => «arguments» }",
    # the same binding
    "var twice": "var «x»; var «x»; «x»",
    "var before its declaration": "«x»; var «x»",
    "var through blocks, loops and catch": "function f() { «x»; for (;;) try {} catch (e) { if (a) { var «x» } } } x",
    "var of a for head": "for (var «x» of []) {} «x»; for (var «x» = 0;;) {}",
    "var in a catch": "try {} catch («x») { var x; «x» } x",
    "var around a catch": "try {} catch (x) { var «x»; x } «x»",
    "var and parameter": "function f(«x») { var «x»; «x» }",
    "var and function": "var «f»; function «f»() {} «f»",
    "let before its declaration": "() => «x»; let «x»",
    "closures": "let «x»; function f() { return () => { «x»; class A { m() { «x» } } } }",
    "function before its declaration": "«f»(); function «f»() { «f» }",
    "generators and async functions": "function* «g»() {} async function h() { «g» } «g»",
    "class before its declaration": "() => «A»; class «A» {}",
    "defaults see parameters": "function f(«a», b = «a», c = () => «a») { «a» }",
    "a body's var takes the parameter's place": "function f(«x», g = () => «x») { var «x»; «x» }",
    "destructured parameters": "function f({a: «x», b = «x»}, [c = «x»]) { «x» }",
    "setter": "({ set a(«x») { «x» } })",
    "rest": "(...«x») => «x»",
    "labelled function": "l: function «f»() {} «f»",
    "shorthand": "let «x»; ({«x»})",
    "shorthand in a declaring pattern": "let {«x»} = o; «x»",
    "shorthand with a default": "let {«x» = 1} = o; «x»",
    "shorthand in an assigned pattern": "let «x»; ({«x»} = o); ({«x» = 1} = o); ({...«x»} = o)",
    "nested patterns": "let «x»; [{a: [«x», ...y]}] = o; for ({a: «x»} of o); for ([«x»] in o);",
    "heritage sees the class": "(class «A» extends f(() => «A») {})",
    "fields and static blocks": "let «x»; class A { a = «x»; static b = () => «x»; static { «x» } [«x»]() {} }",
    "computed key beside the parameter": "let «x»; ({ [«x»](x) { x } })",
    "decorator of a class": "(function f(«A») { return @«A» class A { m() { A } } })",
    "exports": "let «x»; export {«x»}; export {«x» as y}; export default «x»",
    "exported declaration": "export const «x» = 1; «x»",
    "exported function": "export default function «f»() { «f»() } «f»()",
    "exported class": "export class «A» {} «A»",
    "imports": "import «x», {y} from 'm'; «x»",
    "import by another name": "import {x as «y»} from 'm'; «y»; x",
    "import of a namespace": "import * as «x» from 'm'; «x».a",
    "undefined as a parameter": "(function (a, «undefined») { return a === «undefined» })",
    "JSX": "const «A» = 1; <«A» a={«A»}><«A».B/></«A»>",
    "escaped": "let «abc»; «\\u0061bc»; «a\\u{62}c»; «abc»",
    "escaped declaration": "let «\\u0061»; «a»",
    "not ASCII": "let «ünï», é; é; «ünï»; `é`; «ünï»",
    "names of contextual keywords": "let «async», of, get; «async»(of, get); «async» = 1",
    "let as a name": "var «let»; «let» = 1; for («let» in o);",
    "class and its static members": "(class «A» { static { «A».x = 1 } static y = «A».x })",
    "template holes": "let «x»; `${«x»} ${`${() => «x»}`}`",
}


@pytest.mark.parametrize("marked", BINDINGS.values(), ids=BINDINGS.keys())
def test_all_places_of_a_binding(marked: str) -> None:
    source, expected = unmark(marked)
    scopes = scopes_of(source)
    binding = scopes.binding_at(expected[0])
    assert binding is not None
    assert places(binding) == expected


def test_a_class_declaration_binds_outside_and_inside() -> None:
    scopes = scopes_of("class A { m() { A } } A")
    outer, inner = scopes.root.bindings["A"], scopes.root.children[0].bindings["A"]
    assert outer is not inner
    assert (places(outer), places(inner)) == ([6, 22], [6, 16])
    assert scopes.binding_at(6) is outer


def test_arguments_belong_to_the_nearest_function_that_is_no_arrow() -> None:
    scopes = scopes_of("function f() { () => arguments; ({ m() { arguments } }) }")
    assert scopes.globals == []
    first, second = (reference.binding for reference in scopes.references)
    assert first is not None
    assert second is not None
    assert (first.kind, first.declarations, first.scope.node.type) == ("implicit", [], "function_declaration")
    assert second.scope.node.type == "method_definition"


def test_arguments_in_a_default_are_not_those_around() -> None:
    scopes = scopes_of("function f() { function g(a = arguments) { let b } }")
    (reference,) = scopes.references
    assert reference.binding is not None
    assert reference.binding.scope is reference.scope


def kinds(source: str) -> dict[str, str]:
    found: dict[str, str] = {}
    todo = [scopes_of(source).root]
    while todo:
        scope = todo.pop()
        found.update((name, binding.kind) for name, binding in scope.bindings.items())
        todo.extend(scope.children)
    return found


def test_kinds_of_bindings() -> None:
    source = """
        import a from 'm'; var b; let c; const d = 1; using e = f; function g(h, {i}) { arguments } class j {}
        try {} catch (k) {} for (const l of []); for (var m in []); (function* n() {}); (class o {});
    """
    assert kinds(source) == {
        "a": "import", "b": "var", "c": "let", "d": "const", "e": "const", "g": "function", "h": "param", "i": "param",
        "arguments": "implicit", "j": "class", "k": "catch", "l": "const", "m": "var", "n": "function", "o": "class",
    }  # fmt: skip


def test_attributes_of_imports_bind_nothing() -> None:
    assert kinds("import a from 'm' assert {type: 'json'}; import b from 'm' with {type: 'json'}") == {
        "a": "import", "b": "import",
    }  # fmt: skip


def test_the_first_declaration_gives_the_kind() -> None:
    assert kinds("var a; function a() {} function b(c) { var c } function b() {} var b") == {
        "a": "var", "b": "function", "c": "param",
    }  # fmt: skip


ACCESS = {
    # not written
    "read": ("x", "x:r"),
    "the object of a member is only read": ("x.y = 1; x[z] += 1; x.y++; delete x.y", "x:r x:r z:r x:r x:r"),
    "members in a pattern": ("[a, b.c, ...d[e]] = f; ({g: h.i = 1, ...k.l} = m)", "a:w b:r d:r e:r f:r h:r k:r m:r"),
    "defaults and computed keys": ("({[a]: b = c, d = e} = f)", "a:r b:w c:r d:w e:r f:r"),
    "members in a for head": ("for (a.b of c); for ([d.e] in f);", "a:r c:r d:r f:r"),
    "value of an assignment": ("a = b = c", "a:w b:w c:r"),
    "typeof and delete": ("typeof a; delete b", "a:r b:r"),
    "call in parentheses": ("(a, b).c = d; (e)()", "a:r b:r d:r e:r"),
    # written
    "assignment": ("x = y", "x:w y:r"),
    "assignment with comments": ("/* a */ x /* b */ = /* c */ y", "x:w y:r"),
    "assignment in parentheses": ("(x) = 1; ((y)) += 1; (z)++", "x:w y:rw z:rw"),
    "operators": ("a += 1; b **= 1; c ??= 1; d &&= 1; e ||= f; g >>>= 1", "a:rw b:rw c:rw d:rw e:rw f:r g:rw"),
    "update": ("a++; --b", "a:rw b:rw"),
    "patterns": ("[a, [b = 1], {c}, ...d] = e; ({f, g: h, i = 1} = j)", "a:w b:w c:w d:w e:r f:w h:w i:w j:r"),
    "for heads": ("for (a of b); for (c in d); for ([e, {f}] of g);", "a:w b:r c:w d:r e:w f:w g:r"),
    "for": ("for (a = 0; a < b; a++);", "a:w a:r b:r a:rw"),
    "inside of an expression": ("f(a = 1, [b] = c, `${d = 1}`)", "f:r a:w b:w c:r d:w"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), ACCESS.values(), ids=ACCESS.keys())
def test_reads_and_writes(source: str, expected: str) -> None:
    found = [
        f"{reference.name}:{'r' * reference.read}{'w' * reference.write}" for reference in scopes_of(source).references
    ]
    assert found == expected.split()


FINE = {
    "var twice": "var a; var a; for (var a of b);",
    "functions and vars": "function a() {} function a() {} var a",
    "functions of a block": "{ function a() {} function a() {} }",
    "parameters": "function f(a, a) { var a; function a() {} }",
    "let under a parameter": "function f(a) { { let a } for (let a;;); }",
    "let under an own name": "(function f() { let f }); (class A { m() { let A } })",
    "let under let": "let a; { let a; { let a } } function f() { let a }",
    "var in a function in a block": "{ let a; function f() { var a } class A { static { var a } } }",
    "var beside a block's let": "{ let a } var a",
    "simple catch and var": "try {} catch (a) { var a; for (var a of b); }",
    "let in a block of a catch": "try {} catch (a) { { let a } }",
    "let of a head and of a body": "for (let a;;) { let a } for (let a of b) { let a }",
    "cases with braces": "switch (a) { case 1: { let b } case 2: { let b } }",
    "branches": "if (a) { const b = 1 } else { const b = 2 }",
    "let arguments": "function f() { let arguments; arguments }",
    "members of a const": "const a = {}; a.b = 1; a[0]++; [a.c] = []; delete a.d",
    "a const's own value": "const a = 1, {b, c = 2} = a; for (const d of a); using e = a",
    "write to another variable": "const a = 1; { let a; a = 2 } function f(a) { a = 2 }",
    "reads of a const": "const a = 1; b += a; ({a}); export {a}",
    "imports under a parameter": "import a from 'm'; function f(a) { a = 1 }",
}


@pytest.mark.parametrize("source", FINE.values(), ids=FINE.keys())
def test_no_problem(source: str) -> None:
    assert problems(source) == []


PROBLEMS = {
    "let twice": ("let a; let a", "duplicate a"),
    "let thrice": ("let a, a, a", "duplicate a, duplicate a"),
    "const and class": ("const a = 1; class a {}", "duplicate a"),
    "var and class": ("var a; class a {}", "duplicate a"),
    "pattern": ("const [a, {b: a}] = c", "duplicate a"),
    "let and var": ("let a; var a", "duplicate a"),
    "var and let": ("var a; let a", "duplicate a"),
    "let and function": ("let a; function a() {}", "duplicate a"),
    "let and parameter": ("function f(a) { let a }", "duplicate a"),
    "const and destructured parameter": ("({b: a}) => { const a = 1 }", "duplicate a"),
    "import twice": ("import a from 'm'; import {b as a} from 'n'", "duplicate a"),
    "import and const": ("import {a} from 'm'; const a = 1", "duplicate a"),
    "cases": ("switch (a) { case 1: let b; case 2: let b }", "duplicate b"),
    "catch and let": ("try {} catch (a) { let a }", "duplicate a"),
    "catch and function": ("try {} catch (a) { function a() {} }", "duplicate a"),
    "catch twice": ("try {} catch ([a, a]) {}", "duplicate a"),
    "destructured catch and var": ("try {} catch ({a}) { var a }", "duplicate a"),
    "var through a let": ("{ let a; { var a } }", "duplicate a"),
    "var through a later let": ("{ { var a } let a }", "duplicate a"),
    "var through a catch and a let": ("{ let a; try {} catch (a) { var a } }", "duplicate a"),
    "var through a head": ("for (let a of b) { var a }", "duplicate a"),
    "var through a function of a block": ("{ function a() {} var a }", "duplicate a"),
    "var in a head through a let": ("{ const a = 1; for (var a in b); }", "duplicate a"),
    "static block": ("class A { static { let a; var a } }", "duplicate a"),
    "write": ("const a = 1; a = 2; a++; a += 1; a ??= 1", ", ".join(["const-write a"] * 4)),
    "write in a closure before it": ("() => { a = 1 }; const a = 1", "const-write a"),
    "write in a pattern": ("const a = 1; [a] = b; ({a} = b); ({c: a = 1} = b)", ", ".join(["const-write a"] * 3)),
    "write in a head": ("const a = 1; for (a of b); for (const c = 0;; c++);", "const-write a, const-write c"),
    "write to an import": ("import a, * as b from 'm'; a = 1; b++", "const-write a, const-write b"),
    "write to a resource": ("using a = b; a = c", "const-write a"),
    "both, in source order": ("a = 1; const a = 1; let b; let b", "const-write a, duplicate b"),
}


@pytest.mark.parametrize(("source", "expected"), PROBLEMS.values(), ids=PROBLEMS.keys())
def test_problems(source: str, expected: str) -> None:
    assert ", ".join(problems(source)) == expected


def test_a_duplicate_names_the_later_declaration() -> None:
    (problem,) = scopes_of("let a; let a").problems
    assert problem.node.start_byte == 11


def outline(scope: Scope) -> str:
    """The kinds of scopes as they nest. Recursive: for the small sources of these tests only."""
    inside = " ".join(outline(child) for child in scope.children)
    return f"{scope.kind}({inside})" if inside else scope.kind


OUTLINES = {
    "no scope": ("a; ({a: 1}); `${b}`; while (a) b; label: c", "module"),
    "a body is no block": ("function f() {} () => {}; x => x", "module(function function function)"),
    "blocks": ("{ { } } if (a) { } else { }", "module(block(block) block block)"),
    "loops": ("for (;;) { } for (a of b) c", "module(for(block) for)"),
    "try": ("try { } catch { } finally { }", "module(block catch block)"),
    "switch": ("switch (() => a) { case 1: { } }", "module(function switch(block))"),
    "named function expression": ("(function f() {}); (function () {})", "module(name(function) function)"),
    "class": ("class A { m() {} a = 1; static { { } } b }", "module(class(function function static(block)))"),
    "field with a function": ("class A { a = () => 1 }", "module(class(function(function)))"),
    "defaults before the body": ("(a = () => { }) => { { } }", "module(function(function block))"),
}


@pytest.mark.parametrize(("source", "expected"), OUTLINES.values(), ids=OUTLINES.keys())
def test_how_scopes_nest(source: str, expected: str) -> None:
    assert outline(scopes_of(source).root) == expected


def test_the_scope_that_hoists() -> None:
    scopes = scopes_of("{ a } function f() { { b } } class A { static { { c } } d = e }")
    by_name = {reference.name: reference.scope.function.kind for reference in scopes.references}
    assert by_name == {"a": "module", "b": "function", "c": "static", "e": "function"}


def test_scope_at() -> None:
    source = "a; function f(b = x) { { d } } e"
    scopes = scopes_of(source)

    def kind(text: str) -> str:
        return scopes.scope_at(source.index(text)).kind

    assert kind("a") == kind("f(") == kind("e") == "module"
    assert kind("b") == kind("x") == "function"
    assert kind("d") == "block"
    assert scopes.scope_at(source.index("}")).kind == "block"  # its last byte
    assert scopes.scope_at(source.index("}") + 1).kind == "function"
    assert scopes.scope_at(len(source)) is scopes.scope_at(10**9) is scopes.root


def test_where_scopes_begin() -> None:
    """A declared name belongs to what is around it, the name of an expression to itself."""
    declared = scopes_of("function f() {} class A {}")
    assert declared.scope_at(9) is declared.scope_at(22) is declared.root
    assert scopes_of("(function f() {})").scope_at(10).kind == "name"
    assert scopes_of("(class A {})").scope_at(7).kind == "class"


def test_scope_at_agrees_with_where_references_stand() -> None:
    source = """
        @a class A extends b { [c](d = e) { f } static g = h; static { i } }
        for (const j of k) { l } try { } catch ({m = n}) { o } switch (p) { case q: r }
        (function s(t = u) { v }); w => x; (class y extends y { @z aa() {} });
    """
    scopes = scopes_of(source)
    assert all(scopes.scope_at(reference.node.start_byte) is reference.scope for reference in scopes.references)


def test_lookup() -> None:
    scopes = scopes_of("let a; function f(b, c = () => 1) { let d; { let a; } }")
    function = scopes.root.children[0]
    default, block = function.children
    assert scopes.lookup("a", block) is block.bindings["a"]
    assert scopes.lookup("a", function) is scopes.root.bindings["a"]
    assert scopes.lookup("d", block) is scopes.lookup("d", function) is function.bindings["d"]
    assert scopes.lookup("b", default) is function.bindings["b"]
    assert scopes.lookup("d", default) is None  # a default does not see the body
    assert scopes.lookup("d", scopes.root) is None


def test_what_stands_at_an_offset() -> None:
    scopes = scopes_of("let a; a.b; c")
    assert scopes.reference_at(4) is None
    assert scopes.binding_at(4) is scopes.root.bindings["a"]
    reference = scopes.reference_at(7)
    assert reference is not None
    assert reference.binding is scopes.binding_at(7) is scopes.root.bindings["a"]
    assert scopes.reference_at(9) is None  # a property
    assert scopes.binding_at(9) is None
    free = scopes.reference_at(12)
    assert free is not None
    assert free.binding is scopes.binding_at(12) is None


def test_references_are_in_source_order() -> None:
    source = "f(a = b, c => d, `${e}`, {g, [h]: i}); for (const [j = k] of l) { m } n; ({o = p} = q)"
    starts = [reference.node.start_byte for reference in scopes_of(source).references]
    assert starts == sorted(starts)
    binding = scopes_of("(x = x, [x] = [x], y => x); var x").root.bindings["x"]
    assert [reference.node.start_byte for reference in binding.references] == [1, 5, 9, 15, 24]


@pytest.mark.parametrize(
    "source",
    ["", "let x =", "function f( {", "f(a, => b", "x = {a = 1}", "({a = 1})", "class { accessor", "import {a as} from",
     "`${", "<a><b>", "for (let of", "\\u{110000}", "var \\u{zz}", "catch (e) {}", "} } }", "a b c (", "\x00"],
)  # fmt: skip
def test_errors_are_walked(source: str) -> None:
    scopes_of(source)
    scopes_of("{" + source)
    scopes_of("function f() {" + source + "} let y; y")


def test_names_that_the_parser_makes_up() -> None:
    assert global_names("if () a") == ["a"]


def test_bytes_that_are_no_text() -> None:
    data = b"let a\xff = 1; a\xff; b"
    assert [reference.name for reference in analyse(parse(data).root_node, data).references][-1] == "b"


DEPTH = 5_000
DEEP: dict[str, Callable[[int], str]] = {
    "blocks": lambda n: "".join(f"{{ let x{i}; x{i}; y; x0; " for i in range(n)) + "}" * n,
    "functions": lambda n: "".join(f"function f{i}(a) {{ var x{i}; x{i}; a; arguments; " for i in range(n)) + "}" * n,
    "arrows": lambda n: "a => " * n + "{ b; arguments }",
    "defaults": lambda n: "(a = " * n + "b" + ") => { let c }" * n,
    "classes": lambda n: "(class A { a = " * n + "A" + " })" * n,
    "arrays": lambda n: "[" * n + "a" + "]" * n,
    "objects": lambda n: "({a: " + "{a: " * n + "b" + "}" * n + "})",
    "templates": lambda n: "`${" * n + "a" + "}`" * n,
    "patterns": lambda n: "let " + "[" * n + "a" + "]" * n + " = b",
    "members": lambda n: "a" + ".b" * n,
    "sums": lambda n: "a" + " + b" * n,
    "vars in blocks": lambda n: "".join(f"{{ var x{i}; let z{i}; x{i}; " for i in range(n)) + "}" * n,
}  # fmt: skip


def steps(data: bytes) -> tuple[int, Scopes]:
    """How many calls the analysis of a file takes, which is the same on every machine, and what it gives."""
    root, count = parse(data).root_node, 0

    def seen(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        scopes = analyse(root, data)
    finally:
        sys.setprofile(before)
    return count, scopes


@pytest.mark.parametrize("make", DEEP.values(), ids=DEEP.keys())
def test_deep_nesting(make: Callable[[int], str]) -> None:
    small, _ = steps(make(DEPTH // 4).encode())
    large, scopes = steps(make(DEPTH).encode())
    assert large < 6 * small  # four times the depth; the square would be sixteen
    assert scopes.references


def test_long_files() -> None:
    """4,000 functions, 200,000 nodes: the time grows with the file and not with its square."""
    piece = "function f{0}(a, b = a) {{ const c = a.b; if (c) {{ let d = `${{c}}`; return d + b; }} f{0}(c); }}\n"
    small, _ = steps("".join(piece.format(i) for i in range(1_000)).encode())
    large, scopes = steps("".join(piece.format(i) for i in range(4_000)).encode())
    assert large < 5 * small
    assert scopes.globals == []


# ---- a property: renaming a binding changes nothing but its name


# Capitals stand for an expression, a name, a pattern, a keyword and a list of statements.
GRAMMAR = {
    "E": [
        "N", "(E + E)", "(N = E)", "(N += E)", "N++", "({N})", "({a: E, [E]: 1, ...E})", "(N => E)", "((P) => { S })",
        "(function N(P = E) { S })", "(function (N, P) { S arguments })", "({ m(P) { S } })", "N.N", "`${E}`",
        "(class N extends N { m() { S } x = E; [E] })", "({N, b: [N] = E} = E)", "([N = E, ...N] = E)", "undefined",
    ],
    "N": ["a", "b", "c"],
    "P": ["N", "N", "{N}", "{N = E}", "{a: P, ...N}", "[N = E, ...P]", "{[E]: P}"],
    "K": ["let", "const", "var"],
    "S": [
        "", "void E;", "K P = E;", "var P = E, N;", "{ S S }", "for (K P of E) { S }", "for (N in E) { S }",
        "for (let N = E; E;) { S }", "if (E) { S } else { S }", "try { S } catch (P) { S }", "switch (E) { case E: S }",
        "function N(P) { S }", "class N { static { S } static N = E }", "S S",
    ],
}  # fmt: skip
LEAVES = {"E": "N", "N": "a", "P": "N", "K": "let", "S": "N;"}


@st.composite
def programs(draw: st.DrawFn) -> str:
    """Programs in a few names, so that much is declared twice or hides something. Not all of them would run."""

    def fill(template: str, depth: int) -> str:
        parts = []
        for character in template:
            if character not in GRAMMAR:
                parts.append(character)
            elif depth == 0 and character != "N":
                parts.append(fill(LEAVES[character], 0))
            else:
                parts.append(fill(draw(st.sampled_from(GRAMMAR[character])), max(depth - 1, 0)))
        return "".join(parts)

    return fill("S S S", draw(st.integers(1, 5)))


def structure(scopes: Scopes) -> list[object]:
    """Everything but the names of what is bound: bindings are numbered in the order of their first places."""
    bindings: list[Binding] = []
    shape: list[object] = []
    todo = [scopes.root]
    while todo:
        scope = todo.pop()
        bindings.extend(scope.bindings.values())
        shape.append((scope.kind, len(scope.children), sorted(binding.kind for binding in scope.bindings.values())))
        todo.extend(scope.children)
    bindings.sort(key=lambda binding: (places(binding), binding.scope.start))
    number = {binding: index for index, binding in enumerate(bindings)}
    shape.append([(binding.kind, len(binding.declarations), len(binding.references)) for binding in bindings])
    for reference in scopes.references:
        target = reference.name if reference.binding is None else number[reference.binding]
        shape.append((target, reference.read, reference.write))
    shape.append([problem.kind for problem in scopes.problems if problem.kind == "const-write"])
    return shape


def renamed(source: str, scopes: Scopes, binding: Binding) -> str:
    """``source`` with the binding under a fresh name. A class has two bindings at one declaration; both follow."""
    nodes = {node.start_byte: node for node in binding.declarations}
    group = [binding]
    for scope in [binding.scope, *binding.scope.children]:
        other = scope.bindings.get(binding.name)
        if other is not None and any(node.start_byte in nodes for node in other.declarations):
            group.append(other)
    for member in group:
        nodes.update((node.start_byte, node) for node in member.declarations)
        nodes.update((reference.node.start_byte, reference.node) for reference in member.references)
    for start in sorted(nodes, reverse=True):
        node = nodes[start]
        new = f"{binding.name}: fresh" if node.type.startswith("shorthand") else "fresh"
        source = source[:start] + new + source[node.end_byte :]
    return source


@settings(max_examples=200, deadline=None)
@given(source=programs(), choice=st.integers(min_value=0))
def test_a_renamed_binding_keeps_the_structure(source: str, choice: int) -> None:
    scopes = scopes_of(source)
    declared = [offset for offset in range(len(source)) if scopes.reference_at(offset) is None]
    bindings = [binding for offset in declared if (binding := scopes.binding_at(offset)) is not None]
    assume(bindings)
    after = scopes_of(renamed(source, scopes, bindings[choice % len(bindings)]))
    assert structure(after) == structure(scopes)
    assert all(reference.name != "fresh" for reference in after.globals)
