"""Where the two languages meet: the Python that a call runs, as a term of the JavaScript around it."""

from __future__ import annotations

import builtins
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from migrator.javascript.embedded import Embedded, embed
from migrator.javascript.parentheses import unwrap
from migrator.javascript.syntax import STRINGS, children
from migrator.model.term import MEMBERS, OPEN, JavaScriptTerm, Kind, Term, owner
from migrator.python.language import PYTHON

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.lower import Lowering
    from migrator.model.ledger import Message
    from migrator.python.form import Program

_TOKENS: frozenset[Kind] = frozenset({"module", "attribute", "string", "number"})
# What any program may have: it says nothing about whom a page is for.
_COMMON_MODULES = frozenset({"io", "js", "json", "micropip", "os", "sys", "time", "traceback", PYTHON.module})
_COMMON_NAMES = frozenset(dir(builtins)) | {
    "append", "close", "copy", "decode", "dumps", "encode", "extend", "flush", "format", "get", "getvalue", "items",
    "join", "keys", "loads", "lower", "pop", "read", "replace", "split", "startswith", "stderr", "stdout", "strip",
    "to_py", "update", "upper", "values", "write",
}  # fmt: skip
_ENVIRONMENT = "the environment"  # no name is spelled like this
_NAMES: frozenset[Kind] = frozenset({"attribute", "name"})
_ROOTS: frozenset[Kind] = frozenset({"name", "this", "receiver"})


@dataclass(slots=True, eq=False)
class ProgramTerm(JavaScriptTerm):
    """An embedded program. A pattern has one normal form for each way its gaps can be empty, a source has one.

    ``fault`` says why a program has no normal form, as (message, byte offset in the JavaScript).
    """

    embedded: Embedded = field(default=None, repr=False)  # type: ignore[assignment]
    variants: tuple[Program, ...] = ()
    holes: tuple[Term, ...] = ()
    fault: tuple[Message, int] | None = None
    _tokens: frozenset[tuple[Kind, str]] | None = field(default=None, repr=False)
    _words: frozenset[str] | None = field(default=None, repr=False)
    _kinds: Counter[Kind] | None = field(default=None, repr=False)
    _aligned: dict[tuple[str, str], Program] = field(default_factory=dict, repr=False)

    @property
    def tokens(self) -> frozenset[tuple[Kind, str]]:
        """Names and literals that every form of the program has: what lacks one of a page's cannot fit."""
        if self._tokens is None:
            found = [
                frozenset(
                    (term.kind, term.value)
                    for statement in program.body
                    for term in _python_terms(statement)
                    if term.kind in _TOKENS and term.value
                )
                for program in self.variants
            ]
            self._tokens = frozenset.intersection(*found) if found else frozenset()
        return self._tokens

    @property
    def words(self) -> frozenset[str]:
        """What the program works on: the environment, and modules, members and functions that not every program has."""
        if self._words is None:
            found: set[str] = set()
            for statement in self.variants[0].body if self.variants else ():
                found.update(word for term in _python_terms(statement) for word in _word(term))
            self._words = frozenset(found)
        return self._words

    @property
    def kinds(self) -> Counter[Kind]:
        """How many nodes of each kind the program has."""
        if self._kinds is None:
            terms = (term for statement in self.variants[0].body for term in _python_terms(statement))
            self._kinds = Counter(term.kind for term in terms if term.kind not in OPEN)
        return self._kinds

    def aligned(self, environment: str, temporaries: str, *, pattern: bool, forms: Forms | None = None) -> Program:
        """The program with other temporaries written inline than the normal form has, for a diagnosis."""
        key = (environment, temporaries)
        if key not in self._aligned:
            holes = {hole.placeholder: term for hole, term in zip(self.embedded.holes, self.holes, strict=True)}

            def lowered() -> Program:
                return PYTHON.lower(
                    self.embedded.text,
                    holes,
                    environment=environment,
                    pattern=pattern,
                    pure_hole=_may_be_printed,
                    temporaries=temporaries,
                )

            pure = [_may_be_printed(hole) for hole in self.holes]
            text = self.embedded.text
            self._aligned[key] = lowered() if forms is None else forms.form(text, holes, pure, key, lowered)
        return self._aligned[key]

    def inside(self) -> Iterator[Term]:
        """The JavaScript in its holes."""
        for hole in self.holes:
            yield from everything(hole)

    def offset(self, program: Program, term: Term) -> int:
        """The byte offset in the JavaScript at which a term of the program begins."""
        return self.embedded.offsets[program.position(term)]


