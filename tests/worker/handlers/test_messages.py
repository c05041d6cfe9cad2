"""The message that a command sends, and the script that it goes to."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.messages import Message, message_of, script_url

from .modules import chain

CLIENT = "class Client {{ constructor() {{ this.worker = new Worker('w.js'); }} {} }}"


def sent(methods: str, command: str = "count") -> Message | None:
    return message_of(chain(CLIENT.format(methods)), command)


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
    assert sent(methods) is None


@pytest.mark.parametrize(
    ("methods", "message"),
    [
        ("count() { this.worker.postMessage({ type: 'n' }); }", ("type", "n")),
        ("count() { return this._send('n'); } _send(type) { this.worker.postMessage({ type }); }", ("type", "n")),
        (
            "count() { return this._send('n'); } _send(name, data = {}) { this.port.postMessage({ cmd: name, data }); }",
            ("cmd", "n"),
        ),
        ("count = () => { this.worker.postMessage({ 'op': `n` }); };", ("op", "n")),
        ("count() { this.worker.postMessage({ id: 'x', type: 'n' }); }", ("type", "n")),
        ("count() { this.worker.postMessage({ which: 'n' }); }", ("which", "n")),
    ],
)
def test_the_message(methods: str, message: tuple[str, str]) -> None:
    assert sent(methods) == Message(*message)


def test_a_method_of_the_class_above() -> None:
    text = "class Base { send(type) { this.w.postMessage({ type }); } } class Client extends Base { count() { this.send('n'); } }"
    assert message_of(chain(text), "count") == Message("type", "n")


def test_the_script() -> None:
    found = script_url(chain(CLIENT.format("")))
    assert found is not None
    assert found.url == "w.js"
    assert script_url(chain("class Client {} new Worker('w.js');")) is None
