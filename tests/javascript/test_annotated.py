"""What is annotated in a script, by the nodes of its JavaScript."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from migrator.javascript.annotated import Annotated, annotated, declared_fields, field_of, plain_class, typed_class
from migrator.javascript.parser import below
from migrator.javascript.source import Source
from migrator.javascript.syntax import CLASSES, NodeKind

# A script, and what is annotated in it: `node: type`.
TARGETS = {
    "function f(a, b) {}": [],
    "type F = (a: A) => void;": [],
    "interface I { m(a: A): void }": [],
    "function f(this: A) {}": [],
    "declare function f(a: A): void;": [],
    "declare const a: A;": [],
    "let a: A, b;": ["a: A"],
    "const f = (a: A, b?: B) => 1;": ["a: A", "b: B"],
    "function f({ a }: A, [b]: B = c) {}": ["{ a }: A", "[b]: B"],
    "class C { constructor(private a: A) {} set b(c: D) {} }": ["a: A", "c: D"],
    "try {} catch (e: unknown) {}": [],
}
ASSERTED = {
    "a;": [],
    "const b = a as A;": ["a: A"],
    "f(a satisfies A);": ["a: A"],
    "f(<A>a);": ["a: A"],
    "f(a as unknown as A);": ["a: A", "a: unknown"],
    "f(a! as A);": ["a: A"],
    "f((await a) as A);": ["(await a): A"],
}
CALLED = {
    "f(1);": [],
    "f<A>(1);": ["f: A"],
    "const a = await o.f<A, B>(1);": ["f: A, B"],
    "new Map<A, B>();": ["Map: A, B"],
    "class C extends B<A> {}": [],
    "let a: Map<A, B>;": [],
}


def read(text: str) -> Source:
    return Source.read("a.ts", text.encode())


def said(source: Source, found: Iterable[Annotated]) -> list[str]:
    nodes = ((each.node, each.type) for each in found)
    return [": ".join(source.text(node.start_byte, node.end_byte) for node in pair) for pair in nodes]


@pytest.mark.parametrize("text", TARGETS)
def test_names_and_patterns(text: str) -> None:
    source = read(text)
    assert said(source, annotated(source).targets) == TARGETS[text]


@pytest.mark.parametrize("text", ASSERTED)
def test_expressions(text: str) -> None:
    source = read(text)
    assert sorted(said(source, annotated(source).asserted)) == ASSERTED[text]


@pytest.mark.parametrize("text", CALLED)
def test_calls(text: str) -> None:
    source = read(text)
    found = annotated(source).calls
    types = (", ".join(source.text(each.start_byte, each.end_byte) for each in called.types) for called in found)
    assert [f"{called.name}: {stated}" for called, stated in zip(found, types, strict=True)] == CALLED[text]


def test_functions_and_what_stands_elsewhere() -> None:
    source = read(
        "const f = async (a): Promise<A> => a;\nfunction g(): B;\nfunction g() {}\nfunction h(): C { return c; }\n"
        "declare const d: D;\ndeclare global { var e: E; }\ndeclare function k(): K;\n"
    )
    found = annotated(source)
    kinds = [(each.node.type, source.text(each.type.start_byte, each.type.end_byte)) for each in found.functions]
    assert kinds == [(NodeKind.ARROW_FUNCTION, "Promise<A>"), (NodeKind.FUNCTION_DECLARATION, "C")]
    assert [each.name for each in found.ambient] == ["d", "e", "k"]
    assert [source.text(each.node.start_byte, each.node.end_byte) for each in found.signatures] == ["g"]


def test_parameters_that_declare_fields() -> None:
    text = "class A { constructor(private a: X, readonly b = 1, c: Y, public override d?: Z) {} m(private: X) {} }"
    source = read(text)
    node = next(node for node in below(source.root) if node.type in CLASSES)
    fields = declared_fields(node, source)
    assert list(fields) == ["a", "b", "d"]
    assert field_of(fields["a"], source) == node
    typed = typed_class(node, source)
    assert typed is not None
    assert plain_class(typed, source) == node


def test_a_script_of_javascript_has_no_types() -> None:
    source = Source.read("a.js", b"class A { constructor(a) {} }")
    found = annotated(source)
    assert not any((found.targets, found.functions, found.calls, found.asserted, found.ambient, found.fields))
    assert annotated(Source.read("a.tsx", b"const a = <b>{c as D}</b>;")).asserted
