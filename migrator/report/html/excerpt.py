"""Parts of a file before and after its rewriting, as lines of coloured text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

from migrator.model.ledger import Entry, FileEntry, Nearest
from migrator.report.html.colour import PLAIN, PYTHON, paint

_LINE_END = re.compile(rb"\r\n|\n|\r")
_RUN = re.compile(rb"(.)\1*", re.DOTALL)
_INDENT = re.compile(rb"[ \t]*")
_BOM = b"\xef\xbb\xbf"
_CONTEXT = 2
# Of a longer line, as a minifier writes it, only the part is shown that stands around a site: a page with all of the
# line for each of its sites would grow with their square.
_WIDEST, _AROUND = 2_000, 500
GONE, COME, HERE = "gone", "come", "here"  # marks

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number from 1, its text in runs of one kind each, its mark, and whether it is a line of Python."""

    number: int
    runs: tuple[tuple[int, str], ...]
    mark: str = ""
    python: bool = False


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines of a file that change, with some around them."""

    before: tuple[Line, ...]
    after: tuple[Line, ...]


class _Text:
    """The bytes of a file with their lines, counted from 1."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self.starts = [0, *(match.end() for match in _LINE_END.finditer(data))]
        self._painted = bytearray()
        self._is_ascii = data.isascii()
        self._last = (0, 0, 0)  # a line, a column from 0 and its byte: where the last look ended

    @property
    def last(self) -> int:
        """The last line that has something in it, be it its end."""
        return max(1, len(self.starts) - (self.starts[-1] == len(self.data)))

    def start(self, line: int) -> int:
        return self.starts[line - 1] if line <= len(self.starts) else len(self.data)

    def line(self, offset: int) -> int:
        return bisect_right(self.starts, offset)

    def offset(self, line: int, column: int) -> int:
        """The byte at a line and column from 1; columns count code points, a byte order mark is none."""
        start = self.start(line)
        if line == 1 and self.data.startswith(_BOM):
            start = len(_BOM)
        end = self.start(line + 1)
        if self._is_ascii:
            return min(start + column - 1, end)
        known, before, at = self._last
        if known != line or before > column - 1:
            before, at = 0, start
        # No character has more than four bytes.
        text = self.data[at : min(end, at + 4 * (column - 1 - before))].decode("utf-8", "surrogateescape")
        at += len(text[: column - 1 - before].encode("utf-8", "surrogateescape"))
        self._last = line, column - 1, at
        return at

    def colour(self, spans: Iterable[_Span]) -> None:
        """Make ready to show lines (first and last)."""
        regions: list[_Span] = []
        for first, last in sorted(spans):
            start, end = self.start(max(1, first - 1)), self.start(last + 1)  # the line end before tells what a line is
            if regions and start <= regions[-1][1]:
                regions[-1] = (regions[-1][0], max(end, regions[-1][1]))
            elif start < end:
                regions.append((start, end))
        self._painted = paint(self.path, self.data, regions) if regions else bytearray(len(self.data))

    def raw(self, first: int, last: int) -> list[bytes]:
        """Lines without their ends."""
        return [self._line(number) for number in range(first, last + 1)]

    def lines(
        self, first: int, last: int, indent: int, marked: Collection[int], mark: str, focus: _Span
    ) -> tuple[Line, ...]:
        """Lines without ``indent`` bytes of white space, some of them with a mark; of a very long one the part around
        ``focus``, a stretch of bytes.
        """
        return tuple(
            Line(number, self._runs(number, indent, focus), mark if number in marked else "", self._is_python(number))
            for number in range(first, last + 1)
        )

    def _is_python(self, number: int) -> bool:
        at, end = self._bounds(number)
        return at > 0 and end < len(self.data) and bool(self._painted[at - 1] & self._painted[end] & PYTHON)

    def _bounds(self, number: int) -> _Span:
        """Where a line begins, behind a byte order mark, and where it ends, before what ends it."""
        start, end = self.start(number), self.start(number + 1)
        while end > start and self.data[end - 1] in b"\r\n":
            end -= 1
        is_marked = number == 1 and self.data.startswith(_BOM, start, end)
        return start + len(_BOM) if is_marked else start, end

    def _line(self, number: int) -> bytes:
        start, end = self._bounds(number)
        return self.data[start:end]

    def _runs(self, number: int, indent: int, focus: _Span) -> tuple[tuple[int, str], ...]:
        start, end = self._bounds(number)
        first, last = start + min(indent, end - start), end
        if end - start > _WIDEST:
            about = min(max(focus[0], start), end), min(max(focus[1], start), end)
            first = self._character(max(first, about[0] - _AROUND))
            last = self._character(min(end, about[1] + _AROUND, first + _WIDEST))
        kinds = bytes(self._painted[first:last])
        runs: list[tuple[int, str]] = []
        for match in _RUN.finditer(kinds):
            text = self.data[first + match.start() : first + match.end()].decode("utf-8", "surrogateescape")
            runs.append((kinds[match.start()], text))
        cut = (PLAIN, "…")
        return (*([cut] if first > start + indent else ()), *runs, *([cut] if last < end else ()))

    def _character(self, at: int) -> int:
        """Where the character begins that a byte is a part of."""
        while 0 < at < len(self.data) and self.data[at] & 0xC0 == 0x80:
            at -= 1
        return at


