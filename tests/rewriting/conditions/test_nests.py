"""Nests: every use of a value that changes its kind is covered, each where it stands."""

from __future__ import annotations

import pytest

from migrator.rewriting.conditions.nests import covered, nest_target
from tests.rewriting.candidates import candidate, told

PAGE = """
- const $H = await this.pyodide.runPythonAsync(`env.hash()`);
+ const $H = await this.worker.hash();
  <...
- %s
+ %s
  ...>
"""
SITE = "const h = await this.pyodide.runPythonAsync(`env.hash()`);\n"
WHOLE = PAGE % ("$H", "$H.hash")
SHOWN = PAGE % ("console.log($H, 'x')", "console.log($H.hash)")


@pytest.mark.parametrize(
    ("page", "use"),
    [
        (WHOLE, "h.length;"),
        (WHOLE, "h = 1;"),
        (WHOLE, "g(...h);"),
        (WHOLE, "h + 1;"),
        (WHOLE, "b[h];"),
        (SHOWN, "console.log(h);"),
        (SHOWN, "console.log('x', h);"),
        (SHOWN, "console.log(b, h, 'x');"),
        (SHOWN, "console.log(h, 'y');"),
        (SHOWN, "g(h, 'x');"),
    ],
)
def test_a_use_that_is_not_covered(page: str, use: str) -> None:
    found = candidate(page, SITE + use, "b, g")
    ((code, message, place),) = told(list(covered(found)), found)
    assert (code, message) == ("still-used", "`h` is used in a way that the page does not cover")
    assert place.startswith("h")


@pytest.mark.parametrize(
    ("page", "use", "target"),
    [
        (WHOLE, "g(h);", "h"),
        (WHOLE, "return h;", "h"),
        (WHOLE, "return (h);", "h"),
        (WHOLE, "b = h;", "h"),
        (WHOLE, "g({ h });", "h"),
        (WHOLE, "g({ a: h });", "h"),
        (WHOLE, "g(`${h}`);", "h"),
        (WHOLE, "g([h]);", "h"),
        (WHOLE, "g(() => h);", "h"),
        (SHOWN, "console.log(h, 'x');", "console.log(h, 'x')"),
    ],
)
def test_a_use_that_is_covered(page: str, use: str, target: str) -> None:
    found = candidate(page, SITE + use, "b, g")
    assert list(covered(found)) == []
    (nest,) = found.match.block.nests
    binding = found.binding("H")
    assert binding is not None
    (reference,) = (use for use in binding.references if not found.goes(use.node.start_byte))
    node = nest_target(found, nest, reference)
    assert node is not None
    assert node.text == target.encode()
