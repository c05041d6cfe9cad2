"""Where terms stand in the text."""

from __future__ import annotations

import pytest

from migrator.model.term import PythonTerm, Term
from migrator.python.form import Program, Unparsable
from migrator.python.positions import Positions

from .forms import program


def spelled(found: Program, term: Term) -> str:
    assert isinstance(found.raw, Positions)
    return found.raw.text[found.position(term) : found.end_position(term)]


def test_statements_and_expressions() -> None:
    found = program("f(a,  b)  # say\r\nif c:\n    g(\n        1)\n")
    call, condition = found.body
    assert spelled(found, call) == "f(a,  b)"
    assert spelled(found, condition).startswith("if c:\n    g(")
    (inner,) = condition.children[1].children
    assert spelled(found, inner) == "g(\n        1)"


def test_a_hole_is_where_its_placeholder_is() -> None:
    found = program("f('é', 'a ${x} b')")
    holes = [term for term in found.body[0].walk() if term.kind == "hole"]
    assert [spelled(found, hole) for hole in holes] == ["__hole_0__"]


def test_a_term_without_a_node_is_from_its_first_part_to_its_last() -> None:
    found = program("if a:\n    f()\n    g()\n")
    block = found.body[0].children[1]
    assert spelled(found, PythonTerm("block", "", block.children)) == "f()\n    g()"


def test_what_is_not_written_has_no_place() -> None:
    found = program("if a:\n    f()\n")
    with pytest.raises(LookupError, match="block"):
        found.position(found.body[0].children[2])
    with pytest.raises(LookupError, match="tuple"):
        found.end_position(PythonTerm("tuple"))


def test_a_refusal_knows_its_line() -> None:
    with pytest.raises(Unparsable) as caught:
        program("f()\ng(")
    assert caught.value.line is not None
    assert str(caught.value) == str(caught.value.message)
