"""Symbols, and the global names that a program binds and reads."""

from __future__ import annotations

import pytest

from migrator.model.term import Symbol
from migrator.python.symbols import walk_python

from .forms import program


def symbols(text: str, name: str) -> set[Symbol | None]:
    """The symbols of all names and parameters with a spelling; None stands for a free one."""
    found = set()
    for statement in program(text).body:
        for below in walk_python(statement):
            spelled = below.value if below.kind == "name" else below.symbol.name if below.symbol is not None else None
            if spelled == name:
                found.add(below.symbol)
    return found


@pytest.mark.parametrize(
    ("text", "distinct", "free"),
    [
        ("x = f()\ng(x, x)", 1, False),
        ("g(x)", 0, True),
        ("x = f()\ndef h(x): return x\nh(x, x)", 2, False),
        ("x = f()\ndef h(a=x): return x\nh(x)", 1, False),
        ("x = f()\ndef h():\n  x = 1\n  return x + x\nh(x, x)", 2, False),
        ("x = f()\ndef h():\n  global x\n  x = 1\nh(x, x)", 1, False),
        ("def h():\n  x = 1\n  def k():\n    nonlocal x\n    x = 2\n  k(x)\nh()", 1, False),
        ("def h():\n  global x\n  x = 1\nh(x)", 1, False),
        ("g([x for x in x])", 1, True),
        ("x = f()\ng([x for x in x], x)", 2, False),
        ("g([1 for a in b for x in x])", 1, False),
        ("g([(x := a) for a in b], x)", 1, False),
        ("class A:\n  x = 1\n  def m(self): return x\ng(A)", 0, True),
        ("x = f()\nclass A:\n  x = 1\n  def m(self): return x\ng(A, x)", 1, True),
        ("try: f()\nexcept E as x: g(x)", 1, False),
        ("with f() as x: g(x)", 1, False),
        ("for x in f(): g(x)", 1, False),
        ("del x", 1, False),
        ("g(lambda x: x, x)", 1, True),
        ("match a:\n  case [x, *y]: g(x, y)", 1, False),
        ("match a:\n  case {'k': 1, **x}: g(x)", 1, False),
        ("match a:\n  case P(k=1) as x: g(x)", 1, False),
    ],
)
def test_scopes(text: str, distinct: int, free: bool) -> None:
    found = symbols(text, "x")
    assert len(found - {None}) == distinct
    assert (None in found) is free


@pytest.mark.parametrize(
    ("text", "writes", "uses"),
    [
        ("x = f()\ng(x, x)", 1, 2),
        ("x = 1\nx += 1\ng(x, x)", 2, 3),
        ("def h(x): return x\nh()", 1, 1),
        ("x = f()\nprint(x)", 1, 0),
        ("for x in y: g(x)", 1, 1),
    ],
)
def test_counts(text: str, writes: int, uses: int) -> None:
    (symbol,) = symbols(text, "x")
    assert symbol is not None
    assert (symbol.writes, symbol.uses) == (writes, uses)


