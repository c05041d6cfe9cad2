"""What an expression must be to stand in a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from migrator.javascript.precedence import (
    NAME,
    PROPERTY,
    fits,
    in_place,
    is_written,
    role_of,
    shape_of_text,
    statement_begun_by,
)

from .nodes import read

if TYPE_CHECKING:
    from tree_sitter import Node


def place(text: str) -> Node:
    """The node `X` of a text."""
    root = read(text).root
    at = text.index("X")
    found = root.descendant_for_byte_range(at, at + 1)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("f(X);", "expression"),
        ("X = 1;", "target"),
        ("(X) = 1;", "target"),
        ("X += 1;", "target"),
        ("X++;", "target"),
        ("[X] = a;", "target"),
        ("[...X] = a;", "target"),
        ("({ a: X } = b);", "target"),
        ("({ a: X = 1 } = b);", "target"),
        ("({ a: b = X } = c);", "expression"),
        ("for (X of a) b();", "target"),
        ("for (const X of a) b();", "name"),
        ("for (const a of X) b();", "expression"),
        ("const X = 1;", "name"),
        ("const { a: X } = b;", "name"),
        ("const { X } = b;", "name"),
        ("f({ X });", "name"),
        ("(X) => 1;", "name"),
        ("X => 1;", "name"),
        ("(a = X) => 1;", "expression"),
        ("function X() {}", "name"),
        ("class X {}", "name"),
        ("try {} catch (X) {}", "name"),
        ("a.X;", "property"),
        ("f({ X: 1 });", "key"),
        ("f({ X() {} });", "key"),
        ("a[X];", "expression"),
    ],
)
def test_the_role_of_a_place(text: str, role: str) -> None:
    assert role_of(place(text)) == role


@pytest.mark.parametrize(
    ("text", "written"),
    [("f(X);", False), ("delete X;", True), ("delete X.a;", False), ("X.a = 1;", False), ("(X) = 1;", True), ("a = X;", False)],
)
def test_what_is_written(text: str, written: bool) -> None:
    assert is_written(place(text)) is written


@pytest.mark.parametrize(
    ("text", "targets"),
    [("a", True), ("a.b", True), ("a[0]", True), ("a?.b", False), ("a()", False), ("this", False), ("a + b", False), ("1", False)],
)
def test_what_can_be_a_target(text: str, targets: bool) -> None:
    assert fits("target", shape_of_text(text)) is targets
    assert fits("expression", shape_of_text(text))


def test_a_property_is_no_expression_and_a_name_is() -> None:
    assert fits("property", PROPERTY)
    assert not fits("expression", PROPERTY)
    assert fits("expression", NAME)
    assert not fits("property", NAME)


@pytest.mark.parametrize(
    ("text", "put", "found"),
    [
        ("new X.a();", "b()", "(b())"),
        ("new (X.a)();", "b()", "b()"),
        ("new X.a.b();", "c`d`", "c`d`"),
        ("new X();", "new K().v", "(new K().v)"),
        ("new X();", "newest.v", "newest.v"),
        ("class A extends X {}", "a, b", "(a, b)"),
        ("class A extends X {}", "a?.b", "a?.b"),
        ("f(a <X);", "!--b", "(!--b)"),
        ("f(X>b);", "a--", "(a--)"),
        ("export default X;", "function () {}", "(function () {})"),
        ("X.a();", "async function () {}", "(async function () {})"),
        ("X.a();", "functional", "functional"),
        ("f(X?.(1));", "new A()", "(new A())"),
        ("f(X);", "yield a", "yield a"),
        ("f(1 + X);", "yield a", "(yield a)"),
        ("f(a ?? X);", "b ?? c", "(b ?? c)"),
        ("f(X ?? a);", "b ?? c", "b ?? c"),
    ],
)
def test_in_place(text: str, put: str, found: str) -> None:
    assert in_place(place(text), text.encode(), put, shape_of_text(put)) == found


@pytest.mark.parametrize(("text", "begins"), [("X.a();", True), ("(X).a();", False), ("a(X);", False), ("X;", True), ("const a = X;", False)])
def test_a_statement_that_an_expression_begins(text: str, begins: bool) -> None:
    assert (statement_begun_by(place(text)) is not None) is begins
