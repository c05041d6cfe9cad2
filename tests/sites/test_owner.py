"""The class and the method that code stands in."""

from __future__ import annotations

import pytest

from migrator.javascript.syntax import NodeKind
from migrator.sites.owner import Owner, function_around, functions_of, names_around, owner_of
from tests.javascript.nodes import node, read

# The place, the class and the member that `V` belongs to.
PLACES: dict[str, tuple[str, str | None, str | None]] = {
    "V;": ("module", None, None),
    "const f = () => V;": ("module", None, None),
    "function f() { V; }": ("function", None, None),
    "const o = { m() { V; } };": ("object", None, "m"),
    "class A { m() { V; } }": ("method", "A", "m"),
    "class A { m() { return () => V; } }": ("method", "A", "m"),
    "class A { m() { function f() { V; } } }": ("function", "A", "m"),
    "class A { m() { const o = { n() { V; } }; } }": ("object", "A", "n"),
    "class A { 'm n'() { V; } }": ("method", "A", "m n"),
    "class A { #m() { V; } }": ("method", "A", "#m"),
    "class A { m = V; }": ("field", "A", "m"),
    "class A { m = () => V; }": ("field", "A", "m"),
    "class A { get m() { return V; } }": ("field", "A", "m"),
    "class A { static m() { V; } }": ("static", "A", "m"),
    "class A { static { V; } }": ("static", "A", None),
    "class A { [V]() {} }": ("module", None, None),
    "class A { m() { class B { [V]() {} } } }": ("method", "A", "m"),
    "class A { m() { class B { n() { V; } } } }": ("method", "B", "n"),
    "const A = class { m() { V; } };": ("method", "A", "m"),
    "A = class B { m() { V; } };": ("method", "B", "m"),
    "const o = { A: class { m() { V; } } };": ("method", "A", "m"),
    "f(class { m() { V; } });": ("method", None, "m"),
}
# The names of the function that `V` stands in.
FUNCTIONS: dict[str, tuple[str, ...]] = {
    "V;": (),
    "(() => V)();": (),
    "f(() => V);": (),
    "export default function () { V; }": (),
    "export default async () => V;": (),
    "function f() { class A { m() { V; } } }": (),
    "function f() { class A { m = () => V; } }": (),
    "function f() { class A { static { V; } } }": (),
    "const o = { [V]() {} };": (),
    "const f = g(() => V);": (),
    "const { f } = () => V;": (),
    "o[k] = () => V;": (),
    "const f = a ? b : c(() => V);": (),
    "const f = (() => V)();": (),
    "function f() { V; }": ("f",),
    "function* f() { V; }": ("f",),
    "export default function f() { V; }": ("f",),
    "function f(a = V) {}": ("f",),
    "function f() { return () => V; }": ("f",),
    "function f() { g(function () { V; }); }": ("f",),
    "function f() { const o = { [V]() {} }; }": ("f",),
    "const f = () => V;": ("f",),
    "const f = async function () { V; };": ("f",),
    "const f = (function g() { V; });": ("g", "f"),
    "function f() { const g = function () { V; }; }": ("g",),
    "let f; f = () => V;": ("f",),
    "f ??= () => V;": ("f",),
    "const f = a ? () => V : b;": ("f",),
    "const f = a || (() => V);": ("f",),
    "const f = g = () => V;": ("g", "f"),
    "const { f = () => V } = o;": ("f",),
    "module.exports.f = () => V;": ("f",),
    "window['f'] = () => V;": ("f",),
    "A.prototype.f = function () { V; };": ("f",),
    "const o = { f: () => V };": ("f",),
    "const o = { 'f': function g() { V; } };": ("g", "f"),
    "const o = { ['f']: () => V };": ("f",),
    "const o = { f() { V; } };": ("f",),
    "const o = { get f() { return V; } };": ("f",),
    "const f = useCallback(() => V, []);": ("f",),
    "const f = React.useCallback(async () => { V; }, [a]);": ("f",),
    "const f = function () { V; }.bind(o);": ("f",),
}


@pytest.mark.parametrize("text", PLACES)
def test_what_code_belongs_to(text: str) -> None:
    source = read(text)
    owner = owner_of(node(source, "V"), source)
    assert (owner.place, owner.class_name, owner.method) == PLACES[text]


def test_owners_that_are_remembered_are_the_same() -> None:
    source = read("class A { m() { V; f(V); } n() { V; } } V;")
    known: dict[int, Owner] = {}
    for nth in range(4):
        at = node(source, "V", nth)
        first, again, alone = owner_of(at, source, known), owner_of(at, source, known), owner_of(at, source)
        assert again is first
        assert (first.place, first.method) == (alone.place, alone.method)


def test_an_owner_has_the_class_and_the_member() -> None:
    source = read("class A { m() { V; } }")
    owner = owner_of(node(source, "V"), source)
    assert owner.node is not None
    assert owner.definition is not None
    assert (owner.node.type, owner.definition.type) == (NodeKind.CLASS_DECLARATION, NodeKind.METHOD_DEFINITION)


@pytest.mark.parametrize("text", FUNCTIONS)
def test_the_named_function_around(text: str) -> None:
    source = read(text)
    assert names_around(node(source, "V"), source) == FUNCTIONS[text]
    assert function_around(node(source, "V"), source) == next(iter(FUNCTIONS[text]), None)
    assert all(names in {found for found, _ in functions_of(source)} for names in {FUNCTIONS[text]} - {()})
