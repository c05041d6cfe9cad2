"""What literals are worth in Python and in JavaScript."""

from __future__ import annotations

import pytest

from migrator.javascript.shapes import Item, Reader, view
from migrator.javascript.source import Source
from migrator.model.term import PythonTerm
from migrator.python.carry import as_javascript
from migrator.rewriting.literal import of_javascript, of_python


def javascript(text: str) -> str | None:
    source = Source.read("a.js", f"({text});".encode())
    return of_javascript(view(Item(Reader(source.data), source.root.named_children[0].named_children[0])))


def number(text: str) -> PythonTerm:
    return PythonTerm("number", text)


def minus(text: str) -> PythonTerm:
    return PythonTerm("unary", "-", (number(text),))


def pair(key: str, value: PythonTerm) -> PythonTerm:
    return PythonTerm("pair", "", (PythonTerm("string", key), value))


SAME = [
    (number("1"), "1"),
    (number("1"), "1.0"),
    (number("0.5"), ".5"),
    (number("1e3"), "1000"),
    (number("0x1f"), "31"),
    (number("1_000"), "1_000"),
    (minus("2.5"), "-2.5"),
    (PythonTerm("constant", "None"), "null"),
    (PythonTerm("constant", "True"), "true"),
    (PythonTerm("string", "a\n'"), '"a\\n\'"'),
    (PythonTerm("list", "", (number("1"), minus("1"))), "[1, -1]"),
    (PythonTerm("dict", "", (pair("a", number("1")),)), "{ a: 1 }"),
    (PythonTerm("dict", "", (pair("a b", number("1")),)), "{ 'a b': 1 }"),
]
OTHER = [
    (number("1"), "-1"),
    (number("1"), "'1'"),
    (number("10"), "010"),
    (number("1"), "true"),
    (minus("0"), "-0"),
    (number("9007199254740993"), "9007199254740993"),
    (number("1j"), "1"),
    (PythonTerm("constant", "None"), "undefined"),
    (PythonTerm("constant", "Ellipsis"), "null"),
    (PythonTerm("string", "a"), "'b'"),
    (PythonTerm("string", "1"), "1"),
    (PythonTerm("list", "", (number("1"), number("2"))), "[2, 1]"),
    (PythonTerm("list", "", (number("1"),)), "[1, ,]"),
    (PythonTerm("tuple", "", (number("1"),)), "[1]"),
    (PythonTerm("dict", "", (pair("a", number("1")),)), "{ b: 1 }"),
    (PythonTerm("dict", "", (pair("__proto__", number("1")),)), "{ __proto__: 1 }"),
    (PythonTerm("dict", "", (PythonTerm("pair", "", (number("1"), number("1"))),)), "{ 1: 1 }"),
    (PythonTerm("name", "a"), "a"),
]


@pytest.mark.parametrize(("python", "text"), SAME)
def test_the_same(python: PythonTerm, text: str) -> None:
    assert of_python(python) is not None
    assert of_python(python) == javascript(text)


@pytest.mark.parametrize(("python", "text"), OTHER)
def test_another(python: PythonTerm, text: str) -> None:
    assert of_python(python) is None or of_python(python) != javascript(text)


@pytest.mark.parametrize("python", [python for python, _ in SAME])
def test_what_carry_writes_is_the_same(python: PythonTerm) -> None:
    text = as_javascript(python)
    assert text is not None
    assert of_python(python) == javascript(text)
