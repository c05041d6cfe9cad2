"""Do no harm: what is wrong with a result, in the words of the source."""

from __future__ import annotations

import pytest

from migrator.javascript.edit import Edit, apply
from migrator.javascript.source import Source
from migrator.report.sentences import words
from migrator.rewriting.verification import verify


def problem(before: str, old: str, new: str) -> str | None:
    """What is wrong once the first ``old`` of a file is ``new``."""
    source = Source.read("a.js", before.encode())
    start = before.index(old)
    edits = [Edit(start, start + len(old), new.encode())]
    found = verify(source, edits, apply(source.data, edits))
    return words(found) if found is not None else None


@pytest.mark.parametrize(
    ("before", "old", "new", "message"),
    [
        ("f();", "f()", "f(", "the result does not parse: "),
        ("let a; b;", "b", "unheard", "`unheard` would be bound by nothing"),
        ("let a; g(a);", "let a;", "", "`a` would be bound by nothing"),
        ("let a; let b;", "let b", "let a", "`a` would be declared twice"),
        ("const a = 1; b;", "b", "a = 2", "`a` would be a constant that is written"),
        ("function f() { g(x); h(); }", "h()", "let x", "`x` would be captured"),
        ("let a; function f() { a; h(); }", "h()", "let a", "`a` would be captured"),
        ("a();\nb();\n[c].d();", "b();", "b()", "`[c].d();` would be read otherwise"),
        ("x = a;", "x = a", "{ a: 1 } + 1", "an expression would begin with `{`, which opens a block there"),
    ],
)
def test_harm(before: str, old: str, new: str, message: str) -> None:
    found = problem(before, old, new)
    assert found is not None
    assert found.startswith(message)


@pytest.mark.parametrize(
    ("before", "old", "new"),
    [
        ("let a; g(a);", "g(a)", "a = [a]"),
        ("let a; g(a);", "let a", "const a = 1"),
        ("let a; let a;", "let a;", "let a; a;"),
        ("f();", "f()", "JSON.stringify(Math.max(1, 2))"),
        ("function f() { h(); } x;", "h()", "let x; x"),
        ("a()\nb()\n[c].d()", "a()", "a(1)"),
        ("f();", "f()", "({ a: 1 })"),
    ],
)
def test_no_harm(before: str, old: str, new: str) -> None:
    assert problem(before, old, new) is None
