"""Where the value of an expression may come from and where it goes, as far as the syntax of one file shows it.

A value passes through parentheses, `await`, both branches of a condition, the last part of a sequence, an assignment.
It goes into a declaration, an assignment, a default, the parameter of a function that is called where it stands, the
`catch` around a `throw`, and into the part of a pattern that faces its place in an array or an object. Other functions
are not followed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.strings import cook, spelled
from migrator.javascript.syntax import (
    BODIES,
    CLASSES,
    COMMENTS,
    DEFAULTS,
    FUNCTION_VALUES,
    FUNCTIONS,
    SPREADS,
    STRING_PARTS,
    STRINGS,
    NodeKind,
    children,
    is_known,
    operator,
)

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.source import Source

_EITHER = frozenset({"||", "??", "||=", "??="})
_SECOND = frozenset({"&&", "&&="})
# What gives one of its fields the value of another.
GIVEN_TO = {
    NodeKind.VARIABLE_DECLARATOR: ("value", "name"),
    NodeKind.ASSIGNMENT_EXPRESSION: ("right", "left"),
    NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION: ("right", "left"),
    NodeKind.ASSIGNMENT_PATTERN: ("right", "left"),
    NodeKind.OBJECT_ASSIGNMENT_PATTERN: ("right", "left"),
}
_PASSING = frozenset(
    {
        NodeKind.TERNARY_EXPRESSION,
        NodeKind.BINARY_EXPRESSION,
        NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION,
        NodeKind.ASSIGNMENT_EXPRESSION,
        NodeKind.SEQUENCE_EXPRESSION,
        NodeKind.AWAIT_EXPRESSION,
    }
)
# Arrays and objects in one another that are taken apart again; nobody writes more, and deeper ones end the recursion.
_DEEPEST = 12


def is_field(parent: Node, name: str, child: Node) -> bool:
    found = parent.child_by_field_name(name)
    return found is not None and found.id == child.id


def key_text(key: Node | None, data: bytes) -> str | None:
    """The name that a property key spells, None where it is computed from anything but a string."""
    if key is None:
        return None
    if key.type == NodeKind.COMPUTED_PROPERTY_NAME:
        inside = children(key)
        return literal_text(unwrap(inside[0]), data) if inside else None
    if key.type == NodeKind.STRING:
        return literal_text(key, data)
    return cook(data[key.start_byte : key.end_byte].decode("utf-8", "replace"))


def literal_text(node: Node, data: bytes) -> str | None:
    """What a string, or a template without holes, spells."""
    if node.type not in STRINGS:
        return None
    if any(child.type == NodeKind.TEMPLATE_SUBSTITUTION for child in node.children):
        return None
    raw = data[node.start_byte + 1 : node.end_byte - 1].decode("utf-8", "replace")
    return cook(raw, template=node.type == NodeKind.TEMPLATE_STRING)


def elements(node: Node) -> list[Node | None]:
    """The elements of an array, an argument list or an array pattern; None for one that is left out."""
    found: list[Node | None] = []
    last: Node | None = None
    for child in node.children:
        if child.type == ",":
            found.append(last)
            last = None
        elif child.is_named and child.type not in COMMENTS:
            last = child
    return [*found, last] if last is not None else found


def member_name(access: Node, data: bytes) -> str | None:
    """The name of the member that `o.name` or `o['name']` takes, None where it is not written out."""
    name = access.child_by_field_name("property")
    if name is not None:
        return key_text(name, data)
    index = access.child_by_field_name("index")
    return literal_text(unwrap(index), data) if index is not None else None


def parameters_of(function: Node) -> list[Node]:
    """The parameters of a function, with what stands around their names."""
    single = function.child_by_field_name("parameter")
    return [single] if single is not None else children(function.child_by_field_name("parameters"))


def arguments_of(call: Node) -> list[Node]:
    """The arguments of a call; none of a tag, whose template is one of another kind."""
    arguments = call.child_by_field_name("arguments")
    return children(arguments) if arguments is not None and arguments.type == NodeKind.ARGUMENTS else []


def given_to(argument: Node) -> tuple[Node, Node] | None:
    """The call that an expression is an argument of, and what that calls; None where it is none."""
    around = outermost(argument).parent
    call = around.parent if around is not None and around.type == NodeKind.ARGUMENTS else None
    function = call.child_by_field_name("function") if call is not None else None
    return (call, function) if call is not None and function is not None else None


def spelling(source: Source, word: str) -> Iterator[Node]:
    """The nodes that have the letters of a word, each once and in source order: names, and strings as a whole."""
    seen: set[int] = set()
    for offset, _ in spelled(word, source.data):
        node = source.root.descendant_for_byte_range(offset, offset + 1)
        if node is not None and node.type in STRING_PARTS:
            node = node.parent
        if node is not None and node.id not in seen:
            seen.add(node.id)
            yield node


def sources(expression: Node, *, copies: bool = True) -> Iterator[Node]:
    """The innermost expressions whose value an expression may have, or with ``copies`` all that it has."""
    stack = [expression]
    while stack:
        node = unwrap(stack.pop())
        passed = list(_passed(node)) if copies or node.type != NodeKind.OBJECT else []
        stack.extend(reversed(passed))
        if not passed:
            yield node


def _passed(node: Node) -> Iterator[Node]:
    """The parts of an expression whose value it may have."""
    fields: tuple[str, ...] = ()
    if node.type == NodeKind.TERNARY_EXPRESSION:
        fields = ("consequence", "alternative")
    elif node.type in (NodeKind.BINARY_EXPRESSION, NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION):
        word = operator(node)
        fields = ("left", "right") if word in _EITHER else ("right",) if word in _SECOND else ()
    elif node.type == NodeKind.ASSIGNMENT_EXPRESSION:
        fields = ("right",)
    elif node.type in (NodeKind.SEQUENCE_EXPRESSION, NodeKind.AWAIT_EXPRESSION):
        inside = children(node)
        if inside:
            yield inside[-1]
    elif node.type == NodeKind.OBJECT:
        for child in children(node):  # `{ ...this }` has what `this` has
            if child.type == NodeKind.SPREAD_ELEMENT:
                yield from children(child)
    elif not is_known(node.type):  # it may have the value of whatever stands in it
        yield from children(node)
    for name in fields:
        child_of = node.child_by_field_name(name)
        if child_of is not None:
            yield child_of


class Flow:
    """The ways of values through one file. What it climbs it remembers: a parser's node finds its parent from above."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._outermost: dict[int, Node] = {}
        self._around: dict[int, Node | None] = {}
        self._steps: dict[tuple[int, bool, int], tuple[list[Node], list[Node]]] = {}

    def outermost(self, node: Node) -> Node:
        """The outermost parentheses around an expression, or the expression."""
        if node.id not in self._outermost:
            self._outermost[node.id] = outermost(node)
        return self._outermost[node.id]

    def passes_on(self, expression: Node) -> Node | None:
        """The expression around that may have the value of this one; a copy of its properties is another value."""
        if expression.id not in self._around:
            outer = self.outermost(expression)
            parent = outer.parent
            found = None
            if parent is not None and (parent.type in _PASSING or not is_known(parent.type)):
                inner = (outermost(part) for part in _passed(parent))
                found = parent if any(part.id == outer.id for part in inner) else None
            self._around[expression.id] = found
        return self._around[expression.id]

    def widest(self, expression: Node) -> Node:
        """The widest expression that may have the value of this one, with its parentheses."""
        value = expression
        while (around := self.passes_on(value)) is not None:
            value = around
        return self.outermost(value)

    def targets(self, value: Node, *, copies: bool = False, depth: int = 0) -> Iterator[Node]:
        """Names, patterns and members that are given the value of an expression, or with ``copies`` all it has."""
        stack = [value] if depth < _DEEPEST else []
        while stack:
            value = stack.pop()
            key = value.id, copies, depth
            if key not in self._steps:
                self._steps[key] = self._step(value, copies, depth)
            found, onward = self._steps[key]
            yield from found
            stack.extend(onward)

    def _step(self, value: Node, copies: bool, depth: int) -> tuple[list[Node], list[Node]]:
        """The targets next to an expression, and the expressions around that have its value."""
        around = self.passes_on(value)
        onward = [around] if around is not None else []
        node = self.outermost(value)
        parent = node.parent
        kind = parent.type if parent is not None else ""
        found: Iterator[Node] = iter(())
        if parent is None:
            pass
        elif kind in GIVEN_TO or kind == NodeKind.THROW_STATEMENT:
            found = given_by(parent, node, around is not None)
        elif kind == NodeKind.ARGUMENTS:
            found = _parameter(parent, node)
        elif kind == NodeKind.ARRAY:
            found = self._facing(parent, node, depth + 1)
        elif kind in (NodeKind.PAIR, NodeKind.OBJECT):
            found = self._facing_key(parent, node, depth + 1)
        elif (
            kind == NodeKind.SPREAD_ELEMENT
            and copies
            and parent.parent is not None
            and parent.parent.type == NodeKind.OBJECT
        ):
            onward.append(parent.parent)
        return list(found), onward

    def _facing(self, array: Node, element: Node, depth: int) -> Iterator[Node]:
        """What faces an element of an array: its place in an array pattern, or the variable of `for (… of [x])`."""
        for target in self.targets(array, depth=depth):
            if target.type == NodeKind.ARRAY_PATTERN:
                yield from _at(elements(target), _index(array, element))
        outer = self.outermost(array)
        loop = outer.parent
        is_loop = loop is not None and loop.type == NodeKind.FOR_IN_STATEMENT and is_field(loop, "right", outer)
        if loop is not None and is_loop and operator(loop) == "of":
            yield from targets_of(loop.child_by_field_name("left"))

    def _facing_key(self, parent: Node, value: Node, depth: int) -> Iterator[Node]:
        """What faces the value of an object's property: the same key of an object pattern."""
        if parent.type == NodeKind.PAIR:
            if not is_field(parent, "value", value) or parent.parent is None:
                return
            key, holder = parent.child_by_field_name("key"), parent.parent
        elif value.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER:
            key, holder = value, parent
        else:
            return
        for target in self.targets(holder, depth=depth):
            name = key_text(key, self._data) if target.type == NodeKind.OBJECT_PATTERN else None
            for part in target.named_children if name is not None else ():
                if pattern_key(part, self._data) == name:
                    yield from targets_of(
                        part.child_by_field_name("value") if part.type == NodeKind.PAIR_PATTERN else part
                    )


