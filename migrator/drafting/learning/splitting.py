"""Changed statements side by side that migrate several sites, parted into one run for each.

Statements belong together if one defines what the other uses, unless both sides define it, and if they give a value to
the same name. What is left over is paired in order: as many statements with a program as statements that take their
place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrator.drafting.learning.alignment import Pair, Row, Run
from migrator.drafting.learning.variables import declared_by, names_in, written_by
from migrator.model.term import Term
from migrator.sites.site import File

if TYPE_CHECKING:
    from migrator.drafting.learning.names import Renames
    from migrator.javascript.scopes import Binding


class Splitter:
    """Parts the runs of a file and its new version."""

    def __init__(self, before: File, after: File, renames: Renames) -> None:
        self._scopes = before.source.scopes, after.source.scopes
        self._renames = renames
        self._places = sorted(site.use.whole.start_byte for site in before.sites)

    def split(self, whole: Row) -> None:
        """Part each run of several sites that can be."""
        for row in list(whole.walk()):
            for run in reversed(row.runs):
                groups = list(self._groups(run))
                if len(groups) > 1:
                    row.pairs[run.start : run.end] = list(_pairs(groups))

    def _groups(self, run: Run) -> Iterator[tuple[list[Term], list[Term]]]:
        before, after = run.before, run.after
        sites = [index for index, term in enumerate(before) if self._is_site(term)]
        if len(sites) < 2 or not after:
            return
        links = _Links(len(before) + len(after))
        kept = self._names(before, 0) & self._names(after, 1)
        for side, terms, shift in ((0, before, 0), (1, after, len(before))):
            for i, one in enumerate(terms):
                given = self._names([one], side) - kept
                for j, two in enumerate(terms):
                    if i != j and given & self._used(two, side):
                        links.join(i + shift, j + shift)
        for i, one in enumerate(before):
            for j, two in enumerate(after):
                if self._given(one, 0) & self._given(two, 1):
                    links.join(i, j + len(before))
        yield from _in_order(links, before, after, sites)

    def _is_site(self, term: Term) -> bool:
        start, end = term.origin.start_byte, term.origin.end_byte
        return any(start <= place < end for place in self._places)

    def _names(self, terms: list[Term], side: int) -> set[str]:
        return {self._name(binding, side) for binding in declared_by(terms, self._scopes[side])}

    def _used(self, term: Term, side: int) -> set[str]:
        return {self._name(binding, side) for binding in names_in([term], self._scopes[side])}

    def _given(self, term: Term, side: int) -> set[str]:
        """The names, and members of `this`, that a statement gives a value."""
        return self._names([term], side) | written_by(term)

    def _name(self, binding: Binding, side: int) -> str:
        other = self._renames.counterpart(binding) if side else None
        return (other or binding).name


class _Links:
    """Which of some things belong together."""

    def __init__(self, number: int) -> None:
        self._above = list(range(number))

    def find(self, index: int) -> int:
        while self._above[index] != index:
            index = self._above[index]
        return index

    def join(self, one: int, two: int) -> None:
        first, second = sorted((self.find(one), self.find(two)))
        self._above[second] = first


def _in_order(
    links: _Links, before: list[Term], after: list[Term], sites: list[int]
) -> Iterator[tuple[list[Term], list[Term]]]:
    """Groups of one site each, where they stand in the same order on both sides."""
    heads = [links.find(site) for site in sites]
    if len({*heads}) != len(sites):
        return
    alone = [head for head in heads if not any(links.find(len(before) + j) == head for j in range(len(after)))]
    free: list[int] = []
    for j in range(len(after)):
        head = links.find(len(before) + j)
        if head not in heads and head not in free:
            free.append(head)
    if len(alone) != len(free):
        return
    for head, other in zip(alone, free, strict=True):
        links.join(head, other)
    heads = [links.find(site) for site in sites]
    owners = [_owner(links.find(i), heads, i, sites) for i in range(len(before))]
    takers = [heads.index(links.find(len(before) + j)) for j in range(len(after))]
    if owners != sorted(owners) or takers != sorted(takers):
        return
    for index in range(len(sites)):
        yield (
            [term for term, owner in zip(before, owners, strict=True) if owner == index],
            [term for term, taker in zip(after, takers, strict=True) if taker == index],
        )


def _owner(head: int, heads: list[int], index: int, sites: list[int]) -> int:
    """The group of a statement that goes: its own, or that of the next site."""
    if head in heads:
        return heads.index(head)
    return next((place for place, site in enumerate(sites) if site > index), len(sites) - 1)


def _pairs(groups: list[tuple[list[Term], list[Term]]]) -> Iterator[Pair]:
    for before, after in groups:
        made = [*(Pair(term, None) for term in before), *(Pair(None, term) for term in after)]
        made[0].is_cut = True
        yield from made