def everything(term: Term) -> Iterator[Term]:
    """A JavaScript term and all below it, that in the holes of programs included."""
    for part in term.walk():
        yield part
        if isinstance(part, ProgramTerm):
            yield from part.inside()


def runs_program(function: Term) -> bool:
    """Whether calling this term runs a program on the receiver."""
    return (
        function.kind in MEMBERS
        and function.value in PYTHON.calls
        and owner(function).kind == "receiver"
    )


def program_argument(function: Term, argument: Node) -> Node | None:
    """The literal that holds a program, if the first argument of a call of ``function`` is one."""
    if not runs_program(function):
        return None
    literal = unwrap(argument)
    return literal if literal.type in STRINGS else None


class Forms(Protocol):
    """Keeps programs in normal form from one run to the next."""

    def form(
        self,
        text: str,
        holes: Mapping[str, Term],
        pure: list[bool],
        how: tuple[str, str],
        lowered: Callable[[], Program],
    ) -> Program: ...


def program_term(
    data: bytes,
    argument: Node,
    lowering: Lowering,
    environment: str,
    *,
    pattern: bool = False,
    forms: Forms | None = None,
) -> ProgramTerm:
    """Lower the Python in ``argument`` (a template or string literal), unless ``forms`` has its normal form."""
    from migrator.python.form import Unparsable

    embedded = embed(data, argument)
    holes = {hole.placeholder: _hole_term(hole.node, lowering) for hole in embedded.holes}
    term = ProgramTerm("program", origin=argument, embedded=embedded, holes=tuple(holes.values()))
    if embedded.error is not None:
        term.fault = (embedded.error, argument.start_byte)
        return term

    def lowered() -> Program:
        return PYTHON.lower(embedded.text, holes, environment=environment, pure_hole=_may_be_printed)

    try:
        if pattern:
            term.variants = tuple(PYTHON.lower_pattern(embedded.text, holes, environment=environment))
        elif forms is not None:
            pure = [_may_be_printed(hole) for hole in holes.values()]
            term.variants = (forms.form(embedded.text, holes, pure, (environment, "safe"), lowered),)
        else:
            term.variants = (lowered(),)
    except Unparsable as error:
        line = error.line or 1
        term.fault = (error.message, embedded.offsets[_line_start(embedded.text, line)])
    return term


def _word(term: Term) -> Iterator[str]:
    """The name that a term says, where not every program has it."""
    if term.kind == "environment":
        yield _ENVIRONMENT
    elif term.kind == "module":
        if term.value.partition(".")[0] not in _COMMON_MODULES:
            yield term.value.rpartition(".")[2]
    elif (
        term.kind in _NAMES
        and term.symbol is None
        and term.value not in _COMMON_NAMES
        and not term.value.startswith("__")
    ):
        yield term.value


def _python_terms(statement: Term) -> Iterator[Term]:
    """Terms of the Python of a statement, not those of the JavaScript in its holes."""
    stack = [statement]
    while stack:
        term = stack.pop()
        yield term
        if term.kind != "hole":
            stack.extend(term.children)


def _may_be_printed(hole: Term) -> bool:
    """Whether a print may go with this hole: a name or a member path."""
    while hole.kind == "member" and len(hole.children) == 1:
        hole = owner(hole)
    return hole.kind in _ROOTS


def _hole_term(node: Node, lowering: Lowering) -> Term:
    inner = children(node)
    return lowering.lower(inner[0]) if inner else JavaScriptTerm("none", origin=node)


def _line_start(text: str, line: int) -> int:
    at = 0
    for _ in range(line - 1):
        following = text.find("\n", at)
        if following < 0:
            break
        at = following + 1
    return min(at, len(text))
