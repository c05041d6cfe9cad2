"""Edits on bytes: which bytes go with a run of statements, and what an inserted line must look like in its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.edit import Edit
from migrator.javascript.source import Source
from migrator.javascript.syntax import COMMENTS, NodeKind

if TYPE_CHECKING:
    from tree_sitter import Node

# Comments that speak to a tool or to the future: they outlive the statement that they stand in or above.
_LASTING = re.compile(
    rb"\b(?:eslint|prettier-ignore|@ts-|istanbul|c8 ignore|v8 ignore|TODO|FIXME|@license|@preserve)", re.IGNORECASE
)
_RISKY = b"([`/+-"
_NEEDS_SEMICOLON = frozenset(
    {
        NodeKind.EXPRESSION_STATEMENT,
        NodeKind.LEXICAL_DECLARATION,
        NodeKind.VARIABLE_DECLARATION,
        NodeKind.RETURN_STATEMENT,
        NodeKind.THROW_STATEMENT,
        NodeKind.BREAK_STATEMENT,
        NodeKind.CONTINUE_STATEMENT,
        NodeKind.DO_STATEMENT,
    }
)


class Place(NamedTuple):
    """How code looks where statements are replaced."""

    indent: str  # of the line on which the first statement begins
    unit: str  # one level of indentation
    newline: str
    semicolons: bool
    own_lines: bool  # the statements share their lines with nothing else


class Removal(NamedTuple):
    """The bytes of a run of statements, and comments inside of it that must stay."""

    start: int
    end: int
    lasting: tuple[str, ...]


def place_of(source: Source, nodes: list[Node]) -> Place:
    data = source.data
    start, end = nodes[0].start_byte, statement_end(source, nodes[-1])
    line_start = _line_start(data, start)
    before = data[line_start:start]
    indent = re.match(rb"[ \t]*", data[line_start:])
    assert indent is not None
    after = data[end : _line_end(data, end)].strip()
    own = not before.strip() and (not after or after.startswith((b"//", b"/*")))
    return Place(
        indent=indent[0].decode(),
        unit=_unit(source, nodes[0]),
        newline=_newline(source, start, end),
        semicolons=_semicolons(source, nodes),
        own_lines=own,
    )


def statement_end(source: Source, node: Node) -> int:
    """Where a statement ends: before a `;` that guards a later line, and before a comment that the parser took in."""
    tokens = [child for child in node.children if child.type not in COMMENTS]
    if not tokens or (tokens[-1].id == node.children[-1].id and not _guards(source, node)):
        return node.end_byte
    return tokens[-2].end_byte if _guards(source, node) else tokens[-1].end_byte


def _guards(source: Source, node: Node) -> bool:
    """Whether the last token of a statement is a `;` that opens a later line."""
    tokens = [child for child in node.children if child.type not in COMMENTS]
    if len(tokens) < 2 or tokens[-1].type != ";":
        return False
    return re.search(rb"[\r\n]", source.data[tokens[-2].end_byte : tokens[-1].start_byte]) is not None


def statement_has_semicolon(source: Source, node: Node) -> bool:
    """Whether a statement ends with a `;` of its own, not one that guards the next line."""
    return bool(node.children) and node.children[-1].type == ";" and not _guards(source, node)


def removal(source: Source, nodes: list[Node]) -> Removal:
    """The bytes from the first to the last of adjacent statements, for a run that is replaced."""
    start, end = nodes[0].start_byte, statement_end(source, nodes[-1])
    return Removal(start, end, tuple(_lasting(source, nodes[0], start, end)))


def deletion(source: Source, nodes: list[Node]) -> tuple[Edit, tuple[str, ...]]:
    """Remove adjacent statements that nothing replaces, with their comments and the lines that they leave empty."""
    data = source.data
    found = removal(source, nodes)
    start, end = found.start, found.end
    place = place_of(source, nodes)
    lasting = list(found.lasting)
    guard = b";" if _joins(source, nodes) else b""
    if not place.own_lines:
        while end < len(data) and data[end : end + 1] in (b" ", b"\t"):
            end += 1
        kept = "".join(comment + " " for comment in lasting if comment.startswith("/*"))
        return Edit(start, end, kept.encode() + guard), found.lasting
    trailing = source.data[end : _line_end(data, end)].strip()
    if _LASTING.search(trailing):
        lasting.append(trailing.decode("utf-8"))
    start = _attached_comments(source, nodes[0])
    first = _line_start(data, start)
    last = _line_end(data, end)
    after_newline = last + len(_newline_at(data, last))
    text = b"".join((place.indent + comment + place.newline).encode() for comment in lasting)
    if guard:
        text += place.indent.encode() + guard + place.newline.encode()
    if not text:
        first, after_newline = _swallow_blank_lines(data, first, after_newline)
    return Edit(first, after_newline, text), tuple(lasting)


def _attached_comments(source: Source, node: Node) -> int:
    """The start of the comments directly above a statement; one that lasts, or a blank line, ends them."""
    data = source.data
    start = node.start_byte
    previous = node.prev_sibling
    while previous is not None and previous.type in COMMENTS:
        between = data[previous.end_byte : start]
        alone = not data[_line_start(data, previous.start_byte) : previous.start_byte].strip()
        if (
            len(re.findall(rb"\r\n|\n|\r", between)) != 1
            or not alone
            or _LASTING.search(data[previous.start_byte : previous.end_byte])
        ):
            break
        start = previous.start_byte
        previous = previous.prev_sibling
    return start


def _lasting(source: Source, node: Node, start: int, end: int) -> Iterable[str]:
    parent = node.parent
    stack = (
        [child for child in reversed(parent.children) if child.end_byte > start and child.start_byte < end]
        if parent is not None
        else []
    )
    while stack:
        current = stack.pop()
        if current.type in COMMENTS:
            text = source.data[current.start_byte : current.end_byte]
            if start <= current.start_byte < end and _LASTING.search(text):
                yield text.decode("utf-8")
        elif current.type != NodeKind.TEMPLATE_STRING:
            stack.extend(reversed(current.children))


def _swallow_blank_lines(data: bytes, start: int, end: int) -> tuple[int, int]:
    """Two blank lines that would meet become one, and a block neither begins nor ends with one that it had not."""
    before = _blank_before(data, start)
    after = _blank_after(data, end)
    opens = data[:before].rstrip(b" \t\r\n").endswith(b"{")
    rest = data[after:].lstrip(b" \t")
    if rest.startswith(b"}"):
        return before, end
    if opens or before < start:
        return start, after
    return start, end


def _blank_before(data: bytes, start: int) -> int:
    while start > 0:
        previous = _line_start(data, start - len(_newline_before(data, start)))
        if previous == start or data[previous:start].strip():
            break
        start = previous
    return start


def _blank_after(data: bytes, end: int) -> int:
    while end < len(data):
        stop = _line_end(data, end)
        if data[end:stop].strip() or stop == len(data):
            break
        end = stop + len(_newline_at(data, stop))
    return end


def _joins(source: Source, nodes: list[Node]) -> bool:
    """Whether the statement before would swallow the one after, for want of a `;` between them."""
    before, after = nodes[0].prev_named_sibling, nodes[-1].next_named_sibling
    while before is not None and before.type in COMMENTS:
        before = before.prev_named_sibling
    while after is not None and after.type in COMMENTS:
        after = after.next_named_sibling
    if before is None or after is None or before.type not in _NEEDS_SEMICOLON:
        return False
    if before.children and before.children[-1].type == ";":
        return False
    return not _guards(source, nodes[-1]) and source.data[after.start_byte : after.start_byte + 1] in [
        _RISKY[i : i + 1] for i in range(len(_RISKY))
    ]


def needs_guard(source: Source, nodes: list[Node]) -> bool:
    """Whether text put in the place of ``nodes`` must end with a `;` for the sake of what follows."""
    after = nodes[-1].next_named_sibling
    while after is not None and after.type in COMMENTS:
        after = after.next_named_sibling
    if after is None or _guards(source, nodes[-1]):
        return False
    return source.data[after.start_byte] in _RISKY


def _semicolons(source: Source, nodes: list[Node]) -> bool:
    """The habit of the place: of the statements that go, else of those around, else of the file."""
    around = list(nodes[0].parent.named_children) if nodes[0].parent else []
    for group in (nodes, around):
        votes = [statement_has_semicolon(source, node) for node in group if node.type in _NEEDS_SEMICOLON]
        if votes:
            return sum(votes) * 2 >= len(votes)
    return source.data.count(b";\n") * 4 >= source.data.count(b"\n")


def _unit(source: Source, node: Node) -> str:
    """One level of indentation: the step from the enclosing block's line to this one, else four spaces."""
    own = _indent(source, node)
    parent = node.parent
    while parent is not None:
        outer = _indent(source, parent)
        if own.startswith(outer) and len(own) > len(outer):
            step = own[len(outer) :]
            return "\t" if step.startswith("\t") else step if len(step) <= 8 else "    "
        parent = parent.parent
    return "\t" if own.startswith("\t") else "    "


