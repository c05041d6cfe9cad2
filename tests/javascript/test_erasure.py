"""TypeScript becomes the JavaScript that it runs as, byte for byte at the same places."""

from __future__ import annotations

import re

import pytest

from migrator.javascript.erasure import Misread, erase
from migrator.javascript.source import Source, SourceError
from migrator.javascript.syntax import NO_STATEMENTS, TSX, TYPESCRIPT
from migrator.model.ledger import Sentence


def _ended(text: str) -> str:
    """A text in which one semicolon is as good as two."""
    return re.sub(r" ?;[ ;]*", ";", text)


def erased(text: str, grammar: str = TYPESCRIPT) -> str:
    """The JavaScript, its blanks as one; every byte of it stands where it stood, or takes the place of a type."""
    data = text.encode()
    found = erase(data, grammar).text
    assert len(found) == len(data)
    return re.sub(r"[ \n]+", " ", found.decode()).strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("class A {\n a = b\n public [c]() {}\n}", "class A { a = b ; [c]() {} }"),
        ("class A {\n a: B\n public readonly [c] = 1\n}", "class A { a ; [c] = 1 }"),
        ("class A {\n a = b\n private *c() {}\n}", "class A { a = b ; *c() {} }"),
        ("class A {\n a = b\n @d public [c]() {}\n}", "class A { a = b @d [c]() {} }"),
        ("class A {\n a = b\n override async *c() {}\n}", "class A { a = b async *c() {} }"),
        ("class A { constructor(private [a]: B) {} }", "class A { constructor( [a] ) {} }"),
    ],
)
def test_a_member_does_not_go_on_with_the_one_before(text: str, expected: str) -> None:
    assert erased(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("function f() { return <A\n| B>x; }", "function f() { return x; }"),
        ("function f() { return <A>\n x; }", "function f() { return x; }"),
        ("function f() { throw <{\r\n a: B }>\r\nx; }", "function f() { throw x; }"),
        ("function* f() { yield <A,\n B>\t\nx; }", "function* f() { yield x; }"),
        ("const f = async <\n T>(x): Promise<\n T> => x;", "const f = async (x) => x;"),
    ],
)
def test_no_line_ends_where_it_would_end_a_statement(text: str, expected: str) -> None:
    """What TypeScript returns is returned."""
    code = erase(text.encode(), TYPESCRIPT).text.decode()
    assert re.sub(" +", " ", code).replace("< ", "<") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # What only looks like a type.
        ("if (a < b || c > d) {}", "if (a < b || c > d) {}"),
        ("x = (a < b) > (c);", "x = (a < b) > (c);"),
        ("f(a < b, c);", "f(a < b, c);"),
        ("const type = 1, as = type; as;", "const type = 1, as = type; as;"),
        ("o = { a: b };", "o = { a: b };"),
        ("x = a ? b : c;", "x = a ? b : c;"),
        ("l: for (;;) break l;", "l: for (;;) break l;"),
        ("class A { readonly = 1; declare() {} get() {} }", "class A { readonly = 1; declare() {} get() {} }"),
        ("`${a as b}: T`", "`${a }: T`"),
        ("x != y; !x; a !== b;", "x != y; !x; a !== b;"),
        # Annotations.
        ("let a: T = 1, b!: U;", "let a = 1, b ;"),
        ("const { a, b }: { a: T; b: U } = c;", "const { a, b } = c;"),
        ("function f(a: T, b?: U, ...c: V[]): asserts a is T {}", "function f(a , b , ...c ) {}"),
        ("const f = (x: T): x is U => x;", "const f = (x ) => x;"),
        ("try {} catch (e: unknown) {}", "try {} catch (e ) {}"),
        ("function f(this: T, a: U) {}", "function f( a ) {}"),
        ("function f(this: T) {}", "function f( ) {}"),
        ("async <T>(x: T) => x;", "async (x ) => x;"),
        # Assertions.
        ("f(x as T, y!, z satisfies U, <V>w);", "f(x , y , z , w);"),
        ("a!.b!.c!();", "a .b .c ();"),
        ("(a as any).b = c as unknown as T;", "(a ).b = c ;"),
        ("x = y as const;", "x = y ;"),
        ("a! = 1;", "a = 1;"),
        # Arguments of types.
        ("const x = f<typeof import('./a.js')>(a);", "const x = f (a);"),
        ("await f<T>(x); new G<T>(); h<T>; t<T>`x`; a?.b<T>();", "await f (x); new G (); h ; t `x`; a?.b ();"),
        ("const p = <T>await a.b<U>(`x`);", "const p = await a.b (`x`);"),
        ("class A<T> extends B<T> implements C, D<T> {}", "class A extends B {}"),
        # Members of classes.
        (
            "class A { private readonly a?: T; static b!: T = 1; #c: T; declare d: T; accessor e = 1; }",
            "class A { a ; static b = 1; #c ; ; e = 1; }",
        ),
        ("abstract class A { abstract m(): T; abstract p: T; n(): void {} }", "class A { ; ; ; ; n() {} }"),
        ("class A { m(a: T): void; m(a: U): void; m(a) {} }", "class A { ; ; ; ; m(a) {} }"),
        ("class A { [key: string]: T; override m?(): void {} }", "class A { ; ; m () {} }"),
        ("class A { constructor(private a: T, readonly b = 1, @c() d: U) {} }", "class A { constructor( a , b = 1, d ) {} }"),
        ("@d() class A { @e() f: T; @g h() {} }", "@d() class A { @e() f ; @g h() {} }"),
        # Statements.
        ("type A = B; interface C { d: T } x;", "; ; x;"),
        ("declare const a: T; declare function f(): void; x;", "; ; x;"),
        ("function f(a: T): void; function f(a) {}", "; function f(a) {}"),
        ("export type A = B; export interface C {} export default interface D {}", "; ; ;"),
        ("declare module 'x' { export const a: T } declare global { interface Window {} } x;", "; ; x;"),
        ("declare enum A { B } declare namespace C { const d: T } x;", "; ; x;"),
        # Modules.
        ("import type a from 'a'; import type { b } from 'b';", "; ;"),
        ("import { type a, b } from 'c'; import { type d } from 'd';", "import { b } from 'c'; ;"),
        ("import a, { type b } from 'c';", "import a, { } from 'c';"),
        ("export type { a } from 'b'; export { type c, d }; export type * from 'e';", "; export { d }; ;"),
        ("import a = require('a'); import b = c.d;", "const a = require('a'); const b = c.d;"),
        ("import type a = require('a'); export as namespace b;", "; ;"),
        ("export = a;", "a;"),
        # More than types: variables of a value that nobody knows.
        ("enum A { B, C } const enum D {} export enum E { F }", "var[A]=0; var[D]=0; export var[E]=0;"),
        ("enum A { B = C, D = f(), E = F.G, H = `${I}` }", "var[A]=0;"),
        # Objects of what is known.
        ("enum A { B = 1, C = 'c' }", "var A={ B : 1, C : 'c' }"),
        ("const enum A{B='b'}", "var A={B:'b'}"),
        ("export const enum A { B = 'b' }", "export var A={ B : 'b' }"),
        ("enum A { B, C = 'c', D = C, E = f(1), 'f g' = -1, ['h'] = `i` + 'j' }", "var A={ C : 'c', 'f g' : -1, ['h'] : `i` + 'j' }"),
        ("enum A { B = 'b' } f();", "var A={ B : 'b'}; f();"),
        ("enum A { B = 'b', } [f].g();", "var A={ B : 'b'}; [f].g();"),
        ("enum A { B = 'b', // c\n}\n(f)();", "var A={ B : 'b'} // c ; (f)();"),
        ("enum A {\n  B = 'b',\n  C,\n}\n`d`.e();", "var A={ B : 'b', } ; `d`.e();"),
        ("enum A {\n  B = 'b'\n}\nf();", "var A={ B : 'b' } f();"),
        ("if (a) { enum A { B = 'b' } }", "if (a) { var A={ B : 'b' } }"),
        ("namespace A { export const b = 1; c(); }", "var[A]=0; { const b = 1; c(); }"),
        ("namespace A.B.C { d(); }", "var[A]=0; { d(); }"),
    ],
)  # fmt: skip
def test_what_is_only_types_is_blank(text: str, expected: str) -> None:
    assert _ended(erased(text)) == _ended(expected)
    assert not Source.read("a.ts", text.encode()).root.has_error


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("const a = b as T\n(c).d", 2),
        ("enum A {\n  B = 'b'\n}\n(c).d", 2),
        ("enum A { B = 'b', }\n(c).d", 2),
        ("const a = b as T // c\n/* d */ // e\n(c).d", 2),
        ("let a: T\n(c).d", 2),
        ("type A = B\n(c).d", 1),
        ("a\ninterface B {}\n(c)", 2),
        ("const a = b!\n[c].d", 1),  # a member, as in JavaScript
        ("const f = (): {\n a: T }=> 1", 1),
        ("return_ = x as {\n a: T\n}\nb", 2),
    ],
)
def test_a_statement_ends_where_typescript_ends_it(text: str, statements: int) -> None:
    root = Source.read("a.ts", text.encode()).root
    assert len([node for node in root.named_children if node.type not in NO_STATEMENTS]) == statements


