"""What the sites that are taken remove from a file, by where it stands: nobody asks one site after the other.

A stretch of bytes is cut into blocks that are as long as a power of two and begin at a multiple of their length; there
are at most two of each length. Whatever holds a byte has one of the blocks around it, of which there is one of each
length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrator.rewriting.conditions.checked import Checked


class Taken:
    """Candidates by what they remove, in the order in which they came."""

    def __init__(self, candidates: Iterable[Checked] = ()) -> None:
        self._blocks: dict[tuple[int, int], list[Checked]] = {}
        self._lengths: dict[int, int] = {}  # how many of the blocks have this length
        self._order: dict[Checked, int] = {}
        for candidate in candidates:
            self.add(candidate, len(self._order))

    def add(self, candidate: Checked, order: int) -> None:
        """Take a candidate. ``order`` says where it comes among the others."""
        self._order[candidate] = order
        for block in _blocks(candidate):
            self._blocks.setdefault(block, []).append(candidate)
            self._lengths[block[0]] = self._lengths.get(block[0], 0) + 1

    def discard(self, candidate: Checked) -> None:
        """Take a candidate no more."""
        del self._order[candidate]
        for block in _blocks(candidate):
            self._blocks[block].remove(candidate)
            self._lengths[block[0]] -= 1
            if not self._lengths[block[0]]:
                del self._lengths[block[0]]

    def holding(self, offset: int) -> list[Checked]:
        """Those that remove what stands at a byte, or write it again."""
        found = {
            candidate: None
            for length in self._lengths
            for candidate in self._blocks.get((length, offset >> length), ())
        }
        return sorted(found, key=self._order.__getitem__) if len(found) > 1 else [*found]

    def is_replaced(self, offset: int) -> bool:
        """Whether a site removes what stands at a byte, or writes it again."""
        return any(self._blocks.get((length, offset >> length)) for length in self._lengths)

    def remover(self, offset: int) -> Checked | None:
        """The first that removes what stands at a byte and does not write it again."""
        return next((candidate for candidate in self.holding(offset) if candidate.goes(offset)), None)

    def goes(self, offset: int) -> bool:
        """Whether what stands at a byte is removed and not written again."""
        return self.remover(offset) is not None


def _blocks(candidate: Checked) -> Iterator[tuple[int, int]]:
    """The blocks of what a candidate removes: the binary logarithm of the length, and which of these."""
    for start, end in candidate.removed:
        length = 0
        while start < end:
            if start & 1:
                yield length, start
                start += 1
            if end & 1:
                end -= 1
                yield length, end
            start, end, length = start >> 1, end >> 1, length + 1
