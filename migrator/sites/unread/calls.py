"""Calls that run Python in JavaScript that was parsed, less those that settings cover."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from migrator.javascript.flow import is_field, key_text, literal_text
from migrator.javascript.parentheses import outermost, unwrap
from migrator.javascript.source import Source
from migrator.javascript.strings import spelled
from migrator.javascript.syntax import MEMBERS, STRING_PARTS, STRINGS, NodeKind, children
from migrator.javascript.worker_scope import runs_in_worker
from migrator.model.ledger import Breach, Place
from migrator.python.language import PYTHON
from migrator.sites.owner import function_around, owner_of
from migrator.sites.unread.message import Call, breach
from migrator.sites.use import Use
from migrator.sites.uses import find_uses

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.model.settings import Settings

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
# What a script may hold that runs in a worker, for the sake of the message.
_WORKER_STYLE = re.compile(rb"\bimportScripts\b|\bonmessage\b|\bparentPort\b|['\"`]message['\"`]")


def unread_calls(
    source: Source, uses: Iterable[Use], settings: Settings, has_method: Callable[[Node, str], bool]
) -> list[Breach]:
    """A finding for each call that runs Python on anything but the receiver and the worker of the settings.

    ``uses`` are those of the receiver. ``has_method`` says whether a class, or one that it extends, declares a method:
    `this.runPython(x)` is then a call of the user's own code. A function that is called by its name alone is no call
    of Pyodide either.
    """
    found = list(_candidates(source))
    if not found or runs_in_worker(source):
        return []
    covered = sorted(
        (use.node.start_byte, use.node.end_byte) for use in (*uses, *find_uses(source, settings.worker))
    )
    in_worker_style = _WORKER_STYLE.search(source.data) is not None
    breaches = []
    for member, on, whole, name in found:
        first = bisect_left(covered, (on.start_byte, -1))
        if any(end <= on.end_byte for _, end in covered[first : bisect_left(covered, (on.end_byte, -1))]):
            continue
        owner = owner_of(member, source)
        if (
            owner.node is not None
            and unwrap(on).type in (NodeKind.THIS, NodeKind.SUPER)
            and has_method(owner.node, name)
        ):
            continue
        place = source.position(member.start_byte)
        call = Call(
            place.line,
            place.column,
            source.text(on.start_byte, on.end_byte),
            name,
            source.text(whole.start_byte, whole.end_byte),
            owner.class_name,
            owner.method,
            Place(owner.place),
            function_around(member, source),
            in_worker_style,
        )
        breaches.append(breach(call, settings))
    return breaches


def _candidates(source: Source) -> Iterator[tuple[Node, Node, Node, str]]:
    """Members that run Python: the member, what it is taken of, what it is a part of, and its name."""
    seen: set[int] = set()
    for offset, _ in spelled(PYTHON.stem, source.data):
        node = source.root.descendant_for_byte_range(offset, offset + 1)
        if node is not None and node.type in STRING_PARTS:
            node = node.parent
        if node is None or node.id in seen:
            continue
        seen.add(node.id)
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
            if taken is not None:
                yield key, taken[0], taken[1], name


def _member(key: Node, name: str) -> Iterator[tuple[Node, Node, Node, str]]:
    """The member of this name, if it is taken of something and used."""
    member = key.parent
    if member is not None and any(is_field(member, field, key) for field in ("property", "index")):
        on, whole = member.child_by_field_name("object"), _use(member)
        if on is not None and whole is not None:
            yield member, on, whole, name


def _named(declarator: Node, source: Source) -> Iterator[Node]:
    """Where a variable that is a constant stands."""
    variable = declarator.child_by_field_name("name")
    binding = source.scopes.binding_at(variable.start_byte) if variable is not None else None
    if binding is not None and not any(reference.write for reference in binding.references):
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
