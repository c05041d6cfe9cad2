"""The variables of functions, and the members of `this`, that statements name, declare or give a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from migrator.javascript.parser import below
from migrator.javascript.syntax import VARIABLES
from migrator.model.term import Kind, Term, owner

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding, Scopes

# Values that say nothing of what a variable is for.
_PLAIN: frozenset[Kind] = frozenset({"none", "name", "member"})


def identifiers(terms: list[Term]) -> Iterator[Node]:
    """The names in statements, with those in the holes of their templates."""
    for term in terms:
        for node in below(term.origin):
            if node.type in VARIABLES:
                yield node


def all_names_in(terms: list[Term], scopes: Scopes) -> set[Binding]:
    """The variables that statements name, those of the file too."""
    found = {scopes.binding_at(node.start_byte) for node in identifiers(terms)}
    return {binding for binding in found if binding is not None}


def names_in(terms: list[Term], scopes: Scopes) -> set[Binding]:
    """The variables of functions that statements name."""
    return {binding for binding in all_names_in(terms, scopes) if binding.scope.parent is not None}


def written_in(terms: list[Term], scopes: Scopes) -> set[Binding]:
    """The variables that statements give another value, those of the file too."""
    return {binding for binding in all_names_in(terms, scopes) if _is_within(terms, _writes(binding))}


def declared_by(terms: list[Term], scopes: Scopes) -> set[Binding]:
    """The variables of functions that statements declare."""
    return {binding for binding in names_in(terms, scopes) if _is_within(terms, binding.declarations)}


def given_in(terms: list[Term], scopes: Scopes) -> set[Binding]:
    """The variables of functions that statements declare or give a value."""
    names = names_in(terms, scopes)
    return {each for each in names if _is_within(terms, (*each.declarations, *_writes(each)))}


def _writes(binding: Binding) -> Iterator[Node]:
    return (reference.node for reference in binding.writes)


def _is_within(terms: list[Term], nodes: Iterable[Node]) -> bool:
    """Whether one of some nodes stands in statements."""
    spans = [(term.origin.start_byte, term.origin.end_byte) for term in terms]
    return any(start <= node.start_byte < end for node in nodes for start, end in spans)


def written_by(statement: Term) -> set[str]:
    """The members of `this` that a statement writes."""
    return {
        part.children[0].value
        for part in statement.walk()
        if part.kind == "assign" and part.children[0].kind == "member" and owner(part.children[0]).kind == "this"
    }


def members_in(terms: list[Term]) -> set[str]:
    """The members of `this` that statements name."""
    return {
        part.value
        for term in terms
        for part in term.walk()
        if part.kind == "member" and part.children and owner(part).kind == "this"
    }


def declared_in(terms: list[Term], scopes: Scopes) -> set[Binding]:
    """The variables that statements declare with a value that is computed: no name, and no member of one."""
    found: set[Binding] = set()
    for part in (part for term in terms if term.kind == "declare" for part in term.children):
        name, value = part.children
        binding = scopes.binding_at(name.origin.start_byte) if name.kind == "name" else None
        if binding is not None and value.kind not in _PLAIN:
            found.add(binding)
    return found
