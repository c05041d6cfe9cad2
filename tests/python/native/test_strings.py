"""The literals that stand side by side, and the parts of those that have fields."""

from __future__ import annotations

import ast

import pytest

from migrator.python.native import tree_of
from migrator.python.native.strings import Strings
from migrator.python.tree import Node


def parts(text: str) -> list[tuple[str, str]]:
    """The kinds of the parts of an f-string, with their texts."""
    tree = tree_of(text)
    assert tree is not None
    return [(part.kind, text[part.begins : part.ends]) for part in tree.body[0].body[0].value.parts]


def test_the_parts_of_an_f_string() -> None:
    assert parts("f'a{b}{{c}}{d!r:>{e}}'") == [
        ("FormattedStringText", "a"),
        ("FormattedStringExpression", "{b}"),
        ("FormattedStringText", "{{c}}"),
        ("FormattedStringExpression", "{d!r:>{e}}"),
    ]


class Whole(Strings):
    """Takes an expression for its text."""

    def expression(self, node: ast.expr) -> Node:
        return Node("Name", 0, 0, value=ast.unparse(node))


@pytest.mark.parametrize("text", ["'a'", "r'a' \"b\"", "'a'  # c\n 'b' 'd'"])
def test_literals_lean_to_the_right(text: str) -> None:
    node, found = Whole(f"({text})")._strings((1, len(text) + 1)), []
    while node.kind == "ConcatenatedString":
        found.append(node.left.value)
        node = node.right
    assert [*found, node.value] == [piece for line in text.split("\n") for piece in line.split("  #")[0].split()]
