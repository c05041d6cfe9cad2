"""Names by what they hold."""

from __future__ import annotations

import pytest

from migrator.javascript.flow import Flow
from migrator.javascript.scopes import Binding
from migrator.sites.names import References, ThisNames, bare_this
from tests.javascript.nodes import node, read, texts


def holds_this(body: str) -> bool:
    """Whether `V` has the value of `this` where the body of a method ends."""
    source = read(f"class A {{ m(o) {{ {body} V; }} }}")
    names = ThisNames(source, "pyodide", Flow(source.data), References(source), {})
    return names.holds(node(source, "V", source.data.count(b"V") - 1))


@pytest.mark.parametrize(
    "body",
    [
        "const V = this;",
        "let V; V = this;",
        "const a = this, V = a;",
        "const [V] = [this];",
        "const V = o || this;",
        "const { a, ...V } = this;",
        "V = this;",
    ],
)
def test_names_that_are_given_this(body: str) -> None:
    assert holds_this(body)


@pytest.mark.parametrize(
    "body",
    [
        "const V = o;",
        "const V = this.a;",
        "const { V } = this;",
        "const { pyodide, ...V } = this;",
        "const a = this; { const a = o; var V = a; }",
        "const V = !this;",
    ],
)
def test_names_that_are_given_something_else(body: str) -> None:
    assert not holds_this(body)


def test_this_of_a_file_is_given_to_nobody() -> None:
    source = read("const V = this;")
    names = ThisNames(source, "pyodide", Flow(source.data), References(source), {})
    assert not names.holds(node(source, "V"))


def test_patterns_that_take_this_apart() -> None:
    source = read("class A { m(o) { const { a } = this; const { b } = o; } }")
    names = ThisNames(source, "pyodide", Flow(source.data), References(source), {})
    assert [names.is_pattern(node(source, text)) for text in ("{ a }", "{ b }")] == [True, False]


def test_this_as_a_value() -> None:
    source = read("f(this); class A { m() { this.a = this['b']; this?.c; return this; } } // this")
    assert [(text, owner.place) for (this, owner) in bare_this(source) for text in texts([this])] == [
        ("this", "module"),
        ("this", "method"),
    ]


def test_references_of_a_variable_and_of_a_global() -> None:
    source = read("let a = 1; a = b; { let a = 2; f(a, b); } b;")
    references = References(source)
    binding = source.scopes.binding_at(source.data.index(b"a"))
    assert isinstance(binding, Binding)
    assert [reference.node.start_byte for reference in references.of(binding)] == [source.data.index(b"a =", 5)]
    assert [reference.node.start_byte for reference in references.of("b")] == [
        at for at, char in enumerate(source.data) if char == ord("b")
    ]
    assert references.of("a") == []
