"""What a program gives to JavaScript: only what its last line shows is told from anything else."""

from __future__ import annotations

import pytest

from migrator.python.result import Given, Result, result_of
from tests.python.forms import program

OTHER = (Given.OTHER, Result.PROXY)
CASES = {
    "": OTHER,
    "x = {}": OTHER,
    "env.get_state()": OTHER,
    "f = 1\nf(2)": OTHER,
    "x = {}\nx = f()\nx": OTHER,
    "x = y\nx": OTHER,
    "for x in y:\n    pass\nx": OTHER,
    "{'a': 1}": (Given.MAPPING, Result.PROXY),
    "dict(a=1)": (Given.MAPPING, Result.PROXY),
    "x = {k: v for k, v in f()}\nx": (Given.MAPPING, Result.PROXY),
    "[1, 2]": (Given.SEQUENCE, Result.PROXY),
    "list(f().items())": (Given.SEQUENCE, Result.PROXY),
    "x = f()\nx.tolist()": (Given.SEQUENCE, Result.PROXY),
    "1": (Given.SCALAR, Result.PROXY),
    "f'{env.x}'": (Given.SCALAR, Result.PROXY),
    "import json\njson.dumps(env.x)": (Given.SCALAR, Result.PROXY),
    "from pyodide.ffi import to_js\nto_js({'a': 1})": (Given.MAPPING, Result.CONVERTED),
    "from pyodide.ffi import to_js\nto_js(env.x)": (Given.OTHER, Result.CONVERTED),
    "import js\nfrom pyodide.ffi import to_js\nto_js(env.x, dict_converter=js.Object.fromEntries)": (
        Given.OTHER,
        Result.PLAIN,
    ),
}


@pytest.mark.parametrize("text", CASES)
def test_the_last_line_shows_what_a_program_gives(text: str) -> None:
    assert result_of(program(text).body) == CASES[text]
