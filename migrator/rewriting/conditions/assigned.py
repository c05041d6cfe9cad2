"""Variables that the source has declared before and assigns: what else they hold, who reads them, and when.

A page that declares a variable speaks of all its uses: nothing has read it before, and nothing else gives it a value.
Of one that is assigned this has to be shown, where the value becomes another thing (a nest) or goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.javascript.scopes import LET, PARAM, VAR
from migrator.javascript.syntax import (
    DECLARED_FUNCTIONS,
    STATEMENT_LISTS,
    NodeKind,
)
from migrator.matching.matcher import line_of
from migrator.matching.pattern import Role, metavariables
from migrator.model.ledger import Code, Message, Sentence
from migrator.model.term import CALLS, Term, callee, show
from migrator.rewriting.conditions.checked import Checked, Refusal, declaration_of, excerpt, waits

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding, Reference

_ASSIGNABLE = frozenset({VAR, LET, PARAM})


def are_variables(candidate: Checked) -> Iterator[Refusal]:
    """What is assigned is a variable, and each another one."""
    known: dict[Binding, str] = {}
    for name in sorted(candidate.match.block.assigned):
        term = candidate.match.javascript[name]
        binding = candidate.binding(name)
        if term.kind != "name" or binding is None or binding.kind not in _ASSIGNABLE:
            message = Message.of(Sentence.ASSIGNED_NO_VARIABLE, shown=excerpt(candidate, term))
            yield Refusal(Code.DIFFERS, message, _assigned_at(candidate, term, binding))
            return
    block = candidate.match.block
    for name in sorted(block.assigned | block.declared | block.redeclared) if block.assigned else ():
        binding = candidate.binding(name)
        if binding is not None and known.setdefault(binding, name) != name:
            names = known[binding], name
            message = Message.of(Sentence.ASSIGNED_TWICE, name=binding.name, one=names[0], other=names[1])
            yield Refusal(Code.DIFFERS, message, candidate.match.javascript[name].origin.start_byte)


def _assigned_at(candidate: Checked, term: Term, binding: Binding | None) -> int:
    """Where a name is given its value: the last place before the one at which the match met it first."""
    at = term.origin.start_byte
    scopes = candidate.source.scopes
    uses = binding.references if binding is not None else [use for use in scopes.globals if use.name == term.value]
    return max((use.node.start_byte for use in uses if use.write and use.node.start_byte <= at), default=at)


def where_they_were(candidate: Checked) -> Iterator[Refusal]:
    """What is assigned again is assigned there, on the same side of what stays, of what waits and of what is called."""
    match = candidate.match
    block = match.block
    stays = {index for index, element in enumerate(block.elements) if element.role is Role.KEPT}
    stays |= {gap.element for gap in match.gaps if gap.nodes}
    old = [(index, element.term) for index, element in enumerate(block.elements) if element.role is Role.REMOVED]
    by_place = sorted(block.insertions, key=lambda each: each.at)
    new: list[tuple[int, Term | None]] = [(each.at, term) for each in by_place for term in each.terms]
    for name in sorted(block.assigned - block.declared):
        before, after = _assigning(old, name), _assigning(new, name)
        offset = match.javascript[name].origin.start_byte
        if len(before) != 1 or len(after) != 1:
            message = Message.of(Sentence.ASSIGNED_OTHERWISE, name=match.javascript[name].value)
            yield Refusal(Code.EFFECT, message, offset)
            continue
        (one, last), (two, behind) = before[0], after[0]
        crossed = any(min(one, two) < index < max(one, two) for index in stays)
        if not _is_private(candidate, name):  # whoever is called may read it
            crossed |= not _called(old[last + 1 :]).isdisjoint(_called(new[:behind]))
            crossed |= not _called(old[:last]).isdisjoint(_called(new[behind + 1 :]))
        if crossed or waits(term for _, term in old[last + 1 :]) != waits(term for _, term in new[behind + 1 :]):
            message = Message.of(Sentence.ASSIGNED_ACROSS, name=match.javascript[name].value)
            yield Refusal(Code.EFFECT, message, offset)


def _assigning(terms: list[tuple[int, Term | None]], name: str) -> list[tuple[int, int]]:
    """Where a metavariable is assigned: the elements, and which of the terms do it."""
    found = []
    for at, (element, term) in enumerate(terms):
        for part in term.walk() if term is not None else ():
            if part.kind == "assign" and any(each == name for each in metavariables(part.children[0])):
                found.append((element, at))
    return found


def _is_private(candidate: Checked, name: str) -> bool:
    """Whether only the function around the site uses a variable."""
    binding, function = candidate.binding(name), candidate.scope.function
    return binding is not None and all(
        each.function is function for each in (binding.scope, *(reference.scope for reference in binding.references))
    )


def _called(terms: list[tuple[int, Term | None]]) -> set[str]:
    """What statements call."""
    parts = (part for _, term in terms if term is not None for part in term.walk())
    return {show(callee(part)) for part in parts if part.kind in CALLS}


def hold_nothing_else(candidate: Checked) -> Iterator[Refusal]:
    """A variable whose value becomes another thing, or goes, has no other value, and nothing reads it before."""
    block = candidate.match.block
    told = {nest.name for nest in block.nests}
    for name in sorted(block.assigned & (told | block.gone)):
        binding = candidate.binding(name)
        assert binding is not None
        yield from _declared_alone(candidate, binding, goes=name in block.gone)
        if name in told:
            yield from _read_elsewhere(candidate, binding)


def _declared_alone(candidate: Checked, binding: Binding, *, goes: bool) -> Iterator[Refusal]:
    """The variable is declared once, without a value, and not where others may use it."""
    source, name = candidate.source, binding.name
    line = line_of(source, binding)
    offset = candidate.match.site.use.whole.start_byte
    if binding.scope.parent is None:
        yield Refusal(Code.STILL_USED, Message.of(Sentence.ASSIGNED_AT_TOP, name=name, line=line), offset)
        return
    for node in binding.declarations:
        declarator = node.parent
        is_plain = declarator is not None and declarator.type == NodeKind.VARIABLE_DECLARATOR
        if declarator is None or not is_plain or declarator.child_by_field_name("value") is not None:
            where = source.line(node.start_byte)
            yield Refusal(Code.STILL_USED, Message.of(Sentence.ASSIGNED_ELSEWHERE, name=name, line=where), offset)
            return
    if not goes:
        types = source.types
        typed = types is not None and any(
            types.annotation(node.start_byte, node.end_byte) is not None for node in binding.declarations
        )
        if typed:
            yield Refusal(Code.STILL_USED, Message.of(Sentence.ASSIGNED_TYPED, name=name, line=line), offset)
        return
    statement = declaration_of(binding)
    parent = statement.parent if statement is not None else None
    if statement is None or parent is None or parent.type not in STATEMENT_LISTS:
        yield Refusal(Code.STILL_USED, Message.of(Sentence.DECLARED_WITH_OTHERS, name=name, line=line), offset)


def _read_elsewhere(candidate: Checked, binding: Binding) -> Iterator[Refusal]:
    """Every other use reads, and comes after the assignment wherever it runs."""
    for reference in binding.references:
        if candidate.assigns(reference) or candidate.goes(reference.node.start_byte):
            continue
        offset = reference.node.start_byte
        line = candidate.source.line(offset)
        if reference.write:
            message = Message.of(Sentence.ASSIGNED_ELSEWHERE, name=reference.name, line=line)
            yield Refusal(Code.STILL_USED, message, offset)
        elif not _comes_after(candidate, reference):
            message = Message.of(Sentence.ASSIGNED_MAY_NOT_REACH, name=reference.name, line=line)
            yield Refusal(Code.STILL_USED, message, offset)


def _comes_after(candidate: Checked, reference: Reference) -> bool:
    """Whether a use stands behind the site, in a statement of the same list or below one, and in no function that has
    its name before the site runs.
    """
    nodes = candidate.match.removed_nodes()
    holder = nodes[0].parent
    if reference.outside or candidate.match.statements.bare or holder is None or holder.type not in STATEMENT_LISTS:
        return False
    if reference.node.start_byte < nodes[-1].start_byte:
        return False
    at: Node | None = reference.node
    while at is not None and at.id != holder.id:
        if at.type in DECLARED_FUNCTIONS:
            return False
        at = at.parent
    return at is not None
