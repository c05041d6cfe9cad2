"""Where a program first differs from a page, on the alignment of their statements that matches most.

A matcher that stops at its first failure calls an inserted statement a changed one, and everything behind it too. Here
statements are paired first, so that the words of a refusal name what was inserted, what is missing, or the one
operand that differs.

    page            source          pairs
    a = f()         a = f()         a = f()  – a = f()
    g(a)            log(a)          (none)   – log(a)      <- no line of the rule explains it
                    g(a)            g(a)     – g(a)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from migrator.match import Difference, Matcher, TooAmbiguous
from migrator.pattern import ENVIRONMENT, Block
from migrator.program import ProgramTerm
from migrator.python.parse import Unparsable
from migrator.sites import File
from migrator.term import Term

# Pairs that share less than this of their nodes are two statements, not one that differs.
_RELATED = 0.34
_RELATED_PARTS = 0.1
_STATEMENTS = frozenset({"program-body", "block"})
# What a term of the same kind and another value (a name of an attribute, a literal) counts.
_OTHER_VALUE = 0.2
# How much more it counts that the source is explained than that the page is found.
_EXPLAINED = 0.58
# Another form of the programs must be nearer by this to be shown in place of the normal form.
_CLEARLY = 0.02
# Dots take what nothing else takes.
_ANYTHING = 0.01
# Metavariables stand for nodes of any kind.
_WILD = 3
_LARGEST = 400  # statements or arguments of one list; beyond, pairs are made in order
_LISTS = frozenset({"program-body", "block", "call", "tuple", "list", "set", "dict", "fstring", "parameters", "boolop"})
_STEPS = 20_000


@dataclass(slots=True)
class Similarity:
    """How much of a page's program a source's program has (0 to 1), and the first difference, None if it fits."""

    share: float
    difference: Difference | None


def nearness(block: Block, source: ProgramTerm) -> float:
    """The most that `compare` can give, from the kinds of nodes alone."""
    ours, theirs = block.program.kinds, source.kinds
    common = sum((ours & theirs).values()) + _WILD
    return _EXPLAINED * common / max(1, theirs.total()) + (1 - _EXPLAINED) * common / max(1, ours.total())


def compare(file: File, block: Block, source: ProgramTerm) -> Similarity:
    """Compare the program of ``block`` with one of a site, in the form of both in which they are nearest."""
    best = Similarity(-1.0, None)
    for form in ("safe", "none", "all"):
        try:
            program = source.aligned(file.settings.environment, form, pattern=False)
            page = block.program.aligned(ENVIRONMENT, form, pattern=True)
        except Unparsable:
            continue
        aligner = _Aligner(file)
        pattern, found = Term("program-body", "", page.body), Term("program-body", "", program.body)
        share = aligner.share(pattern, found)
        if share <= best.share + _CLEARLY:
            continue
        difference = aligner.difference(pattern, found)
        if difference is None and form != "safe":
            continue  # what this form leaves out is the difference
        if difference is not None:
            difference.score = share
            difference.program = (source, program)
            difference.page_program = (block.program, page)
        best = Similarity(share, difference)
    return best


class _Aligner:
    def __init__(self, file: File) -> None:
        self._file = file
        self._matcher = Matcher(file)
        self._shared: dict[tuple[int, int], float] = {}
        self._sizes: dict[int, float] = {}

    # -- how much two terms share ----------------------------------------------------------------------------------

    def share(self, pattern: Term, source: Term) -> float:
        """How near two terms are, from 0 to 1: what the page explains of the source counts more than the reverse."""
        shared = self.shared(pattern, source)
        return _EXPLAINED * shared / self._size(source) + (1 - _EXPLAINED) * shared / self._size(pattern)

    def shared(self, pattern: Term, source: Term) -> float:
        """How many nodes of ``pattern`` have a counterpart in ``source``, names taken apart."""
        if pattern.kind in ("metavar", "anything", "dots"):
            return 1.0
        if pattern.kind == "gap":
            return 0.0
        key = (id(pattern), id(source))
        if key not in self._shared:
            self._shared[key] = 0.0  # terms do not hold themselves
            self._shared[key] = self._count(pattern, source)
        return self._shared[key]

    def _count(self, pattern: Term, source: Term) -> float:
        if pattern.kind != source.kind:
            # Something may have been put around it, or taken from around it.
            around = [self.shared(pattern, child) for child in _below(source) if child.kind == pattern.kind]
            around += [self.shared(child, source) for child in _below(pattern) if child.kind == source.kind]
            around += [self.shared(p, s) for p in pattern.children for s in source.children if p.kind == s.kind]
            return max(around, default=0.0)
        own = 1.0 if pattern.value == source.value or pattern.symbol is not None else _OTHER_VALUE
        pairs = self._pairs(pattern.children, source.children, pattern.kind) if source.children else []
        return own + sum(
            self.shared(pattern.children[i], source.children[j]) for i, j in pairs if i is not None and j is not None
        )

    def _size(self, term: Term) -> float:
        key = id(term)
        if key not in self._sizes:
            own = 0.0 if term.kind in ("gap", "dots") else 1.0
            self._sizes[key] = own + sum(self._size(child) for child in term.children)
        return self._sizes[key] or 1.0

    def _pairs(self, wanted: Sequence[Term], given: Sequence[Term], kind: str) -> list[tuple[int | None, int | None]]:
        """Pairs of indexes in order; None where one side has no counterpart."""
        if len(wanted) > _LARGEST or len(given) > _LARGEST:
            return [
                (i if i < len(wanted) else None, i if i < len(given) else None)
                for i in range(max(len(wanted), len(given)))
            ]
        if len(wanted) == len(given) == 1:
            return [(0, 0)]
        if kind not in _LISTS and len(wanted) == len(given):
            return [(index, index) for index in range(len(wanted))]
        least = _RELATED if kind in _STATEMENTS else _RELATED_PARTS
        if kind == "call":  # the function is none of the arguments
            rest = self._aligned(wanted[1:], given[1:], least)
            return [(0, 0), *((i if i is None else i + 1, j if j is None else j + 1) for i, j in rest)]
        return self._aligned(wanted, given, least)

    def _aligned(
        self, wanted: Sequence[Term], given: Sequence[Term], least: float
    ) -> list[tuple[int | None, int | None]]:
        weights = [[self._weight(p, s, least) for s in given] for p in wanted]
        return _align(weights, len(wanted), len(given))

    def _weight(self, pattern: Term, source: Term, least: float) -> float:
        if pattern.kind == "dots":
            return _ANYTHING
        shared = self.shared(pattern, source)
        dice = 2 * shared / (self._size(pattern) + self._size(source))
        return dice if dice >= least else 0.0

    # -- the first difference --------------------------------------------------------------------------------------

    def difference(self, pattern: Term, source: Term) -> Difference | None:
        """The first difference in the order of the source; what matched before it stays bound."""
        if pattern.kind == "program-body" or not self._fits(pattern, source):
            return self._inside(pattern, source)
        return None

    def _fits(self, pattern: Term, source: Term) -> bool:
        self._matcher.allow(_STEPS)
        try:
            return self._matcher.bind(pattern, source)
        except (TooAmbiguous, RecursionError):
            return False

    def _inside(self, pattern: Term, source: Term) -> Difference | None:
        same_head = pattern.kind == source.kind and (
            pattern.value == source.value or (pattern.symbol is not None and source.symbol is not None)
        )
        if not same_head or not (pattern.children or source.children):
            return Difference(0, pattern, source)
        if pattern.kind not in _LISTS and len(pattern.children) != len(source.children):
            extra = pattern.children[len(source.children) :]
            return Difference(0, extra[0], None, near=source) if extra else Difference(0, pattern, source)
        is_body = pattern.kind == "program-body"
        gap = False
        last: Term | None = source if source.origin is not None else None
        pairs = self._pairs(pattern.children, source.children, pattern.kind)
        for at, (i, j) in enumerate(pairs):
            wanted = pattern.children[i] if i is not None else None
            given = source.children[j] if j is not None else None
            if wanted is not None and wanted.kind in ("gap", "dots"):
                gap = True
            elif wanted is not None and given is not None:
                found = self.difference(wanted, given)
                if found is not None:
                    absent = (wanted.kind == "none") != (given.kind == "none")
                    return Difference(0, pattern, source) if absent and not is_body else found
                gap = False
                last = given if is_body or pattern.kind == "block" else last
            elif wanted is not None:
                beside = self._beside(pairs, at, source)
                return Difference(0, wanted, beside, near=last or next(iter(source.children), None))
            elif given is not None and not (gap and (not is_body or self._matcher.covers(given))):
                return self._unpaired(pairs, at, pattern, given)
        return None if is_body else Difference(0, pattern, source)

    def _beside(self, pairs: list[tuple[int | None, int | None]], at: int, source: Term) -> Term | None:
        """A statement of the source with no counterpart right after one of the page: it stands in its place."""
        if at + 1 < len(pairs):
            i, j = pairs[at + 1]
            if i is None and j is not None:
                return source.children[j]
        return None

    def _unpaired(self, pairs: list[tuple[int | None, int | None]], at: int, pattern: Term, given: Term) -> Difference:
        if at + 1 < len(pairs):
            i, j = pairs[at + 1]
            if j is None and i is not None and pattern.children[i].kind not in ("gap", "dots"):
                return Difference(0, pattern.children[i], given)
        return Difference(0, None, given)


def _below(term: Term) -> list[Term]:
    """Children and theirs: how deep something may have been put into something else to be known again."""
    return [*term.children, *(below for child in term.children for below in child.children)]


def _align(weights: list[list[float]], rows: int, columns: int) -> list[tuple[int | None, int | None]]:
    """The order-keeping pairing of the greatest total weight (Needleman and Wunsch, with gaps that cost nothing)."""
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            paired = weights[i][j] + best[i + 1][j + 1] if weights[i][j] > 0 else -1.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    pairs: list[tuple[int | None, int | None]] = []
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
