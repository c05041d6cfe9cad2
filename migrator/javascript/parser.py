"""The tree-sitter parser, made once and only when a file is really parsed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from migrator.javascript.syntax import CLASSES, FREE_FUNCTIONS, GRAMMARS, JAVASCRIPT, NodeKind, children

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Tree

# What has results of its own.
_OTHERS = FREE_FUNCTIONS | CLASSES | {NodeKind.OBJECT}


@cache
def _parser(grammar: str) -> Parser:
    from tree_sitter import Language, Parser

    return Parser(Language(GRAMMARS[grammar]()))


def parse(data: bytes, old: Tree | None = None, grammar: str = JAVASCRIPT) -> Tree:
    """The tree of ``data``; what ``old``, the tree of other text with its edits told, has in common with it is kept.

    ``grammar`` is a name of `GRAMMARS`.
    """
    return _parser(grammar).parse(data) if old is None else _parser(grammar).parse(data, old)


def below(node: Node) -> Iterator[Node]:
    """A node and all named ones below it, in the order of the source."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(current.named_children))


def results(function: Node) -> Iterator[Node]:
    """The expressions that a function gives back."""
    body = function.child_by_field_name("body")
    stack = [body] if body is not None else []
    if body is not None and body.type != NodeKind.STATEMENT_BLOCK:
        yield body
        return
    while stack:
        node = stack.pop()
        if node.type == NodeKind.RETURN_STATEMENT:
            yield from children(node)[:1]
        elif node.type not in _OTHERS:
            stack.extend(reversed(node.named_children))
