"""Terms and programs in normal form as plain values and back, with all that is shared among them.

Of where the Python of a program stands in its text, only what is dropped is kept, and statements where that is asked
for: the rest takes the parser's tree, and hardly anybody asks. Who does has the program lowered again, which gives the
same terms in the same order.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, NamedTuple

from migrator.javascript.embedded import Embedded, Hole
from migrator.model.ledger import Message, Sentence
from migrator.model.term import JavaScriptTerm, Kind, PythonTerm, Slice, Span, Symbol, Term
from migrator.python.form import Dropped, Program
from migrator.python.symbols import walk_python
from migrator.run.cache.codec import Codec
from migrator.sites.program import ProgramTerm

# The origins of terms that have no place in the JavaScript.
_NOWHERE, _PYTHON, _PYTHON_NOWHERE = 0, 1, 2
_NAMED = ("binds", "reads", "deletes", "lasting")  # what a program does to global names
_BLOCKS: frozenset[Kind] = frozenset({"block", "handler"})
Lowered = Callable[[], Program]
Plain = Any  # what JSON can say


class _Origin(NamedTuple):
    """The origin of something in a program that was lowered in an earlier run."""

    what: str
    key: str | int = 0
    start: int | None = None  # in the text, where it was asked for once


_TERM = _Origin("term")


@dataclass(eq=False)
class _Places:
    """Where things stand in a program that is lowered again when somebody asks."""

    lowered: Lowered
    body: tuple[Term, ...] = ()
    known: Mapping[Any, tuple[int, int]] = field(default_factory=dict, repr=False)  # spans of statements
    _program: Program | None = field(default=None, repr=False)
    _same: dict[Term, Term] = field(default_factory=dict, repr=False)

    def start(self, item: Any) -> int:
        if isinstance(item, _Origin) and item.start is not None:
            return item.start
        if item in self.known:
            return self.known[item][0]
        return self._again.raw.start(self._there(item))

    def end(self, item: Any) -> int:
        if item in self.known:
            return self.known[item][1]
        return self._again.raw.end(self._there(item))

    @property
    def _again(self) -> Program:
        if self._program is None:
            self._program = self.lowered()
            ours, theirs = ([t for s in body for t in walk_python(s)] for body in (self.body, self._program.body))
            self._same = dict(zip(ours, theirs, strict=True))
        return self._program

    def _there(self, item: Any) -> Any:
        program = self._again
        if isinstance(item, Term):
            return self._same[item]
        assert isinstance(item, _Origin)
        if item.what == "dropped":
            return program.dropped[int(item.key)].origin
        if item.what == "star":
            return program.star_import
        if item.what == "unseen":
            return program.unseen[int(item.key)]
        found: Mapping[str, Any] = getattr(program, item.what)
        return found[str(item.key)]


class Writer:
    """Gives each term and symbol a number; what is met twice is one. ``outside`` are terms that the reader has."""

    def __init__(self, outside: Sequence[Term] = ()) -> None:
        self._outside = {term: -1 - index for index, term in enumerate(outside)}
        self._numbers: dict[Term, int] = {}
        self._symbols: dict[Symbol, int] = {}
        self.terms: list[Plain] = []
        self.symbols: list[Plain] = []
        self.programs: dict[int, Plain] = {}

    def term(self, term: Term) -> int:
        """The number of a term; all below it have one then."""
        stack = [(term, False)]
        while stack:
            current, below = stack.pop()
            if current in self._numbers or current in self._outside:
                continue
            if not below:
                stack.append((current, True))
                stack.extend((child, False) for child in current.children)
                if isinstance(current, ProgramTerm):
                    stack.extend((hole, False) for hole in current.holes)
                    stack.extend((s, False) for variant in current.variants for s in variant.body)
                continue
            self._numbers[current] = len(self.terms)
            children = [self._number(child) for child in current.children]
            self.terms.append([current.kind, current.value, children, _origin(current), self._symbol(current.symbol)])
            if isinstance(current, ProgramTerm):
                self.programs[self._numbers[current]] = self._program_term(current)
        return self._number(term)

    def program(self, program: Program, *, spans: bool = False) -> Plain:
        """A program in normal form, with ``spans`` that of each statement too."""
        return [
            [self.term(statement) for statement in program.body],
            program.has_value,
            [
                [item.text, [self.term(hole) for hole in item.holes], program.position(item.origin)]
                for item in program.dropped
            ],
            list(program.stray),
            [list(program.binds), list(program.reads), list(program.deletes), list(program.lasting)],
            dict(program.imports),
            len(program.unseen),
            program.star_import is not None,
            list(self._spans(program)) if spans else [],
        ]

    def _spans(self, program: Program) -> Iterator[list[int]]:
        stack = [*program.body]
        while stack:
            term = stack.pop()
            with suppress(LookupError):
                yield [self.term(term), program.position(term), program.end_position(term)]
            for block in term.children:
                if block.kind in _BLOCKS:
                    stack.extend(block.children)

    def _number(self, term: Term) -> int:
        return self._outside[term] if term in self._outside else self._numbers[term]

    def _symbol(self, symbol: Symbol | None) -> int:
        if symbol is None:
            return -1
        if symbol not in self._symbols:
            self._symbols[symbol] = len(self.symbols)
            self.symbols.append([symbol.name, symbol.writes, symbol.uses])
        return self._symbols[symbol]

    def _program_term(self, term: ProgramTerm) -> Plain:
        embedded = term.embedded
        return [
            embedded.text,
            _runs(embedded.offsets),
            [[hole.placeholder, hole.node.start_byte, hole.node.end_byte] for hole in embedded.holes],
            _faults().dumps((embedded.error, term.fault)).decode(),
            [self._number(hole) for hole in term.holes],
            [self.program(variant) for variant in term.variants],
        ]


class Reader:
    """Terms from their numbers. ``again`` lowers the n-th form of a program term anew."""

    def __init__(
        self,
        terms: list[Plain],
        symbols: list[Plain],
        programs: dict[str, Plain],
        again: Callable[[ProgramTerm, int], Program] | None = None,
        outside: Sequence[Term] = (),
    ) -> None:
        self._outside = outside
        self._symbols = [Symbol(*symbol) for symbol in symbols]
        self._terms: list[Term] = []
        for number, (kind, value, children, origin, symbol) in enumerate(terms):
            below = tuple(map(self.term, children))
            own = self._symbols[symbol] if symbol >= 0 else None
            plain = programs.get(str(number))
            if plain is not None:
                assert again is not None
                self._terms.append(self._program_term(_read_origin(origin), plain, again))
            elif origin == _PYTHON:
                self._terms.append(PythonTerm(kind, value, below, _TERM, own))
            elif origin == _PYTHON_NOWHERE:
                self._terms.append(PythonTerm(kind, value, below, None, own))
            else:
                self._terms.append(JavaScriptTerm(kind, value, below, _read_origin(origin), own))

    def term(self, number: int) -> Term:
        """The term of a number."""
        return self._terms[number] if number >= 0 else self._outside[-1 - number]

    def program(self, plain: Plain, lowered: Lowered) -> Program:
        """A program in normal form, which ``lowered`` makes again."""
        statements, has_value, dropped, stray, named, imports, unseen, star, spans = plain
        body = tuple(map(self.term, statements))
        binds, reads, deletes, lasting = (
            {name: _Origin(what, name) for name in names} for what, names in zip(_NAMED, named, strict=True)
        )
        return Program(
            body,
            has_value,
            tuple(
                Dropped(_Origin("dropped", index, start), text, tuple(map(self.term, holes)))
                for index, (text, holes, start) in enumerate(dropped)
            ),
            tuple(stray),
            binds,
            reads,
            deletes,
            lasting,
            imports,
            tuple(_Origin("unseen", index) for index in range(unseen)),
            _Origin("star") if star else None,
            _Places(lowered, body, {self.term(number): (start, end) for number, start, end in spans}),
        )

    def _program_term(
        self, origin: Slice | Span | None, plain: Plain, again: Callable[[ProgramTerm, int], Program]
    ) -> ProgramTerm:
        text, runs, spans, faults, holes, variants = plain
        error, fault = _faults().loads(faults.encode())
        held = tuple(Hole(name, index, Span(start, end)) for index, (name, start, end) in enumerate(spans))
        term = ProgramTerm(
            "program",
            origin=origin,
            embedded=Embedded(text, _offsets(runs), held, error),
            holes=tuple(map(self.term, holes)),
            fault=fault,
        )
        term.variants = tuple(
            self.program(variant, partial(again, term, index)) for index, variant in enumerate(variants)
        )
        return term


@cache
def _faults() -> Codec:
    """Writes what is wrong with a program: a line that a page adds may hold one that does not parse."""
    return Codec(Message, Sentence)


def _origin(term: Term) -> Plain:
    origin = term.origin
    if term.language == "python":
        return _PYTHON_NOWHERE if origin is None else _PYTHON
    if origin is None:
        return _NOWHERE
    span = [origin.start_byte, origin.end_byte]
    return [*span, 0] if isinstance(origin, Slice) else span


def _read_origin(plain: Plain) -> Slice | Span | None:
    """The origin of a term of JavaScript."""
    if plain == _NOWHERE:
        return None
    return Slice(plain[0], plain[1]) if len(plain) == 3 else Span(plain[0], plain[1])


def _runs(offsets: array[int]) -> list[int]:
    """Offsets as pairs of a first one and how many follow it one by one."""
    runs: list[int] = []
    last = -2
    for offset in offsets:
        if offset == last + 1:
            runs[-1] += 1
        else:
            runs += [offset, 1]
        last = offset
    return runs


def _offsets(runs: list[int]) -> array[int]:
    offsets = array("Q")
    for start, count in zip(runs[::2], runs[1::2], strict=True):
        offsets.extend(range(start, start + count))
    return offsets
