"""From a message to the code of a worker script that answers it."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.dispatch import Dispatcher
from migrator.worker.handlers.messages import Message

from .modules import module

COUNT = Message("type", "count")


def parts(script: str) -> list[str] | None:
    handler = Dispatcher(module(script)).handler(COUNT)
    return None if handler is None else [(part.text or b"").decode() for part in handler.parts]


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
    assert parts(script) is None


@pytest.mark.parametrize(
    ("script", "first"),
    [
        ("onmessage = (e) => { if (e.data.type === 'count') { f(); } };", "{ f(); }"),
        ("self.onmessage = ({ data: { type } }) => { if ('count' == type) f(); };", "f();"),
        ("addEventListener('message', (e) => { const { type } = e.data; if (type === 'count') f(); });", "f();"),
        ("onmessage = (e) => { switch (e.data.type) { case 'count': f(); break; case 'b': g(); } };", "f();"),
        ("onmessage = (e) => { switch (e.data.type) { case 'count': case 'b': g(); } };", "g();"),
        ("onmessage = handle; function handle(e) { if (e.data.type === 'count') f(); }", "f();"),
        ("const table = { count: () => f() }; onmessage = (e) => table[e.data.type]();", "() => f()"),
        (
            "const table = new Map([['count', () => f()]]); onmessage = (e) => table.get(e.data.type)();",
            "() => f()",
        ),
    ],
)
def test_the_handler(script: str, first: str) -> None:
    found = parts(script)
    assert found is not None
    assert found[0] == first


def test_what_the_handler_calls_is_a_part_of_it_and_what_leads_to_it_is_not() -> None:
    found = parts("""
        function f() { g(); }
        function g() { f(); }
        function other() {}
        onmessage = (e) => { if (e.data.type === 'count') f(); };
    """)
    assert found == ["f();", "function f() { g(); }", "function g() { f(); }"]
