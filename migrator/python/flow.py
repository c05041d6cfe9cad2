"""Which global names a program binds, and which it reads without having surely bound them."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from migrator.model.term import Kind, Symbol, Term
from migrator.python.shape import comprehension, loop
from migrator.python.symbols import Scopes, walk_python

_BUILTINS = frozenset(dir(builtins))
_COMPREHENSIONS: frozenset[Kind] = frozenset(("listcomp", "setcomp", "dictcomp", "generator"))
_NAMES: frozenset[Kind] = frozenset(("name", "environment"))
_LOOPS: frozenset[Kind] = frozenset(("for", "while"))
_DEFINITIONS: frozenset[Kind] = frozenset(("def", "async_def", "class"))
_DECLARATIONS: frozenset[Kind] = frozenset(("global", "nonlocal"))
_BRANCHING: frozenset[Kind] = frozenset(("boolop", "conditional"))
_LEAVING: frozenset[Kind] = frozenset(("return", "raise", "break", "continue"))


class Flow(NamedTuple):
    """Global names, each with the first libcst node that binds or reads it."""

    binds: Mapping[str, Any]
    reads: Mapping[str, Any]


def analyse(body: Iterable[Term], scopes: Scopes, environment: str) -> Flow:
    """What the raw statements of a program, resolved, bind and read."""
    analysis = _Analysis(scopes, environment)
    sure: set[Symbol] = set()
    analysis.statements(body, sure)
    for term in analysis.deferred:
        for below in walk_python(term):
            if (
                below.kind in _NAMES
                and (below not in scopes.stores or below in scopes.updates)
                and below not in analysis.declared
            ):
                analysis.read(below, sure)
    binds = {name: bindings[0].node for name, bindings in scopes.module.bindings.items() if bindings}
    return Flow(binds, analysis.reads)


class _Analysis:
    """A walk in the order of evaluation. ``sure`` are the symbols that are bound whatever happened before."""

    def __init__(self, scopes: Scopes, environment: str) -> None:
        self.reads: dict[str, Any] = {}
        self.deferred: list[Term] = []  # bodies of functions: run later, if at all
        self.declared = {term for term, _ in scopes.declared}
        self._scopes = scopes
        self._globals = set(scopes.module.symbols.values())
        self._environment = environment

    def read(self, term: Term, sure: set[Symbol]) -> None:
        """A name is read where ``sure`` is bound."""
        if term.kind == "environment":
            self.reads.setdefault(self._environment, term.origin)
        elif term.symbol is None:
            if term.value not in _BUILTINS:
                self.reads.setdefault(term.value, term.origin)
        elif term.symbol in self._globals and term.symbol not in sure:
            self.reads.setdefault(term.value, term.origin)

    def statements(self, body: Iterable[Term], sure: set[Symbol]) -> bool:
        """Run statements, adding to ``sure`` what they bind; False if the end is not reached."""
        reached = True
        for term in body:
            reached = self._statement(term, sure) and reached
        return reached

    def _statement(self, term: Term, sure: set[Symbol]) -> bool:
        kind, children = term.kind, term.children
        if kind == "assign":
            *targets, value = children
            for part in (value, *targets):
                self._use(part, sure)
        elif kind == "augassign":
            target, value = children
            self._use(value, sure)
            self._use(target, sure)
        elif kind == "annassign":
            target, annotation, *values = children
            for part in (annotation, *values):
                self._use(part, sure)
            if values or target.kind != "name":
                self._use(target, sure)
        elif kind == "delete":
            for child in children:
                for below in walk_python(child):
                    if below.kind in _NAMES:
                        self.read(below, sure)
                        sure -= {below.symbol}
        elif kind == "if":
            test, *blocks = children
            self._use(test, sure)
            return self._join([self._branch(block, sure) for block in blocks], sure)
        elif kind in _LOOPS:
            parts = loop(term)
            self._use(parts.value, sure)
            self._branch(parts.body, sure, parts.target)
            self._branch(parts.orelse, sure)
        elif kind == "try":
            return self._try(term, sure)
        elif kind == "with":
            *items, body = children
            for item in items:
                for part in item.children:
                    self._use(part, sure)
            self._branch(body, sure)
        elif kind == "match":
            subject, *cases = children
            self._use(subject, sure)
            for case in cases:
                pattern, guard, body = case.children
                inner = set(sure)
                self._use(pattern, inner)
                self._use(guard, inner)
                self._branch(body, inner)
        elif kind in _DEFINITIONS:
            *head, body = children
            for part in head:
                self._use(part, sure)
            if kind == "class":
                self._branch(body, sure)
            else:
                self.deferred.append(body)
            if term.symbol is not None:
                sure.add(term.symbol)
        elif kind not in _DECLARATIONS:
            for child in children:
                self._use(child, sure)
        return kind not in _LEAVING

    def _branch(self, block: Term, sure: set[Symbol], target: Term | None = None) -> set[Symbol] | None:
        """What is bound at the end of a block that may run, None if its end is not reached."""
        inner = set(sure)
        if target is not None:
            self._use(target, inner)
        return inner if self.statements(block.children, inner) else None

    def _join(self, ends: Iterable[set[Symbol] | None], sure: set[Symbol]) -> bool:
        """Add to ``sure`` what is bound at every end that is reached; False if none is."""
        reached = [end for end in ends if end is not None]
        if reached:
            sure |= set.intersection(*reached)
        return bool(reached)

    def _try(self, term: Term, sure: set[Symbol]) -> bool:
        body, *handlers, orelse, final = term.children
        inner = set(sure)
        ends: list[set[Symbol] | None] = []
        if self.statements(body.children, inner):
            ends.append(self._branch(orelse, inner))
        for handler in handlers:
            error, name, block = handler.children
            caught = set(sure)
            self._use(error, caught)
            self._use(name, caught)
            ends.append(self._branch(block, caught))
        done = self._branch(final, sure)
        reached = self._join(ends, sure)
        sure |= done or set()
        return reached and done is not None

    def _use(self, term: Term, sure: set[Symbol]) -> None:
        """Evaluate an expression or write a target."""
        stores, updates = self._scopes.stores, self._scopes.updates
        stack: list[Term] = [term]
        while stack:
            here = stack.pop()
            kind = here.kind
            if kind == "name":
                if here not in stores or here in updates:
                    self.read(here, sure)
                if here in stores and here.symbol is not None:
                    sure.add(here.symbol)
            elif kind == "environment":
                self.read(here, sure)
            elif kind == "lambda":
                parameters, body = here.children
                self.deferred.append(body)
                stack.append(parameters)
            elif kind == "walrus":
                stack.extend(here.children)  # the value, on top, goes first
            elif kind in _BRANCHING and self._walrus_below(here):
                first, *others = here.children
                self._use(first, sure)
                for other in others:
                    self._use(other, set(sure))
            elif kind in _COMPREHENSIONS:
                inner = set(sure) if self._walrus_below(here) else sure
                elements, clauses = comprehension(here)
                for clause in clauses:
                    target, iterable, *tests = clause.children
                    for part in (iterable, target, *tests):
                        self._use(part, inner)
                for element in elements:
                    self._use(element, inner)
            elif kind != "hole":
                stack.extend(reversed(here.children))

    @staticmethod
    def _walrus_below(term: Term) -> bool:
        return any(below.kind == "walrus" for below in walk_python(term))
