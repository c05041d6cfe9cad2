"""What an expression must be to stand in a place without parentheses, and what may stand there at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from migrator.javascript.parser import parse
from migrator.javascript.syntax import (
    CLASSES,
    FUNCTIONS,
    MEMBERS,
    PAIRS,
    SHORTHANDS,
    NodeKind,
    children,
    operator,
)

if TYPE_CHECKING:
    from tree_sitter import Node

# How tightly an expression holds together: the levels of the language's grammar.
_SEQUENCE: Final = 0
_ASSIGNMENT: Final = 1  # arrows and `yield` too
_CONDITIONAL: Final = 2
_COALESCE: Final = 3
_UNARY: Final = 15  # `await` too
_UPDATE: Final = 16
_OPTIONAL: Final = 17  # a chain with `?.`, and `new X` without arguments
_CALL: Final = 18
_MEMBER: Final = 19
_PRIMARY: Final = 20
_BINARY: Final = {
    operator: level
    for level, operators in enumerate(
        (
            *("??", "||", "&&", "|", "^", "&"),
            *("== != === !==", "< > <= >= in instanceof", "<< >> >>>", "+ -", "* / %", "**"),
        ),
        _COALESCE,
    )
    for operator in operators.split()
}
_LEVELS: Final = {
    NodeKind.SEQUENCE_EXPRESSION: _SEQUENCE,
    NodeKind.ASSIGNMENT_EXPRESSION: _ASSIGNMENT,
    NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION: _ASSIGNMENT,
    NodeKind.ARROW_FUNCTION: _ASSIGNMENT,
    NodeKind.YIELD_EXPRESSION: _ASSIGNMENT,
    NodeKind.TERNARY_EXPRESSION: _CONDITIONAL,
    NodeKind.UNARY_EXPRESSION: _UNARY,
    NodeKind.AWAIT_EXPRESSION: _UNARY,
    NodeKind.UPDATE_EXPRESSION: _UPDATE,
    NodeKind.META_PROPERTY: _MEMBER,
}
_PRIMARIES: Final = frozenset(
    {
        NodeKind.IDENTIFIER,
        NodeKind.UNDEFINED,
        NodeKind.THIS,
        NodeKind.SUPER,
        NodeKind.NUMBER,
        NodeKind.STRING,
        NodeKind.TEMPLATE_STRING,
        NodeKind.REGEX,
        NodeKind.NULL,
        NodeKind.TRUE,
        NodeKind.FALSE,
        NodeKind.ARRAY,
        NodeKind.OBJECT,
        NodeKind.FUNCTION_EXPRESSION,
        NodeKind.GENERATOR_FUNCTION,
        NodeKind.CLASS,
        NodeKind.PARENTHESIZED_EXPRESSION,
        NodeKind.JSX_ELEMENT,
        NodeKind.JSX_SELF_CLOSING_ELEMENT,
    }
)
_LOGICAL: Final = frozenset({"||", "&&"})
# What an expression statement, an arrow's body or a default export would take for something else at its start.
_NEW: Final = re.compile(r"new\b(?!\s*\.)")
_NO_STATEMENT_START: Final = re.compile(r"\{|(?:async[^\S\r\n]+)?function\b|class\b|let\s*\[|@")


class Shape(NamedTuple):
    """What decides whether an expression can stand in a place as it is."""

    level: int
    kind: str
    operator: str = ""
    has_in: bool = False  # the head of a `for` would take an `in` for its own

    @property
    def is_sequence(self) -> bool:
        return self.level <= _SEQUENCE


NAME: Final = Shape(_PRIMARY, NodeKind.IDENTIFIER)
PROPERTY: Final = Shape(_PRIMARY, NodeKind.PROPERTY_IDENTIFIER)
# What is put into a place: a name that is declared, something that is given a value, a property's name behind a dot, a
# key of an object or a class, or any expression.
Role = Literal["name", "target", "property", "key", "expression"]


def shape_of(node: Node) -> Shape:
    """The shape of an expression."""
    kind = node.type
    if kind in _PRIMARIES:
        return Shape(_PRIMARY, kind)
    if kind == NodeKind.BINARY_EXPRESSION:
        found = operator(node)
        return Shape(_BINARY.get(found, -1), kind, found, _has_in(node))
    if kind in MEMBERS or kind in (NodeKind.CALL_EXPRESSION, NodeKind.NEW_EXPRESSION):
        return Shape(_chain_level(node), kind)
    return Shape(_LEVELS.get(kind, -1), kind, "", _has_in(node))


def shape_with(node: Node, mark: str) -> Shape:
    """The shape of an expression of TypeScript with an assertion around it, by the word or the mark of that."""
    if mark == "!":
        return shape_of(node)
    return Shape(_UNARY, NodeKind.UNARY_EXPRESSION) if mark == "<" else shape_of_text("x instanceof y")


def shape_of_text(text: str) -> Shape:
    """The shape of an expression that is no part of a file."""
    statements = children(parse(f"({text}\n)".encode()).root_node)
    inside = children(children(statements[0])[0]) if len(statements) == 1 and children(statements[0]) else []
    return shape_of(inside[0]) if len(inside) == 1 else Shape(-1, "")


def _chain_level(node: Node) -> int:
    """The level of a chain of members and calls: the loosest of its links, and of what it begins with."""
    level = _MEMBER
    while True:
        if node.type == NodeKind.NEW_EXPRESSION:
            return min(level, _MEMBER if node.child_by_field_name("arguments") is not None else _OPTIONAL)
        if any(child.type in (NodeKind.OPTIONAL_CHAIN, "?.") for child in node.children):
            level = min(level, _OPTIONAL)
        if node.type == NodeKind.CALL_EXPRESSION:
            arguments = node.child_by_field_name("arguments")
            if arguments is None or arguments.type != NodeKind.TEMPLATE_STRING:
                level = min(level, _CALL)
        below = node.child_by_field_name("function") or node.child_by_field_name("object")
        if below is None:
            return -1
        if below.type == NodeKind.IDENTIFIER and below.text == b"await":
            return _UNARY  # `await (x)`, misread
        if below.type not in MEMBERS and below.type not in (NodeKind.CALL_EXPRESSION, NodeKind.NEW_EXPRESSION):
            return level
        node = below


def _has_in(node: Node) -> bool:
    stack = [node]
    while stack:
        current = stack.pop()
        if current.type == NodeKind.BINARY_EXPRESSION and operator(current) == "in":
            return True
        if current.type != NodeKind.PARENTHESIZED_EXPRESSION:
            stack.extend(current.named_children)
    return False


def _is_field(parent: Node, name: str, node: Node) -> bool:
    found = parent.child_by_field_name(name)
    return found is not None and found.id == node.id


_PATTERN_PARTS: Final = frozenset({
    NodeKind.ARRAY_PATTERN, NodeKind.OBJECT_PATTERN, NodeKind.REST_PATTERN, NodeKind.PAIR_PATTERN,
    NodeKind.ASSIGNMENT_PATTERN, NodeKind.OBJECT_ASSIGNMENT_PATTERN,
})  # fmt: skip


def role_of(place: Node) -> Role:
    """What may be put into the place of a node."""
    if place.type in SHORTHANDS:
        return "name"
    if place.type == NodeKind.PROPERTY_IDENTIFIER:
        parent = place.parent
        return "property" if parent is not None and parent.type == NodeKind.MEMBER_EXPRESSION else "key"
    return "target" if _is_target(place) else "name" if _is_declared(place) else "expression"


def _outside_of_patterns(node: Node) -> tuple[Node, Node | None]:
    """A node or the pattern that it is a target of, with what that stands in."""
    parent = node.parent
    while parent is not None:
        takes_default = parent.type in (NodeKind.ASSIGNMENT_PATTERN, NodeKind.OBJECT_ASSIGNMENT_PATTERN)
        in_pattern = parent.type in _PATTERN_PARTS and not (takes_default and _is_field(parent, "right", node))
        in_pattern = in_pattern and not (parent.type in PAIRS and _is_field(parent, "key", node))
        if not in_pattern and parent.type != NodeKind.PARENTHESIZED_EXPRESSION:
            break
        node, parent = parent, parent.parent
    return node, parent


def is_written(node: Node) -> bool:
    """Whether an expression stands where it is given a value or deleted, and not only read."""
    outer, parent = _outside_of_patterns(node)
    deletes = parent is not None and parent.type == NodeKind.UNARY_EXPRESSION and operator(parent) == "delete"
    return deletes or _is_given(outer, parent)


def _is_target(node: Node) -> bool:
    outer, parent = _outside_of_patterns(node)
    declares = parent is not None and parent.child_by_field_name("kind") is not None  # `for (const x of y)`
    return _is_given(outer, parent) and not declares


def _is_given(node: Node, parent: Node | None) -> bool:
    if parent is None:
        return False
    if parent.type in (
        NodeKind.ASSIGNMENT_EXPRESSION, NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION, NodeKind.FOR_IN_STATEMENT,
    ):  # fmt: skip
        return _is_field(parent, "left", node)
    return parent.type == NodeKind.UPDATE_EXPRESSION


def _is_declared(node: Node) -> bool:
    outer, parent = _outside_of_patterns(node)
    if parent is None or outer.type == NodeKind.PARENTHESIZED_EXPRESSION:
        return False
    if parent.type in (NodeKind.FORMAL_PARAMETERS, NodeKind.NAMED_IMPORTS, NodeKind.IMPORT_SPECIFIER):
        return True
    if parent.type in FUNCTIONS or parent.type in CLASSES or parent.type == NodeKind.VARIABLE_DECLARATOR:
        return _is_field(parent, "name", outer) or _is_field(parent, "parameter", outer)
    if parent.type == NodeKind.CATCH_CLAUSE:
        return _is_field(parent, "parameter", outer)
    return parent.type == NodeKind.FOR_IN_STATEMENT and _is_field(parent, "left", outer)


_KEYS: Final = frozenset(
    {NodeKind.IDENTIFIER, NodeKind.PROPERTY_IDENTIFIER, NodeKind.STRING, NodeKind.NUMBER}
)  # what an object's key can be as it stands


def fits(role: Role, shape: Shape) -> bool:
    """Whether an expression can be put into a place of a role, in parentheses or not."""
    if role == "name":
        return shape.kind == NodeKind.IDENTIFIER
    if role == "target":
        return shape.kind == NodeKind.IDENTIFIER or (shape.kind in MEMBERS and shape.level > _OPTIONAL)
    if role == "property":
        return shape.kind == NodeKind.PROPERTY_IDENTIFIER
    if role == "key":
        return shape.kind in _KEYS
    return shape.kind != NodeKind.PROPERTY_IDENTIFIER and shape.kind != NodeKind.SPREAD_ELEMENT


def in_place(place: Node, data: bytes, text: str, shape: Shape) -> str:
    """The text of an expression in the place of a node of ``data``, in parentheses where it needs them."""
    role = role_of(place)
    if role == "target":  # with an assertion of TypeScript around it
        return f"({text})" if shape.level <= _UNARY else text
    if role != "expression":
        return text
    loose = shape.level < _least(place, shape) or _is_misread(place, data, text)
    return f"({text})" if loose else text


def _least(place: Node, shape: Shape) -> int:
    """The loosest level that can stand in a place."""
    parent = place.parent
    if parent is None:
        return _PRIMARY
    kind = parent.type
    if kind == NodeKind.BINARY_EXPRESSION:
        return _least_operand(parent, _is_field(parent, "left", place), shape)
    if kind in (NodeKind.UNARY_EXPRESSION, NodeKind.AWAIT_EXPRESSION):
        return _UNARY
    if kind == NodeKind.TERNARY_EXPRESSION:
        return _COALESCE if _is_field(parent, "condition", place) else _ASSIGNMENT
    if kind in MEMBERS and _is_field(parent, "object", place):
        if shape.kind == NodeKind.NUMBER:
            return _PRIMARY + 1
        return _MEMBER if _is_constructed(parent) else _CALL
    if kind == NodeKind.CALL_EXPRESSION:
        if shape.kind == NodeKind.NEW_EXPRESSION:
            return _PRIMARY  # the parser does not know `new K()?.()`
        return _MEMBER if _is_constructed(parent) else _CALL
    if kind == NodeKind.NEW_EXPRESSION:
        return _MEMBER
    if kind == NodeKind.CLASS_HERITAGE:
        return _OPTIONAL
    if kind in (NodeKind.FOR_STATEMENT, NodeKind.FOR_IN_STATEMENT) or _in_head(parent):
        return _PRIMARY + 1 if shape.has_in else _ASSIGNMENT
    if kind in _ANY:
        return _SEQUENCE
    return _ASSIGNMENT if kind in _ALL_BUT_SEQUENCES else _PRIMARY


def _is_constructed(chain: Node) -> bool:
    """Whether a chain is, or begins, what `new` calls: a call in it would be the constructor's."""
    above = chain.parent
    while above is not None and (above.type in MEMBERS or above.type == NodeKind.CALL_EXPRESSION):
        if not (_is_field(above, "object", chain) or _is_field(above, "function", chain)):
            return False
        chain, above = above, above.parent
    return above is not None and above.type == NodeKind.NEW_EXPRESSION and _is_field(above, "constructor", chain)


