"""Where a block of a page is looked for: at its first program; without one, at its first call that runs any code, and
without that, at its first use of the receiver. What runs code decides most, so it is where the least is tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from migrator.matching.notation import NotationError
from migrator.model.term import MEMBERS, Kind, Term, arguments, callee
from migrator.sites.program import ProgramTerm, runs_program

_CALLED: frozenset[Kind] = frozenset({"call", "call?"})


class Anchor(NamedTuple):
    """A part of a `-` line at which a block is looked for: a program, a call that runs any code, or a receiver.

    ``element`` is the index of its statement, ``depth`` the number of blocks between the two. ``member`` is the
    property that is taken of a receiver, None where it is any, or none is. What gives the receiver its value
    (``is_given``) is no use that a block could be looked for at; it is taken where there is no other.
    """

    element: int
    depth: int
    term: Term
    member: str | None = None
    is_given: bool = False


def anchor(statements: Iterable[tuple[int, Term]]) -> Anchor | None:
    """The anchor of a block with these `-` statements, each with the index of its element; None if there is none."""
    code: Anchor | None = None
    use: Anchor | None = None
    for index, statement in statements:
        for term, depth, around in _parts(statement):
            if isinstance(term, ProgramTerm):
                return Anchor(index, depth, term)
            if code is None and runs_code(term):
                code = Anchor(index, depth, term)
            if term.kind == "receiver" and (use is None or use.is_given):
                is_given = around is not None and around.kind == "assign" and around.children[0] is term
                use = use if use is not None and is_given else Anchor(index, depth, term, _member(around), is_given)
    return code or use


def programs_in(statement: Term) -> Iterator[ProgramTerm]:
    """The programs of a statement, in their order."""
    return (term for term, _, _ in _parts(statement) if isinstance(term, ProgramTerm))


def runs_in(statement: Term) -> Iterator[Term]:
    """The calls of a statement that run a program or any code, in their order."""
    return (term for term in statement.walk() if term.kind in _CALLED and runs_program(callee(term)))


def runs_code(call: Term) -> bool:
    """Whether a call of a page runs any code: it is given a metavariable in the place of a program."""
    return call.kind in _CALLED and runs_program(callee(call)) and _code(call) is not None


def code_of(call: Term) -> str | None:
    """The metavariable that stands for the code of a call which runs any."""
    term = _code(call)
    return term.value if term is not None else None


def check(removed: list[tuple[int, Term]], kept: list[tuple[int, Term]], first_line: int) -> None:
    """Raise NotationError unless a `-` line uses the receiver, and all that runs goes. Statements come with their
    lines.
    """
    for line, statement in kept:
        if any(True for _ in runs_in(statement)):
            raise NotationError(line, "CALL_STAYS")
    if anchor(removed) is None:
        has_use = any(term.kind == "receiver" for _, statement in kept for term in statement.walk())
        raise NotationError(first_line, "NO_USE_REMOVED" if has_use else "NO_USE")
    for line, statement in removed:
        for call in runs_in(statement):
            first = arguments(call)[:1]
            if not first or not (isinstance(first[0], ProgramTerm) or runs_code(call)):
                raise NotationError(line, "CODE_NOT_NAMED")


def _code(call: Term) -> Term | None:
    given = arguments(call)
    return given[0] if given and given[0].kind == "metavar" else None


def _member(around: Term | None) -> str | None:
    return around.value if around is not None and around.kind in MEMBERS and len(around.children) == 1 else None


def _parts(statement: Term) -> Iterator[tuple[Term, int, Term | None]]:
    """The terms of a statement in their order, each with the blocks around it and what it is a part of."""
    stack: list[tuple[Term, int, Term | None]] = [(statement, 0, None)]
    while stack:
        current, depth, around = stack.pop()
        yield current, depth, around
        inner = depth + (current.kind == "block")
        stack.extend((child, inner, current) for child in reversed(current.children))
