"""What a call calls: globals by their path, functions of the file, whichever way round the code takes."""

from __future__ import annotations

import pytest

from migrator.javascript.calls import UNKNOWN, Called, Calls, call_around
from migrator.javascript.origins import Origins

from .nodes import node, read, texts

REFLECTED = ("Reflect", "get")


def meanings(text: str, call: str) -> list[Called]:
    source = read(text)
    return Calls(source, Origins(source)).of(node(source, call))


@pytest.mark.parametrize(
    ("text", "call", "path"),
    [
        ("const Reflect = f(); Reflect.get(x, k)", "Reflect.get(x, k)", (UNKNOWN, "get")),
        ("Reflect[name](x, k)", "Reflect[name](x, k)", ("Reflect", UNKNOWN)),
        ("f().get(x, k)", "f().get(x, k)", (UNKNOWN, "get")),
        ("Reflect.get(x, k)", "Reflect.get(x, k)", REFLECTED),
        ("window.Reflect['get'](x, k)", "window.Reflect['get'](x, k)", REFLECTED),
        ("const { get } = Reflect; get(x, k)", "get(x, k)", REFLECTED),
        ("Reflect.get.call(null, x, k)", "Reflect.get.call(null, x, k)", REFLECTED),
        ("Reflect.apply(Reflect.get, null, [x, k])", "Reflect.apply(Reflect.get, null, [x, k])", REFLECTED),
        ("Reflect.get.bind(Reflect, x)(k)", "Reflect.get.bind(Reflect, x)(k)", REFLECTED),
        ("Reflect.get(...[x, k])", "Reflect.get(...[x, k])", REFLECTED),
    ],
)
def test_the_path_and_the_arguments(text: str, call: str, path: tuple[str, ...]) -> None:
    (found,) = meanings(text, call)
    assert found.path == path
    assert texts(item for item in found.arguments if item is not None) == ["x", "k"]
    assert found.node is None


def test_a_function_of_the_file_has_no_path() -> None:
    (found,) = meanings("const f = (a) => a; f.call(t, 1)", "f.call(t, 1)")
    assert (found.path, texts([found.node or node(read("0"), "0")])) == ((), ["(a) => a"])
    assert texts([found.this, *found.arguments]) == ["t", "1"]  # type: ignore[list-item]


def test_either_of_two_functions() -> None:
    found = meanings("const f = a ? Object.keys : Object.values; f(x)", "f(x)")
    assert {each.name for each in found} == {("Object", "keys"), ("Object", "values")}


def test_a_method_is_that_of_the_class_around() -> None:
    text = "class A { m() { this.n(1); } n(a) {} } class B { n(b) {} }"
    (found,) = meanings(text, "this.n(1)")
    assert found.node is not None
    assert texts([found.node]) == ["n(a) {}"]
    assert [each.node for each in meanings("class A { m() { this.n(1); } } class B { n(b) {} }", "this.n(1)")] == [None]


def test_what_goes_in_a_circle_calls_nothing_more() -> None:
    text = "const f = f.call.call.call.call.call.call.call.call(f); f(1)"
    assert all(len(each.arguments) <= 1 for each in meanings(text, "f(1)"))


def test_the_call_around_an_argument() -> None:
    source = read("f(A, [B], ...[(C)], { d: D }); new F(E); G()")
    found = [call_around(node(source, name)) for name in "ABCDEG"]
    calls = [None if call is None else call.type for call in found]
    assert calls == ["call_expression"] * 3 + [None, "new_expression", None]
