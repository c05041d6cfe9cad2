"""What always decides a match: programs that must have different normal forms."""

from __future__ import annotations

import pytest

from .forms import differ, program

DIFFERENT = {
    "operator": ("x = a + b", "x = a - b"),
    "comparison": ("x = a < b", "x = a <= b"),
    "chain of comparisons": ("x = a < b < c", "x = (a < b) < c"),
    "grouping": ("x = a - (b - c)", "x = a - b - c"),
    "no algebra": ("x = not a == b", "x = a != b"),
    "isinstance the other way": ("x = not isinstance(a, b)", "x = isinstance(a, b)"),
    "string": ("f('a')", "f('b')"),
    "bytes and string": ("f(b'a')", "f('a')"),
    "integer and float": ("f(1)", "f(1.0)"),
    "number": ("f(8)", "f(16)"),
    "slice": ("f(a[:8])", "f(a[8:])"),
    "index and slice": ("f(a[8])", "f(a[8:])"),
    "constant": ("f(True)", "f(False)"),
    "argument more": ("env.step(a)", "env.step(a, b)"),
    "argument as keyword": ("env.reset(seed=1)", "env.reset(1)"),
    "keyword name": ("f(sort_keys=True)", "f(skipkeys=True)"),
    "order of arguments": ("f(a, b)", "f(b, a)"),
    "star": ("f(a)", "f(*a)"),
    "order of effects": ("env.render()\nenv.get_state()", "env.get_state()\nenv.render()"),
    "free name": ("f(a)", "f(b)"),
    "attribute": ("env.get_obs()", "env._get_obs()"),
    "attribute and item": ("env.t", "env['t']"),
    "call and reference": ("env.render", "env.render()"),
    "module": ("import random\nrandom.seed(1)", "import numpy.random\nnumpy.random.seed(1)"),
    "digest": ("import hashlib\nhashlib.md5(a)", "import hashlib\nhashlib.sha256(a)"),
    "await": ("f(a)", "await f(a)"),
    "one name for two": ("a = f()\nb = g()\nh(a, b, a, b)", "a = f()\na = g()\nh(a, a, a, a)"),
    "names crossed": ("a = f()\nb = g()\nh(a, b, a, b)", "a = f()\nb = g()\nh(b, a, b, a)"),
    "augmented": ("x = 1\nx += 1\nf(x)", "x = 1\nx = x + 1\nf(x)"),
    "augmented operator": ("x = 1\nx += 1\nf(x)", "x = 1\nx -= 1\nf(x)"),
    "hole and name": ("f(${x})", "f(x)"),
    "hole in a string and hole": ("f('${x}')", "f(${x})"),
    "quote that a hole is escaped for": ("f('${x}')", 'f("${x}")'),
    "prefix of a string with a hole": ("f('${x}')", "f(r'${x}')"),
    "text around a hole": ("f('a${x}')", "f('${x}a')"),
    "hole in a field and in text": ("f(f'{${x}}')", "f(f'${x}')"),
    "conversion": ("f(f'{a!r}')", "f(f'{a}')"),
    "format": ("f(f'{a:>3}')", "f(f'{a:>4}')"),
    "field spelled out": ("a = b = f()\ng(f'{a=}', a, b)", "c = b = f()\ng(f'{c=}', c, b)"),
    "arms": ("if a:\n  f()\nelse:\n  g()", "if a:\n  g()\nelse:\n  f()"),
    "conditional arms": ("x = a if b else c\nf(x, x)", "x = c if b else a\nf(x, x)"),
    "else of a loop": ("for a in b:\n  f(a)\nelse:\n  g()", "for a in b:\n  f(a)\ng()"),
    "for and async for": ("for a in b:\n  f(a)", "async for a in b:\n  f(a)"),
    "list and tuple": ("f([a, b])", "f((a, b))"),
    "one-tuple": ("f(a[1,])", "f(a[1])"),
    "generator and list": ("f(x for x in y)", "f([x for x in y])"),
    "clauses": ("f([x for x in y if x])", "f([x for x in y])"),
    "default": ("def f(a=1): return a\nf()", "def f(a=2): return a\nf()"),
    "kind of parameter": ("def f(a, b): return a\nf()", "def f(a, *, b): return a\nf()"),
    "parameter for another": ("def f(a, b): return a\nf()", "def f(a, b): return b\nf()"),
    "annotation": ("def f(a: int): return a\nf()", "def f(a): return a\nf()"),
    "decorator": ("@d\ndef f(): return 1\nf()", "def f(): return 1\nf()"),
    "attribute of a class": ("class A:\n  x = 1\nf(A)", "class A:\n  y = 1\nf(A)"),
    "method of a class": ("class A:\n  def m(self): return 1\nf(A)", "class A:\n  def n(self): return 1\nf(A)"),
    "exception": ("raise ValueError('x')", "raise TypeError('x')"),
    "cause": ("raise a", "raise a from b"),
    "environment bound by the program": ("env.render()", "env = make()\nenv.render()"),
    "builtin bound by the program": ("f(len(x))", "def len(a): return a\nf(len(x))"),
    "print of the environment": ("print(env.t)", ""),
    "print of a call": ("print(f())", ""),
    "print of a hole": ("print(${x})", ""),
    "print to a file": ("print('x', file=log)", ""),
    "print of its own": ("def print(x): f(x)\nprint(1)", "def print(x): f(x)"),
    "an if with an effect in its test": ("if f():\n  print('x')", ""),
    "an if that was empty before": ("if a:\n  pass", ""),
    "import of elsewhere": ("import pygame\nf()", "f()"),
    "import by turns": (
        "try:\n  import json\nexcept ImportError:\n  json = None\njson.dumps(a)",
        "import json\njson.dumps(a)",
    ),
    "import after the use": ("json.dumps(a)\nimport json", "import json\njson.dumps(a)"),
    "raise in a dropped place": ("if a:\n  raise b", ""),
}

