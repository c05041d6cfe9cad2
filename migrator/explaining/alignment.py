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
from functools import lru_cache
from typing import NamedTuple

from migrator.explaining.similarity import LISTS, RELATED_PARTS, STATEMENTS, Likeness, Pairs
from migrator.matching.matcher import (
    BLOCK_BEGINS,
    BLOCK_ENDS,
    FEW_STEPS,
    NO_VALUE,
    Difference,
    Matcher,
    Place,
    Side,
    TooAmbiguous,
)
from migrator.matching.pattern import Block
from migrator.model.settings import ENVIRONMENT
from migrator.model.term import MEMBERS, OPEN, WILD, JavaScriptTerm, PythonTerm, Slice, Term, owner
from migrator.sites.program import ProgramTerm
from migrator.sites.site import File, Site

_RELATED_STATEMENTS = 0.2  # of JavaScript, whose terms are small
# A later form of the programs must be nearer by this to be shown in place of an earlier one.
_CLEARLY = 0.02
_AHEAD = 60  # statements behind a gap that are looked at


@dataclass(slots=True)
class Similarity:
    """How much of a page's program a source's program has (0 to 1), and the first difference, None if it fits."""

    share: float
    difference: Difference | None


def compare(file: File, block: Block, source: ProgramTerm) -> Similarity:
    """Compare the first program of ``block`` with one of a site, in the form of both in which they are nearest."""
    assert block.program is not None, "what names no program is near to none"
    return _compare(file, block.program, source)


def _compare(file: File, pattern_program: ProgramTerm, source: ProgramTerm) -> Similarity:
    from migrator.python.parse import Unparsable

    best = Similarity(-1.0, None)
    seen: dict[tuple[object, object], float] = {}  # most programs are the same in all forms
    for form in ("none", "safe", "all"):
        try:
            program = source.aligned(file.settings.environment, form, pattern=False)
            page = pattern_program.aligned(ENVIRONMENT, form, pattern=True)
        except Unparsable:
            continue
        wanted, given = _whole(page.body), _whole(program.body)
        pattern, found = wanted.root, given.root
        same = wanted.shape, given.shape
        if seen.get(same, 1.0) <= best.share + _CLEARLY:
            continue
        aligner = _Aligner(file, wanted.sizes, given.sizes)
        share = seen[same] = aligner.likeness.share(pattern, found)
        if share <= best.share + _CLEARLY:
            continue
        difference = aligner.difference(pattern, found)
        if difference is None and page.has_value and not program.has_value and program.body:
            difference = Difference(0, None, None, note=NO_VALUE, place=Place(program.body[-1], Side.END))
        if difference is None and form != "safe":
            continue  # what this form leaves out is the difference
        if difference is not None:
            difference.score = share
            difference.program = (source, program)
            difference.page_program = (pattern_program, page)
        best = Similarity(share, difference)
    return best


class _Whole(NamedTuple):
    """A program as one term, what its terms look like, and the sizes of those that were asked for so far."""

    root: PythonTerm
    shape: tuple[tuple[str, str, int, bool], ...]
    sizes: dict[Term, float]


@lru_cache(maxsize=256)
def _whole(body: tuple[Term, ...]) -> _Whole:
    """Kept for as many as the pages have and a site: each page is compared with each site that no rule fits."""
    root = PythonTerm("program-body", "", body)
    shape = tuple((term.kind, term.value, len(term.children), term.symbol is not None) for term in root.walk())
    return _Whole(root, shape, {})


