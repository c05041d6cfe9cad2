"""The messages that a page posts to a raw Worker: `+ this.worker.postMessage({ type: 'count', data: $X });`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from migrator.model.settings import WORKER
from migrator.model.term import Kind, Term, arguments, callee, expression, owner

POST = "postMessage"
_PORT = "port"
_CALLED: frozenset[Kind] = frozenset({"call", "call?"})
_MEMBERS: frozenset[Kind] = frozenset({"member", "member?"})
_IGNORING: frozenset[Kind] = frozenset({"expr", "arrow"})

Field = tuple[str, "str | float | Fields | None"]
Fields = tuple[Field, ...]


class Posted(NamedTuple):
    """A message as a page writes it: a constant, or the fields of an object, None for what is not written out.

    One that is not ``is_open`` has no other field. ``through_port`` is one that goes to `this.worker.port`, and
    ``is_used`` one of which the page takes what the call gives back.
    """

    held: str | float | Fields | None
    is_open: bool = False
    through_port: bool = False
    is_used: bool = False


def posted(statements: Iterable[Term]) -> Iterator[Posted]:
    """The messages of `+` lines, in their order."""
    from migrator.sites.program import everything  # with the library of Python, which a file that sends does not need

    for statement in statements:
        ignored = _ignored(statement)
        for call in everything(statement):
            if call.kind not in _CALLED or callee(call).value != POST or not callee(call).children:
                continue
            on = owner(callee(call))
            through_port = on.kind in _MEMBERS and on.value == _PORT
            given = arguments(call)
            if _is_worker(owner(on) if through_port else on) and given:
                held, is_open = _held(given[0])
                yield Posted(held, is_open, through_port, id(call) not in ignored)


def _is_worker(term: Term) -> bool:
    return term.kind in _MEMBERS and term.value == WORKER.member and owner(term).kind == "this"


def _ignored(statement: Term) -> set[int]:
    """The calls below a statement that nobody takes anything of."""
    found: set[int] = set()
    for term in statement.walk():
        if term.kind not in _IGNORING:
            continue
        last = expression(term) if term.kind == "expr" else term.children[-1]
        while last.kind == "await" or (last.kind == "unary" and last.value == "void"):
            last = last.children[0]
        found.add(id(last))
    return found


def _held(term: Term) -> tuple[str | float | Fields | None, bool]:
    """What a term of a page is, and whether it may have more fields."""
    if term.kind == "string":
        return term.value, False
    if term.kind == "number":
        try:
            return float(term.value), False
        except ValueError:
            return None, True
    if term.kind == "array":
        fields = tuple((str(at), _held(item)[0]) for at, item in enumerate(term.children))
        return fields, any(item.kind == "spread" for item in term.children)
    if term.kind != "object":
        return None, True
    found: dict[str, str | float | Fields | None] = {}
    is_open = False
    for part in term.children:
        is_pair = part.kind == "pair" and bool(part.children)
        # `{ $X }` has the name of a property that the site decides.
        if is_pair and (part.children[0].kind, part.children[0].value) != ("metavar", part.value):
            found[part.value] = _held(part.children[0])[0]
        elif part.kind != "method":
            is_open = True
    return tuple(found.items()), is_open
