"""The embedded language as every run knows it: which file is the interpreter itself, and what lowers a program."""

from __future__ import annotations

import re

import pytest

from migrator.python.form import Unparsable
from migrator.python.language import PYTHON

COPY = b"var x = _createPyodideModule;"


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("js/game.js", COPY),
        ("js/pyodide.js", b"export const pyodide = 1;"),
        ("js/pyodide-loader.js", COPY),
        ("js/pyodide_devtools.js", COPY),
        ("js/pyodide.worker.js", COPY),
        ("js/pyodide2.js", COPY),
        ("js/mypyodide.js", COPY),
        ("js/pyodide.ts", COPY),
        ("pyodide.js/game.js", COPY),
    ],
)
def test_a_file_is_no_copy_by_its_name_or_its_bytes_alone(path: str, data: bytes) -> None:
    assert not PYTHON.is_interpreter(path, data)


@pytest.mark.parametrize(
    "path",
    [
        *("pyodide.js", "js/pyodide.mjs", "js\\Pyodide.JS", "a/pyodide.asm.js", "pyodide.asm.min.cjs", "pyodide.min.js"),
        *("pyodide_dev.js", "pyodide.full.0.15.0.js", "pyodide-v0.21.3.mjs", "pyodide-debug.js"),
    ],
)
@pytest.mark.parametrize("mark", [b"_createPyodideModule", b"languagePluginLoader", b"FS_createPreloadedFile"])
def test_a_copy_of_the_interpreter_is_known_by_both(path: str, mark: bytes) -> None:
    assert PYTHON.is_interpreter(path, b"x;" + mark + b";")


@pytest.mark.parametrize("text", [b"const a = 1;", b"this.python.run(x);", b"runpython"])
def test_a_script_without_a_trace_runs_no_program(text: bytes) -> None:
    assert re.search(PYTHON.traces, text) is None


@pytest.mark.parametrize("text", [b"loadPyodide()", b"PYODIDE", b"py.runPython(x)", b"pyimport('os')"])
def test_a_script_with_a_trace_may_run_one(text: bytes) -> None:
    assert re.search(PYTHON.traces, text) is not None


def test_each_call_has_the_stem() -> None:
    assert [call.startswith(PYTHON.stem) for call in PYTHON.calls] == [True, True]
    assert re.search(PYTHON.traces, PYTHON.loader.encode()) is not None


def test_a_program_is_lowered_by_what_is_imported_for_it() -> None:
    program = PYTHON.lower("import time\ngame.step(1)\n", {}, environment="game", pure_hole=lambda hole: False)
    assert [statement.kind for statement in program.body][-1] == "expr"
    assert any(term.kind == "environment" for statement in program.body for term in statement.walk())
    with pytest.raises(Unparsable):
        PYTHON.lower("game.step(", {}, environment="game", pure_hole=lambda hole: False)


def test_a_program_of_a_page_has_a_form_for_each_way_its_gaps_can_be_empty() -> None:
    assert len(PYTHON.lower_pattern("env.step(1)\n", {}, environment="env")) == 1
    assert len(PYTHON.lower_pattern("a = env.step(1)\n...\nb = env.turn(a)\n", {}, environment="env")) >= 1
    with pytest.raises(Unparsable):
        PYTHON.lower_pattern("env.step(", {}, environment="env")
