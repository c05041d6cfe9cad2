"""Which bytes go with statements, and what is put in their place. The statements that go are those that call `gone`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from migrator.javascript.edit import apply
from migrator.javascript.edits import (
    deletion,
    follow,
    is_open,
    place_of,
    removal,
    statement_end,
    statement_has_semicolon,
)
from migrator.javascript.source import Source

from .nodes import read

if TYPE_CHECKING:
    from tree_sitter import Node


def going(source: Source) -> list[Node]:
    found, stack = [], [source.root]
    while stack:
        here = stack.pop()
        if here.type == "expression_statement" and (here.text or b"").lstrip(b"(").startswith(b"gone"):
            found.append(here)
        else:
            stack.extend(reversed(here.children))
    return found


def deleted(text: str, name: str = "a.js") -> str:
    source = Source.read(name, text.encode())
    edit, _ = deletion(source, going(source))
    return apply(source.data, (edit,)).decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a();\ngone() as {\n    x: y\n};\nb();\n", "a();\nb();\n"),
        ("a();\ngone() as\n    T;\nb();\n", "a();\nb();\n"),
        ("a()\ngone() as {\n    x: y\n}\n;[b] = c\n", "a()\n;[b] = c\n"),
        ("a();\ngone()!\n;\nb();\n", "a();\n;\nb();\n"),
        ("gone();\ntype A = B;\ngone();\nb();\n", "type A = B;\nb();\n"),
        ("gone()\ntype A = B\ngone()\nb()\n", "type A = B\nb()\n"),
        ("gone() // a\ndeclare let c: D;\ngone()\nb()\n", "declare let c: D;\nb()\n"),
    ],
)
def test_types_of_several_lines_go_with_their_statement(before: str, after: str) -> None:
    assert deleted(before, "a.ts") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a();\ngone();\nb();\n", "a();\nb();\n"),
        ("a(); gone(); b();\n", "a(); b();\n"),
        ("{\n    gone();\n\n    b();\n}\n", "{\n    b();\n}\n"),
        ("{\n\n    gone();\n\n    b();\n}\n", "{\n\n    b();\n}\n"),
        ("a();\n\ngone();\n\nb();\n", "a();\n\nb();\n"),
        ("a();\n// what goes\ngone(); // with it\nb();\n", "a();\nb();\n"),
        ("a();\n// of a, or of both\n\ngone();\nb();\n", "a();\n// of a, or of both\n\nb();\n"),
        ("// eslint-disable-next-line\ngone();\nb();\n", "// eslint-disable-next-line\nb();\n"),
        ("gone(); // TODO later\nb();\n", "// TODO later\nb();\n"),
        ("gone(/* FIXME */ a);\nb();\n", "/* FIXME */\nb();\n"),
        ("a();\r\ngone();\r\nb();\r\n", "a();\r\nb();\r\n"),
        ("a()\ngone();\n[b] = c\n", "a()\n;\n[b] = c\n"),
        ("a()\ngone()\n;[b] = c\n", "a()\n;[b] = c\n"),
        ("a();\ngone() /* with\n it */;\nb();\n", "a();\nb();\n"),
    ],
)
def test_deleted(before: str, after: str) -> None:
    assert deleted(before) == after


def test_two_statements_and_what_is_between_them() -> None:
    source = read("a();\n  gone(1);\n  // between, eslint-disable-line\n  gone(2);\nb();\n")
    found = removal(source, going(source))
    assert source.text(found.start, found.end).startswith("gone(1);")
    assert source.text(found.start, found.end).endswith("gone(2);")
    assert found.lasting == ("// between, eslint-disable-line",)


@pytest.mark.parametrize(
    ("text", "end", "own"),
    [
        ("gone();\n", "gone();", True),
        ("gone()\n", "gone()", False),
        ("gone()\n;[a] = b\n", "gone()", False),
        ("gone() // said\n;", "gone()", False),
    ],
)
def test_where_a_statement_ends(text: str, end: str, own: bool) -> None:
    source = read(text)
    (statement,) = going(source)
    assert source.text(statement.start_byte, statement_end(source, statement)) == end
    assert statement_has_semicolon(source, statement) is own


@pytest.mark.parametrize(
    ("text", "unit", "indent", "semicolons", "own_lines"),
    [
        ("function f() {\n  gone();\n}\n", "  ", "  ", True, True),
        ("function f() {\n\tgone()\n}\n", "\t", "\t", False, True),
        ("a(); gone();\n", "    ", "", True, False),
        ("gone(); // said\n", "    ", "", True, True),
        ("gone(); a();\n", "    ", "", True, False),
    ],
)
def test_how_code_looks_in_a_place(text: str, unit: str, indent: str, semicolons: bool, own_lines: bool) -> None:
    source = read(text)
    place = place_of(source, going(source))
    assert place == (indent, unit, "\n", semicolons, own_lines)


def test_the_line_end_of_a_place() -> None:
    source = read("a();\ngone();\r\nb();\n")
    assert place_of(source, going(source)).newline == "\r\n"


@pytest.mark.parametrize(
    ("text", "start", "newline", "risky"),
    [
        ("gone()\na()\n", "a", True, False),
        ("gone()\n", "", True, False),
        ("gone()\n;[a] = b\n", ";", True, False),
        ("gone();\n[a] = b\n", "[", True, True),
        ("gone();\n// said\n(a)()\n", "(", True, True),
        ("gone();\n`a`.b()\n", "`", True, True),
        ("gone(); /* said */ a()\n", "a", False, False),
        ("if (b) gone(); else c()\n", "e", False, False),
        ("if (b) { gone() }\n", "}", False, False),
        ("if (b)\n    gone();\n(a)()\n", "(", True, True),
    ],
)
def test_what_follows(text: str, start: str, newline: bool, risky: bool) -> None:
    source = read(text)
    found = follow(source.data, statement_end(source, going(source)[-1]))
    assert (found.start, found.newline, found.is_risky) == (start, newline, risky)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("gone()", False),
        ("a();\ngone()", False),
        ("a()\ngone()", True),
        ("a()\n// said\ngone()", True),
        ("if (b) a()\ngone()", True),
        ("if (b) a(); else c()\ngone()", True),
        ("if (b) a(); else c();\ngone()", False),
        ("if (b) { a() }\ngone()", False),
        ("for (;;) a()\ngone()", True),
        ("x: a()\ngone()", True),
        ("const a = function () {}\ngone()", True),
        ("function a() {}\ngone()", False),
        ("export const a = 1\ngone()", True),
        ("export function a() {}\ngone()", False),
        ("import a from 'a'\ngone()", True),
        ("if (a)\n    gone()", False),
        ("do a(); while (b)\ngone()", True),
    ],
)
def test_a_statement_that_lacks_its_semicolon(text: str, found: bool) -> None:
    assert is_open(going(read(text))[0]) is found


@pytest.mark.parametrize(
    "comment",
    [
        "/*! kept */", "/** @license MIT */", "/* @preserve */", "/**\n * @preserve\n */", "/* eslint-disable-line */",
        "/* istanbul ignore next */", "/* c8 ignore next */", "/* v8 ignore next */", "/* biome-ignore lint: x */",
        "/* @ts-ignore */", "/* @ts-expect-error later */", "/* #region x */", "/* #__PURE__ */", "/* @__PURE__ */",
        "/* webpackChunkName: 'x' */", "/* global foo */", "/* prettier-ignore */", "/* deno-lint-ignore no-x */",
        "/* TODO: x */", "/* FIXME */", "/* @vite-ignore */", "/* $FlowFixMe */", "/* NOSONAR */",
    ],
)  # fmt: skip
def test_a_comment_that_lasts(comment: str) -> None:
    assert deleted(f"gone({comment} a);\nb();\n") == f"{comment}\nb();\n"
    assert deleted(f"a(); gone({comment} a); b();\n") == f"a(); {comment} b();\n"


@pytest.mark.parametrize(
    "comment", ["// @ts-ignore", "//! kept", "//# sourceURL=a", "//#region", "// #endregion", "// biome-ignore x", "// @ts-check"]
)
def test_a_comment_that_lasts_takes_its_line(comment: str) -> None:
    assert deleted(f"a(); gone( {comment}\n    a); b();\n") == f"a(); {comment}\nb();\n"


@pytest.mark.parametrize("comment", ["/* said */", "/** What it does. @param a one */", "/* a#b, e@example.org, a ! b */"])
def test_a_comment_that_goes(comment: str) -> None:
    assert deleted(f"gone({comment} a);\nb();\n") == "b();\n"
