"""The class and method, or the function, that code stands in, and what `this` is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migrator.javascript.components import name_of, part_of
from migrator.javascript.flow import GIVEN_TO, Flow, is_field, key_text, member_name
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.source import Source
from migrator.javascript.syntax import (
    CLASS_MEMBERS,
    CLASSES,
    FUNCTIONS,
    MEMBERS,
    TARGET_NAMES,
    THIS_FUNCTIONS,
    NodeKind,
    children,
)

if TYPE_CHECKING:
    from tree_sitter import Node

_OWN_THIS = CLASS_MEMBERS | THIS_FUNCTIONS | {NodeKind.CLASS_STATIC_BLOCK}


@dataclass(frozen=True, slots=True, eq=False)
class Owner:
    """What a use belongs to. ``place`` is ``method``, ``field``, ``static``, ``object``, ``function`` or ``module``.

    In the first two `this` is an instance of ``node``, the class or the component that is an object; in what is static
    it is the class itself. An accessor is a ``field``: nobody calls it by its name. ``method`` is the nearest member's
    name all the same. ``definition`` is the member or the function that has the `this`, None at the top of a file.
    """

    place: str
    node: Node | None = None
    class_name: str | None = None
    method: str | None = None
    definition: Node | None = None


def owner_of(node: Node, source: Source, known: dict[int, Owner] | None = None) -> Owner:
    """The class and method that a node belongs to: arrows are passed through, a function of its own is not.

    ``known`` remembers owners of nodes that were passed on the way, since a parser's node finds its parent from above.
    """
    place: str | None = None
    method: str | None = None
    passed: list[int] = []
    owner: Owner | None = None
    definition: Node | None = None
    child, current = node, node.parent
    while current is not None and owner is None:
        if place is None and known is not None:
            owner = known.get(child.id)
            if owner is not None:
                break
            passed.append(child.id)
        kind = current.type
        if kind in _OWN_THIS and not _outside_of_body(child, current):
            part = part_of(current, source)
            if part is not None:
                name = name_of(part.component, source)
                owner = Owner(place or part.place, part.component, name, method or part.name, definition or current)
                break
            place, definition = place or _place(current), definition or current
            if kind in CLASS_MEMBERS:
                method = method or _member_name(current, source)
        elif kind in CLASSES and place is not None:
            owner = Owner(place, current, _class_name(current, source), method, definition)
        child, current = current, current.parent
    owner = owner or Owner(place or "module", None, None, method, definition)
    if known is not None:
        known.update(dict.fromkeys(passed, owner))
    return owner


def function_around(node: Node, source: Source) -> str | None:
    """The name of the innermost named function that a node stands in, None in a class or outside of any."""
    return next(iter(names_around(node, source)), None)


def names_around(node: Node, source: Source) -> tuple[str, ...]:
    """The names of the innermost function that has one and that a node stands in; none in a class or outside of any.

    A function without a name belongs to the one around, a member of a class to its class.
    """
    child, current = node, node.parent
    while current is not None and current.type not in CLASSES:
        if current.type in FUNCTIONS and not _outside_of_body(child, current):
            names = function_names(current, source)
            if names:
                return names
        child, current = current, current.parent
    return ()


def function_names(function: Node, source: Source) -> tuple[str, ...]:
    """What a function that is no member of a class is called: its own name, and those of what it is given to: a
    variable, a member, a key of an object. React's `useCallback` and `bind` give back the function that they are given.
    """
    if function.type == NodeKind.METHOD_DEFINITION:
        in_object = function.parent is not None and function.parent.type == NodeKind.OBJECT
        names = [_member_name(function, source)] if in_object else []
        return tuple(name for name in names if name is not None)
    own = function.child_by_field_name("name")
    found = [key_text(own, source.data)] if own is not None else []
    flow, value = Flow(source.data), function
    while True:
        outer = outermost(value)
        parent = outer.parent
        for target in _given(parent, outer) if parent is not None else ():
            if target.type in MEMBERS:
                found.append(member_name(target, source.data))
            elif target.type in _NAMES:
                found.append(key_text(target, source.data))
        onward = flow.passes_on(value) or _giving_back(outer, source)
        if onward is None:
            return tuple(dict.fromkeys(name for name in found if name is not None))
        value = onward


def functions_of(source: Source) -> Iterator[tuple[tuple[str, ...], Node]]:
    """The functions of a file that have a name and are no members of a class, in source order."""
    todo = [source.root]
    while todo:
        node = todo.pop()
        names = function_names(node, source) if node.type in FUNCTIONS else ()
        if names:
            yield names, node
        todo.extend(reversed(node.named_children))


_NAMES = TARGET_NAMES | {NodeKind.PROPERTY_IDENTIFIER, NodeKind.STRING, NodeKind.COMPUTED_PROPERTY_NAME}
# What is given a value: the field that has it, and the one that names what is given it.
_TARGETS = {**GIVEN_TO, NodeKind.PAIR: ("value", "key")}


def _given(parent: Node, value: Node) -> Iterator[Node]:
    """What the parent of a value gives it to."""
    fields = _TARGETS.get(parent.type)
    if fields is not None and is_field(parent, fields[0], value):
        target = parent.child_by_field_name(fields[1])
        if target is not None:
            yield unwrap(target)


def _giving_back(function: Node, source: Source) -> Node | None:
    """The call that gives back a function: `useCallback(function, [])`, `function.bind(o)`."""
    parent = function.parent
    call = parent.parent if parent is not None else None
    if parent is None or call is None or call.type != NodeKind.CALL_EXPRESSION:
        return None
    callee = call.child_by_field_name("function")
    if parent.type == NodeKind.MEMBER_EXPRESSION and is_field(parent, "object", function):
        is_bind = key_text(parent.child_by_field_name("property"), source.data) == "bind"
        return call if is_bind and callee is not None and callee.id == parent.id else None
    if parent.type != NodeKind.ARGUMENTS or callee is None or children(parent)[0].id != function.id:
        return None
    name = callee.child_by_field_name("property") if callee.type == NodeKind.MEMBER_EXPRESSION else callee
    return call if key_text(name, source.data) == "useCallback" else None


def _place(definition: Node) -> str:
    """What `this` is in a definition that has its own."""
    if definition.type not in (*CLASS_MEMBERS, NodeKind.CLASS_STATIC_BLOCK):
        return "function"
    if definition.parent is None or definition.parent.type != NodeKind.CLASS_BODY:
        return "object"
    words = {part.type for part in definition.children if not part.is_named}
    if definition.type == NodeKind.CLASS_STATIC_BLOCK or "static" in words:
        return "static"
    return "method" if definition.type == NodeKind.METHOD_DEFINITION and not words & {"get", "set"} else "field"


def owner_of_member(definition: Node, source: Source) -> Owner:
    """The class that a member is declared in, and the member: its key may stand outside of it."""
    body = definition.parent
    assert body is not None
    assert body.parent is not None
    name = _class_name(body.parent, source)
    return Owner(_place(definition), body.parent, name, _member_name(definition, source), definition)


def _outside_of_body(child: Node, definition: Node) -> bool:
    """A computed key or a decorator of a member is evaluated outside of it."""
    return child.type == NodeKind.DECORATOR or (
        child.type == NodeKind.COMPUTED_PROPERTY_NAME
        and definition.type in CLASS_MEMBERS
        and child.id == _key_of(definition).id
    )


def _key_of(definition: Node) -> Node:
    key = definition.child_by_field_name("name") or definition.child_by_field_name("property")
    assert key is not None
    return key


def _member_name(definition: Node, source: Source) -> str | None:
    return key_text(_key_of(definition), source.data)


def _class_name(node: Node, source: Source) -> str | None:
    """The name of a class: its own, or that of what it is assigned to, as JavaScript names it."""
    name = node.child_by_field_name("name")
    if name is not None:
        return key_text(name, source.data)
    outer = outermost(node)
    parent = outer.parent
    if parent is None:
        return None
    if parent.type == NodeKind.VARIABLE_DECLARATOR:
        name = parent.child_by_field_name("name")
    elif parent.type in (NodeKind.ASSIGNMENT_EXPRESSION, NodeKind.ASSIGNMENT_PATTERN):
        name = parent.child_by_field_name("left")
    elif parent.type in (NodeKind.PAIR, NodeKind.FIELD_DEFINITION) and is_field(parent, "value", outer):
        return key_text(parent.child_by_field_name("key") or parent.child_by_field_name("property"), source.data)
    return key_text(name, source.data) if name is not None and name.type == NodeKind.IDENTIFIER else None
