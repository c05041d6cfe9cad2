"""Where values come from: through names, patterns and members, back to the expressions in which they begin."""

from __future__ import annotations

import pytest

from migrator.javascript.origins import Origins

from .nodes import node, read, texts


def origins(text: str, name: str = "X", nth: int = -1) -> list[tuple[str, tuple[str | None, ...]]]:
    source = read(text)
    found = Origins(source).of(node(source, name, nth))
    return [(texts([origin.node])[0], origin.keys) for origin in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("f(X)", [("X", ())]),
        ("let X = a; X = b; f(X)", [("a", ()), ("b", ())]),
        ("const X = a ? b : c; f(X)", [("b", ()), ("c", ())]),
        ("const { X } = a; f(X)", [("a", ("X",))]),
        ("const { b: { X } } = a; f(X)", [("a", ("b", "X"))]),
        ("const [, X] = a; f(X)", [("a", ("1",))]),
        ("const { [k]: X } = a; f(X)", [("a", (None,))]),
        ("const o = { p: v }, X = o.p; f(X)", [("v", ())]),
        ("const X = Object.freeze({ p: v }).p; f(X)", [("v", ())]),
        ("const X = Object.keys(v); f(X)", [("Object.keys(v)", ())]),
        ("((X) => f(X))(v)", [("v", ())]),
    ],
)
def test_where_a_name_comes_from(text: str, found: list[tuple[str, tuple[str | None, ...]]]) -> None:
    assert sorted(origins(text), key=str) == sorted(found, key=str)


def test_a_circle_of_names_ends() -> None:
    assert origins("let X = y, y = X; f(X)") == []


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("f()", None),
        ("'a' + b", None),
        ("'a' - 'b'", None),
        ("`a${b}`", None),
        ("['a', b].join('')", None),
        ("'a'", "a"),
        ("'a' + ('b' + `c`)", "abc"),
        ("`a${'b'}c`", "abc"),
        ("['a', 'b'].join('-')", "a-b"),
        ("'a'.concat('b', 'c')", "abc"),
        ("K + 'b'", "kb"),
    ],
)
def test_the_text_of_constants(expression: str, text: str | None) -> None:
    source = read(f"const K = 'k'; x = {expression};")
    assert Origins(source).text(node(source, expression)) == text


def test_a_name_with_two_texts_has_none() -> None:
    source = read("let k = 'a'; k = 'b'; x = k + 'c';")
    assert Origins(source).text(node(source, "k + 'c'")) is None


@pytest.mark.parametrize(
    ("access", "key"), [("a[k]", None), ("a[1 + b]", None), ("a.b", "b"), ("a['b']", "b"), ("a['b' + 'c']", "bc")]
)
def test_the_key_of_an_access(access: str, key: str | None) -> None:
    source = read(f"x = {access};")
    assert Origins(source).key(node(source, access)) == key
