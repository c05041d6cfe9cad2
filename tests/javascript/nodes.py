"""Helpers: sources from text, and nodes of them by what they spell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from migrator.javascript.source import Source

if TYPE_CHECKING:
    from tree_sitter import Node


def read(text: str) -> Source:
    return Source.read("a.js", text.encode())


def node(source: Source, spelled: str, nth: int = 0) -> Node:
    """The outermost expression, or part of one, that is written so, the ``nth`` one in the order of the file."""
    return list(_outermost(source.root, spelled.encode()))[nth]


def _outermost(root: Node, spelled: bytes) -> Iterable[Node]:
    stack = [root]
    while stack:
        here = stack.pop()
        if here.text == spelled and here.type not in ("program", "expression_statement"):
            yield here
        else:
            stack.extend(reversed(here.children))


def texts(nodes: Iterable[Node]) -> list[str]:
    return [(each.text or b"").decode() for each in nodes]


def find_all(root: Node, kind: str) -> list[Node]:
    """The nodes of a kind in the order of the file."""
    found, stack = [], [root]
    while stack:
        here = stack.pop()
        if here.type == kind:
            found.append(here)
        stack.extend(reversed(here.children))
    return found
