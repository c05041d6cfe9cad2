"""Whether the reading of `x` in `r(x)` may see what `x = W` gave it."""

from __future__ import annotations

import pytest

from migrator.javascript.order import Order
from migrator.javascript.parentheses import children

from .nodes import node, read


def reaches(text: str) -> bool:
    source = read(text)
    written = children(node(source, "x = W"))[0]
    seen = children(node(source, "r(x)").child_by_field_name("arguments"))[0]
    binding = source.scopes.binding_at(seen.start_byte)
    assert binding is not None
    assert source.scopes.binding_at(written.start_byte) is binding
    return Order().reaches(binding, written, seen)


@pytest.mark.parametrize(
    "body",
    [
        "let x = W; x = 1; r(x);",
        "let x = 0; r(x); x = W;",
        "let x = 0; if (a) { x = W; } else { r(x); }",
        "let x = 0; if (a) { x = W; return; } r(x);",
        "let x = W; x = 1; if (a) { r(x); }",
        "let x = W; (x) = 1; r(x);",
        "while (a) { let x = 0; r(x); x = W; }",
    ],
)
def test_it_does_not(body: str) -> None:
    assert not reaches(f"function f(a) {{ {body} }}")


@pytest.mark.parametrize(
    "body",
    [
        "let x = W; r(x);",
        "let x = W; if (a) { x = 1; } r(x);",
        "let x = W; x += 1; r(x);",
        "let x = W; g(() => { x = 1; }); r(x);",
        "let x = 0; while (a) { r(x); x = W; }",
        "let x = 0; for (const b of a) { if (b) { x = W; } else { r(x); } }",
        "let x = 0; const g = () => { r(x); }; x = W; g();",
        "let x = 0; if (a) { x = W; } r(x);",
        "let x = W; for (;;) { r(x); x = 1; }",
    ],
)
def test_it_may(body: str) -> None:
    assert reaches(f"function f(a) {{ {body} }}")


def test_a_variable_of_the_file_may_be_written_before_it_is_read_in_another_function() -> None:
    assert reaches("let x; function f() { r(x); } function g() { x = W; }")


def test_very_many_writes_and_reads_are_not_looked_at() -> None:
    def worth(count: int) -> bool:
        source = read(f"function f() {{ let x = W; {'x = 1; r(x);' * count} }}")
        binding = source.scopes.binding_at(node(source, "x").start_byte)
        assert binding is not None
        return Order().is_worth(binding)

    assert worth(10)
    assert not worth(100)
