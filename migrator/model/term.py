"""The one tree that both languages are lowered to, and that patterns are matched on.

A term says what decides a match and nothing else: layout, quotes, redundant parentheses and the like are gone by the
time a term exists. JavaScript and Python meet in it: a call that runs Python holds a ``program`` term, and a hole of
that program holds a JavaScript term again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Self

Language = Literal["javascript", "python"]

if TYPE_CHECKING:
    from migrator.model.kinds import JavaScriptKind as JavaScriptKind
    from migrator.model.kinds import Kind as Kind
    from migrator.model.kinds import PythonKind as PythonKind
else:
    JavaScriptKind = Kind = PythonKind = str

OPEN: frozenset[Kind] = frozenset({"gap", "dots"})  # any number of items of a list, in a pattern
WILD: frozenset[Kind] = frozenset({"metavar", "anything"})  # any one term, in a pattern
MEMBERS: frozenset[Kind] = frozenset({"member", "member?", "attribute"})
CALLS: frozenset[Kind] = frozenset({"call", "call?", "new"})  # what is called, then its arguments


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
    """A node of the common tree: a `JavaScriptTerm` or a `PythonTerm`.

    ``kind`` and ``value`` (operator, literal, name, ``""`` where there is none) are compared, then ``children`` in
    order. ``origin`` is the parser's node, for positions. ``symbol`` is set on Python names that the program binds, and
    on names of a page's JavaScript that mean the platform's.
    """

    language: ClassVar[Language]  # of the two classes; nothing is a plain `Term`

    kind: Kind
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

    def holding(self, children: tuple[Term, ...]) -> Self:
        """The same term with other children."""
        return type(self)(self.kind, self.value, children, self.origin, self.symbol)


@dataclass(slots=True, eq=False)
class JavaScriptTerm(Term):
    """A term of JavaScript: of a file, of a page, or in a hole of a program."""

    language: ClassVar[Language] = "javascript"

    kind: JavaScriptKind


@dataclass(slots=True, eq=False)
class PythonTerm(Term):
    """A term of the Python of a program; what is below one of kind ``hole`` is JavaScript."""

    language: ClassVar[Language] = "python"

    kind: PythonKind


class Slice(NamedTuple):
    """Bytes of a file that no node of its own stands for: a character of a template, the place of an absent `else`."""

    start_byte: int
    end_byte: int


class Span(NamedTuple):
    """Where a node stood whose tree is no longer there."""

    start_byte: int
    end_byte: int


# The parts of terms that both languages have, by their names.


def callee(call: Term) -> Term:
    """What a call or a `new` calls."""
    return call.children[0]


def arguments(call: Term) -> tuple[Term, ...]:
    """What a call or a `new` is given."""
    return call.children[1:]


def owner(member: Term) -> Term:
    """What a member or an attribute is read from. Behind it stands a name that is a metavariable."""
    return member.children[0]


def expression(statement: Term) -> Term:
    """What a statement of kind ``expr`` evaluates."""
    return statement.children[0]


def content(hole: Term) -> Term:
    """The JavaScript in a hole of a program."""
    return hole.children[0]


def show(term: Term) -> str:
    """A one-line S-expression, for tests and debugging."""
    head = term.kind if not term.value else f"{term.kind}:{term.value}"
    return head if not term.children else f"({head} {' '.join(show(child) for child in term.children)})"
