"""What a script says without its types."""

from __future__ import annotations

import pytest

from migrator.drafting.untyped import untyped
from migrator.javascript.edit import Edit
from migrator.javascript.source import Source

TEXTS = {
    "const a: Row[] = f<T>(x as number, y!);": "const a = f(x, y);",
    "const { a, b }: { a: X; b: Y } = <T>f();": "const { a, b } = f();",
    "let a: {\n  b: X;\n} = f();": "let a = f();",
    "const f = async (a?: X, b: Y = 1): Promise<void> => a satisfies X;": "const f = async (a, b = 1) => a;",
    "const a = `${b as X} : ${c}`;": "const a = `${b} : ${c}`;",
    "const a = f();": "const a = f();",
    "let a = b as X\n(c).g();": "let a = b;\n(c).g();",
}


@pytest.mark.parametrize("text", TEXTS)
def test_types_are_left_out(text: str) -> None:
    source = Source.read("a.ts", text.encode())
    assert untyped(source, 0, len(source.data)) == TEXTS[text]


def test_what_an_edit_replaces_goes_with_its_types() -> None:
    text = "const a: X = f(b as Y, c as Z);"
    source = Source.read("a.ts", text.encode())
    start = text.index("b as Y")
    edit = Edit(start, start + len("b as Y"), b"$B")
    assert untyped(source, 0, len(text), [edit]) == "const a = f($B, c);"
    assert untyped(source, text.index("f("), len(text), [edit]) == "f($B, c);"


def test_a_script_without_types_is_as_it_stands() -> None:
    source = Source.read("a.html", b"<script>f( a );</script>")
    assert untyped(source, 8, 15) == "f( a );"
