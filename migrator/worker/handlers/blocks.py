"""Statements one after the other: functions are there first, and what follows one that is in doubt is in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from migrator.javascript.syntax import DECLARED_FUNCTIONS, NodeKind
from migrator.worker.handlers.endings import THROWS, Flow, Jump
from migrator.worker.handlers.values import Frame, Function, Thing
from migrator.worker.handlers.walk import Stop, Walk

if TYPE_CHECKING:
    from tree_sitter import Node


def function(walk: Walk, node: Node, home: Thing | None = None) -> Function:
    """A function with the variables around it, and the object whose method it is."""
    is_arrow = node.type == NodeKind.ARROW_FUNCTION
    getter = any(child.type == "get" for child in node.children) and node.type == NodeKind.METHOD_DEFINITION
    this = walk.this if is_arrow else ()
    return Function(walk.here, node, walk.frame, this, {}, home, getter)


def hoist(walk: Walk, block: Node) -> None:
    """Functions are there before anything runs."""
    for child in block.named_children:
        node = child
        if child.type == NodeKind.EXPORT_STATEMENT:
            inner = child.child_by_field_name("declaration") or child.child_by_field_name("value")
            if inner is None:
                continue
            node = inner
        if node.type in DECLARED_FUNCTIONS:
            name = node.child_by_field_name("name")
            binding = walk.binding(name) if name is not None else None
            if binding is not None:
                walk.bind(walk.frame, binding, (function(walk, node),))


class Course:
    """What runs one after the other: what follows something that is in doubt is in doubt, until the course is over."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._before = walk.doubt
        self._doubt = False
        self._jumps: frozenset[Jump] = frozenset()

    def __enter__(self) -> Course:
        return self

    def __exit__(self, *_: object) -> None:
        self._walk.doubt = self._before

    def after(self, flow: Flow) -> None:
        """Something has run."""
        self._jumps |= flow.jumps
        if flow.doubt and not self._doubt:
            self._doubt = True
            self._walk.doubt += 1

    def ending(self, *, falls: bool) -> Flow:
        return Flow(falls, self._jumps, self._doubt)


def sequence(walk: Walk, statements: Sequence[Node], *, skip: Node | None = None) -> Flow:
    with Course(walk) as course:
        for statement in statements:
            if skip is not None and statement.id == skip.id:
                continue
            try:
                flow = walk.run(statement)
            except Stop:
                flow = THROWS
            course.after(flow)
            if not flow.falls:
                return course.ending(falls=False)
        return course.ending(falls=True)


def block(walk: Walk, node: Node, frame: Frame | None = None) -> Flow:
    """Runs a block in a frame of its own, or in that of the function whose body it is."""
    with walk.inside(frame or Frame(walk.frame)):
        hoist(walk, node)
        return sequence(walk, node.named_children)
