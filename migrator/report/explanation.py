"""One use in full: the site and the rule side by side, with the first difference marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from migrator.model.ledger import Entry, Nearest, Outcome, Why
from migrator.model.settings import shortened
from migrator.python.language import PYTHON
from migrator.report.invocation import Page
from migrator.report.sentences import words
from migrator.report.text import Style
from migrator.report.words import kept_by, place, safe, safe_path, use_text

_AROUND = 4
_EVIDENCE = {
    Why.NAMED: "the settings name it",
    Why.PROGRAM: f"line {{line}} runs {PYTHON.name} on it",
    Why.LOADER: f"line {{line}} loads it with `{PYTHON.loader}`",
    Why.TYPE: f"its type says that it is {PYTHON.interpreter} (line {{line}})",
    Why.GIVEN: f"it is given what line {{line}} shows to be {PYTHON.interpreter}",
    Why.WRAPPED: f"it only runs the {PYTHON.name} that it is given (line {{line}})",
    Why.IMPORTED: f"line {{line}} imports it from a file where it is {PYTHON.interpreter}",
}


def explain(
    path: str,
    entry: Entry,
    notes: Sequence[str],
    source: Sequence[str],
    pages: Mapping[str, Page],
    width: int,
    style: Style,
) -> Iterator[str]:
    """The lines of an explanation; ``notes`` are those about the entry's rule, ``source`` the file's lines, ``width``
    the columns that may be used.
    """
    yield style(f"{safe_path(path)}:{entry.line}: {use_text(entry)} in {place(entry)}", "bold")
    if entry.evidence is not None:
        why, line, file = entry.evidence
        shown = f"{line} of {safe_path(file)}" if file is not None else str(line)
        yield f"holds {PYTHON.interpreter}: {_EVIDENCE[why].format(line=shown)}"
    if entry.outcome is Outcome.REWRITTEN and entry.rule is not None:
        page = pages[entry.rule]
        yield f"{style('rewritten', 'green')} by {entry.rule}: {safe(page.title)}"
        for change in page.changes:
            yield f"  {style(change.name, 'cyan')}: {safe(change.text)}"
        for item in entry.dropped:
            yield f"  dropped (line {item.line}): {safe(item.text)}"
        for item in entry.not_carried_over:
            yield f"  not carried over (line {item.line}): {safe(' '.join(item.text.split()))}"
        for note in notes:
            yield f"  {style('note', 'yellow')}: {safe(note)}"
    elif entry.reason is None:
        yield f"{style(entry.outcome.value, 'cyan')}: {kept_by(entry)}"
    else:
        reason = entry.reason
        yield f"{style(entry.outcome.value, 'red')}: {reason.code.value}: {safe(words(reason.message))}"
        for change in pages[entry.rule].changes if entry.pending and entry.rule is not None else ():
            mark = "not accepted" if change.name in entry.pending else "accepted"
            yield f"  {style(change.name, 'cyan')} ({mark}): {safe(change.text)}"
        for nearest in entry.nearest:
            yield ""
            yield from _side_by_side(path, nearest, source, pages[nearest.rule], width, style)


def _side_by_side(
    path: str, nearest: Nearest, source: Sequence[str], page: Page, width: int, style: Style
) -> Iterator[str]:
    """The lines around the difference: the page's on the left, the file's on the right."""
    column = max(30, (width - 3) // 2)
    left = _window(page.text.split("\n"), nearest.page_line, column, style)
    right = _window(source, nearest.line, column, style)
    head = f"{nearest.rule}.md:{nearest.page_line}" if nearest.page_line else f"{nearest.rule}.md"
    yield f"{style(head.ljust(column), 'bold')} │ {style(f'{safe(path)}:{nearest.line}', 'bold')}"
    blank = " " * column
    for index in range(max(len(left), len(right))):
        one = left[index] if index < len(left) else blank
        other = right[index] if index < len(right) else ""
        yield f"{one} │ {other}".rstrip()
    if nearest.expected:
        yield f"  the rule has    {style(safe(nearest.expected), 'green')}"
    if nearest.found:
        yield f"  the source has  {style(safe(nearest.found), 'red')}"


def _window(lines: Sequence[str], line: int | None, width: int, style: Style) -> list[str]:
    if line is None:
        return []
    shown = []
    for number in range(max(1, line - _AROUND), min(len(lines), line + _AROUND) + 1):
        mark = ">" if number == line else " "
        text = f"{mark}{number:5} {safe(lines[number - 1].expandtabs(4))}"
        text = shortened(text, width).ljust(width)
        shown.append(style(text, "yellow") if number == line else text)
    return shown
