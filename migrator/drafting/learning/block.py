"""The lines of a learned block: what goes, what stays, and what comes."""

from __future__ import annotations

from collections.abc import Iterator

from migrator.drafting.learning.layout import Layout
from migrator.drafting.learning.program import literal, written
from migrator.drafting.learning.region import Region
from migrator.drafting.learning.values import Values
from migrator.model.term import Term
from migrator.sites.program import ProgramTerm
from migrator.sites.site import File

GAP = "  ..."


class Block:
    """Spells a region. With ``is_plain`` the prints of its programs stay in them, and log lines have their texts."""

    def __init__(self, before: File, after: File, region: Region, values: Values, *, is_plain: bool = False) -> None:
        self._region = region
        self._imports = values.imports
        self._nests = list(values.nests())
        old = dict(values.before)
        for term in (*region.before, *region.kept):
            for part in term.walk():
                if isinstance(part, ProgramTerm) and part.variants:
                    old[part.origin.id] = literal(before, part, values.before, is_plain=is_plain)
        new = dict(values.after)
        for part in (part for term in region.after for part in term.walk()):
            if isinstance(part, ProgramTerm) and part.variants:
                new[part.origin.id] = written(after, part, values.after)
        # Of what goes and of what comes.
        self.layouts = Layout(before.source, old, () if is_plain else values.opened), Layout(after.source, new)

    def lines(self) -> list[str]:
        """The lines of the block, with their markers."""
        return list(self._lines())

    def _lines(self) -> Iterator[str]:
        yield from (f"+ {line}" for line in self._imports)
        was_kept = False
        for part, is_apart in self._region.spelled:
            if is_apart or was_kept:
                yield GAP
            was_kept = part.stays
            yield from _marked(" " if part.stays else "-", self.layouts[0], part.before)
            if not part.stays:
                yield from _marked("+", self.layouts[1], part.after)
        for name, other in self._nests:
            yield from ("  <...", f"- {name}", f"+ {other}", "  ...>")


def _marked(marker: str, layout: Layout, terms: list[Term]) -> Iterator[str]:
    for term in terms:
        yield from (f"{marker} {line}".rstrip() for line in layout.statement(term.origin))
