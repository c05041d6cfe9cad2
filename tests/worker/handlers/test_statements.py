"""What a statement does."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.endings import Flow
from migrator.worker.handlers.statements import run

from .walks import at, given


@pytest.mark.parametrize(
    ("script", "kind", "flow"),
    [
        ("f();", "expression_statement", Flow()),
        ("throw 1;", "throw_statement", Flow(False, frozenset({("throw", "")}))),
        ("return 1;", "return_statement", Flow(False, frozenset({("return", "")}))),
        ("a: for (;;) break a;", "break_statement", Flow(False, frozenset({("break", "a")}))),
        ("a: { break a; }", "labeled_statement", Flow()),
        ("with (x) { throw 1; }", "with_statement", Flow(False, frozenset({("throw", "")}))),
        ("class A {}", "class_declaration", Flow()),
        ("const a = 1;", "lexical_declaration", Flow()),
    ],
)
def test_how_a_statement_ends(script: str, kind: str, flow: Flow) -> None:
    walk, node = at(f"function f() {{ {script} }}", kind)
    assert run(walk, node) == flow


def test_declarations() -> None:
    assert given("a", "let a") == "undefined"
    assert given("a", "var a = 1; var a;") == 1.0
    assert given("[a, b]", "const [a, { b = 2 }] = [1, {}]") == {"0": 1.0, "1": 2.0}
    assert given("f()", "function f() { return 'f'; }") == "f"
