"""Where the value of an expression may come from and where it goes, as far as the syntax of one file shows it.

A value passes through parentheses, `await`, both branches of a condition, the last part of a sequence, an assignment.
It goes into a declaration, an assignment, a default, the parameter of a function that is called where it stands, and
into the part of a pattern that faces its place in an array or an object. Other functions are not followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.javascript.parentheses import children, outermost, unwrap
from migrator.javascript.strings import cook

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTIONS = frozenset({"function_expression", "arrow_function", "generator_function"})
_SPREADS = frozenset({"spread_element", "rest_pattern"})
_EITHER = frozenset({"||", "??", "||=", "??="})
_SECOND = frozenset({"&&", "&&="})
# What gives one of its fields the value of another.
_GIVEN_TO = {
    "variable_declarator": ("value", "name"),
    "assignment_expression": ("right", "left"),
    "augmented_assignment_expression": ("right", "left"),
    "assignment_pattern": ("right", "left"),
    "object_assignment_pattern": ("right", "left"),
}
# Arrays and objects in one another that are taken apart again; nobody writes more, and deeper ones end the recursion.
_DEEPEST = 12


def is_field(parent: Node, name: str, child: Node) -> bool:
    found = parent.child_by_field_name(name)
    return found is not None and found.id == child.id


def key_text(key: Node | None, data: bytes) -> str | None:
    """The name that a property key spells, None where it is computed from anything but a string."""
    if key is None:
        return None
    if key.type == "computed_property_name":
        inside = children(key)
        return literal_text(unwrap(inside[0]), data) if inside else None
    if key.type == "string":
        return literal_text(key, data)
    return cook(data[key.start_byte : key.end_byte].decode("utf-8", "replace"))


def literal_text(node: Node, data: bytes) -> str | None:
    """What a string, or a template without holes, spells."""
    if node.type not in ("string", "template_string"):
        return None
    if any(child.type == "template_substitution" for child in node.children):
        return None
    raw = data[node.start_byte + 1 : node.end_byte - 1].decode("utf-8", "replace")
    return cook(raw, template=node.type == "template_string")


def elements(node: Node) -> list[Node | None]:
    """The elements of an array, an argument list or an array pattern; None for one that is left out."""
    found: list[Node | None] = []
    last: Node | None = None
    for child in node.children:
        if child.type == ",":
            found.append(last)
            last = None
        elif child.is_named and child.type != "comment":
            last = child
    return [*found, last] if last is not None else found


def sources(expression: Node) -> Iterator[Node]:
    """The innermost expressions whose value an expression may have."""
    stack = [expression]
    while stack:
        node = unwrap(stack.pop())
        passed = list(_passed(node))
        stack.extend(reversed(passed))
        if not passed:
            yield node


def _passed(node: Node) -> Iterator[Node]:
    """The parts of an expression whose value it may have."""
    fields: tuple[str, ...] = ()
    if node.type == "ternary_expression":
        fields = ("consequence", "alternative")
    elif node.type in ("binary_expression", "augmented_assignment_expression"):
        operator = _operator(node)
        fields = ("left", "right") if operator in _EITHER else ("right",) if operator in _SECOND else ()
    elif node.type == "assignment_expression":
        fields = ("right",)
    elif node.type in ("sequence_expression", "await_expression"):
        inside = children(node)
        if inside:
            yield inside[-1]
    elif node.type == "object":
        for child in children(node):  # `{ ...this }` has what `this` has
            if child.type == "spread_element":
                yield from children(child)
    for name in fields:
        child_of = node.child_by_field_name(name)
        if child_of is not None:
            yield child_of


def passes_on(expression: Node) -> Node | None:
    """The expression around that may have the value of this one; a copy of its properties is another value."""
    outer = outermost(expression)
    parent = outer.parent
    if parent is None or parent.type == "object":
        return None
    return parent if any(outermost(part).id == outer.id for part in _passed(parent)) else None


def targets(value: Node, data: bytes, *, copies: bool = False, depth: int = 0) -> Iterator[Node]:
    """Names, patterns and members that are given the value of an expression, or with ``copies`` all its properties."""
    stack = [value] if depth < _DEEPEST else []
    while stack:
        node = outermost(stack.pop())
        parent = node.parent
        if parent is None:
            continue
        around = passes_on(node)
        if around is not None:
            stack.append(around)
        kind = parent.type
        given_to = _GIVEN_TO.get(kind)
        if given_to is not None:
            value_field, target_field = given_to
            keeps_value = kind != "augmented_assignment_expression" or around is not None
            if keeps_value and is_field(parent, value_field, node):
                yield from _target(parent.child_by_field_name(target_field))
        elif kind == "arguments":
            yield from _parameter(parent, node)
        elif kind == "array":
            yield from _facing(parent, node, data, depth + 1)
        elif kind in ("pair", "object"):
            yield from _facing_key(parent, node, data, depth + 1)
        elif kind == "spread_element" and copies and parent.parent is not None and parent.parent.type == "object":
            stack.append(parent.parent)


def _target(node: Node | None) -> Iterator[Node]:
    """A target without its default and its parentheses."""
    if node is None:
        return
    node = unwrap(node)
    if node.type in ("assignment_pattern", "object_assignment_pattern"):
        yield from _target(node.child_by_field_name("left"))
    elif node.type not in _SPREADS:
        yield node


def _parameter(arguments: Node, argument: Node) -> Iterator[Node]:
    """The parameter that an argument meets in a function that is called where it stands."""
    call = arguments.parent
    function = call.child_by_field_name("function") if call is not None else None
    function = unwrap(function) if function is not None else None
    if function is None or function.type not in _FUNCTIONS:
        return
    single = function.child_by_field_name("parameter")
    many = function.child_by_field_name("parameters")
    parameters: list[Node | None] = elements(many) if many is not None else [single]
    yield from _at(parameters, _index(arguments, argument))


def _facing(array: Node, element: Node, data: bytes, depth: int) -> Iterator[Node]:
    """What faces an element of an array: its place in an array pattern, or the variable of `for (… of [x])`."""
    index = _index(array, element)
    for target in targets(array, data, depth=depth):
        if target.type == "array_pattern":
            yield from _at(elements(target), index)
    outer = outermost(array)
    loop = outer.parent
    if loop is not None and loop.type == "for_in_statement" and is_field(loop, "right", outer):
        operator = loop.child_by_field_name("operator")
        if operator is not None and operator.type == "of":
            yield from _target(loop.child_by_field_name("left"))


def _facing_key(parent: Node, value: Node, data: bytes, depth: int) -> Iterator[Node]:
    """What faces the value of an object's property: the same key of an object pattern."""
    if parent.type == "pair":
        if not is_field(parent, "value", value) or parent.parent is None:
            return
        name, holder = key_text(parent.child_by_field_name("key"), data), parent.parent
    elif value.type == "shorthand_property_identifier":
        name, holder = key_text(value, data), parent
    else:
        return
    if name is None:
        return
    for target in targets(holder, data, depth=depth):
        if target.type == "object_pattern":
            for part in target.named_children:
                if pattern_key(part, data) == name:
                    yield from _target(part.child_by_field_name("value") if part.type == "pair_pattern" else part)


def pattern_key(part: Node, data: bytes) -> str | None:
    """The property that a part of an object pattern takes."""
    if part.type == "pair_pattern":
        return key_text(part.child_by_field_name("key"), data)
    if part.type == "object_assignment_pattern":
        return key_text(part.child_by_field_name("left"), data)
    return key_text(part, data) if part.type == "shorthand_property_identifier_pattern" else None


def _index(holder: Node, part: Node) -> int | None:
    """The place of an element; None after a spread, where it is not known."""
    for index, element in enumerate(elements(holder)):
        if element is not None and element.id == part.id:
            return index
        if element is not None and element.type == "spread_element":
            return None
    return None


def _at(parts: list[Node | None], index: int | None) -> Iterator[Node]:
    if index is not None and index < len(parts):
        yield from _target(parts[index])


def _operator(node: Node) -> str:
    operator = node.child_by_field_name("operator")
    return operator.type if operator is not None else ""
