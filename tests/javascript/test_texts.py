"""Which expressions make text, and where it is made. What pages take of them is in `tests/rewriting/conditions`."""

from __future__ import annotations

import pytest

from migrator.javascript.source import Source
from migrator.javascript.syntax import NodeKind
from migrator.javascript.texts import Texts


def made(program: str, *, quoted: bool = False) -> tuple[str, str] | None:
    """What makes the argument of the last call of `at` text, and the expression that this is part of."""
    source = Source.read("a.js", program.encode())
    stack, calls = [source.tree.root_node], []
    while stack:
        node = stack.pop()
        stack.extend(reversed(node.named_children))
        if node.type == NodeKind.CALL_EXPRESSION and (node.text or b"").startswith(b"at("):
            calls.append(node)
    arguments = calls[-1].child_by_field_name("arguments")
    assert arguments is not None
    found = Texts(source).made(arguments.named_children[0], quoted=quoted)
    if found is None:
        return None
    return tuple(source.text(node.start_byte, node.end_byte) for node in found)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("program", "part", "whole"),
    [
        ("at(s ?? 'None')", "'None'", "s ?? 'None'"),
        ("at((s + (x + `a`)))", "`a`", "s + (x + `a`)"),
        ("const a = JSON.stringify(s), b = a; at(b)", "JSON.stringify(s)", "JSON.stringify(s)"),
        ("const a = s || 'None'; at(x ? a : 1)", "'None'", "s || 'None'"),
        ("function f(x) { if (x) return 1; return 'None' }\nat(f(s))", "'None'", "'None'"),
        ("function f(s = 'None') { at(s); }", "'None'", "'None'"),
        ("function f({ s = 'None' } = {}) { at(s); }", "'None'", "'None'"),
        ("class A { f(x) { return String(x); } g(s) { at(this.f(s)); } }", "String(x)", "String(x)"),
        ("at(rows.map(row => `${row}`))", "`${row}`", "rows.map(row => `${row}`)"),
        ("at(rows.join`,`)", "rows.join`,`", "rows.join`,`"),
        ("const a = s.split`,`.map(f).join`;`; at(a)", "s.split`,`.map(f).join`;`", "s.split`,`.map(f).join`;`"),
        ("at(String`a`)", "String`a`", "String`a`"),
        ("at(String.raw`a`)", "String.raw`a`", "String.raw`a`"),
        ("at('a'.concat`b`)", "`b`", "'a'.concat`b`"),
        ("const tag = (x) => String(x); at(tag`a`)", "String(x)", "String(x)"),
    ],
)
def test_where_text_is_made(program: str, part: str, whole: str) -> None:
    assert made(program) == (part, whole)


@pytest.mark.parametrize(
    "program",
    [
        "at(s)",
        "let a = a; at(a)",
        "function f(s = 'None') { s = g(); at(s); }",
        "const f = x => f(x); at(f(s))",
        "import { a } from './a.js'; at(a)",
        "at(f(s).length)",
        "at(tag`a`)",
        "at(s.split`,`)",
        "const tag = (x) => x.length; at(tag`a`)",
        "at(class {})",
        "at(() => 'a')",
    ],
)
def test_a_value(program: str) -> None:
    assert made(program) is None


def test_between_quotes_only_escapes_count() -> None:
    assert made("const a = s.replace(/'/g, \"\\\\'\"); at(a.trim())", quoted=True) is not None
    assert made("const a = s.replace(/'/g, ''); at(a.trim())", quoted=True) is None
    assert made("const a = s.replace(/'/g, ''); at(a.trim())") is not None


@pytest.mark.parametrize(
    ("program", "is_escaped"),
    [
        ("at(rows.join`,`)", False),
        ('at(rows.join`"`)', True),
        ("at(rows.join`${s}`)", True),
        ("at(s.replace`a`)", True),
        ("at(String.raw`a`)", True),
        ("at(s.trim`a`)", False),
    ],
)
def test_tags_between_quotes(program: str, is_escaped: bool) -> None:
    assert (made(program, quoted=True) is not None) is is_escaped
