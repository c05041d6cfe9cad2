"""What the grammar of TypeScript does not know is read all the same."""

from __future__ import annotations

import re
import time

import pytest

from migrator.javascript.erasure import Misread, erase
from migrator.javascript.grammar_gaps import read
from migrator.javascript.source import Source
from migrator.javascript.syntax import TSX, TYPESCRIPT

# TypeScript, and the JavaScript that it is, its blanks as one.
READ = {
    "a static accessor": ("class A { static accessor x = 1; }", "class A { static x = 1; }"),
    "an accessor behind more": ("class A { private static accessor x: T = 1; }", "class A { static x = 1; }"),
    "an accessor that overrides": ("class A { override accessor #x = 1 }", "class A { #x = 1 }"),
    "an abstract accessor": ("abstract class A { abstract accessor x: T; y; }", "class A { ; ; y; }"),
    "a method named accessor": ("class A { accessor() {} b() {} }", "class A { accessor() {} b() {} }"),
    "a method named abstract": ("class A { async abstract<T>() {} }", "class A { async abstract () {} }"),
    "a field named abstract": ("class A { abstract = 1; accessor; }", "class A { abstract = 1; accessor; }"),
    "a static index signature": ("class A { static [k: string]: T; b() {} }", "class A { ; ; b() {} }"),
    "in": ("class A<in T> {}", "class A {}"),
    "out": ("interface A<out T> {} type B<in T, out U> = T; x;", "; ; x;"),
    "in out": ("class A<in out T, const in U> {}", "class A {}"),
    "a list of an import": ("let a: import('x').T[] = b;", "let a = b;"),
    "a list of lists": ('let a: import("x").T<import("y").U[]>[][];', "let a ;"),
    "an import in a type argument": ("let a: Promise<import('x').T[]>;", "let a ;"),
    "an import in an assertion": ("f(a as import('x').T[]);", "f(a );"),
    "an import in what a class extends": ("class A extends B<import('x').T> {}", "class A extends B {}"),
    "an import in what is called": ("f<import('x').T>(a).b();", "f (a).b();"),
    "a type of an import in what is called": ("await f<typeof import('x')>(a).b<T>();", "await f (a).b ();"),
    "imports in each other": ("f<import('x').T<import('y').U>, import('z').V>(a).b;", "f (a).b;"),
    "imports beside each other": ("(a!.b)<typeof import('x'), import('y').U>(c as V);", "(a .b) (c );"),
    "an import in an object in what is called": ("f<{ a: import('x').T; b: U }>(a).b;", "f (a).b;"),
    "an import beside a function": ("f<import('x').T, (a: U) => (V | W)>(a).b;", "f (a).b;"),
    "an import in what is there": ("a.b!<import('x').T, U>(a).b;", "a.b (a).b;"),
    "an import in what may be called": ("a?.<import('x').T, U>(a).b;", "a?. (a).b;"),
    "types before a template": ("f<B, C>`a`; f<B<C>>`a`;", "f `a`; f `a`;"),
    "an object before a template": ("s.div<{ on: boolean }>`a ${b as T}`;", "s.div `a ${b }`;"),
    "a function before a template": ("f<(a: B) => C>`a`;", "f `a`;"),
    "texts before a template": ("f<'<' | '>'>`a`;", "f `a`;"),
    "an import before a template": ("await a!.f<Map<string, U[]>, import('x').T>`a`;", "await a .f `a`;"),
    "lines before a template": ("f<\n  A,\n>`a`;", "f `a`;"),
    "types before a call": ("f<A & { b: B } & (C | D), Map<E, F[]>>(`a`);", "f (`a`);"),
    "types before a call of a member": ("await a.b<A & (B | C), D<E>>(c);", "await a.b (c);"),
    "a member of a type by a word": ("type A = {\n in2?: B | undefined\n in?: C\n};\nf();", "; f();"),
    "a parameter by the name of a type": ("let f: (string) => void;", "let f ;"),
    "an import in what is made": ("new A<import('x').T>(a).b;", "new A (a).b;"),
    "an import in a tag": ("a<import('x').T>`b`;", "a `b`;"),
    "using": ("for (using a of b) {} for (await using c of d) {}", "for (using a of b) {} for (await using c of d) {}"),
    "what runs beside it": ("let a: import('x').T[] = await import('x');", "let a = await import('x');"),
    "what says it": ("let a: import('x').T[] = 'import(\"x\").T[]'; // accessor (", "let a = 'import(\"x\").T[]'; // accessor ("),
}  # fmt: skip


def erased(text: str, grammar: str) -> str:
    code = erase(text.encode(), grammar).text.decode()
    assert len(code) == len(text)
    assert all(new in (" ", ";", old) for old, new in zip(text, code, strict=True))
    return re.sub(r" ?;[ ;]*", ";", re.sub(r"\s+", " ", code)).strip()


@pytest.mark.parametrize("grammar", [TYPESCRIPT, TSX])
@pytest.mark.parametrize("name", READ)
def test_what_the_grammar_does_not_know_is_read(name: str, grammar: str) -> None:
    text, expected = READ[name]
    assert erased(text, grammar) == re.sub(r" ?;[ ;]*", ";", expected)
    assert not Source.read("a.ts" if grammar == TYPESCRIPT else "a.tsx", text.encode()).root.has_error


@pytest.mark.parametrize(
    "text",
    [
        "let a: import('x').T[;",
        "class A { static accessor = ; }",
        "a = b < import('x') > c;\nlet d: = 1;",
        "for (using of b {}",
    ],
)
def test_what_is_wrong_is_told_where_it_is(text: str) -> None:
    with pytest.raises(Misread) as misread:
        erase(text.encode(), TYPESCRIPT)
    assert misread.value.offset < len(text)
    assert read(text.encode(), TYPESCRIPT).gone == []


@pytest.mark.parametrize(
    "text",
    [
        "a = b < c; import('x').then(d => d > (e));",
        "a = b < c; import('x'); d > (e);",
        "a = b < f(c, import('x')) && d > (e);",
        "a = b < c && d > `e`;",
        "if (a < b) { c } d > (e);",
        "a = b < c && d > (e);",
        "a = (b < c) > (d);",
        "for (let i = 0; i < n; i++) { if (x > (y)) z(); }",
        "a = `<p>b<c>`; d = '<e>';",
        "a = b(c < d, e > `f`);",
        "a = f`<b>` < `<c>`;",
        "if (a < b) import('x'); if (c > (d)) e();",
        "const { in: a, out } = b; f(a, out);",
        "const accessor = 1, abstract = accessor; g(accessor);",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert erase(text.encode(), TYPESCRIPT).text.decode() == text


def test_what_is_read_twice_takes_no_more_than_twice_as_long() -> None:
    rows = "const a = <td>a</td>;\nlet b: T<U> = import('x');\n" * 2_000
    start = time.perf_counter()
    read(rows.encode(), TSX)
    alone = time.perf_counter() - start
    start = time.perf_counter()
    read((rows + "let c: import('x').T[];\n").encode(), TSX)
    assert time.perf_counter() - start < 6 * alone + 0.5