# A name that is bound once and read once, and that must stay: what follows could see the difference.
KEPT = {
    "read after an effect": "x = env.f()\ng(env.h(), x)",
    "read in another order": "x = env.f()\ny = env.g()\nh(y, x)",
    "member read before": "x = env.f()\ng(a.b, x)",
    "item read before": "x = env.f()\ng(a[0], x)",
    "statement between": "x = env.f()\ng()\nh(x)",
    "in a lambda": "x = env.f()\ng(lambda: x)",
    "in the default of an inner lambda's body": "x = env.f()\ng(lambda: lambda y=x: y)",
    "in a comprehension": "x = env.f()\ng([x for y in z])",
    "in a second iterable": "x = env.f()\ng([1 for y in z for w in x])",
    "in a condition of a comprehension": "x = env.f()\ng([y for y in z if x])",
    "on the right of and": "x = env.f()\ng(a and x)",
    "on the right of or": "x = env.f()\ng(a or x)",
    "in an arm": "x = env.f()\ng(x if a else b)",
    "after two operands": "x = env.f()\ng(a < b < x)",
    "in a block": "x = env.f()\nif a:\n  g(x)",
    "in the test of an elif": "x = env.f()\nif a:\n  g()\nelif x:\n  h()",
    "in a loop's test": "x = env.f()\nwhile x:\n  g()",
    "in a loop's body": "x = env.f()\nfor y in z:\n  g(x)",
    "in a with": "x = env.f()\nwith x:\n  g()",
    "in a try": "x = env.f()\ntry:\n  g(x)\nfinally:\n  h()",
    "in a function": "x = env.f()\ndef g(): return x\nh(g)",
    "in a target": "x = env.f()\na[x] = g()",
    "in the message of an assertion": "x = env.f()\nassert a, x",
    "read twice": "x = env.f()\ng(x, x)",
    "written twice": "x = env.f()\nx = env.g()\nh(x)",
    "unpacked": "x, = env.f()\ng(x)",
    "two targets": "x = y = env.f()\ng(x)",
    "deleted": "x = env.f()\ng(x)\ndel x",
    "global in a function": "def f():\n  global x\n  x = env.f()\n  g(x)\nf()",
    "a name that a function rebinds, before": "n = 0\ndef f():\n  global n\n  n = 1\nx = f()\ng(n, x)",
    "attribute of a class": "class A:\n  x = env.f()\n  y = x\ng(A)",
    "annotated": "x: int = env.f()\ng(x)",
    "a walrus in it": "x = (y := env.f())\ng(y, x)",
    "a hole that would be a statement": "x = ${y}\nx",
    "a format before": "x = env.f()\ng(f'{a}', x)",
    "unpacking before": "x = env.f()\ng(*a, x)",
    "an operator on what the value changes": "x = a.pop()\ng(a + [1], x)",
    "a comparison of what the value changes": "x = env.f()\ng(env == 1, x)",
    "a hole before": "x = env.f()\ng(${a}, x)",
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_decides(name: str) -> None:
    differ(*DIFFERENT[name])


@pytest.mark.parametrize("name", KEPT)
def test_temporary_stays(name: str) -> None:
    text = KEPT[name]
    names = {below.value for statement in program(text).body for below in statement.walk() if below.kind == "name"}
    assert "x" in names


@pytest.mark.parametrize(
    ("text", "has_value"),
    [
        ("env.f()", True),
        ("env.f();", False),
        ("env.f();  # comment\n\n# more", False),
        ("env.f()  # ;", True),
        ("x = 1", False),
        ("env.f()\nprint('done')", False),
        ("env.f()\nif a:\n  print('done')", False),
        ("print(env.f())", True),
        ("env.f()\npass", False),
        ("env.f()\nimport json", False),
        ("'text'", True),
        ("x = env.f(); x", True),
        ("x = env.f(); x;", False),
        ("if a:\n  env.f()", False),
        ("", False),
        ("# nothing", False),
        ("${code}", True),
    ],
)
def test_value(text: str, has_value: bool) -> None:
    assert program(text).has_value is has_value


@pytest.mark.parametrize(
    ("text", "stray"),
    [
        ("f(${a})  # ${b}", (1,)),
        ("'''about ${a}'''\nf(${b})", (0,)),
        ("def f():\n  '''${a}'''\n  return 1\nf()", (0,)),
        ("x_${a} = 1\nf(x_${b})", (0, 1)),
        ("env.${a}()", (0,)),
        ("f(${a}=1)", (0,)),
        ("${a}${b}", (0, 1)),
        ("f('\\\\x4${a}')".replace("\\\\", "\\"), (0,)),
        ("f('\\1${a}')", (0,)),
        ("f('\\${a}')", (0,)),
        ("f(f'{${a} = }')", (0,)),
        ("import ${a}", (0,)),
        ("f(${a})", ()),
        ("f('\\\\${a}')", ()),
        ("f(f'{b:${a}}')", ()),
        ("${a} = 1", ()),
        ("print('x ${a}')", ()),
    ],
)
def test_stray_holes(text: str, stray: tuple[int, ...]) -> None:
    assert program(text, pure_holes=True).stray == stray
