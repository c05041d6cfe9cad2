"""What never decides a match: programs that must have the same normal form."""

from __future__ import annotations

import pytest

from .forms import equal, program, same

SAME = {
    "spaces": ("f( a,b )", "f(a, b)"),
    "lines": ("f(\n  a,\n  b,\n)", "f(a, b)"),
    "continuation": ("x = a + \\\n  b\nf(x, x)", "x = a + b\nf(x, x)"),
    "several on a line": ("f(); g()", "f()\ng()"),
    "suite on the line": ("if a: f(); g()", "if a:\n    f()\n    g()"),
    "depth of indentation": ("if a:\n  f()", "if a:\n\tf()"),
    "carriage returns": ("f()\r\ng()\r\n", "f()\ng()"),
    "comments": ("# one\nf()  # two\n# three", "f()"),
    "comment in a bracket": ("f(  # why\n  a)", "f(a)"),
    "docstring of the program": ("'''About.'''\nf()", "f()"),
    "docstring of a function": ("def f():\n  'About.'\n  return 1\nf()", "def f(): return 1\nf()"),
    "docstring of a class": ("class A:\n  'About.'\nf(A)", "class A: pass\nf(A)"),
    "string as a comment": ("f()\n'''old'''\ng()", "f()\ng()"),
    "pass": ("pass\nif a:\n  pass\n  f()", "if a:\n  f()"),
    "quotes": ("f('a')", 'f("a")'),
    "triple quotes": ("f('a\\nb')", "f('''a\nb''')"),
    "raw": (r"f(r'\d')", r"f('\\d')"),
    "unknown escape": (r"f('\d')", r"f('\\d')"),
    "escapes": (r"f('\x41\101\u0041\U00000041\N{LATIN CAPITAL LETTER A}')", "f('AAAAA')"),
    "escaped newline": ("f('a\\\nb')", "f('ab')"),
    "bytes": (r"f(b'\x41\u')", r"f(b'A\\u')"),
    "joined strings": ("f('a' 'b'\n  'c')", "f('abc')"),
    "unicode prefix": ("f(u'a')", "f('a')"),
    "f-string without fields": ("f(f'a{{')", "f('a{')"),
    "joined f-strings": ("f('a' f'{b}' 'c')", "f(f'a{b}c')"),
    "nested quotes": ("f(f\"{d['a']}\")", 'f(f"{d["a"]}")'),
    "field spelled out": ("f(f'{a=}')", "f(f'a={a!r}')"),
    "one quote or three around a hole": ("f('${x}')", "f('''${x}''')"),
    "joined around a hole": ("f('${x}' 'b')", "f('${x}b')"),
    "numbers": ("f(0x10, 1_000, 0.10, 1e3)", "f(16, 1000, .1, 1000.0)"),
    "parentheses": ("x = (a)\nf((x), (x))", "x = a\nf(x, x)"),
    "parentheses around a tuple": ("(a, b) = f()\ng(a, b)", "a, b = f()\ng(a, b)"),
    "brackets around targets": ("[a, b] = f()\ng(a, b)", "a, b = f()\ng(a, b)"),
    "tuple as index": ("f(a[1, 2])", "f(a[(1, 2)])"),
    "elif": ("if a:\n  f()\nelif b:\n  g()", "if a:\n  f()\nelse:\n  if b:\n    g()"),
    "delete together": ("a = f()\nb = f()\ndel (a, b)", "a = f()\nb = f()\ndel a, b"),
    "names": ("a = f()\nb = g()\nh(a, b, a, b)", "b = f()\na = g()\nh(b, a, b, a)"),
    "names of functions": ("def f(x, y=1): return f(x, y=y)\nf(env)", "def g(b, a=1): return g(b, a=a)\ng(env)"),
    "names in comprehensions": ("f({k: v for k, v in a.items()})", "f({x: y for x, y in a.items()})"),
    "names of errors": ("try: f()\nexcept A as e: g(e)", "try: f()\nexcept A as error: g(error)"),
    "names with compatibility characters": ("ﬁ = f()\ng(ﬁ, fi)", "fi = f()\ng(fi, fi)"),
    "keywords": ("f(a=1, b=2)", "f(b=2, a=1)"),
    "keywords, one with an effect": ("f(a=env.g(), b=2)", "f(b=2, a=env.g())"),
    "keywords of a function of its own": (
        "def f(a, b): return a - b\nf(b=1, a=2)",
        "def f(z, y): return z - y\nf(z=2, y=1)",
    ),
    "import alias": ("import numpy as np\nnp.random.seed(1)", "import numpy\nnumpy.random.seed(1)"),
    "import from": ("from hashlib import md5\nmd5(a)", "import hashlib\nhashlib.md5(a)"),
    "import from with alias": ("from numpy.random import seed as s\ns(1)", "import numpy as n\nn.random.seed(1)"),
    "import of a part": ("import numpy.random\nnumpy.random.seed(1)", "from numpy import random\nrandom.seed(1)"),
    "import of a part with alias": ("import os.path as p\np.join(a)", "from os.path import join\njoin(a)"),
    "order of imports": ("import random, json\nf(json, random)", "import json\nimport random\nf(json, random)"),
    "imports of elsewhere in order": ("import b\nimport a\nf(a, b)", "import a, b\nf(a, b)"),
    "import twice": ("import json\nimport json\njson.dumps(a)", "import json\njson.dumps(a)"),
    "import in a function": (
        "def f(a):\n  import json\n  return json.dumps(a)\nf(env)",
        "import json\ndef f(a): return json.dumps(a)\nf(env)",
    ),
    "unused imports": ("import json, sys\nimport numpy as np\nf()", "f()"),
    "future": ("from __future__ import annotations\nf()", "f()"),
    "print": ("f()\nprint('x', a, sep='')\ng()", "f()\ng()"),
    "print with reads": ("f()\nprint(f'{a.b[0]:.1f} {len(c)}', ', '.join(c))\ng()", "f()\ng()"),
    "print in a block": ("if a:\n  f()\n  print('x')", "if a:\n  f()"),
    "if with prints only": ("f()\nif a and not b:\n  print('x')\nelse:\n  print('y')\ng()", "f()\ng()"),
    "nested ifs with prints only": ("f()\nif a:\n  if b:\n    print('x')\ng()", "f()\ng()"),
    "else with prints only": ("if a:\n  f()\nelse:\n  print('x')", "if a:\n  f()"),
}

