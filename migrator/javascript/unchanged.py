"""Functions that stand in an edited file as they were: of them, only the names that they take from outside can mean
something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from migrator.javascript.scopes import Outward, Problem, Reference, Scope, Scopes

if TYPE_CHECKING:
    from tree_sitter import Node


class Unchanged:
    """The outermost of these functions. ``stays`` gives where a node of the old file begins in the new one, None where
    it, or what is read near it, is not as it was.
    """

    def __init__(self, before: Scopes, stays: Callable[[Node], int | None]) -> None:
        self._before = before
        self._found: list[tuple[Scope, int]] = []
        self._at: dict[tuple[int, int, str], int] = {}
        stack = [before.root]
        while stack:
            scope = stack.pop()
            start = stays(scope.node) if scope.kind == "function" and scope.body else None
            if start is None:
                stack.extend(reversed(scope.children))
                continue
            node = scope.node
            self._at[start, start + node.end_byte - node.start_byte, node.type] = len(self._found)
            self._found.append((scope, start - node.start_byte))
        self._outward = [_outward(before, scope) for scope, _ in self._found]

    def outward(self, function: Node) -> list[Outward] | None:
        """The names that a function of the new file takes from outside; None for one that may be another."""
        index = self._at.get((function.start_byte, function.end_byte, function.type))
        if index is None:
            return None
        shift = self._found[index][1]
        return [Outward(use.name, use.node.start_byte + shift, use.write, use.read) for use in self._outward[index]]

    def references(self) -> Iterator[Reference]:
        """The old references that may mean something else, in source order."""
        at = 0
        for (scope, _), outward in zip(self._found, self._outward, strict=True):
            yield from self._before.within(at, scope.start)
            yield from outward
            at = scope.end
        yield from self._before.within(at, self._before.root.end + 1)

    def problems(self) -> Iterator[Problem]:
        """The old problems that may be none, or others, now."""
        outward = {reference.node.start_byte for found in self._outward for reference in found}
        for problem in self._before.problems:
            start = problem.node.start_byte
            if start in outward or not any(scope.start <= start < scope.end for scope, _ in self._found):
                yield problem


def _outward(scopes: Scopes, function: Scope) -> list[Reference]:
    """What stands in a function and is bound around it, or by nothing."""
    around: set[Scope | None] = set()
    at = function.parent
    while at is not None:
        around.add(at)
        at = at.parent
    return [
        reference
        for reference in scopes.within(function.start, function.end)
        if reference.binding is None or reference.binding.scope in around
    ]