@dataclass(frozen=True, slots=True)
class _Change:
    """An edit in bytes, and the lines that it touches."""

    start: int
    end: int
    text: bytes
    site: int
    lines: _Span


@dataclass(slots=True)
class _Look:
    """The white space that some lines begin with; for a hunk what `Excerpts._compared` gives."""

    indent: int
    hunk: tuple[int, set[int], set[int]] | None = None


class Excerpts:
    """What is shown of one file, from its bytes before: the hunks of its sites, and the lines of other uses."""

    def __init__(self, file: FileEntry, data: bytes) -> None:
        self._before = before = _Text(file.path, data)
        self._changes = sorted(
            (
                _Change(
                    before.offset(edit.line, edit.column),
                    before.offset(edit.end_line, edit.end_column),
                    edit.text.encode("utf-8"),
                    edit.site,
                    (edit.line, edit.end_line),
                )
                for edit in file.edits
            ),
            key=lambda change: (change.start, change.end),
        )
        self._after = _Text(file.path, self._applied())
        self._starts = [change.start for change in self._changes]
        self._last_lines = [change.lines[1] for change in self._changes]
        self._grown = [0, *accumulate(len(change.text) - (change.end - change.start) for change in self._changes)]
        sites: dict[int, list[_Change]] = {}
        for change in self._changes:
            sites.setdefault(change.site, []).append(change)
        self._wholes: dict[_Span, _Span] = {}
        self._looked: dict[_Span, _Look] = {}
        self._of = {site: (changes[0], changes[-1]) for site, changes in sites.items()}
        self._spans = {site: self._of_site(changes) for site, changes in sites.items()}
        shown = [span for spans in self._spans.values() for span in spans]
        self._after.colour(map(self._behind, shown))
        others = [self._of_use(entry) for entry in file.entries if entry.id not in self._spans]
        parts = [self._of_reason(entry) for entry in file.entries]
        parts += [self._of_difference(near) for entry in file.entries for near in entry.nearest]
        before.colour([*shown, *others, *filter(None, parts)])

    def hunks(self, site: int) -> list[Hunk]:
        """What becomes of a site, as it will be in the file with all others rewritten too."""
        return [self._hunk(span, *self._of[site]) for span in self._spans.get(site, ())]

    def use(self, entry: Entry) -> tuple[Line, ...]:
        """The lines of a use that stays; marked is the one that the reason speaks of."""
        first, last = self._of_use(entry)
        start = entry.reason.line if entry.reason is not None and entry.reason.line is not None else entry.line
        return self._shown((first, last), start, HERE, entry)

    def reason(self, entry: Entry) -> tuple[Line, ...]:
        """The lines around the one that the reason speaks of, where it is none of the use's."""
        span = self._of_reason(entry)
        if span is None or entry.reason is None or entry.reason.line is None:
            return ()
        return self._shown(span, entry.reason.line, HERE, entry)

    def difference(self, nearest: Nearest, entry: Entry) -> tuple[Line, ...]:
        """The lines around the first thing that differs, its own marked."""
        span = self._of_difference(nearest)
        if span is None or nearest.line is None:
            return ()
        return self._shown(span, nearest.line, GONE, entry)

    def _shown(self, span: _Span, marked: int, mark: str, entry: Entry) -> tuple[Line, ...]:
        text = self._before
        focus = text.offset(entry.line, entry.column), text.offset(entry.end_line, entry.end_column)
        return text.lines(*span, self._look(span).indent, [marked], mark, focus)

    def _of_use(self, entry: Entry) -> _Span:
        return self._around(entry.line, max(entry.line, entry.end_line, entry.last_line))

    def _of_reason(self, entry: Entry) -> _Span | None:
        line = entry.reason.line if entry.reason is not None else None
        first, last = self._of_use(entry)
        return None if line is None or first <= line <= last else self._around(line, line)

    def _of_difference(self, nearest: Nearest) -> _Span | None:
        return self._around(nearest.line, nearest.line) if nearest.line is not None else None

    def _around(self, first: int, last: int) -> _Span:
        return max(1, min(first, self._before.last) - _CONTEXT), min(self._before.last, last + _CONTEXT)

    def _of_site(self, changes: list[_Change]) -> list[_Span]:
        """The lines of its edits with some around them."""
        spans: list[_Span] = []
        for change in changes:
            first, last = self._whole(self._around(*change.lines))
            if spans and first <= spans[-1][1] + 1:
                before = spans.pop()
                first, last = before[0], max(last, before[1])
            spans.append((first, last))
        return spans

    def _whole(self, span: _Span) -> _Span:
        """The span with every edit in whole that touches it, so that what it becomes is whole lines too."""
        if span not in self._wholes:
            self._wholes[span] = self._with_edits(*span)
        return self._wholes[span]

    def _with_edits(self, first: int, last: int) -> _Span:
        at = bisect_left(self._last_lines, first)
        while at < len(self._changes) and self._changes[at].lines[0] < first:  # one that ends here begins above
            first = self._changes[at].lines[0]
            at = bisect_left(self._last_lines, first)
        while at < len(self._changes) and self._changes[at].lines[0] <= last:
            first = min(first, self._changes[at].lines[0])
            last = max(last, self._changes[at].lines[1])
            at += 1
        return first, last

    def _applied(self) -> bytes:
        data, parts, at = self._before.data, [], 0
        for change in self._changes:
            parts += [data[at : change.start], change.text]
            at = change.end
        return b"".join([*parts, data[at:]])

    def _behind(self, span: _Span) -> _Span:
        """The lines that some lines become; the last is before the first where nothing is left of them."""
        start, end = self._before.start(span[0]), self._before.start(span[1] + 1)
        ends = end >= len(self._before.data)
        first = self._after.line(start + self._grown[bisect_left(self._starts, start)])
        if ends:
            return first, self._after.last
        return first, self._after.line(end + self._grown[bisect_left(self._starts, end)]) - 1

    def _hunk(self, span: _Span, first: _Change, last: _Change) -> Hunk:
        behind, look = self._behind(span), self._look(span)
        if look.hunk is None:
            look.hunk = self._compared(span, behind)
        indent, gone, come = look.hunk
        start = first.start + self._grown[bisect_left(self._starts, first.start)]
        end = last.start + self._grown[bisect_left(self._starts, last.start)] + len(last.text)
        return Hunk(
            self._before.lines(*span, indent, gone, GONE, (first.start, last.end)),
            self._after.lines(*behind, indent, come, COME, (start, end)),
        )

    def _look(self, span: _Span) -> _Look:
        """What lines have that may be shown for several sites."""
        if span not in self._looked:
            self._looked[span] = _Look(_indent(self._before.raw(*span)))
        return self._looked[span]

    def _compared(self, span: _Span, behind: _Span) -> tuple[int, set[int], set[int]]:
        """The white space that lines and what they become have in common, and which of both are not in the other."""
        old, new = self._before.raw(*span), self._after.raw(*behind)
        gone, come = set(range(span[0], span[1] + 1)), set(range(behind[0], behind[1] + 1))
        for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
            gone -= set(range(span[0] + block.a, span[0] + block.a + block.size))
            come -= set(range(behind[0] + block.b, behind[0] + block.b + block.size))
        return _indent([*old, *new]), gone, come


def _indent(lines: Sequence[bytes]) -> int:
    """How many bytes of white space all lines begin with that have something else."""
    heads = [match.group() for line in lines if line.strip() and (match := _INDENT.match(line)) is not None]
    least = min(heads, key=len, default=b"")
    return len(least) if all(head.startswith(least) for head in heads) else 0