def compare_around(file: File, block: Block, site: Site) -> Similarity | None:
    """Compare the statements around a program that fits with those of ``block``; None if it stands in no statement.

    From the program on, each statement of the page is paired with the next one; behind a gap, with the first that fits
    or else the nearest. The share is one higher for each statement that fits before the first difference.
    """
    if block.is_expression:
        return _compare_expression(file, block, site)
    found = site.statements(block.depth)
    if found is None:
        return None
    statements, index = found
    terms = [file.term(node) for node in statements.nodes]
    aligner = _Aligner(file, unordered=block.unordered)
    anchor = block.elements[block.anchor].term
    assert anchor is not None
    pairs: list[tuple[Term, Term]] = [(anchor, terms[index])]
    difference = aligner.statement(anchor, terms[index])
    fitted = int(difference is None)
    for step in (1, -1):
        open_, at = False, index
        for element in block.elements[block.anchor + step :: step] if block.anchor + step >= 0 else ():
            if element.term is None:
                open_ = True
                continue
            ahead = terms[at + 1 : at + 1 + _AHEAD] if step > 0 else terms[max(0, at - _AHEAD) : at][::-1]
            best = aligner.nearest(element.term, ahead if open_ else ahead[:1])
            if best is None:
                what = BLOCK_ENDS if step > 0 else BLOCK_BEGINS
                place = Place(terms[at], Side.END if step > 0 else Side.START)
                difference = difference or Difference(0, element.term, None, note=what, place=place)
                pairs.append((element.term, JavaScriptTerm("none")))
                continue
            at, open_ = at + step * (best + 1), False
            pairs.append((element.term, terms[at]))
            if difference is None:
                difference = aligner.statement(element.term, terms[at])
                fitted += difference is None
    return Similarity(fitted + aligner.likeness.share_of(pairs), difference)


def _compare_expression(file: File, block: Block, site: Site) -> Similarity | None:
    """Compare a block that is one expression with the nearest of those around a program that fits."""
    aligner = _Aligner(file, unordered=block.unordered)
    pattern = block.elements[block.anchor].term
    assert pattern is not None
    found: Similarity | None = None
    for node in site.expressions:
        term = file.term(node)
        share = aligner.likeness.share_of([(pattern, term)])
        if found is None or share > found.share:
            found = Similarity(share, aligner.difference(pattern, term))
    return found


