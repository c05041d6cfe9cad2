"""What two texts must share to say the same, and what does not matter."""

from __future__ import annotations

import pytest

from migrator.javascript.shapes import Item, Part, Reader, misread_await, view
from migrator.javascript.source import Source


def same(one: str, two: str) -> bool:
    """Whether two files say the same at every node."""
    stack: list[tuple[Part, Part]] = [(_whole(one), _whole(two))]
    while stack:
        left, right = (view(part) for part in stack.pop())
        if (left.kind, left.value, len(left.parts)) != (right.kind, right.value, len(right.parts)):
            return False
        stack.extend(zip(left.parts, right.parts, strict=True))
    return True


def _whole(text: str) -> Item:
    source = Source.read("a.js", text.encode())
    return Item(Reader(source.data), source.root)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("(a + b) * c", "a + b * c"),
        ("a;\n(b).c()", "a\n(b).c()"),
        ("(a?.b).c", "a?.b.c"),
        ("(a?.b)()", "a?.b()"),
        ("a?.b", "a.b"),
        ("a?.()", "a()"),
        ("new (f())()", "new f()()"),
        ("new (f().g)()", "new f().g()"),
        ("f((a, b))", "f(a, b)"),
        ("() => ({})", "() => {}"),
        ("const a = 1", "let a = 1"),
        ("var a = 1", "let a = 1"),
        ("for (const a of b) c", "for (let a of b) c"),
        ("for (;;a) b", "for (;a;) b"),
        ("a++", "++a"),
        ("if (a) if (b) c; else d", "if (a) { if (b) c } else d"),
        ("if (a) { b; c }", "if (a) b; c"),
        ("async () => a", "() => a"),
        ("function* f() {}", "function f() {}"),
        ("({ get a() {} })", "({ a() {} })"),
        ("class A { static a = 1 }", "class A { a = 1 }"),
        ("yield* a", "yield a"),
        ("[a, , b]", "[a, b]"),
        ("`a${b}`", "`a${c}`"),
        ("`a\\nb`", "`a\\\\nb`"),
        ("String.raw`\\n`", "String.raw`\n`"),
        ("await (a).b", "(await a).b"),
        ("await (a?.b).c", "await a?.b.c"),
        ("({ __proto__ })", "({ __proto__: __proto__ })"),
        ("({ [a]: b })", "({ a: b })"),
        ("[...a]", "[a]"),
        ("a ? b : c", "a ? c : b"),
        ("a['b']", "a[b]"),
        ("return\na", "return a"),
        ("/a/g", "/a/i"),
        ("try { a } catch { b }", "try { a } finally { b }"),
        ("switch (a) { case b: c }", "switch (a) { default: c }"),
        ("1", "'1'"),
    ],
)
def test_another(one: str, two: str) -> None:
    assert not same(one, two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("((a)) + (b * c)", "a+b*c"),
        ("a;b;;", "a\n// c\nb"),
        ("if (a) b", "if (a) { b; }"),
        ("if (a);", "if (a) {}"),
        ("for (;;) a", "for (;;) { a }"),
        ("f(a, b,)", "f(a, b)"),
        ("[a, b,]", "[a, b]"),
        ("new A", "new A()"),
        ("({ a, 'b': c })", "({ a: a, b: c })"),
        ("({ a = 1 } = b)", "({ a: a = 1 } = b)"),
        ("a['b']", "a.b"),
        ("'a\\x41'", '"aA"'),
        ("`\\u0061${b}`", "`a${b}`"),
        ("\\u0061", "a"),
        ("a => a", "(a) => { return a }".replace("{ return a }", "a")),
        ("async () => { await (a).b(); }", "async () => { await a.b(); }"),
        ("async () => { await (a, b); }", "async () => { await ((a, b)); }"),
        ("async () => { await [a].b(); }", "async () => { await ([a]).b(); }"),
        ("async () => { await `a`; }", "async () => { await (`a`); }"),
    ],
)
def test_the_same(one: str, two: str) -> None:
    assert same(one, two)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("await (a)", True),
        ("await (a).b()", True),
        ("await [a]", True),
        ("await `a`", True),
        ("await.b()", False),
        ("f(a)", False),
    ],
)
def test_a_misread_await(text: str, found: bool) -> None:
    source = Source.read("a.js", text.encode())
    chain = source.root.named_children[0].named_children[0]
    assert (misread_await(chain, source.data) is not None) is found
