"""Which of many words a text spells, all found in one pass over its bytes.

Most files of a repository spell none of them. A search for each word by itself reads a file once for each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import reduce
from operator import or_

import ahocorasick_rs

from migrator.javascript.strings import stretches


def spelling(names: Iterable[str]) -> frozenset[bytes]:
    """What a text has one of that spells one of some names, plainly or with escapes."""
    return frozenset[bytes]().union(*map(stretches, names))


class Words:
    """Some words, looked for at once, each with what it counts as: the bits of a number. A text with a zero byte may
    spell any: it is UTF-16 mostly.
    """

    def __init__(self, bits: Mapping[bytes, int]) -> None:
        self._bits = list(bits.values())
        self._all = reduce(or_, self._bits, 0)
        self._automaton = ahocorasick_rs.BytesAhoCorasick(list(bits))

    @classmethod
    def each(cls, words: Collection[bytes]) -> Words:
        """Words of which nobody asks which one it is."""
        return cls(dict.fromkeys(words, 1))

    def of(self, data: bytes) -> int:
        """The bits of all words that a text spells."""
        if b"\0" in data:
            return self._all
        found, bits = 0, self._bits
        for number, _, _ in self._automaton.find_matches_as_indexes(data, overlapping=True):
            found |= bits[number]
        return found


class Index:
    """Which texts spell which of some words. Nothing is kept of a text that spells none."""

    def __init__(self, words: Collection[bytes], texts: Iterable[tuple[str, bytes | None]]) -> None:
        self._bits = {word: 1 << number for number, word in enumerate(sorted(words))}
        of = Words(self._bits).of
        self._found = {path: found for path, data in texts if data is not None and (found := of(data))}

    def spelling(self, words: Collection[bytes]) -> list[str] | None:
        """The paths of those that spell any of some words, in the order of the texts; None where any of these was not
        looked for.
        """
        if not self._bits.keys() >= set(words):
            return None
        bits = reduce(or_, (self._bits[word] for word in words), 0)
        return [path for path, found in self._found.items() if found & bits]
