"""Text of files in Markdown, shown as text: it starts no markup, ends none, and spans no line."""

from __future__ import annotations

import re

from migrator.report.words import safe

_EMPTY = "(empty)"
_RUN = re.compile(r"`+")


def code(text: str) -> str:
    """A code span of one line; the backticks around it are more than any inside."""
    return _span(safe(" ".join(text.split())))


def path(text: str) -> str:
    """A path as a code span: each of its spaces is a part of its name."""
    return _span(safe(text))


def _span(text: str) -> str:
    if not text:
        return _EMPTY
    fence = _fence(text, 1)
    # A reader takes one space from each end, if there is one at both.
    pad = " " if text[0] == "`" or text[-1] == "`" or text[0] == text[-1] == " " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def prose(text: str) -> str:
    """A sentence whose excerpts stand in backticks: those become code spans, the rest is escaped.

    An excerpt may hold backticks itself; wherever the text is cut, each part is shown as what it is.
    """
    text = safe(" ".join(text.split()))
    if not text:
        return _EMPTY
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return _escaped("`".join(parts))
    return "".join(
        (_excerpt(part) if part.strip() else _escaped(f"`{part}`")) if index % 2 else _escaped(part)
        for index, part in enumerate(parts)
    )


def _excerpt(text: str) -> str:
    """A code span; a space at its end, which no span has, stands beside it."""
    return f"{' ' * text.startswith(' ')}{code(text)}{' ' * text.endswith(' ')}"


def cell(markup: str) -> str:
    """Markup for a cell of a table, where a pipe is one only behind a backslash, code or not."""
    return markup.replace("|", "\\|")


def block(text: str, language: str) -> str:
    """A fenced block that nothing inside of it ends."""
    lines = [safe(line.rstrip("\r").replace("\t", "    ")) for line in text.removesuffix("\n").split("\n")]
    fence = _fence("\n".join(lines), 3)
    return "\n".join([f"{fence}{language}", *lines, fence])


def _fence(text: str, least: int) -> str:
    return "`" * max(least, 1 + max((len(run) for run in _RUN.findall(text)), default=0))


def _escaped(text: str) -> str:
    """Every mark that could be markup anywhere, or at the beginning of a line, behind a backslash."""
    text = re.sub(r"[\\`*_\[\]<>|~&#!@]|(?<=\w):(?=//)|(?<=\bwww)\.", r"\\\g<0>", text)
    return re.sub(r"^(\s*)([-+=]|\d+(?=[.)]|$))", lambda found: f"{found[1]}{_first(found[2])}", text)


def _first(mark: str) -> str:
    return f"&#{ord(mark[0])};{mark[1:]}" if mark[0].isdigit() else f"\\{mark}"
