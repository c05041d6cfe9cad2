"""Loops: over elements that are known each, otherwise twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrator.javascript.syntax import NodeKind, children, operator
from migrator.worker.handlers import library
from migrator.worker.handlers.blocks import Course
from migrator.worker.handlers.endings import FALLS, Flow, Jump, either, without_jumps
from migrator.worker.handlers.targets import assign
from migrator.worker.handlers.values import UNKNOWN, Frame, Thing, Value, chosen, constant, truth, unsure
from migrator.worker.handlers.walk import Walk

if TYPE_CHECKING:
    from tree_sitter import Node

_MOST_TURNS = 60  # of a loop over elements that are known


def loop(walk: Walk, node: Node, labels: tuple[str, ...]) -> Flow:
    with walk.inside(Frame(walk.frame)):
        flow = _for_in(walk, node) if node.type == NodeKind.FOR_IN_STATEMENT else _repeat(walk, node)
    return without_jumps(flow, {("break", ""), ("continue", ""), *(("continue", label) for label in labels)})


def _repeat(walk: Walk, node: Node) -> Flow:
    """`for (;;)`, `while`, `do`: run twice, unless it is known how often."""
    initializer = node.child_by_field_name("initializer")
    if initializer is not None and initializer.type != NodeKind.EMPTY_STATEMENT:
        walk.run(initializer)
    condition, increment = node.child_by_field_name("condition"), node.child_by_field_name("increment")
    body = node.child_by_field_name("body")
    asks_first = node.type != NodeKind.DO_STATEMENT
    jumps: frozenset[Jump] = frozenset()
    doubt = False
    for turn in range(_MOST_TURNS):
        answer: set[bool | None] = {True}
        value: Value = ()
        if condition is not None and condition.type != NodeKind.EMPTY_STATEMENT and (asks_first or turn):
            inner = children(condition)[0] if condition.type == NodeKind.EXPRESSION_STATEMENT else condition
            value = walk.root(inner)
            answer = {truth(atom) for atom in chosen(value)}
        if answer == {False}:
            return Flow(True, jumps, doubt)

        def turned() -> Flow:
            flow = walk.run(body) if body is not None else FALLS
            if (flow.falls or ("continue", "") in flow.jumps) and increment is not None:
                walk.root(increment)
            return flow

        flow = turned() if answer == {True} else either(walk.fork(unsure(value), turned, lambda: FALLS), unsure(value))
        jumps |= flow.jumps
        doubt = doubt or flow.doubt
        if _is_over(flow):
            return Flow(_breaks(flow), jumps, doubt)
        if answer != {True} and turn:
            break
        if answer == {True} and not value and turn:  # an endless loop ends by a jump
            break
    return Flow(True, jumps, doubt)


def _for_in(walk: Walk, node: Node) -> Flow:
    left, right, body = (node.child_by_field_name(name) for name in ("left", "right", "body"))
    over = walk.root(right) if right is not None else UNKNOWN
    known = library.elements(over)
    rest: Value = library.any_element(over)
    if operator(node) == "in":
        rest = UNKNOWN
        names = library.names(over[0]) if len(over) == 1 and isinstance(over[0], Thing) else None
        known = [constant(name) for name in names] if names is not None else None
    declares = node.child_by_field_name("kind") is not None

    def turned(value: Value) -> Flow:
        with walk.inside(Frame(walk.frame)):
            if left is not None:
                assign(walk, left, value, declares=declares)
            return walk.run(body) if body is not None else FALLS

    if known is not None and len(known) <= _MOST_TURNS:
        with Course(walk) as course:
            for value in known:
                flow = turned(value)
                course.after(flow)
                if _is_over(flow):
                    return course.ending(falls=_breaks(flow))
            return course.ending(falls=True)
    jumps: frozenset[Jump] = frozenset()
    for _ in range(2):
        flow = either(walk.fork(False, lambda: turned(rest), lambda: FALLS), False)
        jumps |= flow.jumps
    return Flow(True, jumps)


def _is_over(turn: Flow) -> bool:
    """Whether no turn follows this one."""
    return not turn.falls and not any(word == "continue" for word, _ in turn.jumps)


def _breaks(turn: Flow) -> bool:
    return any(word == "break" for word, _ in turn.jumps)
