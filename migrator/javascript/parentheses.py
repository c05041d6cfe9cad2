"""Parentheses that mean nothing, and those that the parser takes for a call.

`await (x)` is read as a call of a function `await`: its parentheses hold the awaited expression, or its head.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.javascript.syntax import NodeKind, children

if TYPE_CHECKING:
    from tree_sitter import Node


def is_await(call: Node) -> bool:
    """Whether a call is `await (x)`, misread."""
    if call.type != NodeKind.CALL_EXPRESSION:
        return False
    function = call.child_by_field_name("function")
    if function is None or function.type != NodeKind.IDENTIFIER or function.text != b"await":
        return False
    arguments = call.child_by_field_name("arguments")
    return arguments is not None and arguments.type == NodeKind.ARGUMENTS and len(children(arguments)) == 1


def unwrap(node: Node) -> Node:
    """What stands in parentheses."""
    while True:
        if node.type == NodeKind.PARENTHESIZED_EXPRESSION:
            inside = children(node)
            if len(inside) != 1:
                return node
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
        if parent.type == NodeKind.PARENTHESIZED_EXPRESSION:
            node = parent
        elif parent.type == NodeKind.ARGUMENTS and parent.parent is not None and is_await(parent.parent):
            node = parent.parent
        else:
            return node
