"""Early errors: code that the parser takes and no engine does.

tree-sitter asks less of a file than ECMAScript: it knows no function in which `await` is a name, and no expression
that cannot be given a value. Each check here looks at one node, with what stands around it; only `refused_escape` looks
for escapes in all of a file at once. Names that are declared twice are the business of `scopes`.

This is one module because it is one list of checks that know nothing of each other: of functions, targets, operators,
statements and literals. What several of them ask (`owner`, `is_strict`) stands before them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.syntax import (
    ASSIGNMENTS,
    BARE,
    BEFORE_MEMBERS,
    BODIES,
    CLASSES,
    COMMENTS,
    DECLARED_FUNCTIONS,
    FUNCTIONS,
    LINKS,
    LOOPS,
    MEMBERS,
    MODULE_STATEMENTS,
    PAIRS,
    SHORTHANDS,
    SPREADS,
    TAKING_APART,
    TARGET_NAMES,
    VARIABLES,
    NodeKind,
    children,
    operator,
)
from migrator.model.ledger import Sentence

if TYPE_CHECKING:
    from tree_sitter import Node


class EarlyError(NamedTuple):
    """What is wrong, and the node that it is wrong with."""

    sentence: Sentence
    node: Node


class Owner(NamedTuple):
    """The function, field or block (the file, else) as a part of which a node runs, and the part that holds it."""

    node: Node
    part: Node


def owner(node: Node, through: frozenset[str] = frozenset()) -> Owner:
    """What a node runs as a part of; kinds of ``through`` have nothing of their own that is asked for."""
    child = node
    at = node.parent
    while at is not None:
        # A computed key and a decorator belong to what stands around the class.
        if at.type in BODIES and at.type not in through and child.type not in BEFORE_MEMBERS:
            return Owner(at, child)
        child, at = at, at.parent
    return Owner(child, child)


def await_error(node: Node) -> EarlyError | None:
    """What is wrong with an `await` at a node, whatever the parser took it for."""
    around, part = owner(node)
    if around.type == NodeKind.PROGRAM:
        return None
    is_async = around.type in FUNCTIONS and any(child.type == "async" for child in around.children)
    if is_async and part.type != NodeKind.FORMAL_PARAMETERS:
        return None
    return EarlyError(Sentence.AWAIT_NOT_HERE, node)


def yield_error(node: Node) -> EarlyError | None:
    """What is wrong with a `yield` at a node."""
    around, part = owner(node)
    generates = around.type in FUNCTIONS and any(child.type == "*" for child in around.children)
    return None if generates and part.type != NodeKind.FORMAL_PARAMETERS else EarlyError(Sentence.YIELD_NOT_HERE, node)


def early_error(node: Node, data: bytes) -> EarlyError | None:
    """What no engine takes of a node itself. What stands in it is asked on its own."""
    for check in _CHECKS.get(node.type, ()):
        found = check(node, data)
        if found is not None:
            return found
    return None


def is_strict(node: Node, data: bytes) -> bool:
    """Whether strict mode holds at a node, as far as its file says so."""
    at: Node | None = node
    while at is not None:
        if at.type in CLASSES:
            return True
        if at.type == NodeKind.PROGRAM:
            return any(child.type in MODULE_STATEMENTS for child in at.named_children) or _says_strict(at, data)
        if at.type in FUNCTIONS:
            body = at.child_by_field_name("body")
            if body is not None and body.type == NodeKind.STATEMENT_BLOCK and _says_strict(body, data):
                return True
        at = at.parent
    return False


def _says_strict(body: Node, data: bytes) -> bool:
    for statement in children(body):
        inside = children(statement)
        is_directive = statement.type == NodeKind.EXPRESSION_STATEMENT and inside[0].type == NodeKind.STRING
        if not is_directive:
            return False
        if data[inside[0].start_byte + 1 : inside[0].end_byte - 1] == b"use strict":
            return True
    return False


# -- functions and what belongs to them --------------------------------------------------------------------------------


def _await(node: Node, data: bytes) -> EarlyError | None:
    return await_error(node)


def _for_await(node: Node, data: bytes) -> EarlyError | None:
    return await_error(node) if any(child.type == "await" for child in node.children) else None


def _yield(node: Node, data: bytes) -> EarlyError | None:
    return yield_error(node) or _line_end(node, "yield")


def _return(node: Node, data: bytes) -> EarlyError | None:
    return None if owner(node).node.type in FUNCTIONS else EarlyError(Sentence.RETURN_OUTSIDE, node)


def _line_end(node: Node, word: str) -> EarlyError | None:
    """A line end behind a word of a node, or before `=>`: an engine reads something else there."""
    tokens = [child for child in node.children if child.type not in COMMENTS]
    for before, token in pairwise(tokens):
        if (before.type == word or token.type == "=>") and before.end_point.row != token.start_point.row:
            return EarlyError(Sentence.LINE_ENDS_HERE, node)
    return None


def _function(node: Node, data: bytes) -> EarlyError | None:
    return _line_end(node, "async") or _parameters(node, data)


def _parameters(node: Node, data: bytes) -> EarlyError | None:
    """Two parameters of one name, which only a plain function outside of strict mode may have."""
    parameters = children(node.child_by_field_name("parameters"))
    names = [data[name.start_byte : name.end_byte] for each in parameters for name in _declared(each)]
    if len(set(names)) == len(names):
        return None
    plain = node.type not in (NodeKind.ARROW_FUNCTION, NodeKind.METHOD_DEFINITION)
    if plain and all(each.type == NodeKind.IDENTIFIER for each in parameters) and not is_strict(node, data):
        return None
    return EarlyError(Sentence.PARAMETER_TWICE, node)


def _declared(pattern: Node) -> Iterator[Node]:
    stack = [pattern]
    while stack:
        node = stack.pop()
        if node.type in TARGET_NAMES:
            yield node
        elif node.type in PAIRS:
            value = node.child_by_field_name("value")
            stack.extend([value] if value is not None else [])
        elif node.type in (NodeKind.ASSIGNMENT_PATTERN, NodeKind.OBJECT_ASSIGNMENT_PATTERN):
            left = node.child_by_field_name("left")
            stack.extend([left] if left is not None else [])
        else:
            stack.extend(children(node))


# -- targets -----------------------------------------------------------------------------------------------------------


def _assignment(node: Node, data: bytes) -> EarlyError | None:
    left = node.child_by_field_name("left")
    plain = node.type == NodeKind.ASSIGNMENT_EXPRESSION
    if left is None or _is_target(left, data, pattern=plain):
        return None
    return EarlyError(Sentence.NO_ASSIGNMENT_TARGET, left)


def _update(node: Node, data: bytes) -> EarlyError | None:
    argument = node.child_by_field_name("argument")
    if argument is None or _is_target(argument, data, pattern=False):
        return None
    return EarlyError(Sentence.NO_ASSIGNMENT_TARGET, argument)


def _for_in(node: Node, data: bytes) -> EarlyError | None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is not None and not _is_target(left, data, pattern=True):
        return EarlyError(Sentence.NO_ASSIGNMENT_TARGET, left)
    if right is not None and operator(node) == "of" and right.type == NodeKind.SEQUENCE_EXPRESSION:
        return EarlyError(Sentence.NEEDS_PARENTHESES, right)
    return _for_await(node, data)


def _is_target(node: Node, data: bytes, *, pattern: bool) -> bool:
    """Whether an expression can be given a value; with ``pattern``, it may take the value apart."""
    kind = node.type
    if kind == NodeKind.PARENTHESIZED_EXPRESSION:
        inside = children(node)
        return len(inside) == 1 and _is_target(inside[0], data, pattern=False)
    if kind in VARIABLES:
        name = data[node.start_byte : node.end_byte]
        return name not in (b"eval", b"arguments") or not is_strict(node, data)
    if kind in MEMBERS:
        return not has_optional_link(node)
    if kind not in TAKING_APART or not pattern:
        return False
    parts = children(node)
    for part in parts:
        at: Node | None = part
        if part.type in SPREADS:
            if part.id != parts[-1].id:
                return False
            at = children(part)[0]
        elif part.type in PAIRS:
            at = part.child_by_field_name("value")
        if at is not None and at.type in (NodeKind.ASSIGNMENT_PATTERN, NodeKind.OBJECT_ASSIGNMENT_PATTERN):
            at = at.child_by_field_name("left")
        if at is None or (at.type not in SHORTHANDS and not _is_target(at, data, pattern=True)):
            return False
    return True


def has_optional_link(node: Node) -> bool:
    """Whether a chain of members and calls has a `?.`."""
    at: Node | None = node
    while at is not None and at.type in LINKS:
        if any(child.type in (NodeKind.OPTIONAL_CHAIN, "?.") for child in at.children):
            return True
        at = at.child_by_field_name("function") or at.child_by_field_name("object")
    return False


# -- operators ---------------------------------------------------------------------------------------------------------

# What binds less than any operator, and so needs parentheses as an operand.
_LOOSE = ASSIGNMENTS | {NodeKind.YIELD_EXPRESSION, NodeKind.ARROW_FUNCTION, NodeKind.SEQUENCE_EXPRESSION}
_OPERANDS = _LOOSE | {NodeKind.TERNARY_EXPRESSION}
_BASES = _OPERANDS | {
    NodeKind.BINARY_EXPRESSION,
    NodeKind.UNARY_EXPRESSION,
    NodeKind.UPDATE_EXPRESSION,
    NodeKind.AWAIT_EXPRESSION,
}


def _binary(node: Node, data: bytes) -> EarlyError | None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    name = operator(node)
    for side in (left, right):
        if side is None:
            continue
        if side.type in _OPERANDS:
            return EarlyError(Sentence.NEEDS_PARENTHESES, side)
        if side.type == NodeKind.BINARY_EXPRESSION:
            pair = {name, operator(side)}
            if "??" in pair and pair & {"||", "&&"}:
                return EarlyError(Sentence.MIXED_COALESCE, node)
    if name == "**" and left is not None and left.type in (NodeKind.UNARY_EXPRESSION, NodeKind.AWAIT_EXPRESSION):
        return EarlyError(Sentence.UNARY_BEFORE_POWER, left)
    return None


def _operand(node: Node, data: bytes) -> EarlyError | None:
    inside = children(node)
    if inside and inside[0].type in _OPERANDS:
        return EarlyError(Sentence.NEEDS_PARENTHESES, inside[0])
    return None


def _ternary(node: Node, data: bytes) -> EarlyError | None:
    condition = node.child_by_field_name("condition")
    if condition is not None and condition.type in _LOOSE:
        return EarlyError(Sentence.NEEDS_PARENTHESES, condition)
    return None


def _link(node: Node, data: bytes) -> EarlyError | None:
    base = node.child_by_field_name("function") or node.child_by_field_name("object")
    if base is None:
        return None
    if base.type in _BASES:
        return EarlyError(Sentence.NEEDS_PARENTHESES, base)
    prop = node.child_by_field_name("property")
    if prop is not None and prop.type == NodeKind.PRIVATE_PROPERTY_IDENTIFIER:
        return _private(prop, data)
    arguments = node.child_by_field_name("arguments")
    tagged = arguments is not None and arguments.type == NodeKind.TEMPLATE_STRING
    return EarlyError(Sentence.OPTIONAL_NOT_HERE, node) if tagged and has_optional_link(node) else None


def _private(node: Node, data: bytes) -> EarlyError | None:
    """A private name that no class around declares."""
    name = data[node.start_byte : node.end_byte]
    child, at = node, node.parent
    while at is not None:
        if at.type in CLASSES and child.type != NodeKind.CLASS_HERITAGE:
            for member in children(at.child_by_field_name("body")):
                key = member.child_by_field_name("name") or member.child_by_field_name("property")
                if key is not None and data[key.start_byte : key.end_byte] == name:
                    return None
        child, at = at, at.parent
    return EarlyError(Sentence.NO_PRIVATE_NAME, node)


def _new(node: Node, data: bytes) -> EarlyError | None:
    base = node.child_by_field_name("constructor")
    if base is None:
        return None
    if base.type in _BASES or base.type == NodeKind.IMPORT:
        return EarlyError(Sentence.NEEDS_PARENTHESES, base)
    return EarlyError(Sentence.OPTIONAL_NOT_HERE, node) if has_optional_link(base) else None


def _unary(node: Node, data: bytes) -> EarlyError | None:
    found = _operand(node, data)
    if found is not None or operator(node) != "delete":
        return found
    argument: Node | None = node.child_by_field_name("argument")
    while argument is not None and argument.type == NodeKind.PARENTHESIZED_EXPRESSION:
        argument = children(argument)[0]
    if argument is None:
        return None
    prop = argument.child_by_field_name("property") if argument.type == NodeKind.MEMBER_EXPRESSION else None
    private = prop is not None and prop.type == NodeKind.PRIVATE_PROPERTY_IDENTIFIER
    if private or (argument.type in VARIABLES and is_strict(node, data)):
        return EarlyError(Sentence.DELETE_NAME, node)
    return None


# -- statements --------------------------------------------------------------------------------------------------------


def _arrow(node: Node, data: bytes) -> EarlyError | None:
    body = node.child_by_field_name("body")
    if body is not None and body.type == NodeKind.SEQUENCE_EXPRESSION:
        return EarlyError(Sentence.NEEDS_PARENTHESES, body)
    if body is not None and body.type != NodeKind.STATEMENT_BLOCK and data.startswith(b"{", body.start_byte):
        return EarlyError(Sentence.OPENS_BLOCK, body)
    return _function(node, data)


def _throw(node: Node, data: bytes) -> EarlyError | None:
    return _line_end(node, "throw")


def _expression_statement(node: Node, data: bytes) -> EarlyError | None:
    """What begins with `{`, `function` or `class` is no expression where a statement may stand."""
    leaf = node
    while leaf.children:
        leaf = leaf.children[0]
    if leaf.type == "{":
        return EarlyError(Sentence.OPENS_BLOCK, node)
    after = leaf.next_sibling
    function = leaf.type == "function" or (leaf.type == "async" and after is not None and after.type == "function")
    if function or leaf.type == NodeKind.CLASS:
        return EarlyError(Sentence.BEGINS_DECLARATION, node)
    lets = data[leaf.start_byte : leaf.end_byte] == b"let" and re.match(rb"\s*\[", data[leaf.end_byte :]) is not None
    return EarlyError(Sentence.BEGINS_DECLARATION, node) if lets else None


_DECLARATIVE = frozenset({NodeKind.LEXICAL_DECLARATION, NodeKind.CLASS_DECLARATION, NodeKind.USING_DECLARATION})


def _body(node: Node, data: bytes) -> EarlyError | None:
    """A declaration that is a body without braces."""
    fields = ("consequence", "body")
    bodies = [node.child_by_field_name(name) for name in fields]
    if node.type == NodeKind.ELSE_CLAUSE:
        bodies = list(children(node))
    for body in bodies:
        if body is None:
            continue
        if body.type in _DECLARATIVE:
            return EarlyError(Sentence.DECLARATION_AS_BODY, body)
        if body.type in DECLARED_FUNCTIONS:
            # Outside of strict mode, an `if` and a label may hold a plain function.
            lenient = node.type in (NodeKind.IF_STATEMENT, NodeKind.ELSE_CLAUSE, NodeKind.LABELED_STATEMENT)
            special = body.type != NodeKind.FUNCTION_DECLARATION or body.children[0].type == "async"
            if not lenient or special or is_strict(node, data):
                return EarlyError(Sentence.DECLARATION_AS_BODY, body)
    return None


def _for(node: Node, data: bytes) -> EarlyError | None:
    """An `in` in the beginning of a `for` makes it another loop."""
    begin = node.child_by_field_name("initializer")
    stack = [begin] if begin is not None else []
    while stack:
        at = stack.pop()
        if at.type == NodeKind.BINARY_EXPRESSION and operator(at) == "in":
            return EarlyError(Sentence.NEEDS_PARENTHESES, at)
        if at.type not in _HIDES_IN and at.type not in FUNCTIONS:
            stack.extend(at.named_children)
        elif at.type == NodeKind.ARROW_FUNCTION:
            body = at.child_by_field_name("body")
            stack.extend([body] if body is not None and body.type != NodeKind.STATEMENT_BLOCK else [])
    return None


_HIDES_IN = CLASSES | {
    NodeKind.PARENTHESIZED_EXPRESSION,
    NodeKind.ARGUMENTS,
    NodeKind.ARRAY,
    NodeKind.OBJECT,
    NodeKind.OBJECT_PATTERN,
    NodeKind.ARRAY_PATTERN,
    NodeKind.SUBSCRIPT_EXPRESSION,
    NodeKind.TEMPLATE_STRING,
}


def _label(node: Node, data: bytes) -> EarlyError | None:
    name = _label_of(node, data)
    if name is not None and any(_label_of(at, data) == name for at in _around(node)):
        return EarlyError(Sentence.LABEL_TWICE, node)
    return None


def _jump(node: Node, data: bytes) -> EarlyError | None:
    """A `break` or `continue` that has nothing to leave."""
    ends = _line_end(node, node.children[0].type)
    if ends is not None and _label_of(node, data) is not None:
        return ends
    name = _label_of(node, data)
    for at in _around(node):
        if name is not None:
            if at.type == NodeKind.LABELED_STATEMENT and _label_of(at, data) == name:
                return None
        elif at.type in LOOPS or (at.type == NodeKind.SWITCH_STATEMENT and node.type == NodeKind.BREAK_STATEMENT):
            return None
    return EarlyError(Sentence.NOTHING_TO_LEAVE, node)


def _around(node: Node) -> Iterator[Node]:
    """The statements around one, in its function."""
    at = node.parent
    while at is not None and at.type not in BODIES:
        yield at
        at = at.parent


def _label_of(node: Node, data: bytes) -> bytes | None:
    label = node.child_by_field_name("label")
    return data[label.start_byte : label.end_byte] if label is not None else None


def _declaration(node: Node, data: bytes) -> EarlyError | None:
    constant = node.children[0].type == "const"
    for declarator in children(node):
        target = declarator.child_by_field_name("name")
        lacks = declarator.child_by_field_name("value") is None
        if lacks and target is not None and (constant or target.type in TAKING_APART):
            return EarlyError(Sentence.NO_INITIALISER, declarator)
    return None


# -- literals ----------------------------------------------------------------------------------------------------------

# Escapes that the parser takes and that are none, by kind; all others are read over, two bytes each.
_ESCAPE = re.compile(
    rb"""
    \\(?:
        (?P<octal> [1-9] | 0[0-9])
        | (?P<point> u\{0*(?:(?:1[1-9A-Fa-f] | [2-9A-Fa-f][0-9A-Fa-f])[0-9A-Fa-f]{4} | [1-9A-Fa-f][0-9A-Fa-f]{6,})\})
        | .
    )
    """,
    re.DOTALL | re.VERBOSE,
)


def refused_escape(root: Node, data: bytes) -> EarlyError | None:
    """The first escape of a file that no engine takes; its node is that of the escape."""
    for escape in _ESCAPE.finditer(data):
        if escape.lastgroup is None:
            continue
        node = root.descendant_for_byte_range(*escape.span())
        if node is None or node.type != NodeKind.ESCAPE_SEQUENCE or node.parent is None:
            continue  # in a comment or a regular expression
        if _refuses(node.parent, escape.lastgroup, data):
            sentence = Sentence.OCTAL_ESCAPE if escape.lastgroup == "octal" else Sentence.NO_CODE_POINT
            return EarlyError(sentence, node)
    return None


def _refuses(literal: Node, kind: str, data: bytes) -> bool:
    """Whether a literal may not have an escape of a kind."""
    around = literal.parent.type if literal.parent is not None else None
    if literal.type == NodeKind.TEMPLATE_STRING:
        return around != NodeKind.CALL_EXPRESSION  # a tag may read what is no text
    return around != NodeKind.JSX_ATTRIBUTE and (kind == "point" or is_strict(literal, data))


def _string(node: Node, data: bytes) -> EarlyError | None:
    return _literal(node, data, [(node.start_byte, node.end_byte)])


def _template(node: Node, data: bytes) -> EarlyError | None:
    holes = [child for child in node.children if child.type == NodeKind.TEMPLATE_SUBSTITUTION]
    starts = [node.start_byte, *(hole.end_byte for hole in holes)]
    ends = [*(hole.start_byte for hole in holes), node.end_byte]
    return _literal(node, data, zip(starts, ends, strict=True))


def _literal(node: Node, data: bytes, stretches: Iterable[tuple[int, int]]) -> EarlyError | None:
    """What is wrong with the text of a literal, which stands in stretches of the file."""
    if data.find(b"\\", node.start_byte, node.end_byte) < 0:
        return None
    kinds = {escape.lastgroup for stretch in stretches for escape in _ESCAPE.finditer(data, *stretch)} - {None}
    wrong = any(_refuses(node, kind, data) for kind in kinds if kind is not None)
    return EarlyError(Sentence.NO_ESCAPE, node) if wrong else None


def _number(node: Node, data: bytes) -> EarlyError | None:
    text = data[node.start_byte : node.end_byte]
    legacy = len(text) > 1 and text[:1] == b"0" and text[1:2].isdigit()
    return EarlyError(Sentence.OCTAL_NUMBER, node) if legacy and is_strict(node, data) else None


_Check = Callable[["Node", bytes], EarlyError | None]
_CHECKS: dict[str, tuple[_Check, ...]] = {
    NodeKind.AWAIT_EXPRESSION: (_await, _operand),
    NodeKind.YIELD_EXPRESSION: (_yield,),
    NodeKind.RETURN_STATEMENT: (_return,),
    NodeKind.ASSIGNMENT_EXPRESSION: (_assignment,),
    NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION: (_assignment,),
    NodeKind.UPDATE_EXPRESSION: (_update,),
    NodeKind.BINARY_EXPRESSION: (_binary,),
    NodeKind.UNARY_EXPRESSION: (_unary,),
    NodeKind.TERNARY_EXPRESSION: (_ternary,),
    NodeKind.NEW_EXPRESSION: (_new,),
    NodeKind.ARROW_FUNCTION: (_arrow,),
    NodeKind.THROW_STATEMENT: (_throw,),
    NodeKind.EXPRESSION_STATEMENT: (_expression_statement,),
    NodeKind.LEXICAL_DECLARATION: (_declaration,),
    NodeKind.VARIABLE_DECLARATION: (_declaration,),
    NodeKind.BREAK_STATEMENT: (_jump,),
    NodeKind.CONTINUE_STATEMENT: (_jump,),
    NodeKind.STRING: (_string,),
    NodeKind.TEMPLATE_STRING: (_template,),
    NodeKind.NUMBER: (_number,),
    NodeKind.PRIVATE_PROPERTY_IDENTIFIER: (_private,),
    NodeKind.FOR_STATEMENT: (_for, _body),
    NodeKind.FOR_IN_STATEMENT: (_for_in, _body),
    NodeKind.LABELED_STATEMENT: (_label, _body),
    **dict.fromkeys(BARE - {NodeKind.FOR_STATEMENT, NodeKind.FOR_IN_STATEMENT, NodeKind.LABELED_STATEMENT}, (_body,)),
    **dict.fromkeys(LINKS, (_link,)),
    **dict.fromkeys(FUNCTIONS - {NodeKind.ARROW_FUNCTION}, (_function,)),
}
