"""Nests: what becomes of the uses of a value that changes its kind, every one of which must be covered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.javascript.parentheses import is_await, outermost, unwrap
from migrator.javascript.precedence import is_written
from migrator.javascript.syntax import MEMBERS, PLAIN_STATEMENTS, NodeKind, children
from migrator.matching.matcher import Matcher
from migrator.matching.notation import Code
from migrator.matching.pattern import Nest
from migrator.model.ledger import Code as Cause
from migrator.model.ledger import Message, Sentence
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
            if candidate.goes(reference.node.start_byte) or candidate.assigns(reference):
                continue
            if nest_target(candidate, nest, reference) is None and not _may_stay(candidate, nest, reference):
                yield Refusal(
                    Cause.STILL_USED,
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
    if nest.find is None or reference.write or reference.outside:
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
        if parent.parent is not None and is_await(parent.parent) and parent.type == NodeKind.ARGUMENTS:
            return None  # `await (x)`, or a member of what it is
        place = _WHOLE_VALUE.get(parent.type)
        if place is None or place == "-":
            return None
        if place:
            held = parent.child_by_field_name(place)
            if held is None or held.id != node.id:
                return None
        return reference.node
    return _enclosing(candidate, nest.find, nest.name, reference, nest.code)


def _may_stay(candidate: Checked, nest: Nest, reference: Reference) -> bool:
    if reference.outside:
        return False
    return any(_enclosing(candidate, stay, nest.name, reference) is not None for stay in nest.stays)


def _is_called(node: Node, code: Code | None) -> bool:
    """Whether an expression is what is called, with its owner as `this`, and ``code`` is no member of anything."""
    parent = outermost(node).parent
    if code is None or parent is None or node.type not in MEMBERS or parent.type != NodeKind.CALL_EXPRESSION:
        return False
    statements = children(code.root)
    return unwrap(children(statements[0])[0]).type not in MEMBERS


def _enclosing(
    candidate: Checked, pattern: Term, name: str, reference: Reference, nest_code: Code | None = None
) -> Node | None:
    """The smallest expression around a use that ``pattern`` fits, where the use is what the metavariable stands for.

    Not one that is given a value or deleted: a nest says what becomes of reads.
    """
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
                return None if is_written(node) or _is_called(node, nest_code) else node
        node = node.parent
    return None
