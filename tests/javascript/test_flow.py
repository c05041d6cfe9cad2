"""One step of a value: where an expression may come from, and what is given it."""

from __future__ import annotations

import pytest

from migrator.javascript.flow import Flow, elements, key_text, literal_text, sources
from migrator.javascript.parentheses import children

from .nodes import node, read, texts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("f(x)", ["f(x)"]),
        ("a + b", ["a + b"]),
        ("a += b", ["a += b"]),
        ("!a", ["!a"]),
        ("a && b", ["b"]),
        ("(a)", ["a"]),
        ("a ? b : (c, d)", ["b", "d"]),
        ("a ?? (b || c)", ["a", "b", "c"]),
        ("await (a = b)", ["b"]),
        ("a ||= b", ["a", "b"]),
        ("({ x: a, ...b })", ["b"]),
    ],
)
def test_where_a_value_comes_from(text: str, found: list[str]) -> None:
    whole = children(read(text).root)[0]
    assert texts(sources(children(whole)[0])) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("f(V)", []),
        ("a += V", []),
        ("a = !V", []),
        ("a = f(V)", []),
        ("a[V] = b", []),
        ("const { b } = { a: V }", []),
        ("const [, b] = [V]", []),
        ("const [a] = [...b, V]", []),
        ("for (const a in [V]) {}", []),
        ("try { throw V } finally { }", []),
        ("try { g(() => { throw V }) } catch (e) { }", []),
        ("(function () {})(V)", []),
        ("const a = V", ["a"]),
        ("a = b.c = V", ["b.c", "a"]),
        ("a ||= V", ["a"]),
        ("const [a] = [V]", ["a"]),
        ("const [, [b = 1]] = [a, [V]]", ["b"]),
        ("const { 'a': b = 1 } = { a: V }", ["b"]),
        ("for (const a of [V]) {}", ["a"]),
        ("((a, b) => {})(1, V)", ["b"]),
        ("(a => {})(V)", ["a"]),
        ("try { throw V } catch (e) { }", ["e"]),
        ("function f(a = V) {}", ["a"]),
        ("const { a = V } = b", ["a"]),
    ],
)
def test_what_is_given_a_value(text: str, found: list[str]) -> None:
    source = read(text)
    assert texts(Flow(source.data).targets(node(source, "V"))) == found


def test_a_copy_of_the_properties_is_given_only_where_copies_are_asked_for() -> None:
    source = read("const a = { ...V }")
    flow, value = Flow(source.data), node(source, "V")
    assert texts(flow.targets(value)) == []
    assert texts(flow.targets(value, copies=True)) == ["a"]


def test_the_widest_expression_of_a_value() -> None:
    source = read("f((a ? (V) : b))")
    assert texts([Flow(source.data).widest(node(source, "V"))]) == ["(a ? (V) : b)"]
    source = read("f((V) + b)")
    assert texts([Flow(source.data).widest(node(source, "(V)"))]) == ["(V)"]


def test_a_name_is_spelled_by_a_key_or_a_literal_without_holes() -> None:
    source = read(r"x = { a, 'b\x63': 1, ['d']: 1, [e]: 1, [`f${g}`]: 1 }")
    pairs = children(node(source, r"{ a, 'b\x63': 1, ['d']: 1, [e]: 1, [`f${g}`]: 1 }"))
    keys = [pair.child_by_field_name("key") or pair for pair in pairs]
    assert [key_text(key, source.data) for key in keys] == ["a", "bc", "d", None, None]
    assert key_text(None, source.data) is None
    assert literal_text(node(source, "`f${g}`"), source.data) is None
    assert literal_text(node(source, "e"), source.data) is None


def test_elements_have_their_places() -> None:
    source = read("x = [a, , /* none */ b, ]")
    found = elements(node(source, "[a, , /* none */ b, ]"))
    assert [each and (each.text or b"").decode() for each in found] == ["a", None, "b"]
