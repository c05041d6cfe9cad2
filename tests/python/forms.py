"""Helpers: programs with holes from plain text, and their comparison."""

from __future__ import annotations

import re

from migrator.model.term import JavaScriptTerm, Symbol, Term
from migrator.python.build import Builder
from migrator.python.effects import never
from migrator.python.lower import Program, lower, mark_metavars
from migrator.python.parse import parse

HOLE = re.compile(r"\$\{([^}]*)\}")


def prepare(text: str) -> tuple[str, dict[str, Term]]:
    """``text`` with a placeholder for each ``${name}``, and a JavaScript term for each."""
    holes: dict[str, Term] = {}

    def name(match: re.Match[str]) -> str:
        placeholder = f"__hole_{len(holes)}__"
        holes[placeholder] = JavaScriptTerm("name", match[1])
        return placeholder

    return HOLE.sub(name, text), holes


def program(text: str, *, pattern: bool = False, environment: str = "env", pure_holes: bool = False) -> Program:
    text, holes = prepare(text)
    pure = (lambda term: True) if pure_holes else never
    return lower(text, holes, pattern=pattern, environment=environment, pure_hole=pure)


def equal(one: Program, other: Program) -> bool:
    """Whether two bodies are the same up to a one-to-one renaming of what they bind."""
    there: dict[Symbol, Symbol] = {}
    back: dict[Symbol, Symbol] = {}

    def alike(left: Term, right: Term) -> bool:
        if left.kind != right.kind or len(left.children) != len(right.children):
            return False
        if (left.symbol is None) != (right.symbol is None):
            return False
        if left.symbol is not None and right.symbol is not None:
            if there.setdefault(left.symbol, right.symbol) is not right.symbol:
                return False
            if back.setdefault(right.symbol, left.symbol) is not left.symbol:
                return False
            if left.kind == "parameter" and left.value != right.value:
                return False
        elif left.value != right.value:
            return False
        return all(alike(a, b) for a, b in zip(left.children, right.children, strict=True))

    if len(one.body) != len(other.body):
        return False
    return all(alike(a, b) for a, b in zip(one.body, other.body, strict=True))


def same(one: str, other: str) -> None:
    left, right = program(one), program(other)
    assert equal(left, right), f"{left.body}\n{right.body}"
    assert left.has_value == right.has_value


def differ(one: str, other: str) -> None:
    left, right = program(one), program(other)
    assert not equal(left, right), left.body


def built(text: str, *, pattern: bool = False, environment: str = "env") -> tuple[Builder, list[Term]]:
    """The statements of a text as they are before any equivalence, their names resolved; each ``${name}`` is a hole."""
    text, holes = prepare(text)
    marker, text = mark_metavars(text) if pattern else ("", text)
    builder = Builder(holes, pattern, marker)
    body = builder.module(parse(text))
    builder.scopes.resolve()
    for read in builder.scopes.reads:
        if read.term.symbol is None and read.term.value == environment:
            read.term.kind, read.term.value = "environment", ""
    return builder, body
