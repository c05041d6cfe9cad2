"""What tells one term from another: two terms have the same key if nothing that decides a match differs in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from migrator.javascript.syntax import NodeKind
from migrator.model.term import JavaScriptTerm, Kind, Term
from migrator.python.lower import structure
from migrator.sites.program import ProgramTerm

if TYPE_CHECKING:
    from migrator.javascript.scopes import Binding, Scopes

Key = int
Spell = Callable[[Term], str]
# Terms that hold statements, or members of a class: what stands in them is aligned one by one.
LISTS: frozenset[Kind] = frozenset({"block", NodeKind.CLASS_BODY, NodeKind.SWITCH_BODY})
_DECLARING: frozenset[Kind] = frozenset({"function", NodeKind.CLASS_DECLARATION})
_CASES: frozenset[Kind] = frozenset({NodeKind.SWITCH_CASE, NodeKind.SWITCH_DEFAULT})
# Statements whose body may stand without braces, beside `if` and `for … of`, whose terms have it as a block.
_BARE: frozenset[Kind] = frozenset({
    NodeKind.FOR_STATEMENT, NodeKind.WHILE_STATEMENT, NodeKind.DO_STATEMENT, NodeKind.WITH_STATEMENT,
    NodeKind.LABELED_STATEMENT,
})  # fmt: skip
# Terms whose value is the name of a property.
PROPERTIES: frozenset[Kind] = frozenset({
    "member", "member?", "pair", "method", NodeKind.PROPERTY_IDENTIFIER, NodeKind.PRIVATE_PROPERTY_IDENTIFIER,
})  # fmt: skip

_SPELLED: frozenset[Kind] = frozenset({"name", "metavar"})


def as_written(term: Term) -> str:
    """The value of a term as it is."""
    return term.value


class Keys:
    """The keys of the terms of one file. ``spell`` gives the value of a name or a property, so that two names may count
    as one.
    """

    def __init__(self, spell: Spell = as_written) -> None:
        self._spell = spell
        self._known: dict[int, tuple[Term, Key]] = {}

    def of(self, term: Term) -> Key:
        """The key of a term."""
        known = self._known.get(id(term))
        if known is not None:
            return known[1]
        value = self._spell(term) if term.kind in _SPELLED or term.kind in PROPERTIES else term.value
        key = hash((term.kind, value, *self._inside(term)))
        self._known[id(term)] = term, key
        return key

    def head(self, term: Term) -> Key:
        """The key of a statement less what stands in its blocks."""
        if term.kind in LISTS:
            return hash("a list")
        value = self._spell(term) if term.kind in _SPELLED or term.kind in PROPERTIES else term.value
        if term.kind in _CASES:
            return hash((term.kind, *(self.of(part) for part in _value_of(term))))
        if isinstance(term, ProgramTerm) or not any(True for _ in bodies(term)):
            return self.of(term)
        return hash((term.kind, value, *map(self.head, _parts(term))))

    def _inside(self, term: Term) -> Iterator[object]:
        if not isinstance(term, ProgramTerm):
            yield from map(self.of, _parts(term))
        elif term.variants:
            for part in structure(term.variants[0]):
                yield self.of(part) if isinstance(part, Term) else part
        else:
            yield term.embedded.text
            yield from map(self.of, term.holes)


def bodies(term: Term) -> Iterator[Term]:
    """The outermost terms in a statement that hold statements or members, in order."""
    if term.kind in _CASES:
        yield term
        return
    stack = list(reversed(_parts(term))) if term.kind not in LISTS else [term]
    while stack:
        part = stack.pop()
        if part.kind in LISTS:
            yield part
        elif not isinstance(part, ProgramTerm):
            stack.extend(reversed(_parts(part)))


def _parts(term: Term) -> tuple[Term, ...]:
    """What a term consists of: a body without braces is a block of one statement, as it is with them."""
    if term.kind not in _BARE or not term.children:
        return term.children
    at = 0 if term.kind == NodeKind.DO_STATEMENT else len(term.children) - 1
    body = term.children[at]
    if body.kind == "block":
        return term.children
    block = JavaScriptTerm("block", "", (body,), body.origin)
    return (*term.children[:at], block, *term.children[at + 1 :])


def rows(body: Term) -> tuple[Term, ...]:
    """The statements, members or cases that a body holds."""
    if body.kind in _CASES:
        return body.children[len(_value_of(body)) :]
    return body.children


def _value_of(case: Term) -> tuple[Term, ...]:
    return case.children[:1] if case.kind == NodeKind.SWITCH_CASE else ()


def named(statement: Term, spell: Spell = as_written) -> tuple[str, str] | None:
    """The kind and the name of the function, class, method or field that a statement or member declares."""
    term = statement
    while term.kind == NodeKind.EXPORT_STATEMENT and term.children:
        term = term.children[-1]
    if term.kind == "method":
        return "method", spell(term)
    if term.kind in _DECLARING and term.children and term.children[0].kind == "name":
        return term.kind, spell(term.children[0])
    if term.kind == NodeKind.FIELD_DEFINITION and term.children and term.children[0].kind in PROPERTIES:
        return "field", spell(term.children[0])
    return None


def binding_of(term: Term, scopes: Scopes) -> Binding | None:
    """The variable that a name means, None for a global one."""
    return scopes.binding_at(term.origin.start_byte) if term.kind == "name" else None
