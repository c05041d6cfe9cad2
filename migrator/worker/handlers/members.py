"""Members of values: what `x.name` and `x[key]` give, and what becomes of what they are given."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from migrator.javascript.flow import key_text
from migrator.javascript.syntax import NodeKind, children
from migrator.worker.handlers import library
from migrator.worker.handlers.constants import PASS_ON, TEXT_MEMBERS
from migrator.worker.handlers.listeners import is_other_sender, listen
from migrator.worker.handlers.names import global_of
from migrator.worker.handlers.values import (
    NOTHING,
    UNDEFINED,
    UNKNOWN,
    Atom,
    Bound,
    Constant,
    Function,
    Method,
    Thing,
    Unknown,
    Value,
    chosen,
    constant,
    is_text,
    is_told,
    join,
    key_of,
)
from migrator.worker.handlers.walk import Walk

if TYPE_CHECKING:
    from tree_sitter import Node


def key_of_access(walk: Walk, access: Node) -> Value:
    """The name of the member that `x.name` or `x[index]` takes."""
    prop = access.child_by_field_name("property")
    if prop is not None:
        return constant(walk.here.key(prop))
    index = access.child_by_field_name("index")
    return walk.eval(index) if index is not None else UNKNOWN


def get(walk: Walk, owner: Value, key: Value) -> Value:
    """A member of whatever a value may be."""
    holders = chosen(owner)
    there = [atom for atom in holders if not isinstance(atom, Constant) or isinstance(atom.value, str)]
    return join([member(walk, holder, name) for holder in there or holders for name in chosen(key)]) or UNKNOWN


def member(walk: Walk, owner: Atom, key: Atom) -> Value:
    name = key_of(key)
    is_key_told = is_told(key)
    if isinstance(owner, Thing):
        walk.choose(owner, key)
        return of_thing(walk, owner, key)
    if isinstance(owner, Function):
        if name is not None and name in owner.fields:
            return owner.fields[name]
        if name == "prototype":
            owner.fields["prototype"] = (Thing(),)
            return owner.fields["prototype"]
        return (Method(owner, name),) if name is not None else UNKNOWN
    if isinstance(owner, Bound | Method):
        return (Method(owner, name),) if name is not None else UNKNOWN
    if isinstance(owner, Unknown):
        if name is None:
            return (Unknown(told=owner.told or is_key_told, given=owner.given, other=owner.other),)
        dotted = f"{owner.name}.{name}" if owner.is_global and owner.name else name
        return (
            Unknown(
                name=dotted,
                told=owner.told or is_key_told,
                given=owner.given,
                other=owner.other,
                lost=owner.lost,
            ),
        )
    if is_text(owner):
        if name == "length":
            text = owner.value if isinstance(owner, Constant) else None
            return constant(float(len(text)), told=is_told(owner)) if isinstance(text, str) else UNKNOWN
        if name in TEXT_MEMBERS or name in PASS_ON:
            return (Method(owner, name),)
        is_index = name is None or name.isdigit()
        return (Unknown(told=is_told(owner) or is_key_told),) if is_index else NOTHING
    return (Unknown(name=name or "", told=is_key_told),)


def of_thing(walk: Walk, owner: Thing, key: Atom, instance: Thing | None = None) -> Value:
    """A member of an object: its own, one of its class, or one that its platform gives it. A getter of the class is
    called for the ``instance``.
    """
    name, is_key_told = key_of(key), is_told(key)
    if name is None:
        held = library.held(owner)
        at = owner
        while any(isinstance(atom, Thing) for atom in at.slots.get("proto", ())):
            at = next(atom for atom in at.slots["proto"] if isinstance(atom, Thing))
            held = join([held, library.held(at)])
        if is_key_told:
            held = tuple(Bound(a, (owner,), maybe=True) if isinstance(a, Function) else a for a in held)
            return (*held, Unknown(told=True))
        is_other = isinstance(key, Unknown) and key.other
        return held if is_other and held else join([held, UNKNOWN])
    if name in owner.fields:
        return _gotten(walk, owner.fields[name], instance or owner)
    if owner.kind == "global":
        found = global_of(walk, name)
        return tuple(replace(a, told=True) if isinstance(a, Unknown) and is_key_told else a for a in found)
    if owner.kind == "array" and name == "length":
        known = library.items(owner)
        return constant(float(len(known))) if known is not None else UNKNOWN
    if owner.kind == "array" and name.isdigit() and owner.slots.get("rest"):
        return join([owner.slots["rest"], NOTHING])
    for atom in owner.slots.get("proto", ()):
        if isinstance(atom, Thing):
            found = of_thing(walk, atom, Constant(name, is_key_told), instance or owner)
            if found != (Constant(UNDEFINED, is_key_told),):
                return found
        elif isinstance(atom, Unknown):
            return (Unknown(name=name, told=is_key_told, lost=atom.lost),)
    if owner.kind in ("array", "map", "set") and name in library.METHODS:
        return (Method(owner, name),)
    if owner.kind in ("map", "set") and name == "size":
        return UNKNOWN
    if name in library.OBJECT_METHODS or name in PASS_ON:
        return (Method(owner, name),)
    rest = owner.slots.get("rest", ())
    if rest:
        return tuple(_named(atom, name, is_key_told) if isinstance(atom, Unknown) else atom for atom in rest)
    if owner.open:
        return (Unknown(name=name, told=is_key_told, given=owner.told),)
    return constant(UNDEFINED, told=is_key_told)


def _named(atom: Unknown, name: str, is_key_told: bool) -> Unknown:
    return replace(atom, name=name, told=atom.told or is_key_told, is_global=False)


def _gotten(walk: Walk, value: Value, owner: Thing) -> Value:
    """What a member gives: a getter is called."""
    if not any(isinstance(atom, Function) and atom.getter for atom in value):
        return value
    found: list[Value] = []
    for atom in value:
        is_getter = isinstance(atom, Function) and atom.getter
        found.append(walk.call((atom,), [], (owner,)) if is_getter else (atom,))
    return join(found)


def set_(walk: Walk, owner: Value, key: Value, value: Value) -> None:
    names = {key_of(atom) for atom in key}
    name = names.pop() if len(names) == 1 else None
    if name == "onmessage" and not is_other_sender(owner):
        listen(walk, value, is_plain=False)
    elif name == "onconnect":  # of a shared worker, whose ports listen
        walk.connecting.append(value)
    for atom in owner:
        if isinstance(atom, Thing):
            if name is None:
                walk.put(atom.slots, "rest", join([atom.slots.get("rest", ()), value]))
            elif len(owner) == 1:
                walk.put(atom.fields, name, value)
            else:
                walk.put(atom.fields, name, join([atom.fields.get(name, ()), value]))
        elif isinstance(atom, Function) and name is not None:
            walk.put(atom.fields, name, value)


def spread_into(made: Thing, value: Value) -> None:
    """Gives a new object what another has."""
    for atom in value:
        if isinstance(atom, Thing):
            made.fields.update(atom.fields)
            if atom.slots.get("rest"):
                made.slots["rest"] = join([made.slots.get("rest", ()), atom.slots["rest"]])
            made.open = made.open or atom.open
        elif isinstance(atom, Unknown):
            made.open = True
            made.slots["rest"] = join([made.slots.get("rest", ()), (Unknown(given=atom.given, lost=atom.lost),)])


def give(walk: Walk, made: Thing, key: Node, data: bytes, value: Value) -> None:
    """Gives a new object a member."""
    if key.type == NodeKind.COMPUTED_PROPERTY_NAME:
        inside = children(key)
        names = [key_of(atom) for atom in walk.eval(inside[0])] if inside else [None]
    else:
        names = [key_text(key, data)]
    if len(names) == 1 and names[0] is not None:
        made.fields[names[0]] = value
    else:
        made.slots["rest"] = join([made.slots.get("rest", ()), value])
