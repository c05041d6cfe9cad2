"""What stands around a call in code that is not parsed."""

from __future__ import annotations

import pytest

from migrator.sites.unread.around import Around
from migrator.sites.unread.lexer import hidden


def around(text: str) -> Around:
    """What stands around places in the front matter of Astro."""
    hides = [(start - 4, end - 4) for start, end in hidden(f"---\n{text}", ".astro") if start >= 4]
    return Around(text, hides)


MEMBERS = {
    "a.NAME(b)": ("a", "(b)"),
    "x = a?.NAME?.(b);": ("a", "(b)"),
    "x = a['NAME'](b);": ("a", "(b)"),
    "f(this.a[0].b().NAME<string>(b, (c)));": ("this.a[0].b()", "(b, (c))"),
    "a // b\n  .NAME /* c */ `d`": ("a", "`d`"),
    "(a as B)!.NAME(b)": ("(a as B)", "(b)"),
    "(a.NAME as any)(b)": ("a", "(b)"),
    "a.NAME.call(b)": ("a", "(b)"),
}


@pytest.mark.parametrize("text", MEMBERS)
def test_a_call_of_a_member(text: str) -> None:
    code = around(text)
    start = text.index("NAME")
    dot, after = code.member(start, start + 4)
    assert dot is not None
    opened = code.called(after)
    assert opened is not None
    on, arguments = MEMBERS[text]
    assert text[code.before(dot) : dot].rstrip().removesuffix("!").split(" //")[0] == on
    assert text[opened : code.end(opened)] == arguments


@pytest.mark.parametrize("text", ["NAME(b)", "f(...NAME(b))", "{ NAME: 1 }", "'NAME'"])
def test_no_member(text: str) -> None:
    start = text.index("NAME")
    assert around(text).member(start, start + 4)[0] is None


@pytest.mark.parametrize(
    ("text", "is_handed_on"),
    [
        ("x = a.NAME;", True),
        ("f(a.NAME);", True),
        ("return a.NAME;", True),
        ("g = () => a.NAME;", True),
        ("[a.NAME]", True),
        ("if (a.NAME) {}", False),
        ("expect(a.NAME);", False),
        ("x == a.NAME;", False),
        ("x = a.NAME + 1;", False),
        ("a.NAME;", False),
    ],
)
def test_a_member_that_is_handed_on(text: str, is_handed_on: bool) -> None:
    start = text.index("a.NAME")
    assert around(text).is_handed_on(start, start + 6) == is_handed_on


def test_methods_that_a_class_declares_itself() -> None:
    assert around("class A { runPython(a: string): void {} }").declared == {"runPython"}
    assert around("interface A { runPython(a: string): void; } this.runPythonAsync(b);").declared == set()


def test_what_is_hidden_is_no_code() -> None:
    code = around("a /* b */ c")
    assert [code.hides(at) for at in (0, 5, 10)] == [False, True, False]


def test_arguments_that_nothing_closes_end_with_the_line() -> None:
    code = around("a.f(b\nc")
    assert code.end(3) == 5
