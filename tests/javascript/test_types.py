"""What the types of a script say, by the places of its JavaScript."""

from __future__ import annotations

import pytest

from migrator.javascript.erasure import erase
from migrator.javascript.syntax import TYPESCRIPT
from migrator.javascript.types import Types


def of(text: str) -> Types:
    return erase(text.encode(), TYPESCRIPT).types


@pytest.mark.parametrize(
    ("text", "name", "annotation"),
    [
        ("let a = f();", "a", None),
        ("f(a, b);", "a", None),
        ("let a = (b as T);", "b", None),
        ("let a: T = f();", "a", ": T"),
        ("let a!: T;", "a", "!: T"),
        ("function f(a?: T | null) {}", "a", "?: T | null"),
        ("const { a, b }: { a: T } = f();", "{ a, b }", ": { a: T }"),
        ("class A { b?: T; }", "b", "?: T"),
        ("try {} catch (e: unknown) {}", "e", ": unknown"),
    ],
)
def test_the_annotation_of_a_name(text: str, name: str, annotation: str | None) -> None:
    words = text.replace("catch", "     ").replace("class", "     ").replace("let", "   ").replace("function", "        ")
    start = words.index(name)
    found = of(text).annotation(start, start + len(name))
    assert (text[slice(*found)] if found is not None else None) == annotation


@pytest.mark.parametrize(
    ("text", "mark"), [("f(x);", None), ("f(x as T);", "as"), ("f(x!);", "!"), ("f(x satisfies T);", "satisfies"), ("f(<T>x);", "<")]
)
def test_the_assertion_around_an_expression(text: str, mark: str | None) -> None:
    start = text.index("x")
    found = of(text).around(start, start + 1)
    assert (found.mark if found is not None else None) == mark
    if found is not None:
        assert text[found.start : found.end] == text[2:-2]


def test_where_something_ends_and_begins_with_its_types() -> None:
    text = "f(x as T as U, <V>y, z);"
    types = of(text)
    assert text[: types.end(text.index("x") + 1)] == "f(x as T as U"
    assert text[types.start(text.index("y")) :] == "<V>y, z);"
    assert types.end(text.index("z") + 1) == text.index("z") + 1
    assert types.start(text.index("z")) == text.index("z")


def test_the_types_of_a_stretch() -> None:
    text = "let a: { b: T } = f<U>();\nlet c: V;\n"
    types = of(text)
    assert [text[start:end] for start, end in types.within(0, len(text))] == [": { b: T }", "<U>", ": V"]
    assert [text[start:end] for start, end in types.within(text.index("f<"), text.index(";"))] == ["<U>"]
    assert list(types.within(0, 3)) == []
