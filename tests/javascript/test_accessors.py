"""Getters and setters that do more than give a value."""

from __future__ import annotations

from migrator.javascript.accessors import acting

from .nodes import read


def test_accessors_that_act() -> None:
    source = read(
        "class C { get a() { return this.x ?? [1]; } get b() { return this.n++; } set c(x) { this.x = x; }\n"
        "get d() { return this.list.map((x) => x.y); } get e() { return find(this); } }\n"
        "Object.defineProperty(C.prototype, 'f', { get() { log(1); return 1; } });\n"
        "const o = { get g() { const t = {}; t.x = 1; return t; }, get h() { n = 1; return 1; } };"
    )
    assert acting(source) == {"b", "c", "e", "f", "h"}
