"""Which expressions of a file may be one thing, by what they are known by."""

from __future__ import annotations

import pytest

from migrator.javascript.flow import Flow
from migrator.javascript.source import Source
from migrator.javascript.syntax import NodeKind
from migrator.sites.keys import Keys

SAME = {
    "a variable": "let a; «a»; () => «a»;",
    "a variable in parentheses, awaited": "let a; «a»; await («a»);",
    "a global and a member of the global object": "«a»; «window.a»; «self.a»; «globalThis['a']»;",
    "a member of a variable": "let o; «o.a»; «o['a']»; «o?.a»; «(o).a»;",
    "a member of the instances of a class": "class A { m() { «this.a»; } n() { () => «this.a»; } }",
    "a private member": "class A { #a; m() { «this.#a»; } n() { «this.#a»; } }",
    "what a function gives": "const f = g; «f()»; await «f(1)»;",
    "elements of a list": "let l; «l[0]»; «l[i]»; «l.at(-1)»; await «l.find((x) => x.free)»; «l.pop()»;",
    "members under computed names": "let o; «o[k]»; «o[`a${k}`]»;",
}
APART = {
    "variables of two scopes": "{ let a; «a»; } { let a; «a»; }",
    "a variable and the global": "«a»; function f(a) { «a»; }",
    "members of two variables": "let o, p; «o.a»; «p.a»;",
    "two members": "let o; «o.a»; «o.b»;",
    "instances of two classes": "class A { m() { «this.a»; } } class B { m() { «this.a»; } }",
    "an instance and the class": "class A { m() { «this.a»; } static m() { «this.a»; } }",
    "a function and what it gives": "let f; «f»; «f()»;",
    "elements of two lists": "let l, m; «l[0]»; «m[0]»;",
    "a list and its elements": "let l; «l»; «l[0]»;",
    "an element and a member": "let o; «o[k]»; «o.k»;",
    "a member of self that is declared": "let self; «self.a»; «window.a»;",
}
NONE = ["«a + b»;", "«undefined»;", "«new A()»;", "«a.b.c.d.e.f.g.h.i.j.k»;"]


def keys(marked: str) -> list[object]:
    """The key of each marked expression."""
    text = marked.replace("«", "").replace("»", "")
    source = Source.read("a.js", text.encode())
    found = Keys(source, Flow(source.data))
    shown, at = [], 0
    for char in marked:
        if char == "«":
            start = at
        elif char == "»":
            node = source.root.descendant_for_byte_range(start, at)
            assert node is not None
            if node.type == NodeKind.EXPRESSION_STATEMENT:
                node = node.named_children[0]
            shown.append(found.of(node))
        else:
            at += 1
    return shown


@pytest.mark.parametrize("name", SAME)
def test_one_key(name: str) -> None:
    first, *others = keys(SAME[name])
    assert first is not None
    assert others == [first] * len(others)


@pytest.mark.parametrize("name", APART)
def test_two_keys(name: str) -> None:
    first, second = keys(APART[name])
    assert first is not None
    assert second is not None
    assert first != second


@pytest.mark.parametrize("text", NONE)
def test_what_stands_for_nothing_that_lasts_has_none(text: str) -> None:
    assert keys(text) == [None]


@pytest.mark.parametrize("name", SAME)
def test_the_places_of_a_key_are_found_from_it(name: str) -> None:
    text = SAME[name].replace("«", "").replace("»", "")
    source = Source.read("a.js", text.encode())
    found = Keys(source, Flow(source.data))
    node = source.root.descendant_for_byte_range(*_first(SAME[name]))
    assert node is not None
    own = found.of(node)
    assert own is not None
    assert len(list(found.places(own))) == SAME[name].count("«")


def _first(marked: str) -> tuple[int, int]:
    start = marked.index("«")
    return start, marked.index("»") - 1
