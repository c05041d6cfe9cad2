"""Code on the page: what is folded, what is marked, and Python within JavaScript told apart."""

from __future__ import annotations

import pytest

from migrator.report.html.code import change, page_lines, panel
from migrator.report.html.colour import COMMENT, KEYWORD, PLAIN, PYTHON
from migrator.report.html.element import element, visible
from migrator.report.html.excerpt import COME, GONE, Hunk, Line
from tests.report.html import Node, fragment


def line(number: int, *runs: tuple[int, str], mark: str = "", python: bool = False) -> Line:
    return Line(number, runs or ((PLAIN, f"line {number}"),), mark, python)


def shown(*lines: Line) -> Node:
    return fragment(str(panel("Title", lines)))


def test_no_lines_are_said_to_be_none() -> None:
    node = shown()
    assert node.one("p", "none").text == "(nothing)"
    assert list(node.all("pre")) == []


@pytest.mark.parametrize(("number", "folded"), [(1, None), (48, None), (49, "25 more lines"), (100, "76 more lines")])
def test_the_rest_of_long_code_is_folded(number: int, folded: str | None) -> None:
    node = shown(*(line(index) for index in range(1, number + 1)))
    first, *more = node.all("pre")
    assert [summary.text for summary in node.all("summary")] == ([folded] if folded else [])
    assert len(list(first.all("span"))) == (24 if folded else number)
    assert sum(len(list(part.all("span"))) for part in (first, *more)) == number, "none is lost"


def test_numbers_are_no_part_of_the_text() -> None:
    node = shown(line(7), line(8))
    assert [span["data-n"] for span in node.one("pre").all("span")] == ["7", "8"]
    assert node.one("pre").text == "line 7\nline 8\n"


def test_text_is_text_and_each_part_has_its_class() -> None:
    node = shown(line(1, (KEYWORD, "const"), (PLAIN, " a < b "), (COMMENT, "// <i>")))
    [span] = node.one("pre").all("span")
    assert [(part.classes, part.text) for part in span.all("i")] == [({"k"}, "const"), ({"c"}, "// <i>")]
    assert span.text == "const a < b // <i>\n"


def test_python_within_a_line_is_told_apart_unless_it_is_blank_or_the_whole_line() -> None:
    mixed = line(1, (PLAIN, "run(`"), (PYTHON | KEYWORD, "del"), (PYTHON | PLAIN, " x"), (PLAIN, "`)"))
    blank = line(2, (PLAIN, "run(`"), (PYTHON | PLAIN, "  "))
    whole = line(3, (PYTHON | PLAIN, "x = 1"), python=True)
    first, second, third = shown(mixed, blank, whole).one("pre").all("span")
    assert [part.text for part in first.all("u")] == ["del x"]
    assert [part.text for part in first.one("u").all("i")] == ["del"]
    assert [list(span.all("u")) for span in (second, third)] == [[], []]
    assert ("py" in second.classes, "py" in third.classes) == (False, True)


@pytest.mark.parametrize(("written", "title"), [(True, "After"), (False, "After (not written)")])
def test_a_change_says_whether_it_was_written(written: bool, title: str) -> None:
    hunk = Hunk((line(1, mark=GONE),), (line(1, mark=COME),))
    node = fragment(str(element("div", change([hunk], written=written))))
    assert [part.text for part in node.all("p", "side")] == ["Before", title]
    assert [span.classes for span in node.all("span")] == [{GONE}, {COME}]


def test_only_the_diffs_of_a_page_have_marks() -> None:
    text = "- an item\n```diff\n- old\n+ new\n  same\n```\n- another\n```js\n- no mark\n```\n"
    marks = {item.number: item.mark for item in page_lines(text) if item.mark}
    assert marks == {3: GONE, 4: COME}
    assert ["".join(part for _, part in item.runs) for item in page_lines(text)] == text.split("\n")
    assert visible("a\u202eb") != "a\u202eb"
