"""Statements that stay between those of a rule: what they may not write, and what may not be read across them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.matching.matcher import Match
from migrator.matching.pattern import Role, metavariables
from migrator.model.ledger import Code, Message, Sentence
from migrator.model.term import Term, owner
from migrator.rewriting.conditions.checked import Checked, Refusal, excerpt, references
from migrator.sites.program import everything

if TYPE_CHECKING:
    from tree_sitter import Node

_OF_TEXTS = frozenset({"replace", "replaceAll"})


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
        own = match.block.redeclared | match.block.declared | match.block.assigned
        if term is None or name in own:
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
    ways = {(n, _nearest(old, n)) for n in new} | {(_nearest(new, o), o) for o in old}
    inside = not is_text(match, name)
    for index, node in between:
        if not any(min(way) <= index <= max(way) for way in ways):
            continue
        at = candidate.effects.changes(candidate.effects.of(node), term.origin, inside=inside)
        if at is not None:
            message = Message.of(Sentence.READ_ACROSS, shown=excerpt(candidate, term))
            yield Refusal(Code.EFFECT, message, at.start_byte)
            return


def is_text(match: Match, name: str) -> bool:
    """Whether a page only takes a metavariable's text apart: `$JSON.replace(…)`."""
    terms = [element.term for element in match.block.removed() if element.term is not None]
    members = (term for whole in terms for term in everything(whole) if term.kind == "member")
    owners = (owner(member) for member in members if member.value in _OF_TEXTS)
    taken_apart = sum(term.kind == "metavar" and term.value == name for term in owners)
    return 0 < taken_apart == sum(found == name for whole in terms for found in metavariables(whole))


def _nearest(places: list[int], target: int) -> int:
    return min(places, key=lambda place: abs(place - target))
