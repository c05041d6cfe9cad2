"""The unified diff of a file from its edits: each run of changed lines stands as the edit that made it, ready for
`git apply`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from migrator.javascript.edit import Edit, apply

_CONTEXT = 3
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


@dataclass(slots=True)
class _Change:
    """Lines ``start`` to ``end`` of the old file (from 0) become ``new``."""

    start: int
    end: int
    new: list[bytes]


def unified(path: str, before: bytes, edits: Sequence[Edit]) -> bytes:
    """The diff, in bytes, since a file's line ends are among what it must keep; empty where nothing changes."""
    lines = _lines(before)
    changes = _changes(before, lines, edits)
    if not changes:
        return b""
    out = [b"--- " + _name("a/", path) + b"\n", b"+++ " + _name("b/", path) + b"\n"]
    shift = 0
    for hunk in _hunks(changes):
        first = max(0, hunk[0].start - _CONTEXT)
        last = min(len(lines), hunk[-1].end + _CONTEXT)
        body: list[bytes] = []
        at = first
        for change in hunk:
            body.extend(b" " + line for line in lines[at : change.start])
            body.extend(b"-" + line for line in lines[change.start : change.end])
            body.extend(b"+" + line for line in change.new)
            at = change.end
        body.extend(b" " + line for line in lines[at:last])
        grown = sum(len(change.new) - (change.end - change.start) for change in hunk)
        old, new = last - first, last - first + grown
        out.append(_header(first, old, first + shift, new))
        out.extend(line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n" for line in body)
        shift += grown
    return b"".join(out)


def _lines(data: bytes) -> list[bytes]:
    """Lines as git counts them: LF ends one, a lone CR does not."""
    pieces = data.split(b"\n")
    lines = [piece + b"\n" for piece in pieces[:-1]]
    return [*lines, pieces[-1]] if pieces[-1] else lines


def _changes(before: bytes, lines: list[bytes], edits: Sequence[Edit]) -> list[_Change]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    groups: list[tuple[int, int, list[Edit]]] = []
    for edit in sorted(edits):
        first = _line_of(starts, edit.start)
        last = _line_of(starts, max(edit.start, edit.end - 1)) + 1 if edit.end > edit.start else first + 1
        last = min(last, len(lines))
        if groups and first < groups[-1][1]:
            first, own = groups[-1][0], groups[-1][2]
            last = max(last, groups[-1][1])
            groups[-1] = (first, last, [*own, edit])
        else:
            groups.append((first, last, [edit]))
    changes = []
    for first, last, own in groups:
        base = starts[first]
        old = before[base : starts[last]]
        new = apply(old, [Edit(edit.start - base, edit.end - base, edit.text) for edit in own])
        change = _trimmed(first, lines[first:last], _lines(new))
        if change is not None:
            changes.append(change)
    return changes


def _line_of(starts: list[int], offset: int) -> int:
    from bisect import bisect_right

    return min(bisect_right(starts, offset) - 1, max(0, len(starts) - 2))


def _trimmed(first: int, old: list[bytes], new: list[bytes]) -> _Change | None:
    """Without the lines that are the same at both ends."""
    while old and new and old[0] == new[0]:
        old, new, first = old[1:], new[1:], first + 1
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return _Change(first, first + len(old), new) if old or new else None


def _hunks(changes: list[_Change]) -> list[list[_Change]]:
    hunks = [[changes[0]]]
    for change in changes[1:]:
        if change.start - hunks[-1][-1].end <= 2 * _CONTEXT:
            hunks[-1].append(change)
        else:
            hunks.append([change])
    return hunks


def _header(old_start: int, old: int, new_start: int, new: int) -> bytes:
    def span(start: int, count: int) -> str:
        at = start + 1 if count else start
        return f"{at}" if count == 1 else f"{at},{count}"

    return f"@@ -{span(old_start, old)} +{span(new_start, new)} @@\n".encode()


def _name(prefix: str, path: str) -> bytes:
    """A path as git writes it in a diff: quoted where it has quotes, controls or letters beyond ASCII."""
    name = prefix + path
    if name.isascii() and name.isprintable() and '"' not in name and "\\" not in name:
        return name.encode() + (b"\t" if " " in name else b"")
    quoted = "".join(
        _ESCAPES.get(char)
        or (
            char
            if char.isascii() and char.isprintable()
            else "".join(f"\\{byte:03o}" for byte in char.encode("utf-8", "surrogateescape"))
        )
        for char in name
    )
    return f'"{quoted}"'.encode()
