"""How much of a page's terms a source has, with names taken apart: the weights by which statements are paired."""

from __future__ import annotations

from collections.abc import Sequence

from migrator.matching.pattern import Block
from migrator.model.term import CALLS, OPEN, WILD, Kind, Term, callee, content
from migrator.sites.program import ProgramTerm

# Pairs that share less than this of their nodes are two statements, not one that differs.
_RELATED = 0.34
RELATED_PARTS = 0.1
_HELD = 0.9  # nor are they two if so much of one is in the other
STATEMENTS: frozenset[Kind] = frozenset({"program-body", "block"})
_HEADS: frozenset[Kind] = frozenset({"declare", "expr", "assign", "return"})
_COMPOUND: frozenset[Kind] = frozenset({"if", "for", "while", "with"})
# What a term of the same kind and another value (a name of an attribute, a literal) counts.
_OTHER_VALUE = 0.2
# How much more it counts that the source is explained than that the page is found.
_EXPLAINED = 0.58
# What the JavaScript of a hole counts in Python, at most.
_HOLE = 2.0
# Dots take what nothing else takes.
_ANYTHING = 0.01
# Metavariables stand for nodes of any kind.
_WILD = 3
_LARGEST = 400  # statements or arguments of one list; beyond, pairs are made in order
LISTS: frozenset[Kind] = frozenset({
    "program-body", "block", "parameters", "call", "boolop", "tuple", "list", "set", "dict", "fstring",
    "call?", "new", "array", "object",
})  # fmt: skip

Pairs = list[tuple[int | None, int | None]]


def is_foreign(block: Block, source: ProgramTerm) -> bool:
    """Whether a page is for other code than that of a program: no name that says what it works on is in both."""
    wanted = block.program.words if block.program is not None else frozenset[str]()
    return bool(wanted) and not wanted & source.words


def nearness(block: Block, source: ProgramTerm) -> float:
    """The most that `compare` can give, from the kinds of nodes alone."""
    assert block.program is not None, "what names no program is near to none"
    ours, theirs = block.program.kinds, source.kinds
    common = sum((ours & theirs).values()) + _WILD
    return _EXPLAINED * common / max(1, theirs.total()) + (1 - _EXPLAINED) * common / max(1, ours.total())


