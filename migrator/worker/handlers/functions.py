"""A function of a file runs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from migrator.javascript.flow import parameters_of
from migrator.javascript.syntax import NodeKind, children
from migrator.worker.handlers import library
from migrator.worker.handlers.blocks import block
from migrator.worker.handlers.targets import assign
from migrator.worker.handlers.values import NOTHING, UNKNOWN, Frame, Function, Value, join, telling
from migrator.worker.handlers.walk import Stop, Walk

if TYPE_CHECKING:
    from tree_sitter import Node

_DEEPEST = 40
_MOST_RUNS_OF_ONE = 2  # of a function that calls itself


def invoke(walk: Walk, function: Function, given: Sequence[Value], this: Value) -> Value:
    """Runs a function of a file."""
    node = function.node
    if len(walk.active) >= _DEEPEST or walk.active.count(node.id) >= _MOST_RUNS_OF_ONE:
        return UNKNOWN
    frame = Frame(function.frame, function=True, this=function.this or this, arguments=tuple(given))
    if node.type == NodeKind.ARROW_FUNCTION:
        frame.arguments = ()
    frame.home = function.home
    before = (walk.module, walk.frame, walk.trials, walk.doubt)
    walk.module, walk.frame, walk.trials = function.module, frame, 0
    walk.active.append(node.id)
    walk.returns.append([])
    walk.started.append(walk.doubt)
    try:
        _parameters(walk, node, given)
        body = node.child_by_field_name("body")
        if body is None:
            return UNKNOWN
        if body.type != NodeKind.STATEMENT_BLOCK:
            return walk.root(body)
        flow = block(walk, body, frame)
        results = walk.returns[-1]
        if not flow.falls and not results:
            raise Stop
        is_generator = node.type in (NodeKind.GENERATOR_FUNCTION, NodeKind.GENERATOR_FUNCTION_DECLARATION)
        if is_generator or any(child.type == "*" for child in node.children):
            return (library.array([], join(results) or UNKNOWN),)
        ended = NOTHING if flow.falls else ()
        return join([*results, telling(ended) if flow.doubt else ended])
    finally:
        walk.module, walk.frame, walk.trials, walk.doubt = before
        walk.active.pop()
        walk.returns.pop()
        walk.started.pop()


def _parameters(walk: Walk, node: Node, given: Sequence[Value]) -> None:
    for index, parameter in enumerate(parameters_of(node)):
        if parameter.type == NodeKind.REST_PATTERN:
            assign(walk, children(parameter)[0], (library.array(given[index:]),), declares=True)
        else:
            assign(walk, parameter, given[index] if index < len(given) else NOTHING, declares=True)