def test_counts_after_inlining() -> None:
    found = program("a = f()\nx = a\ng(x, x)")
    (target,) = (below for below in found.body[0].walk() if below.value == "x")
    assert target.symbol is not None
    assert (target.symbol.writes, target.symbol.uses) == (1, 2)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a = b = 1", "a b"),
        ("(a, [b, *c]) = d", "a b c"),
        ("a.b = c[0] = 1", ""),
        ("a += 1", "a"),
        ("a: int = 1", "a"),
        ("import a, b.c, d.e as f", "a b f"),
        ("from a import b, c as d", "b d"),
        ("def a(b): c = 1", "a"),
        ("class A:\n  b = 1", "A"),
        ("for a, b in c: d = 1", "a b d"),
        ("with a as b, c as (d, e): pass", "b d e"),
        ("if (a := 1): pass", "a"),
        ("del a", ""),
        ("a: int", ""),
        ("def f():\n  global a\n  a = 1", "f a"),
        ("[a for a in b]", ""),
        ("[(c := a) for a in b]", "c"),
        ("lambda a: a", ""),
        ("try: a = 1\nexcept E as b: c = 1\nelse: d = 1\nfinally: e = 1", "a b c d e"),
        ("x = env.f()\nx", "x"),
        ("match a:\n  case b: pass", "b"),
        ("print(a)", ""),
    ],
)
def test_binds(text: str, names: str) -> None:
    assert sorted(program(text).binds) == sorted(names.split())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a", "a"),
        ("len(a)", "a"),
        ("env.step(a)", "a env"),
        ("a = 1\na", ""),
        ("a\na = 1", "a"),
        ("a = a", "a"),
        ("a += 1", "a"),
        ("import a\na.b", ""),
        ("from a import b\nb", ""),
        ("def f(): return a\na = 1\nf()", ""),
        ("def f(): return a\nf()", "a"),
        ("def f(b=a): return b\na = 1", "a"),
        ("if c:\n  a = 1\na", "a c"),
        ("if c:\n  a = 1\n  a", "c"),
        ("if c: a = 1\nelse: a = 2\na", "c"),
        ("if c: a = 1\nelse: raise ValueError\na", "c"),
        ("if c:\n  a = 1\nelif d: a = 2\na", "a c d"),
        ("for a in b: a", "b"),
        ("for a in b: pass\na", "a b"),
        ("while c:\n  a = 1\n  a\na", "a c"),
        ("try: a = 1\nexcept E: pass\na", "E a"),
        ("try: a = 1\nexcept E: a = 2\na", "E"),
        ("try: pass\nfinally: a = 1\na", ""),
        ("try: a = 1\nexcept E as e: e\nelse: a", "E"),
        ("with b as a: a\na", "b"),
        ("with b: a = 1\na", "a b"),
        ("a = 1\ndel a\na", "a"),
        ("[a for a in b]", "b"),
        ("[a for a in a]", "a"),
        ("lambda a: a + b", "b"),
        ("f = lambda: b\nb = 1", ""),
        ("class A:\n  x = 1\n  y = x\n  def m(self): return z", "z"),
        ("def f():\n  global a\n  a = 1\nf()\na", "a"),
        ("def f():\n  x = 1\n  return x", ""),
        ("(a := 1) + a", ""),
        ("b and (a := 1)\na", "a b"),
        ("[y for x in b if (y := x)]", "b"),
        ("f'{a} {b!r:{c}}'", "a b c"),
        ("print(f'{a}')", "a"),
        ("a[b] = c", "a b c"),
        ("@d\ndef f(a: t): pass", "d t"),
        ("match a:\n  case [b]: b\n  case c.D: pass", "a c"),
        ("for f in g:\n  h = f\n  h", "g"),
    ],
)
def test_reads(text: str, names: str) -> None:
    assert sorted(set(program(text).reads) - {"ValueError", "len", "print"}) == sorted(names.split())


def test_binds_and_reads_have_positions() -> None:
    text = "f()\nif a:\n  b = c\n  b = d"
    found = program(text)
    assert found.position(found.binds["b"]) == text.index("b = c")
    assert found.position(found.reads["c"]) == text.index("c")


def test_positions() -> None:
    text = "# one\nx = (a +\n  b)\nif x > 1:\n  g('é ${y}', x)\nelse: print(1)\n"
    found = program(text, pure_holes=True)
    cooked = text.replace("${y}", "__hole_0__")

    def shown(term: object) -> str:
        return cooked[found.position(term) : found.end_position(term)]

    test = found.body[1].children[0]
    assert shown(found.body[0]) == "x = (a +\n  b)"
    assert shown(found.body[0].children[1]) == "a +\n  b"
    assert shown(test) == "x > 1"
    call = found.body[1].children[1].children[0].children[0]
    assert shown(call) == "g('é __hole_0__', x)"
    (hole,) = (below for below in walk_python(call) if below.kind == "hole")
    assert shown(hole) == "__hole_0__"
    assert shown(found.dropped[0].origin) == "print(1)"
    with pytest.raises(LookupError):
        found.position(found.body[1].children[1].children[0].children[0].__class__("none"))
