"""Lines of code as HTML: numbers that are not copied, and what each part is by an element of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from migrator.report.html.colour import COMMENT, FUNCTION, HOLE, KEYWORD, NUMBER, PLAIN, PYTHON, STRING
from migrator.report.html.element import NEWLINE, Child, Markup, element, joined
from migrator.report.html.excerpt import COME, GONE, Hunk, Line
from migrator.report.words import count

# Of code with more lines than the first number, as many as the second are shown and the rest is folded.
_LONG, _HEAD = 48, 24
_MARKS = {"-": GONE, "+": COME}
_CLASSES = {KEYWORD: "k", STRING: "s", NUMBER: "n", COMMENT: "c", FUNCTION: "f", HOLE: "h"}


def panel(title: Child, lines: Sequence[Line]) -> Markup:
    """A block of code with a title; the rest of a long one is folded."""
    shown = len(lines) if len(lines) <= _LONG else _HEAD
    parts = [_code(lines[:shown])] if lines else [element("p", "(nothing)", class_="none")]
    if lines[shown:]:
        more = element("summary", f"{count(len(lines) - shown, 'more line')}")
        parts.append(element("details", more, _code(lines[shown:])))
    return element("div", element("p", title, class_="side"), *parts, class_="panel")


def _code(lines: Sequence[Line]) -> Markup:
    return element("pre", element("code", map(_line, lines)))


def sides(left: Markup, right: Markup) -> Markup:
    """Two panels beside each other, one below the other where there is no room."""
    return element("div", left, right, class_="sides")


def change(hunks: Iterable[Hunk], *, written: bool) -> Markup:
    """What stood there and what stands there instead."""
    after = "After" if written else "After (not written)"
    return joined(sides(panel("Before", hunk.before), panel(after, hunk.after)) for hunk in hunks)


def page_lines(text: str) -> list[Line]:
    """The lines of a page of rules, those that go and come in its diffs marked."""
    lines, fence = [], ""
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("```"):
            fence = "" if fence else line
        mark = _MARKS.get(line[:1], "") if fence.startswith("```diff") else ""
        lines.append(Line(number, ((PLAIN, line),), mark))
    return lines


def _line(line: Line) -> Markup:
    parts: list[Child] = []
    for python, group in groupby(line.runs, key=lambda run: bool(run[0] & PYTHON)):
        runs = list(group)
        within = python and not line.python and any(text.strip() for _, text in runs)
        text = [_run(kind & ~PYTHON, text) for kind, text in runs]
        parts.append(element("u", text) if within else joined(text))
    names = " ".join(filter(None, (line.mark, "py" if line.python else "")))
    return element("span", *parts, NEWLINE, class_=names or None, data_n=line.number)


def _run(kind: int, text: str) -> Child:
    return element("i", text, class_=_CLASSES[kind]) if kind in _CLASSES else text
