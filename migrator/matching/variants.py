"""A block with its temporaries written inline: each form that one page's declarations can take in a source."""

from __future__ import annotations

from dataclasses import replace

from migrator.matching.notation import NotationError
from migrator.matching.pattern import Block, Role, metavariables
from migrator.model.term import Term
from migrator.sites.program import ProgramTerm

# Each declaration doubles them. Those of twelve in a row are made within a second or two.
_MOST = 1 << 12


def variants(block: Block) -> list[Block]:
    """The block itself, then the block with each one-use declaration written inline (design: "Written inline"). Raises
    NotationError if these are too many to try.
    """
    # In which order they are written inline makes no difference, so each set is made once.
    found = {frozenset(block.inlined): block}
    todo = [block]
    for current in todo:
        for index in range(len(current.elements)):
            inlined = _inline(current, index)
            if inlined is not None and found.setdefault(frozenset(inlined.inlined), inlined) is inlined:
                todo.append(inlined)
        if len(todo) > _MOST:
            raise NotationError(block.line, "TOO_MANY_FORMS")
    return todo


def _inline(block: Block, index: int) -> Block | None:
    """``block`` with the declaration at ``index`` written where it is used, or None where that cannot be."""
    element = block.elements[index]
    if (
        element.role is not Role.REMOVED
        or element.term is None
        or element.term.kind != "declare"
        or len(element.term.children) != 1
    ):
        return None
    (declarator,) = element.term.children
    target, value = declarator.children
    if target.kind != "metavar" or target.value not in block.gone or value.kind == "none":
        return None
    if any(nest.name == target.value for nest in block.nests):
        return None
    following = next((i for i in range(index + 1, len(block.elements)) if block.elements[i].role is Role.REMOVED), None)
    uses = [
        i
        for i, other in enumerate(block.elements)
        if i != index and other.term
        for name in metavariables(other.term)
        if name == target.value
    ]
    if following is None or uses != [following]:
        return None
    if any(other.role is Role.KEPT for other in block.elements[index:following]):
        return None
    next_term = block.elements[following].term
    assert next_term is not None
    merged = replace(block.elements[following], term=substitute(next_term, target.value, value))
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
        declared=block.declared - {target.value},
        inlined=(*block.inlined, target.value),
    )


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
        return replace(term, holes=holes, variants=programs, _tokens=None, _kinds=None, _aligned={})
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
