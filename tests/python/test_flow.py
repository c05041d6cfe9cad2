"""Global names that a program binds, and those that it may read before it has bound them."""

from __future__ import annotations

import pytest

from migrator.python.flow import Flow, analyse

from .forms import built


def flow(text: str, environment: str = "env") -> Flow:
    builder, body = built(text, environment=environment)
    return analyse(body, builder.scopes, environment)


@pytest.mark.parametrize(
    "text",
    [
        "len(1)",
        "x = 1\nx",
        "if a_:\n  x = 1\nelse:\n  x = 2\nx",
        "if a_:\n  x = 1\nelse:\n  raise b_\nx",
        "try:\n  x = 1\nexcept b_:\n  x = 2\nx",
        "try:\n  f_()\nfinally:\n  x = 1\nx",
        "x = 1\ndef f(): return x",
        "def f(x): return x",
        "[x for x in y_]",
        "(x := 1)\nx",
        "for x in y_: x",
        "with a_ as x: x",
        "f_((x := 1), x)",
    ],
)
def test_x_is_surely_bound(text: str) -> None:
    assert "x" not in flow(text).reads


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "x += 1",
        "x = x",
        "del x",
        "if a_:\n  x = 1\nx",
        "for x in y_: pass\nx",
        "while a_:\n  x = 1\nx",
        "try:\n  x = f_()\nexcept b_:\n  pass\nx",
        "x = 1\ndel x\nx",
        "a_ and (x := 1)\nx",
        "class A:\n  y = x",
        "[y for y in x]",
        "match a_:\n  case 1:\n    x = 1\nx",
        "f_(x, (x := 1))",
    ],
)
def test_x_may_be_read(text: str) -> None:
    assert "x" in flow(text).reads


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("x = y = 1", {"x", "y"}),
        ("def f():\n  x = 1", {"f"}),
        ("def f():\n  global x\n  x = 1", {"f", "x"}),
        ("import a.b, c as d", {"a", "d"}),
        ("[x for x in y]", set()),
        ("[(z := x) for x in y]", {"z"}),
        ("for x, (y, *z) in a: pass", {"x", "y", "z"}),
        ("x[0] = y.z = 1", set()),
    ],
)
def test_binds(text: str, names: set[str]) -> None:
    assert set(flow(text).binds) == names


def test_the_environment_is_read_under_its_name() -> None:
    assert set(flow("env.t").reads) == {"env"}
    assert set(flow("game.t", environment="game").reads) == {"game"}


def test_the_first_reading_is_told() -> None:
    builder, body = built("f(x)\ng(x)")
    assert analyse(body, builder.scopes, "env").reads["x"] is body[0].children[0].children[1].origin
