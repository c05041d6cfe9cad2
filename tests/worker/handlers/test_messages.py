"""The message that a command sends, and the script that it goes to."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.messages import Message, messages_of, script_url

from .modules import chain

CLIENT = "class Client {{ constructor() {{ this.worker = new Worker('w.js'); }} {} }}"


def sent(methods: str, command: str = "count") -> list[Message]:
    return messages_of(chain(CLIENT.format(methods)), command)


@pytest.mark.parametrize(
    "methods",
    [
        "",
        "other() { this.worker.postMessage({ type: 'count' }); }",
        "count() { this.worker.postMessage(message); }",
        "count(type) { this.worker.postMessage({ type }); }",
        "count() { this.worker.postMessage({ type: `a${b}` }); }",
        "count() { this.count(); }",
        "count() { this.a(); } a() { this.count(); }",
    ],
)
def test_none_is_seen(methods: str) -> None:
    assert sent(methods) == []


@pytest.mark.parametrize(
    ("methods", "message"),
    [
        ("count() { this.worker.postMessage({ type: 'n' }); }", ("type", "n")),
        ("count() { return this._send('n'); } _send(type) { this.worker.postMessage({ type }); }", ("type", "n")),
        (
            "count() { return this._send('n'); } _send(name, data = {}) { this.port.postMessage({ cmd: name, data }); }",
            ("cmd", "n"),
        ),
        ("count() { return this._send('n'); } _send(/* a */ type /* b */) { this.w.postMessage({ type }); }", ("type", "n")),
        ("count() { return this._send('n'); } _send = type => { this.w.postMessage({ type }); };", ("type", "n")),
        ("count = () => { this.worker.postMessage({ 'op': `n` }); };", ("op", "n")),
        ("count() { this.worker.postMessage({ id: 'x', type: 'n' }); }", ("type", "n")),
        ("count() { this.worker.postMessage({ which: 'n' }); }", ("which", "n")),
    ],
)
def test_the_message(methods: str, message: tuple[str, str]) -> None:
    assert [found[:2] for found in sent(methods)] == [message]


def test_a_method_of_the_class_above() -> None:
    text = "class Base { send(type) { this.w.postMessage({ type }); } } class Client extends Base { count() { this.send('n'); } }"
    assert messages_of(chain(text), "count") == [Message("type", "n", (("type", "n"),), is_open=False)]


def test_all_that_a_message_holds() -> None:
    methods = (
        "count() { return this._send('count', {}); } "
        "_send(name, payload) { this.w.postMessage({ id: next(), type: 'command', payload: { name, ...payload } }); }"
    )
    fields = (("id", None), ("type", "command"), ("payload", (("name", "count"),)))
    assert sent(methods) == [Message("payload.name", "count", fields, is_open=False)]


def test_each_message_that_a_command_sends() -> None:
    methods = "count() { this.w.postMessage({ type: 'a' }); const b = { type: 'b', ...rest }; this.w.postMessage(b); }"
    assert [(found.value, found.is_open) for found in sent(methods)] == [("a", False), ("b", True)]


def test_the_script() -> None:
    found = script_url(chain(CLIENT.format("")))
    assert found is not None
    assert found.url == "w.js"
    assert script_url(chain("class Client {} new Worker('w.js');")) is None
