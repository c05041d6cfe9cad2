"""Where a file takes a method that runs Python of something: called, or handed on as a value.

A function that is called by its name alone is none of them, nor is a member that is only asked about or written. What
a hook gives is taken apart as an object of the user's own (`const { runPython } = usePython()`): so such a function is
none of them either, unless other code shows that the hook gives Pyodide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.flow import is_field, key_text, literal_text, spelling
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.source import Source
from migrator.javascript.syntax import MEMBERS, STRINGS, NodeKind, children
from migrator.python.language import PYTHON

if TYPE_CHECKING:
    from tree_sitter import Node

# `f.call(o, x)`: what a function is called through.
_THROUGH = frozenset({"call", "apply", "bind"})
# A value that is one of these goes on as the value of what stands around it.
_LOGICAL = frozenset({b"||", b"??", b"&&"})
# Where a function goes on as the value of something else: by the kind of what takes it, and the field.
_TAKES = {
    NodeKind.VARIABLE_DECLARATOR: "value",
    NodeKind.PAIR: "value",
    NodeKind.FIELD_DEFINITION: "value",
    NodeKind.EXPORT_STATEMENT: "value",
    NodeKind.ASSIGNMENT_EXPRESSION: "right",
    NodeKind.AUGMENTED_ASSIGNMENT_EXPRESSION: "right",
    NodeKind.ASSIGNMENT_PATTERN: "right",
    NodeKind.OBJECT_ASSIGNMENT_PATTERN: "right",
}
# What only asks about a function that it is given.
_ASKS = re.compile(rb"(?:assert|Boolean|chai|console|expect|jest|is[A-Z]\w*(?=\s*\()|sinon|String|vi)(?![\w$])")
# What is called like a hook: `usePython`, `hooks.usePyodide`.
_HOOK = re.compile(rb"(?:[\w$]+\s*\.\s*)*use[A-Z][\w$]*\Z")


class Run(NamedTuple):
    """A method that runs Python: the member, what it is taken of, the call or whatever takes it, and its name."""

    member: Node
    on: Node
    whole: Node
    name: str


def runs(source: Source) -> Iterator[Run]:
    """Every place of a file that takes a method that runs Python."""
    for node in spelling(source, PYTHON.stem):
        if node.type in STRINGS:
            name, key = literal_text(node, source.data), outermost(node)
        else:
            name, key = key_text(node, source.data), node
        parent = key.parent
        if name not in PYTHON.calls or parent is None:
            continue
        assert name is not None
        if parent.type == NodeKind.VARIABLE_DECLARATOR and is_field(parent, "value", key):
            for named in _named(parent, source):
                yield from _member(named, name)
        elif parent.type in MEMBERS:
            yield from _member(key, name)
        elif parent.type in (NodeKind.PAIR_PATTERN, NodeKind.OBJECT_PATTERN, NodeKind.OBJECT_ASSIGNMENT_PATTERN):
            taken = _taken_apart(key)
            if taken is not None and not _is_hook(taken[0]):
                yield Run(key, taken[0], taken[1], name)


def _member(key: Node, name: str) -> Iterator[Run]:
    """The member of this name, if it is taken of something and used."""
    member = key.parent
    if member is not None and any(is_field(member, field, key) for field in ("property", "index")):
        on, whole = member.child_by_field_name("object"), _use(member)
        if on is not None and whole is not None:
            yield Run(member, on, whole, name)


def _named(declarator: Node, source: Source) -> Iterator[Node]:
    """Where a variable that is a constant stands."""
    variable = declarator.child_by_field_name("name")
    binding = source.scopes.binding_at(variable.start_byte) if variable is not None else None
    if binding is not None and not binding.writes:
        for reference in binding.references:
            yield outermost(reference.node)


def _use(member: Node) -> Node | None:
    """The call of a member, or what takes the function as a value; None where it is only asked about or written."""
    node = outermost(member)
    while node.parent is not None:
        parent = node.parent
        kind = parent.type
        if kind == NodeKind.CALL_EXPRESSION:
            return parent if is_field(parent, "function", node) else None
        if kind == NodeKind.MEMBER_EXPRESSION and is_field(parent, "object", node):
            through = parent.child_by_field_name("property")
            call = outermost(parent).parent
            called = call is not None and call.type == NodeKind.CALL_EXPRESSION
            return call if called and through is not None and (through.text or b"").decode() in _THROUGH else None
        if kind == NodeKind.SEQUENCE_EXPRESSION:
            if children(parent)[-1].id != node.id:
                return None
        elif kind == NodeKind.BINARY_EXPRESSION:
            operator = parent.child_by_field_name("operator")
            if operator is None or operator.text not in _LOGICAL:
                return None
        elif kind == NodeKind.TERNARY_EXPRESSION:
            if is_field(parent, "condition", node):
                return None
        elif kind in _TAKES:
            return parent if is_field(parent, _TAKES[kind], node) else None
        elif kind == NodeKind.ARROW_FUNCTION:
            return node if is_field(parent, "body", node) else None
        elif kind in (NodeKind.RETURN_STATEMENT, NodeKind.YIELD_EXPRESSION, NodeKind.ARRAY):
            return parent
        elif kind == NodeKind.JSX_EXPRESSION:
            return node if parent.parent is not None and parent.parent.type == NodeKind.JSX_ATTRIBUTE else None
        elif kind == NodeKind.ARGUMENTS:
            call = parent.parent
            return call if call is not None and _ASKS.match(call.text or b"") is None else None
        else:
            return None
        node = outermost(parent)
    return None


def _taken_apart(key: Node) -> tuple[Node, Node] | None:
    """The object that a pattern takes the function out of, with the declaration or assignment; None where it is a
    parameter, or a part of a larger pattern.
    """
    pattern = key.parent
    while pattern is not None and pattern.type in (NodeKind.PAIR_PATTERN, NodeKind.OBJECT_ASSIGNMENT_PATTERN):
        pattern = pattern.parent
    whole = pattern.parent if pattern is not None and pattern.type == NodeKind.OBJECT_PATTERN else None
    if whole is None or pattern is None:
        return None
    if whole.type == NodeKind.VARIABLE_DECLARATOR and is_field(whole, "name", pattern):
        on = whole.child_by_field_name("value")
    elif whole.type == NodeKind.ASSIGNMENT_EXPRESSION and is_field(whole, "left", pattern):
        on = whole.child_by_field_name("right")
    else:
        return None
    return (on, whole) if on is not None else None


def _is_hook(on: Node) -> bool:
    """Whether an expression is what a hook gives, by the convention for their names."""
    call = unwrap(on)
    function = call.child_by_field_name("function") if call.type == NodeKind.CALL_EXPRESSION else None
    return function is not None and _HOOK.match(function.text or b"") is not None
