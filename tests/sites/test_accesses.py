"""What one file does to Python's globals, place by place."""

from __future__ import annotations

import pytest

from migrator.javascript.source import Source
from migrator.model.settings import Settings
from migrator.sites.accesses import Access, accesses
from migrator.sites.site import File


def found(statement: str) -> list[Access]:
    text = f"class A {{ async m(o, k) {{ {statement} }} }}"
    return accesses(File(Source.read("a.js", text.encode()), Settings()))


@pytest.mark.parametrize(
    "statement",
    ["this.pyodide.toPy(o);", "this.pyodide.runPython;", "o.runPythons('x');", "const globals = 1; o(globals);",
     "this.pyodide.globals = o;", "if (this.pyodide.pyimport) o();", "o.runPython = k;"],
)  # fmt: skip
def test_no_access(statement: str) -> None:
    assert found(statement) == []


@pytest.mark.parametrize(
    ("statement", "reads", "changes"),
    [
        ("this.pyodide.runPython('x = y');", "y", "x"),
        ("this.pyodide.runPython(`del x`);", "x", "x"),
        ("this.pyodide.globals.set('x', 1);", "", "x"),
        ("this.pyodide.globals.get('x');", "x", ""),
        ("this.pyodide.globals.delete('x');", "x", "x"),
        ("this.pyodide.globals.x = 1;", "", "x"),
        ("this.pyodide.globals.x;", "x", ""),
        ("o(this.pyodide.pyimport('x.y'));", "x.y", ""),
        ("this.pyodide.runPython(k ? 'x' : 'y = 1');", "x", "y"),
        ("const t = `y`; this.pyodide.runPython(`x = ${t}`);", "y", "x"),
    ],
)
def test_what_is_read_and_changed(statement: str, reads: str, changes: str) -> None:
    (access,) = found(statement)
    assert (" ".join(access.reads), " ".join(access.changes)) == (reads, changes)
    assert access.unseen is None
    assert access.is_receiver


def test_an_access_says_where_a_name_is_read() -> None:
    (access,) = found("this.pyodide.runPython(`\n  x = 1\n  f(x, y)\n`);")
    text = b"class A { async m(o, k) { this.pyodide.runPython(`\n  x = 1\n  f(x, y)\n`); } }"
    assert access.place("y") == text.index(b"y)\n")


def test_names_of_another_object_are_its_own_unless_it_is_called_an_interpreter() -> None:
    assert [access.unseen for access in found("o(k.globals);")] == [None]
    assert [access.unseen for access in found("o(k.py.globals);")] != [None]
