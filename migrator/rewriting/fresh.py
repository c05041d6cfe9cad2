"""Names for what `+` lines declare: the page's own where it is free, else with 2, 3 and so on behind it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from migrator.javascript.scopes import Scope
from migrator.rewriting.conditions.checked import Checked, is_around
from migrator.rewriting.imports import Imports
from migrator.rewriting.taken import Taken


class FreshNames:
    """Names taken so far in a file, by the scope that they were taken in; ``taken`` are all sites that are
    rewritten.
    """

    def __init__(self, taken: list[Checked], imports: Imports | None = None) -> None:
        self.taken = Taken(taken)
        self._imports = imports
        self._scopes = taken[0].source.scopes if taken else None
        self._globals = frozenset[str]().union(*(candidate.globals for candidate in taken))
        if imports is not None:
            self._globals |= imports.origins.keys()
        redeclared = (
            candidate.binding(kept) for candidate in taken for kept in candidate.match.block.redeclared
        )
        self._redeclared = {id(binding) for binding in redeclared if binding is not None}
        self._given: defaultdict[str, set[Scope]] = defaultdict(set)
        self._around: defaultdict[str, set[Scope]] = defaultdict(set)  # the scopes around those
        # Numbers below are taken: in a scope, and by names that were given there.
        self._first: defaultdict[tuple[Scope, str], int] = defaultdict(lambda: 1)
        self._first_given: defaultdict[tuple[Scope, str], int] = defaultdict(lambda: 1)
        self._used: dict[tuple[Scope, str], bool] = {}

    def names(self, candidate: Checked) -> dict[str, str]:
        """The name in the file for each plain name that the site's `+` lines declare or import."""
        result: dict[str, str] = {}
        texts = _texts(candidate) if candidate.match.block.fresh else set[str]()
        for name in candidate.match.block.fresh:
            result[name] = self._free(candidate.scope, name, texts | set(result.values()))
        for name, spelled in result.items():
            self._give(candidate.scope, name, spelled)
        return result if self._imports is None else {**result, **self._imports.names(candidate)}

    def _free(self, scope: Scope, name: str, besides: set[str]) -> str:
        number = max(
            self._first[scope, name], *(self._first_given.get((outer, name), 1) for outer in _and_around(scope))
        )
        while True:
            spelled = _numbered(name, number)
            if self._is_taken(scope, spelled):
                if number == self._first[scope, name]:
                    self._first[scope, name] += 1
            elif spelled not in besides:
                return spelled
            number += 1

    def _give(self, scope: Scope, name: str, spelled: str) -> None:
        self._given[spelled].add(scope)
        self._around[spelled].update(_and_around(scope))
        while scope in self._given.get(_numbered(name, self._first_given[scope, name]), ()):
            self._first_given[scope, name] += 1

    def _is_taken(self, scope: Scope, name: str) -> bool:
        given = self._given.get(name)
        if given and (scope in self._around[name] or any(outer in given for outer in _and_around(scope))):
            return True
        if name in self._globals or (self._scopes is not None and scope.parent is None and name in self._scopes.around):
            return True
        key = scope, name
        if key not in self._used:
            self._used[key] = (
                self._declares(scope, name) or self._hoists_through(scope, name) or self._is_used_inside(scope, name)
            )
        return self._used[key]

    def _declares(self, scope: Scope, name: str) -> bool:
        """Whether the scope still declares the name once all sites are rewritten."""
        binding = scope.bindings.get(name)
        if binding is None:
            return False
        return id(binding) in self._redeclared or any(
            not self.taken.goes(node.start_byte) for node in binding.declarations
        )

    def _hoists_through(self, scope: Scope, name: str) -> bool:
        """A `var` of the name inside the scope belongs to the function around it and would meet the new declaration."""
        binding = scope.function.bindings.get(name)
        return binding is not None and any(
            scope.start <= node.start_byte < scope.end and not self.taken.goes(node.start_byte)
            for node in binding.declarations
        )

    def _is_used_inside(self, scope: Scope, name: str) -> bool:
        """Whether a use that stays would be captured: it stands inside the scope and means a name of further out."""
        if self._scopes is None:
            return False
        for reference in self._scopes.named(name, scope.start, scope.end):
            if self.taken.goes(reference.node.start_byte):
                continue
            if (
                reference.binding is None
                or not is_around(scope, reference.binding.scope)
                or reference.binding.scope is scope
            ):
                return True
        return False


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}{number}"


def _and_around(scope: Scope) -> Iterator[Scope]:
    at: Scope | None = scope
    while at is not None:
        yield at
        at = at.parent


def _texts(candidate: Checked) -> set[str]:
    """Every identifier in the text of what the `+` lines write again, and the names that they declare again."""
    found: set[str] = set()
    for name in candidate.emitted | candidate.match.block.redeclared:
        term = candidate.match.javascript.get(name)
        if term is not None:
            found.update(_identifiers(candidate.source.text(term.origin.start_byte, term.origin.end_byte)))
    return found


def _identifiers(text: str) -> Iterator[str]:
    return (match[0] for match in re.finditer(r"[\w$]+", text))
