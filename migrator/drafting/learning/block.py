"""The lines of a learned block: what goes, what stays, and what comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from migrator.drafting.learning.layout import Layout
from migrator.drafting.learning.program import literal
from migrator.drafting.learning.region import Region
from migrator.drafting.learning.values import Values
from migrator.model.term import Term
from migrator.sites.program import ProgramTerm
from migrator.sites.site import File

if TYPE_CHECKING:
    from tree_sitter import Node

GAP = "  ..."


class Block:
    """Spells a region. With ``prints`` the prints of its programs stay in them."""

    def __init__(self, before: File, after: File, region: Region, values: Values, *, prints: bool = False) -> None:
        self._region = region
        old = dict(values.before)
        for term in (*region.before, *region.kept):
            for part in term.walk():
                if isinstance(part, ProgramTerm) and part.variants:
                    old[part.origin.id] = literal(before, part, values.before, prints=prints)
        self._old = Layout(before.source, old)
        self._new = Layout(after.source, values.after)

    def lines(self) -> list[str]:
        """The lines of the block, with their markers."""
        return list(self._lines())

    def _lines(self) -> Iterator[str]:
        for part, is_apart in zip(self._region.parts, self._region.apart, strict=True):
            if is_apart:
                yield GAP
            yield from _marked(" " if part.stays else "-", self._old, part.before)
            if not part.stays:
                yield from _marked("+", self._new, part.after)


def _marked(marker: str, layout: Layout, terms: list[Term]) -> Iterator[str]:
    for term in terms:
        yield from (f"{marker} {line}".rstrip() for line in layout.statement(term.origin))


def nodes(terms: list[Term]) -> list[Node]:
    """The nodes of statements."""
    return [term.origin for term in terms]


Instead = Mapping[int, str]
