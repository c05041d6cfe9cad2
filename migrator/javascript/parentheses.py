"""Parentheses that mean nothing, and those that the parser takes for a call.

`await (x)` is read as a call of a function `await`: its parentheses hold the awaited expression, or its head.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node


def children(node: Node | None) -> list[Node]:
    """Named children without comments."""
    return [child for child in node.named_children if child.type != "comment"] if node is not None else []


def is_await(call: Node) -> bool:
    """Whether a call is `await (x)`, misread."""
    if call.type != "call_expression":
        return False
    function = call.child_by_field_name("function")
    if function is None or function.type != "identifier" or function.text != b"await":
        return False
    arguments = call.child_by_field_name("arguments")
    return arguments is not None and arguments.type == "arguments" and len(children(arguments)) == 1


def unwrap(node: Node) -> Node:
    """What stands in parentheses."""
    while True:
        inside = children(node)
        if node.type == "parenthesized_expression" and len(inside) == 1:
            node = inside[0]
        elif is_await(node):
            node = children(node.child_by_field_name("arguments"))[0]
        else:
            return node


def outermost(node: Node) -> Node:
    """The outermost parentheses around an expression, or the expression."""
    while True:
        parent = node.parent
        if parent is None:
            return node
        if parent.type == "parenthesized_expression":
            node = parent
        elif parent.type == "arguments" and parent.parent is not None and is_await(parent.parent):
            node = parent.parent
        else:
            return node
