"""Classes and their instances."""

from __future__ import annotations

import pytest

from migrator.worker.handlers.classes import class_
from migrator.worker.handlers.values import Thing

from .walks import at, given

BASE = "class A { x = 1; constructor(y) { this.y = y; } m() { return 'A'; } static s = 5; get g() { return this.y; } }"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("new A(2)", {"x": 1.0, "y": 2.0}),
        ("new A(2).m()", "A"),
        ("new A(2).g", 2.0),
        ("new (class extends A {})(3).g", 3.0),
        ("A.s", 5.0),
        ("new (class extends A {})(3)", {"x": 1.0, "y": 3.0}),
        ("new (class extends A { x = 4; constructor() { super(3); } })()", {"x": 4.0, "y": 3.0}),
        ("new (class extends A { m() { return super.m() + 'B'; } })().m()", "AB"),
        ("new (class extends Gone {})().m", "Unknown"),
    ],
)
def test_instances(expression: str, value: object) -> None:
    assert given(expression, BASE) == value


def test_a_class_is_bound_to_its_name() -> None:
    walk, node = at("class A { static { this.made = 1; } }", "class_declaration")
    [made] = class_(walk, node)
    assert isinstance(made, Thing)
    assert made.kind == "class"
    assert made in [value[0] for value in walk.frame.variables.values()]
