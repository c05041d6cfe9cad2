"""`+` lines as text of a file: names put in, indented and ended as their place has it."""

from __future__ import annotations

import pytest

from migrator.javascript.edits import END, Follow, Place
from migrator.javascript.precedence import shape_of_text
from migrator.matching.dots import templates_with_dots
from migrator.matching.notation import Code, Line, parse_code
from migrator.model.settings import Receiver, Settings
from migrator.rewriting.emission import Emission, Names, Replacement


def code(text: str) -> Code:
    return parse_code([Line(number, "+", line) for number, line in enumerate(text.split("\n"), 1)])


def names(
    metavariables: dict[str, str] | None = None,
    fresh: dict[str, str] | None = None,
    keywords: dict[str, str] | None = None,
    dots: tuple[tuple[str, ...], ...] = (),
) -> Names:
    given = {name: Replacement(text, shape_of_text(text)) for name, text in (metavariables or {}).items()}
    return Names(given, fresh or {}, keywords or {}, dots)


def lines(
    text: str, held: Names | None = None, place: Place | None = None, joined: bool = False, follow: Follow = END
) -> list[str]:
    where, given = place or Place("", "    ", "\n", True, True), held or names()
    pairs = tuple(range(len(given.dots)))
    return Emission(code(text), given, Settings(), where, joined, follow, pairs).lines()


@pytest.mark.parametrize(
    ("text", "held", "found"),
    [
        ("f($A);", "a, b", "f((a, b));"),
        ("f($A);", "a ? b : c", "f(a ? b : c);"),
        ("$A.b;", "a ? b : c", "(a ? b : c).b;"),
        ("$A.b;", "a.c", "a.c.b;"),
        ("$A.b;", "1", "(1).b;"),
        ("$A.b;", "new Foo", "(new Foo).b;"),
        ("$A.b;", "new Foo()", "new Foo().b;"),
        ("$A.b;", "a?.c", "(a?.c).b;"),
        ("$A.b;", "await (a)", "(await (a)).b;"),
        ("$A.b;", "{ a: 1 }", "({ a: 1 }).b;"),
        ("$A.b;", "function () {}", "(function () {}).b;"),
        ("$A`b`;", "a?.c", "(a?.c)`b`;"),
        ("$A();", "() => 1", "(() => 1)();"),
        ("new $A();", "a.b", "new a.b();"),
        ("new $A();", "a().b", "new (a().b)();"),
        ("!$A;", "a + b", "!(a + b);"),
        ("-$A;", "-1", "-(-1);"),
        ("x = 1 /$A;", "/a/", "x = 1 /(/a/);"),
        ("await $A;", "a || b", "await (a || b);"),
        ("x = $A * 2;", "a + b", "x = (a + b) * 2;"),
        ("x = $A + 2;", "a * b", "x = a * b + 2;"),
        ("x = 1 - $A;", "a - b", "x = 1 - (a - b);"),
        ("x = $A ** 2;", "-a", "x = (-a) ** 2;"),
        ("x = $A ?? 2;", "a || b", "x = (a || b) ?? 2;"),
        ("x = $A || 2;", "a ?? b", "x = (a ?? b) || 2;"),
        ("x = () => $A;", "{ a: 1 }", "x = () => ({ a: 1 });"),
        ("x = () => $A.b;", "{ b: 1 }", "x = () => ({ b: 1 }).b;"),
        ("x = $A ? 1 : 2;", "a = b", "x = (a = b) ? 1 : 2;"),
        ("x = [...$A];", "a, b", "x = [...(a, b)];"),
        ("x = y[$A];", "a, b", "x = y[a, b];"),
        ("for (let x = $A; ; ) f();", "a in b", "for (let x = (a in b); ; ) f();"),
        ("for (const x of $A) f();", "a, b", "for (const x of (a, b)) f();"),
        ("$A;", "'use strict'", "('use strict');"),
        ("f({ $A });", "a", "f({ a });"),
        ("f({ a: $A });", "a", "f({ a });"),
        ("f({ a: $A });", "b", "f({ a: b });"),
        ("f('$A', `$A`);", "a", "f('$A', `$A`);"),
        ("f($B);", "a", None),
    ],
)
def test_what_stands_for_a_metavariable(text: str, held: str, found: str | None) -> None:
    given = names({"A": held})
    if found is None:
        with pytest.raises(KeyError):
            lines(text, given)
    else:
        assert lines(text, given) == [found]


