"""A node is known by the name that libcst has for its class, whichever parser made it."""

from __future__ import annotations

import libcst as cst
import pytest

from migrator.python.native import tree_of
from migrator.python.tree import ABSENT, Node, kind_of


def test_nodes_of_either_parser_are_of_the_same_kind() -> None:
    assert kind_of(Node("Name", 0, 1, value="x")) == kind_of(cst.Name("x")) == "Name"
    assert kind_of(ABSENT) == kind_of(cst.MaybeSentinel.DEFAULT)


def test_a_part_that_is_not_there_is_an_error() -> None:
    with pytest.raises(AttributeError, match="elements"):
        _ = Node("Name", 0, 1, value="x").elements


@pytest.mark.parametrize("text", ["f((a) )", "((a))", "( f(a) )", "(a, b)"])
def test_the_code_of_a_node_has_the_brackets_around_it(text: str) -> None:
    tree = tree_of(f"if {text}:\n    pass")
    assert tree is not None
    assert tree.code_for_node(tree.body[0].test) == text
