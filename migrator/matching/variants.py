"""A block with its temporaries written inline: each form that one page's declarations can take in a source.

Each declaration doubles the forms. Where there are few, a page lists them all when it is read. Where there are many,
the matcher finds out at a site which of the declarations its source has, and only that form is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from migrator.matching.pattern import Block, Role, metavariables
from migrator.model.term import CALLS, MEMBERS, Term, callee
from migrator.sites.program import ProgramTerm

# Declarations whose forms are listed. Hardly a page has more than two.
_FEW = 5


class Temporary(NamedTuple):
    """A declaration that may be written inline: its element, the one that uses it, and its value."""

    at: int
    use: int
    value: Term


def variants(block: Block) -> list[Block]:
    """The block itself, then the block with each one-use declaration written inline (design: "Written inline"). Only
    the block itself where these are too many to list (`sought`).
    """
    if sought(block):
        return [block]
    # In which order they are written inline makes no difference, so each set is made once.
    found = {frozenset(block.inlined): block}
    todo = [block]
    for current in todo:
        for index in range(len(current.elements)):
            inlined = _inline(current, index)
            if inlined is not None and found.setdefault(frozenset(inlined.inlined), inlined) is inlined:
                todo.append(inlined)
    return todo


@lru_cache(maxsize=1024)  # each block of the pages is asked for at each site
def sought(block: Block) -> Mapping[str, Temporary]:
    """The declarations of a block that a source may have inline, by their metavariables, where their forms are not
    listed. Some of them may be no temporary after all: `form` says so.
    """
    if block.inlined:
        return {}
    uses: dict[str, list[int]] = {}
    for index, element in enumerate(block.elements):
        for name in metavariables(element.term) if element.term is not None else ():
            uses.setdefault(name, []).append(index)
    kept, stays = 0, []  # how many elements that stay stand before each
    for element in block.elements:
        stays.append(kept)
        kept += element.role is Role.KEPT
    told = {nest.name for nest in block.nests}
    gone = block.gone - told
    found = {}
    for index, element in enumerate(block.elements):
        declared = declared_alone(element.term) if element.role is Role.REMOVED else None
        if declared is None or declared[0] not in gone:
            continue
        name, value = declared
        used = [use for use in uses[name] if use != index]
        if len(used) == 1 and used[0] > index and stays[index] == stays[used[0]]:
            found[name] = Temporary(index, used[0], value)
    return found if len(found) > _FEW else {}


def form(block: Block, inlined: Iterable[Temporary]) -> Block | None:
    """The block with some of its temporaries written inline, None where these cannot be."""
    current: Block | None = block
    # What stands between a declaration and its use goes first.
    for temporary in sorted(inlined, reverse=True):
        current = _inline(current, temporary.at) if current is not None else None
    return current


def declared_alone(term: Term | None) -> tuple[str, Term] | None:
    """The metavariable that a statement declares and nothing else, with its value."""
    if term is None or term.kind != "declare" or len(term.children) != 1:
        return None
    target, value = term.children[0].children
    return (target.value, value) if target.kind == "metavar" and value.kind != "none" else None


def _inline(block: Block, index: int) -> Block | None:
    """``block`` with the declaration at ``index`` written where it is used, or None where that cannot be."""
    element = block.elements[index]
    declared = declared_alone(element.term) if element.role is Role.REMOVED else None
    if declared is None:
        return None
    name, value = declared
    if name not in block.gone or any(nest.name == name for nest in block.nests):
        return None
    following = next((i for i in range(index + 1, len(block.elements)) if block.elements[i].role is Role.REMOVED), None)
    uses = [
        i
        for i, other in enumerate(block.elements)
        if i != index and other.term
        for used in metavariables(other.term)
        if used == name
    ]
    if following is None or uses != [following]:
        return None
    if any(other.role is Role.KEPT for other in block.elements[index:following]):
        return None
    next_term = block.elements[following].term
    assert next_term is not None
    term = substitute(next_term, name, value)
    if not _is_in_order(term):
        return None
    merged = replace(block.elements[following], term=term)
    # The gap between the two is nothing once they are one statement.
    elements = (*block.elements[:index], merged, *block.elements[following + 1 :])
    shift = following - index
    insertions = tuple(
        replace(insertion, at=insertion.at if insertion.at <= index else max(index, insertion.at - shift))
        for insertion in block.insertions
    )
    return replace(
        block,
        elements=elements,
        insertions=insertions,
        declared=block.declared - {name},
        inlined=(*block.inlined, name),
    )


def _is_in_order(statement: Term) -> bool:
    """Whether the calls on the receiver in a statement are made in the order of the page's lines."""
    places = [call.origin.start_byte for call in _evaluated(statement) if _is_of_receiver(call)]
    return places == sorted(places)


def _evaluated(statement: Term) -> Iterator[Term]:
    """The calls of a statement, holes included, in the order in which they are made."""
    stack = [(statement, False)]
    while stack:
        term, done = stack.pop()
        if done:
            yield term
            continue
        if term.kind in CALLS:
            stack.append((term, True))
        below = term.holes if isinstance(term, ProgramTerm) else term.children
        stack.extend((child, False) for child in reversed(below))


def _is_of_receiver(call: Term) -> bool:
    """Whether a call is one of a member of the receiver, or of what such a call gives."""
    function = callee(call)
    while function.kind in MEMBERS | CALLS:
        function = function.children[0]
    return function.kind == "receiver"


def substitute(term: Term, name: str, value: Term) -> Term:
    """``term`` with the JavaScript metavariable ``name`` replaced, in the holes of programs too."""
    if term.kind == "metavar" and term.value == name:
        return value
    if isinstance(term, ProgramTerm):
        holes = tuple(substitute(hole, name, value) for hole in term.holes)
        if all(new is old for new, old in zip(holes, term.holes, strict=True)):
            return term
        programs = tuple(
            program._replace(body=tuple(_in_holes(t, name, value) for t in program.body)) for program in term.variants
        )
        # Its other forms are those of other holes.
        return replace(term, holes=holes, variants=programs, _tokens=None, _words=None, _kinds=None, _aligned={})
    children = tuple(substitute(child, name, value) for child in term.children)
    if all(new is old for new, old in zip(children, term.children, strict=True)):
        return term
    return replace(term, children=children)


def _in_holes(term: Term, name: str, value: Term) -> Term:
    if term.kind == "hole":
        return replace(term, children=tuple(substitute(child, name, value) for child in term.children))
    children = tuple(_in_holes(child, name, value) for child in term.children)
    if all(new is old for new, old in zip(children, term.children, strict=True)):
        return term
    return replace(term, children=children)


def blocks_above(term: Term | None, name: str) -> int:
    """The blocks between a statement and the use of a metavariable in it."""
    stack = [(term, 0)] if term is not None else []
    while stack:
        current, depth = stack.pop()
        if current.kind == "metavar" and current.value == name:
            return depth
        inner = depth + (current.kind == "block")
        below = current.holes if isinstance(current, ProgramTerm) else current.children
        stack.extend((child, inner) for child in below)
    return 0