class Likeness:
    """Shares of pairs of terms, each computed once. ``ours`` and ``theirs`` have the sizes of terms of a page and of a
    source, as far as they are known, and take those that are not.
    """

    def __init__(self, ours: dict[Term, float] | None = None, theirs: dict[Term, float] | None = None) -> None:
        self._shared: dict[tuple[Term, Term], float] = {}
        self._ours = ours if ours is not None else {}
        self._theirs = theirs if theirs is not None else {}

    def share(self, pattern: Term, source: Term) -> float:
        """How near two terms are, from 0 to 1: what the page explains of the source counts more than the reverse."""
        shared = self.shared(pattern, source)
        return _EXPLAINED * shared / self._source(source) + (1 - _EXPLAINED) * shared / self._page(pattern)

    def share_of(self, pairs: list[tuple[Term, Term]]) -> float:
        """How near the terms of some pairs are, taken together."""
        shared = sum(self.shared(pattern, source) for pattern, source in pairs)
        return 2 * shared / sum(self._page(pattern) + self._source(source) for pattern, source in pairs)

    def shared(self, pattern: Term, source: Term) -> float:
        """How many nodes of ``pattern`` have a counterpart in ``source``, names taken apart."""
        if pattern.kind in WILD or pattern.kind == "dots":
            return 1.0
        if pattern.kind == "gap":
            return 0.0
        key = (pattern, source)
        if key not in self._shared:
            self._shared[key] = 0.0  # terms do not hold themselves
            self._shared[key] = self._count(pattern, source)
        return self._shared[key]

    def _count(self, pattern: Term, source: Term) -> float:
        if pattern.kind != source.kind:
            around = self._around(pattern, source)
            inner, outer = pattern.children, source.children
            if pattern.kind in _HEADS and source.kind in _HEADS:  # `x = f()` and `const x = f()`
                inner, outer = tuple(_below(pattern)), tuple(_below(source))
            around += [self.shared(p, s) for p in inner for s in outer if p.kind == s.kind]
            return max(around, default=0.0)
        bound = pattern.symbol is not None and pattern.language == "python"
        own = 1.0 if pattern.value == source.value or bound else _OTHER_VALUE
        if pattern.kind == "call" and not self._is_whole(callee(pattern), callee(source)):
            own = _OTHER_VALUE  # a call of something else
        pairs = self.pairs(pattern.children, source.children, pattern.kind) if source.children else []
        whole = own + sum(
            self.shared(pattern.children[i], source.children[j]) for i, j in pairs if i is not None and j is not None
        )
        if pattern.kind == "hole":
            return own + _HOLE * (whole - own) / max(_HOLE, self._page(content(pattern)))
        if pattern.kind not in _COMPOUND:
            return whole
        return max([whole, *self._around(pattern, source)])  # a branch within a branch

    def _around(self, pattern: Term, source: Term) -> list[float]:
        """What is shared where something was put around a term, or taken from around it."""
        around = [self.shared(pattern, child) for child in _below(source) if child.kind == pattern.kind]
        return around + [self.shared(child, source) for child in _below(pattern) if child.kind == source.kind]

    def _page(self, pattern: Term) -> float:
        return self._ours.get(pattern) or _size(pattern, self._ours)

    def _source(self, source: Term) -> float:
        return self._theirs.get(source) or _size(source, self._theirs)

    def pairs(self, wanted: Sequence[Term], given: Sequence[Term], kind: Kind) -> Pairs:
        """Pairs of indexes in order; None where one side has no counterpart."""
        if len(wanted) > _LARGEST or len(given) > _LARGEST:
            return [
                (i if i < len(wanted) else None, i if i < len(given) else None)
                for i in range(max(len(wanted), len(given)))
            ]
        if len(wanted) == len(given) == 1:
            return [(0, 0)]
        if kind not in LISTS and len(wanted) == len(given):
            return [(index, index) for index in range(len(wanted))]
        least = _RELATED if kind in STATEMENTS else RELATED_PARTS
        if kind in CALLS:  # the function is none of the arguments
            if len(wanted) == len(given) == 2:
                return [(0, 0), (1, 1)]
            rest = self.aligned(wanted[1:], given[1:], least)
            return [(0, 0), *((i if i is None else i + 1, j if j is None else j + 1) for i, j in rest)]
        return self.aligned(wanted, given, least)

    def aligned(self, wanted: Sequence[Term], given: Sequence[Term], least: float) -> Pairs:
        weights = [[self._weight(p, s, least) for s in given] for p in wanted]
        return _align(weights, len(wanted), len(given))

    def _weight(self, pattern: Term, source: Term, least: float) -> float:
        if pattern.kind == "dots":
            return _ANYTHING
        shared = self.shared(pattern, source)
        dice = 2 * shared / (self._page(pattern) + self._source(source))
        # A branch of a long `if` is little of it, and yet nothing else.
        held = pattern.kind == source.kind and shared >= _HELD * min(self._page(pattern), self._source(source))
        return shared * dice if dice >= least or held else 0.0

    def same_start(self, pattern: Term, source: Term) -> bool:
        """Whether two compound statements have one head."""
        if pattern.kind not in _COMPOUND or pattern.kind != source.kind:
            return False
        return self._is_whole(pattern.children[0], source.children[0])

    def _is_whole(self, pattern: Term, source: Term) -> bool:
        return self.shared(pattern, source) == self._page(pattern) == self._source(source)


def _size(term: Term, known: dict[Term, float]) -> float:
    """How many nodes a term has, what is in a hole counted little; one where there is none."""
    size = known.get(term)
    if size is None:
        parts = sum(_size(child, known) for child in term.children)
        own = 0.0 if term.kind in OPEN else 1.0
        size = known[term] = own + (min(parts, _HOLE) if term.kind == "hole" else parts)
    return size or 1.0


def _below(term: Term) -> list[Term]:
    """Children and theirs: how deep something may have been put into something else to be known again."""
    return [*term.children, *(below for child in term.children for below in child.children)]


def _align(weights: list[list[float]], rows: int, columns: int) -> Pairs:
    """The order-keeping pairing of the greatest total weight (Needleman and Wunsch, with gaps that cost nothing)."""
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            paired = weights[i][j] + best[i + 1][j + 1] if weights[i][j] > 0 else -1.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs: Pairs = []
    i = j = 0
    while i < rows or j < columns:
        if i < rows and j < columns and weights[i][j] > 0 and best[i][j] == weights[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif i < rows and (j == columns or best[i][j] == best[i + 1][j]):
            pairs.append((i, None))
            i += 1
        else:
            pairs.append((None, j))
            j += 1
    return pairs
