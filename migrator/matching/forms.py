"""Which form of a block a source has, where the block has too many declarations for its forms to be listed.

Each declaration that is used once may stand in the statement that uses it. The forms of a long chain of declarations
are countless, but a source has one of them, and shows which one: where the block expects the declaration or its use,
the source has a declaration, a name, or the value. So a block is walked along the statements once more, with a choice
at each declaration and at each use. What is found is a set of declarations that are inline. The matcher then tries the
form that has these inline, as it tries a form that is listed. What the walk does not look at decides there: whether
what stands between two statements may go into one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from migrator.matching.matcher import Match, Matcher, may_fit
from migrator.matching.pattern import Block, Element, Role
from migrator.matching.variants import Temporary, blocks_above, form, sought
from migrator.model.term import Term
from migrator.sites.site import File, Site

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.matching.matcher import Gap

_APART = (Role.GAP, Role.NEST)


def matches(matcher: Matcher, block: Block, site: Site) -> Iterator[Match]:
    """Every way in which a block of a page fits, as it is written or in a form that is not listed; raises
    TooAmbiguous.
    """
    yield from matcher.match(block, site)
    temporaries = sought(block)
    if not temporaries or not may_fit(block, site):
        return
    seeker = _Seeker(site.file, temporaries, matcher.steps)
    known = {frozenset[str]()}
    for inline in seeker.inline(block, site):
        matcher.allow(seeker.steps)
        made = form(block, [temporaries[name] for name in inline]) if inline not in known else None
        known.add(inline)
        if made is not None:
            yield from matcher.match(made, site)
        seeker.allow(matcher.steps)
    matcher.allow(seeker.steps)


class _Seeker(Matcher):
    """A walk that takes each temporary for one that is declared, or for one that is inline. ``_inline`` has what it has
    taken it for.
    """

    def __init__(self, file: File | None, temporaries: Mapping[str, Temporary], steps: int) -> None:
        super().__init__(file, steps)
        self._temporaries = temporaries
        self._names = {temporary.at: name for name, temporary in temporaries.items()}
        self._inline: dict[str, bool] = {}

    def inline(self, block: Block, site: Site) -> Iterator[frozenset[str]]:
        """The temporaries that are inline, for each way in which the block may fit."""
        at, depth, given = block.anchor, block.depth, dict[str, bool]()
        if not may_fit(block, site):
            return
        while True:
            own = self._names.get(at)
            found = site.statements(depth)
            if found is not None:
                self._reset()
                self._inline = dict(given) if own is None else {**given, own: False}
                yield from self._around(block, at, found[0].nodes, found[1])
            if own is None:
                return
            # Else the program stands in the statement that uses its value.
            given = {**given, own: True}
            at = self._temporaries[own].use
            depth += blocks_above(block.elements[at].term, own)

    def _around(self, block: Block, at: int, nodes: Sequence[Node], index: int) -> Iterator[frozenset[str]]:
        """Fit the block to statements, its element ``at`` to the one at ``index``."""
        term, here = block.elements[at].term, nodes[index]
        assert term is not None
        before = block.elements[:at][::-1]
        for _ in self._term(term, self._lowered(here)):
            for _ in self._elements(block.elements[at + 1 :], nodes[index + 1 :], at + 1, 1, here):
                for _ in self._elements(before, nodes[:index][::-1], at - 1, -1, here):
                    yield frozenset(name for name, inline in self._inline.items() if inline)

    def _term(self, pattern: Term, source: Term) -> Iterator[None]:
        if pattern.kind != "metavar" or pattern.language == "python" or pattern.value not in self._temporaries:
            yield from super()._term(pattern, source)
            return
        mark, name = self._mark(), pattern.value
        # What is declared is used by its name.
        if (source.kind == "name" or name in self._inline) and self._take(name, inline=False):
            yield from super()._term(pattern, source)
        self._undo(mark)
        if self._take(name, inline=True):
            yield from self._term(self._temporaries[name].value, source)
        self._undo(mark)

    def _elements(
        self, elements: Sequence[Element], nodes: Sequence[Node], at: int, step: int, last: Node
    ) -> Iterator[tuple[dict[int, Node], list[Gap]]]:
        apart = next((i for i, element in enumerate(elements) if element.role not in _APART), len(elements))
        own = self._names.get(at + step * apart) if apart < len(elements) else None
        if own is None or (apart and step > 0):
            yield from super()._elements(elements, nodes, at, step, last)
            return
        mark = self._mark()
        if self._take(own, inline=False):
            yield from super()._elements(elements, nodes, at, step, last)
        self._undo(mark)
        if self._take(own, inline=True):
            # Nothing is between a declaration and its use where these are one statement.
            rest = elements[apart + 1 :]
            gaps = next((i for i, element in enumerate(rest) if element.role not in _APART), 0) if step > 0 else 0
            yield from self._elements(rest[gaps:], nodes, at + step * (apart + 1 + gaps), step, last)
        self._undo(mark)

    def _take(self, name: str, *, inline: bool) -> bool:
        """Take a temporary for one that is inline, or for one that is not; False if it was taken for the other."""
        if name in self._inline:
            return self._inline[name] is inline
        self._inline[name] = inline
        self._trail.append(lambda: self._inline.pop(name))
        return True
