"""Names by what they hold: the references to a variable or a global, and the names that are given `this`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.javascript.flow import Flow, key_text, pattern_key
from migrator.javascript.source import Source
from migrator.javascript.syntax import TARGET_NAMES, NodeKind
from migrator.sites.owner import Owner, owner_of

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding, Reference

# `this` as a value. Where a member of it is read, the member's name is looked for instead.
_BARE_THIS = re.compile(rb"\bthis\b(?!\s*(?:\.|\?\.|\[))")


def bare_this(source: Source) -> Iterator[tuple[Node, Owner]]:
    """Every `this` of a file that is a value, and no member of which is taken there."""
    known: dict[int, Owner] = {}
    for match in _BARE_THIS.finditer(source.data):
        node = source.root.descendant_for_byte_range(match.start(), match.end())
        if node is not None and node.type == NodeKind.THIS:
            yield node, owner_of(node, source, known)


class References:
    """The references to a variable, or to a global by its name, that stand in the script."""

    def __init__(self, source: Source) -> None:
        self._source = source

    @cached_property
    def _globals(self) -> dict[str, list[Reference]]:
        found: dict[str, list[Reference]] = {}
        for reference in self._source.scopes.globals:
            found.setdefault(reference.name, []).append(reference)
        return found

    def of(self, key: Binding | str) -> list[Reference]:
        if isinstance(key, str):
            return self._globals.get(key, [])
        return [reference for reference in key.references if not reference.outside]


class ThisNames:
    """The names and patterns of a file that are given `this`."""

    def __init__(
        self, source: Source, receiver: str, flow: Flow, references: References, owners: dict[int, Owner]
    ) -> None:
        self._source = source
        self._receiver = receiver
        self._owners = owners
        self._keys: set[Binding | str] = set()
        self._patterns: set[int] = set()
        todo = list(self._values())
        while todo:
            for target in flow.targets(todo.pop(), copies=True):
                for name in self._given(target):
                    key = source.scopes.binding_at(name.start_byte) or key_text(name, source.data) or ""
                    if key not in self._keys:
                        self._keys.add(key)
                        todo.extend(use.node for use in references.of(key) if use.read)

    def holds(self, name: Node) -> bool:
        return bool(self._keys) and (
            (self._source.scopes.binding_at(name.start_byte) or key_text(name, self._source.data)) in self._keys
        )

    def is_pattern(self, pattern: Node) -> bool:
        return pattern.id in self._patterns

    def _values(self) -> Iterator[Node]:
        for match in _BARE_THIS.finditer(self._source.data):
            node = self._source.root.descendant_for_byte_range(match.start(), match.end())
            if node is not None and node.type == NodeKind.THIS and not is_top_level(node, self._source, self._owners):
                yield node

    def _given(self, target: Node) -> Iterator[Node]:
        """The names that a target gives `this`, or all of its properties that are not taken out."""
        if target.type in TARGET_NAMES:
            yield target
        elif target.type == NodeKind.OBJECT_PATTERN:
            self._patterns.add(target.id)
            data = self._source.data
            if any(pattern_key(part, data) == self._receiver for part in target.named_children):
                return
            for part in target.named_children:
                if part.type == NodeKind.REST_PATTERN:
                    yield from (child for child in part.named_children if child.type == NodeKind.IDENTIFIER)


def is_top_level(this: Node, source: Source, known: dict[int, Owner]) -> bool:
    """Whether `this` is that of the file: undefined in a module, the global object or the exports in a script."""
    return owner_of(this, source, known).place == "module"