def given_by(parent: Node, value: Node, passes_on: bool) -> Iterator[Node]:
    """What a declaration, an assignment, a default or a `throw` gives one of its parts.

    ``passes_on`` says whether the expression around has the value too: `a += b` gives `a` another.
    """
    kind = parent.type
    if kind in GIVEN_TO:
        value_field, target_field = GIVEN_TO[kind]
        if (kind != NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION or passes_on) and is_field(parent, value_field, value):
            yield from targets_of(parent.child_by_field_name(target_field))
    elif kind == NodeKind.THROW_STATEMENT:
        handler = _handler(parent)
        yield from targets_of(handler.child_by_field_name("parameter") if handler is not None else None)


def _handler(thrown: Node) -> Node | None:
    """The `catch` that takes what a statement throws: that of the nearest `try` in the same function."""
    child, at = thrown, thrown.parent
    while at is not None and at.type not in BODIES:
        handler = at.child_by_field_name("handler") if at.type == NodeKind.TRY_STATEMENT else None
        if handler is not None and is_field(at, "body", child):
            return handler
        child, at = at, at.parent
    return None


def targets_of(node: Node | None) -> Iterator[Node]:
    """A target without its default and its parentheses."""
    while node is not None:
        node = unwrap(node)
        if node.type not in DEFAULTS:
            if node.type not in SPREADS:
                yield node
            return
        node = node.child_by_field_name("left")