# With the temporary, and without.
INLINED = {
    "value": ("x = env.f()\nx", "env.f()"),
    "argument": ("x = env.f()\ng(x)", "g(env.f())"),
    "argument of a method of the environment": ("x = f()\nenv.g(x)", "env.g(f())"),
    "argument of a method of a name": ("a = h(1)\nx = env.f()\na.g(x, a)", "a = h(1)\na.g(env.f(), a)"),
    "after names and literals": ("x = env.f()\ng(a, 1, 'b', [c, -d], x)", "g(a, 1, 'b', [c, -d], env.f())"),
    "value without effect after calls without": ("x = a.b\ng(len(c), d[0], x)", "g(len(c), d[0], a.b)"),
    "chain": ("x = env.f()\ny = g(x)\nz = h(y)[:8]\nz", "h(g(env.f()))[:8]"),
    "two in order": ("x = env.f()\ny = env.g()\nh(x, y)", "h(env.f(), env.g())"),
    "receiver": ("x = env.f()\nx.g(a.b)", "env.f().g(a.b)"),
    "condition": ("x = env.f()\nif x:\n  g()", "if env.f():\n  g()"),
    "left of and": ("x = env.f()\ng(x and a)", "g(env.f() and a)"),
    "test of a conditional": ("x = env.f()\ng(a if x else b)", "g(a if env.f() else b)"),
    "iterable": ("x = env.f()\nfor y in x:\n  g(y)", "for y in env.f():\n  g(y)"),
    "first iterable": ("x = env.f()\ng([y for y in x])", "g([y for y in env.f()])"),
    "second operand": ("x = env.f()\ng(a < x)", "g(a < env.f())"),
    "returned": ("def f():\n  x = env.f()\n  return x\nf()", "def f(): return env.f()\nf()"),
    "raised": ("x = f()\nraise x", "raise f()"),
    "asserted": ("x = env.f()\nassert x", "assert env.f()"),
    "assigned": ("x = env.f()\na[0] = x", "a[0] = env.f()"),
    "unpacked": ("x = env.f()\na, b = x\ng(a, b)", "a, b = env.f()\ng(a, b)"),
    "added": ("y = 0\nx = env.f()\ny += x\ng(y)", "y = 0\ny += env.f()\ng(y)"),
    "in a block": ("if a:\n  x = env.f()\n  g(x)", "if a:\n  g(env.f())"),
    "in a loop": ("for a in b:\n  x = env.f(a)\n  g(x)", "for a in b:\n  g(env.f(a))"),
    "in a field": ("x = env.f()\ng(f'{x}')", "g(f'{env.f()}')"),
    "with a hole": ("x = f('${a}')\nenv.g(x)", "env.g(f('${a}'))"),
    "a hole as an argument": ("x = ${a}\nenv.g(x)", "env.g(${a})"),
    "awaited": ("x = await f()\ng(x)", "g(await f())"),
    "before a dropped print": ("x = env.f()\nprint('got')\ng(x)", "g(env.f())"),
    "default of a lambda": ("x = env.f()\ng(lambda a=x: a)", "g(lambda a=env.f(): a)"),
    "effects as keywords": ("x = env.f()\ng(b=x, a=env.h())", "g(b=env.f(), a=env.h())"),
}


@pytest.mark.parametrize("name", SAME)
def test_never_decides(name: str) -> None:
    same(*SAME[name])


@pytest.mark.parametrize("name", INLINED)
def test_temporary_goes(name: str) -> None:
    same(*INLINED[name])


@pytest.mark.parametrize(
    ("text", "shown", "holes"),
    [
        ('print("x")', ['print("x")'], 0),
        ("print(\n  'x',\n  a)", ["print( 'x', a)"], 0),
        ("if a:\n  print('x')\nelse:\n  print('y')", ["if a: …", "print('x')", "print('y')"], 0),
        ("print(f'{${x}} ${y}')", ["print(f'{__hole_0__} __hole_1__')"], 2),
        ("f()", [], 0),
    ],
)
def test_dropped_is_recorded(text: str, shown: list[str], holes: int) -> None:
    dropped = program(text, pure_holes=True).dropped
    assert [entry.text for entry in dropped] == shown
    assert sum(len(entry.holes) for entry in dropped) == holes


def test_holes_in_prints_have_effects_unless_they_are_said_to_have_none() -> None:
    assert len(program("print(${x})").body) == 1
    assert len(program("print(${x})", pure_holes=True).body) == 0


def test_environment_is_a_setting() -> None:
    one, other = program("world.step(a)", environment="world"), program("env.step(a)")
    assert equal(one, other)
    assert not equal(program("world.step(a)"), other)


def test_star_import_is_reported() -> None:
    found = program("from numpy import *\nf()")
    assert found.star_import is not None
    assert found.body[0].kind == "import"
    assert program("import numpy\nf()").star_import is None
