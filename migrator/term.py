"""The one tree that both languages are lowered to, and that patterns are matched on.

A term says what decides a match and nothing else: layout, quotes, redundant parentheses and the like are gone by the
time a term exists. JavaScript and Python meet in it: a call that runs Python holds a ``program`` term, and a hole of
that program holds a JavaScript term again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple


@dataclass(slots=True, eq=False)
class Symbol:
    """A Python name that its program binds. Two symbols are the same name only if they are the same object.

    ``uses`` counts reads, ``writes`` counts bindings (an assignment, a ``def``, a parameter, a comprehension target).
    """

    name: str
    writes: int = 0
    uses: int = 0


@dataclass(slots=True, eq=False)
class Term:
    """A node of the common tree.

    ``kind`` and ``value`` (operator, literal, name, ``""`` where there is none) are compared, then ``children`` in
    order. ``origin`` is the parser's node, for positions. ``symbol`` is set on Python names that the program binds.
    """

    kind: str
    value: str = ""
    children: tuple[Term, ...] = ()
    origin: Any = field(default=None, repr=False)
    symbol: Symbol | None = field(default=None, repr=False)

    def walk(self) -> Iterator[Term]:
        """This term and all below it, in source order. A stack, since source may nest deeply."""
        stack = [self]
        while stack:
            term = stack.pop()
            yield term
            stack.extend(reversed(term.children))


class Slice(NamedTuple):
    """Bytes of a file that no node of its own stands for: a character of a template, the place of an absent `else`."""

    start_byte: int
    end_byte: int


class Span(NamedTuple):
    """Where a node stood whose tree is no longer there."""

    start_byte: int
    end_byte: int


def show(term: Term) -> str:
    """A one-line S-expression, for tests and debugging."""
    head = term.kind if not term.value else f"{term.kind}:{term.value}"
    return head if not term.children else f"({head} {' '.join(show(child) for child in term.children)})"
