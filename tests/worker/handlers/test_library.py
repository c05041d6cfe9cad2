"""Objects of the platform that worker scripts dispatch with."""

from __future__ import annotations

import pytest

from migrator.worker.handlers import library
from migrator.worker.handlers.values import UNKNOWN, Constant, Thing, Unknown, constant

from .walks import called


def test_elements_and_names() -> None:
    assert library.elements((library.array([constant("a")]),)) == [constant("a")]
    assert library.elements((library.array([], UNKNOWN),)) is None
    assert library.elements(UNKNOWN) is None
    child = Thing("object", {"b": UNKNOWN}, {"proto": (Thing("object", {"a": UNKNOWN}),)})
    assert library.names(child) == ["b", "a"]
    assert library.names(Thing(open=True)) is None


def test_has() -> None:
    table = Thing("object", {"a": UNKNOWN})
    told = Constant("a", told=True)
    assert library.has(table, told) == Constant(True, told=True)
    assert library.has(table, Constant("b")) == Constant(False)
    assert library.has(Thing(open=True), told) == Unknown(told=True)
    seen = Thing("set", {}, {"rest": (Unknown(other=True),)})
    assert library.has(seen, told) == Unknown(), "what other messages have put there says nothing of this one"


@pytest.mark.parametrize(
    "made",
    [
        "{ count: () => a(), other: () => b() }",
        "Object.freeze({ count: () => a(), other: () => b() })",
        "Object.assign({}, { count: () => a() }, { other: () => b() })",
        "Object.fromEntries([['count', () => a()], ['other', () => b()]])",
        "Object.fromEntries(new Map([['count', () => a()]]).entries())",
        "{ ...{ count: () => a() }, other: () => b() }",
        "[['other', () => b()], ['count', () => a()]].reduce((t, [n, f]) => ({ ...t, [n]: f }), {})",
        "Object.create({ count: () => a(), other: () => b() })",
    ],
)
@pytest.mark.parametrize(
    "taken",
    [
        "table[type]();",
        "table[type]?.();",
        "Reflect.get(table, type)();",
        "Reflect.apply(table[type], null, []);",
        "if (type in table) table[type]();",
        "const { [type]: f } = table; f();",
        "for (const n in table) if (n === type) table[n]();",
        "typeof table[type] === 'function' && table[type]();",
    ],
)
def test_tables(made: str, taken: str) -> None:
    assert called(f"const table = {made}; {taken}") == {"a()": True}


@pytest.mark.parametrize(
    "taken",
    [
        "new Map(rows).get(type)();",
        "const m = new Map(); for (const [n, f] of rows) m.set(n, f); if (m.has(type)) m.get(type)();",
        "rows.find(([n]) => n === type)[1]();",
        "rows.filter((row) => row[0] === type).forEach(([, f]) => f());",
        "rows.some(([n, f]) => { if (n !== type) return false; f(); return true; });",
        "if (['x', 'count'].includes(type)) rows.at; for (const [n, f] of new Map(rows)) n === type && f();",
    ],
)
def test_rows(taken: str) -> None:
    assert called(f"const rows = [['other', () => b()], ['count', () => a()]]; {taken}") == {"a()": True}
