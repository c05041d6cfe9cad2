"""What a script says without its types: pages are JavaScript, and types decide nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from migrator.javascript.edit import Edit, apply
from migrator.javascript.source import Source

_LINE_END = re.compile(r"\r\n|\r")


def untyped(source: Source, start: int, end: int, edits: Sequence[Edit] = ()) -> str:
    """A stretch of a script after edits, without its types. What an edit replaces has none that count."""
    gone = list(edits)
    for first, last in source.types.within(start, end) if source.types is not None else ():
        if last <= end and not any(edit.start < last and first < edit.end for edit in edits):
            # A semicolon may stand there, where JavaScript would read on in the next line.
            gone.append(Edit(first, last, source.code[first:last].strip()))
    moved = [Edit(edit.start - start, edit.end - start, edit.text) for edit in sorted(gone)]
    return apply(source.data[start:end], moved).decode("utf-8")


def lines(source: Source, start: int, end: int, edits: Sequence[Edit] = (), *, statement: bool = False) -> list[str]:
    """A stretch of a script after edits, without its types, as lines without the indentation that they share."""
    text = _LINE_END.sub("\n", untyped(source, start, end, edits))
    if statement and not text.endswith((";", "}")):
        text += ";"
    first, *rest = text.split("\n")
    margins = [line[: len(line) - len(line.lstrip())] for line in rest if line.strip()]
    margin = min(margins, key=len, default="")
    if not all(line.startswith(margin) for line in margins):
        margin = ""
    return [first, *(line.removeprefix(margin) if line.strip() else "" for line in rest)]
