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
        "a_ and (x := 1) and x",
        "a_ < (b_ := a_) < (x := 1) < x",
        "for a_ in b_:\n  x = 1\n  x",
        "x = 1\ndel x[0]\nx",
        "while True:\n  x = 1\n  break\nx",
        "match a_:\n  case 1:\n    x = 1\n  case _:\n    x = 2\nx",
        "def f():\n  global x\n  x = 1\n  return x",
        "x = 1\nclass A:\n  x = x",
        "class A:\n  x = 1\n  y = x",
        "f = lambda: x\nx = 1\nf()",
        "globals()['x'] = 1\nx",
        "exec('x = 1')\nx",
        "exec('x', {})",
        "raise a_\nx",
        "(x := 1) if a_ else (x := 2)\nx",
        "import __main__\n__main__.x = 1",
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
        "x += (x := 1)",
        "class A:\n  x = x",
        "class A:\n  if a_:\n    x = 1\n  y = x",
        "def f(): return x\nf()\nx = 1",
        "def f(): return x\ng_(f)\nx = 1",
        "@g_\ndef f(): return x\nx = 1",
        "class A:\n  def f(self): return x\nA().f()\nx = 1",
        "for a_ in b_:\n  if a_: f()\n  def f(): return x\nx = 1",
        "def f(): return x\ndef g(): return f()\ng()\nx = 1",
        "g_(lambda: x)\nx = 1",
        "x = 1\ndef f(): return x\ng_(f)\ndel x\nf()",
        "def f():\n  global x\n  del x\nx = 1\nf()\nx",
        "a_ < b_ < (x := 1)\nx",
        "assert a_, (x := 1)\nx",
        "assert a_, x",
        "x = 1\nfor a_ in b_:\n  f_(x)\n  del x",
        "x = 1\nif a_:\n  del x\nx",
        "x = 1\ntry:\n  del x\n  f_()\nexcept b_:\n  x",
        "x = 1\ntry:\n  f_()\nexcept b_ as x:\n  pass\nx",
        "with a_:\n  x = 1\nx",
        "while a_:\n  x = 1\n  break\nx",
        "globals()['x']",
        "vars()['x']",
        "def f(): return globals()['x']",
        "globals().get('x')",
        "'x' in globals()",
        "del globals()['x']",
        "x = 1\nglobals().pop('x')\nx",
        "exec('f_(x)')",
        "exec(compile('f_(x)', '', 'exec'))",
        "exec('x', globals())",
        "eval('x')",
        "x = 1\nexec('del x')\nx",
        "import __main__\n__main__.x",
        "from __main__ import x",
        "f'{a_:{x}}'",
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


def test_a_builtin_is_read_since_a_global_of_the_name_comes_first() -> None:
    assert set(flow("len(y)").reads) == {"len", "y"}


@pytest.mark.parametrize(
    ("text", "binds", "deletes"),
    [
        ("del x", set(), {"x"}),
        ("x = 1\ndel x", {"x"}, {"x"}),
        ("del x[0], y.z", set(), set()),
        ("try: f()\nexcept E as x: pass", {"x"}, {"x"}),
        ("globals().update(x=1, **{})", {"x"}, set()),
        ("globals().update({'x': 1})", {"x"}, set()),
        ("globals().setdefault('x', 1)", {"x"}, set()),
        ("globals().pop('x')", set(), {"x"}),
        ("exec('x = 1; del y')", {"x"}, {"y"}),
        ("import __main__\n__main__.x = 1", {"__main__", "x"}, set()),
        ("def f():\n  del x", {"f"}, set()),
        ("def f():\n  global x\n  del x", {"f"}, {"x"}),
    ],
)
def test_binds_and_deletes_by_any_name(text: str, binds: set[str], deletes: set[str]) -> None:
    assert (set(flow(text).binds), set(flow(text).deletes)) == (binds, deletes)


@pytest.mark.parametrize(
    "text", ["globals()", "globals()[k]", "globals().get(k)", "exec(code)", "eval(f'{x}')", "from m import *", "dir()",
             "import sys\nsys.modules['__main__']", "${code}", "if a:\n  ${code}", "exec('if')", "vars()", "def f(): exec(c)",
             "import __main__\nf(__main__)"],
)  # fmt: skip
def test_what_is_not_written_out_is_unseen(text: str) -> None:
    assert len(flow(text).unseen) == 1


@pytest.mark.parametrize(
    "text", ["globals()['x']", "x.exec(y)", "def f(): return vars()", "exec('x')", "exec(code, {})", "f(${value})",
             "if __name__ == '__main__': f()", "class A:\n  x = vars()", "globals = f\nglobals()"],
)  # fmt: skip
def test_what_is_written_out_is_seen(text: str) -> None:
    assert flow(text).unseen == ()


def test_functions_outlive_their_program() -> None:
    found = flow("import json\nx = 1\ny = 2\ndef f(z=y):\n  w = 1\n  return x, w, json.dumps(z), free\nf()")
    assert set(found.lasting) == {"x", "json"}
    assert found.imports == {"json": "json"}
    assert set(found.reads) == {"free"}


@pytest.mark.parametrize(
    ("text", "lasting"),
    [
        ("def f(n): return f(n - 1) if n else 0\nf(3)", set()),
        ("def f(n): return f(n - 1) if n else 0\ng = f", {"f"}),
        ("def f(n): return f(n - 1) if n else 0\ndef f(): return 1", {"f"}),
        ("def f(n): return f(n - 1) if n else 0\ndef g(): return f(1)", {"f"}),
        ("@keep\ndef f(n): return f(n - 1) if n else 0", {"f"}),
        ("f = lambda n: f(n - 1) if n else 0\nf(3)", {"f"}),
    ],
)
def test_a_function_that_only_its_own_name_leads_to_means_itself_by_it(text: str, lasting: set[str]) -> None:
    assert set(flow(text).lasting) == lasting


def test_the_environment_is_read_under_its_name() -> None:
    assert set(flow("env.t").reads) == {"env"}
    assert set(flow("game.t", environment="game").reads) == {"game"}


def test_the_first_reading_is_told() -> None:
    builder, body = built("f(x)\ng(x)")
    assert analyse(body, builder.scopes, "env").reads["x"] is body[0].children[0].children[1].origin
