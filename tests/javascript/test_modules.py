"""Which classes a file has, and what each gives to a member of its instances."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.modules import Module
from migrator.javascript.source import Source


def module(text: str) -> Module:
    return Module(Path("a.js"), Source.read("a.js", text.encode()))


def given(body: str) -> list[str]:
    """What the outermost class of a file gives to `worker`."""
    info = next(module(f"class A {{ {body} }}").all_classes())
    return [node.text.decode() for node in info.assigned("worker") if node.text is not None]


NOT_OURS = [
    "f() { function g() { this.worker = 1; } }",
    "f() { ({ g() { this.worker = 1; } }); }",
    "f() { class B { g() { this.worker = 1; } } }",
    "f() { return function* () { this.worker = 1; }; }",
    "static f() { this.worker = 1; }",
    "static { this.worker = 1; }",
    "static worker = 1;",
    "f() { that.worker = 1; this.workers = 1; this.x.worker = 1; }",
    "f() { [this.worker] = [1]; this.worker += 1; this.worker.x = 1; }",
    "f() { x = this.worker; log('this.worker = 1'); /* this.worker = 1 */ }",
    "f() { this[worker] = 1; this['wor' + 'ker'] = 1; this.wor\\u006bers = 1; }",
    "f() { (x = this.worker).y = 1; }",
]

OURS = {
    "worker = 1;": ["1"],
    "'worker' = 1;": ["1"],
    "f() { this.worker = 1; }": ["1"],
    "f() { (this.worker) = (1); (((this)).worker) = 2; }": ["1", "2"],
    "f() { this['worker'] = 1; this[`worker`] = 2; this[('worker')] = 3; }": ["1", "2", "3"],
    "f() { this.wor\\u006ber = 1; this['\\x77orker'] = 2; this['wor\\\nker'] = 3; this.worker = 4; }": ["1", "2", "3", "4"],
    "f() { const g = () => { this.worker = 1; }; }": ["1"],
    "f() { this.worker ??= 1; this.worker ||= 2; this.worker &&= 3; }": ["1", "2", "3"],
    "f = () => { this.worker = 1; }": ["1"],
    "f() { this.worker = this.worker = 1; }": ["this.worker = 1", "1"],
    "f() { (this.worker = 1).x = 2; this[g(this.worker = 3)] = 4; }": ["1", "3"],
    "f() { log(`${this.worker = 1}`); if (/\\w/.test(x)) this.worker = 2; }": ["1", "2"],
    "f() { this.worker = 1; function g() { this.worker = 2; } this.worker = 3; } worker = 4;": ["4", "1", "3"],
}  # fmt: skip


@pytest.mark.parametrize("body", NOT_OURS)
def test_what_is_given_to_something_else(body: str) -> None:
    assert given(body) == []


@pytest.mark.parametrize("body", OURS)
def test_what_is_given_to_a_member(body: str) -> None:
    assert given(body) == OURS[body]


def test_classes_stand_in_the_order_of_the_source_and_the_outermost_has_the_name() -> None:
    text = """
        // a class in a comment, and 'class' in text
        const className = "class X {}", subclass = { class: 1 }.class;
        @decorated(class Inner {}) class Outer { f() { class Deep { static g() {} } return class extends Deep {}; } }
        export default class {}
        { class Deep { h() {} } }
        const Given = class Own {};
    """
    found = module(text)
    nodes = [info.node for info in found.all_classes()]
    assert [(node.child_by_field_name("name") or node).text for node in nodes] == [
        b"Outer", b"Inner", b"Deep", b"class extends Deep {}", b"class {}", b"Deep", b"Own",
    ]  # fmt: skip
    assert list(found.classes) == ["Outer", "Inner", "Deep", "Given"]
    assert list(found.classes["Deep"].methods) == []