@pytest.mark.parametrize(
    ("text", "held", "found"),
    [
        ("a()\n$A.b()", "(c || d)", ["a()", ";(c || d).b()"]),
        ("a()\n$A.b()", "c || d", ["a()", ";(c || d).b()"]),
        ("a(); $A.b();", "c", ["a(); c.b()"]),
        ("if (a) b(); else $A();", "c", ["if (a) b(); else c()"]),
        ("do a(); while ($A);", "b", ["do a(); while (b)"]),
        ("while ($A);\nb();", "a", ["while (a);", "b()"]),
        ("if ($A);\nb();", "a", ["if (a);", "b()"]),
        ("for (let i = 0; i < $A; i++) b();", "n", ["for (let i = 0; i < n; i++) b()"]),
        ("a();\n// said\n`${$A}`.b();", "c", ["a()", "// said", ";`${c}`.b()"]),
    ],
)
def test_without_semicolons_statements_do_not_run_together(text: str, held: str, found: list[str]) -> None:
    assert lines(text, names({"A": held}), Place("", "    ", "\n", False, True)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a()\nb()", "a(); b()"),
        ("f(\n    `a\n  b`,\n    c\n);\nd();", "f( `a\n  b`, c ); d()"),
        ("if (a) {\n    b();\n    c()\n}\nd();", "if (a) { b(); c() } d()"),
        ("x = class {\n    a = 1\n    b = 2\n};", "x = class { a = 1; b = 2 }"),
        ("x = 'a\\\n  b';\nc();", "x = 'a\\\n  b'; c()"),
    ],
)
def test_in_one_line_statements_are_joined_and_not_lines(text: str, found: str) -> None:
    assert lines(text, place=Place("", "    ", "\n", False, False), joined=True) == [found]


def test_names_are_put_in_all_at_once() -> None:
    given = names({"A": "$B", "B": "answer"}, fresh={"answer": "$A"})
    assert lines("f($A, $B, answer);", given) == ["f($B, answer, $A);"]


def test_a_fresh_name_is_no_property_and_a_shorthand_is_spelled_out() -> None:
    given = names(fresh={"answer": "answer2"})
    assert lines("const { answer } = x.answer;", given) == ["const { answer: answer2 } = x.answer;"]
    assert lines("f({ answer });", given) == ["f({ answer: answer2 });"]


@pytest.mark.parametrize(("page", "source", "found"), [("const", "var", "var"), ("let", "const", "let"), ("const", "const", "const")])
def test_a_name_that_is_declared_again_has_the_weaker_keyword(page: str, source: str, found: str) -> None:
    given = names({"T": "t"}, keywords={"T": source})
    assert lines(f"{page} $T = f();", given) == [f"{found} t = f();"]


def test_lines_look_as_their_place_does() -> None:
    text = "if (a) {\n    b();\n\n    // said\n    c();\n}"
    place = Place("  ", "\t", "\n", False, True)
    assert lines(text, place=place) == ["  if (a) {", "  \tb()", "", "  \t// said", "  \tc()", "  }"]


def test_in_one_line_comments_go_and_a_guard_keeps_the_last_semicolon() -> None:
    text = "a(); // said\nb();"
    bare = Place("", "    ", "\n", False, False)
    assert lines(text, place=bare, joined=True) == ["a(); b()"]
    assert lines(text, place=bare, joined=True, follow=Follow("(", 0, True, False)) == ["a(); b();"]


def test_the_text_of_templates_stays_and_dots_stand_for_what_they_matched() -> None:
    text = "f(`a\n  ...b`);\ng(`c`, `...`);"
    given = names(dots=(("one\ntwo",), ("${x}",)))
    assert len(templates_with_dots(code(text))) == 2
    assert lines(text, given, Place("    ", "    ", "\n", True, True)) == ["    f(`a", "  one\ntwob`);", "    g(`c`, `${x}`);"]


@pytest.mark.parametrize(
    ("piece", "found"),
    [("a$", "`x a\\${b}`"), ("a\\$", "`x a\\${b}`"), ("a\\\\$", "`x a\\\\\\${b}`"), ("$a", "`x $a{b}`")],
)
def test_dots_make_no_hole_with_what_follows(piece: str, found: str) -> None:
    assert lines("f(`x ...{b}`);", names(dots=((piece,),))) == [f"f({found});"]


def test_in_one_line_the_next_line_ends_a_statement() -> None:
    bare = Place("", "    ", "\n", False, False)
    assert lines("a();", place=bare, joined=True, follow=Follow("e", 0, True, False)) == ["a()"]
    assert lines("a();", place=bare, joined=True, follow=Follow("e", 0, False, False)) == ["a();"]


def test_a_label_at_the_end_of_a_block_makes_no_object_of_it() -> None:
    bare = Place("", "    ", "\n", False, True)
    assert lines("x: a();", place=bare, follow=Follow("}", 0, True, False)) == ["x: a();"]
    assert lines("x: a();", place=bare, follow=Follow("b", 0, True, False)) == ["x: a()"]


def test_the_worker_is_called_as_the_settings_say() -> None:
    emission = Emission(code("this.worker.f(this.other);"), names(), Settings(worker=Receiver("engine")))
    assert emission.lines() == ["this.engine.f(this.other);"]
    assert emission.expression() == "this.engine.f(this.other)"
