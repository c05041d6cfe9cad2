"""Ways through a function that do not evaluate a call."""

from __future__ import annotations

import pytest

from migrator.javascript.parser import parse
from migrator.javascript.paths import ends_without, jump_out

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
    # loops
    "do { return f(); } while (a);",
    "do { if (a) continue; g(); } while (f());",
    "do { f(); if (a) continue; g(); } while (b);",
    "do { if (a) { f(); break; } f(); } while (b);",
    "do { if (a) throw b; f(); } while (b);",
    "x: do { for (const a of b) { continue x; } } while (f());",
    "x: do { if (a) { f(); break x; } } while (f());",
    "do { f(); if (a) break; } while (b); return;",
    "do { f(); } while (true);",
    "do { if (a) { f(); break; } } while (1);",
    "while (1) { if (a) { f(); break; } }",
    "while (1) { if (a) continue; f(); break; }",
    "while (1) { if (a) return f(); }",
    "while (!0) {}",
    "while (!false) { f(); break; }",
    "while ('always') { f(); break; }",
    "while ((true)) {}",
    "for (;;) { if (a) continue; if (b) { f(); break; } }",
    "for (; true;) { f(); break; }",
    "for (; 1;) {}",
    "for (let a = 0; ; a++) { if (a) { f(); return; } }",
    "for (let a = f(); ; ) { break; }",
    "x: while (1) { for (;;) { if (a) continue x; f(); break x; } }",
    "x: while (1) { for (const a of b) { if (a) { f(); break x; } } }",
    "while (1) { switch (a) { case 1: f(); return; default: continue; } }",
    "while (1) { switch (a) { case 1: break; default: f(); return; } }",
    # cases
    "switch (a) { case f(): g(); }",
    "switch (a) { case f(): break; case 2: return; default: return; }",
    "switch (a) { default: g(); case f(): }",
    "switch (a) { case 1: case 2: f(); break; default: f(); }",
    "switch (a) { case 1: { f(); break; } default: { f(); } }",
    "switch (a) { default: f(); break; case 1: f(); }",
    "switch (a) { default: case 1: f(); }",
    "switch (a) { case 1: throw b; default: f(); }",
    "x: switch (a) { case 1: for (;;) { f(); break x; } default: f(); }",
    # errors
    "try { f(); } finally { g(); }",
    "try { f(); return; } finally { g(); }",
    "try { return g(); } catch { return; } finally { f(); }",
    "for (const a of b) { try { return; } finally { f(); } } f();",
    "while (1) { try { break; } finally { f(); } }",
    "x: { try { break x; } finally { f(); } }",
    "while (1) { try { return; } finally { if (a) continue; f(); } }",
    "try { return; } finally { throw a; }",
    "try { return; } finally { return f(); }",
    "try { try { return; } finally { g(); } } finally { f(); }",
    "try { if (a) throw b; f(); } catch (e) { f(); }",
    # classes, made where they stand
    "class A extends f() {}",
    "const A = class extends mix(f()) {};",
    "class A { static b = f(); }",
    "class A { static { f(); } }",
    "class A { static { if (a) { f(); } else { f(); } } }",
    "class A { static #b = 1 + f(); c = 1; }",
    "class A { [f()]() {} }",
    "class A { [f()] = 1; }",
    "return class extends f() {};",
    "const o = { [f()]() {} };",
    "with (f()) {}",
    "with (a) { if (b) { f(); } else { f(); } }",
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
    # loops
    "do { if (a) continue; f(); } while (b);": [0],
    "do {\nif (a) return;\nf(); } while (b);": [2],
    "do { if (a) break; } while (f());": [0],
    "do { g(); } while (a && f());": [0],
    "x: do { for (;;) { continue x; } } while (b);": [0],
    "x: do { for (;;) { break x; } } while (f());": [0],
    "do { if (a) break; f(); } while (true);": [0],
    "while (1) { if (a) break; f(); }": [0],
    "while (1) {\nif (a) return;\nf(); }": [2],
    "while (0) { f(); }": [0],
    "while (!1) { f(); }": [0],
    "while ('') { f(); }": [0],
    "while (b) { if (a) continue; f(); }": [0],
    "for (;;) { if (a) break; f(); }": [0],
    "for (; 0;) { f(); }": [0],
    "for (let a = 0; a < 3; a++) { f(); }": [0],
    "for (; ; f()) { if (a) break; }": [0],
    "x: while (1) { while (1) { if (a) break x; f(); } }": [0],
    "while (1) { switch (a) { case 1: f(); break; default: break; } break; }": [0],
    # cases
    "switch (a) { case 1: break; case f(): }": [0],
    "switch (a) { case 1: case 2: f(); }": [0],
    "switch (a) { case 1: f(); case 2: g(); break; default: f(); }": [0],
    "switch (a) { default: break; case 1: f(); }": [0],
    "switch (a) { case 1: if (b) break; f(); break; default: f(); }": [0],
    "switch (a) {\ncase 1: f(); return;\ncase 2: return;\ndefault: return;\n}": [3, 4],
    "for (const c of b) { switch (a) { case 1: continue; default: f(); } }": [0],
    "x: switch (a) { case 1: for (;;) { break x; } default: f(); }": [0],
    # errors
    "try { g(); f(); } catch {} finally { g(); }": [0],
    "try { f(); }\nfinally { return; }": [2],
    "try { return f(); }\nfinally { return g(); }": [2],
    "while (1) { try { return f(); } finally { break; } }": [0],
    "try {\nreturn;\n} finally { g(); }": [2],
    "try {\nreturn;\n} finally { if (a) f(); }": [2],
    "while (1) { try { break; } finally { g(); } }": [0],
    "x: { try { break x; } finally { g(); } f(); }": [0],
    # classes
    "class A extends B { b() { f(); } }": [0],
    "class A { static b = () => f(); }": [0],
    "class A { static b() { f(); } }": [0],
    "class A { static { if (a) f(); } }": [0],
    "class A { static b = a && f(); }": [0],
    "class A extends (a ? f() : B) {}": [0],
    "class A extends (() => f()) {}": [0],
    "class A { ['b']() { f(); } }": [0],
    "const o = { f() {}, a() { f(); } };": [0],
    "with (a) { if (b) f(); }": [0],
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