def test_no_semicolon_is_put_where_none_is_missing() -> None:
    for text in ("const a = b as T\n// c\nd()", "const a = b as T\n/* c */\nd()", "const a = b as T, c = d"):
        assert b";" not in Source.read("a.ts", text.encode()).code
    for text in ("const a = b as T\n// (c).\nd()", "enum A {\n  B = 'b'\n}\n\n// c. (d)\nfunction e() {}"):
        assert b";" not in Source.read("a.ts", text.encode()).code


def test_elements_are_read_in_tsx_alone() -> None:
    text = "const a = <T,>(x: T) => <B c={x as U}>d & e</B>;"
    assert erased(text, TSX).startswith("const a = (x ) => <B c={x }>")
    with pytest.raises(SourceError) as error:
        Source.read("a.ts", text.encode())
    assert error.value.message.sentence in (Sentence.NOT_TYPESCRIPT, Sentence.NOT_JAVASCRIPT)
    assert not Source.read("a.tsx", b"const a = <b c='x&y' in='z'>d & e</b>;").root.has_error


@pytest.mark.parametrize("name", ["a.jsx", "a.tsx", "a.js"])
@pytest.mark.parametrize(
    "text",
    [
        '<p class="b">{c}</p>',
        "<p class={b} {...c} for={d}/>",
        '<label\n  for="b"\n  class={c}\n>d & e</label>',
        "<track default />",
        "<var>b</var>",
        "<svg><switch><g in='b'/></switch></svg>",
    ],
)
def test_elements_and_attributes_have_names_that_are_words_of_the_language(name: str, text: str) -> None:
    source = Source.read(name, f"const a = () => (\n  {text}\n);\nf(a);\n".encode())
    assert [reference.name for reference in source.scopes.globals if reference.name in ("f", "a")] == ["f"]
    assert source.text(0, 5) == "const"


