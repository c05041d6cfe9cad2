"""What is given to names, members and the parts of patterns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.javascript.flow import elements, key_text
from migrator.javascript.parentheses import unwrap
from migrator.javascript.syntax import DEFAULTS, MEMBERS, TARGET_NAMES, NodeKind, children
from migrator.worker.handlers import library
from migrator.worker.handlers.members import key_of_access
from migrator.worker.handlers.values import (
    NOTHING,
    UNDEFINED,
    UNKNOWN,
    Atom,
    Constant,
    Thing,
    Unknown,
    Value,
    constant,
    join,
)
from migrator.worker.handlers.walk import Walk

if TYPE_CHECKING:
    from tree_sitter import Node


def assign(walk: Walk, target: Node, value: Value, *, declares: bool = False) -> None:
    """Gives a value to a name, a member, or the parts of a pattern."""
    target = unwrap(target)
    kind = target.type
    if kind in TARGET_NAMES or kind == NodeKind.UNDEFINED:
        _assign_name(walk, target, value, declares)
    elif kind in DEFAULTS:
        left, right = target.child_by_field_name("left"), target.child_by_field_name("right")
        if left is not None and right is not None:
            assign(walk, left, _or_default(walk, value, right), declares=declares)
    elif kind == NodeKind.OBJECT_PATTERN:
        _take_apart(walk, target, value, declares)
    elif kind == NodeKind.ARRAY_PATTERN:
        for index, part in enumerate(elements(target)):
            if part is not None and part.type == NodeKind.REST_PATTERN:
                rest = library.array([], library.any_element(value))
                assign(walk, children(part)[0], (rest,), declares=declares)
            elif part is not None:
                assign(walk, part, _element(value, index), declares=declares)
    elif kind in MEMBERS:
        owner = target.child_by_field_name("object")
        if owner is not None:
            walk.set(walk.eval(owner), key_of_access(walk, target), value)


def _assign_name(walk: Walk, target: Node, value: Value, declares: bool) -> None:
    binding = walk.binding(target)
    if binding is None:
        walk.set((walk.globals,), constant(walk.text(target)), value)
        return
    holder = None if declares else walk.holder(binding)
    if holder is None:
        walk.declare(binding, value)
    else:
        walk.bind(holder, binding, value)


def _or_default(walk: Walk, value: Value, default: Node) -> Value:
    """A value, or its default where it may be undefined."""
    kept = tuple(atom for atom in value if not (isinstance(atom, Constant) and atom.value is UNDEFINED))
    if len(kept) == len(value) and not any(isinstance(atom, Unknown) for atom in value):
        return value
    if not kept:
        return walk.eval(default)
    [given, _] = walk.fork(False, lambda: walk.eval(default), lambda: kept)
    return join([kept, given or ()])


def _take_apart(walk: Walk, pattern: Node, value: Value, declares: bool) -> None:
    data = walk.here.source.data
    taken: set[str] = set()
    for part in children(pattern):
        if part.type == NodeKind.REST_PATTERN:
            assign(walk, children(part)[0], _without(value, taken), declares=declares)
            continue
        key, target = part.child_by_field_name("key"), part.child_by_field_name("value")
        if part.type == NodeKind.OBJECT_ASSIGNMENT_PATTERN:
            key = part.child_by_field_name("left")
            target = part
        elif part.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER_PATTERN:
            key = target = part
        if key is None or target is None:
            continue
        name: Value
        if key.type == NodeKind.COMPUTED_PROPERTY_NAME and children(key):
            name = walk.eval(children(key)[0])
        else:
            text = key_text(key, data)
            taken.add(text or "")
            name = constant(text) if text is not None else UNKNOWN
        assign(walk, target, walk.get(value, name), declares=declares)


def _without(value: Value, taken: set[str]) -> Value:
    found: list[Atom] = []
    for atom in value:
        if isinstance(atom, Thing):
            fields = {key: held for key, held in atom.fields.items() if key not in taken}
            found.append(Thing("object", fields, dict(atom.slots), atom.open, atom.told))
        elif isinstance(atom, Unknown):
            found.append(atom)
    return tuple(found) or UNKNOWN


def _element(value: Value, index: int) -> Value:
    found: list[Value] = []
    for atom in value:
        if isinstance(atom, Thing) and atom.kind == "array":
            held = atom.fields.get(str(index))
            found.append(held if held is not None else atom.slots.get("rest") or NOTHING)
        elif isinstance(atom, Unknown):
            found.append((Unknown(told=atom.told, given=atom.given, other=atom.other),))
    return join(found) or UNKNOWN