JUMPS = {
    "if (a) return;": "return;",
    "return a;": "return a;",
    "try { return; } catch {}": "return;",
    "try { throw a; } finally {}": "throw a;",
    "try { f(); } catch { throw a; }": "throw a;",
    "for (;;) { if (a) return; }": "return;",
    "while (a) { throw b; }": "throw b;",
    "continue;": "continue;",
    "if (a) { break; }": "break;",
    "switch (a) { case 1: continue; }": "continue;",
    "x: { for (;;) { break y; } }": "break y;",
    "for (;;) { y: for (;;) { break z; } }": "break z;",
    "for (;;) { break; }": None,
    "for (const b in a) { continue; }": None,
    "switch (a) { case 1: break; }": None,
    "x: { break x; }": None,
    "x: for (;;) { for (;;) { continue x; } }": None,
    "try { throw a; } catch {}": None,
    "try { if (a) { throw b; } } catch (e) {} finally {}": None,
    "f(() => { return a; });": None,
    "function f() { throw a; }": None,
    "class A { b() { return a; } static { for (;;) break; } }": None,
    "f(a);": None,
}


@pytest.mark.parametrize("statement", JUMPS)
def test_a_jump_past_what_follows_is_found(statement: str) -> None:
    data = f"async function it() {{ w: y: z: while (1) {{ {statement} }} }}".encode()
    at = data.index(statement.encode())
    node = parse(data).root_node.named_descendant_for_byte_range(at, at + len(statement))
    assert node is not None
    assert node.text == statement.encode()
    jump = jump_out(node)
    assert (jump.text.decode() if jump is not None and jump.text is not None else None) == JUMPS[statement]
