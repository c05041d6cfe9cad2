"""`if`, `switch` and `try`: every branch that may run does, from the same state."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from migrator.javascript.syntax import CASES, NodeKind, children
from migrator.worker.handlers.blocks import Course, hoist, sequence
from migrator.worker.handlers.constants import same
from migrator.worker.handlers.endings import FALLS, THROWS, Flow, either, leaves, without_jumps
from migrator.worker.handlers.targets import assign
from migrator.worker.handlers.values import UNKNOWN, Frame, Value, chosen, join, told, truth, unsure
from migrator.worker.handlers.walk import Stop, Walk

if TYPE_CHECKING:
    from tree_sitter import Node


def if_(walk: Walk, node: Node, labels: tuple[str, ...]) -> Flow:
    condition, then = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
    other = node.child_by_field_name("alternative")
    value = walk.root(condition) if condition is not None else UNKNOWN
    return _decide(
        walk,
        value,
        lambda: walk.run(then) if then is not None else FALLS,
        lambda: walk.run(other) if other is not None else FALLS,
    )


def else_(walk: Walk, node: Node, labels: tuple[str, ...]) -> Flow:
    return sequence(walk, children(node))


def _decide(walk: Walk, value: Value, then: Callable[[], Flow], other: Callable[[], Flow]) -> Flow:
    """A condition and what follows if it holds, and if it does not."""
    answers = {truth(atom) for atom in chosen(value)}
    if answers == {True}:
        return then()
    if answers == {False}:
        return other()
    doubtful = unsure(value)
    return either(walk.fork(doubtful, then, other), doubtful)


def switch(walk: Walk, node: Node, labels: tuple[str, ...]) -> Flow:
    value, body = node.child_by_field_name("value"), node.child_by_field_name("body")
    wanted = walk.root(value) if value is not None else UNKNOWN
    cases = [case for case in children(body) if case.type in CASES]
    with walk.inside(Frame(walk.frame)):
        for case in cases:
            hoist(walk, case)
        return _cases(walk, cases, wanted)


def _cases(walk: Walk, cases: list[Node], wanted: Value) -> Flow:
    entries: list[int | None] = []
    doubtful = is_sure = False
    for index, case in enumerate(cases):
        value = case.child_by_field_name("value")
        if value is None:
            continue
        held = walk.root(value)
        walk.compare(wanted, held)
        pairs = [(one, other) for one in chosen(wanted) for other in chosen(held)]
        answers = {same(one, other, loosely=False) for one, other in pairs}
        if answers == {False}:
            continue
        entries.append(index)
        if answers == {True}:
            is_sure = True
            break
        undecided = [pair for pair in pairs if same(*pair, loosely=False) is None] or pairs
        doubtful = doubtful or any(unsure(pair) or (told(pair) and None in answers) for pair in undecided)
    if not is_sure:
        default = next((i for i, case in enumerate(cases) if case.type == NodeKind.SWITCH_DEFAULT), None)
        entries.append(default)
    runs = [partial(_from_case, walk, cases, entry) for entry in entries]
    flow = runs[0]() if len(runs) == 1 else either(walk.fork(doubtful, *runs), doubtful)
    return without_jumps(flow, {("break", "")})


def _from_case(walk: Walk, cases: list[Node], at: int | None) -> Flow:
    """Runs a case and those that it runs on into."""
    with Course(walk) as course:
        for case in cases[at:] if at is not None else ():
            flow = sequence(walk, case.named_children, skip=case.child_by_field_name("value"))
            course.after(flow)
            if not flow.falls:
                return course.ending(falls=False)
        return course.ending(falls=True)


def try_(walk: Walk, node: Node, labels: tuple[str, ...]) -> Flow:
    body, handler = node.child_by_field_name("body"), node.child_by_field_name("handler")
    finalizer = node.child_by_field_name("finalizer")

    def attempt() -> Flow:
        walk.trials += 1
        try:
            return walk.run(body) if body is not None else FALLS
        except Stop:
            return THROWS
        finally:
            walk.trials -= 1

    if handler is None:
        flow = attempt()
    else:
        mark = len(walk.journal)
        done = attempt()
        change = walk.journal.undo(mark)

        def caught() -> Flow:
            for slot, after in change.values():
                walk.change(slot, join([slot.get(), after]))
            return _catch(walk, handler)

        mark = len(walk.journal)
        try:
            failed = caught()
        except Stop:
            failed = THROWS
        other = walk.journal.undo(mark)
        walk.merge([change, other], [not done.falls and leaves(done), not failed.falls and leaves(failed)])
        own = frozenset(jump for jump in done.jumps if jump[0] != "throw")
        flow = Flow(done.falls or failed.falls, own | failed.jumps, done.doubt or failed.doubt)
    if finalizer is not None:
        last = finalizer.child_by_field_name("body")
        ending = walk.run(last) if last is not None else FALLS
        if not ending.falls:
            return ending
        flow = flow._replace(jumps=flow.jumps | ending.jumps)
    return flow


def _catch(walk: Walk, handler: Node) -> Flow:
    parameter, body = handler.child_by_field_name("parameter"), handler.child_by_field_name("body")
    with walk.inside(Frame(walk.frame)):
        if parameter is not None:
            assign(walk, parameter, UNKNOWN, declares=True)
        return walk.run(body) if body is not None else FALLS
