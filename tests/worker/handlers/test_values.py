"""Values that may be several."""

from __future__ import annotations

from migrator.worker.handlers.values import (
    UNDEFINED,
    Constant,
    Thing,
    Unknown,
    Value,
    join,
    key_of,
    spelled,
    told,
    truth,
    unsure,
)

A, B = Constant("a"), Constant("b", told=True)


def test_join() -> None:
    assert join([(A,), (B, A), ()]) == (A, B)
    many: list[Value] = [(Constant(float(i)),) for i in range(40)]
    assert join(many) == (Unknown(),)
    thing = Thing()
    assert join([(thing,), *many, (B,)]) == (thing, Unknown(told=True))


def test_told_and_unsure() -> None:
    assert told((A, B))
    assert not told((A,), (Thing(told=True),))
    assert not unsure((B,))
    assert unsure((Constant("a", unsure=True),))
    assert unsure((Unknown(told=True),))


def test_truth_and_keys() -> None:
    assert [truth(atom) for atom in (A, Constant(""), Constant(UNDEFINED), Unknown(), Thing())] == [True, False, False, None, True]
    assert [key_of(atom) for atom in (A, Constant(1.0), Constant(None), Unknown())] == ["a", "1", "null", None]
    assert [spelled(value) for value in (1.5, True, UNDEFINED)] == ["1.5", "true", "undefined"]
