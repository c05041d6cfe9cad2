"""Imports: a name that surely is a module, or something in one, becomes its dotted path."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from migrator.model.term import Kind, Symbol, Term, owner
from migrator.python.build import Builder
from migrator.python.shape import imported
from migrator.python.symbols import Binding, Scope, Scopes

_HOLDING_BLOCKS: frozenset[Kind] = frozenset({"handler", "case"})
_HARMLESS = sys.stdlib_module_names | {"numpy"}  # importing these has no effect


def resolve(body: Iterable[Term], builder: Builder) -> list[Term]:
    """``body`` with paths for names, and without the import statements that say nothing any more.

    A name that is bound otherwise too, or to two paths, or read before its import, stays a name, and its imports
    stay. Imports of modules outside of the standard library and NumPy stay as statements, since they may do things.
    """
    aliases = _aliases(builder.scopes)
    for read in builder.scopes.reads:
        term = read.term
        if term.symbol is not None and term.symbol in aliases:
            term.kind, term.value, term.symbol = "module", aliases[term.symbol], None
    for term in builder.attributes:
        inner = owner(term)
        if inner.kind == "module":
            term.kind, term.value, term.children = "module", f"{inner.value}.{term.value}", ()
    return _pruned(body, aliases)


def _aliases(scopes: Scopes) -> dict[Symbol, str]:
    """The symbols that are a path wherever they are read."""
    first_read: dict[Symbol, int] = {}
    for read in scopes.reads:
        if read.term.symbol is not None and _runs_at_once(read.scope):
            first_read.setdefault(read.term.symbol, read.order)
    found = {}
    for scope in scopes.all:
        if scope.kind == "class":
            continue
        for name, bindings in scope.bindings.items():
            symbol = scope.symbols[name]
            path = _only_path(bindings)
            early = scope.kind == "module" and first_read.get(symbol, bindings[0].order) < bindings[0].order
            if path is not None and not early:
                found[symbol] = path
    return found


def _only_path(bindings: list[Binding]) -> str | None:
    paths = {binding.path for binding in bindings}
    return next(iter(paths)) if len(paths) == 1 else None


def _runs_at_once(scope: Scope) -> bool:
    """Whether a scope's code runs where it stands, not when a function is called."""
    here: Scope | None = scope
    while here is not None:
        if here.kind == "function":
            return False
        here = here.parent
    return True


def _pruned(body: Iterable[Term], aliases: dict[Symbol, str]) -> list[Term]:
    result: list[Term] = []
    run = 0  # how many resolved imports stand at the end of the result
    for statement in body:
        name = imported(statement) if statement.kind == "import" else None
        if statement.kind == "import" and (name is None or name.symbol in aliases):
            if name is None or _package(statement.value) not in _HARMLESS:
                statement.children = ()
                result.append(statement)
                run += 1
            continue
        result[len(result) - run :] = _ordered(result[len(result) - run :])
        run = 0
        _prune_below(statement, aliases)
        result.append(statement)
    result[len(result) - run :] = _ordered(result[len(result) - run :])
    return result


def _prune_below(statement: Term, aliases: dict[Symbol, str]) -> None:
    for child in statement.children:
        if child.kind == "block":
            child.children = tuple(_pruned(child.children, aliases))
        elif child.kind in _HOLDING_BLOCKS:
            _prune_below(child, aliases)


def _ordered(imports: list[Term]) -> list[Term]:
    """The same imports in an order that does not depend on how they were written, each once."""
    unique = {statement.value: statement for statement in reversed(imports)}
    return [unique[value] for value in sorted(unique)]


def _package(statement: str) -> str:
    """The top-level package of an import statement's text."""
    return statement.split()[1].split(".")[0]
