"""Where the bytes of a file stand once it is edited, and which of them may be read otherwise."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

from migrator.javascript.edit import Edit

Near = Callable[[int, int], bool]


def windows(shift: Shift, changed: list[tuple[int, int]]) -> tuple[Near, Near]:
    """Whether a range of the new file, and one of the old, touches what was edited or is read otherwise."""
    touched = near([*changed, *shift.inserted()])
    return touched, lambda start, end: shift.touches(start, end) or touched(shift.to(start), shift.to(end))


def near(windows: Iterable[tuple[int, int]]) -> Near:
    """Whether a range of bytes touches one of the windows."""
    firsts: list[int] = []
    lasts: list[int] = []
    for first, last in sorted(windows):
        if lasts and first <= lasts[-1]:
            lasts[-1] = max(last, lasts[-1])
        else:
            firsts.append(first)
            lasts.append(last)

    def touches(start: int, end: int) -> bool:
        at = bisect_right(firsts, end) - 1  # the last window that begins before the end reaches furthest
        return at >= 0 and start <= lasts[at]

    return touches


class Shift:
    """Where the bytes that no edit touches stand afterwards."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = sorted(edits)
        self._starts = [edit.start for edit in self._edits]
        self._sums = [0]
        for edit in self._edits:
            self._sums.append(self._sums[-1] + len(edit.text) - (edit.end - edit.start))

    def inserted(self) -> Iterator[tuple[int, int]]:
        """Where the texts of the edits stand afterwards."""
        for edit, sum_before in zip(self._edits, self._sums, strict=False):
            yield edit.start + sum_before, edit.start + sum_before + len(edit.text)

    def touches(self, start: int, end: int) -> bool:
        at = bisect_right(self._starts, start)
        if at and self._edits[at - 1].end > start:
            return True
        return at < len(self._edits) and self._edits[at].start < end

    def to(self, offset: int) -> int:
        at = bisect_right(self._starts, offset)
        while at and self._edits[at - 1].end > offset:
            at -= 1
        return offset + self._sums[at]
