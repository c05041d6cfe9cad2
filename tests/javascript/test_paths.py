"""Ways through a function that do not evaluate a call."""

from __future__ import annotations

import pytest

from migrator.javascript.parser import parse
from migrator.javascript.paths import ends_without

# Bodies in which every path calls `f`.
ALWAYS = [
    "f();",
    "g(); f();",
    "return f();",
    "return [1, ...f()];",
    "const a = await f();",
    "const { a = 1 } = f();",
    "if (a) { f(); } else { f(); }",
    "if (f()) { return; }",
    "if (a) return f(); f();",
    "if (a) throw new Error(); f();",
    "if (a) { f(); } else { throw b; }",
    "while (f()) {}",
    "for (const a of f()) {}",
    "for (let a = f(); a; a++) {}",
    "for (; f();) {}",
    "do { f(); } while (a);",
    "do {} while (f());",
    "while (true) { if (a) { f(); break; } }",
    "for (;;) { if (a) { f(); return; } }",
    "while (true) {}",
    "switch (f()) {}",
    "switch (a) { case 1: f(); break; default: f(); }",
    "switch (a) { case 1: g(); default: f(); }",
    "switch (a) { case 1: return f(); default: throw b; }",
    "try { g(); } finally { f(); }",
    "try { return 1; } finally { f(); }",
    "try { f(); } catch (e) { f(); }",
    "try { f(); } catch (e) { throw e; }",
    "f() && g();",
    "return f() ? 1 : 2;",
    "return a ? f() : f();",
    "f()?.b;",
    "f().b?.(c);",
    "x: { if (a) { f(); break x; } f(); }",
    "x: for (;;) { for (;;) { f(); break x; } }",
    "throw a;",
]
# Bodies with the lines (0 for the closing brace) of the ends that are reached without `f`.
MISSED = {
    "g();": [0],
    "": [0],
    "return;": [1],
    "return 1;\nf();": [1],
    "if (a) {\nreturn;\n}\nf();": [2],
    "if (a) { f(); }": [0],
    "if (a) { f(); } else { g(); }": [0],
    "if (a) return 1;\nreturn 2;": [1, 2],
    "while (a) { f(); }": [0],
    "for (const a of b) { f(); }": [0],
    "for (a in b) f();": [0],
    "for (; a;) f();": [0],
    "do { if (a) break; f(); } while (b);": [0],
    "while (true) { if (a) break; f(); }": [0],
    "while (true) { if (a) {\nreturn;\n} f(); }": [2],
    "switch (a) { case 1: f(); }": [0],
    "switch (a) { case 1: f(); break; default: g(); }": [0],
    "switch (a) { case 1: break; default: f(); }": [0],
    "switch (a) {\ncase 1: return;\ndefault: f(); }": [2],
    "try { f(); } catch (e) { g(); }": [0],
    "try { f(); } catch {}": [0],
    "try {\nreturn 1;\n} catch (e) { f(); }": [2, ],
    "try { g(); } finally { if (a) f(); }": [0],
    "a && f();": [0],
    "a || f();": [0],
    "a ?? f();": [0],
    "a ??= f();": [0],
    "return a ? f() : g();": [1],
    "a?.b(f());": [0],
    "a?.[f()];": [0],
    "() => f();": [0],
    "function g() { f(); }": [0],
    "const g = async () => { await f(); };": [0],
    "class A { b = f(); }": [0],
    "const { a = f() } = b;": [0],
    "x: { if (a) break x; f(); }": [0],
    "x: for (const a of b) { for (;;) { break x; } }": [0],
    "for (const a of b) { if (a) continue; f(); }": [0],
}  # fmt: skip


def _ends(body: str) -> list[int]:
    text = f"async function it() {{{body}}}"
    root = parse(text.encode()).root_node
    function = root.named_children[0]
    block = function.child_by_field_name("body")
    assert block is not None
    assert not root.has_error
    found, stack = set(), [root]
    while stack:
        node = stack.pop()
        callee = node.child_by_field_name("function") if node.type == "call_expression" else None
        if callee is not None and callee.text == b"f":
            found.add(node.id)
        stack.extend(node.named_children)
    return [0 if end.id == block.id else end.start_point.row + 1 for end in ends_without(block, found)]


@pytest.mark.parametrize("body", ALWAYS)
def test_every_path_calls(body: str) -> None:
    assert _ends(body) == []


@pytest.mark.parametrize("body", MISSED)
def test_a_path_without_the_call_is_found(body: str) -> None:
    assert _ends(body) == MISSED[body]


def test_the_expression_of_an_arrow_is_its_end() -> None:
    root = parse(b"() => g();").root_node
    arrow = root.named_children[0].named_children[0]
    body = arrow.child_by_field_name("body")
    assert body is not None
    assert ends_without(body, set()) == [body]
    assert ends_without(body, {body.id}) == []