# What holds any expression, and what holds any but a sequence, because commas part its items.
_ANY: Final = frozenset({
    NodeKind.EXPRESSION_STATEMENT, NodeKind.PARENTHESIZED_EXPRESSION, NodeKind.RETURN_STATEMENT,
    NodeKind.SUBSCRIPT_EXPRESSION, NodeKind.SWITCH_CASE, NodeKind.TEMPLATE_SUBSTITUTION, NodeKind.THROW_STATEMENT,
})  # fmt: skip
_ALL_BUT_SEQUENCES: Final = frozenset({
    NodeKind.ARGUMENTS, NodeKind.ARRAY, NodeKind.ARROW_FUNCTION, NodeKind.ASSIGNMENT_EXPRESSION,
    NodeKind.ASSIGNMENT_PATTERN, NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION, NodeKind.COMPUTED_PROPERTY_NAME,
    NodeKind.EXPORT_STATEMENT, NodeKind.FIELD_DEFINITION, NodeKind.JSX_EXPRESSION, NodeKind.OBJECT_ASSIGNMENT_PATTERN,
    NodeKind.PAIR, NodeKind.SEQUENCE_EXPRESSION, NodeKind.SPREAD_ELEMENT, NodeKind.VARIABLE_DECLARATOR,
    NodeKind.YIELD_EXPRESSION,
})  # fmt: skip