def _parameter(arguments: Node, argument: Node) -> Iterator[Node]:
    """The parameter that an argument meets in a function that is called where it stands."""
    call = arguments.parent
    function = call.child_by_field_name("function") if call is not None else None
    function = unwrap(function) if function is not None else None
    if function is None or function.type not in FUNCTION_VALUES:
        return
    yield from _at(parameters_of(function), _index(arguments, argument))


def pattern_key(part: Node, data: bytes) -> str | None:
    """The property that a part of an object pattern takes."""
    if part.type == NodeKind.PAIR_PATTERN:
        return key_text(part.child_by_field_name("key"), data)
    if part.type == NodeKind.OBJECT_ASSIGNMENT_PATTERN:
        return key_text(part.child_by_field_name("left"), data)
    return key_text(part, data) if part.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER_PATTERN else None


def _index(holder: Node, part: Node) -> int | None:
    """The place of an element; None after a spread, where it is not known."""
    for index, element in enumerate(elements(holder)):
        if element is not None and element.id == part.id:
            return index
        if element is not None and element.type == NodeKind.SPREAD_ELEMENT:
            return None
    return None


def _at(parts: Sequence[Node | None], index: int | None) -> Iterator[Node]:
    if index is not None and index < len(parts):
        yield from targets_of(parts[index])


def results(function: Node) -> Iterator[Node]:
    """What a function gives back."""
    body = function.child_by_field_name("body")
    if body is None or body.type != NodeKind.STATEMENT_BLOCK:
        yield from [body] if body is not None else []
        return
    stack = [body]
    while stack:
        node = stack.pop()
        if node.type in (NodeKind.RETURN_STATEMENT, NodeKind.YIELD_EXPRESSION):
            yield from children(node)
        elif node.type not in FUNCTIONS and node.type not in CLASSES:
            stack.extend(reversed(node.named_children))
