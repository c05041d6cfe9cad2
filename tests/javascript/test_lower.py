"""What never decides in JavaScript is gone from its terms, and what decides is not."""

from __future__ import annotations

import pytest

from migrator.javascript.lower import Lowering
from migrator.javascript.source import Source
from migrator.model.settings import RECEIVER
from migrator.model.term import Term, show
from migrator.sites.program import runs_program

from .nodes import read


def lowered(text: str, *, pattern: bool = False) -> tuple[Term, ...]:
    source: Source = read(text)
    return Lowering(source.data, RECEIVER, pattern=pattern).statements(source.root.named_children)


def shown(text: str, *, pattern: bool = False) -> list[str]:
    return [show(term) for term in lowered(text, pattern=pattern)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("f(a, b)", "f(b, a)"),
        ("f('a')", "f(a)"),
        ("f('1')", "f(1)"),
        ("a?.b", "a.b"),
        ("a?.b.c", "(a?.b).c"),
        ("a[b]", "a.b"),
        ("this.a", "that.a"),
        ("a + b", "b + a"),
        ("a - (b - c)", "a - b - c"),
        ("a == b", "a === b"),
        ("a++", "++a"),
        ("a += 1", "a = 1"),
        ("new A()", "A()"),
        ("await a()", "a()"),
        ("f`a`", "f('a')"),
        ("`a${b}`", "'a' + b"),
        ("[a, , b]", "[a, b]"),
        ("({ a: b, ...c })", "({ ...c, a: b })"),
        ("f(...a)", "f(a)"),
        ("f = (a) => a", "f = async (a) => a"),
        ("f = (a) => a", "f = (a, b) => a"),
        ("function f() {}", "function* f() {}"),
        ("if (a) b(); else c();", "if (a) b(); c();"),
        ("for (const a of b) {}", "for (const a in b) {}"),
        ("/a/g", "/a/"),
        ("class A {}", "class A extends B {}"),
        ("switch (a) { case 1: b(); }", "switch (a) { default: b(); }"),
    ],
)
def test_what_decides(one: str, other: str) -> None:
    assert shown(one) != shown(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("f( a ,b,)", "f(a, b);"),
        ("/* a */ f(/* b */ a) // c", "f(a)"),
        ("f('a\\x62')", 'f("ab")'),
        ("f(`a`)", "f('a')"),
        ("((a)).b", "a.b"),
        ("const a = 1", "let a = 1"),
        ("const a = 1", "var a = 1;"),
        ("({ a })", "({ 'a': a })"),
        ("a['b']", "a.b"),
        ("a => b", "(a) => b"),
        ("if (a) { b(); }", "if (a) b();"),
        ("new A", "new A()"),
        (";;a;;", "a"),
    ],
)
def test_what_does_not_decide(one: str, other: str) -> None:
    assert shown(one) == shown(other)


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("this.pyodide.globals", False),
        ("this.other.runPythonAsync", False),
        ("pyodide.runPythonAsync", False),
        ("this.pyodide.runPythonAsync", True),
        ("this['pyodide'].runPython", True),
    ],
)
def test_what_runs_program(text: str, runs: bool) -> None:
    (statement,) = lowered(text)
    assert any(runs_program(term) for term in statement.walk()) is runs


def test_marks_mean_something_in_a_pattern_only() -> None:
    assert shown("f($X, $_)", pattern=True) == ["(expr (call name:f metavar:X anything))"]
    assert shown("f($X, $_)") == ["(expr (call name:f name:$X name:$_))"]
    assert shown("f($x)", pattern=True) == shown("f($x)")


def test_too_deep_is_said() -> None:
    (statement,) = lowered(f"a = {'[' * 200}{']' * 200}")
    assert "too-deep" in {term.kind for term in statement.walk()}