def test_a_class_beside_elements_is_one() -> None:
    source = Source.read("a.jsx", b'class A { b() { return <p class="c">d & e</p>; } } class B extends A {}\n')
    assert [node.type for node in source.root.named_children] == ["class_declaration", "class_declaration"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x;\nmodule Q{ f() }", 2),  # no room for a variable
        ("a;\nenum A{B='b'}f();", 2),
        ("a;\nlet b: = 1;", 2),
        ("class {", 1),
        ("f(x as T\n", 1),
        ("x = a < b + 1 > `c`;", 1),
        ("const a = b satisfies T\n[c].d", 1),
        ("x = y as T\n[a] = z", 2),
        ("x = y as T\n[a]", 1),  # a type `T[a]`, to the grammar
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(SourceError) as error:
        Source.read("a.ts", text.encode())
    assert error.value.message.sentence in (Sentence.NOT_TYPESCRIPT, Sentence.TOKEN_MISSING)
    assert error.value.line == line


def test_where_the_grammar_misreads_is_told() -> None:
    with pytest.raises(Misread) as misread:
        erase(b"x;\nx = a < b + 1 > `c`;", TYPESCRIPT)
    assert misread.value.offset == len("x;\nx = a ")


def test_comments_beside_types_stay_where_they_are() -> None:
    text = "let a /* b */: T /* c */ = 1; // d"
    assert erased(text) == "let a /* b */ /* c */ = 1; // d"


def test_what_is_declared_in_a_declaration_leaves_one_semicolon() -> None:
    """The same each time: a file is compared with itself before and after an edit."""
    text = "declare function f(): void;\ndeclare namespace n { function g(): void; interface I {} }\n"
    found = erase(text.encode(), TYPESCRIPT).text
    assert found.split() == [b";", b";"]
