"""Edits on bytes: which bytes go with a run of statements, and what an inserted line must look like in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.edit import Edit
from migrator.javascript.source import Source
from migrator.javascript.syntax import BARE, COMMENTS, STATEMENT_LISTS, STATEMENTS, NodeKind

if TYPE_CHECKING:
    from tree_sitter import Node

# Comments that speak to a tool or to the future: they outlive the statement that they stand in or above.
_LASTING = re.compile(
    rb"""
    \A(?:/\*|//)(?:
        !                                           # what minifiers keep
        | [#@]                                      # sourceMappingURL, sourceURL, #region, __PURE__, @ts-ignore
        | [\s*]*(?:
            [#@]\s?(?:__\w+__|region|endregion|source\w+URL)
            | (?:globals?|exported)\b\s+[\w$]       # names for a linter
            | (?:web|rs)pack\w+\s*:                 # of a bundler, in `import()`
            | (?:js[hl]int|jscs|tslint|oxlint|eslint|cspell|spell-?checker|codeql|lgtm|nosemgrep)\b
        )
    )
    | (?<![\w@])@(?:
        ts-\w | license\b | licence\b | preserve\b | copyright\b | cc_on\b | flow\b | noflow\b | jsx\w*\b | todo\b
        | vite-ignore | formatter: | __PURE__ | __NO_SIDE_EFFECTS__ | __INLINE__ | __NOINLINE__
    )
    | \b(?:
        eslint | prettier-ignore | istanbul | (?:c8|v8|vitest|codecov|coverage|jest|karma)[ :-]+ignore
        | node:coverage | (?:biome|rome|dprint|oxc|oxlint|type-coverage|ts-prune|deno-\w+)[-:]+(?:ignore|disable)
        | deno-lint-ignore | deno-fmt-ignore | stryker\ (?:disable|restore) | noinspection\b | nosonar\b | skipcq\b
        | TODO | FIXME | XXX\b | HACK\b | spdx-license-identifier
    )
    | \$Flow\w+
    """,
    re.IGNORECASE | re.VERBOSE,
)
# What can begin a statement and also go on with the one before.
_RISKY = "([`/+-<."
ENDED_BY_SEMICOLON = frozenset(
    {
        NodeKind.EXPRESSION_STATEMENT,
        NodeKind.LEXICAL_DECLARATION,
        NodeKind.VARIABLE_DECLARATION,
        NodeKind.USING_DECLARATION,
        NodeKind.RETURN_STATEMENT,
        NodeKind.THROW_STATEMENT,
        NodeKind.BREAK_STATEMENT,
        NodeKind.CONTINUE_STATEMENT,
        NodeKind.DO_STATEMENT,
        NodeKind.DEBUGGER_STATEMENT,
        NodeKind.IMPORT_STATEMENT,
        NodeKind.EXPORT_STATEMENT,
    }
)
_BLANK, _SPACES, _NEWLINE = re.compile(rb"\s*"), re.compile(rb"[ \t]*"), re.compile(rb"\r\n|\n|\r")
_ENDS_LINE = re.compile(rb"\s*(?://|/\*|\Z)")  # what may follow a statement that has its lines for itself
_CLOSES = re.compile(rb"[ \t]*\}")
_BEFORE_TOKEN = re.compile(rb"(?:\s|\xef\xbb\xbf|\xc2\xa0|\xe2\x80[\xa8\xa9]|//[^\r\n]*|/\*.*?\*/)*", re.DOTALL)


class Follow(NamedTuple):
    """What follows a statement: the first character of the next token, empty at the end; where that stands, whether a
    line ends before it, and whether it is a part of the same text.
    """

    start: str
    at: int
    newline: bool
    inside: bool = True

    @property
    def is_risky(self) -> bool:
        """Whether the next token would go on with the statement if no `;` ended it."""
        return self.start != "" and self.start in _RISKY


END = Follow("", 0, True, False)


def follow(data: bytes, at: int) -> Follow:
    """What follows a statement that ends at a byte."""
    found = _BEFORE_TOKEN.match(data, at)
    assert found is not None
    newline = re.search(rb"[\r\n]|\xe2\x80[\xa8\xa9]", found[0]) is not None
    return Follow(data[found.end() : found.end() + 1].decode("latin-1"), found.end(), newline)


def is_risky(text: str) -> bool:
    """Whether text that begins a statement would go on with the one before, if no `;` ended that."""
    return text[:1] != "" and text[:1] in _RISKY


def is_body(parent: Node, node: Node) -> bool:
    """Whether a node is the body of a loop."""
    body = parent.child_by_field_name("body")
    return body is not None and body.id == node.id


def is_open(node: Node, goes: Callable[[Node], bool] = lambda _: False) -> bool:
    """Whether the statement before one lacks a `;`, so that what is written here may be taken for more of it.

    Of statements that ``goes`` says are replaced or removed, none is sure to leave a `;`.
    """
    if node.parent is None or node.parent.type not in STATEMENT_LISTS:
        return False
    before = node.prev_named_sibling
    while before is not None:
        if before.type not in COMMENTS:
            last = _last_statement(before)
            if last.type in ENDED_BY_SEMICOLON and last.children[-1].type != ";":
                return True
            if not goes(before):
                return False
        before = before.prev_named_sibling
    return False


def _last_statement(node: Node) -> Node:
    """The statement that ends where one ends: the body of an `if` without braces."""
    while node.type in BARE or node.type == NodeKind.EXPORT_STATEMENT:
        inside = [child for child in node.children if child.type not in COMMENTS]
        if not inside or inside[-1].type == ";" or not inside[-1].is_named or node.type == NodeKind.DO_STATEMENT:
            break
        if inside[-1].type not in STATEMENTS and inside[-1].type != NodeKind.ELSE_CLAUSE:
            break
        node = inside[-1]
    return node


class Place(NamedTuple):
    """How code looks where statements are replaced."""

    indent: str  # of the line on which the first statement begins
    unit: str  # one level of indentation
    newline: str
    semicolons: bool
    own_lines: bool  # the statements share their lines with nothing else


class Removal(NamedTuple):
    """The bytes of a run of statements, and comments and statements of types inside of it that must stay."""

    start: int
    end: int
    lasting: tuple[str, ...]


def place_of(source: Source, nodes: list[Node]) -> Place:
    data = source.data
    start, end = source.start(nodes[0].start_byte), statement_end(source, nodes[-1])
    own = _is_blank(data, source.line_start(start), start)
    own = own and _ENDS_LINE.match(data, end, source.line_end(end)) is not None
    return Place(
        indent=_indent(source, nodes[0]),
        unit=_unit(source, nodes[0]),
        newline=_newline(source, start, end),
        semicolons=_semicolons(source, nodes),
        own_lines=own,
    )


def statement_end(source: Source, node: Node) -> int:
    """Where a statement ends: before a `;` that guards a later line, and before a comment that the parser took in. The
    `;` behind a field of a class is none of its parts.
    """
    behind = node.next_sibling if node.type == NodeKind.FIELD_DEFINITION else None
    if behind is not None and behind.type == ";":
        return behind.end_byte
    tokens = [child for child in node.children if child.type not in COMMENTS]
    if not tokens or (tokens[-1].id == node.children[-1].id and not _guards(source, node)):
        return source.end(node.end_byte)
    return source.end(tokens[-2].end_byte if _guards(source, node) else tokens[-1].end_byte)


def own_end(source: Source, node: Node) -> int:
    """Where a node ends, without a `;` that guards a later line, which the parser takes in."""
    last = node
    while last.children and last.children[-1].type != ";":
        last = last.children[-1]
    return statement_end(source, last) if _guards(source, last) else source.end(node.end_byte)


def _guards(source: Source, node: Node) -> bool:
    """Whether the last token of a statement is a `;` that opens a later line: the end of a type or of a comment may
    stand before one that does not.
    """
    tokens = [child for child in node.children if child.type not in COMMENTS]
    if len(tokens) < 2 or tokens[-1].type != ";":
        return False
    at = tokens[-1].start_byte
    first = source.line_start(at)
    return tokens[-2].end_byte <= first and _is_blank(source.data, first, at)


def statement_has_semicolon(source: Source, node: Node) -> bool:
    """Whether a statement ends with a `;` of its own, not one that guards the next line."""
    return bool(node.children) and node.children[-1].type == ";" and not _guards(source, node)


def removal(source: Source, nodes: list[Node], again: Sequence[tuple[int, int]] = ()) -> Removal:
    """The bytes from the first to the last of adjacent statements, for a run that is replaced.

    ``again`` are the stretches of it that are written again, with their comments.
    """
    start, end = source.start(nodes[0].start_byte), statement_end(source, nodes[-1])
    return Removal(start, end, tuple(_lasting(source, nodes[0], start, end, again)))


def before_code(comments: Iterable[str], place: Place) -> str:
    """Comments in front of code that goes on in their line; one that ends with its line takes the line."""
    return "".join(
        comment + (" " if comment.startswith("/*") else place.newline + place.indent) for comment in comments
    )


def deletion(
    source: Source, nodes: list[Node], goes: Callable[[Node], bool] = lambda _: False
) -> tuple[Edit, tuple[str, ...]]:
    """Remove adjacent statements that nothing replaces, with their comments and the lines that they leave empty."""
    data = source.data
    found = removal(source, nodes)
    start, end = found.start, found.end
    place = place_of(source, nodes)
    lasting = list(found.lasting)
    guard = b";" if _joins(source, nodes, goes) else b""
    if not place.own_lines:
        while end < len(data) and data[end : end + 1] in (b" ", b"\t"):
            end += 1
        kept = before_code(lasting, place)
        if end == source.line_end(end):  # no code follows on the line
            kept = kept.rstrip()
        return Edit(start, end, kept.encode() + guard), found.lasting
    trailing = source.data[end : source.line_end(end)].strip()
    if _LASTING.search(trailing):
        lasting.append(trailing.decode("utf-8"))
    start = _attached_comments(source, nodes[0])
    first = source.line_start(start)
    last = source.line_end(end)
    after_newline = last + len(_newline_at(data, last))
    text = b"".join((place.indent + comment + place.newline).encode() for comment in lasting)
    if guard:
        text += place.indent.encode() + guard + place.newline.encode()
    if not text:
        first, after_newline = _swallow_blank_lines(source, first, after_newline)
    return Edit(first, after_newline, text), tuple(lasting)


def _attached_comments(source: Source, node: Node) -> int:
    """The start of the comments directly above a statement; one that lasts, or a blank line, ends them."""
    data = source.data
    start = source.start(node.start_byte)
    previous = node.prev_sibling
    while previous is not None and previous.type in COMMENTS:
        between = data[previous.end_byte : start]
        alone = _is_blank(data, source.line_start(previous.start_byte), previous.start_byte)
        if (
            len(re.findall(rb"\r\n|\n|\r", between)) != 1
            or not alone
            or _LASTING.search(data[previous.start_byte : previous.end_byte])
        ):
            break
        start = previous.start_byte
        previous = previous.prev_sibling
    return start


def _lasting(
    source: Source, node: Node, start: int, end: int, again: Sequence[tuple[int, int]] = ()
) -> Iterable[str]:
    stack: list[Node] = []
    sibling: Node | None = node
    while sibling is not None and sibling.start_byte < end:
        stack.append(sibling)
        # The `;` in the place of one is a statement, or ends the statement before that has none.
        last = sibling.children[-1] if sibling.children and sibling.children[-1].type == ";" else sibling
        for place in dict.fromkeys((sibling.start_byte, last.start_byte)):
            typed = source.types.statements.get(place) if source.types is not None else None
            if typed is not None and typed <= end:
                yield source.text(place, typed)
        sibling = sibling.next_sibling
    stack.reverse()
    while stack:
        current = stack.pop()
        if current.type in COMMENTS:
            text = source.data[current.start_byte : current.end_byte]
            stays = any(first <= current.start_byte < last for first, last in again)
            if start <= current.start_byte < end and not stays and _LASTING.search(text):
                yield text.decode("utf-8")
        else:
            stack.extend(reversed(current.children))


def _swallow_blank_lines(source: Source, start: int, end: int) -> tuple[int, int]:
    """Two blank lines that would meet become one, and a block neither begins nor ends with one that it had not."""
    data = source.data
    before = _blank_before(source, start)
    after = _blank_after(source, end)
    last = before
    while last > 0 and data[last - 1] in b" \t\r\n":
        last -= 1
    opens = data.endswith(b"{", 0, last)
    if _CLOSES.match(data, after):
        return before, end
    if opens or before < start:
        return start, after
    return start, end


def _blank_before(source: Source, start: int) -> int:
    data = source.data
    while start > 0:
        previous = source.line_start(start - len(_newline_before(data, start)))
        if previous == start or not _is_blank(data, previous, start):
            break
        start = previous
    return start


def _blank_after(source: Source, end: int) -> int:
    data = source.data
    while end < len(data):
        stop = source.line_end(end)
        if not _is_blank(data, end, stop) or stop == len(data):
            break
        end = stop + len(_newline_at(data, stop))
    return end


def _is_blank(data: bytes, start: int, end: int) -> bool:
    return _BLANK.fullmatch(data, start, end) is not None


def _joins(source: Source, nodes: list[Node], goes: Callable[[Node], bool]) -> bool:
    """Whether the statement before would swallow the one after, for want of a `;` between them."""
    end = statement_end(source, nodes[-1])
    after = follow(source.data, end)
    return after.is_risky and is_open(nodes[0], goes)


def _semicolons(source: Source, nodes: list[Node]) -> bool:
    """The habit of the place: of the statements that go, else of those around, else of the file."""
    own = _votes(source, nodes)
    if own is not None:
        return own
    parent = nodes[0].parent
    if parent is None:
        return source.has_semicolons
    around = source.once(("semicolons", parent.id), lambda: _votes(source, parent.named_children))
    return source.has_semicolons if around is None else around


def _votes(source: Source, nodes: Iterable[Node]) -> bool | None:
    """Whether most statements end with a semicolon; None where none of them could."""
    votes = [statement_has_semicolon(source, node) for node in nodes if node.type in ENDED_BY_SEMICOLON]
    return sum(votes) * 2 >= len(votes) if votes else None


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
    match = _SPACES.match(source.data, source.line_start(node.start_byte))
    assert match is not None
    return match[0].decode()


def _newline(source: Source, start: int, end: int) -> str:
    """The line end used at the place, else the file's."""
    stop = source.line_end(end)
    own = _newline_at(source.data, stop)
    return own.decode() if own else source.newline


def _newline_at(data: bytes, offset: int) -> bytes:
    match = _NEWLINE.match(data, offset)
    return match[0] if match else b""


def _newline_before(data: bytes, offset: int) -> bytes:
    if data.endswith(b"\r\n", 0, offset):
        return b"\r\n"
    return data[offset - 1 : offset] if data[offset - 1 : offset] in (b"\n", b"\r") else b""