class _Aligner:
    def __init__(self, file: File, *sizes: dict[Term, float], unordered: frozenset[Term] = frozenset()) -> None:
        self._file = file
        self._matcher = Matcher(file)
        self._matcher.unordered = unordered
        self.likeness = Likeness(*sizes)
        self._fitted: Term | None = None  # the last that did

    def nearest(self, pattern: Term, sources: Sequence[Term]) -> int | None:
        """The index of the first source that fits or, where none does, of the nearest."""
        for index, source in enumerate(sources):
            if self.fits(pattern, source):
                return index
        return max(range(len(sources)), key=lambda index: self.likeness.share(pattern, sources[index]), default=None)

    def statement(self, pattern: Term, source: Term) -> Difference | None:
        """The first difference of two statements, which are shown whole where they have little in common."""
        difference = self.difference(pattern, source)
        if difference is not None and self.likeness.share_of([(pattern, source)]) < _RELATED_STATEMENTS:
            return Difference(0, pattern, source)
        return difference

    # -- the first difference --------------------------------------------------------------------------------------

    def difference(self, pattern: Term, source: Term) -> Difference | None:
        """The first difference in the order of the source; what matched before it stays bound."""
        if pattern.kind != "program-body" and self.fits(pattern, source):
            self._fitted = source
            return None
        met = self._matcher.best
        is_global = pattern.symbol is not None and pattern.language == "javascript"
        if pattern.kind in WILD or (is_global and source.kind == "name"):
            return Difference(0, pattern, source, note=met.note if met is not None else None)
        if met is not None and source.kind == "template" and any(part.kind == "dots" for part in pattern.children):
            return Difference(0, met.expected, met.found, note=met.note, place=met.place)
        return self._inside(pattern, source)

    def fits(self, pattern: Term, source: Term) -> bool:
        self._matcher.allow(FEW_STEPS)
        try:
            return self._matcher.bind(pattern, source)
        except (TooAmbiguous, RecursionError):
            return False

    def _inside(self, pattern: Term, source: Term) -> Difference | None:
        if isinstance(pattern, ProgramTerm) and isinstance(source, ProgramTerm) and source.variants:
            return _compare(self._file, pattern, source).difference or Difference(0, pattern, source)
        is_member = pattern.kind == source.kind and pattern.kind in MEMBERS
        if is_member and len(pattern.children) == 2 and len(source.children) == 1:
            # `x.$P`: what is left differs in its object, or in a property that is another than elsewhere.
            return self.difference(owner(pattern), owner(source)) or Difference(0, pattern, source)
        same_head = pattern.kind == source.kind and (
            pattern.value == source.value or (pattern.symbol is not None and source.symbol is not None)
        )
        if not same_head or not (pattern.children or source.children):
            return Difference(0, pattern, source)
        if pattern.kind not in LISTS and len(pattern.children) != len(source.children):
            return self._other_length(pattern, source)
        is_body = pattern.kind == "program-body"
        is_list = pattern.kind in STATEMENTS
        gap = False
        last: Term | None = None
        parts = _in_order_of(pattern.children, source.children)
        pairs = self.likeness.pairs(pattern.children, parts, pattern.kind)
        for at, (i, j) in enumerate(pairs):
            wanted = pattern.children[i] if i is not None else None
            given = parts[j] if j is not None else None
            if wanted is not None and wanted.kind in OPEN:
                gap = True
            elif wanted is not None and given is not None:
                found = self.difference(wanted, given)
                if found is not None:
                    if is_body or (wanted.kind == "none") == (given.kind == "none"):
                        return found
                    if isinstance(wanted.origin, Slice):  # an `else` that one of the two has not
                        return Difference(0, None, given)
                    if isinstance(given.origin, Slice):
                        return Difference(0, wanted, None, place=Place(given, Side.START))
                    return Difference(0, pattern, source)
                gap = False
                last = given if is_list else last
            elif wanted is not None:
                beside = self._beside(pairs, at, parts)
                return Difference(0, wanted, beside, place=self._place(source, last, pairs[at:]))
            elif given is not None and not (gap and (not is_body or self._matcher.covers(given))):
                return self._unpaired(pairs, at, pattern, given)
        return None if is_body else Difference(0, pattern, source)

    def _other_length(self, pattern: Term, source: Term) -> Difference:
        """What one of two terms has more than the other: a decorator, a loop of a comprehension, an argument."""
        pairs = self.likeness.aligned(pattern.children, source.children, RELATED_PARTS)
        for i, j in pairs:
            # Which one of several names is too many, nobody can say.
            if i is None and j is not None and source.children[j].kind != "name":
                return Difference(0, None, source.children[j])
            if j is None and i is not None and pattern.children[i].kind != "name":
                return Difference(0, pattern.children[i], None, place=Place(source, Side.START))
        return Difference(0, pattern, source)

    def _place(self, source: Term, last: Term | None, rest: Pairs) -> Place | None:
        """Where something is missing from ``source``: behind the ``last`` part of it that fits, if it is a block."""
        if source.kind not in STATEMENTS:
            return Place(source, Side.START)
        following = next((source.children[j] for _, j in rest if j is not None), None)
        if following is not None:
            return Place(following, Side.BEFORE)
        last = last or self._fitted
        return Place(last, Side.END) if last is not None else None

    def _beside(self, pairs: Pairs, at: int, parts: tuple[Term, ...]) -> Term | None:
        """A statement of the source with no counterpart right after one of the page: it stands in its place."""
        if at + 1 < len(pairs):
            i, j = pairs[at + 1]
            if i is None and j is not None:
                return parts[j]
        return None

    def _unpaired(self, pairs: Pairs, at: int, pattern: Term, given: Term) -> Difference:
        if at + 1 < len(pairs):
            i, j = pairs[at + 1]
            if i is not None and self.likeness.same_start(pattern.children[i], given):
                # Another statement has more of what follows, as where an `elif` was made an `if`; but this is how the
                # page's begins, and where a reader sees it differ.
                found = self.difference(pattern.children[i], given)
                if found is not None:
                    return found
            if j is None and i is not None and pattern.children[i].kind not in OPEN:
                return Difference(0, pattern.children[i], given)
        return Difference(0, None, given)


def _in_order_of(pattern: tuple[Term, ...], source: tuple[Term, ...]) -> tuple[Term, ...]:
    """The parts of a source's term, its keyword arguments in the order in which the page has those of the same names:
    one that is given something else is no argument that is missing, wherever it stands.
    """
    ranks = {term.value: rank for rank, term in enumerate(pattern) if term.kind == "keyword" and term.value}
    places = [place for place, term in enumerate(source) if term.kind == "keyword" and term.value in ranks]
    ordered = sorted((source[place] for place in places), key=lambda term: ranks[term.value])
    parts = list(source)
    for place, term in zip(places, ordered, strict=True):
        parts[place] = term
    return tuple(parts)
