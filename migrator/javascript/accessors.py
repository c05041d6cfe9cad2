"""Getters and setters of a file, and which of them do more than give a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from migrator.javascript.flow import elements, key_text, literal_text
from migrator.javascript.objects import Effect, Effects
from migrator.javascript.parentheses import unwrap
from migrator.javascript.parser import below
from migrator.javascript.syntax import CALLS, FUNCTIONS, NodeKind

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.source import Source

_ACCESSOR = re.compile(rb"\b(?:get|set|defineProperty)\b")


def accessors(source: Source) -> dict[str, list[Node]]:
    """The getters and setters of a file by their names, those of `Object.defineProperty` included."""
    found: dict[str, list[Node]] = {}
    for match in _ACCESSOR.finditer(source.data):
        token = source.root.descendant_for_byte_range(*match.span())
        node = token.parent if token is not None else None
        if node is None or token is None:
            continue
        if node.type == NodeKind.METHOD_DEFINITION and token.type in ("get", "set"):
            name = key_text(node.child_by_field_name("name"), source.data)
            if name is not None:
                found.setdefault(name, []).append(node)
        call = node.parent if node.type == NodeKind.MEMBER_EXPRESSION else None
        for name, function in _defined(call, source.data) if call is not None and call.type in CALLS else ():
            found.setdefault(name, []).append(function)
    return found


def _defined(call: Node, data: bytes) -> Iterator[tuple[str, Node]]:
    """The accessors that `Object.defineProperty(x, 'name', { get() {} })` defines."""
    function, arguments = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    if function is None or arguments is None or function.type != NodeKind.MEMBER_EXPRESSION:
        return
    if key_text(function.child_by_field_name("property"), data) != "defineProperty":
        return
    given = [part for part in elements(arguments) if part is not None]
    name = literal_text(unwrap(given[1]), data) if len(given) > 1 else None
    if name is None or len(given) < 3:
        return
    for node in below(given[2]):
        if node.type in FUNCTIONS:
            yield name, node


def acting(source: Source) -> frozenset[str]:
    """The names of accessors of a file that do more than give a value."""
    return source.once("acting", lambda: frozenset(_acting(source)))


def _acting(source: Source) -> Iterator[str]:
    for name, functions in accessors(source).items():
        if any(acts(source, function) for function in functions):
            yield name


def acts(source: Source, function: Node, names: Iterable[str] = ()) -> bool:
    """Whether a call of a function does anything outside of it, or runs code that cannot be seen."""
    effects = Effects(source, function, accessors=frozenset(names))
    body = function.child_by_field_name("body")
    effect = effects.of(body) if body is not None else Effect()
    outer = [name for name in effect.names if isinstance(name, str) or not effects.is_inside(name)]
    return bool(outer or effect.unseen or any(one < 0 for one in effect.objects))
