"""The tree of a program. Its nodes are called as those of libcst are, which reads what `native` leaves to it.

Whoever walks a tree asks for the kind of a node and for its parts by their names, and takes nodes of either.
"""

from __future__ import annotations

from typing import Any, TypeAlias

# A `Node`, or a node of libcst.
AnyNode: TypeAlias = Any


class Node:
    """A node and its parts. It ``begins`` and ``ends`` at characters of the program, without brackets around it."""

    def __init__(self, kind: str, begins: int, ends: int, **parts: AnyNode) -> None:
        self.kind = kind
        self.begins = begins
        self.ends = ends
        self.__dict__.update(parts)

    def __getattr__(self, name: str) -> AnyNode:
        raise AttributeError(name)


ABSENT = Node("MaybeSentinel", -1, -1)  # a semicolon or a comma that is not written


def kind_of(node: AnyNode) -> str:
    """What libcst calls the class of a node."""
    return node.kind if type(node) is Node else type(node).__name__


class Tree:
    """The statements of a program, whose text is known."""

    def __init__(self, text: str, body: list[Node], outer: Any) -> None:
        self.text = text
        self.body = body
        self._outer = outer

    def code_for_node(self, node: Node) -> str:
        """The text of a node, brackets around it included."""
        start, end = self._outer(node.begins, node.ends)
        return self.text[start:end]
