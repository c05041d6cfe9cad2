"""What a command of the worker class sends to its thread, and which script runs there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.modules import Module
from migrator.javascript.parentheses import unwrap
from migrator.javascript.parser import below
from migrator.javascript.project import Chain
from migrator.javascript.syntax import NodeKind, children
from migrator.worker.handlers.addresses import addresses

if TYPE_CHECKING:
    from tree_sitter import Node

_DEEPEST = 6
# Properties that usually tell messages apart, where several hold a constant.
_USUAL = ("type", "command", "cmd", "kind", "action", "method", "op", "name")


class Message(NamedTuple):
    """The constant by which a worker script tells a command: `value` in the property `key` of the message."""

    key: str
    value: str


class ScriptUrl(NamedTuple):
    """The text that `new Worker(…)` is given, and the module in which it stands."""

    url: str
    module: Module


def message_of(worker: Chain, command: str) -> Message | None:
    """The message that a method of the worker class sends, through other methods of the class; None if none is seen."""
    found = list(_sent(worker, command, {}, 0))
    for key in _USUAL:
        for message in found:
            if message.key == key:
                return message
    return found[0] if found else None


def script_url(worker: Chain) -> ScriptUrl | None:
    """The script that the worker class starts."""
    for info in worker.classes:
        for url in addresses(info.module, info.node):
            return ScriptUrl(url, info.module)
    return None


def _sent(worker: Chain, name: str, given: Mapping[int, str], depth: int) -> Iterator[Message]:
    """Constants in the objects that a method posts. ``given`` holds constant arguments by their position."""
    found = next(((info, info.methods[name]) for info in worker.classes if name in info.methods), None)
    if found is None or depth > _DEEPEST:
        return
    info, method = found
    function = method.node.child_by_field_name("value") or method.node
    parameters = function.child_by_field_name("parameters")
    names = [_parameter(info.module, child) for child in parameters.named_children] if parameters is not None else []
    known = {name: given[index] for index, name in enumerate(names) if name is not None and index in given}
    for node in below(function):
        callee = node.child_by_field_name("function") if node.type == NodeKind.CALL_EXPRESSION else None
        arguments = node.child_by_field_name("arguments")
        member = info.module.member(callee) if callee is not None else None
        if member is None or arguments is None:
            continue
        owner, called = member
        listed = [unwrap(child) for child in children(arguments)]
        if called == "postMessage" and listed and listed[0].type == NodeKind.OBJECT:
            yield from _constants(info.module, listed[0], known)
        elif owner.type == NodeKind.THIS and called != name:
            constants = {index: _constant(info.module, child, known) for index, child in enumerate(listed)}
            passed = {index: value for index, value in constants.items() if value is not None}
            yield from _sent(worker, called, passed, depth + 1)


def _constants(module: Module, literal: Node, known: Mapping[str, str]) -> Iterator[Message]:
    for part in literal.named_children:
        if part.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER:
            value = known.get(module.text(part))
            if value is not None:
                yield Message(module.text(part), value)
        elif part.type == NodeKind.PAIR:
            key, held = part.child_by_field_name("key"), part.child_by_field_name("value")
            value = _constant(module, unwrap(held), known) if held is not None else None
            if key is not None and value is not None:
                yield Message(module.key(key), value)


def _constant(module: Module, node: Node, known: Mapping[str, str]) -> str | None:
    if node.type == NodeKind.STRING:
        return module.key(node)
    if node.type == NodeKind.TEMPLATE_STRING and not any(
        c.type == NodeKind.TEMPLATE_SUBSTITUTION for c in node.named_children
    ):
        return module.text(node)[1:-1]
    return known.get(module.text(node)) if node.type == NodeKind.IDENTIFIER else None


def _parameter(module: Module, node: Node) -> str | None:
    if node.type == NodeKind.ASSIGNMENT_PATTERN:
        left = node.child_by_field_name("left")
        return module.text(left) if left is not None and left.type == NodeKind.IDENTIFIER else None
    return module.text(node) if node.type == NodeKind.IDENTIFIER else None
