"""Statements one after the other."""

from __future__ import annotations

from migrator.worker.handlers.blocks import Course, block, sequence
from migrator.worker.handlers.endings import Flow
from migrator.worker.handlers.values import UNDEFINED, Constant

from .walks import at


def test_what_follows_doubt_is_in_doubt_until_the_course_is_over() -> None:
    walk, _ = at("1", "number")
    with Course(walk) as course:
        course.after(Flow())
        assert walk.doubt == 0
        course.after(Flow(doubt=True))
        course.after(Flow(doubt=True, jumps=frozenset({("break", "")})))
        assert walk.doubt == 1
        assert course.ending(falls=False) == Flow(False, frozenset({("break", "")}), True)
    assert walk.doubt == 0


def test_a_sequence_ends_with_what_does_not_go_on() -> None:
    walk, node = at("f(); throw 1; g();", "program")
    assert sequence(walk, node.named_children) == Flow(False, frozenset({("throw", "")}))
    assert sequence(walk, node.named_children, skip=node.named_children[1]) == Flow()


def test_functions_are_there_first_and_go_with_the_block() -> None:
    walk, node = at("let x = 0; { x = g(); throw 1; function g() {} }", "throw_statement")
    outer, before = walk.frame, len(walk.frame.variables)
    assert node.parent is not None
    assert block(walk, node.parent) == Flow(False, frozenset({("throw", "")}))
    assert walk.frame is outer
    assert len(outer.variables) == before
    assert (Constant(UNDEFINED),) in outer.variables.values()  # what `g` gives
