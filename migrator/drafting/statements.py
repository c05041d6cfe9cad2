"""Which statements go with a program: that of the call, and those that unwrap or free its result, or take what it left
behind as a global.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from migrator.drafting.globals import TAKES, calls, is_named, taken_after
from migrator.javascript.flow import arguments_of, literal_text, member_name
from migrator.javascript.parentheses import unwrap
from migrator.javascript.parser import below
from migrator.javascript.syntax import DECLARATIONS, READ_NAMES, TARGET_NAMES, NodeKind, children
from migrator.sites.site import File, Site

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding

NAMES = READ_NAMES | TARGET_NAMES
_HELPERS = frozenset({"toJs", "toPy", "destroy"})


class Removed:
    """The statements that go, in order: ``nodes``, taken from the one of the call, at ``index``, and those after it. Of
    those ``before`` it, which the page has too, each goes whose names nothing else uses. What of these is ``held`` is a
    value for Python, which is freed after it.
    """

    def __init__(
        self,
        file: File,
        statements: list[Node],
        index: int,
        before: list[Node],
        held: Sequence[Node] = (),
        site: Site | None = None,
    ) -> None:
        self._file = file
        self._site = site
        self._statements = statements
        self.before = before
        self._held = held
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
        is_next = True
        for node in following[1:]:
            if any(_within(site.use.whole, node) for site in self._file.sites):
                is_next = False  # what is a global then is of that program
            elif self._frees(node, [*self._held, *taken]) or (is_next and self._takes(node)):
                taken.append(node)
        return taken

    def _takes(self, node: Node) -> bool:
        """Whether a statement takes, or deletes, what the program left behind as a global."""
        site = self._site
        if site is None or taken_after(self._file, site, node) is not None:
            return site is not None
        is_plain = node.type in (NodeKind.EXPRESSION_STATEMENT, NodeKind.RETURN_STATEMENT)
        found = calls(self._file, node) if is_plain else []
        return any(call.method == TAKES and is_named(site, call.name) for call in found)

    def _frees(self, node: Node, taken: list[Node]) -> bool:
        """Whether a statement passes what ``taken`` declare or write to a helper, or calls one on it."""
        kinds = (*DECLARATIONS, NodeKind.EXPRESSION_STATEMENT, NodeKind.RETURN_STATEMENT)
        if node.type not in kinds or len(children(node)) != 1:
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
        if member_taken(self._file, node) is not None:
            return True
        return (bool(uses) and node.type != NodeKind.RETURN_STATEMENT) or any(name in _HELPERS for name in called)

    def taken_in(self, node: Node) -> list[Node]:
        """Where a statement that goes takes what the program gives or left behind, and is no declaration and does not
        only free it: the outermost chains of calls that begin with it.
        """
        if node.type in DECLARATIONS or node == self.nodes[0]:
            return []
        found: list[Node] = []
        stack = [node]
        while stack:
            part = stack.pop()
            begin = _begin(part)
            if begin is not None and (self._is_result(begin) or self._is_global(begin)):
                found.append(part)
            else:
                stack.extend(reversed(part.named_children))
        only = unwrap(children(node)[0])
        if node.type == NodeKind.EXPRESSION_STATEMENT and [part.id for part in found] == [only.id]:
            return []
        return found

    def _is_result(self, name: Node) -> bool:
        binding = self._file.source.scopes.binding_at(name.start_byte) if name.type == NodeKind.IDENTIFIER else None
        return binding is not None and any(
            _within(place, one) for one in self.nodes for place in _sources(binding)
        )

    def _is_global(self, call: Node) -> bool:
        return call.type == NodeKind.CALL_EXPRESSION and any(
            each.node.id == call.id and each.method == TAKES for each in calls(self._file, call)
        )


def member_taken(file: File, node: Node) -> str | None:
    """The name of the member that a declaration takes of a name, by `get` and nothing but helpers after it."""
    declarator = children(node)[0] if node.type in DECLARATIONS and len(children(node)) == 1 else None
    value = declarator.child_by_field_name("value") if declarator is not None else None
    while value is not None and (value := unwrap(value)).type == NodeKind.CALL_EXPRESSION:
        function = value.child_by_field_name("function")
        if function is None or function.type != NodeKind.MEMBER_EXPRESSION:
            return None
        held, name = function.child_by_field_name("object"), member_name(function, file.source.data)
        given = arguments_of(value)
        if held is not None and name == TAKES and len(given) == 1 and unwrap(held).type == NodeKind.IDENTIFIER:
            return literal_text(unwrap(given[0]), file.source.data)
        if name not in _HELPERS:
            return None
        value = held
    return None


def _begin(chain: Node) -> Node | None:
    """What a chain that ends with a call of a helper, or with taking a global, begins with; None for anything else."""
    node, is_one = chain, False
    while node.type == NodeKind.CALL_EXPRESSION:
        function = node.child_by_field_name("function")
        if function is None or function.type != NodeKind.MEMBER_EXPRESSION:
            return None
        held, name = function.child_by_field_name("object"), function.child_by_field_name("property")
        if held is None or name is None:
            return None
        if name.text is not None and name.text.decode() == TAKES:
            return node
        if name.text is None or name.text.decode() not in _HELPERS:
            return None
        node, is_one = unwrap(held), True
    return node if is_one else None


def _sources(binding: Binding) -> list[Node]:
    """Where a binding gets a value."""
    return [*binding.declarations, *(item.node for item in binding.writes)]


def _within(inner: Node, outer: Node) -> bool:
    return bool(outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte)
