"""The tree-sitter parser, made once and only when a file is really parsed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from migrator.javascript.syntax import GRAMMARS, JAVASCRIPT

if TYPE_CHECKING:
    from tree_sitter import Node, Parser, Tree


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
