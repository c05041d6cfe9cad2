"""Loops."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.endings import Flow
from migrator.worker.handlers.loops import loop

from .walks import at, given


@pytest.mark.parametrize(
    ("script", "kind", "flow"),
    [
        ("for (const x of [1, 2]) { if (x === 2) { break; } }", "for_in_statement", Flow()),
        (
            "for (const x of [1, 2]) { if (x === 2) { return; } }",
            "for_in_statement",
            Flow(False, frozenset({("return", "")})),
        ),
        ("for (const x of [1, 2]) { continue a; }", "for_in_statement", Flow()),
        ("for (const x of [1, 2]) { break a; }", "for_in_statement", Flow(True, frozenset({("break", "a")}))),
        ("for (const x of unknown) { return; }", "for_in_statement", Flow(True, frozenset({("return", "")}))),
        (
            "for (let i = 0; i < 3; i++) { if (i === 2) { return; } }",
            "for_statement",
            Flow(False, frozenset({("return", "")})),
        ),
        ("while (false) { return; }", "while_statement", Flow()),
        ("do { return; } while (false);", "do_statement", Flow(False, frozenset({("return", "")}))),
    ],
)
def test_how_a_loop_ends(script: str, kind: str, flow: Flow) -> None:
    walk, node = at(f"function f() {{ {script} }}", kind)
    assert loop(walk, node, ("a",)) == flow


def test_what_a_loop_leaves_behind() -> None:
    assert given("t", "let t = ''; for (const x of ['a', 'b']) { t += x; }") == "ab"
    assert given("t", "let t = ''; for (const x in { a: 1, b: 2 }) { t += x; }") == "ab"
    assert given("t", "let t = 0; for (let i = 0; i < 3; i++) { t += i; }") == 3.0
    assert given("t", "let t = 0; for (const x of unknown) { t = 1; }") == [1.0, 0.0]
