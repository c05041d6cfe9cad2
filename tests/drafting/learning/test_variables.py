"""What statements name, declare and give a value: of the variables of functions, and of the members of `this`."""

from __future__ import annotations

import pytest

from migrator.drafting.learning.examples import statements
from migrator.drafting.learning.variables import (
    all_names_in,
    declared_by,
    declared_in,
    given_in,
    members_in,
    names_in,
    written_by,
    written_in,
)
from migrator.javascript.scopes import Scopes
from migrator.javascript.source import Source
from migrator.model.settings import Settings
from migrator.model.term import Term
from migrator.sites.site import File


def parted(text: str) -> tuple[list[Term], Scopes]:
    """The statements of a function, between one that declares `a` and one that uses all, and the variables."""
    code = f"let top = 1;\nfunction f() {{ let a = 0; {text} use(a, top); }}"
    file = File(Source.read("a.js", code.encode()), Settings(infers=False))
    body = statements(file)[1].children[-1]
    return list(body.children[1:-1]), file.source.scopes


@pytest.mark.parametrize(
    ("text", "names", "everywhere", "declared", "given", "written"),
    [
        ("g(a);", "a", "a", "", "", ""),
        ("a = 2;", "a", "a", "", "a", "a"),
        ("a++;", "a", "a", "", "a", "a"),
        ("top = a;", "a", "a top", "", "", "top"),
        ("const b = a;", "a b", "a b", "b", "b", ""),
        ("const { b } = x;", "b", "b", "b", "b", ""),
        ("g(`${a}`);", "a", "a", "", "", ""),
        ("g(b => b + top);", "b", "b top", "b", "b", ""),
        ("{ let a = 1; a = 2; }", "a", "a", "a", "a", "a"),
    ],
)
def test_a_variable_is_named_declared_or_given_a_value(
    text: str, names: str, everywhere: str, declared: str, given: str, written: str
) -> None:
    terms, scopes = parted(text)
    found = (each(terms, scopes) for each in (names_in, all_names_in, declared_by, given_in, written_in))
    shown = [" ".join(sorted(binding.name for binding in each)) for each in found]
    assert shown == [names, everywhere, declared, given, written]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("const b = g();", ["b"]),
        ("const b = `${a}`;", ["b"]),
        ("const b = a;", []),
        ("const b = a.c;", []),
        ("let b;", []),
        ("b = g();", []),
    ],
)
def test_a_name_of_something_else_is_no_value_that_is_computed(text: str, names: list[str]) -> None:
    assert sorted(binding.name for binding in declared_in(*parted(text))) == names


@pytest.mark.parametrize(
    ("text", "written", "named"),
    [
        ("this.a = 1;", {"a"}, {"a"}),
        ("this.a = this.b;", {"a"}, {"a", "b"}),
        ("this.a.b = 1;", set(), {"a"}),
        ("x.a = x.b;", set(), set()),
    ],
)
def test_a_member_of_this_is_written_or_named(text: str, written: set[str], named: set[str]) -> None:
    terms, _ = parted(text)
    assert written_by(terms[0]) == written
    assert members_in(terms) == named
