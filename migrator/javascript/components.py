"""Objects that are components: the options of Vue, and the stores of Pinia. `this` in their functions is the component.

`export default { data() {…}, methods: { async run() {…} } }` of a `.vue` file is one, and so is what is given to
`defineComponent` and its like. Elsewhere an object is one that has `methods` and another of the usual options, where it
is exported as the default, or in a file that makes an application of such objects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.flow import key_text, literal_text, results
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.parser import below
from migrator.javascript.syntax import FUNCTIONS, NodeKind, children

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.source import Source

_MAY_HAVE = re.compile(rb"\b(?:methods|defineComponent|defineStore|createApp|Vue)\b")
# What makes a component, or a store, of an object.
_MAKES = re.compile(
    rb"(?:[\w$.]+\.)?(?:defineComponent|defineNuxtComponent|defineStore|createApp|createSSRApp)|Vue\.extend"
    rb"|[\w$]+\.(?:component|mixin)"
)
_APPLICATIONS = re.compile(rb"\b(?:createApp|Vue)\b")
# Options whose functions have the component as `this`, and what each function is there.
_GROUPS = {"actions": "method", "computed": "field", "getters": "field", "methods": "method", "watch": "method"}
# What is written in a group as an object of functions: `computed: { x: { get() {…} } }`.
_INNER = {"computed": frozenset({"get", "set"}), "watch": frozenset({"handler"})}
# Functions that run before there is a component, or without it.
_WITHOUT = frozenset({"beforeRouteEnter", "setup", "state"})
_USUAL = frozenset({
    "beforeDestroy", "beforeMount", "beforeUnmount", "components", "computed", "created", "data", "mounted", "props",
    "render", "setup", "template", "watch",
})  # fmt: skip
_STATE = frozenset({"data", "setup", "state"})


class Part(NamedTuple):
    """A function of a component: its name there, and whether it is a method that can be called by it."""

    component: Node
    name: str
    place: str


def components(source: Source) -> list[Node]:
    """The objects of a file that are components, in the order of the source."""
    return source.once("components", lambda: _components(source))


def component_by(owner: int, source: Source) -> Node | None:
    """The component whose node has an id."""
    return source.once("components-by-id", lambda: {node.id: node for node in components(source)}).get(owner)


def part_of(function: Node, source: Source) -> Part | None:
    """What a function with a `this` of its own is of a component."""
    if not _may_have(source):
        return None
    pair = outermost(function).parent if function.type != NodeKind.METHOD_DEFINITION else function
    if pair is None or pair.type not in (NodeKind.PAIR, NodeKind.METHOD_DEFINITION):
        return None
    way: list[str] = []  # the keys on the way to the component
    at: Node | None = pair
    for _ in range(3):
        holder = at.parent if at is not None else None
        name = _key(at, source) if at is not None else None
        if holder is None or holder.type != NodeKind.OBJECT or name is None:
            return None
        way.append(name)
        if is_component(holder, source):
            return _part(holder, way[::-1])
        outer = outermost(holder)
        at = outer.parent if outer.parent is not None and outer.parent.type == NodeKind.PAIR else None
    return None


def _part(component: Node, way: list[str]) -> Part | None:
    if len(way) == 1:
        return Part(component, way[0], "method") if way[0] not in _WITHOUT | _GROUPS.keys() else None
    place = _GROUPS.get(way[0])
    if place is None or (len(way) == 3 and way[2] not in _INNER.get(way[0], ())):
        return None
    return Part(component, way[1], place)


def is_component(node: Node, source: Source) -> bool:
    """Whether an object is a component."""
    outer = outermost(node)
    parent = outer.parent
    if not _may_have(source) or node.type != NodeKind.OBJECT or parent is None:
        return False
    if parent.type == NodeKind.ARGUMENTS:
        return _is_given(parent, outer, source)
    if parent.type == NodeKind.EXPORT_STATEMENT and source.path.lower().endswith(".vue"):
        return True
    is_exported = parent.type == NodeKind.EXPORT_STATEMENT
    is_named = parent.type == NodeKind.VARIABLE_DECLARATOR and _APPLICATIONS.search(source.code) is not None
    if not (is_exported or is_named):
        return False
    names = {_key(part, source) for part in children(node)}
    return "methods" in names and bool(names & _USUAL)


def _is_given(arguments: Node, given: Node, source: Source) -> bool:
    call = arguments.parent
    if call is None or children(arguments)[-1].id != given.id:
        return False
    called = call.child_by_field_name("function") or call.child_by_field_name("constructor")
    name = source.code[called.start_byte : called.end_byte] if called is not None else b""
    if call.type == NodeKind.NEW_EXPRESSION:
        return name == b"Vue"
    return call.type == NodeKind.CALL_EXPRESSION and _MAKES.fullmatch(name) is not None


def name_of(component: Node, source: Source) -> str | None:
    """What people call a component: by its option `name`, else by the file that has it as its default, else by the
    variable that is given it.
    """
    for part in children(component):
        value = part.child_by_field_name("value")
        if _key(part, source) == "name" and value is not None and part.type == NodeKind.PAIR:
            return literal_text(unwrap(value), source.data) or _by_place(component, source)
    return _by_place(component, source)


def _by_place(component: Node, source: Source) -> str | None:
    outer = outermost(component)
    if outer.parent is not None and outer.parent.type == NodeKind.ARGUMENTS and outer.parent.parent is not None:
        outer = outermost(outer.parent.parent)
    parent = outer.parent
    if parent is None:
        return None
    if parent.type == NodeKind.EXPORT_STATEMENT:
        return PurePath(source.path).name.split(".")[0]
    target = parent.child_by_field_name("name") if parent.type == NodeKind.VARIABLE_DECLARATOR else None
    return key_text(target, source.data) if target is not None and target.type == NodeKind.IDENTIFIER else None


def methods_of(component: Node, source: Source) -> Iterator[tuple[str, Node, Node]]:
    """The methods of a component, with the part of the object that declares each, and the function."""
    for name, part, function in _functions(component, source):
        if name in ("methods", "actions"):
            key = _key(part, source)
            if key is not None:
                yield key, part, function


def functions_of(component: Node, source: Source) -> Iterator[Node]:
    """The functions that have the component as `this`."""
    for _, _, function in _functions(component, source):
        if function.type != NodeKind.ARROW_FUNCTION:
            yield function


def _functions(component: Node, source: Source) -> Iterator[tuple[str, Node, Node]]:
    """Functions of a component, with the option, and the part of the object that each is in."""
    for option in children(component):
        name = _key(option, source)
        value = _value(option)
        if name is None or value is None:
            continue
        if value.type in FUNCTIONS and name not in _WITHOUT | _GROUPS.keys():
            yield name, option, value
        for part in children(value) if name in _GROUPS and value.type == NodeKind.OBJECT else ():
            inner = _value(part)
            if inner is not None and inner.type in FUNCTIONS:
                yield name, part, inner
            for each in children(inner) if inner is not None and inner.type == NodeKind.OBJECT else ():
                held = _value(each)
                if held is not None and held.type in FUNCTIONS and _key(each, source) in _INNER.get(name, ()):
                    yield name, part, held


def state_of(component: Node, source: Source, name: str) -> Iterator[Node]:
    """What a component has under a name at first: by what `data` or `setup` gives."""
    yield from (value for key, value in all_state(component, source) if key == name)


def all_state(component: Node, source: Source) -> Iterator[tuple[str, Node]]:
    """What a component has at first, with the names."""
    for value in states(component, source):
        for held in results(value) if value.type in FUNCTIONS else (value,):
            for part in children(unwrap(held)) if unwrap(held).type == NodeKind.OBJECT else ():
                key, inner = _key(part, source), _value(part)
                if key is not None and inner is not None:
                    yield key, inner


def states(component: Node, source: Source) -> Iterator[Node]:
    """The functions, or objects, that give what a component has at first."""
    for option in children(component):
        value = _value(option)
        if value is not None and _key(option, source) in _STATE:
            yield value


def properties(component: Node, source: Source) -> Iterator[tuple[str, Node]]:
    """The properties that a component takes, with what says of which type each is."""
    for option in children(component):
        value = _value(option)
        is_one = _key(option, source) == "props" and value is not None and value.type == NodeKind.OBJECT
        for part in children(value) if is_one else ():
            key, stated = _key(part, source), _value(part)
            inside = children(stated) if stated is not None and stated.type == NodeKind.OBJECT else []
            kinds = [_value(each) for each in inside if _key(each, source) == "type"]
            for kind in kinds if inside else [stated]:
                if key is not None and kind is not None:
                    yield key, kind


def inherited(component: Node, source: Source) -> Node | None:
    """What a component takes over of others: the value of its option `extends`, or one of `mixins`."""
    for option in children(component):
        value = option.child_by_field_name("value")
        if option.type != NodeKind.PAIR or value is None:
            continue
        if _key(option, source) == "extends":
            return unwrap(value)
        if _key(option, source) == "mixins" and children(unwrap(value)):
            return children(unwrap(value))[0]
    return None


def _may_have(source: Source) -> bool:
    return source.once("may-have-components", lambda: _MAY_HAVE.search(source.code) is not None or _is_vue(source))


def _is_vue(source: Source) -> bool:
    return source.path.lower().endswith(".vue")


def _components(source: Source) -> list[Node]:
    if not _may_have(source):
        return []
    return [node for node in below(source.root) if node.type == NodeKind.OBJECT and is_component(node, source)]


def _key(part: Node, source: Source) -> str | None:
    """The key of a part of an object."""
    key = part.child_by_field_name("key") or part.child_by_field_name("name")
    if key is None and part.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER:
        key = part
    return key_text(key, source.data)


def _value(part: Node) -> Node | None:
    """The value of a part of an object: a method is its own, and so is `{ name }`."""
    if part.type in (NodeKind.METHOD_DEFINITION, NodeKind.SHORTHAND_PROPERTY_IDENTIFIER):
        return part
    value = part.child_by_field_name("value") if part.type == NodeKind.PAIR else None
    return unwrap(value) if value is not None else None
