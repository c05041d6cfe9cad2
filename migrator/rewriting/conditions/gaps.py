"""Statements that stay between those of a rule: what they may not write, and what may not be read across them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.javascript.syntax import MEMBERS, NodeKind
from migrator.matching.pattern import Role, metavariables
from migrator.model.ledger import Code, Message, Sentence
from migrator.model.term import Kind, Term
from migrator.rewriting.conditions.checked import Checked, Refusal, excerpt, references

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding


def undisturbed(candidate: Checked) -> Iterator[Refusal]:
    match = candidate.match
    between = [(gap.element, node) for gap in match.gaps for node in gap.nodes]
    between += [(index, node) for index, node in match.nodes.items() if match.block.elements[index].role is Role.KEPT]
    if not between:
        return
    bound = {binding: name for name in match.javascript if (binding := candidate.binding(name)) is not None}
    for index, node in between:
        if match.block.elements[index].role is Role.KEPT:
            continue
        for reference in references(candidate.source, node):
            if reference.write and reference.binding in bound:
                yield Refusal(
                    Code.EFFECT,
                    Message.of(Sentence.WRITTEN_BETWEEN, name=reference.name),
                    reference.node.start_byte,
                )
    for name in sorted(candidate.emitted):
        term = match.javascript.get(name)
        if term is None or name in match.block.redeclared or name in match.block.declared:
            continue
        yield from _moved(candidate, name, term, between)


def _moved(candidate: Checked, name: str, term: Term, between: list[tuple[int, Node]]) -> Iterator[Refusal]:
    """An expression that is read on the other side of statements that stay must mean the same there."""
    match = candidate.match
    old = [
        i
        for i, e in enumerate(match.block.elements)
        if e.role is Role.REMOVED and e.term and name in set(metavariables(e.term))
    ]
    new = [
        insertion.at
        for insertion in match.block.insertions
        if name in {n for t in insertion.terms for n in metavariables(t)}
    ]
    if not old or not new:
        return
    crossed = [
        node for index, node in between if any(min(o, n) <= index <= max(o, n) for n in new for o in [_nearest(old, n)])
    ]
    if not crossed:
        return
    shown = excerpt(candidate, term)
    refusal = Refusal(
        Code.EFFECT,
        Message.of(Sentence.READ_ACROSS, shown=shown),
        crossed[0].start_byte,
    )
    scopes = candidate.source.scopes
    local = [scopes.binding_at(part.origin.start_byte) for part in term.walk() if part.kind == "name"]
    for node in crossed:
        acts = _acts(candidate, node)
        for binding in local:
            if binding is not None and (_is_written(binding, node, acts) or _is_changed(candidate, binding, node)):
                yield refusal
                return
        if any(
            binding is not None and any(node.start_byte <= d.start_byte < node.end_byte for d in binding.declarations)
            for binding in local
        ):
            yield refusal
            return
        if acts and any(part.kind not in _FIXED for part in term.walk()):
            yield refusal
            return


_FIXED: frozenset[Kind] = frozenset({"name", "string", "number", "null", "true", "false"})


def _is_written(binding: Binding, node: Node, acts: bool) -> bool:
    """Whether a statement gives a local name another value: itself, or through a closure that it may call."""
    for reference in binding.references:
        inside = node.start_byte <= reference.node.start_byte < node.end_byte
        if reference.write and (inside or (acts and reference.scope.function is not binding.scope.function)):
            return True
    return False


def _is_changed(candidate: Checked, binding: Binding, node: Node) -> bool:
    """Whether a statement assigns to a member of what the name holds, or calls one of its methods."""
    for reference in binding.references:
        if not node.start_byte <= reference.node.start_byte < node.end_byte:
            continue
        target = reference.node
        while target.parent is not None and target.parent.type in MEMBERS:
            held = target.parent.child_by_field_name("object")
            if held is None or held.id != target.id:
                break
            target = target.parent
        parent = target.parent
        if target.id == reference.node.id or parent is None:
            continue
        place = {
            NodeKind.CALL_EXPRESSION: "function",
            NodeKind.ASSIGNMENT_EXPRESSION: "left",
            NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION: "left",
        }
        held = parent.child_by_field_name(place.get(parent.type, "argument"))
        if held is not None and held.id == target.id and parent.type != NodeKind.AWAIT_EXPRESSION:
            return parent.type != NodeKind.UNARY_EXPRESSION or parent.children[0].type == "delete"
    return False


def _nearest(places: list[int], target: int) -> int:
    return min(places, key=lambda place: abs(place - target))


def _acts(candidate: Checked, node: Node) -> bool:
    """Whether a statement calls or assigns anything, so that a member path may have another value after it."""
    acting = {
        NodeKind.CALL_EXPRESSION,
        NodeKind.NEW_EXPRESSION,
        NodeKind.ASSIGNMENT_EXPRESSION,
        NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION,
        NodeKind.UPDATE_EXPRESSION,
        NodeKind.AWAIT_EXPRESSION,
        NodeKind.YIELD_EXPRESSION,
    }
    stack = [node]
    while stack:
        current = stack.pop()
        if current.type in acting or (
            current.type == NodeKind.UNARY_EXPRESSION and current.children[0].type == "delete"
        ):
            return True
        stack.extend(current.children)
    return False
