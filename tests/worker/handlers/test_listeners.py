"""Listeners and callbacks."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.listeners import callbacks, listen

from .walks import at


@pytest.mark.parametrize(
    ("script", "plain"),
    [
        ("onmessage = f;", [False]),
        ("self.addEventListener('message', f);", [False]),
        ("self.addEventListener('error', f);", []),
        ("port.on('message', f);", [True]),
        ("self.addEventListener('message', { handleEvent: f });", [False]),
        ("onmessage = f; onmessage = f;", [False]),
        ("const w = new Worker('x.js'); w.onmessage = f; w.addEventListener('message', f);", []),
        ("new WebSocket(u).onmessage = f;", []),
    ],
)
def test_who_listens(script: str, plain: list[bool]) -> None:
    walk, _ = at(f"function f(e) {{}} {script}", "program")
    assert [listener.is_plain for listener in walk.listeners] == plain


def test_a_constant_does_not_listen_and_a_function_may_be_called() -> None:
    walk, _ = at("let x = 0; export default () => { x = 1; }", "program")
    [binding] = [each for each in walk.frame.variables if each.name == "x"]
    listen(walk, walk.frame.variables[binding], is_plain=True)
    assert walk.listeners == []
    callbacks(walk, [walk.loaded["a.js"].fields["default"]])
    assert {getattr(atom, "value", None) for atom in walk.frame.variables[binding]} == {0.0, 1.0}
