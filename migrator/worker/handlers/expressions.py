"""What an expression gives: the kinds that are simple, and a table that leads to the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from migrator.javascript.flow import elements, literal_text
from migrator.javascript.syntax import DECLARED_FUNCTIONS, FUNCTION_VALUES, NodeKind, children, is_known
from migrator.worker.handlers import library
from migrator.worker.handlers.blocks import function
from migrator.worker.handlers.calls import call, new
from migrator.worker.handlers.classes import class_, super_member
from migrator.worker.handlers.members import give, key_of_access, spread_into
from migrator.worker.handlers.names import name_of
from migrator.worker.handlers.operators import assignment, augmented, operation, ternary, unary, update
from migrator.worker.handlers.texts import template
from migrator.worker.handlers.values import NOTHING, UNKNOWN, Constant, Frame, Place, Thing, Value, constant, join
from migrator.worker.handlers.walk import TooMuch, Walk

if TYPE_CHECKING:
    from tree_sitter import Node

# What a script does, other than to look at something.
_ACTS = frozenset({
    NodeKind.CALL_EXPRESSION, NodeKind.NEW_EXPRESSION, NodeKind.ASSIGNMENT_EXPRESSION,
    NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION, NodeKind.UPDATE_EXPRESSION, NodeKind.YIELD_EXPRESSION,
})  # fmt: skip
# More than any worker script that a person wrote; what is beyond is not read, and said.
_MOST_STEPS = 60_000


def evaluate(walk: Walk, node: Node) -> Value:
    """Evaluates an expression; of a kind that is not followed, all that stands in it."""
    walk.steps += 1
    if walk.steps > _MOST_STEPS:
        raise TooMuch
    walk.reach(node)
    gives = _EXPRESSIONS.get(node.type)
    if gives is not None:
        if node.type not in _ACTS:
            return gives(walk, node)
        value = gives(walk, node)
        walk.act(node)
        return value
    if is_known(node.type) and node.type not in DECLARED_FUNCTIONS:
        for child in children(node):
            walk.eval(child)
    return UNKNOWN


def _last(walk: Walk, node: Node) -> Value:
    """The last of the expressions in parentheses, of a sequence, or behind `await`, which gives the value itself."""
    value = NOTHING
    for child in children(node):
        value = walk.eval(child)
    return value


def _string(walk: Walk, node: Node) -> Value:
    text = literal_text(node, walk.here.source.data)
    return (Constant(text, place=Place(walk.here, node)),) if text is not None else UNKNOWN


def _number(walk: Walk, node: Node) -> Value:
    text = walk.text(node).replace("_", "")
    try:
        return constant(float(int(text, 0)) if text[:1] == "0" and text[1:2].isalpha() else float(text))
    except ValueError:
        return UNKNOWN


def _literal(walk: Walk, node: Node) -> Value:
    return constant({NodeKind.TRUE: True, NodeKind.FALSE: False, NodeKind.NULL: None}[node.type])


def _undefined(walk: Walk, node: Node) -> Value:
    return NOTHING if walk.binding(node) is None else UNKNOWN


def _this(walk: Walk, node: Node) -> Value:
    return walk.this


def _array(walk: Walk, node: Node) -> Value:
    items: list[Value] = []
    rest: list[Value] = []
    for item in elements(node):
        if item is None:
            items.append(NOTHING)
        elif item.type == NodeKind.SPREAD_ELEMENT:
            value = walk.eval(children(item)[0])
            known = library.elements(value)
            if known is None:
                rest.append(library.any_element(value))
            else:
                items += known
        elif rest:
            rest.append(walk.eval(item))
        else:
            items.append(walk.eval(item))
    return (library.array(items, join(rest)),)


def _object(walk: Walk, node: Node) -> Value:
    made = Thing(place=Place(walk.here, node))
    data = walk.here.source.data
    for part in children(node):
        if part.type == NodeKind.SPREAD_ELEMENT:
            spread_into(made, walk.eval(children(part)[0]))
        elif part.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER:
            walk.reach(part)
            made.fields[walk.text(part)] = name_of(walk, part)
        elif part.type == NodeKind.PAIR:
            key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
            if key is not None and value is not None:
                give(walk, made, key, data, walk.eval(value))
        elif part.type == NodeKind.METHOD_DEFINITION:
            key = part.child_by_field_name("name")
            if key is not None:
                give(walk, made, key, data, (function(walk, part, made),))
    return (made,)


def _function_value(walk: Walk, node: Node) -> Value:
    made = function(walk, node)
    name = node.child_by_field_name("name")
    if name is not None:
        binding = walk.binding(name)
        made.frame = Frame(walk.frame)
        if binding is not None:
            made.frame.variables[binding] = (made,)
    return (made,)


def _member_value(walk: Walk, node: Node) -> Value:
    owner = node.child_by_field_name("object")
    if owner is None:
        return UNKNOWN
    if owner.type == NodeKind.SUPER:
        return super_member(walk, node)
    index = node.child_by_field_name("index")
    if index is not None and owner.type == NodeKind.IDENTIFIER and walk.text(owner) == "await":
        parts = children(index) if index.type == NodeKind.SEQUENCE_EXPRESSION else [index]
        return (library.array([walk.eval(part) for part in parts]),)  # the parser's way with `await [x]`
    return walk.get(walk.eval(owner), key_of_access(walk, node))


def _yield(walk: Walk, node: Node) -> Value:
    value = _last(walk, node)
    if walk.returns:
        walk.returns[-1].append(value)
    return UNKNOWN


_EXPRESSIONS: dict[str, Callable[[Walk, Node], Value]] = {
    NodeKind.PARENTHESIZED_EXPRESSION: _last,
    NodeKind.SEQUENCE_EXPRESSION: _last,
    NodeKind.AWAIT_EXPRESSION: _last,
    NodeKind.YIELD_EXPRESSION: _yield,
    NodeKind.STRING: _string,
    NodeKind.NUMBER: _number,
    NodeKind.TRUE: _literal,
    NodeKind.FALSE: _literal,
    NodeKind.NULL: _literal,
    NodeKind.UNDEFINED: _undefined,
    NodeKind.THIS: _this,
    NodeKind.TEMPLATE_STRING: template,
    NodeKind.ARRAY: _array,
    NodeKind.OBJECT: _object,
    NodeKind.CLASS: class_,
    NodeKind.CLASS_DECLARATION: class_,
    NodeKind.ASSIGNMENT_EXPRESSION: assignment,
    NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION: augmented,
    NodeKind.UPDATE_EXPRESSION: update,
    NodeKind.BINARY_EXPRESSION: operation,
    NodeKind.UNARY_EXPRESSION: unary,
    NodeKind.TERNARY_EXPRESSION: ternary,
    NodeKind.MEMBER_EXPRESSION: _member_value,
    NodeKind.SUBSCRIPT_EXPRESSION: _member_value,
    NodeKind.IDENTIFIER: name_of,
    NodeKind.SHORTHAND_PROPERTY_IDENTIFIER: name_of,
    NodeKind.CALL_EXPRESSION: call,
    NodeKind.NEW_EXPRESSION: new,
    **dict.fromkeys(FUNCTION_VALUES, _function_value),
}
