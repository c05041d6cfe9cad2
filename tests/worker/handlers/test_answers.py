"""Which messages a script answers: what is left alone first, and what is not known."""

from __future__ import annotations

import pytest

from migrator.rules.posted import Fields
from migrator.worker.handlers.answers import answer, told
from migrator.worker.handlers.dispatch import Dispatcher
from tests.worker.handlers.modules import module

COUNT: Fields = (("type", "count"), ("data", None))

SWITCH = "self.onmessage = (e) => { switch (e.data.type) { case 'reset': reset(); break; case 'count': count(e.data.data); break; default: postMessage({ error: e.data.type }); } };"
SCRIPTS = {
    "a switch": SWITCH,
    "an if": "onmessage = (e) => { if (e.data.type === 'count') count(e.data.data); };",
    "an if that ends": "onmessage = (e) => { if (e.data.type !== 'count') return; count(e.data.data); };",
    "destructuring": "onmessage = ({ data: { type, data } }) => { if (type == 'count') n = data; };",
    "destructuring below": "onmessage = (e) => { const { type, data } = e.data; if ('count' === type) n += data; };",
    "a table": "const handlers = { count(x) { return x; }, reset() {} };\nself.onmessage = async (e) => postMessage(await handlers[e.data.type](e.data.data));",
    "a table that is asked": "const handlers = { count: (x) => x };\nself.onmessage = (e) => { const { type, data } = e.data; if (!(type in handlers)) throw new Error(type); handlers[type](data); };",
    "a Map": "const handlers = new Map([['count', (x) => go(x)]]);\nself.onmessage = (e) => { handlers.get(e.data.type)?.(e.data.data); };",
    "a listener": "self.addEventListener('message', (e) => { if (e.data.type === 'count') count(e.data.data); });",
    "a bare listener": "addEventListener('message', function (e) { if (e.data.type === 'count') { n = 1; } });",
    "a function": "function onmessage(e) { if (e.data.type === 'count') count(); }",
    "a shared worker": "onconnect = (e) => { const port = e.ports[0]; port.onmessage = (m) => { if (m.data.type === 'count') count(); }; };",
    "a shared worker, top to bottom": "onconnect = (e) => { e.ports[0].onmessage = take; };\nconst take = (m) => { if (m.data.type === 'count') count(); };",
    "a constant": "const COUNT = 'count';\nonmessage = (e) => { if (e.data.type === COUNT) count(); };",
    "a member of constants": "const KINDS = { COUNT: 'count', RESET: 'reset' };\nonmessage = (e) => { switch (e.data.type) { case KINDS.RESET: reset(); break; case KINDS.COUNT: count(); } };",
    "a logger of a package before it": "import log from 'package';\nonmessage = (e) => { log.debug('got', e.data.type); if (e.data.type === 'count') count(); };",
    "a queue": "const queue = [];\nonmessage = (e) => { queue.push(e.data); while (queue.length) take(queue.shift()); };\nfunction take(m) { if (m.type === 'count') n = m.data; }",
    "a class": "class Server { constructor(on) { on.onmessage = (e) => this.take(e.data); } take(m) { if (m.type === 'count') this.n = m.data; } }\nnew Server(self);",
}  # fmt: skip


def dispatcher(text: str) -> Dispatcher:
    return Dispatcher(module(text))


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_message_that_is_answered(name: str) -> None:
    assert answer(dispatcher(SCRIPTS[name]), COUNT, is_open=False).known is True


@pytest.mark.parametrize("name", SCRIPTS)
def test_another_message_is_not(name: str) -> None:
    found = answer(dispatcher(SCRIPTS[name]), (("type", "total"), ("data", None)), is_open=False)
    assert (found.known, found.key, found.value) == (False, "type", "total")
    assert "count" in found.names


