"""Nests: what becomes of the uses of a value that changes its kind, every one of which must be covered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.javascript.syntax import PLAIN_STATEMENTS, NodeKind
from migrator.matching.matcher import Matcher
from migrator.matching.pattern import Nest
from migrator.model.ledger import Code, Message, Sentence
from migrator.model.term import Term
from migrator.rewriting.conditions.checked import Checked, Refusal

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Reference


def covered(candidate: Checked) -> Iterator[Refusal]:
    for nest in candidate.match.block.nests:
        binding = candidate.binding(nest.name)
        if binding is None:
            continue
        for reference in binding.references:
            if candidate.goes(reference.node.start_byte):
                continue
            if nest_target(candidate, nest, reference) is None and not _may_stay(candidate, nest, reference):
                yield Refusal(
                    Code.STILL_USED,
                    Message.of(Sentence.USE_NOT_COVERED, name=reference.name),
                    reference.node.start_byte,
                )


# Where a use of the whole value may stand: parent's type and the field that the use is in ("" for any place).
_WHOLE_VALUE = {
    NodeKind.ARGUMENTS: "",
    NodeKind.TEMPLATE_SUBSTITUTION: "",
    NodeKind.PAIR: "value",
    NodeKind.VARIABLE_DECLARATOR: "value",
    NodeKind.RETURN_STATEMENT: "",
    NodeKind.ASSIGNMENT_EXPRESSION: "right",
    NodeKind.ARRAY: "",
    NodeKind.SPREAD_ELEMENT: "-",
    NodeKind.ARROW_FUNCTION: "body",
}


def nest_target(candidate: Checked, nest: Nest, reference: Reference) -> Node | None:
    """The node that a nest replaces for one use, or None where it does not cover the use."""
    if nest.find is None or reference.write:
        return None
    node: Node = reference.node
    if nest.find.kind == "metavar":
        if node.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER:
            return node
        while node.parent is not None and node.parent.type == NodeKind.PARENTHESIZED_EXPRESSION:
            node = node.parent
        parent = node.parent
        if parent is None:
            return None
        place = _WHOLE_VALUE.get(parent.type)
        if place is None or place == "-":
            return None
        if place:
            held = parent.child_by_field_name(place)
            if held is None or held.id != node.id:
                return None
        return reference.node
    return _enclosing(candidate, nest.find, nest.name, reference)


def _may_stay(candidate: Checked, nest: Nest, reference: Reference) -> bool:
    return any(_enclosing(candidate, stay, nest.name, reference) is not None for stay in nest.stays)


def _enclosing(candidate: Checked, pattern: Term, name: str, reference: Reference) -> Node | None:
    """The smallest expression around a use that ``pattern`` fits, where the use is what the metavariable stands for."""
    node: Node | None = reference.node
    file = candidate.match.site.file
    matcher = Matcher(file)
    mentions = sum(term.kind == "metavar" and term.value == name for term in pattern.walk())
    for _ in range(6):
        if node is None or node.type in PLAIN_STATEMENTS:
            return None
        if matcher.fits(pattern, file.lowering.lower(node)):
            bound = matcher.bound(name)
            is_name = bound is not None and bound.kind == "name" and bound.value == reference.name
            # Of several mentions, only the first says where it is.
            if is_name and bound is not None and (mentions > 1 or bound.origin.start_byte == reference.node.start_byte):
                return node
        node = node.parent
    return None
