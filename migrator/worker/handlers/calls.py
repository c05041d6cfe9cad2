"""Calls and `new`: whatever a value may be is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from migrator.javascript.builtins import GLOBALS
from migrator.javascript.flow import elements
from migrator.javascript.syntax import MEMBERS, NodeKind, children
from migrator.worker.handlers import library
from migrator.worker.handlers.classes import construct, super_call, super_member
from migrator.worker.handlers.constants import PASS_ON
from migrator.worker.handlers.functions import invoke
from migrator.worker.handlers.listeners import callbacks
from migrator.worker.handlers.members import key_of_access, member
from migrator.worker.handlers.platform import call_text_method, call_unknown, dynamic_import, then
from migrator.worker.handlers.values import (
    NOTHING,
    UNDEFINED,
    UNKNOWN,
    Atom,
    Bound,
    Constant,
    Function,
    Method,
    Place,
    Text,
    Thing,
    Unknown,
    Value,
    chosen,
    join,
)
from migrator.worker.handlers.walk import Stop, Walk

if TYPE_CHECKING:
    from tree_sitter import Node


# Methods of objects, Maps, Sets and lists that ask for what they are given.
_ASKS = frozenset({"has", "includes", "hasOwnProperty", "indexOf"})


def call(walk: Walk, node: Node) -> Value:
    """A call of the script."""
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None:
        return UNKNOWN
    target = _bare(function)
    if target.type == NodeKind.IMPORT:
        return dynamic_import(walk, node, _arguments(walk, arguments))
    if target.type == NodeKind.SUPER:
        return super_call(walk, _arguments(walk, arguments))
    this: Value = ()
    if target.type in MEMBERS:
        walk.reach(target)
        owner = target.child_by_field_name("object")
        if owner is not None and owner.type == NodeKind.SUPER:
            callee, this = super_member(walk, target), walk.this
        else:
            this = walk.eval(owner) if owner is not None else ()
            callee = walk.get(this, key_of_access(walk, target))
    else:
        callee = walk.eval(target)
    given = _arguments(walk, arguments)
    if target.type == NodeKind.IDENTIFIER and walk.text(target) == "await":  # the parser's way with `await (x)`
        return given[-1] if given else UNKNOWN
    if walk.recording:
        place, before = walk.calls.get(node.id, (Place(walk.here, node), []))
        width = max(len(before), len(given))
        merged = [join([*before[i : i + 1], *given[i : i + 1]]) for i in range(width)]
        walk.calls[node.id] = (place, merged)
    optional = any(child.type in (NodeKind.OPTIONAL_CHAIN, "?.") for child in node.children)
    chain = any(child.type in (NodeKind.OPTIONAL_CHAIN, "?.") for child in target.children)
    return walk.apply(callee, given, this, node, optional=optional or chain)


def _bare(node: Node) -> Node:
    """What stands in parentheses. In `await (f)`, which the parser takes for a call, they stay: `await` is reached."""
    while node.type == NodeKind.PARENTHESIZED_EXPRESSION and len(children(node)) == 1:
        node = children(node)[0]
    return node


def _arguments(walk: Walk, node: Node | None) -> list[Value]:
    if node is None or node.type != NodeKind.ARGUMENTS:
        if node is not None:
            walk.eval(node)  # a tagged template
        return []
    given: list[Value] = []
    for item in elements(node):
        if item is None:
            continue
        if item.type == NodeKind.SPREAD_ELEMENT:
            value = walk.eval(children(item)[0])
            known = library.elements(value)
            given += known if known is not None else [library.any_element(value)]
        else:
            given.append(walk.eval(item))
    return given


def apply(
    walk: Walk, callee: Value, given: Sequence[Value], this: Value, node: Node | None, *, optional: bool = False
) -> Value:
    """Calls whatever a value may be."""
    callee = chosen(callee)
    runs: list[Callable[[], Value]] = []
    has_told_nothing = False
    for atom in callee:
        if isinstance(atom, Constant):
            if atom.told and not optional and atom.value in (UNDEFINED, None):
                has_told_nothing = True
            continue
        runs.append(partial(_call_one, walk, atom, given, this, node))
    if not runs:
        if has_told_nothing:
            raise Stop
        return NOTHING if optional else callbacks(walk, given)
    if len(runs) == 1:
        return runs[0]()
    return join([result or () for result in walk.fork(False, *runs)])


def _call_one(walk: Walk, atom: Atom, given: Sequence[Value], this: Value, node: Node | None) -> Value:
    if isinstance(atom, Bound):
        walk.doubt += atom.maybe
        try:
            return _call_one(walk, atom.target, [*atom.arguments, *given], atom.this or this, node)
        finally:
            walk.doubt -= atom.maybe
    if isinstance(atom, Function):
        return invoke(walk, atom, given, this)
    if isinstance(atom, Method):
        return _call_method(walk, atom, given, node)
    if isinstance(atom, Unknown):
        return call_unknown(walk, atom, given, this, node)
    if isinstance(atom, Thing):
        settled = atom.slots.get("resolve")
        if atom.kind == "cell" and settled is not None:
            walk.put(atom.slots, "value", join([atom.slots.get("value", ()), given[0] if given else NOTHING]))
            return NOTHING
        return callbacks(walk, given)
    return UNKNOWN


def _call_method(walk: Walk, method: Method, given: Sequence[Value], node: Node | None) -> Value:
    owner, name = method.owner, method.name
    if name in PASS_ON:  # of the promise of it
        return then(walk, name, given, (owner,))
    if isinstance(owner, Thing):
        for key in given[0] if given and name in _ASKS else ():
            walk.choose(owner, key)
        return library.call_method(walk, owner, name, given)
    if isinstance(owner, Constant | Text):
        return call_text_method(walk, owner, name, given)
    if name == "call":
        return _call_one(walk, owner, given[1:], given[0] if given else (), node)
    if name == "apply":
        known = library.elements(given[1]) if len(given) > 1 else []
        rest = known if known is not None else [library.any_element(given[1])]
        return _call_one(walk, owner, rest, given[0] if given else (), node)
    if name == "bind":
        return (Bound(owner, given[0] if given else (), tuple(given[1:])),)
    return callbacks(walk, given)


def new(walk: Walk, node: Node) -> Value:
    """`new X(…)`."""
    constructor, arguments = node.child_by_field_name("constructor"), node.child_by_field_name("arguments")
    if constructor is None:
        return UNKNOWN
    made = walk.eval(constructor)
    given = _arguments(walk, arguments)
    if any(isinstance(atom, Unknown) and not _is_inert(atom) for atom in made):
        walk.pass_on(node, given)
    return join([_make(walk, atom, given) for atom in chosen(made)]) or UNKNOWN


def _is_inert(made: Unknown) -> bool:
    """Whether instances of a class of the platform hand on nothing that they are given."""
    return made.is_global and made.name in GLOBALS and not made.name.endswith("Event")


def _make(walk: Walk, atom: Atom, given: list[Value]) -> Value:
    if isinstance(atom, Thing) and atom.kind == "class":
        instance = Thing("object", {}, {"proto": atom.fields["prototype"]})
        construct(walk, atom, instance, given)
        return (instance,)
    if isinstance(atom, Function):
        instance = Thing("object", {}, {"proto": member(walk, atom, Constant("prototype"))})
        result = invoke(walk, atom, given, (instance,))
        things = tuple(held for held in result if isinstance(held, Thing))
        return things or (instance,)
    if isinstance(atom, Unknown):
        if atom.name == "Promise" and given:
            cell = Thing("cell", {}, {"resolve": UNKNOWN})
            walk.call(given[0], [(cell,), UNKNOWN])
            return cell.slots.get("value") or UNKNOWN
        if atom.name == "Proxy" and given:
            return join([given[0], UNKNOWN])
        if atom.name in ("Function", "URL"):
            return UNKNOWN
        known = library.make(atom.name, given) if atom.is_global else None
        if known is not None:
            return known
        callbacks(walk, given)
        return (Unknown(made=atom.name if atom.is_global else ""),)
    return UNKNOWN
