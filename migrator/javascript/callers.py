"""The calls of a function that its file shows, and what they give it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from migrator.javascript.flow import elements, is_field, key_text
from migrator.javascript.modules import Module
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.scopes import Binding
from migrator.javascript.syntax import CALLS, CLASSES, MEMBERS, SPREADS, NodeKind, children
from migrator.javascript.things import Argument, Place

if TYPE_CHECKING:
    from tree_sitter import Node

Key = Callable[[Place], str | None]  # the name of the member that an expression takes


def calls_of(place: Place, key: Key) -> tuple[list[tuple[Argument, ...]], bool]:
    """The arguments of the calls of a function that its file shows, and whether these are all there are."""
    module, function = place.module, place.node
    parent = outermost(function).parent
    if function.type == NodeKind.METHOD_DEFINITION:
        return _calls_of_method(place, key), False
    names = [function.child_by_field_name("name")]
    if parent is not None and parent.type == NodeKind.VARIABLE_DECLARATOR:
        names.append(parent.child_by_field_name("name"))
    elif parent is not None and parent.type in CALLS:  # it is called where it stands, or passed on
        outer = outermost(function)
        is_called = parent.type == NodeKind.CALL_EXPRESSION and is_field(parent, "function", outer)
        return ([arguments_of(Place(module, parent))], True) if is_called else ([], False)
    elif function.child_by_field_name("name") is None:
        return [], False
    found: list[tuple[Argument, ...]] = []
    is_complete = parent is None or parent.type != NodeKind.EXPORT_STATEMENT
    for name in names:
        binding = module.source.scopes.binding_at(name.start_byte) if name is not None else None
        given, all_seen = _calls_of_name(module, binding, NodeKind.CALL_EXPRESSION)
        found += given
        is_complete = is_complete and all_seen and not _is_exported(module, binding)
    return found, is_complete and bool(found)


def _calls_of_name(
    module: Module, binding: Binding | None, kind: str
) -> tuple[list[tuple[Argument, ...]], bool]:
    found: list[tuple[Argument, ...]] = []
    is_complete = True
    for use in binding.references if binding is not None else ():
        outer = outermost(use.node)
        call = outer.parent
        field = "constructor" if kind == NodeKind.NEW_EXPRESSION else "function"
        if call is not None and call.type == kind and is_field(call, field, outer):
            found.append(arguments_of(Place(module, call)))
        else:
            is_complete = False
    return found, is_complete


def _is_exported(module: Module, binding: Binding | None) -> bool:
    return binding is not None and binding.scope is module.source.scopes.root and binding.name in module.exposed


def _calls_of_method(place: Place, key: Key) -> list[tuple[Argument, ...]]:
    """Calls of a method on `this` of its class, and the instances that the file makes by a class's name."""
    module, method = place.module, place.node
    owner = method.parent.parent if method.parent is not None else None
    name = key_text(method.child_by_field_name("name"), module.source.data)
    if owner is None or owner.type not in CLASSES or name is None:
        return []
    found: list[tuple[Argument, ...]] = []
    if name == "constructor":
        names = [owner.child_by_field_name("name")]
        parent = outermost(owner).parent
        if parent is not None and parent.type == NodeKind.VARIABLE_DECLARATOR:
            names.append(parent.child_by_field_name("name"))
        for node in names:
            binding = module.source.scopes.binding_at(node.start_byte) if node is not None else None
            found += _calls_of_name(module, binding, NodeKind.NEW_EXPRESSION)[0]
        return found
    body = module.source.data[owner.start_byte : owner.end_byte]
    for match in re.finditer(rb"\b" + re.escape(name.encode()) + rb"\b", body):
        start = owner.start_byte + match.start()
        node = module.source.root.descendant_for_byte_range(start, start + len(match[0]))
        is_text = node is not None and node.parent is not None and node.parent.type == NodeKind.STRING
        access = node.parent if node is not None else None
        access = access.parent if access is not None and is_text else access
        call = outermost(access).parent if access is not None else None
        if access is None or call is None or access.type not in MEMBERS or call.type != NodeKind.CALL_EXPRESSION:
            continue
        held = access.child_by_field_name("object")
        is_own = held is not None and unwrap(held).type == NodeKind.THIS and key(Place(module, access)) == name
        if is_own and is_field(call, "function", outermost(access)):
            found.append(arguments_of(Place(module, call)))
    return found


def arguments_of(call: Place) -> tuple[Argument, ...]:
    """The arguments of a call or a `new`."""
    given = call.node.child_by_field_name("arguments")
    if given is None or given.type != NodeKind.ARGUMENTS:
        return ()
    return tuple(_arguments(call, elements(given)))


def _arguments(call: Place, items: list[Node | None]) -> Iterator[Argument]:
    for item in items:
        if item is None:
            continue
        inside = children(item)[:1] if item.type in SPREADS else []
        listed = unwrap(inside[0]) if inside else None
        if listed is not None and listed.type == NodeKind.ARRAY:
            yield from _arguments(call, elements(listed))
        elif inside:
            yield Argument((call.at(inside[0]),), rest=True)
        else:
            yield Argument((call.at(item),))
