"""`+` lines as text of the file: names put in all at once, by node kind, never one after the other on text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.javascript.edits import Place
from migrator.javascript.lower import METAVARIABLE
from migrator.notation import Code
from migrator.pattern import RECEIVER, WORKER
from migrator.settings import Settings

if TYPE_CHECKING:
    from tree_sitter import Node

_WEAKNESS = {"var": 0, "let": 1, "const": 2}
# Places that take any expression but a sequence.
_ANY_EXPRESSION = frozenset(
    {"arguments", "array", "pair", "variable_declarator", "assignment_expression", "augmented_assignment_expression", "template_substitution", "expression_statement", "return_statement", "parenthesized_expression", "arrow_function", "spread_element"}
)  # fmt: skip
# Expressions that stand anywhere without parentheses.
_PRIMARY = frozenset(
    {"identifier", "this", "member_expression", "subscript_expression", "call_expression", "string", "template_string", "number", "array", "null", "true", "false", "undefined", "regex", "parenthesized_expression", "super", "property_identifier", "new_expression"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Replacement:
    """The text of a metavariable, and the node type that it has in the source (for parentheses)."""

    text: str
    type: str


@dataclass(frozen=True, slots=True)
class Names:
    """What stands for the names of `+` lines. ``keywords`` gives the source's keyword of a name that is declared again."""

    metavariables: Mapping[str, Replacement]
    fresh: Mapping[str, str]
    keywords: Mapping[str, str]
    dots: tuple[tuple[str, ...], ...] = ()


def lines_of(code: Code, names: Names, place: Place, settings: Settings, *, joined: bool, guard: bool) -> list[str]:
    """The lines of an insertion, indented for their place. ``joined`` leaves comments out, since the lines become one.

    ``guard`` keeps the last semicolon even where the place writes none.
    """
    edits = sorted(_edits(code, names, place, settings, joined, guard))
    rows = code.data.decode("utf-8").split("\n")
    inside = _rows_inside_templates(code)
    lines: list[str] = []
    at = 0
    for row, text in enumerate(rows):
        data = text.encode("utf-8")
        start, end = at, at + len(data)
        at = end + 1
        own = [edit for edit in edits if start <= edit[0] and edit[1] <= end]
        body = _replaced(data, start, own)
        if row in inside:
            lines.append(body)
            continue
        stripped = body.lstrip(" ")
        depth = len(text) - len(text.lstrip(" "))
        if not stripped.strip():
            lines.append("")
            continue
        lines.append(place.indent + place.unit * (depth // 4) + " " * (depth % 4) + stripped.rstrip())
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    if joined:
        lines = [line.strip() for line in lines if line.strip()]
    return lines


def expression_of(code: Code, names: Names, settings: Settings) -> str:
    """The text of an expression of a nest."""
    edits = sorted(_edits(code, names, Place("", "    ", "\n", True, True), settings, True, False))
    return _replaced(code.data, 0, edits).strip().rstrip(";")


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
        if node.type == "template_string":
            rows.update(range(node.start_point.row + 1, node.end_point.row + 1))
        stack.extend(node.children)
    return rows


def _edits(
    code: Code, names: Names, place: Place, settings: Settings, joined: bool, guard: bool
) -> list[tuple[int, int, str]]:
    edits: list[tuple[int, int, str]] = []
    statements = [child for child in code.root.named_children if child.type != "comment"]
    last = statements[-1].id if statements else None
    stack = [code.root]
    while stack:
        node = stack.pop()
        kind = node.type
        replaced = None
        if kind in ("identifier", "property_identifier"):
            replaced = _name(code, node, names)
        elif kind in ("shorthand_property_identifier", "shorthand_property_identifier_pattern"):
            replaced = _shorthand(code, node, names)
        elif kind in ("pair", "pair_pattern"):
            replaced = _pair(code, node, names)
        elif kind == "member_expression":
            replaced = _this_member(code, node, settings)
        elif kind == "comment" and joined:
            replaced = ""
        elif kind in ("const", "let", "var") and node.parent is not None and node.parent.type.endswith("_declaration"):
            replaced = _keyword(code, node.parent, kind, names)
        elif kind == "template_string" and b"..." in code.data[node.start_byte : node.end_byte]:
            edits.extend(_dots(code, node, names))
        elif kind == ";" and not place.semicolons and _ends_statement(node) and not (guard and node.parent is not None and node.parent.id == last):
            replaced = ""
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
    return names.fresh.get(text) if node.type == "identifier" else None


def _in_parentheses(node: Node, replacement: Replacement) -> str:
    parent = node.parent
    if replacement.type in _PRIMARY or parent is None:
        return replacement.text
    if parent.type in _ANY_EXPRESSION and replacement.type != "sequence_expression":
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
    if key is None or value is None or key.type != "property_identifier" or value.type != "identifier":
        return None
    text = _name(code, value, names)
    return text if text is not None and text == _text(code, key) else None


def _this_member(code: Code, node: Node, settings: Settings) -> str | None:
    text = _text(code, node)
    if text == f"this.{WORKER}":
        return settings.worker
    return settings.receiver if text == f"this.{RECEIVER}" else None


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
    return parent is not None and parent.type.endswith(("_statement", "_declaration")) and parent.type != "for_statement" and parent.children[-1].id == node.id


def _dots(code: Code, template: Node, names: Names) -> list[tuple[int, int, str]]:
    """The n-th `...` of a template stands for what the n-th of its `-` template matched."""
    edits = []
    pieces = next((dots for dots in names.dots if dots), ())
    count = 0
    at = template.start_byte + 1
    holes = [child for child in template.children if child.type == "template_substitution"]
    for end, following in [(hole.start_byte, hole.end_byte) for hole in holes] + [(template.end_byte - 1, template.end_byte)]:
        while (found := code.data.find(b"...", at, end)) >= 0:
            edits.append((found, found + 3, pieces[count] if count < len(pieces) else ""))
            count += 1
            at = found + 3
        at = following
    return edits


