"""Lines of code as HTML: numbers that are not copied, and what each part is by an element of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from migrator.report.html.colour import COMMENT, FUNCTION, HOLE, KEYWORD, NUMBER, PLAIN, PYTHON, STRING
from migrator.report.html.element import NEWLINE, Child, Markup, element, joined
from migrator.report.html.excerpt import COME, GONE, Hunk, Line
from migrator.report.words import count

_LONG = 36  # lines, from which on code is folded
_MARKS = {"-": GONE, "+": COME}
_CLASSES = {KEYWORD: "k", STRING: "s", NUMBER: "n", COMMENT: "c", FUNCTION: "f", HOLE: "h"}


def panel(title: Child, lines: Sequence[Line]) -> Markup:
    """A block of code with a title; a long one is folded."""
    code: Markup = element("pre", element("code", map(_line, lines)))
    if not lines:
        code = element("p", "(nothing)", class_="none")
    elif len(lines) > _LONG:
        code = element("details", element("summary", f"{count(len(lines), 'line')}"), code)
    return element("div", element("p", title, class_="side"), code, class_="panel")


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