def _least_operand(binary: Node, is_left: bool, shape: Shape) -> int:
    sign = operator(binary)
    level = _BINARY.get(sign, _PRIMARY)
    if sign == "??" and shape.operator in _LOGICAL:
        return _PRIMARY
    if sign == "**":
        return _UPDATE if is_left else level
    return level if is_left else level + 1


def _in_head(node: Node) -> bool:
    """Whether an expression stands in the head of a `for`, outside of parentheses."""
    below: Node = node
    above = node.parent
    while above is not None and above.type != NodeKind.PARENTHESIZED_EXPRESSION:
        if above.type == NodeKind.FOR_STATEMENT:
            return _is_field(above, "initializer", below)
        if above.type in FUNCTIONS or above.type == NodeKind.STATEMENT_BLOCK:
            return False
        below, above = above, above.parent
    return False


def _is_misread(place: Node, data: bytes, text: str) -> bool:
    """Whether text would be read as something else because of where it stands."""
    before, after = data[: place.start_byte][-1:], data[place.end_byte : place.end_byte + 1]
    if before and before in b"+-/" and text.startswith(before.decode()):
        return True
    if (before == b"<" and text.startswith("!--")) or (after == b">" and text.endswith("--")):
        return True
    above = place.parent
    if above is None:
        return False
    if _NEW.match(text) and (above.type == NodeKind.NEW_EXPRESSION or _is_constructed(above)):
        return True  # the parser gives the arguments of `new new K().v()` to the wrong one
    if above.type == NodeKind.EXPRESSION_STATEMENT and text[:1] in ("'", '"') and text[-1:] == text[:1]:
        return True  # a directive
    below = place
    while above is not None and above.start_byte == place.start_byte and above.type != NodeKind.EXPRESSION_STATEMENT:
        below, above = above, above.parent
    if above is None:
        return False
    if above.type == NodeKind.ARROW_FUNCTION and _is_field(above, "body", below):
        return text.startswith("{")
    starts = above.type in (NodeKind.EXPRESSION_STATEMENT, NodeKind.EXPORT_STATEMENT)
    return starts and _NO_STATEMENT_START.match(text) is not None


def statement_begun_by(node: Node) -> Node | None:
    """The statement that begins with an expression, or None where there is none."""
    above = node.parent
    while above is not None and above.start_byte == node.start_byte and above.type != NodeKind.EXPRESSION_STATEMENT:
        above = above.parent
    return above if above is not None and above.start_byte == node.start_byte else None
