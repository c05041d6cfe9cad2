"""The tree-sitter parser, made once and only when a file is really parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from migrator.javascript.syntax import GRAMMARS, JAVASCRIPT

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Parser, Query, Tree

_RESERVED = (
    rb"(?:break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|"
    rb"function|if|import|in|instanceof|new|null|return|super|switch|this|throw|true|try|typeof|var|void|while|with)"
)
# `&` that is no `&&`, and what an attribute or an element is called.
_UNKNOWN = re.compile(
    rb"(?<!&)&(?!&)|(?<=[\s\"'}])%s(?=\s*=\s*[\"'{]|\s*/?>)|(?:(?<=<)|(?<=</))%s(?=[\s/>])" % (_RESERVED, _RESERVED)
)
_MOST_ROUNDS = 50  # one for each line


@cache
def language(grammar: str) -> Language:
    """What a grammar of `GRAMMARS` is to tree-sitter."""
    from tree_sitter import Language

    return Language(GRAMMARS[grammar]())


@cache
def _parser(grammar: str) -> Parser:
    from tree_sitter import Parser

    return Parser(language(grammar))


def parse(data: bytes, old: Tree | None = None, grammar: str = JAVASCRIPT) -> Tree:
    """The tree of ``data``; what ``old``, the tree of other text with its edits told, has in common with it is kept.

    ``grammar`` is a name of `GRAMMARS`.
    """
    return _parser(grammar).parse(data) if old is None else _parser(grammar).parse(data, old)


def captured(query: Query, root: Node) -> dict[str, list[Node]]:
    """What a query captures by its names, each in the order of the source: tree-sitter has none."""
    from tree_sitter import QueryCursor

    found = QueryCursor(query).captures(root)
    return {name: sorted(nodes, key=lambda node: (node.start_byte, -node.end_byte)) for name, nodes in found.items()}


def below(node: Node) -> Iterator[Node]:
    """A node and all named ones below it, in the order of the source."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(current.named_children))


def errors(root: Node) -> Iterator[Node]:
    """What is wrong or missing in a tree, in the order of the source; what an error holds is a part of it."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node.is_error or node.is_missing:
            yield node
        elif node.has_error:
            stack.extend(reversed(node.children))


def with_elements(data: bytes, tree: Tree, grammar: str) -> Tree:
    """The tree of a script with elements, in which the grammars read some things as errors: `&` where no character
    reference begins, and attributes and elements that are called like a word of the language (`class`, `for`, `var`).
    The tree stands on a text with `_` there.
    """
    text = bytearray(data)
    for _ in range(_MOST_ROUNDS):
        places: set[int] = set()
        for error in errors(tree.root_node):
            start = data.rfind(b"\n", 0, error.start_byte) + 1
            end = data.find(b"\n", error.end_byte)
            line = text[start : end if end >= 0 else len(data)]
            places.update(match.start() + start for match in _UNKNOWN.finditer(line))
        if not places:
            break
        for at in places:
            text[at] = 0x5F
        tree = parse(bytes(text), None, grammar)
        if not tree.root_node.has_error:
            break
    return tree
