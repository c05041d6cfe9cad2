"""What goes with a match, and what of it is written again."""

from __future__ import annotations

from migrator.rewriting.conditions.checked import excerpt, is_around, references
from tests.rewriting.candidates import candidate

PAGE = """
- const $T = f($A);
- await this.pyodide.runPythonAsync(`env.step(${$T})`);
+ await this.worker.step($A);
"""
BODY = "const t = f(a + b);\nawait this.pyodide.runPythonAsync(`env.step(${t})`);\nlater(c);"


def test_what_goes_and_what_is_written_again() -> None:
    found = candidate(PAGE, BODY, "f, a, b, c, later")
    data = found.source.data

    def goes(text: str) -> bool:
        return found.goes(data.index(text.encode()))

    assert not goes("later(c)")
    assert not goes("a + b)")  # `$A` is written again
    assert goes("f(a + b)")
    assert goes("env.step")
    assert found.emitted == {"A"}
    assert sorted(found.gone) == ["t"]
    assert [data[span.start : span.end] for span in found.staying] == [b"a + b"]


def test_a_declaration_is_known_by_its_metavariable_only_where_it_is_a_name() -> None:
    found = candidate(PAGE, BODY, "f, a, b, c, later")
    assert found.binding("A") is None
    assert found.binding("NONE") is None
    binding = found.binding("T")
    assert binding is not None
    assert (binding.name, binding.kind) == ("t", "const")


def test_what_is_declared_again_is_not_gone() -> None:
    page = "- const $T = await this.pyodide.runPythonAsync(`env.t`);\n+ const $T = await this.worker.t();"
    found = candidate(page, "const t = await this.pyodide.runPythonAsync(`env.t`);")
    assert found.gone == {}
    assert found.match.block.redeclared == {"T"}


def test_scopes_and_what_stands_in_them() -> None:
    found = candidate(PAGE, f"{{ {BODY} }}", "f, a, b, c, later")
    assert is_around(found.scope.parent or found.scope, found.scope)
    assert is_around(found.scope, found.scope)
    assert found.scope.parent is not None
    assert not is_around(found.scope, found.scope.parent)
    assert not is_around(found.scope, None)
    first = found.match.removed_nodes()[0]
    assert [each.name for each in references(found.source, first)] == ["f", "a", "b"]


def test_an_excerpt_is_one_short_line() -> None:
    long = "a\n    + " + "b + " * 30 + "c"
    found = candidate(PAGE, BODY.replace("a + b", long), "f, a, b, c, later")
    text = excerpt(found, found.match.javascript["A"])
    assert text == ("a + " + "b + " * 30 + "c")[:57] + "…"
    found = candidate(PAGE, BODY.replace("a + b", "a\n    + b"), "f, a, b, c, later")
    assert excerpt(found, found.match.javascript["A"]) == "a + b"
