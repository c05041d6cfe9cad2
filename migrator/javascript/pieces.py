"""Expressions that put a name together: `'pyo' + 'dide'`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from migrator.javascript.origins import Origins
from migrator.javascript.source import Source
from migrator.javascript.syntax import STRING_PARTS, STRINGS, NodeKind
from migrator.javascript.values import Held, Values

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST_JOINTS = 16
# What may stand between a piece of a text and the expression that puts it together.
_JOINING = frozenset(
    {
        NodeKind.STRING,
        NodeKind.IDENTIFIER,
        NodeKind.BINARY_EXPRESSION,
        NodeKind.PARENTHESIZED_EXPRESSION,
        NodeKind.TEMPLATE_SUBSTITUTION,
        NodeKind.TEMPLATE_STRING,
        NodeKind.ARGUMENTS,
        NodeKind.ARRAY,
        NodeKind.MEMBER_EXPRESSION,
        NodeKind.CALL_EXPRESSION,
    }
)


def put_together(name: str, source: Source, values: Values, origins: Origins) -> Iterator[Node]:
    """Expressions that spell a name in pieces: `'pyo' + 'dide'`. They are looked for from their first piece."""
    pieces = []
    for match in _first_pieces(name).finditer(source.data):
        node = source.root.descendant_for_byte_range(match.start(1), match.start(1) + 1)
        while node is not None and node.type in STRING_PARTS:
            node = node.parent
        if node is not None and node.type in STRINGS:
            pieces.append(Held(node))
    for held in values.follow(pieces):
        whole: Node | None = held.node
        for _ in range(_MOST_JOINTS if len(held.path) < 2 else 0):
            if whole is None or whole.type not in _JOINING:
                break
            if origins.text(whole) == name:
                yield whole
                break
            whole = whole.parent


@cache
def _first_pieces(name: str) -> re.Pattern[bytes]:
    """Matches a string, or the beginning of a template, that is the beginning of a name and not all of it."""
    starts = b"|".join(re.escape(name[:end].encode()) for end in range(len(name) - 1, 0, -1))
    return re.compile(rb"""['"`](%s)(?:['"`]|\$\{)""" % (starts or b"(?!)"))
