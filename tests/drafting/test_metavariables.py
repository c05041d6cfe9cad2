"""The names of metavariables, and the values of holes that a command is given."""

from __future__ import annotations

import pytest

from migrator.drafting.metavariables import Metavariables
from tests.javascript.nodes import node, read


@pytest.mark.parametrize("name", ["console", "undefined", "Math"])
def test_a_global_of_the_platform_stays(name: str) -> None:
    source = read(f"f({name});")
    assert Metavariables(source, {}).name(node(source, name)) is None


@pytest.mark.parametrize(
    ("name", "spelled"),
    [("a", "$A"), ("stateJson", "$STATE_JSON"), ("_x1", "$X1"), ("$", "$VALUE"), ("_1", "$VALUE"), ("été", "$T")],
)
def test_the_name_of_a_metavariable(name: str, spelled: str) -> None:
    source = read(f"f({name});")
    edit = Metavariables(source, {}).name(node(source, name))
    assert edit is not None
    assert edit.text.decode() == spelled


def test_one_thing_has_one_and_two_of_a_name_have_two() -> None:
    source = read("let a = 0; { let a = 0; f(a); } f(a);")
    given = Metavariables(source, {})
    edits = [given.name(node(source, "a", nth)) for nth in range(4)]
    assert [edit and edit.text for edit in edits] == [b"$A", b"$A_2", b"$A_2", b"$A"]


def test_a_shorthand_is_spelled_out() -> None:
    source = read("let a; f({ a });")
    edit = Metavariables(source, {}).name(node(source, "{ a }").named_children[0])
    assert edit is not None
    assert edit.text == b"a: $A"


@pytest.mark.parametrize(
    ("inside", "pattern", "arguments"),
    [
        ("1", "1", []),
        ("a", "$A", ["$A"]),
        ("a.b.c", "$C", ["$C"]),
        ("this.speed", "$SPEED", ["$SPEED"]),
        ("a + b", "$A + $B", ["$A", "$B"]),
        ("f(a)", "$F", ["$F"]),
        ("a ? 'True' : 'False'", "$A ? 'True' : 'False'", ["$A"]),
        ("a.replace(/b/g, 'c')", "$A.replace(/b/g, 'c')", ["$A"]),
        ("a.b + a.b", "$B + $B", ["$B"]),
        ("await f()", "$VALUE", ["$VALUE"]),
    ],
)
def test_what_stands_in_a_hole(inside: str, pattern: str, arguments: list[str]) -> None:
    source = read(f"let a, b, f; async () => `x ${{{inside}}}`;")
    template = node(source, f"`x ${{{inside}}}`")
    given = Metavariables(source, {})
    hole = next(child for child in template.children if child.type == "template_substitution")
    assert given.hole(hole) == pattern
    assert given.arguments == arguments
