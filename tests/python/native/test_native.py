"""Python's own parser and libcst give the same program: the same terms, at the same places, with the same effects."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.model.packs import packs, page_files
from migrator.model.term import JavaScriptTerm, Term
from migrator.python import lower, native, parse
from migrator.python.form import Program, Unparsable
from migrator.python.native import expressions

HOLE = "__hole_0__"


def told(text: str) -> Any:
    """All that a program is for whoever takes it: each term with where it stands, and what the program does."""
    parse.parse.cache_clear()
    try:
        program = lower.lower(text, {HOLE: JavaScriptTerm("name", "seed")})
    except Unparsable as error:
        return error.message, error.line
    return (
        [_term(program, term) for term in program.body],
        program.has_value,
        [(dropped.text, _place(program, dropped.origin)) for dropped in program.dropped],
        [
            sorted((name, _place(program, node)) for name, node in found.items())
            for found in (program.binds, program.reads, program.deletes)
        ],
        [_place(program, node) for node in program.unseen],
        program.star_import and _place(program, program.star_import),
        program.stray,
    )


def _term(program: Program, term: Term) -> Any:
    inside = [] if term.kind == "hole" else [_term(program, child) for child in term.children]
    return term.kind, term.value, _place(program, term) if term.origin is not None else None, inside


def _place(program: Program, item: Any) -> tuple[int, int]:
    return program.raw.start(item), program.raw.end(item)


def of_both(text: str) -> tuple[Any, Any]:
    """What each of the parsers makes of a program that both read."""
    assert native.tree_of(text) is not None, text
    found = told(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(native, "tree_of", lambda _: None)
        return found, told(text)


SAME = [
    *(
        "x",
        "(x)",
        "x.y",
        "(x . y)",
        "x[0]",
        "x[0, 1]",
        "x[(0, 1)]",
        "x[(a), *b]",
        "x[*(a), b]",
        "x[0,]",
        "x[()]",
        "x[1:2, ::3]",
        "x[*a]",
    ),
    *("f()", "f(a, *b, c=d, **e)", "f( (a) , b = (c) )", "f(x for x in y)", "f((x for x in y))", "f(a)(b)"),
    *("a + b * -c ** ~d", "(a + b) * c", "a and b or not c", "(a or b) and c", "a < b <= c is not d not in e"),
    *("a if b else c", "lambda: 1", "lambda a, *b, c=1, **d: a", "lambda a, /, b: a", "lambda a=(1): a"),
    *("()", "(a,)", "a, b", "(a, (b))", "[a, *b]", "{a, b}", "{}", "{a: b, **c, (d): (e)}", "((a), b)", "(a, b, )"),
    *("[x for x in y if x if not x]", "{x: y for x, y in z for w in y}", "{x async for x in y}", "(x\n for x in y)"),
    *("1", "0x_ff", "1_000.5e3", "2j", "True", "None", "...", "(yield)", "await x", "(x := 1)", "lambda a : a"),
    *("'a'", "b'a' b'b'", "'a' \"b\"", r"r'\d'", "'''a\nb'''", "('a'\n  'b')", "u'a'", r"'\d'", "f'a' 'b' f'{c}'"),
    *("f'{a}'", "f'{a!r:>{b}}'", "f\"{a['b']}\"", "f'{{a}}{b}c'", "f'''{a}\n{b}'''", "f'{a:%Y}'"),
    *("f'{a != b}'", "f'{a[1:2]}'", "f'{ a }'", "f'{f(x=1)}'", "f''", "F'é{é}é'", "é + ü", "'é' + x.y", "f'{(a, b)}'"),
    *(
        "a = b = c",
        "a: int",
        "a: int = 1",
        "a.b: int = 1",
        "f(c=d, *b)",
        "f'{a:{b}}}}'",
        "a += 1",
        "a, *b = c",
        "[a, b] = c",
        "a.b, c[d] = e",
    ),
    *("del a", "del a, b", "del (a, b)", "del (a), b[c]", "global a, b", "pass", "return a", "raise a from b"),
    *("assert a, b", "import a", "import a.b as c, d", "from a import b as c, d", "from . import a"),
    *("from .a.b import *", "from a import (b,\n  c,)", "from __future__ import annotations", "if a: b"),
    *("if (a):\n  b\nelif c:\n  d\nelse:\n  e", "if a:\n  b\nelse:\n  if c: d", "while a: break"),
    *("for a, b in c:\n  d\nelse:\n  e", "async def f():\n  async for a in b: continue", "try: a\nexcept* b: c"),
    *("try:\n  a\nexcept (b, c) as d:\n  e\nexcept:\n  f\nelse:\n  g\nfinally:\n  h", "with a as b, c: d"),
    *("with a: b", "async def f():\n  async with a as (b, c): d", "with f(a) as b: c", "async def f(): await g()"),
    *("def f(a, b: int = 1, *c: d, e, f=2, **g) -> h:\n  'i'\n  return j", "@a\n@b(c)\ndef d(): pass", "def f(a ): a"),
    *(
        "class A: pass",
        "@a\nclass B(C, d=e, **f):\n  x = 1\n  def g(self): return self.x",
        "# a; b\nx # b\n",
        "';'",
        "a\n(b) and c",
        "f\n(a), b",
        "(a\n)\n(print(b))",
        "\nx\n\n",
    ),
    *("if a: # b\n  # c\n  d\n# e\nf", "x = (  # a\n  b\n)", "a \\\n+ b", "print(a)", "print((a))", "(print(a))"),
    *("if a:\n  print(b)", "if (a):\n  print(f'{b}')", "x = 1\nprint(x)\n", "'a'\nb", "x = (1,\n 2)  # c\nprint(x)"),
    *(f"f({HOLE})", f"'{HOLE}'", f"f'{{{HOLE}}}'", f"'''a{HOLE}b'''", f"x = {HOLE}\n{HOLE}", f"# {HOLE}\nx"),
]
# What one of the two reads otherwise, or says more about.
LEFT = [
    *("match a:\n  case b: c", "a; b", "x = 1;", "def f[T](a): a", "class A[T]: pass", "type A = b", "a\r\nb", "a\fb"),
    *("f'{a=}'", "f'{a = !r}'", r"f'\N{DASH}'", "f'{a\n}'", "f'{f\"{a}\"}'", "t'{a}'", "f'{a!x}'"),
    *("with (a as b, c): d", "with (a): b", "def f(a,): a", "def f(a, /): a", "def f(*, a): a", "lambda *, a: a"),
    *("(a): int = 1", "(a.b): int", "class A(b=c, *d): pass", r"rf'\{a}'", "é + ﬁ"),
    *("x =", "if a", r"'\x1'", "0777", "print 'a'", "a = = b", "f(", "\0", "9" * 5000, "try: a\nexcept b, c: d"),
]


@pytest.mark.parametrize("text", SAME)
def test_both_read_the_same(text: str) -> None:
    found, wanted = of_both(text)
    assert found == wanted


@pytest.mark.parametrize("text", LEFT, ids=lambda text: text[:20])
def test_what_is_left_to_libcst(text: str) -> None:
    assert native.tree_of(text) is None


def test_a_field_that_nobody_has_named_is_left_to_libcst(monkeypatch: pytest.MonkeyPatch) -> None:
    """A later Python may say more of an import than its names."""
    monkeypatch.setattr(ast.Import, "_fields", ("names", "is_lazy"))
    assert native.tree_of("import a") is None
    assert native.tree_of("a") is not None


def test_a_class_that_nobody_has_named_is_left_to_libcst(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(expressions.BINARY, "Add")
    monkeypatch.delitem(expressions._EXPRESSIONS, "Await")
    assert [native.tree_of(text) for text in ("a + b", "await a")] == [None, None]


def test_the_programs_of_the_pages_are_read_the_same() -> None:
    pages = "\n".join(path.read_text("utf-8") for path in page_files(packs().values()))
    fenced = re.findall(r"```python[^\n]*\n(.*?)```", pages, re.DOTALL)
    written = re.findall(r"runPythonAsync\(`(.*?)`", pages.replace("\n- ", "\n"), re.DOTALL)
    texts = {re.sub(r"\$\{[^}]*\}|\$", "", text) for text in (*fenced, *written)}
    read = [text for text in texts if native.tree_of(text) is not None]
    assert len(read) > 10
    for text in read:
        found, wanted = of_both(text)
        assert found == wanted, text


PIECES = ["a", "b.c", "f(x)", "1", "'s'", "f'{v}'", HOLE, "(a, b)", "[x for x in y]", "lambda q=1: q", "{k: v}", "(a)"]
JOINS = [
    *("{} + {}", "{} and {}", "{}, {}", "f({}, k={})", "[{}, *{}]", "({}) if {} else c", "{{{}: {}}}", "-{} < {}"),
    *("x = {}\ny = {}", "{} # z\n{}", "if {}:\n  {}", "print({}, {})", "f'{{({})}}' f'{{({})}}'", "x[{}:{}]"),
]


@st.composite
def programs(draw: st.DrawFn) -> str:
    """Programs of a few pieces."""
    text = draw(st.sampled_from(PIECES))
    for _ in range(draw(st.integers(0, 3))):
        other = draw(st.sampled_from(PIECES))
        text = draw(st.sampled_from(JOINS)).format(*draw(st.permutations([text, other])))
    return text


@given(programs())
def test_any_program_is_read_the_same(text: str) -> None:
    if native.tree_of(text) is not None:
        found, wanted = of_both(text)
        assert found == wanted


def test_libcst_is_not_imported_for_it() -> None:
    code = "import sys; from migrator.python.lower import lower; lower('f(1)', {}); print('libcst' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, timeout=300)
    assert ran.stdout == "False\n"
