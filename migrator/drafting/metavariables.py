"""What stands for the names and values of a site on its page; those of holes are what the command is given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.javascript.builtins import GLOBALS
from migrator.javascript.edit import Edit, apply
from migrator.javascript.parentheses import unwrap
from migrator.javascript.syntax import NodeKind, children

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.source import Source

_WORD = re.compile(r"[\w$]+")
_COMPUTED = frozenset(
    {
        NodeKind.CALL_EXPRESSION,
        NodeKind.NEW_EXPRESSION,
        NodeKind.AWAIT_EXPRESSION,
        NodeKind.ASSIGNMENT_EXPRESSION,
        NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION,
        NodeKind.UPDATE_EXPRESSION,
        NodeKind.ARROW_FUNCTION,
        NodeKind.FUNCTION_EXPRESSION,
        NodeKind.YIELD_EXPRESSION,
    }
)


class Metavariables:
    """One for each thing, made of its name when it is met first. ``arguments`` are those that holes have."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._given: dict[object, str] = {}
        self.arguments: list[str] = []

    def name(self, node: Node) -> Edit | None:
        """The edit that puts one in the place of a name; None for a name that stays."""
        text = self._source.text(node.start_byte, node.end_byte)
        binding = self._source.scopes.binding_at(node.start_byte)
        if binding is None and (text in GLOBALS or text in ("undefined", "arguments", "await")):
            return None
        named = self._metavariable(binding if binding is not None else text, text)
        if node.type != NodeKind.IDENTIFIER:
            named = f"{text}: {named}"
        return Edit(node.start_byte, node.end_byte, named.encode())

    def _metavariable(self, key: object, name: str) -> str:
        """The metavariable of a thing, made of its name when it is met first."""
        if key not in self._given:
            words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).upper()
            stem = re.sub(r"[^A-Z0-9_]", "", words).strip("_")
            stem = stem if stem[:1].isalpha() else "VALUE"
            taken, spelled, number = set(self._given.values()), f"${stem}", 2
            while spelled in taken:
                spelled, number = f"${stem}_{number}", number + 1
            self._given[key] = spelled
        return self._given[key]

    def hole(self, substitution: Node) -> str:
        """What stands in a hole, as a pattern; its metavariables are what the command is given."""
        inner = children(substitution)
        if not inner:
            return ""
        edits = list(self._values(inner[0]))
        start, end = inner[0].start_byte, inner[-1].end_byte
        moved = [Edit(edit.start - start, edit.end - start, edit.text) for edit in edits]
        return apply(self._source.data[start:end], moved).decode("utf-8")

    def _values(self, node: Node) -> Iterator[Edit]:
        """A metavariable for each name, member path and call of a hole; the chain that escapes a text stays."""
        text = self._source.text
        node = unwrap(node)
        if node.type == NodeKind.CALL_EXPRESSION:
            function = node.child_by_field_name("function")
            name = function.child_by_field_name("property") if function is not None else None
            if name is not None and text(name.start_byte, name.end_byte) == "replace":
                assert function is not None
                head = function.child_by_field_name("object")
                assert head is not None
                yield from self._values(head)
                return
        if node.type == NodeKind.MEMBER_EXPRESSION and _is_path(node):
            name = node.child_by_field_name("property")
            assert name is not None
            spelled = " ".join(text(node.start_byte, node.end_byte).split())
            yield self._value(node, spelled, text(name.start_byte, name.end_byte))
        elif node.type in _COMPUTED:
            called = unwrap(node).child_by_field_name("function")
            last = text(called.start_byte, called.end_byte).rpartition(".")[2] if called is not None else ""
            yield self._value(node, node.id, last if _WORD.fullmatch(last) else "value")
        elif node.type == NodeKind.IDENTIFIER:
            edit = self.name(node)
            if edit is not None:
                self._take(edit.text.decode())
                yield edit
        else:
            for child in node.named_children:
                yield from self._values(child)

    def _value(self, node: Node, key: object, name: str) -> Edit:
        spelled = self._metavariable(("value", key), name)
        self._take(spelled)
        return Edit(node.start_byte, node.end_byte, spelled.encode())

    def _take(self, spelled: str) -> None:
        if spelled not in self.arguments:
            self.arguments.append(spelled)


def _is_path(node: Node) -> bool:
    """Whether a node is a path of members from a name or `this`."""
    while node.type == NodeKind.MEMBER_EXPRESSION:
        head = node.child_by_field_name("object")
        assert head is not None
        node = unwrap(head)
    return node.type in (NodeKind.IDENTIFIER, NodeKind.THIS)
