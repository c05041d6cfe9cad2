"""Other wordings of the embedded Python: the same ledger, and the same result."""

from __future__ import annotations

import pytest

from tests.whole.wordings.catalogue import WORDINGS, Wording
from tests.whole.wordings.judge import Bench
from tests.whole.wordings.python import same_program, same_text
from tests.whole.wordings.run import judge_sampled

HERE = [wording for wording in WORDINGS if wording.kind == "python"]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("wordings"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = env.a()\ny = env.b()\nf(x, y)", "y = env.b()\nx = env.a()\nf(x, y)"),  # the order of effects
        ("env.a()", "env.a();"),  # the value
        ("env.a()\nenv.b()", "env.a()"),
        ("f(a=1)", "f(a=2)"),
        ("f(a=env.a(), b=env.b())", "f(b=env.b(), a=env.a())"),
        ("import json\njson.dumps(a)", "import pickle\npickle.dumps(a)"),
        ("x = env.a()[:8]\nx", "x = env.a()[8:]\nx"),
        ("env.a() if x else env.b()", "env.b() if x else env.a()"),
        ("if isinstance(a, dict):\n  f()", "if not isinstance(a, dict):\n  f()"),
        ("f('a')", "f('b')"),
        ("import torch\nf()", "f()"),
        ("[g(x) for x in y]", "[g(x) for x in y if x]"),
        ("def f(x, n=10): return round(x, n)\nf(a)", "def f(x, n=9): return round(x, n)\nf(a)"),
        ("a, b = env.step(c)\na", "a, b = env.step(c)\nb"),
        ("env.x = 1", "env.x = 2"),
    ],
)
def test_programs_that_do_something_else_are_told_apart(one: str, other: str) -> None:
    assert not same_program(one, other, frozenset())


def test_a_global_that_others_read_counts() -> None:
    assert same_program("x = 1\nf()", "y = 1\nf()", frozenset())
    assert not same_program("x = 1\nf()", "y = 1\nf()", frozenset({"x"}))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("import numpy as np\nnp.random.seed(1)", "from numpy.random import seed as s\ns(1)"),
        ("x = env.a()\nf(x)", "f(env.a())"),
        ("f(a=1, b=g())", "f(b=g(), a=1)"),
        ("x = env.a()\nprint(f'{x}', len(x))\nx", "x = env.a()\nx"),
        ("a, b = env.step(c)\na, b", "t = env.step(c)\na, b = t\na, b"),
    ],
)
def test_programs_that_do_the_same_are_the_same(one: str, other: str) -> None:
    assert same_program(one, other, frozenset())


def test_a_string_that_is_the_value_is_no_comment() -> None:
    assert same_text("'a'\nf()", "f()")
    assert not same_text("f()\n'a'", "f()\n'b'")


@pytest.mark.parametrize("wording", HERE, ids=lambda wording: wording.name)
def test_makes_no_difference(wording: Wording, bench: Bench) -> None:
    tally = judge_sampled(bench, wording)
    assert tally.failures == []
    assert tally.applied > 0
