"""The equivalences, one after the other: strings, prints, temporaries, keyword arguments."""

from __future__ import annotations

import pytest

from migrator.model.term import show
from migrator.python.effects import never
from migrator.python.imports import resolve
from migrator.python.normal import Form, Temporaries, normalise
from migrator.python.parse import parse

from .forms import built, prepare


def form(text: str, temporaries: Temporaries = Temporaries.SAFE) -> Form:
    builder, body = built(text)
    return normalise(resolve(body, builder), builder, parse(prepare(text)[0]), never, temporaries)


def shown(text: str, temporaries: Temporaries = Temporaries.SAFE) -> list[str]:
    return [show(term) for term in form(text, temporaries).body]


@pytest.mark.parametrize(
    "text",
    [
        "x = f()\ng()\nh(x)",
        "x = f()\nh(x, x)",
        "x = f()\ng(h(), x)",
        "x = f()\nif a: h(x)",
        "x = f()\nwhile x: h()",
        "x = f()\ny = lambda: x",
        "x = a.b\ng(h(), x)",
        "x = 1\nx = 2\nh(x)",
        "x = f()\ndef g(): return x",
    ],
)
def test_a_temporary_stays(text: str) -> None:
    assert shown(text)[0].startswith("(assign name:x")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x = f()\nh(x)", "h(f())"),
        ("x = f()\ny = g(x)\nh(y)", "h(g(f()))"),
        ("x = f()\nif x: h()", "if f(): h()"),
        ("x = a\ng(b, x)", "g(b, a)"),
        ("x = f()\nreturn_ = x + 1", "return_ = f() + 1"),
    ],
)
def test_a_temporary_goes(text: str, found: str) -> None:
    assert shown(text) == shown(found)
    assert shown(text, Temporaries.NONE) != shown(found)


def test_every_temporary_goes_where_programs_are_lined_up() -> None:
    text = "x = f()\ng(h(), x)"
    assert shown(text, Temporaries.ALL) == shown("g(h(), f())")
    assert shown(text) != shown("g(h(), f())")


def test_only_strings_that_say_nothing_go() -> None:
    assert shown("'a'\nf()\n'b'") == shown("f()\n'b'")
    assert shown("def f():\n  'a'\n  return 1\nf") == shown("def f():\n  return 1\nf")
    assert form("'a ${x} b'\nf()").stray == (0,)
    assert form("f('a ${x} b')").stray == ()


@pytest.mark.parametrize("text", ["print(f())", "print(a, file=b)", "print(a, end=g())", "print(*f())"])
def test_a_print_with_an_effect_stays(text: str) -> None:
    assert form(f"{text}\nh()").dropped == ()
    assert len(shown(f"{text}\nh()")) == 2


def test_prints_go_and_are_recorded_and_so_are_ifs_that_they_leave_empty() -> None:
    found = form("print('a', b)\nif c:\n  print(d)\nh()")
    assert sorted(each.text for each in found.dropped) == ["if c: …", "print('a', b)", "print(d)"]
    assert shown("print('a', b)\nif c:\n  print(d)\nh()") == shown("h()")


def test_a_print_at_the_end_is_no_value() -> None:
    assert not form("f()\nprint(a)").has_value
    assert form("print(a)\nf()").has_value


def test_keyword_arguments_have_one_order_unless_evaluating_them_can_be_noticed() -> None:
    assert shown("f(b=1, a=2)") == shown("f(a=2, b=1)")
    assert shown("f(b=g(), a=h())") != shown("f(a=h(), b=g())")
