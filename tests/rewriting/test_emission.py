"""`+` lines as text of a file: names put in, indented and ended as their place has it."""

from __future__ import annotations

import pytest

from migrator.javascript.edits import Place
from migrator.matching.notation import Code, Line, parse_code
from migrator.model.settings import Receiver, Settings
from migrator.rewriting.emission import Emission, Names, Replacement, templates_with_dots


def code(text: str) -> Code:
    return parse_code([Line(number, "+", line) for number, line in enumerate(text.split("\n"), 1)])


def names(
    metavariables: dict[str, tuple[str, str]] | None = None,
    fresh: dict[str, str] | None = None,
    keywords: dict[str, str] | None = None,
    dots: tuple[tuple[str, ...], ...] = (),
) -> Names:
    given = {name: Replacement(*held) for name, held in (metavariables or {}).items()}
    return Names(given, fresh or {}, keywords or {}, dots)


def lines(text: str, held: Names | None = None, place: Place | None = None, **options: bool) -> list[str]:
    where = place or Place("", "    ", "\n", True, True)
    return Emission(code(text), held or names(), Settings(), where, **options).lines()


@pytest.mark.parametrize(
    ("text", "held", "found"),
    [
        ("f($A);", ("a, b", "sequence_expression"), "f((a, b));"),
        ("f($A);", ("a ? b : c", "ternary_expression"), "f(a ? b : c);"),
        ("$A.b;", ("a ? b : c", "ternary_expression"), "(a ? b : c).b;"),
        ("$A.b;", ("a.c", "member_expression"), "a.c.b;"),
        ("!$A;", ("a + b", "binary_expression"), "!(a + b);"),
        ("f({ $A });", ("a", "identifier"), "f({ a });"),
        ("f({ a: $A });", ("a", "identifier"), "f({ a });"),
        ("f({ a: $A });", ("b", "identifier"), "f({ a: b });"),
        ("f('$A', `$A`);", ("a", "identifier"), "f('$A', `$A`);"),
        ("f($B);", ("a", "identifier"), None),
    ],
)
def test_what_stands_for_a_metavariable(text: str, held: tuple[str, str], found: str | None) -> None:
    given = names({"A": held})
    if found is None:
        with pytest.raises(KeyError):
            lines(text, given)
    else:
        assert lines(text, given) == [found]


def test_names_are_put_in_all_at_once() -> None:
    given = names({"A": ("$B", "identifier"), "B": ("answer", "identifier")}, fresh={"answer": "$A"})
    assert lines("f($A, $B, answer);", given) == ["f($B, answer, $A);"]


def test_a_fresh_name_is_no_property_and_a_shorthand_is_spelled_out() -> None:
    given = names(fresh={"answer": "answer2"})
    assert lines("const { answer } = x.answer;", given) == ["const { answer: answer2 } = x.answer;"]
    assert lines("f({ answer });", given) == ["f({ answer: answer2 });"]


@pytest.mark.parametrize(("page", "source", "found"), [("const", "var", "var"), ("let", "const", "let"), ("const", "const", "const")])
def test_a_name_that_is_declared_again_has_the_weaker_keyword(page: str, source: str, found: str) -> None:
    given = names({"T": ("t", "identifier")}, keywords={"T": source})
    assert lines(f"{page} $T = f();", given) == [f"{found} t = f();"]


def test_lines_look_as_their_place_does() -> None:
    text = "if (a) {\n    b();\n\n    // said\n    c();\n}"
    place = Place("  ", "\t", "\n", False, True)
    assert lines(text, place=place) == ["  if (a) {", "  \tb()", "", "  \t// said", "  \tc()", "  }"]


def test_in_one_line_comments_go_and_a_guard_keeps_the_last_semicolon() -> None:
    text = "a(); // said\nb();"
    bare = Place("", "    ", "\n", False, False)
    assert lines(text, place=bare, joined=True) == ["a()", "b()"]
    assert lines(text, place=bare, joined=True, guard=True) == ["a()", "b();"]


def test_the_text_of_templates_stays_and_dots_stand_for_what_they_matched() -> None:
    text = "f(`a\n  ...b`);\ng(`c`, `...`);"
    given = names(dots=(("one\ntwo",), ("${x}",)))
    assert len(templates_with_dots(code(text))) == 2
    assert lines(text, given, Place("    ", "    ", "\n", True, True)) == ["    f(`a", "  one\ntwob`);", "    g(`c`, `${x}`);"]


def test_the_worker_is_called_as_the_settings_say() -> None:
    emission = Emission(code("this.worker.f(this.other);"), names(), Settings(worker=Receiver("engine")))
    assert emission.lines() == ["this.engine.f(this.other);"]
    assert emission.expression() == "this.engine.f(this.other)"
