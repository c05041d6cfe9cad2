"""What a script says without its types: pages are JavaScript, and types decide nothing."""

from __future__ import annotations

from collections.abc import Sequence

from migrator.javascript.edit import Edit, apply
from migrator.javascript.source import Source


def untyped(source: Source, start: int, end: int, edits: Sequence[Edit] = ()) -> str:
    """A stretch of a script after edits, without its types. What an edit replaces has none that count."""
    gone = list(edits)
    for first, last in source.types.within(start, end) if source.types is not None else ():
        if last <= end and not any(edit.start < last and first < edit.end for edit in edits):
            # A semicolon may stand there, where JavaScript would read on in the next line.
            gone.append(Edit(first, last, source.code[first:last].strip()))
    moved = [Edit(edit.start - start, edit.end - start, edit.text) for edit in sorted(gone)]
    return apply(source.data[start:end], moved).decode("utf-8")
