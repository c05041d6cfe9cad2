"""A walk through a script: what is reached, and what a walk does not follow."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.values import Constant, Text, Unknown
from migrator.worker.handlers.walk import Ran

from .walks import called, walked


@pytest.mark.parametrize(
    ("script", "reached"),
    [
        ("if (type === 'count') a(); else b();", {"a"}),
        ("if (data.other) a(); else b();", {"a", "b"}),
        ("switch (type) { case 'count': a(); throw 1; case 'b': b(); }", {"a"}),
        ("switch (type) { case 'count': { a(); break; } case 'b': b(); }", {"a"}),
        ("switch (type) { case 'b': b(); case 'count': a(); case 'c': c(); }", {"a", "c"}),
        ("switch (type) { default: b(); break; case 'count': a(); }", {"a"}),
        ("for (const t of ['b', type]) { if (t !== 'count') continue; a(); }", {"a"}),
        ("out: for (;;) { for (;;) { if (type === 'count') break out; b(); } } a();", {"a"}),
        ("while (data.more) { if (type === 'count') { a(); break; } b(); } c();", {"a", "c"}),
        ("do { if (type === 'count') { a(); continue; } b(); } while (data.more);", {"a"}),
        ("try { a(); throw 1; b(); } catch { c(); } finally { d(); }", {"a", "c", "d"}),
        ("try { return a(); } finally { d(); } b();", {"a", "d"}),
        ("const f = () => { throw 1; }; f(); b();", set()),
        ("const f = (x) => { if (x) { throw 1; } }; f(type === 'count'); b();", set()),
        ("const f = () => b(); a();", {"a"}),
        ("a?.(); type?.x ? b() : c();", {"c"}),
        ("type !== 'count' || a(); type === 'count' || b(); null ?? a(); 1 ?? b();", {"a"}),
        ("let t = 'b'; if (data.x) { t = type; } if (t === 'c') b(); else a();", {"a"}),
        ("const { kind = 'count' } = {}; if (kind === type) a(); else b();", {"a"}),
        ("class A { static x = a(); #p = 1; m() { b(); } get g() { return c(); } } new A().g;", {"a", "c"}),
        ("[a, b].slice(0).forEach((f) => f());", set()),
        ("function f(n) { if (n > 0) { f(n - 1); a(); } } f(2);", {"a"}),
        ("with (data) { a(); }", {"a"}),
        ("const t = `${type}s`; if (t.endsWith('ts') && t.length === 6) a(); else b();", {"a"}),
        ("await (a()); await [b()].x;", {"a", "b"}),
    ],
)
def test_what_is_reached(script: str, reached: set[str]) -> None:
    assert {text[0] for text in called(script)} == reached


@pytest.mark.parametrize(
    ("script", "firm"),
    [
        ("if (is(type)) a(); b();", {"a()": False, "b()": True}),
        ("if (is(type)) return; a();", {"a()": False}),
        (
            "const f = (t) => { if (is(t)) { return false; } return true; }; if (f(type)) a(); b();",
            {"a()": False, "b()": True},
        ),
        ("let y = false; if (is(type)) y = true; if (y) a(); else b();", {"a()": False, "b()": False}),
        ("const t = { x: () => a(), y: () => b() }[is(type)]; t();", {"a()": False, "b()": False}),
        ("if (is(data.id)) a(); else b();", {"a()": True, "b()": True}),
        ("if (data.id && type === 'count') a();", {"a()": True}),
        ("if (is(type)) a(); a2();", {"a()": False}),
        ("switch (is(type)) { case 1: a(); break; default: b(); }", {"a()": False, "b()": False}),
    ],
)
def test_what_depends_on_the_message_and_is_not_known_is_in_doubt(script: str, firm: dict[str, bool]) -> None:
    assert called(script) == firm


def test_other_messages_are_told_apart_from_this_one() -> None:
    machine = walked("""
        const queue = []; let last = null;
        onmessage = (e) => { queue.push(e.data); last = e.data.type; go(); };
        function go() { const m = queue.shift(); if (m.type === 'count' && last === 'count') { a(); } else { b(); } }
    """)
    texts = {(place.node.text or b"").decode() for place, _ in machine.calls.values()}
    assert "a()" in texts
    assert "b()" not in texts


def ran(script: str) -> list[Ran]:
    return list(walked("onmessage = ({ data }) => { " + script + " };").programs.values())


@pytest.mark.parametrize(
    ("script", "kinds"),
    [
        ("p.runPython('1');", ["1"]),
        ("const c = '1' + '2'; p.runPythonAsync(c);", ["12"]),
        ("let c = '1'; if (data.x) { c = '2'; } p.runPython(c);", ["1", "2"]),
        ("const run = p.runPython.bind(p); run(`1`);", ["1"]),
        ("const { runPython } = p; runPython('1');", ["1"]),
        ("p.runPython(`${data.code}`);", [Text]),
        ("p.runPython('x = ' + data.x);", [Text]),
        ("p.runPython(data.code);", [Unknown]),
        ("p.runPython(load('x.py'));", [Unknown]),
    ],
)
def test_the_python_that_runs(script: str, kinds: list[object]) -> None:
    [run] = ran(script)
    assert {atom.value if isinstance(atom, Constant) else type(atom) for atom in run.value} == set(kinds)


def test_a_method_of_the_script_that_has_the_name_is_no_python() -> None:
    assert ran("const p = { runPython(x) { f(x); } }; p.runPython('1');") == []


def test_what_is_not_found_is_told() -> None:
    machine = walked("import { take } from './gone.js'; onmessage = (e) => { take(e.data); };")
    assert [(unread.what, unread.shown, unread.firm) for unread in machine.unread.values()] == [
        ("module", "./gone.js", True)
    ]
    machine = walked("onmessage = (e) => { table[e.data.type](e.data); };")
    assert [unread.what for unread in machine.unread.values()] == ["handler"]


def test_too_much_code_is_told() -> None:
    depth = 14
    functions = "".join(f"const f{i} = () => {{ f{i + 1}(); f{i + 1}(); f{i + 1}(); }};" for i in range(depth))
    machine = walked(f"{functions} const f{depth} = () => {{}}; onmessage = () => {{ f0(); }};")
    assert [unread.what for unread in machine.unread.values()] == ["much"]


# What the walk does not follow: docs/design.md lists it, and this is what is reached then.
@pytest.mark.parametrize(
    ("script", "reached"),
    [
        ("eval(\"if (type === 'count') a()\"); b();", {"b"}),
        ("const p = new Proxy({}, { get: () => a }); p[type](); b();", {"b"}),
        ("Function('a()')(); b();", {"b"}),
    ],
)
def test_what_is_not_followed(script: str, reached: set[str]) -> None:
    assert {text[0] for text in called(script)} == reached
