"""Which statements go with a program: that of the call, and those that unwrap or free its result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.javascript.parser import below
from migrator.javascript.syntax import DECLARATIONS, READ_NAMES, TARGET_NAMES, NodeKind
from migrator.sites.site import File

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding

NAMES = READ_NAMES | TARGET_NAMES
_HELPERS = frozenset({"toJs", "toPy", "destroy"})


class Removed:
    """The statements that go, in order: ``nodes``, taken from the one of the call, at ``index``, and those after it. Of
    those ``before`` it, which the page has too, each goes whose names nothing else uses.
    """

    def __init__(self, file: File, statements: list[Node], index: int, before: list[Node]) -> None:
        self._file = file
        self._statements = statements
        self.before = before
        self.nodes = self._taken(statements[index:])

    def is_live(self, node: Node) -> bool:
        """Whether a name that a statement declares is used outside of what goes."""
        if node.type not in DECLARATIONS:
            return False
        for part in below(node):
            binding = self._file.source.scopes.binding_at(part.start_byte) if part.type in NAMES else None
            if binding is None or not any(_within(one, node) for one in binding.declarations):
                continue
            ours = (*self.before, *self.nodes)
            if any(not any(_within(use.node, one) for one in ours) for use in binding.references):
                return True
        return False

    def are_adjacent(self, one: Node, two: Node) -> bool:
        """Whether nothing stands between two of them."""
        return self._statements[self._statements.index(one) + 1] == two

    def _taken(self, following: list[Node]) -> list[Node]:
        taken = [following[0]]
        for node in following[1:]:
            if self._frees(node, taken) and not any(_within(site.use.whole, node) for site in self._file.sites):
                taken.append(node)
        return taken

    def _frees(self, node: Node, taken: list[Node]) -> bool:
        """Whether a statement passes what ``taken`` declare or write to a helper, or calls one on it."""
        if node.type not in (*DECLARATIONS, NodeKind.EXPRESSION_STATEMENT) or len(node.named_children) != 1:
            return False
        names = [
            reference.node
            for part in below(node)
            if part.type == NodeKind.IDENTIFIER
            and (reference := self._file.source.scopes.reference_at(part.start_byte)) is not None
            if reference.binding is not None
            and any(_within(place, one) for one in taken for place in _sources(reference.binding))
        ]
        if not names:
            return False
        uses = [use for use in self._file.uses if _within(use.whole, node)]
        called = [
            self._file.source.text(part.start_byte, part.end_byte)
            for part in below(node)
            if part.type == NodeKind.PROPERTY_IDENTIFIER
            and part.parent is not None
            and part.parent.type == NodeKind.MEMBER_EXPRESSION
        ]
        return bool(uses) or any(name in _HELPERS for name in called)


def _sources(binding: Binding) -> list[Node]:
    """Where a binding gets a value."""
    return [*binding.declarations, *(item.node for item in binding.references if item.write)]


def _within(inner: Node, outer: Node) -> bool:
    return bool(outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte)
