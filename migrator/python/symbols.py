"""Scopes: which names a program binds, and which binding each name means.

Resolution follows Python: a class body is skipped by the scopes inside of it, a comprehension is a scope of its own
but for its first iterable, a walrus binds around comprehensions, ``global`` and ``nonlocal`` move a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from migrator.model.term import Kind, Symbol, Term

FUNCTIONS: frozenset[Kind] = frozenset({"def", "async_def"})


class Binding(NamedTuple):
    """One place that binds a name: its term, the parser's node, the imported dotted path if it is an import.

    ``order`` is comparable with that of reads.
    """

    term: Term
    node: Any
    path: str | None
    order: int


@dataclass(slots=True, eq=False)
class Scope:
    """A scope of kind module, function, comprehension or class."""

    kind: str
    parent: Scope | None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    symbols: dict[str, Symbol] = field(default_factory=dict)
    global_names: set[str] = field(default_factory=set)
    nonlocal_names: set[str] = field(default_factory=set)


class Read(NamedTuple):
    """A name that is read, and where."""

    term: Term
    scope: Scope
    order: int


class Scopes:
    """Collects names while a program is lowered, then gives each its symbol."""

    def __init__(self) -> None:
        self.module = Scope("module", None)
        self.current = self.module
        self.all = [self.module]
        self.reads: list[Read] = []
        self.stores: set[Term] = set()  # name terms that are written
        self.updates: set[Term] = set()  # name terms that are read and written: the target of `+=`
        self.declared: list[tuple[Term, Scope]] = []  # the names of `global` and `nonlocal`
        self.shared: set[Symbol] = set()  # symbols that such a statement names
        self._keywords: list[tuple[Term, Term]] = []
        self._parameters: dict[Term, dict[str, Symbol]] = {}
        self._order = 0

    def enter(self, kind: str) -> Scope:
        """Open a scope inside of the current one."""
        self.current = Scope(kind, self.current)
        self.all.append(self.current)
        return self.current

    def leave(self) -> None:
        """Close the current scope."""
        assert self.current.parent is not None
        self.current = self.current.parent

    def bind(self, name: str, term: Term, node: Any, path: str | None = None, *, walrus: bool = False) -> None:
        """``term`` binds ``name`` in the current scope; ``path`` is what an import binds it to."""
        scope = self.current
        while walrus and scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        self._order += 1
        scope.bindings.setdefault(name, []).append(Binding(term, node, path, self._order))
        if term.kind == "name":
            self.stores.add(term)

    def read(self, term: Term) -> None:
        """``term`` reads the name that is its value, in the current scope."""
        self._order += 1
        self.reads.append(Read(term, self.current, self._order))

    def declare(self, names: Iterable[Term], kind: str) -> None:
        """The names of a ``global`` or ``nonlocal`` statement."""
        for term in names:
            self.declared.append((term, self.current))
            (self.current.global_names if kind == "global" else self.current.nonlocal_names).add(term.value)

    def keyword(self, term: Term, function: Term) -> None:
        """A keyword argument of a call of ``function``: it names a parameter, if the program defines the function."""
        self._keywords.append((term, function))

    def owner(self, scope: Scope, name: str) -> Scope | None:
        """The scope whose binding ``name`` means in ``scope``, or None for a free name."""
        here: Scope | None = scope
        if name in scope.global_names:
            here = self.module
        elif name in scope.nonlocal_names:
            here = scope.parent
        first = here
        while here is not None:
            if name in here.symbols and (here.kind != "class" or here is first):
                return here
            here = self.module if name in here.global_names else here.parent
        return None

    def resolve(self) -> None:
        """Give every name that the program binds its symbol; free names keep none."""
        for scope in self.all:
            for name, bindings in list(scope.bindings.items()):
                target = scope
                if name in scope.global_names:
                    target = self.module
                elif name in scope.nonlocal_names:
                    target = self._enclosing(scope, name)
                symbol = target.symbols.setdefault(name, Symbol(name))
                if target is not scope:
                    target.bindings.setdefault(name, []).extend(b._replace(path=None) for b in bindings)
                    del scope.bindings[name]
                for binding in bindings:
                    binding.term.symbol = symbol
        for read in self.reads:
            owner = self.owner(read.scope, read.term.value)
            if owner is not None:
                read.term.symbol = owner.symbols[read.term.value]
        for term, scope in self.declared:
            owner = self.owner(scope, term.value)
            if owner is not None:
                term.symbol = owner.symbols[term.value]
                self.shared.add(term.symbol)
        self._link_keywords()

    def _enclosing(self, scope: Scope, name: str) -> Scope:
        """The function around ``scope`` that binds the nonlocal ``name``; the module, if none does."""
        here = scope.parent
        while here is not None:
            if here.kind == "function" and name not in here.nonlocal_names and name in here.bindings:
                return here
            here = here.parent
        return self.module

    def _link_keywords(self) -> None:
        definitions: dict[Symbol, list[Term]] = {}
        for scope in self.all:
            for name, bindings in scope.bindings.items():
                definitions[scope.symbols[name]] = [binding.term for binding in bindings]
        for term, function in self._keywords:
            found = definitions.get(function.symbol, []) if function.symbol is not None else []
            if len(found) != 1 or found[0].kind not in FUNCTIONS:
                continue
            for parameter in parameters_of(found[0]):
                symbol = parameter.symbol
                if symbol is not None and symbol.name == term.value and parameter.value in ("", "kwonly"):
                    term.symbol = symbol


def parameters_of(definition: Term) -> tuple[Term, ...]:
    """The ``parameter`` terms of a ``def``."""
    for child in definition.children:
        if child.kind == "parameters":
            return child.children
    return ()


def walk_python(term: Term) -> Iterator[Term]:
    """``term`` and all below it in source order, but not the JavaScript inside of holes."""
    stack = [term]
    while stack:
        here = stack.pop()
        yield here
        if here.kind != "hole":
            stack.extend(reversed(here.children))


def count(body: Iterable[Term], scopes: Scopes) -> None:
    """Set ``uses`` and ``writes`` of every symbol to what ``body`` holds now."""
    for scope in scopes.all:
        for known in scope.symbols.values():
            known.uses = known.writes = 0
    declared = {term for term, _ in scopes.declared}
    for statement in body:
        for term in walk_python(statement):
            symbol = term.symbol
            if symbol is None or term.kind == "keyword" or term in declared:
                continue
            if term.kind != "name" or term in scopes.stores:
                symbol.writes += 1
            if term.kind == "name" and (term not in scopes.stores or term in scopes.updates):
                symbol.uses += 1
