"""Bytes that are made of others: which of them stand in their place, which are copied from elsewhere, which are new."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from migrator.javascript.edit import Edit, Overlap


class Copied(NamedTuple):
    """What stands at ``start`` to ``end`` of the file."""

    start: int
    end: int


class Added(NamedTuple):
    """Text that the file does not have."""

    text: bytes


Part = Copied | Added


class Change(NamedTuple):
    """Bytes ``start`` to ``end`` of the file become some parts. An optional one gives way to others."""

    start: int
    end: int
    parts: tuple[Part, ...] = ()
    is_optional: bool = False


class Composed(NamedTuple):
    """An edit of the file, and the edits and the changes that it is made of."""

    edit: Edit
    edits: tuple[Edit, ...]
    changes: tuple[Change, ...]


class _Piece(NamedTuple):
    """Bytes ``start`` to ``end`` of the result: a change, or what stands in its place."""

    start: int
    end: int
    origin: int
    change: Change | None


def _origin(piece: _Piece) -> int:
    return piece.origin


class _Stretch(NamedTuple):
    """Bytes of the result that are bytes of the file, or stand where these did."""

    start: int
    origin: int
    is_copied: bool


class Layout:
    """What changes make of the bytes of a file. Raises Overlap if two overlap that are not optional."""

    def __init__(self, before: bytes, changes: Iterable[Change]) -> None:
        self._pieces: list[_Piece] = []
        self._stretches: list[_Stretch] = []
        out: list[bytes] = []
        at = length = 0
        for change in _apart(changes):
            self._pieces.append(_Piece(length, length + change.start - at, at, None))
            self._stretches.append(_Stretch(length, at, True))
            out.append(before[at : change.start])
            length += change.start - at
            start = length
            for part in change.parts:
                if isinstance(part, Copied):
                    text = before[part.start : part.end]
                    self._stretches.append(_Stretch(length, part.start, True))
                else:
                    text = part.text
                    self._stretches.append(_Stretch(length, change.start, False))
                out.append(text)
                length += len(text)
            self._pieces.append(_Piece(start, length, change.start, change))
            at = change.end
        self._pieces.append(_Piece(length, length + len(before) - at, at, None))
        self._stretches.append(_Stretch(length, at, True))
        out.append(before[at:])
        self.before = before
        self.data = b"".join(out)
        # Of stretches that begin at one byte, only the last one has any.
        self._starts = [stretch.start for stretch in self._stretches]
        self._kept = [piece for piece in self._pieces if piece.change is None]
        self._made = {piece.change: piece for piece in self._pieces if piece.change is not None}

    def origin(self, offset: int) -> int:
        """The byte of the file from which a byte of the result comes; for new text, the place where it stands."""
        stretch = self._stretches[bisect_right(self._starts, offset) - 1]
        return stretch.origin + (offset - stretch.start if stretch.is_copied else 0)

    def place(self, offset: int) -> int | None:
        """Where a byte of the file stands in the result, if no change covers it."""
        piece = self._kept[bisect_right(self._kept, offset, key=_origin) - 1]
        at = offset - piece.origin
        return piece.start + at if at < piece.end - piece.start else None

    def span(self, changes: Sequence[Change]) -> tuple[int, int] | None:
        """The bytes of the result from the first to the last of some changes."""
        found = [self._made[change] for change in changes if change in self._made]
        return (min(piece.start for piece in found), max(piece.end for piece in found)) if found else None

    def composed(self, edits: Sequence[Edit], stays: Callable[[Change], bool]) -> list[Composed]:
        """The edits of the file that make what ``edits`` make of the result, without those changes that do not stay."""
        found: list[Composed] = []
        texts: list[bytes] = []
        used: list[Edit] = []
        changes: list[Change] = []
        end = 0
        for item in self._items(sorted(edits), stays):
            if isinstance(item, Edit):
                texts.append(item.text)
                used.append(item)
            elif isinstance(item, Change):
                changes.append(item)
            elif isinstance(item, bytes):
                texts.append(item)
            else:
                if item.start > end or texts or used or changes:
                    edit = Edit(end, item.start, b"".join(texts))
                    if edit.text != self.before[edit.start : edit.end]:
                        found.append(Composed(edit, tuple(used), tuple(changes)))
                    texts, used, changes = [], [], []
                end = item.end
        return found

    def _items(self, edits: list[Edit], stays: Callable[[Change], bool]) -> Iterator[Edit | Change | Copied | bytes]:
        """What the file becomes, in its order: what stays in its place, edits, and changes with their text."""
        following = iter([*edits, None])
        edit = next(following)
        covered = 0
        for piece in self._pieces:
            at = piece.start
            change = piece.change
            while edit is not None and edit.start <= at and (at < piece.end or change is not None):
                yield edit
                covered, edit = max(covered, edit.end), next(following)
            if change is not None and not stays(change) and covered <= at:
                yield Copied(change.start, change.end)
                continue
            if change is not None and stays(change):
                yield change
            while at < piece.end:
                while edit is not None and edit.start <= at:
                    yield edit
                    covered, edit = max(covered, edit.end), next(following)
                if covered > at:
                    at = min(covered, piece.end)
                    continue
                stop = min(piece.end, edit.start) if edit is not None else piece.end
                if change is not None:
                    yield self.data[at:stop]
                else:
                    yield Copied(piece.origin + at - piece.start, piece.origin + stop - piece.start)
                at = stop
        while edit is not None:
            yield edit
            edit = next(following)
        yield Copied(len(self.before), len(self.before))


def _apart(changes: Iterable[Change]) -> list[Change]:
    """Changes in their order, without those optional ones that overlap another one."""
    found = sorted(changes, key=lambda change: (change.start, change.end))
    needed = [change for change in found if not change.is_optional]
    for one, other in pairwise(needed):
        if other.start < one.end or (other.start == one.start and other.end == one.end):
            raise Overlap(other.start)
    taken: list[Change] = []
    for change in found:
        others = (*needed, *taken[-1:]) if change.is_optional else ()
        if not any(change.start < each.end and each.start < change.end for each in others):
            taken.append(change)
    return taken
