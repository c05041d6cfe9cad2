"""What each byte of a file is, for colouring: the JavaScript, and the Python in its template literals."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from keyword import iskeyword
from typing import TYPE_CHECKING

from migrator.javascript.embedded import embed
from migrator.javascript.source import Source, SourceError
from migrator.javascript.syntax import NodeKind, children
from migrator.python import language
from migrator.python.tokens import Token, tokens

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.embedded import Embedded

PLAIN, KEYWORD, STRING, NUMBER, COMMENT, FUNCTION, HOLE = range(7)
PYTHON = 0x10  # beside one of them

_RUNS = tuple(name.encode() for name in language.PYTHON.calls)
_LEAVES = {
    NodeKind.COMMENT: COMMENT,
    NodeKind.HTML_COMMENT: COMMENT,
    NodeKind.HASH_BANG_LINE: COMMENT,
    NodeKind.STRING: STRING,
    NodeKind.REGEX: STRING,
    NodeKind.NUMBER: NUMBER,
    NodeKind.TRUE: NUMBER,
    NodeKind.FALSE: NUMBER,
    NodeKind.NULL: NUMBER,
    NodeKind.UNDEFINED: NUMBER,
    NodeKind.THIS: KEYWORD,
    NodeKind.SUPER: KEYWORD,
}
_CONSTANTS = frozenset({"True", "False", "None"})


def paint(path: str, data: bytes, regions: Sequence[tuple[int, int]]) -> bytearray:
    """A kind for each byte, right within ``regions`` (in order, apart from each other) and plain elsewhere; all plain
    where the file does not parse.
    """
    painted = bytearray(len(data))
    try:
        root = Source.read(path, data).root
    except (SourceError, RecursionError):
        return painted
    starts = [start for start, _ in regions]

    def matters(node: Node) -> bool:
        at = bisect_right(starts, node.end_byte) - 1
        return at >= 0 and regions[at][1] > node.start_byte

    stack = [root]
    while stack:
        node = stack.pop()
        if matters(node):
            stack.extend(_paint_node(node, data, painted))
    return painted


def _paint_node(node: Node, data: bytes, painted: bytearray) -> list[Node]:
    """Paint one node; gives those below it that are painted over it."""
    kind = node.type
    if kind in _LEAVES:
        if kind == NodeKind.STRING and _runs(node, data):
            _paint_python(node, data, painted)
        else:
            _fill(painted, node.start_byte, node.end_byte, _LEAVES[kind])
        return []
    if kind == NodeKind.TEMPLATE_STRING:
        if _runs(node, data):
            _paint_python(node, data, painted)
        else:
            _fill(painted, node.start_byte, node.end_byte, STRING)
        return [child for child in node.children if child.type == NodeKind.TEMPLATE_SUBSTITUTION]
    if kind == NodeKind.TEMPLATE_SUBSTITUTION:
        _fill(painted, node.start_byte, node.end_byte, PLAIN)
        _fill(painted, node.start_byte, node.start_byte + 2, HOLE)
        _fill(painted, node.end_byte - 1, node.end_byte, HOLE)
        return [child for child in node.children if child.is_named]
    if kind in (NodeKind.CALL_EXPRESSION, NodeKind.METHOD_DEFINITION):
        name = node.child_by_field_name("function" if kind == NodeKind.CALL_EXPRESSION else "name")
        if name is not None and name.type == NodeKind.MEMBER_EXPRESSION:
            name = name.child_by_field_name("property")
        if name is not None and name.type in (
            NodeKind.IDENTIFIER,
            NodeKind.PROPERTY_IDENTIFIER,
            NodeKind.PRIVATE_PROPERTY_IDENTIFIER,
        ):
            _fill(painted, name.start_byte, name.end_byte, FUNCTION)
    if not node.is_named and kind.isalpha():
        _fill(painted, node.start_byte, node.end_byte, KEYWORD)
    return node.children


def _fill(painted: bytearray, start: int, end: int, kind: int) -> None:
    painted[start:end] = bytes((kind,)) * (end - start)


def _runs(node: Node, data: bytes) -> bool:
    """Whether a literal is the first argument of a call that runs Python: a guess from names, for colours only."""
    arguments = node.parent
    if arguments is None or arguments.type != NodeKind.ARGUMENTS or children(arguments)[0] != node:
        return False
    function = arguments.parent.child_by_field_name("function") if arguments.parent is not None else None
    return function is not None and data[function.start_byte : function.end_byte].endswith(_RUNS)


def _paint_python(node: Node, data: bytes, painted: bytearray) -> None:
    embedded = embed(data, node)
    _fill(painted, node.start_byte, node.end_byte, STRING)
    _fill(painted, node.start_byte + 1, node.end_byte - 1, PYTHON)
    if embedded.error is not None:
        return
    for start, end, kind in _python(embedded):
        _fill(painted, embedded.offsets[start], embedded.offsets[end], PYTHON | kind)


def _python(embedded: Embedded) -> Iterator[tuple[int, int, int]]:
    """Parts of the program's text that are more than plain."""
    before: Token | None = None
    for token in tokens(embedded.text):
        if before is not None and token.kind == "op" and token.text == "(" and before.kind == "name":
            yield before.start, before.start + len(before.text), FUNCTION
        before = None
        kind = _kind(token)
        if kind != PLAIN:
            yield token.start, token.start + len(token.text), kind
        elif token.kind == "name":
            before = token


def _kind(token: Token) -> int:
    if token.kind == "name":
        return NUMBER if token.text in _CONSTANTS else KEYWORD if iskeyword(token.text) else PLAIN
    return {"string": STRING, "number": NUMBER, "comment": COMMENT}.get(token.kind, PLAIN)
