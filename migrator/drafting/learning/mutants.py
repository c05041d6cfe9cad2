"""Everything that is one step away from an example: its page must take none of it.

The steps are taken in the normal form of both languages. So a mutant differs from the example in something that
decides, whatever the page says: an operator, a literal, a name, an argument, a statement or its place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from migrator.drafting.learning.keys import Keys
from migrator.model.term import CALLS, MEMBERS, JavaScriptTerm, Kind, PythonTerm, Term
from migrator.sites.program import ProgramTerm

_LITERALS: frozenset[Kind] = frozenset({"string", "number", "bytes", "regex", "text", "constant", "module"})
_TEXTS: frozenset[Kind] = frozenset({"string", "text"})
_BRANCHES: frozenset[Kind] = frozenset({"if", "conditional"})
_CONSTANTS: dict[Kind, Kind] = {"true": "false", "false": "true", "null": "true"}
_OPERATORS: frozenset[Kind] = frozenset({"binary", "unary", "update", "assign", "boolop", "compare", "augassign"})
# What has its parts in an order that counts, and may have another number of them.
_ROWS: frozenset[Kind] = frozenset({"block", "array", "tuple", "list", "dict", "program-body"})
_LISTS: frozenset[Kind] = _ROWS | CALLS
_STATEMENTS: frozenset[Kind] = frozenset({"block", "program-body"})
# Their order never decides.
_ANY_ORDER: frozenset[Kind] = frozenset({"keyword", "pair", "import", "doublestar"})
_OTHER = "other"


class Mutant(NamedTuple):
    """A term with one step done in it: what was changed, and what became of that."""

    term: Term
    before: Term | None
    after: Term | None


@dataclass(frozen=True)
class Wild:
    """What a page leaves open: terms, and nodes by their ids (properties, and templates of which the text is open)."""

    terms: Collection[Term] = ()
    nodes: Collection[int] = ()

    def __contains__(self, term: Term) -> bool:
        return term in self.terms

    def has_text(self, term: Term) -> bool:
        """Whether a text is open."""
        return getattr(term.origin, "id", None) in self.nodes

    def has_property(self, member: Term) -> bool:
        """Whether the name of a property is open."""
        find = getattr(member.origin, "child_by_field_name", None)
        node = find("property") if find is not None else None
        return node is not None and node.id in self.nodes


def mutants(term: Term, open_: Wild) -> Iterator[Mutant]:
    """All mutants of a statement, or of the body of a program; what is ``open_`` stays as it is."""
    keys = Keys()
    own = keys.of(term)
    for mutant in _of(term, open_):
        if keys.of(mutant.term) != own:
            yield mutant


def _of(term: Term, open_: Wild) -> Iterator[Mutant]:
    if term in open_ or isinstance(term, ProgramTerm):
        return
    if term.kind in _TEXTS and open_.has_text(term):
        return
    yield from (Mutant(new, term, new) for new in _steps(term, open_))
    if term.kind in _LISTS:
        yield from (Mutant(term.holding(tuple(children)), old, new) for children, old, new in _lists(term, open_))
    for index, child in enumerate(term.children):
        for mutant in _of(child, open_):
            children = (*term.children[:index], mutant.term, *term.children[index + 1 :])
            yield Mutant(term.holding(children), mutant.before, mutant.after)


def _steps(term: Term, open_: Wild) -> Iterator[Term]:
    """What one term may become."""
    make = type(term)
    if term.kind == "name":
        yield make("name", _OTHER, (), term.origin)
    elif term.kind in _LITERALS:
        yield make(term.kind, f"{term.value}1", term.children, term.origin)
    elif term.kind in _CONSTANTS and term.language == "javascript":
        yield make(_CONSTANTS[term.kind], "", (), term.origin)
    elif term.kind in _OPERATORS and term.value:
        yield make(term.kind, "-" if term.value != "-" else "+", term.children, term.origin)
    elif term.kind in MEMBERS and len(term.children) == 1:
        if not open_.has_property(term):
            yield make(term.kind, _OTHER, term.children, term.origin)
        yield term.children[0]
    elif term.kind == "await":
        yield term.children[0]
    elif term.kind == "keyword" and term.value:
        yield make("keyword", _OTHER, term.children, term.origin)
    elif term.kind == "hole" and term.children[0] not in open_:
        yield term.holding((JavaScriptTerm("name", _OTHER, (), term.children[0].origin),))
    elif term.kind in _BRANCHES and term.children[2:]:
        condition, first, other, *more = term.children
        if other.kind != "none":
            yield term.holding((condition, other, first, *more))
        if condition not in open_:
            sign = "!" if make is JavaScriptTerm else "not"
            yield term.holding((make("unary", sign, (condition,), condition.origin), first, other, *more))
    elif term.kind == "return" and term.children:
        yield make("return", "", (), term.origin)
    if term.kind in CALLS and term.children[1:]:
        yield term.children[1]
    if term.kind == "subscript":
        yield term.children[0]


def _lists(term: Term, open_: Wild) -> Iterator[tuple[list[Term], Term | None, Term | None]]:
    """Lists with a part more, with one less, and with two in another order."""
    children = list(term.children)
    first = 1 if term.kind in CALLS else 0
    make = type(term)
    for index in range(first, len(children)):
        part = children[index]
        if part in open_:
            continue
        yield [*children[:index], *children[index + 1 :]], part, None
        following = children[index + 1] if index + 1 < len(children) else None
        if (
            following is not None
            and following not in open_
            and not {part.kind, following.kind} <= _ANY_ORDER
            and _masked(part, open_) != _masked(following, open_)
        ):
            yield [*children[:index], following, part, *children[index + 2 :]], part, following
    called = make("call", "", (make("name", _OTHER),))
    if term.kind in CALLS:
        yield [*children, make("name", _OTHER)], None, called
    elif term.kind in _STATEMENTS:
        for index in range(len(children) + 1):
            if index == len(children) and term.kind == "program-body":
                continue  # behind the value of a program there is nothing
            yield [*children[:index], make("expr", "", (called,)), *children[index:]], None, called


def _masked(term: Term, open_: Wild) -> tuple[object, ...]:
    """What a term says beside what is open."""
    if term in open_:
        return ()
    return term.kind, term.value, *(_masked(child, open_) for child in term.children)


def body_of(statements: Sequence[Term]) -> PythonTerm:
    """The statements of a program as one term."""
    return PythonTerm("program-body", "", tuple(statements))


def shown(term: Term | None) -> str:
    """A term in a message: what it says, or what it is."""
    if term is None:
        return "nothing"
    if term.kind == "call" and term.children[0].kind == "name":
        return f"{term.children[0].value}(…)"
    return term.value or term.kind
