"""The parts of Python's terms by their names, where a term has a varying number of children."""

from __future__ import annotations

from typing import NamedTuple

from migrator.model.term import Kind, Term

_ALL: frozenset[Kind] = frozenset(("import", "global", "nonlocal", "MatchAs", "MatchStar"))
_FIRST: frozenset[Kind] = frozenset(("annassign", "for", "comp_for", "walrus"))
_SECOND: frozenset[Kind] = frozenset(("item", "handler"))


class Loop(NamedTuple):
    """A `for` or a `while`; ``value`` is what it goes through, or its test."""

    target: Term | None
    value: Term
    body: Term
    orelse: Term


class Comprehension(NamedTuple):
    """A comprehension or a generator: one element (two of a dictionary), and its `comp_for` terms."""

    elements: tuple[Term, ...]
    clauses: tuple[Term, ...]


def targets(term: Term) -> tuple[Term, ...]:
    """What a term itself assigns or binds, as patterns and names; that of `+=` is read too and is none of them."""
    kind, children = term.kind, term.children
    if kind == "assign":
        return children[:-1]
    if kind in _FIRST:
        return children[:1]
    if kind in _SECOND:
        return children[1:2]
    return children if kind in _ALL else ()


def lone_assignment(statement: Term) -> tuple[Term, Term] | None:
    """The target and the value of an assignment to one target, None of any other statement."""
    if statement.kind != "assign" or len(statement.children) != 2:
        return None
    target, value = statement.children
    return target, value


def imported(statement: Term) -> Term | None:
    """The name that an `import` binds; None where that cannot be seen (``*``) or is of no account any more."""
    return statement.children[0] if statement.children else None


def loop(statement: Term) -> Loop:
    """The parts of a `for` or a `while`."""
    *target, value, body, orelse = statement.children
    return Loop(target[0] if target else None, value, body, orelse)


def comprehension(term: Term) -> Comprehension:
    """The parts of a comprehension or a generator."""
    first = next(index for index, child in enumerate(term.children) if child.kind == "comp_for")
    return Comprehension(term.children[:first], term.children[first:])


def given(keyword: Term) -> Term:
    """The value of a `keyword`; one whose name is a metavariable has that before it."""
    return keyword.children[-1]
