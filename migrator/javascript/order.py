"""Whether what a variable was given in one place can still be in it in another.

It can unless the code is plain: the variable is surely written anew in between, or the reading is over before the
writing begins, or stands in the other branch of a condition. Anything less plain (loops, closures that were made
before, a variable that outlives the function) counts as possible.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from migrator.javascript.flow import is_field
from migrator.javascript.parentheses import outermost
from migrator.javascript.syntax import BODIES, DECLARED_FUNCTIONS, LOOPS, STATEMENT_LISTS, NodeKind, children

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding

_LEAVING = frozenset({NodeKind.RETURN_STATEMENT, NodeKind.THROW_STATEMENT})
_MOST = 2_000


class Order:
    """The order of writings and readings in one file."""

    def __init__(self) -> None:
        self._above: dict[int, list[Node]] = {}
        self._overwrites: dict[Binding, dict[int, list[Node]]] = {}

    def is_worth(self, binding: Binding) -> bool:
        """Whether the order is looked at: not for a variable that is written and read in very many places."""
        writes = len(binding.declarations) + len(binding.writes)
        return writes * len(binding.references) <= _MOST

    def reaches(self, binding: Binding, written: Node, read: Node) -> bool:
        """Whether ``read``, a use of a variable, may see what it, or its object, was given at ``written``."""
        if binding.scope.parent is None and not self._plain_overwrites(binding):
            return True
        above_write, above_read = self._ancestors(written), self._ancestors(read)
        if above_write[-1].id != above_read[-1].id:
            return True  # code around the script wrote it, whenever that ran
        function = _function(above_write)
        if self._is_overwritten(binding, written, function, above_read, read):
            return False
        home = binding.scope.node
        if _function(above_read).id != function.id or _holder(home).id != function.id:
            return True
        if any(node.type in LOOPS and _holds(node, read) for node in _below(above_write, home)):
            return True
        return read.start_byte > written.start_byte and not _apart(above_write, above_read, read)

    def _is_overwritten(
        self, binding: Binding, written: Node, function: Node, above_read: list[Node], read: Node
    ) -> bool:
        """Whether a statement in a row with one that holds the reading surely writes the variable anew before it."""
        overwrites = self._plain_overwrites(binding)
        if not overwrites:
            return False
        child = read
        for parent in above_read:
            if child.type in DECLARED_FUNCTIONS:
                return False  # it may be called before
            statements = overwrites.get(parent.id, [])
            at = bisect_right(statements, child.start_byte, key=_end) - 1
            last = statements[at] if at >= 0 else None
            if last is None or written.end_byte > last.start_byte:
                pass
            elif function.id == _function(self._ancestors(last)).id:
                closure = _function(above_read).id != function.id
                if not closure or self._stays(binding, written, function):
                    return True
            child = parent
        return False

    def _stays(self, binding: Binding, written: Node, function: Node) -> bool:
        """Whether a place is come by only once in the life of a variable."""
        home = binding.scope.node
        if _holder(home).id != function.id:
            return False
        return not any(node.type in LOOPS for node in _below(self._ancestors(written), home))

    def _plain_overwrites(self, binding: Binding) -> dict[int, list[Node]]:
        """Statements that do nothing but write a variable, by the id of the list that they stand in."""
        if binding not in self._overwrites:
            found: dict[int, list[Node]] = {}
            for name in (*binding.declarations, *(use.node for use in binding.writes)):
                outer = outermost(name)
                parent = outer.parent
                if parent is None:
                    continue
                if parent.type == NodeKind.ASSIGNMENT_EXPRESSION and is_field(parent, "left", outer):
                    statement = outermost(parent).parent
                    is_plain = statement is not None and statement.type == NodeKind.EXPRESSION_STATEMENT
                elif parent.type == NodeKind.VARIABLE_DECLARATOR and parent.child_by_field_name("value") is not None:
                    statement, is_plain = parent.parent, is_field(parent, "name", outer)
                else:
                    continue
                holder = statement.parent if statement is not None else None
                if is_plain and statement is not None and holder is not None and holder.type in STATEMENT_LISTS:
                    found.setdefault(holder.id, []).append(statement)
            self._overwrites[binding] = {key: sorted(statements, key=_end) for key, statements in found.items()}
        return self._overwrites[binding]

    def _ancestors(self, node: Node) -> list[Node]:
        if node.id not in self._above:
            found, parent = [], node.parent
            while parent is not None:
                found.append(parent)
                parent = parent.parent
            self._above[node.id] = found
        return self._above[node.id]


def _end(node: Node) -> int:
    return node.end_byte


def _function(above: list[Node]) -> Node:
    return next((node for node in above if node.type in BODIES), above[-1])


def _holder(node: Node) -> Node:
    """The function that a scope is, or stands in."""
    at = node
    while at.type not in BODIES and at.parent is not None:
        at = at.parent
    return at


def _below(above: list[Node], home: Node) -> list[Node]:
    """Those of a node's ancestors that a scope holds."""
    found = []
    for node in above:
        if node.id == home.id:
            break
        found.append(node)
    return found


def _holds(node: Node, inner: Node) -> bool:
    return node.start_byte <= inner.start_byte and inner.end_byte <= node.end_byte


def _apart(above_write: list[Node], above_read: list[Node], read: Node) -> bool:
    """Whether a way that comes by a writing cannot come by a later reading: the other branch, or it left before."""
    common = {node.id for node in above_read if _holds(node, above_write[0])}
    guarded = False
    for child, parent in pairwise(above_write):
        if child.id in common:
            return False
        guarded = guarded or child.type in (NodeKind.TRY_STATEMENT, NodeKind.FINALLY_CLAUSE, NodeKind.CATCH_CLAUSE)
        if parent.id in common and parent.type in (NodeKind.IF_STATEMENT, NodeKind.TERNARY_EXPRESSION):
            branches = [parent.child_by_field_name(name) for name in ("consequence", "alternative")]
            if any(branch is not None and branch.id == child.id for branch in branches) and _holds(parent, read):
                return True
        last = children(child)[-1] if child.type == NodeKind.STATEMENT_BLOCK and children(child) else None
        if last is not None and last.type in _LEAVING and not guarded:
            inside_try = any(node.type == NodeKind.TRY_STATEMENT for node in above_write)
            return not inside_try
    return False
