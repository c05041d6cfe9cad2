"""Names that only rename the receiver or `this`, as in `const py = this.pyodide` and `const { pyodide } = this`.

Such a name has one declaration, and nothing else is ever given to it. Where it is used, it stands for what it was
declared with: `this` is the same there, and the receiver is given no other value in the function that declares the
name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.source import Source
from migrator.javascript.syntax import DECLARATIONS, STATEMENT_LISTS, NodeKind, children
from migrator.sites.owner import Owner, owner_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

    from migrator.javascript.scopes import Binding
    from migrator.sites.use import Use

_GIVES_THIS = re.compile(rb"=\s*\(*\s*this\b(?!\s*(?:\.|\?\.|\[|\())")


class Renames:
    """Answers for the uses of the receiver of the settings in one file."""

    def __init__(self, source: Source, uses: Iterable[Use]) -> None:
        self._source = source
        self._uses = list(uses)
        self._owners: dict[int, Owner] = {}
        self._sure: dict[Binding, bool] = {}

    @cached_property
    def this(self) -> frozenset[int]:
        """The ids of the names that stand for the `this` of the place where they stand."""
        return frozenset(node.id for binding in self._given_this for node in self._same(binding))

    @cached_property
    def receivers(self) -> frozenset[int]:
        """The ids of the names that stand for the receiver."""
        names = {use.node.id for use in self._uses if use.through is not None}
        return frozenset(node.id for binding in self._aliases for node in self._same(binding) if node.id in names)

    @property
    def bindings(self) -> dict[Binding, Node]:
        """Each such name of a function, with what declares it and nothing else."""
        own = (binding for binding in (*self._given_this, *self._aliases) if binding.scope.parent is not None)
        found = {binding: declared_alone(binding.declarations[0]) for binding in own}
        return {binding: node for binding, node in found.items() if node is not None}

    def other_value(self, use: Use) -> Node | None:
        """Where the name through which a use reaches the receiver is given another value, or the receiver is."""
        binding = self._source.scopes.binding_at(use.node.start_byte)
        if binding is None:
            return None
        written = [reference.node for reference in binding.writes]
        own = [other.node for other in self._uses if other.kind == "assign"]
        function = self._function(binding.declarations[0]) if binding.declarations else None
        return next(iter(written or [node for node in own if self._function(node) == function]), None)

    @cached_property
    def _given_this(self) -> list[Binding]:
        if _GIVES_THIS.search(self._source.data) is None:
            return []
        found = []
        for match in _GIVES_THIS.finditer(self._source.data):
            node = self._source.root.descendant_for_byte_range(match.end() - len(b"this"), match.end())
            declarator = outermost(node).parent if node is not None and node.type == NodeKind.THIS else None
            name = declarator.child_by_field_name("name") if _declares(declarator) and declarator is not None else None
            binding = self._binding(name)
            if binding is not None and self._is_only_name(binding):
                found.append(binding)
        return found

    @cached_property
    def _aliases(self) -> list[Binding]:
        given = [use for use in self._uses if use.alias is not None and use.kind in ("alias", "destructure")]
        written = [use for use in self._uses if use.kind == "assign"]
        found: list[Binding] = []
        for use in sorted(given, key=lambda each: each.whole.start_byte):
            binding = use.alias
            if binding is None or not self._is_only_name(binding) or not self._is_whole(use, binding, found):
                continue
            function = self._function(use.node)
            if not any(self._function(other.node) == function for other in written):
                found.append(binding)
        return found

    def _is_whole(self, use: Use, binding: Binding, known: list[Binding]) -> bool:
        """Whether the declaration of a name gives it the receiver itself, or a name for it that is known."""
        if use.through is not None and self._source.scopes.binding_at(use.node.start_byte) not in known:
            return False
        name = binding.declarations[0]
        if use.kind == "alias":
            declarator = outermost(use.node).parent
            return declarator is not None and _declares(declarator) and declarator.child_by_field_name("name") == name
        pattern = use.whole.parent
        declarator = pattern.parent if pattern is not None else None
        if pattern is None or pattern.type != NodeKind.OBJECT_PATTERN or not _declares(declarator):
            return False
        assert declarator is not None
        value = declarator.child_by_field_name("value")
        taken = use.whole.child_by_field_name("value") or use.whole
        is_plain = use.whole.type in (NodeKind.SHORTHAND_PROPERTY_IDENTIFIER_PATTERN, NodeKind.PAIR_PATTERN)
        if not is_plain or taken.start_byte != name.start_byte or value is None:
            return False
        held = unwrap(value)
        return held.type == NodeKind.THIS or held.id in self.this

    def _is_only_name(self, binding: Binding) -> bool:
        """Whether a variable is declared once and never given anything else."""
        if binding not in self._sure:
            references = binding.references
            self._sure[binding] = len(binding.declarations) == 1 and not any(
                reference.write or reference.outside for reference in references
            )
        return self._sure[binding]

    def _same(self, binding: Binding) -> Iterator[Node]:
        """The uses of a name behind its declaration where `this` is the one that it was declared with."""
        declared = binding.declarations[0]
        function = self._function(declared)
        for reference in binding.references:
            node = reference.node
            is_behind = node.type == NodeKind.IDENTIFIER and node.start_byte > declared.end_byte
            if is_behind and self._function(node) == function:
                yield node

    def _function(self, node: Node) -> tuple[str, int]:
        """What has the `this` of a place."""
        owner = owner_of(node, self._source, self._owners)
        return owner.place, owner.definition.id if owner.definition is not None else 0

    def _binding(self, name: Node | None) -> Binding | None:
        if name is None or name.type != NodeKind.IDENTIFIER:
            return None
        return self._source.scopes.binding_at(name.start_byte)


def _declares(node: Node | None) -> bool:
    return node is not None and node.type == NodeKind.VARIABLE_DECLARATOR


def declared_alone(name: Node) -> Node | None:
    """What declares a variable and nothing else: its statement, else its part of one; None where that is exported or
    the head of a loop.
    """
    part: Node | None = name
    while part is not None and part.type not in (NodeKind.VARIABLE_DECLARATOR, *DECLARATIONS):
        holder = part.parent
        if holder is not None and holder.type == NodeKind.OBJECT_PATTERN and len(children(holder)) > 1:
            return part if not any(child.type == NodeKind.REST_PATTERN for child in children(holder)) else None
        part = holder
    statement = part.parent if part is not None else None
    around = statement.parent if statement is not None else None
    if statement is None or around is None or around.type not in STATEMENT_LISTS:
        return None
    return statement if len(children(statement)) == 1 else part
