"""What has an effect, and what a gap may cover."""

from __future__ import annotations

import pytest

from migrator.model.term import Term
from migrator.python.effects import bound_names, changes_foreign_list, has_effect, is_gap_statement

from .forms import program

PURE = """
a
a.b[0][1:]
1 + -a * 2
a < b <= c
a and not b or c
a if b else c
[a, (b, *c), {d}, {e: f, **g}]
f'{a.b:.1f} {c!r}'
[x + 1 for x in a if x]
{k: v for k, v in sorted(a.b)}
lambda x: f(x)
len(a) + sum(b)
isinstance(a, (int, float))
sorted(a, key=len)
sorted(a, key=lambda x: x[0], reverse=True)
max(a, default=b)
', '.join(str(x) for x in a)
'{}'.format(a)
f'{a}'.upper()
time.time() - a
time.perf_counter()
math.floor(a / 2)
json.dumps(a, default=str)
os.sep
"""

EFFECTS = """
f()
a.f()
a.append(1)
env
env.t
env.render()
len(env.agents)
[x for x in env.agents]
lambda: env.t
lambda: random.random()
f'{env.t}'
random.random()
np.random.seed
random.seed
len(f())
[f(x) for x in a]
[x for x in f()]
sorted(a, key=f)
sorted(a, key=lambda x: f(x))
json.dumps(a, default=f)
json.loads(a)
open(a)
exec(a)
setattr(a, b, c)
next(a)
${x}
'${x}'
f'${x}'
f'{${x}}'
await a
(b := 1)
a.join(b)
', '.join(f(x) for x in a)
[x async for x in a]
time.sleep(1)
os.getcwd()
"""

IMPORTS = "import time, math, json, os, random\nimport numpy as np\n"


@pytest.mark.parametrize("text", PURE.strip().splitlines())
def test_without_effect(text: str) -> None:
    assert not has_effect(program(IMPORTS + text).body[-1].children[0])


@pytest.mark.parametrize("text", EFFECTS.strip().splitlines())
def test_with_effect(text: str) -> None:
    assert has_effect(program(IMPORTS + text).body[-1].children[0])


def test_names_of_the_program_are_no_builtins() -> None:
    assert has_effect(program("def len(a): return g(a)\nlen(1)").body[-1].children[0])


def test_holes_may_be_said_to_be_pure() -> None:
    term = program("f'{${x}} ${y}'").body[0].children[0]
    assert has_effect(term)
    assert not has_effect(term, lambda hole: True)
    assert has_effect(term, lambda hole: hole.value == "x")


@pytest.mark.parametrize(
    "text",
    [
        "x = 1",
        "x = y = a.b",
        "x = time.time() - a",
        "x: int = 1",
        "if a:\n  x = 1\nelif b:\n  x = 2",
        "if a: b",
        "x = []\nx.append(a.b)",
        "x = []\nx.extend([a])",
        "len(a)",
    ],
)
def test_gap_covers(text: str) -> None:
    assert all(map(is_gap_statement, program(IMPORTS + text).body))


@pytest.mark.parametrize(
    "text",
    [
        "x = f()",
        "x.y = 1",
        "x[0] = 1",
        "x, y = a",
        "x = 1\nx += 1",
        "x = env.t",
        "x = ${y}",
        "x = random.random()",
        "x = np.random",
        "raise a",
        "return_ = f(a)",
        "x = 1\ndel x",
        "for a in b: pass",
        "while a: b",
        "try: x = 1\nfinally: y = 2",
        "with a: pass",
        "def f(): pass",
        "class A: pass",
        "a.append(1)",
        "x = []\nx.append(f())",
        "x = []\nx.append(1, 2)",
        "x = []\nx.pop()",
        "if env.t: x = 1",
        "if a: f()",
        "if a: raise b",
        "assert a",
        "import pygame",
        "print(${x})",
    ],
)
def test_gap_does_not_cover(text: str) -> None:
    assert not all(map(is_gap_statement, program(IMPORTS + text).body))


def test_names_of_gap_statements() -> None:
    body = program("z = []\nif c:\n  x = y = z\n  z.append(x)\nf(x, y, z)").body
    names = [symbol.name for symbol in bound_names(body[1])]
    assert names == ["x", "y"]


def foreign(text: str) -> bool:
    """Whether a program of which gaps cover all that they can appends there to a list that is not the gaps' own."""
    body = program(text).body
    covered = {term for statement in body for term in _below(statement)}
    return changes_foreign_list(body, covered) is not None


def _below(statement: Term) -> list[Term]:
    if is_gap_statement(statement):
        return list(statement.walk())
    inner = [part for child in statement.children if child.kind == "block" for part in child.children]
    return [term for part in inner for term in _below(part)]


@pytest.mark.parametrize(
    "text",
    [
        "x = a['b']\nx.append(1)\nx.append(2)",
        "x = a\nx.append(1)\nx.append(2)",
        "x = []\nx = a\nx.append(1)",
        "x = []\ny = x\nz = x\ny.append(1)\ny.append(2)",
        "x = a or []\nx.append(1)\nx.append(2)",
        "x = [] if a else b\nx.append(1)\nx.append(2)",
        "if a:\n  x = []\nx.append(1)",
        "if a:\n  x = []\nelse:\n  x = b\nx.append(1)",
        "if a:\n  x = []\nelse:\n  x.append(1)",
        "x = []\nif a: x = b\nx.append(1)",
        "x.append(1)\nx = []",
        "x = reversed(a)\nx.append(1)\nx.append(1)",
        "x = y = []\nx = a\nx.append(1)\ny.append(1)",
    ],
)
def test_a_list_that_is_only_named_is_not_its_own(text: str) -> None:
    assert foreign(text)


@pytest.mark.parametrize(
    "text",
    [
        "x = []\nx.append(1)\nx.append(2)",
        "x = [a]\nx.extend([1])\nx.append(2)",
        "x = [b for b in a]\nif c: x.append(1)\nx.append(2)",
        "x = list(a)\nx.append(1)\nx.append(2)",
        "x = sorted(a)\nx.append(1)\nx.append(2)",
        "x: list = []\nx.append(1)\nx.append(2)",
        "x = y = []\nx.append(1)\ny.append(1)",
        "if a:\n  x = []\nelse:\n  x = [1]\nx.append(1)",
        "x = a\nx = []\nx.append(1)\nx.append(2)",
        "for b in f():\n  x = []\n  x.append(b)\n  x.append(b)",
    ],
)
def test_a_list_that_is_made_is_its_own(text: str) -> None:
    assert not foreign(text)
