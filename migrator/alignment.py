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
from migrator.pattern import Block
from migrator.program import ProgramTerm
from migrator.sites import File
from migrator.term import Term

# Pairs that share less than this of their nodes are two statements, not one that differs.
_RELATED = 0.34
_LARGEST = 400  # statements or arguments of one list; beyond, pairs are made in order
_LISTS = frozenset({"program-body", "block", "call", "tuple", "list", "set", "dict", "fstring", "parameters", "boolop"})
_STEPS = 20_000


@dataclass(slots=True)
class Similarity:
    """How much of a page's program a source's program has (0 to 1), and the first difference, None if it fits."""

    share: float
    difference: Difference | None


def compare(file: File, block: Block, source: ProgramTerm) -> Similarity:
    """Compare the program of ``block`` with one of a site, in the form of the page that comes nearest."""
    best = Similarity(-1.0, None)
    for variant in block.program.variants:
        aligner = _Aligner(file)
        program = source.variants[0]
        pattern = Term("program-body", "", variant.body)
        found = Term("program-body", "", program.body)
        share = _dice(aligner.shared(pattern, found), _size(pattern), _size(found))
        if share > best.share:
            difference = aligner.difference(pattern, found)
            if difference is not None:
                difference.score = share
                difference.program = (source, program)
                difference.page_program = (block.program, variant)
            best = Similarity(share, difference)
    return best


class _Aligner:
    def __init__(self, file: File) -> None:
        self._file = file
        self._matcher = Matcher(file)
        self._shared: dict[tuple[int, int], float] = {}

    # -- how much two terms share ----------------------------------------------------------------------------------

    def shared(self, pattern: Term, source: Term) -> float:
        """How many nodes of ``pattern`` have a counterpart in ``source``, names taken apart."""
        if pattern.kind in ("metavar", "anything", "dots"):
            return 1.0
        if pattern.kind == "gap" or pattern.kind != source.kind:
            return 0.0
        key = (id(pattern), id(source))
        if key not in self._shared:
            self._shared[key] = 0.0  # terms do not hold themselves
            own = 1.0 if pattern.value == source.value or pattern.symbol is not None else 0.5
            pairs = self._pairs(pattern.children, source.children) if source.children else []
            self._shared[key] = own + sum(
                self.shared(pattern.children[i], source.children[j])
                for i, j in pairs
                if i is not None and j is not None
            )
        return self._shared[key]

    def _pairs(self, wanted: Sequence[Term], given: Sequence[Term]) -> list[tuple[int | None, int | None]]:
        """Pairs of indexes in order; None where one side has no counterpart."""
        if len(wanted) > _LARGEST or len(given) > _LARGEST:
            return [
                (i if i < len(wanted) else None, i if i < len(given) else None)
                for i in range(max(len(wanted), len(given)))
            ]
        if len(wanted) == len(given) == 1:
            return [(0, 0)]
        return _align([[self._weight(p, s) for s in given] for p in wanted], len(wanted), len(given))

    def _weight(self, pattern: Term, source: Term) -> float:
        share = _dice(self.shared(pattern, source), _size(pattern), _size(source))
        return share if share >= _RELATED else 0.0

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
            return Difference(0, pattern, source)
        is_body = pattern.kind == "program-body"
        gap = False
        pairs = self._pairs(pattern.children, source.children)
        for at, (i, j) in enumerate(pairs):
            wanted = pattern.children[i] if i is not None else None
            given = source.children[j] if j is not None else None
            if wanted is not None and wanted.kind in ("gap", "dots"):
                gap = True
            elif wanted is not None and given is not None:
                found = self.difference(wanted, given)
                if found is not None:
                    return found
                gap = False
            elif wanted is not None:
                return Difference(0, wanted, self._beside(pairs, at, source))
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


def _size(term: Term) -> float:
    return float(sum(part.kind not in ("gap", "dots") for part in term.walk()))


def _dice(shared: float, one: float, other: float) -> float:
    return 2 * shared / (one + other) if one + other else 0.0
