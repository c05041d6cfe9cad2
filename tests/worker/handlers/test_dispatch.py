"""From a message to the code of a worker script that answers it."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.dispatch import Dispatcher
from migrator.worker.handlers.messages import Message

from .modules import module

COUNT = Message("type", "count", (("type", "count"),))


def own(script: str) -> list[str] | None:
    """The calls that are made for the message alone."""
    handler = Dispatcher(module(script)).handler(COUNT)
    return None if handler is None else [(call.node.text or b"").decode() for call in handler.own]


@pytest.mark.parametrize(
    "script",
    [
        "",
        "function count() {}",
        "onmessage = (e) => {};",
        "onmessage = (e) => { if (e.data.type === 'other') { f(); } };",
        "onmessage = (e) => { if (e.data.kind === 'count') { f(); } };",
        "onmessage = (e) => { if (e.data.type !== 'count') { f(); } };",
        "onmessage = (e) => { switch (e.data.type) { case 'other': f(); } };",
        "const table = { count() {} };",
        "addEventListener('click', (e) => { if (e.data.type === 'count') { f(); } });",
    ],
)
def test_no_handler(script: str) -> None:
    assert own(script) is None


@pytest.mark.parametrize(
    "script",
    [
        "onmessage = (e) => { if (e.data.type === 'count') { f(); } };",
        "self.onmessage = ({ data: { type } }) => { if ('count' == type) f(); };",
        "addEventListener('message', (e) => { const { type } = e.data; if (type === 'count') f(); });",
        "onmessage = (e) => { switch (e.data.type) { case 'count': f(); break; case 'b': g(); } };",
        "onmessage = (e) => { switch (e.data.type) { case 'count': { f(); break; } case 'b': g(); } };",
        "onmessage = (e) => { switch (e.data.type) { case 'count': case 'b': f(); } };",
        "onmessage = (e) => { switch (true) { case e.data.type === 'count': f(); break; case true: g(); } };",
        "onmessage = (e) => { if (e.data.type !== 'count') return; f(); };",
        "onmessage = (e) => { if (!(e.data.type === 'count')) throw 1; f(); };",
        "onmessage = (e) => { out: { if (e.data.type === 'b') break out; f(); } };".replace("'b'", "'another'")
        .replace("f();", "if (e.data.type === 'count') f();"),
        "onmessage = (e) => { e.data.type === 'count' ? f() : g(); };",
        "onmessage = (e) => { e.data.type === 'count' && f(); };",
        "onmessage = handle; function handle(e) { if (e.data.type === 'count') f(); }",
        "const table = { count: () => f() }; onmessage = (e) => table[e.data.type]();",
        "const table = new Map([['count', () => f()]]); onmessage = (e) => table.get(e.data.type)();",
        "const table = {}; const on = (n, g) => { table[n] = g; }; on('count', () => f()); onmessage = (e) => table[e.data.type]();",
        "class H { count() { f(); } other() { g(); } } const h = new H(); onmessage = (e) => h[e.data.type]();",
        "class B { onCount() { f(); } } class H extends B {} const h = new H();"
        " const up = (t) => t[0].toUpperCase() + t.slice(1); onmessage = (e) => h[`on${e.data.type === 'count' ? 'Count' : 'X'}`]();",
        "const rows = [['count', () => f()], ['b', () => g()]];"
        " onmessage = (e) => { const row = rows.find(([name]) => name === e.data.type); row?.[1](); };",
        "const rows = [{ n: 'count', run: () => f() }]; onmessage = (e) => { for (const r of rows) if (r.n === e.data.type) r.run(); };",
        "onmessage = async (e) => { const h = await pick(e.data.type); await h(); };"
        " function pick(t) { return { count: f1, b: g1 }[t]; } function f1() { f(); } function g1() { g(); }",
    ],
)
def test_the_handler(script: str) -> None:
    found = own(script)
    assert found is not None
    assert "f()" in found
    assert "g()" not in found


@pytest.mark.parametrize(
    "script",
    [
        "onmessage = (e) => { if (e.data.type === 'count') { n += 1; } };",
        "onmessage = (e) => { if (e.data.type === 'count') { console.log(1); } };",
    ],
)
def test_a_branch_that_only_counts_or_reports_is_no_handler(script: str) -> None:
    assert own(script) is None


def test_what_the_handler_calls_is_a_part_of_it() -> None:
    found = own("""
        function f() { g(); }
        function g() { f(); }
        function other() {}
        onmessage = (e) => { if (e.data.type === 'count') f(); };
    """)
    assert found == ["f()", "g()", "f()"], "two calls of f"


def test_whatever_other_messages_leave_behind() -> None:
    """A state that another message sets does not hide the handler."""
    found = own("""
        let ready = false;
        const queue = [];
        onmessage = (e) => {
            if (e.data.type === 'init') { ready = true; drain(); return; }
            if (!ready) { queue.push(e.data); return; }
            take(e.data);
        };
        function drain() { while (queue.length) take(queue.shift()); }
        function take(m) { switch (m.type) { case 'count': f(); break; default: g(); } }
    """)
    assert found is not None
    assert "f()" in found
    assert "g()" not in found


def test_a_branch_that_cannot_be_decided_is_in_doubt() -> None:
    handler = Dispatcher(module("import { is } from 'x'; onmessage = (e) => { if (is(e.data.type)) f(); else g(); };")).handler(
        COUNT
    )
    assert handler is None or not any(handler.reached[call.node.id] for call in handler.own)
