"""Where a file writes an expression that the settings name."""

from __future__ import annotations

import pytest

from migrator.javascript.source import Source
from migrator.model.settings import Receiver
from migrator.sites.named import written


def found(named: str, text: str) -> list[str]:
    receiver = Receiver.read(named)
    assert receiver is not None
    source = Source.read("a.js", text.encode())
    return [source.text(node.start_byte, node.end_byte) for node in written(source, receiver)]


@pytest.mark.parametrize(
    ("named", "text"),
    [
        ("pyodide", "// pyodide\nconst a = 'pyodide'; f(a.pyodide, { pyodide: 1 }, pyodides);"),
        ("ref.current", "ref; ref.currents; other.current; a.ref.current; ref['cur' + 'rent'];"),
        ("this.#py", "class A { #py; f() { this.py; other.#py; } }"),
        ("getPyodide()", "getPyodide; getPyodide(1); new getPyodide(); getPyodide``;"),
        ("await getPyodide()", "getPyodide(); await other(); await getPyodide;"),
        ("this.$_.pyodide", "this.pyodide; a.b.pyodide; this.a.b.pyodide;"),
    ],
)
def test_what_is_not_the_expression(named: str, text: str) -> None:
    assert found(named, text) == []


@pytest.mark.parametrize(
    ("named", "text", "places"),
    [
        ("pyodide", "pyodide.runPython(x); f(pyodide, { pyodide });", ["pyodide", "pyodide", "pyodide"]),
        ("pyodide", "const { pyodide } = x; p\\u0079odide = 1;", ["pyodide", "p\\u0079odide"]),
        ("ref.current", "ref.current.f(); ref?.current; (ref).current; ref['current'];",
         ["ref.current", "ref?.current", "(ref).current", "ref['current']"]),
        ("this.#py", "class A { #py; f() { return this.#py; } }", ["this.#py"]),
        ("window.pyodide", "window.pyodide; window['pyodide'];", ["window.pyodide", "window['pyodide']"]),
        ("await getPyodide()", "async () => (await getPyodide()).f();", ["await getPyodide()"]),
        ("api.get().py", "api.get().py.f(); api.get(1).py;", ["api.get().py"]),
        ("this.$_.pyodide", "this.a.pyodide; this['b'].pyodide;", ["this.a.pyodide", "this['b'].pyodide"]),
    ],
)  # fmt: skip
def test_the_expression_however_it_is_laid_out(named: str, text: str, places: list[str]) -> None:
    assert found(named, text) == places
