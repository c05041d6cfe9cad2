"""Classes: their members, their instances, and `super`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from migrator.javascript.flow import key_text
from migrator.javascript.syntax import NodeKind, children
from migrator.worker.handlers.blocks import function
from migrator.worker.handlers.functions import invoke
from migrator.worker.handlers.members import give, key_of_access
from migrator.worker.handlers.values import NOTHING, UNKNOWN, Frame, Function, Place, Thing, Unknown, Value, constant
from migrator.worker.handlers.walk import Walk

if TYPE_CHECKING:
    from tree_sitter import Node


def class_(walk: Walk, node: Node) -> Value:
    """A class, declared or as a value."""
    module = walk.here
    made, prototype = Thing("class", place=Place(module, node)), Thing()
    body, name = node.child_by_field_name("body"), node.child_by_field_name("name")
    heritage = next((part for part in node.children if part.type == NodeKind.CLASS_HERITAGE), None)
    base = walk.eval(children(heritage)[0]) if heritage is not None and children(heritage) else ()
    if base:
        made.slots["proto"] = base
        prototype.slots["proto"] = walk.get(base, constant("prototype"))
    made.fields["prototype"] = (prototype,)
    prototype.slots["class"] = (made,)
    outer = walk.frame
    with walk.inside(Frame(outer, this=(made,))):
        if name is not None and body is not None:
            scopes, outside = module.source.scopes, walk.binding(name)
            inside = scopes.lookup(module.text(name), scopes.scope_at(body.start_byte))
            for binding in (outside, inside):
                if binding is not None:
                    walk.bind(walk.frame, binding, (made,))
            if outside is not None and node.type == NodeKind.CLASS_DECLARATION:
                walk.bind(outer, outside, (made,))
        _members(walk, body, made, prototype)
    return (made,)


def _members(walk: Walk, body: Node | None, made: Thing, prototype: Thing) -> None:
    data = walk.here.source.data
    for member in children(body):
        is_static = any(child.type == "static" for child in member.children)
        holder = made if is_static else prototype
        if member.type == NodeKind.METHOD_DEFINITION:
            key = member.child_by_field_name("name")
            method = function(walk, member, holder)
            if key is not None and key_text(key, data) == "constructor" and not is_static:
                made.function = method
            elif key is not None:
                give(walk, holder, key, data, (method,))
        elif member.type == NodeKind.FIELD_DEFINITION and is_static:
            key, value = member.child_by_field_name("property"), member.child_by_field_name("value")
            if key is not None:
                give(walk, made, key, data, walk.root(value) if value is not None else NOTHING)
        elif member.type == NodeKind.CLASS_STATIC_BLOCK:
            inner = member.child_by_field_name("body")
            if inner is not None:
                walk.run(inner)
    made.slots["frame"] = (Function(walk.here, body, walk.frame),) if body is not None else ()


def construct(walk: Walk, made: Thing, instance: Thing, given: Sequence[Value]) -> None:
    """Runs the constructors of a class for an instance, and gives it the fields of the class."""
    bases = [atom for atom in made.slots.get("proto", ()) if isinstance(atom, Thing)]
    if not bases:
        if any(isinstance(atom, Unknown) for atom in made.slots.get("proto", ())):
            instance.open = True
        _initialise(walk, made, instance)
    if made.function is not None:
        invoke(walk, made.function, given, (instance,))
    elif bases:
        construct(walk, bases[0], instance, given)
    if bases and not instance.slots.get(f"made {id(made)}"):
        _initialise(walk, made, instance)


def super_call(walk: Walk, given: Sequence[Value]) -> Value:
    """`super(…)`."""
    home = _home(walk)
    this = walk.this
    made = _class_of(home) if home is not None else None
    for atom in this:
        if isinstance(atom, Thing) and made is not None:
            for base in made.slots.get("proto", ()):
                if isinstance(base, Thing):
                    construct(walk, base, atom, given)
            _initialise(walk, made, atom)
            atom.slots[f"made {id(made)}"] = UNKNOWN
    return UNKNOWN


def _class_of(prototype: Thing) -> Thing | None:
    for atom in prototype.slots.get("class", ()):
        if isinstance(atom, Thing):
            return atom
    return None


def _initialise(walk: Walk, made: Thing, instance: Thing) -> None:
    """Gives an instance the fields of its class."""
    for holder in made.slots.get("frame", ()):
        if not isinstance(holder, Function):
            continue
        before = (walk.module, walk.frame)
        walk.module = holder.module
        walk.frame = Frame(holder.frame, function=True, this=(instance,))
        try:
            for member in children(holder.node):
                if member.type != NodeKind.FIELD_DEFINITION or any(c.type == "static" for c in member.children):
                    continue
                key, value = member.child_by_field_name("property"), member.child_by_field_name("value")
                if key is not None:
                    held = walk.root(value) if value is not None else NOTHING
                    give(walk, instance, key, holder.module.source.data, held)
        finally:
            walk.module, walk.frame = before


def super_member(walk: Walk, node: Node) -> Value:
    """`super.name`."""
    home = _home(walk)
    base = home.slots.get("proto", ()) if home is not None else ()
    return walk.get(base, key_of_access(walk, node)) if base else UNKNOWN


def _home(walk: Walk) -> Thing | None:
    """The object whose method runs."""
    return next((frame.home for frame in walk.frame.outward() if frame.home is not None), None)
