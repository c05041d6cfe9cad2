"""Where values go: every expression that has the value of V, or holds it under a path."""

from __future__ import annotations

import pytest

from migrator.javascript.calls import Calls
from migrator.javascript.flow import Flow
from migrator.javascript.origins import Origins
from migrator.javascript.scopes import Binding, Reference
from migrator.javascript.values import ANY, NAMES, RESULT, Held, Path, Values

from .nodes import node, read, texts


def reached(text: str, path: Path = ()) -> set[tuple[str, Path]]:
    """What has (an empty path) or holds the value of V, or of what V holds under ``path``."""
    source = read(text)
    origins = Origins(source)

    def references(of: Binding | str) -> list[Reference]:
        if isinstance(of, Binding):
            return of.references
        return [reference for reference in source.scopes.globals if reference.name == of]

    values = Values(
        source, Flow(source.data), references, lambda this: (None, ""), origins, Calls(source, origins)
    )
    return {(texts([held.node])[0], held.path) for held in values.follow([Held(node(source, "V"), path)])}


def has(text: str, path: Path = ()) -> set[str]:
    """The arguments of `r(…)` and names that have the value itself."""
    return {spelled for spelled, rest in reached(text, path) if not rest}


@pytest.mark.parametrize(
    "text",
    [
        "const a = !V; r(a);",
        "const a = f(V); r(a);",
        "const o = { p: V }; r(o.q);",
        "const a = [V, 1]; r(a[1]);",
        "function f() { let a = V; a = 1; r(a); }",
        "function f(b) { r(b); } f(1, V);",
        "const { p: a } = { q: V }; r(a);",
        "const f = () => { V; }; r(f());",
        "class A { m = V; } r(A.m);",
        "const b = [V].length; r(b);",
    ],
)
def test_it_does_not_get_into_r(text: str) -> None:
    source = read(text)
    call = [each for each in _calls(text) if each.startswith("r(")]
    assert len(call) == 1
    assert call[0][2:-1] not in has(text)
    assert source.scopes.problems == []


@pytest.mark.parametrize(
    "text",
    [
        "const a = V; r(a);",
        "let a; a = b ? V : 1; r(a);",
        "const o = { p: V }; r(o.p);",
        "const o = {}; o.p = V; r(o['p']);",
        "const a = [1, V]; r(a[1]);",
        "const a = []; a.push(V); r(a[0]);",
        "function f(b) { r(b); } f(V);",
        "function f(...b) { r(b[0]); } f(1, V);",
        "const { p: a } = { p: V }; r(a);",
        "const f = () => V; r(f());",
        "function f() { return { p: V }; } r(f().p);",
        "for (const a of [V]) { r(a); }",
        "[V].forEach((a) => r(a));",
        "const a = Object.freeze(V); r(a);",
        "const o = Object.assign({}, { p: V }); r(o.p);",
        "const a = Object.values({ p: V })[0]; r(a);",
        "try { throw V; } catch (e) { r(e); }",
    ],
)
def test_it_gets_into_r(text: str) -> None:
    (call,) = [each for each in _calls(text) if each.startswith("r(")]
    assert call[2:-1] in has(text)


def _calls(text: str) -> list[str]:
    found, stack = [], [read(text).root]
    while stack:
        here = stack.pop()
        if here.type == "call_expression":
            found += texts([here])
        stack.extend(here.children)
    return found


def test_a_path_says_where_in_a_value_it_is() -> None:
    found = reached("const o = { p: [V] }; const f = () => o;")
    assert ("[V]", ("0",)) in found
    assert ("{ p: [V] }", ("p", "0")) in found
    assert ("() => o", (RESULT, "p", "0")) in found
    assert ("o", ()) not in found


def test_the_names_of_members_are_listed() -> None:
    assert ("k", ()) in reached("for (const k in V) { r(k); }", (NAMES,))
    assert ("Object.keys(V)", (ANY,)) in reached("r(Object.keys(V));", (NAMES,))
    assert ("Object.values(V)", (ANY,)) not in reached("r(Object.values(V));", (NAMES,))


def test_an_object_in_itself_ends() -> None:
    assert ("a", ()) in reached("let a = V; while (b) { a = { a }; }")
