"""The code of a worker script that takes a message: the branch of its dispatcher, and all functions that it calls."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.modules import Module
from migrator.javascript.parentheses import unwrap
from migrator.javascript.parser import below
from migrator.javascript.syntax import COMMENTS, NodeKind, children
from migrator.worker.handlers.messages import Message

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTIONS = frozenset({
    NodeKind.FUNCTION_DECLARATION, NodeKind.GENERATOR_FUNCTION_DECLARATION, NodeKind.FUNCTION_EXPRESSION,
    NodeKind.ARROW_FUNCTION, NodeKind.METHOD_DEFINITION,
})  # fmt: skip
_EQUAL = frozenset({"===", "=="})


class Handler(NamedTuple):
    """What runs when a message comes: ``parts`` are statements and functions of the script, the first at ``line``."""

    line: int
    parts: tuple[Node, ...]


class Dispatcher:
    """Follows messages through one worker script."""

    def __init__(self, script: Module) -> None:
        self._script = script

    def handler(self, message: Message) -> Handler | None:
        """The handler of a message, None if the way to it is not seen."""
        seen: set[int] = set()
        waiting = list(self._entries)
        while waiting:
            function = waiting.pop(0)
            if function.id in seen:
                continue
            seen.add(function.id)
            for node in below(function):
                parts = list(self._branch(node, message))
                if parts:
                    line = self._script.source.line(parts[0].start_byte)
                    return Handler(line, tuple(self._with_callees(parts, seen)))
            waiting.extend(self._callees(function))
        return None

    # -- where messages come in ------------------------------------------------------------------------------------

    @cached_property
    def _entries(self) -> list[Node]:
        """The functions that are given a message."""
        return list(self._listening())

    def _listening(self) -> Iterator[Node]:
        for node in below(self._script.source.root):
            if node.type == NodeKind.ASSIGNMENT_EXPRESSION:
                left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
                if left is not None and right is not None and self._last_name(left) == "onmessage":
                    yield from self._function(unwrap(right))
            elif node.type == NodeKind.CALL_EXPRESSION:
                callee, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
                given = children(arguments) if arguments else []
                listens = callee is not None and self._last_name(callee) in ("addEventListener", "on")
                if listens and len(given) > 1 and self._is(given[0], "message"):
                    yield from self._function(unwrap(given[1]))
            elif node.type == NodeKind.FUNCTION_DECLARATION:
                name = node.child_by_field_name("name")
                if name is not None and self._script.text(name) == "onmessage":
                    yield node

    def _function(self, node: Node) -> Iterator[Node]:
        """The function that an expression is or names."""
        if node.type in _FUNCTIONS:
            yield node
        elif node.type == NodeKind.IDENTIFIER:
            found = self._functions.get(self._script.text(node))
            if found is not None:
                yield found
        elif self._script.member(node) is not None:
            found = self._methods.get(self._last_name(node))
            if found is not None:
                yield found
        elif node.type == NodeKind.CALL_EXPRESSION:  # f.bind(x), debounce(f)
            callee, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
            member = self._script.member(callee) if callee is not None else None
            owner = member[0] if member is not None else None
            for part in ([owner] if owner is not None else []) + (arguments.named_children if arguments else []):
                yield from self._function(unwrap(part))

    # -- which branch takes a message ------------------------------------------------------------------------------

    def _branch(self, node: Node, message: Message) -> Iterator[Node]:
        if node.type == NodeKind.SWITCH_STATEMENT:
            yield from self._case(node, message)
        elif node.type == NodeKind.IF_STATEMENT:
            condition, body = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
            if condition is not None and body is not None and self._tests(condition, message):
                yield body
        elif node.type == NodeKind.SUBSCRIPT_EXPRESSION:
            owner, index = node.child_by_field_name("object"), node.child_by_field_name("index")
            if owner is not None and index is not None and self._property(index) == message.key:
                yield from self._entry(owner, message.value)
        elif node.type == NodeKind.CALL_EXPRESSION:  # handlers.get(type)
            callee, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
            given = arguments.named_children if arguments is not None else []
            if callee is not None and self._last_name(callee) == "get" and len(given) == 1:
                member = self._script.member(callee)
                if member is not None and self._property(given[0]) == message.key:
                    yield from self._entry(member[0], message.value)

    def _case(self, node: Node, message: Message) -> Iterator[Node]:
        value, body = node.child_by_field_name("value"), node.child_by_field_name("body")
        if value is None or body is None or self._property(unwrap(value)) != message.key:
            return
        taken = False
        for case in body.named_children:
            held = case.child_by_field_name("value")
            taken = taken or (held is not None and self._is(held, message.value))
            statements = [
                child
                for child in case.named_children
                if child.type not in COMMENTS and (held is None or child.id != held.id)
            ]
            if taken and statements:
                yield from statements
                if any(child.type in (NodeKind.BREAK_STATEMENT, NodeKind.RETURN_STATEMENT) for child in statements):
                    return

    def _tests(self, condition: Node, message: Message) -> bool:
        for node in below(condition):
            if node.type != NodeKind.BINARY_EXPRESSION:
                continue
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            operator = node.child_by_field_name("operator")
            if left is None or right is None or operator is None or operator.type not in _EQUAL:
                continue
            for one, other in ((left, right), (right, left)):
                if self._property(unwrap(one)) == message.key and self._is(unwrap(other), message.value):
                    return True
        return False

    def _entry(self, owner: Node, value: str) -> Iterator[Node]:
        """The function that an object or a Map holds under a key."""
        table = self._tables.get(self._last_name(unwrap(owner)))
        for node in below(table) if table is not None else ():
            if node.type == NodeKind.PAIR:
                key, held = node.child_by_field_name("key"), node.child_by_field_name("value")
                if key is not None and held is not None and self._script.key(key) == value:
                    yield from self._function(unwrap(held))
                    return
            elif node.type == NodeKind.METHOD_DEFINITION:
                name = node.child_by_field_name("name")
                if name is not None and self._script.key(name) == value:
                    yield node
                    return
            elif node.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER and self._script.text(node) == value:
                found = self._functions.get(value)
                if found is not None:
                    yield found
                return
            elif (
                node.type == NodeKind.ARRAY
                and len(node.named_children) == 2
                and self._is(node.named_children[0], value)
            ):
                yield from self._function(unwrap(node.named_children[1]))
                return

    def _is(self, node: Node, value: str) -> bool:
        return node.type == NodeKind.STRING and self._script.key(node) == value

    def _property(self, node: Node) -> str | None:
        """The property of the message that an expression reads: `m.data.type`, or a name that was taken out of it."""
        node = unwrap(node)
        if self._script.member(node) is not None:
            return self._last_name(node)
        if node.type != NodeKind.IDENTIFIER:
            return None
        binding = self._script.source.scopes.binding_at(node.start_byte)
        for declared in binding.declarations if binding is not None else ():
            parent = declared.parent
            if parent is not None and parent.type == NodeKind.PAIR_PATTERN:
                key = parent.child_by_field_name("key")
                return self._script.key(key) if key is not None else None
            if parent is not None and parent.type == NodeKind.VARIABLE_DECLARATOR:
                value = parent.child_by_field_name("value")
                if value is not None and declared.type == NodeKind.IDENTIFIER and self._script.member(value):
                    return self._last_name(value)
        return self._script.text(node)

    def _last_name(self, node: Node) -> str:
        """The name of a member, or the text of anything else."""
        member = self._script.member(node)
        return member[1] if member is not None else self._script.text(unwrap(node))

    # -- what a branch calls ---------------------------------------------------------------------------------------

    def _with_callees(self, parts: list[Node], passed: set[int]) -> Iterator[Node]:
        """The parts and every function that they call, at any distance; those that led here are left out."""
        waiting, seen = list(parts), {part.id for part in parts} | passed
        while waiting:
            part = waiting.pop(0)
            yield part
            for function in self._callees(part):
                if function.id not in seen:
                    seen.add(function.id)
                    waiting.append(function)

    def _callees(self, node: Node) -> Iterator[Node]:
        for call in below(node):
            callee = call.child_by_field_name("function") if call.type == NodeKind.CALL_EXPRESSION else None
            if callee is not None:
                yield from self._function(unwrap(callee)) if unwrap(callee).type != NodeKind.CALL_EXPRESSION else ()

    @cached_property
    def _functions(self) -> dict[str, Node]:
        """Functions by the name that they are declared or assigned under."""
        found: dict[str, Node] = {}
        for node in below(self._script.source.root):
            name = node.child_by_field_name("name")
            value = node.child_by_field_name("value") if node.type == NodeKind.VARIABLE_DECLARATOR else node
            if (
                name is not None
                and value is not None
                and value.type in _FUNCTIONS
                and value.type != NodeKind.METHOD_DEFINITION
            ):
                found.setdefault(self._script.text(name), value)
        return found

    @cached_property
    def _methods(self) -> dict[str, Node]:
        return {
            self._script.key(name): node
            for node in below(self._script.source.root)
            if node.type == NodeKind.METHOD_DEFINITION and (name := node.child_by_field_name("name")) is not None
        }

    @cached_property
    def _tables(self) -> dict[str, Node]:
        """Object literals and Maps by the name or property that they are declared or assigned under."""
        found: dict[str, Node] = {}
        for node in below(self._script.source.root):
            if node.type in (NodeKind.VARIABLE_DECLARATOR, NodeKind.ASSIGNMENT_EXPRESSION, NodeKind.FIELD_DEFINITION):
                name = (
                    node.child_by_field_name("name")
                    or node.child_by_field_name("left")
                    or node.child_by_field_name("property")
                )
                value = node.child_by_field_name("value") or node.child_by_field_name("right")
                if (
                    name is not None
                    and value is not None
                    and unwrap(value).type in (NodeKind.OBJECT, NodeKind.NEW_EXPRESSION)
                ):
                    found.setdefault(self._last_name(name), unwrap(value))
        return found
