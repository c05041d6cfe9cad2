"""What stands for the names and values of a site on its page; those of holes are what the command is given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.drafting.untyped import untyped
from migrator.drafting.words import apart
from migrator.javascript.builtins import GLOBALS
from migrator.javascript.edit import Edit
from migrator.javascript.flow import arguments_of
from migrator.javascript.parentheses import unwrap
from migrator.javascript.syntax import NodeKind, children

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding
    from migrator.javascript.source import Source

_WORD = re.compile(r"[\w$]+")
_SPELLING = frozenset({b"JSON.stringify", b"String"})  # what makes a text of a value, which the page then says
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
    """One for each thing, made of its name when it is met first. ``arguments`` are those that holes have. ``texts`` are
    what is given to variables that the page declares: a hole with one has those of its value.
    """

    def __init__(self, source: Source, texts: dict[Binding, Node]) -> None:
        self._source = source
        self._texts = texts
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

    def code(self, expression: Node) -> Edit:
        """The edit that puts one in the place of any code, which the command is given."""
        return self._value(expression, ("code", expression.id), "code")

    def _metavariable(self, key: object, name: str) -> str:
        """The metavariable of a thing, made of its name when it is met first."""
        if key not in self._given:
            words = apart(name, "_").upper()
            stem = re.sub(r"[^A-Z0-9_]", "", words).strip("_")
            stem = stem if stem[:1].isalpha() else "VALUE"
            taken, spelled, number = set(self._given.values()), f"${stem}", 2
            while spelled in taken:
                spelled, number = f"${stem}_{number}", number + 1
            self._given[key] = spelled
        return self._given[key]

    def hole(self, substitution: Node, *, quoted: bool = False) -> str:
        """What stands in a hole, as a pattern; its metavariables are what the command is given. Between the quotes of
        Python, the command is given the text.
        """
        inner = children(substitution)
        if not inner:
            return ""
        edits = list(self.values(inner[0], quoted=quoted))
        start, end = inner[0].start_byte, inner[-1].end_byte
        return untyped(self._source, start, end, edits)

    def values(self, expression: Node, *, quoted: bool = False) -> Iterator[Edit]:
        """A metavariable for each part of an expression that has one; they are what the command is given."""
        text = self._source.text
        for node in parts(expression, quoted=quoted):
            if node.type == NodeKind.MEMBER_EXPRESSION:
                name = node.child_by_field_name("property")
                assert name is not None
                spelled = " ".join(untyped(self._source, node.start_byte, node.end_byte).split())
                yield self._value(node, spelled, text(name.start_byte, name.end_byte))
            elif node.type in _COMPUTED:
                called = node.child_by_field_name("function")
                last = text(called.start_byte, called.end_byte).rpartition(".")[2] if called is not None else ""
                yield self._value(node, node.id, last if _WORD.fullmatch(last) else "value")
            else:
                edit = self.name(node)
                binding = self._source.scopes.binding_at(node.start_byte)
                if binding in self._texts:
                    for _ in self.values(self._texts[binding]):
                        pass  # the command is given these
                elif edit is not None:
                    self._take(edit.text.decode())
                if edit is not None:
                    yield edit

    def whole(self, expression: Node, name: str) -> Iterator[Edit]:
        """One metavariable for all of an expression, which the command is given; a name or a path has its own."""
        if expression.type == NodeKind.IDENTIFIER or _is_member_path(expression):
            yield from self.values(expression)
        else:
            yield self._value(expression, expression.id, name)

    def _value(self, node: Node, key: object, name: str) -> Edit:
        spelled = self._metavariable(("value", key), name)
        self._take(spelled)
        return Edit(node.start_byte, node.end_byte, spelled.encode())

    def _take(self, spelled: str) -> None:
        if spelled not in self.arguments:
            self.arguments.append(spelled)


def parts(expression: Node, *, quoted: bool = False) -> Iterator[Node]:
    """Each name, member path and call of a hole: a metavariable stands for it. What escapes a text stays and, where it
    is not ``quoted``, what makes one of a value.
    """
    node = unwrap(expression)
    function = node.child_by_field_name("function") if node.type == NodeKind.CALL_EXPRESSION else None
    name = function.child_by_field_name("property") if function is not None else None
    if function is not None and name is not None and name.text in (b"replace", b"replaceAll"):
        head = function.child_by_field_name("object")
        assert head is not None
        yield from parts(head, quoted=quoted)
    elif not quoted and function is not None and function.text in _SPELLING and len(arguments_of(node)) == 1:
        yield from parts(arguments_of(node)[0])
    elif node.type in _COMPUTED or node.type == NodeKind.IDENTIFIER or _is_member_path(node):
        yield node
    else:
        for child in node.named_children:
            yield from parts(child, quoted=quoted)


def _is_member_path(node: Node) -> bool:
    """Whether a node is a path of members from a name or `this`."""
    if node.type != NodeKind.MEMBER_EXPRESSION:
        return False
    while node.type == NodeKind.MEMBER_EXPRESSION:
        head = node.child_by_field_name("object")
        assert head is not None
        node = unwrap(head)
    return node.type in (NodeKind.IDENTIFIER, NodeKind.THIS)