def _indent(source: Source, node: Node) -> str:
    start = _line_start(source.data, node.start_byte)
    match = re.match(rb"[ \t]*", source.data[start:])
    assert match is not None
    return match[0].decode()


def _newline(source: Source, start: int, end: int) -> str:
    """The line end used at the place, else the file's."""
    stop = _line_end(source.data, end)
    own = _newline_at(source.data, stop)
    return own.decode() if own else source.newline


def _line_start(data: bytes, offset: int) -> int:
    start = max(data.rfind(b"\n", 0, offset), data.rfind(b"\r", 0, offset)) + 1
    return 3 if start == 0 and data.startswith(b"\xef\xbb\xbf") and offset >= 3 else start


def _line_end(data: bytes, offset: int) -> int:
    match = re.compile(rb"\r\n|\n|\r").search(data, offset)
    return match.start() if match else len(data)


def _newline_at(data: bytes, offset: int) -> bytes:
    match = re.compile(rb"\r\n|\n|\r").match(data, offset)
    return match[0] if match else b""


def _newline_before(data: bytes, offset: int) -> bytes:
    if data[:offset].endswith(b"\r\n"):
        return b"\r\n"
    return data[offset - 1 : offset] if data[offset - 1 : offset] in (b"\n", b"\r") else b""
