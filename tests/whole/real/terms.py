"""Whether two methods are the same but for layout, comments and the names of their variables.

A file is cut into units: the members of its classes, and everything else that stands at the top. Two units are the same
if their terms are (quotes, semicolons, parentheses and shorthand are gone in a term) and their variables correspond one
to one.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from typing import TYPE_CHECKING

from migrator.javascript.lower import Lowering
from migrator.javascript.scopes import Binding
from migrator.javascript.source import Source
from migrator.model.settings import RECEIVER
from migrator.model.term import Term

if TYPE_CHECKING:
    from tree_sitter import Node

_COMMENTS = frozenset({"comment", "html_comment"})
_VARIABLES = frozenset(
    {"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern", "undefined"}
)
_SHORTHAND = frozenset({"shorthand_property_identifier", "shorthand_property_identifier_pattern"})


@dataclass(frozen=True)
class Unit:
    """A member of a class, or another thing at the top of a file."""

    name: str
    source: Source
    node: Node

    @property
    def text(self) -> str:
        return self.source.text(self.node.start_byte, self.node.end_byte)


def units(data: bytes) -> list[Unit]:
    """The units of a file in source order. Raises SourceError where it is no JavaScript."""
    source = Source.read("file", data)
    seen: Counter[str] = Counter()
    found = []
    for name, node in _nodes(source):
        seen[name] += 1
        found.append(Unit(name if seen[name] == 1 else f"{name} ({seen[name]})", source, node))
    return found


def _nodes(source: Source) -> Iterator[tuple[str, Node]]:
    for statement in source.root.named_children:
        if statement.type in (*_COMMENTS, "empty_statement", "hash_bang_line"):
            continue
        declared = statement.child_by_field_name("declaration") if statement.type == "export_statement" else statement
        if declared is None or declared.type != "class_declaration":
            yield _first_line(source, statement), statement
            continue
        owner = _field_text(source, declared, "name")
        for child in declared.named_children:
            if child.type == "class_heritage":
                yield f"{owner} extends", child
        body = declared.child_by_field_name("body")
        for member in body.named_children if body is not None else []:
            if member.type not in _COMMENTS:
                key = "property" if member.type == "field_definition" else "name"
                yield f"{owner}.{_field_text(source, member, key) or member.type}", member


def _first_line(source: Source, node: Node) -> str:
    declared = node.child_by_field_name("declaration") or node
    return " ".join(source.text(declared.start_byte, declared.end_byte).split())[:40]


def _field_text(source: Source, node: Node, name: str) -> str:
    child = node.child_by_field_name(name)
    return source.text(child.start_byte, child.end_byte) if child is not None else ""


def difference(one: Unit, other: Unit, *, same_top: bool = False, keywords: bool = False) -> str | None:
    """The first difference in words, None if the units are the same.

    ``same_top`` asks that names at the top of the file are spelled alike, ``keywords`` that `let` is no `const`.
    """
    forth: dict[Binding, Binding] = {}
    back: dict[Binding, Binding] = {}
    stack = [(_term(one), _term(other))]
    while stack:
        left, right = stack.pop()
        if left.kind == "name" == right.kind:
            if not _same_name(one.source, left, other.source, right, forth, back, same_top):
                return _differ(one, left, other, right)
        elif left.kind == "too-deep" == right.kind:
            if [token[0] for token in _tokens(one.source, left.origin)] != [
                token[0] for token in _tokens(other.source, right.origin)
            ]:
                return _differ(one, left, other, right)
        elif (left.kind, left.value, len(left.children)) != (right.kind, right.value, len(right.children)):
            return _differ(one, left, other, right)
        elif keywords and left.kind == "declare" and _keyword(left) != _keyword(right):
            return f"`{_keyword(left)}` and `{_keyword(right)}`"
        stack.extend(reversed(list(zip(left.children, right.children, strict=left.kind != "name"))))
    return None


def _term(unit: Unit) -> Term:
    return Lowering(unit.source.data, RECEIVER).lower(unit.node)


def _keyword(term: Term) -> str:
    return str(term.origin.children[0].type)


def _same_name(
    source: Source,
    left: Term,
    other: Source,
    right: Term,
    forth: dict[Binding, Binding],
    back: dict[Binding, Binding],
    same_top: bool,
) -> bool:
    mine = source.scopes.binding_at(left.origin.start_byte)
    theirs = other.scopes.binding_at(right.origin.start_byte)
    if mine is None or theirs is None:
        return mine is theirs and left.value == right.value
    if same_top and source.scopes.root in (mine.scope, theirs.scope) and left.value != right.value:
        return False
    return forth.setdefault(mine, theirs) is theirs and back.setdefault(theirs, mine) is mine


def _differ(one: Unit, left: Term, other: Unit, right: Term) -> str:
    return f"{_shown(one, left)} and {_shown(other, right)}"


def _shown(unit: Unit, term: Term) -> str:
    if term.origin is None:
        return "nothing"
    text = " ".join(unit.source.text(term.origin.start_byte, term.origin.end_byte).split())
    line = unit.source.line(term.origin.start_byte)
    return f"line {line} `{text if len(text) <= 60 else text[:59] + '…'}`"


# -- for a person to read ----------------------------------------------------------------------------------------------


def shown_difference(one: Unit, other: Unit, labels: tuple[str, str]) -> list[str]:
    """A unified diff of both without comments and blank lines; the other has the names of the one where they align."""
    left = _without_noise(one, {})
    right = _without_noise(other, _aligned_names(one, other))
    lines = list(unified_diff(left, right, *labels, n=1, lineterm=""))
    return lines or [f"  (the texts are the same: {difference(one, other, keywords=True)})"]


def _aligned_names(one: Unit, other: Unit) -> dict[Binding, str]:
    mine, theirs = list(_tokens(one.source, one.node)), list(_tokens(other.source, other.node))
    words = [_word(token) for token in mine]
    matcher = SequenceMatcher(None, words, [_word(token) for token in theirs], autojunk=False)
    votes: Counter[tuple[Binding, Binding]] = Counter()
    for start, other_start, size in matcher.get_matching_blocks():
        for offset in range(size):
            here, there = mine[start + offset][1], theirs[other_start + offset][1]
            if here is not None and there is not None:
                votes[here, there] += 1
    names: dict[Binding, str] = {}
    taken: set[Binding] = set()
    for (here, there), _ in votes.most_common():
        if here not in taken and there not in names:
            names[there] = here.name
            taken.add(here)
    return names


def _word(token: tuple[str, Binding | None, Node]) -> str:
    return token[0] if token[1] is None else "\0"


def _tokens(source: Source, root: Node) -> Iterator[tuple[str, Binding | None, Node]]:
    """The leaves of a tree; with each name that is bound in the file, its binding."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node.type in _COMMENTS:
            continue
        if node.child_count and node.type != "string":
            stack.extend(reversed(node.children))
            continue
        binding = source.scopes.binding_at(node.start_byte) if node.type in _VARIABLES else None
        yield source.text(node.start_byte, node.end_byte), binding, node


def _without_noise(unit: Unit, names: dict[Binding, str]) -> list[str]:
    edits = []
    stack = [unit.node]
    while stack:
        node = stack.pop()
        stack.extend(node.children)
        if node.type in _COMMENTS:
            edits.append((node.start_byte, node.end_byte, ""))
    for text, binding, node in _tokens(unit.source, unit.node):
        if binding is not None and names.get(binding, text) != text:
            new = names[binding]
            edits.append((node.start_byte, node.end_byte, f"{text}: {new}" if node.type in _SHORTHAND else new))
    data = unit.source.data
    begin = data.rfind(b"\n", 0, unit.node.start_byte) + 1
    pieces, at = [], begin
    for start, end, new in sorted(edits):
        pieces += [data[at:start].decode(), new]
        at = end
    text = textwrap.dedent("".join(pieces) + data[at : unit.node.end_byte].decode())
    return [line.rstrip() for line in text.splitlines() if line.strip()]