@pytest.mark.parametrize(
    "text",
    [
        "onmessage = (e) => { run(e.data.data); };\nfunction run(x) { n = x; }",
        "onmessage = (e) => { switch (e.data.type) { default: go(); } };",
        "onmessage = (e) => { if (e.data.kind === 'count') count(); };",
        "onmessage = (e) => { if (e.data.type === 'count') console.log('no'); };",
        "onmessage = (e) => { if (e.data.type === 'count') throw new Error('no'); };",
        "onmessage = (e) => { if (e.data.type === 'count') return; go(); };",
        "onmessage = (e) => { if (e.type === 'count') count(); };",
        "onmessage = (e) => { const type = 'message'; if (type === 'count') count(e.data.type); };",
        "new Worker('x.js').onmessage = (e) => { if (e.data.type === 'count') count(); };\nonmessage = () => {};",
        "new BroadcastChannel('x').onmessage = (e) => { if (e.data.type === 'count') count(); };\nonmessage = () => {};",
    ],
)
def test_a_script_that_does_nothing_for_the_message_alone(text: str) -> None:
    found = answer(dispatcher(text), COUNT, is_open=False)
    assert (found.known, found.names) == (False, ())


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("import { take } from './gone.js';\nonmessage = (e) => { take(e.data); };", "module"),
        ("import { take } from 'package';\nonmessage = (e) => { take(e.data); };", "passed"),
        ("import { bus } from 'package';\nonmessage = (e) => { bus.emit(e.data.type, e.data.data); };", "passed"),
        ("import { Task } from 'package';\nonmessage = (e) => { new Task({ name: e.data.type }).run(); };", "passed"),
        ("importScripts('https://example.org/x.js');\nonmessage = (e) => { take(e.data); };", "passed"),
        ("const on = new EventTarget();\nonmessage = (e) => { on.dispatchEvent(new CustomEvent(e.data.type)); };", "passed"),
        ("import { is } from 'package';\nonmessage = (e) => { if (is(e.data)) count(); };", "passed"),
        ("onmessage = (e) => { if (/^c/.test(e.data.type)) count(); };", "passed"),
        ("import { take } from 'package';\nonmessage = take;", "listener"),
        ("import take from './gone.js';\naddEventListener('message', take);\nonmessage = (e) => {};", "listener"),
        ("onmessage = (e) => { self[e.data.type](e.data.data); };", "handler"),
    ],
)  # fmt: skip
def test_what_is_not_read_may_answer(text: str, what: str) -> None:
    found = answer(dispatcher(text), COUNT, is_open=False)
    assert found.known is None
    assert found.doubt is not None
    assert found.doubt.what == what


@pytest.mark.parametrize("key", ["cmd", "action", "kind", "op", "topic"])
def test_the_name_may_stand_in_any_property(key: str) -> None:
    text = SWITCH.replace("data.type", f"data.{key}")
    assert answer(dispatcher(text), ((key, "count"),), is_open=False).known is True
    found = answer(dispatcher(text), ((key, "total"),), is_open=False)
    assert (found.known, found.key, found.names) == (False, key, ("count", "reset"))
    assert answer(dispatcher(text), COUNT, is_open=False).known is False


def test_a_text_may_be_the_whole_message() -> None:
    text = "onmessage = (e) => { if (e.data === 'stop') stopped = true; else if (e.data === 'go') go(); };"
    assert answer(dispatcher(text), "stop", is_open=False).known is True
    found = answer(dispatcher(text), "halt", is_open=False)
    assert (found.known, found.key, found.names) == (False, "", ("go", "stop"))


def test_a_list_may_be_the_message() -> None:
    text = "onmessage = (e) => { const [name, value] = e.data; if (name === 'count') n = value; };"
    assert answer(dispatcher(text), (("0", "count"), ("1", None)), is_open=False).known is True
    assert answer(dispatcher(text), (("0", "total"), ("1", None)), is_open=False).names == ("count",)


def test_a_number_may_be_the_name() -> None:
    text = "const COUNT = 3;\nonmessage = (e) => { if (e.data.type === COUNT) count(); };"
    assert answer(dispatcher(text), (("type", 3.0),), is_open=False).known is True
    assert answer(dispatcher(text), (("type", 4.0),), is_open=False).known is False


TWO = "onmessage = (e) => { if (e.data.type !== 'py') return; switch (e.data.cmd) { case 'count': count(); break; default: postMessage({ error: 1 }); } };"


def test_a_message_may_have_two_names() -> None:
    assert answer(dispatcher(TWO), (("type", "py"), ("cmd", "count")), is_open=False).known is True
    assert answer(dispatcher(TWO), (("type", "py"), ("cmd", "total")), is_open=False).key == "cmd"
    assert answer(dispatcher(TWO), (("type", "js"), ("cmd", "count")), is_open=False).key == "type"


def test_a_constant_beside_the_name_is_an_argument() -> None:
    text = "onmessage = (e) => { if (e.data.type === 'count') { if (e.data.mode === 'slow') wait(); count(); } };"
    assert answer(dispatcher(text), (("type", "count"), ("mode", "fast")), is_open=False).known is True


def test_the_constants_of_a_message() -> None:
    held: Fields = (("a", (("b", "x"),)), ("mode", "y"), ("type", "z"), ("data", None))
    assert told(held) == [("type", "z"), ("mode", "y"), ("a.b", "x")]
    assert told("stop") == [("", "stop")]
    assert told(None) == []
