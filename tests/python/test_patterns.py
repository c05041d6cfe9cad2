"""Patterns: metavariables, gaps, dots, and the forms that a pattern has as its gaps cover nothing."""

from __future__ import annotations

import pytest

from migrator.model.term import show
from migrator.python.lower import Program, Unparsable, lower_variants

from .forms import equal, prepare, program


def lines(found: Program) -> list[str]:
    return [show(statement) for statement in found.body]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("f($X, $_)", "(expr (call name:f metavar:X anything))"),
        ("$X = f()", "(assign metavar:X (call name:f))"),
        ("env.$P", "(expr (attribute environment metavar:P))"),
        ("$X.a_1", "(expr (attribute:a_1 metavar:X))"),
        ("f($K=1, a=2)", "(expr (call name:f (keyword:a number:2) (keyword metavar:K number:1)))"),
        ("lambda $P=1: 2", "(expr (lambda (parameters (parameter metavar:P number:1)) number:2))"),
        (
            "def $F(a): return a",
            "(def metavar:F (parameters parameter) (block (return name:a)))",
        ),
        ("for $X in $Y: f($X)", "(for metavar:X metavar:Y (block (expr (call name:f metavar:X))) block)"),
        ("f(f'{$X:.1f}')", "(expr (call name:f (fstring (field metavar:X (fstring text:.1f)))))"),
        ("f('$X')", "(expr (call name:f string:$X))"),
        ("f(f'$X')", "(expr (call name:f string:$X))"),
        ("f(...)", "(expr (call name:f dots))"),
        ("f(a, ...)", "(expr (call name:f name:a ellipsis))"),
        ("f(a=...)", "(expr (call name:f (keyword:a ellipsis)))"),
        ("f((...))", "(expr (call name:f ellipsis))"),
        ("x[...]", "(expr (subscript name:x ellipsis))"),
        ("def f(): ...", "(def:f parameters (block (expr ellipsis)))"),
        ("def f():\n  ...", "(def:f parameters (block gap))"),
        ("...", "gap"),
        ("a; ...", "(expr name:a)"),
    ],
)
def test_pattern(text: str, shown: str) -> None:
    assert lines(program(text, pattern=True))[0] == shown


def test_dollar_and_dots_mean_nothing_in_a_source() -> None:
    with pytest.raises(Unparsable):
        program("f($X)")
    assert lines(program("...\nf(...)")) == ["(expr ellipsis)", "(expr (call name:f ellipsis))"]


@pytest.mark.parametrize("text", ["f($x)", "f($Xy)", "import $X", "f($1)", "$ X"])
def test_no_metavariable(text: str) -> None:
    with pytest.raises(Unparsable):
        program(text, pattern=True)


def test_metavariables_are_no_symbols_and_have_positions() -> None:
    text = "x = 'Ꭰ'\nf($X)"
    found = program(text, pattern=True)
    metavar = found.body[-1].children[0].children[-1]
    assert (metavar.kind, metavar.symbol) == ("metavar", None)
    assert text[found.position(metavar) : found.end_position(metavar)] == "$X"


def test_names_of_the_pattern_are_symbols() -> None:
    found = program("x = $E\nf(x, x, y)", pattern=True)
    target, _ = found.body[0].children
    _, one, two, free = found.body[1].children[0].children
    assert target.symbol is one.symbol is two.symbol is not None
    assert free.symbol is None
    assert (target.symbol.writes, target.symbol.uses) == (1, 2)


def variants(text: str) -> list[Program]:
    text, holes = prepare(text)
    return lower_variants(text, holes)


def test_gap_that_covers_nothing_lets_a_temporary_go() -> None:
    forms = variants("x = env.f()\n...\ng(x)\n...")
    assert "gap" in show(forms[0].body[1])
    assert any(equal(form, program("g(env.f())")) for form in forms)
    assert any(len(form.body) == 4 for form in forms)


def test_variants_are_distinct_and_the_first_has_all_gaps() -> None:
    assert len(variants("f()\ng()")) == 1
    forms = variants("f()\n...\n...\ng()")
    assert [len(form.body) for form in forms] == [4, 3, 2]
    assert forms[0].body[1].kind == forms[0].body[2].kind == "gap"


def test_gap_at_the_end_decides_about_the_value() -> None:
    first, second = variants("f()\n...")
    assert (first.has_value, second.has_value) == (False, True)


def test_many_gaps_are_varied_where_it_matters() -> None:
    text = "f()\n...\n" * 7 + "x = env.f()\n...\ng(x)"
    forms = variants(text)
    assert len(forms) == 2
    assert forms[1].body[-1].kind == "expr"
    assert len(variants("f()\n...\n" * 6)) == 64


def test_gap_in_a_block() -> None:
    forms = variants("if a:\n  ...\n  f()")
    assert len(forms) == 2


def test_pattern_and_source_meet() -> None:
    source = program("import hashlib as h\nst = env.get_state()\nh.md5(st)")
    pattern = program("from hashlib import md5\nmd5(env.get_state())", pattern=True)
    assert equal(source, pattern)
