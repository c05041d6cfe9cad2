"""`+` lines as text of the file: names put in all at once, by node kind, never one after the other on text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.edits import Place
from migrator.javascript.lower import METAVARIABLE
from migrator.javascript.syntax import (
    COMMENTS,
    DECLARATIONS,
    PAIRS,
    SHORTHANDS,
    UNBRACED_STATEMENTS,
    NodeKind,
    children,
)
from migrator.matching.notation import Code
from migrator.model.settings import RECEIVER, WORKER, Settings

if TYPE_CHECKING:
    from tree_sitter import Node

_WEAKNESS = {"var": 0, "let": 1, "const": 2}
# Places that take any expression but a sequence.
_ANY_EXPRESSION = frozenset(
    {
        NodeKind.ARGUMENTS,
        NodeKind.ARRAY,
        NodeKind.PAIR,
        NodeKind.VARIABLE_DECLARATOR,
        NodeKind.ASSIGNMENT_EXPRESSION,
        NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION,
        NodeKind.TEMPLATE_SUBSTITUTION,
        NodeKind.EXPRESSION_STATEMENT,
        NodeKind.RETURN_STATEMENT,
        NodeKind.PARENTHESIZED_EXPRESSION,
        NodeKind.ARROW_FUNCTION,
        NodeKind.SPREAD_ELEMENT,
    }
)
# Expressions that stand anywhere without parentheses.
_PRIMARY = frozenset(
    {
        NodeKind.IDENTIFIER,
        NodeKind.THIS,
        NodeKind.MEMBER_EXPRESSION,
        NodeKind.SUBSCRIPT_EXPRESSION,
        NodeKind.CALL_EXPRESSION,
        NodeKind.STRING,
        NodeKind.TEMPLATE_STRING,
        NodeKind.NUMBER,
        NodeKind.ARRAY,
        NodeKind.NULL,
        NodeKind.TRUE,
        NodeKind.FALSE,
        NodeKind.UNDEFINED,
        NodeKind.REGEX,
        NodeKind.PARENTHESIZED_EXPRESSION,
        NodeKind.SUPER,
        NodeKind.PROPERTY_IDENTIFIER,
        NodeKind.NEW_EXPRESSION,
    }
)


class Replacement(NamedTuple):
    """The text of a metavariable, and the node type that it has in the source (for parentheses)."""

    text: str
    type: str


class Names(NamedTuple):
    """What stands for the names of `+` lines. ``keywords`` gives the source's keyword of a name that is declared
    again.
    """

    metavariables: Mapping[str, Replacement]
    fresh: Mapping[str, str]
    keywords: Mapping[str, str]
    dots: tuple[tuple[str, ...], ...] = ()


_PLAIN = Place("", "    ", "\n", True, True)


class Emission(NamedTuple):
    """An insertion on its way into a file.

    ``joined`` leaves comments out, since the lines become one; ``guard`` keeps the last semicolon even where the place
    writes none; ``first_template`` counts the templates with dots of the insertions before this one.
    """

    code: Code
    names: Names
    settings: Settings
    place: Place = _PLAIN
    joined: bool = False
    guard: bool = False
    first_template: int = 0

    def lines(self) -> list[str]:
        """The lines, indented for their place."""
        edits = sorted(_edits(self))
        inside = _rows_inside_templates(self.code)
        lines: list[str] = []
        at = 0
        for row, text in enumerate(self.code.data.decode("utf-8").split("\n")):
            data = text.encode("utf-8")
            start, end = at, at + len(data)
            at = end + 1
            body = _replaced(data, start, [edit for edit in edits if start <= edit[0] and edit[1] <= end])
            if row in inside:
                lines.append(body)
            elif not body.strip():
                lines.append("")
            else:
                depth = len(text) - len(text.lstrip(" "))
                indent = self.place.indent + self.place.unit * (depth // 4) + " " * (depth % 4)
                lines.append(indent + body.strip(" "))
        while lines and not lines[-1]:
            lines.pop()
        while lines and not lines[0]:
            lines.pop(0)
        return [line.strip() for line in lines if line.strip()] if self.joined else lines

    def expression(self) -> str:
        """The text of an expression, of a nest."""
        return _replaced(self.code.data, 0, sorted(_edits(self))).strip().rstrip(";")


def _replaced(data: bytes, base: int, edits: list[tuple[int, int, str]]) -> str:
    out: list[bytes] = []
    at = base
    for start, end, text in edits:
        out.append(data[at - base : start - base])
        out.append(text.encode("utf-8"))
        at = end
    out.append(data[at - base :])
    return b"".join(out).decode("utf-8")


def _rows_inside_templates(code: Code) -> set[int]:
    rows: set[int] = set()
    stack = [code.root]
    while stack:
        node = stack.pop()
        if node.type == NodeKind.TEMPLATE_STRING:
            rows.update(range(node.start_point.row + 1, node.end_point.row + 1))
        stack.extend(node.children)
    return rows


def _edits(emission: Emission) -> list[tuple[int, int, str]]:
    code, names = emission.code, emission.names
    edits: list[tuple[int, int, str]] = list(_dots(code, names, emission.first_template))
    statements = children(code.root)
    last = statements[-1].id if statements else None
    stack = [code.root]
    while stack:
        node = stack.pop()
        kind = node.type
        replaced = None
        if kind in (NodeKind.IDENTIFIER, NodeKind.PROPERTY_IDENTIFIER):
            replaced = _name(code, node, names)
        elif kind in SHORTHANDS:
            replaced = _shorthand(code, node, names)
        elif kind in PAIRS:
            replaced = _pair(code, node, names)
        elif kind == NodeKind.MEMBER_EXPRESSION:
            replaced = _this_member(code, node, emission.settings)
        elif kind in COMMENTS and emission.joined:
            replaced = ""
        elif kind in ("const", "let", "var") and node.parent is not None and node.parent.type in DECLARATIONS:
            replaced = _keyword(code, node.parent, kind, names)
        elif kind == ";" and not emission.place.semicolons and _ends_statement(node):
            guarded = emission.guard and node.parent is not None and node.parent.id == last
            replaced = None if guarded else ""
        if replaced is not None:
            edits.append((node.start_byte, node.end_byte, replaced))
        else:
            stack.extend(node.children)
    return edits


def _text(code: Code, node: Node) -> str:
    return code.data[node.start_byte : node.end_byte].decode("utf-8")


def _name(code: Code, node: Node, names: Names) -> str | None:
    text = _text(code, node)
    if METAVARIABLE.match(text):
        replacement = names.metavariables[text[1:]]
        return _in_parentheses(node, replacement)
    return names.fresh.get(text) if node.type == NodeKind.IDENTIFIER else None


def _in_parentheses(node: Node, replacement: Replacement) -> str:
    parent = node.parent
    if replacement.type in _PRIMARY or parent is None:
        return replacement.text
    if parent.type in _ANY_EXPRESSION and replacement.type != NodeKind.SEQUENCE_EXPRESSION:
        return replacement.text
    return f"({replacement.text})"


def _shorthand(code: Code, node: Node, names: Names) -> str | None:
    text = _text(code, node)
    if METAVARIABLE.match(text):
        return names.metavariables[text[1:]].text
    other = names.fresh.get(text, text)
    return None if other == text else f"{text}: {other}"


def _pair(code: Code, node: Node, names: Names) -> str | None:
    """`k: $K` is written as shorthand where `$K` is `k`."""
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    if key is None or value is None or key.type != NodeKind.PROPERTY_IDENTIFIER or value.type != NodeKind.IDENTIFIER:
        return None
    text = _name(code, value, names)
    return text if text is not None and text == _text(code, key) else None


def _this_member(code: Code, node: Node, settings: Settings) -> str | None:
    text = _text(code, node)
    if text == str(WORKER):
        return str(settings.worker)
    return str(settings.receiver) if text == str(RECEIVER) else None


def _keyword(code: Code, declaration: Node, keyword: str, names: Names) -> str | None:
    """The weaker of the page's and the source's keyword, for a declaration that declares a name again."""
    weakest = keyword
    for declarator in declaration.named_children:
        target = declarator.child_by_field_name("name")
        stack = [target] if target is not None else []
        while stack:
            current = stack.pop()
            text = _text(code, current) if current.child_count == 0 else ""
            source = names.keywords.get(text[1:]) if METAVARIABLE.match(text) else None
            if source is not None and _WEAKNESS[source] < _WEAKNESS[weakest]:
                weakest = source
            stack.extend(current.children)
    return weakest if weakest != keyword else None


def _ends_statement(node: Node) -> bool:
    parent = node.parent
    return (
        parent is not None
        and parent.type in UNBRACED_STATEMENTS
        and parent.type != NodeKind.FOR_STATEMENT
        and parent.children[-1].id == node.id
    )


def templates_with_dots(code: Code) -> list[Node]:
    """Templates of the code whose own text has `...`, in their order."""
    found = []
    stack = [code.root]
    while stack:
        node = stack.pop()
        if node.type == NodeKind.TEMPLATE_STRING and any(b"..." in code.data[start:end] for start, end in _texts(node)):
            found.append(node)
        stack.extend(reversed(node.children))
    return found


def _texts(template: Node) -> list[tuple[int, int]]:
    """The stretches of a template between its holes."""
    holes = [child for child in template.children if child.type == NodeKind.TEMPLATE_SUBSTITUTION]
    starts = [template.start_byte + 1, *(hole.end_byte for hole in holes)]
    ends = [*(hole.start_byte for hole in holes), template.end_byte - 1]
    return list(zip(starts, ends, strict=True))


def _dots(code: Code, names: Names, first: int) -> Iterator[tuple[int, int, str]]:
    """The n-th `...` of the k-th template that has any stands for what the n-th of the k-th `-` template matched."""
    for index, template in enumerate(templates_with_dots(code), first):
        pieces = iter(names.dots[index] if index < len(names.dots) else ())
        for start, end in _texts(template):
            at = code.data.find(b"...", start, end)
            while at >= 0:
                yield at, at + 3, next(pieces, "")
                at = code.data.find(b"...", at + 3, end)
