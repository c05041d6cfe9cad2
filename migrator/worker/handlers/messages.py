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
USUAL = ("type", "command", "cmd", "kind", "action", "method", "op", "name")


Field = tuple[str, "str | float | Fields | None"]
Fields = tuple[Field, ...]


class Message(NamedTuple):
    """What a command sends. A worker script tells it by the constant `value` in the property `key` of the message, which
    is the message itself where the key is empty.

    ``fields`` has all that the message holds: constants, objects with fields of their own, None for what is not known.
    One that is not ``is_open`` has no other.
    """

    key: str
    value: str | float
    fields: Fields = ()
    is_open: bool = True

    def renamed(self, value: str) -> Message:
        """The same with another constant in its property."""
        if not self.key:
            return self._replace(value=value)
        return self._replace(value=value, fields=_renamed(self.fields, self.key.split("."), value))


def _renamed(fields: Fields, path: list[str], value: str) -> Fields:
    found: list[Field] = []
    for key, held in fields:
        if key != path[0]:
            found.append((key, held))
        elif len(path) == 1:
            found.append((key, value))
        else:
            found.append((key, _renamed(held, path[1:], value) if isinstance(held, tuple) else held))
    return tuple(found)


class ScriptUrl(NamedTuple):
    """The text that `new Worker(…)` is given, and the module in which it stands."""

    url: str
    module: Module


def messages_of(worker: Chain, command: str) -> list[Message]:
    """The messages that a method of the worker class sends, through other methods of the class."""
    found: list[Message] = []
    for sent in _sent(worker, command, {}, 0):
        told = list(_told(sent.fields, ""))
        best = next((each for each in told if each[1] == command), None)
        for usual in USUAL:
            best = best or next((each for each in told if each[0].rpartition(".")[2] == usual), None)
        best = best or (told[0] if told else None)
        if best is not None:
            message = Message(*best, sent.fields, sent.is_open)
            found += [message] if message not in found else []
    return found


def _told(fields: Fields, prefix: str) -> Iterator[tuple[str, str]]:
    """The constants of a message with their paths, the outer ones first."""
    for key, value in fields:
        if isinstance(value, str):
            yield prefix + key, value
    for key, value in fields:
        if isinstance(value, tuple):
            yield from _told(value, f"{prefix}{key}.")


def script_url(worker: Chain) -> ScriptUrl | None:
    """The script that the worker class starts."""
    for info in worker.classes:
        for url in addresses(info.module, info.node):
            return ScriptUrl(url, info.module)
    return None


class _Sent(NamedTuple):
    fields: Fields
    is_open: bool


def _sent(worker: Chain, name: str, given: Mapping[int, str | Fields], depth: int) -> Iterator[_Sent]:
    """What the objects that a method posts hold. ``given`` holds constant arguments by their position."""
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
        if called == "postMessage" and listed:
            posted = _literal(info.module, listed[0])
            if posted is not None:
                yield _object(info.module, posted, known)
        elif owner.type == NodeKind.THIS and called != name:
            constants = {index: _constant(info.module, child, known) for index, child in enumerate(listed)}
            passed = {index: value for index, value in constants.items() if value is not None}
            yield from _sent(worker, called, passed, depth + 1)


def _literal(module: Module, node: Node) -> Node | None:
    """The object that is posted: a literal, or what a name is declared with."""
    if node.type == NodeKind.OBJECT:
        return node
    binding = module.source.scopes.binding_at(node.start_byte) if node.type == NodeKind.IDENTIFIER else None
    if binding is None or len(binding.declarations) != 1:
        return None
    declared = binding.declarations[0].parent
    value = declared.child_by_field_name("value") if declared is not None else None
    return unwrap(value) if value is not None and unwrap(value).type == NodeKind.OBJECT else None


def _object(module: Module, literal: Node, known: Mapping[str, str | Fields]) -> _Sent:
    fields: dict[str, str | float | Fields | None] = {}
    is_open = False
    for part in literal.named_children:
        if part.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER:
            fields[module.text(part)] = known.get(module.text(part))
        elif part.type == NodeKind.PAIR:
            key, held = part.child_by_field_name("key"), part.child_by_field_name("value")
            if key is None or held is None or key.type == NodeKind.COMPUTED_PROPERTY_NAME:
                is_open = True
                continue
            fields[module.key(key)] = _constant(module, unwrap(held), known)
        elif part.type == NodeKind.SPREAD_ELEMENT:
            spread = children(part)
            taken = known.get(module.text(spread[0])) if spread and spread[0].type == NodeKind.IDENTIFIER else None
            if isinstance(taken, tuple):
                fields.update(taken)
            is_open = True
    return _Sent(tuple(fields.items()), is_open)


def _constant(module: Module, node: Node, known: Mapping[str, str | Fields]) -> str | Fields | None:
    if node.type == NodeKind.STRING:
        return module.key(node)
    if node.type == NodeKind.TEMPLATE_STRING and not any(
        c.type == NodeKind.TEMPLATE_SUBSTITUTION for c in node.named_children
    ):
        return module.text(node)[1:-1]
    if node.type == NodeKind.OBJECT:
        return _object(module, node, known).fields
    return known.get(module.text(node)) if node.type == NodeKind.IDENTIFIER else None


def _parameter(module: Module, node: Node) -> str | None:
    if node.type == NodeKind.ASSIGNMENT_PATTERN:
        left = node.child_by_field_name("left")
        return module.text(left) if left is not None and left.type == NodeKind.IDENTIFIER else None
    return module.text(node) if node.type == NodeKind.IDENTIFIER else None
