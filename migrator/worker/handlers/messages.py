"""What a command of the worker class sends to its thread, and which script runs there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.flow import parameters_of
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
    """What a command sends. A worker script tells it by the constant `value` in the property `key` of the message. With
    an empty key the constant is the message itself.

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


# The function that the callee of a call in a file names, with its file; None for one that is not followed.
Follow = Callable[[Module, "Node"], "tuple[Module, Node] | None"]


def messages_of(worker: Chain, command: str) -> list[Message]:
    """The messages that a method of the worker class sends, through other methods of the class."""

    def own(module: Module, callee: Node) -> tuple[Module, Node] | None:
        member = module.member(callee)
        if member is None or member[0].type != NodeKind.THIS:
            return None
        return _method(worker, member[1])

    method = _method(worker, command)
    return [message for message, _ in messages_from(method, command, own)] if method is not None else []


def _method(worker: Chain, name: str) -> tuple[Module, Node] | None:
    info = next((info for info in worker.classes if name in info.methods), None)
    return (info.module, info.methods[name].node) if info is not None else None


def messages_from(function: tuple[Module, Node], command: str, follow: Follow) -> list[tuple[Message, Posting]]:
    """The messages of a command that a function sends, through others, each with where it is posted first."""
    found: dict[Message, Posting] = {}
    for sent in _sent(function, follow, {}, 0):
        told = list(_told(sent.fields, ""))
        best = next((each for each in told if each[1] == command), None)
        for usual in USUAL:
            best = best or next((each for each in told if each[0].rpartition(".")[2] == usual), None)
        best = best or (told[0] if told else None)
        if best is not None:
            found.setdefault(Message(*best, sent.fields, sent.is_open), sent.by)
    return list(found.items())


def fields_of(module: Module, node: Node) -> str | Fields | None:
    """What a message holds that code posts: its text, or its fields; None where it is not written out."""
    literal = _literal(module, unwrap(node))
    return _object(module, literal, {}).fields if literal is not None else _constant(module, unwrap(node), {})


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


class Posting(NamedTuple):
    """What a message is posted to: the expression, in its file."""

    module: Module
    on: Node


class _Sent(NamedTuple):
    fields: Fields
    is_open: bool
    by: Posting


def _sent(
    taken: tuple[Module, Node], follow: Follow, given: Mapping[int, str | Fields], depth: int
) -> Iterator[_Sent]:
    """What the objects that a function posts hold. ``given`` holds constant arguments by their position."""
    if depth > _DEEPEST:
        return
    module, node_of = taken
    function = node_of.child_by_field_name("value") or node_of
    names = [_parameter(module, child) for child in parameters_of(function)]
    known = {name: given[index] for index, name in enumerate(names) if name is not None and index in given}
    for node in below(function):
        callee = node.child_by_field_name("function") if node.type == NodeKind.CALL_EXPRESSION else None
        arguments = node.child_by_field_name("arguments")
        if callee is None or arguments is None:
            continue
        member = module.member(callee)
        listed = [unwrap(child) for child in children(arguments)]
        if member is not None and member[1] == "postMessage" and listed:
            posted = _literal(module, listed[0])
            if posted is not None:
                fields, is_open = _object(module, posted, known)
                yield _Sent(fields, is_open, Posting(module, member[0]))
            continue
        called = follow(module, callee)
        if called is not None and called[1].id != node_of.id:
            constants = {index: _constant(module, child, known) for index, child in enumerate(listed)}
            passed = {index: value for index, value in constants.items() if value is not None}
            yield from _sent(called, follow, passed, depth + 1)


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


class _Object(NamedTuple):
    fields: Fields
    is_open: bool


def _object(module: Module, literal: Node, known: Mapping[str, str | Fields]) -> _Object:
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
    return _Object(tuple(fields.items()), is_open)


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
