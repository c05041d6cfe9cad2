"""Python text as terms in normal form.

The way through: guards and parse (`parse`), the tree as terms (`build`), names to symbols (`symbols`), what the
program binds and reads (`flow`), imports to dotted paths (`imports`), the equivalences (`normal`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import combinations, pairwise
from typing import Any

from migrator.model.ledger import Message, Sentence
from migrator.model.term import Kind, Term, content
from migrator.python import flow, imports, normal
from migrator.python.build import Builder
from migrator.python.effects import never
from migrator.python.form import Dropped, Program
from migrator.python.normal import Temporaries
from migrator.python.parse import Unparsable, parse
from migrator.python.positions import Positions
from migrator.python.shape import lone_assignment
from migrator.python.symbols import count, walk_python
from migrator.python.tokens import tokens
from migrator.python.tree import AnyNode

__all__ = ["Dropped", "Program", "Temporaries", "Unparsable", "lower", "lower_variants"]

_NAMED: frozenset[Kind] = frozenset({"name", "keyword", "def", "async_def", "class"})
_METAVAR = re.compile(r"[A-Z_][A-Z0-9_]*")
_MOST_GAPS = 6  # that are varied one against the other: 64 forms


def lower(
    text: str,
    holes: Mapping[str, Term],
    *,
    environment: str = "env",
    pattern: bool = False,
    pure_hole: Callable[[Term], bool] = never,
    temporaries: Temporaries = Temporaries.SAFE,
) -> Program:
    """The normal form of ``text``, in which each key of ``holes`` is a placeholder.

    ``pure_hole`` says of the JavaScript term in a hole that it is without effect. Raises ``Unparsable``.
    """
    source = _Source(text, holes, environment, pattern, pure_hole, temporaries)
    return source.program(frozenset())


def lower_variants(
    text: str,
    holes: Mapping[str, Term],
    *,
    environment: str = "env",
    pure_hole: Callable[[Term], bool] = never,
) -> list[Program]:
    """The distinct normal forms of a pattern as its gaps cover nothing or something; first the one with all gaps.

    A gap that covers nothing makes two statements adjacent, and a temporary between them may then go. With more than
    six gaps, only those after an assignment to a name that is read once are varied, and at most six of them.
    """
    source = _Source(text, holes, environment, True, pure_hole)
    whole = source.program(frozenset())
    gaps = source.gaps
    if len(gaps) > _MOST_GAPS:
        gaps = source.temporary_gaps[:_MOST_GAPS]
    programs = [whole]
    known = {structure(whole)}
    for size in range(1, len(gaps) + 1):
        for removed in combinations(gaps, size):
            program = source.program(frozenset(removed))
            form = structure(program)
            if form not in known:
                known.add(form)
                programs.append(program)
    return programs


def structure(program: Program) -> tuple[Any, ...]:
    """A value that two programs share if they are the same up to the names that they bind themselves."""
    numbers: dict[Any, int] = {}
    shape: list[Any] = [program.has_value]
    for statement in program.body:
        for term in walk_python(statement):
            symbol = term.symbol
            if symbol is None:
                shape.append((term.kind, term.value, len(term.children)))
            else:
                named = term.kind in _NAMED
                number = numbers.setdefault(symbol, len(numbers))
                shape.append((term.kind, "" if named else term.value, len(term.children), number))
            if term.kind == "hole":
                shape.append(content(term))
    return tuple(shape)


class _Source:
    """A parsed text, from which programs are made; once for each choice of gaps."""

    def __init__(
        self,
        text: str,
        holes: Mapping[str, Term],
        environment: str,
        pattern: bool,
        pure_hole: Callable[[Term], bool],
        temporaries: Temporaries = Temporaries.SAFE,
    ) -> None:
        self.temporaries = temporaries
        self.holes = holes
        self.environment = environment
        self.pattern = pattern
        self.pure_hole = pure_hole
        self.marker = ""
        self.text = text
        if pattern and "$" in text:
            self.marker, self.text = mark_metavars(text)
        self.module = parse(self.text, whole=pattern)
        self.gaps: list[AnyNode] = []
        self.temporary_gaps: list[AnyNode] = []

    def program(self, removed: frozenset[AnyNode]) -> Program:
        """The program without the gaps ``removed``. Raises ``Unparsable``."""
        try:
            return self._program(removed)
        except RecursionError:
            raise Unparsable(Message.of(Sentence.PROGRAM_TOO_DEEP), None) from None

    def _program(self, removed: frozenset[AnyNode]) -> Program:
        builder = Builder(self.holes, self.pattern, self.marker, removed)
        body = builder.module(self.module)
        scopes = builder.scopes
        scopes.resolve()
        for read in scopes.reads:
            if read.term.symbol is None and read.term.value == self.environment:
                read.term.kind, read.term.value = "environment", ""
        flowed = flow.analyse(body, scopes, self.environment)
        body = imports.resolve(body, builder)
        for scope in scopes.all:
            if scope.kind == "class":  # an attribute of the class: its spelling counts
                for bindings in scope.bindings.values():
                    for binding in bindings:
                        binding.term.symbol = None
        owned = {symbol for scope in scopes.all if scope.kind == "class" for symbol in scope.symbols.values()}
        for read in scopes.reads:
            if read.term.symbol in owned:
                read.term.symbol = None
        form = normal.normalise(body, builder, self.module, self.pure_hole, self.temporaries)
        count(form.body, scopes)
        if not removed:
            self.gaps = builder.gaps
            self.temporary_gaps = list(_after_temporaries(form.body))
        stray = {index for index, name in enumerate(self.holes) if name not in builder.held} | set(form.stray)
        return Program(
            body=form.body,
            has_value=form.has_value,
            dropped=form.dropped,
            stray=tuple(sorted(stray)),
            binds=flowed.binds,
            reads=flowed.reads,
            deletes=flowed.deletes,
            lasting=flowed.lasting,
            imports=flowed.imports,
            unseen=flowed.unseen,
            star_import=builder.star_import,
            raw=Positions(self.text, self.module, builder.placeholders),
        )


def _after_temporaries(body: Iterable[Term]) -> Iterable[AnyNode]:
    """The gaps that directly follow an assignment to a name that is read once."""
    blocks = [tuple(body)]
    blocks.extend(term.children for statement in body for term in walk_python(statement) if term.kind == "block")
    for block in blocks:
        for before, gap in pairwise(block):
            assigned = lone_assignment(before) if gap.kind == "gap" else None
            if assigned is None:
                continue
            symbol = assigned[0].symbol
            if symbol is not None and symbol.uses == 1 and symbol.writes == 1:
                yield gap.origin


def mark_metavars(text: str) -> tuple[str, str]:
    """``text`` with the ``$`` of each metavariable replaced by a letter that it does not hold; that letter first.

    The length stays, so positions do. In strings and comments, `$` is text.
    """
    marker = next(chr(point) for point in range(0x13A0, 0x13F0) if chr(point) not in text)
    chars = list(text)
    dollar = -1
    for token in tokens(text):
        if token.kind == "name" and token.start == dollar + 1 and dollar >= 0:
            if not _METAVAR.fullmatch(token.text):
                line = text.count("\n", 0, dollar) + 1
                raise Unparsable(Message.of(Sentence.NO_METAVARIABLE, name=token.text), line)
            chars[dollar] = marker
        dollar = token.start if token.kind == "op" and token.text == "$" else -1
    return marker, "".join(chars)
