"""Names for what `+` lines declare: the page's own where it is free, else with 2, 3 and so on behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from migrator.javascript.scopes import Scope
from migrator.rewriting.conditions.checked import Checked, is_around


@dataclass
class FreshNames:
    """Names taken so far in a file, by the scope that they were taken in; ``taken`` are all sites that are
    rewritten.
    """

    taken: list[Checked]
    _given: list[tuple[Scope, str]] = field(default_factory=list)

    def names(self, candidate: Checked) -> dict[str, str]:
        """The name in the file for each plain name that the site's `+` lines declare."""
        result: dict[str, str] = {}
        for name in candidate.match.block.fresh:
            free = next(
                spelled
                for number in count(1)
                if (spelled := name if number == 1 else f"{name}{number}") not in result.values()
                and not self._is_taken(candidate, spelled)
            )
            result[name] = free
        self._given.extend((candidate.scope, name) for name in result.values())
        return result

    def _is_taken(self, candidate: Checked, name: str) -> bool:
        scope = candidate.scope
        return (
            self._declares(scope, name)
            or self._hoists_through(scope, name)
            or self._is_used_inside(scope, name)
            or name in _texts(candidate)
            or any(name in other.globals for other in self.taken)
            or any(
                given == name and (is_around(other, scope) or is_around(scope, other)) for other, given in self._given
            )
        )

    def _goes(self, offset: int) -> bool:
        return any(candidate.goes(offset) for candidate in self.taken)

    def _declares(self, scope: Scope, name: str) -> bool:
        """Whether the scope still declares the name once all sites are rewritten."""
        binding = scope.bindings.get(name)
        if binding is None:
            return False
        again = any(
            candidate.binding(kept) is binding for candidate in self.taken for kept in candidate.match.block.redeclared
        )
        return again or any(not self._goes(node.start_byte) for node in binding.declarations)

    def _hoists_through(self, scope: Scope, name: str) -> bool:
        """A `var` of the name inside the scope belongs to the function around it and would meet the new declaration."""
        binding = scope.function.bindings.get(name)
        return binding is not None and any(
            scope.start <= node.start_byte < scope.end and not self._goes(node.start_byte)
            for node in binding.declarations
        )

    def _is_used_inside(self, scope: Scope, name: str) -> bool:
        """Whether a use that stays would be captured: it stands inside the scope and means a name of further out."""
        for candidate in self.taken[:1]:
            for reference in candidate.source.scopes.within(scope.start, scope.end):
                if reference.name != name or self._goes(reference.node.start_byte):
                    continue
                if (
                    reference.binding is None
                    or not is_around(scope, reference.binding.scope)
                    or reference.binding.scope is scope
                ):
                    return True
        return False


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
