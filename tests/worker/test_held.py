"""What a member of a class may hold, and of which classes that is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.modules import Module
from migrator.javascript.project import Project
from migrator.javascript.source import Source
from migrator.worker.held import is_settled, made_by, values_of

# The body of a class, and what its `worker` may be.
VALUES = {
    "nothing at all": ("m() { this.other = new A(); }", []),
    "null, until it has one": ("worker = null;", []),
    "of another object": ("m(other) { other.worker = new A(); }", []),
    "in another class": ("m() { return class { worker = new A(); }; }", []),
    "a field": ("worker = new A();", ["new A()"]),
    "two values": ("constructor() { this.worker = a ? new A() : b; } m() { this.worker = c; }", ["a ? new A() : b", "c"]),
    "one through another name": ("m() { const self = this; self.worker = new A(); }", ["new A()"]),
    "as a property": ("m() { Object.assign(this, { worker: new A() }); }", ["new A()"]),
    "a getter": ("get worker() { return new A(); }", ["new A()"]),
}
SETTLED = {
    "worker = new A();": True,
    "get worker() { return new A(); }": True,
    "constructor() { this.worker = new A(); }": True,
    "constructor() { this.a = (this.worker = new A()); }": True,
    "constructor() { if (a) this.worker = new A(); }": False,
    "constructor() { f(() => { this.worker = new A(); }); }": False,
    "init() { this.worker = new A(); }": False,
}
MADE = {
    "worker = make;": [],
    "worker = given();": [],
    "worker = new A();": ["A"],
    "constructor() { const made = new A(); this.worker = made; }": ["A"],
    "worker = a ? new A() : new B();": ["A", "B"],
    "worker = make();": ["A"],
    "held = new B(); worker = this.held;": ["B"],
    "made() { return new B(); } worker = this.made();": ["B"],
    "constructor() { const Kind = A; this.worker = new Kind(); }": ["A"],
}


def game(body: str) -> tuple[Module, list[str]]:
    module = Module(Path("a.js"), Source.read("a.js", f"{TOP}class Game {{ {body} }}\n".encode()))
    return module, [module.text(value) for value in values_of(module.classes["Game"], "worker")]


TOP = "class A {}\nclass B {}\nfunction make() { return new A(); }\n"


def test_a_parameter_that_declares_the_field_gives_it_its_value() -> None:
    text = "class Game { constructor(private worker: A, other: A) { this.a = worker; } }\nclass B { constructor(worker: A) {} }\n"
    module = Module(Path("a.ts"), Source.read("a.ts", text.encode()))
    (value,) = values_of(module.classes["Game"], "worker")
    assert (value.start_byte, is_settled(value)) == (text.index("worker"), True)
    assert values_of(module.classes["Game"], "other") == []
    assert values_of(module.classes["B"], "worker") == []


@pytest.mark.parametrize("name", VALUES)
def test_the_values_of_a_member(name: str) -> None:
    body, expected = VALUES[name]
    assert game(body)[1] == expected


@pytest.mark.parametrize("body", SETTLED)
def test_whether_an_instance_surely_has_the_value(body: str) -> None:
    module, _ = game(body)
    (value,) = values_of(module.classes["Game"], "worker")
    assert is_settled(value) is SETTLED[body]


@pytest.mark.parametrize("body", MADE)
def test_the_classes_that_a_value_is_made_of(body: str) -> None:
    module, _ = game(body)
    info, project = module.classes["Game"], Project()
    made = [made_by(project, info, value) for value in values_of(info, "worker")]
    classes = [project.resolve_class(each, node) for found in made for each, node, *_ in found]
    assert [each.name if each is not None else None for each in classes] == MADE[body]
