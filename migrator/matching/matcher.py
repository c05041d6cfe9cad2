"""Rule and site to bindings, or to the first thing that differs on the alignment that matches most.

One matcher serves both languages. It walks pattern and source together; where the notation leaves a choice (a gap,
dots) it tries the shortest first and takes back what it bound when the rest does not fit.

This is one module because it is one search: statements, expressions, programs and holes call one another, and all of
them share the bindings, the steps that are left, and what is taken back. `forms` adds choices of its own to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from migrator.javascript import effects as javascript
from migrator.javascript.builtins import PLATFORM
from migrator.javascript.flow import arguments_of
from migrator.javascript.parentheses import outermost
from migrator.javascript.strings import letters
from migrator.javascript.syntax import TAKING_APART, NodeKind
from migrator.matching.anchors import runs_code
from migrator.matching.assigned import as_assignment, assigned_form
from migrator.matching.pattern import Block, Element, Role
from migrator.model.ledger import Message, Sentence
from migrator.model.term import (
    CALLS,
    MEMBERS,
    OPEN,
    JavaScriptTerm,
    Kind,
    PythonTerm,
    Slice,
    Symbol,
    Term,
    expression,
    owner,
)
from migrator.sites.program import ProgramTerm
from migrator.sites.site import File, Site, Statements

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.scopes import Binding
    from migrator.javascript.source import Source
    from migrator.python.form import Program

# Far above what any honest page needs on any honest site, and below a second of work.
MOST_STEPS = 300_000
FEW_STEPS = 20_000  # for one pair of terms
# What differs around a program that fits is nearer than any difference within one.
PROGRAM_FITS = 1000


# Made once: a match meets many differences, and keeps the deepest.
NO_VALUE = Message.of(Sentence.NO_VALUE)
BLOCK_ENDS, BLOCK_BEGINS = Message.of(Sentence.BLOCK_ENDS), Message.of(Sentence.BLOCK_BEGINS)
_IN_NO_BLOCK = Message.of(Sentence.IN_NO_BLOCK)
_HAS_EFFECT = Message.of(Sentence.HAS_EFFECT)
_ENDS_BEFORE = Message.of(Sentence.ENDS_BEFORE)
_TAKES_APART = Message.of(Sentence.TAKES_APART)
_PAGE_HAS_NO_VALUE = Message.of(Sentence.PAGE_HAS_NO_VALUE)
_CHANGES_FOREIGN_LIST = Message.of(Sentence.CHANGES_FOREIGN_LIST)
_READ_OUTSIDE_OF_GAP = Message.of(Sentence.READ_OUTSIDE_OF_GAP)

_LITERALS: frozenset[Kind] = frozenset({"string", "number", "null", "true", "false"})
_END = object()
_LEAST_SWAPPED = 2  # keyword arguments
# Terms whose children are a list of any length; others of another length are another thing.
_LISTS: frozenset[Kind] = CALLS | {"array", "object", "block", "parameters", "tuple", "list", "set", "dict"}
_TEXTS: frozenset[Kind] = frozenset({"template", "string"})
_ASSIGNED: frozenset[Kind] = frozenset({"name", "object", "array"})  # variables that are assigned, and no members
# What no metavariable stands for.
_UNBOUND: frozenset[Kind] = frozenset({
    "none", "spread", "star", "doublestar", "dots", "elision", "too-deep", "unknown", "keyword",
})  # fmt: skip


class TooAmbiguous(Exception):
    """Matching took more steps than a page may cost."""


class Side(Enum):
    """A place beside a term, or its own."""

    BEFORE = "before"
    START = "start"
    END = "end"


class Place(NamedTuple):
    """Where something would stand that the source does not have."""

    term: Term
    side: Side


@dataclass(slots=True)
class Difference:
    """The first thing that differs: what the page has and what the source has, and how much matched before it."""

    score: float
    expected: Term | None
    found: Term | None
    program: tuple[ProgramTerm, Program] | None = None  # the source's program, where the difference is in Python
    page_program: tuple[ProgramTerm, Program] | None = None
    note: Message | None = None
    place: Place | None = None  # where something is missing


@dataclass(slots=True)
class Gap:
    """Statements that a JavaScript gap covers, and its place among the elements."""

    element: int
    nodes: tuple[Node, ...]


@dataclass(slots=True, eq=False)
class Match:
    """A block that fits a site. ``nodes`` gives the statement of each element that is one."""

    block: Block
    site: Site
    javascript: dict[str, Term]
    python: dict[str, Term]
    nodes: dict[int, Node]
    gaps: list[Gap]
    dots: dict[Term, tuple[Term, ...]]
    statements: Statements
    runs: dict[Term, Term] = field(default_factory=dict)  # calls of the page that run code, and those of the source
    symbols: dict[Symbol, Symbol] = field(default_factory=dict)  # Python names of the page, and those of the source

    def removed_nodes(self) -> list[Node]:
        return [node for index, node in sorted(self.nodes.items()) if self.block.elements[index].role is Role.REMOVED]


class Matcher:
    """Matches the blocks of one rule against one site."""

    def __init__(self, file: File | None, steps: int = MOST_STEPS) -> None:
        self._file = file  # None where both sides are pages
        self._steps = steps
        self._trail: list[Callable[[], Any]] = []
        self._score = 0
        self.best: Difference | None = None
        self.is_anchored = False  # whether the statement that a block is looked for at has fitted one
        self.unordered: frozenset[Term] = frozenset()  # objects of the page whose names may stand in any order
        self._block: Block | None = None
        self._site: Site | None = None
        self._reset()

    def _reset(self) -> None:
        self._trail.clear()
        self._score = 0
        self._javascript: dict[str, Term] = {}
        self._python: dict[str, Term] = {}
        self._forth: dict[Symbol, Symbol] = {}
        self._back: dict[Symbol, Symbol] = {}
        self._covered: list[Term] = []
        self._dots: dict[Term, tuple[Term, ...]] = {}
        self._runs: dict[Term, Term] = {}
        self._assigned: list[str] = []  # what the page declares and the source assigns
        self._programs: tuple[tuple[ProgramTerm, Program], tuple[ProgramTerm, Program]] | None = None

    # -- a block at a site -----------------------------------------------------------------------------------------

    def match(self, block: Block, site: Site) -> Iterator[Match]:
        """Every way in which ``block`` fits, best first; raises TooAmbiguous."""
        self._reset()
        self.unordered, self._block, self._site = block.unordered, block, site
        if not may_fit(block, site):
            return
        # A look at the program alone tells nearly all rules apart, and finds the deepest difference even where the
        # statement around it has another shape.
        if block.program is not None and site.program is not None:
            if not self.fits_program(block.program, site.program):
                return
            self._reset()
        if block.is_expression:
            yield from self._in_expressions(block, site)
            return
        found = site.statements(block.depth)
        if found is None:
            self._differs(block.elements[block.anchor].term, None, note=_IN_NO_BLOCK)
            return
        statements, index = found
        self._score = PROGRAM_FITS if block.programs else 0
        yield from self._align(block, site, statements, index)

    def _align(self, block: Block, site: Site, statements: Statements, index: int) -> Iterator[Match]:
        anchor = block.elements[block.anchor].term
        assert anchor is not None
        for _ in self._term(anchor, self._lowered(statements.nodes[index])):
            self.is_anchored = True
            after = block.elements[block.anchor + 1 :]
            here = statements.nodes[index]
            for forward in self._elements(list(after), statements.nodes[index + 1 :], block.anchor + 1, 1, here):
                before = list(reversed(block.elements[: block.anchor]))
                preceding = list(reversed(statements.nodes[:index]))
                for backward in self._elements(before, preceding, block.anchor - 1, -1, here):
                    nodes = {block.anchor: statements.nodes[index], **forward[0], **backward[0]}
                    gaps = [*backward[1], *forward[1]]
                    form = assigned_form(block, frozenset(self._assigned)) if self._assigned else block
                    if form is None:
                        self._differs(anchor, self._lowered(here))
                        continue
                    yield Match(
                        form,
                        site,
                        dict(self._javascript),
                        dict(self._python),
                        nodes,
                        gaps,
                        dict(self._dots),
                        statements,
                        dict(self._runs),
                        dict(self._forth),
                    )

    def _in_expressions(self, block: Block, site: Site) -> Iterator[Match]:
        """Fit a block that is one expression to those around the program, the innermost first."""
        [element] = block.elements
        assert element.term is not None
        self._score = PROGRAM_FITS if block.programs else 0
        for node in site.expressions:
            for _ in self._term(element.term, self._lowered(node)):
                bound = dict(self._javascript), dict(self._python)
                more = dict(self._runs), dict(self._forth)
                yield Match(block, site, *bound, {0: node}, [], dict(self._dots), Statements([node], False), *more)

    def _elements(
        self, elements: Sequence[Element], nodes: Sequence[Node], at: int, step: int, last: Node
    ) -> Iterator[tuple[dict[int, Node], list[Gap]]]:
        """Fit elements to statements that follow (or, backwards, precede) the anchor. ``at`` is the index of the
        first element, ``last`` the statement that was fitted before.
        """
        if not elements or all(element.role in (Role.GAP, Role.NEST) for element in elements):
            yield {}, []
            return
        head, rest = elements[0], elements[1:]
        if head.role in (Role.GAP, Role.NEST):
            for length in range(len(nodes) + 1):
                covered = tuple(nodes[:length])
                before = nodes[length - 1] if length else last
                for found, gaps in self._elements(rest, nodes[length:], at + step, step, before):
                    yield found, [Gap(at, covered if step > 0 else covered[::-1]), *gaps]
            return
        assert head.term is not None
        if not nodes:
            what = BLOCK_ENDS if step > 0 else BLOCK_BEGINS
            side = Side.END if step > 0 else Side.START
            self._differs(head.term, None, note=what, place=Place(self._lowered(last), side))
            return
        for _ in self._term(head.term, self._lowered(nodes[0])):
            for found, gaps in self._elements(rest, nodes[1:], at + step, step, nodes[0]):
                yield {at: nodes[0], **found}, gaps

    def _lowered(self, node: Node) -> Term:
        assert self._file is not None, "a page has no statements around a site"
        return self._file.term(node)

    # -- one pair of terms, for a diagnosis ------------------------------------------------------------------------

    def fits_program(self, pattern: ProgramTerm, source: ProgramTerm) -> bool:
        """Whether a page's program fits another one, whatever stands around them."""
        self._reset()
        if not source.variants:  # it does not parse
            return False
        return any(next(self._program(pattern, variant, source), _END) is not _END for variant in pattern.variants)

    @property
    def steps(self) -> int:
        """How many steps are left."""
        return self._steps

    def allow(self, steps: int) -> None:
        """Let the next call take so many steps."""
        self._steps = steps

    def fits(self, pattern: Term, source: Term) -> bool:
        """Whether two terms fit by themselves; what takes too many steps does not."""
        self._reset()
        self._steps = FEW_STEPS
        try:
            return self.bind(pattern, source)
        except TooAmbiguous:
            return False

    def bound(self, name: str) -> Term | None:
        """What a metavariable of JavaScript stands for after terms fitted."""
        return self._javascript.get(name)

    def bind(self, pattern: Term, source: Term) -> bool:
        """Whether two terms fit with what is bound so far; if so, what they bind stays bound."""
        self.best = None
        return next(self._term(pattern, source), _END) is not _END

    def covers(self, statement: Term) -> bool:
        """Whether a gap of a program may cover a statement."""
        return self._cover(statement)

    # -- terms -----------------------------------------------------------------------------------------------------

    def _term(self, pattern: Term, source: Term) -> Iterator[None]:
        """Fit one term, once for each way; what was bound is taken back when the caller asks for the next."""
        mark = self._mark()
        if source.kind == "unknown" or not self._is_here(pattern, source):
            self._differs(pattern, source)
        elif pattern.kind == "metavar":
            if self._bind(pattern, source):
                yield
        elif pattern.kind == "anything":
            if self._has_effect(source):
                self._differs(pattern, source, note=_HAS_EFFECT)
            else:
                self._remember(pattern, (source,))
                yield
        elif isinstance(pattern, ProgramTerm):
            if isinstance(source, ProgramTerm) and source.variants:
                for variant in pattern.variants:
                    yield from self._program(pattern, variant, source)
            else:
                self._differs(pattern, source)
        elif pattern.kind == "template" and any(child.kind == "dots" for child in pattern.children):
            if source.kind in _TEXTS:
                self._score += 1
                yield from self._template(pattern, source)
            else:
                self._differs(pattern, source)
        elif pattern.kind == "declare" and source.kind == "expr":
            yield from self._assignment(pattern, source)
        elif self._is_same_global(pattern, source):
            self._score += 1
            yield
        elif self._same_head(pattern, source):
            self._score += 1
            yield from self._children(pattern, source)
        self._undo(mark)

    def _assignment(self, pattern: Term, source: Term) -> Iterator[None]:
        """Fit a declaration of the page to an assignment to what the source has declared before."""
        found, given = as_assignment(pattern), expression(source)
        if found is None or given.kind != "assign" or given.value != "=" or given.children[0].kind not in _ASSIGNED:
            self._differs(pattern, source)
            return
        names = found.names
        self._assigned.extend(names)
        self._trail.append(lambda: self._assigned.__delitem__(slice(-len(names), None)))
        self._score += 1
        yield from self._children(expression(found.term), given)

    def _template(self, pattern: Term, source: Term) -> Iterator[None]:
        """Fit a template in which dots stand for any text and holes: character by character, holes whole."""
        wanted = [item for child in pattern.children for item in _characters(child)]
        if self._file is None:
            given = [item for child in source.children for item in _characters(child)]
        else:
            given = list(_template_items(source, self._file.source.data))
        segments: list[list[Term]] = [[]]
        dots: list[Term] = []
        for item in wanted:
            if item.kind == "dots":
                dots.append(item)
                segments.append([])
            else:
                segments[-1].append(item)
        yield from self._segments(segments, dots, given, 0, 0, source)

    def _segments(
        self, segments: list[list[Term]], dots: list[Term], given: list[Term], k: int, at: int, source: Term
    ) -> Iterator[None]:
        """Fit the k-th stretch between dots at ``at`` or, after dots, anywhere behind it; the last one ends the
        text.
        """
        stretch = segments[k]
        last = k == len(segments) - 1
        latest = len(given) - len(stretch)
        if k == 0:
            starts = range(1 if latest >= 0 else 0)
        elif last:
            starts = range(latest, latest + 1) if latest >= at else range(0)
        else:
            starts = range(at, latest + 1)
        for start in starts:
            mark = self._mark()
            if k:
                self._remember(dots[k - 1], tuple(given[at:start]))
            if all(
                next(self._term(one, two), _END) is not _END for one, two in zip(stretch, given[start:], strict=False)
            ):
                if last:
                    if start + len(stretch) == len(given):
                        yield
                else:
                    yield from self._segments(segments, dots, given, k + 1, start + len(stretch), source)
            self._undo(mark)
        self._differs(stretch[0] if stretch else dots[0], source)

    def _children(self, pattern: Term, source: Term) -> Iterator[None]:
        wanted, given = pattern.children, source.children
        if pattern.kind in CALLS and self._block is not None and pattern in self._block.runs:
            self._runs[pattern] = source
            self._trail.append(lambda: self._runs.pop(pattern, None))
            if runs_code(pattern) and len(given) > 1 and isinstance(given[1], ProgramTerm):
                # Any code is the text that the call is given, and no Python that a page could have a part of.
                given = (given[0], self._lowered(arguments_of(source.origin)[0]), *given[2:])
        if pattern.kind == "call" and pattern.language == "python" and len(wanted) == len(given) > _LEAST_SWAPPED:
            given = self._as_ordered(wanted, given)
        elif pattern in self.unordered:
            given = self._by_name(wanted, given)
        if any(child.kind in OPEN for child in wanted):
            yield from self._sequence(wanted, given, 0, 0, source, pattern)
            return
        if len(wanted) == 2 and len(given) == 1 and wanted[1].kind == "metavar" and pattern.kind in MEMBERS:
            # `x.$P`: the property's name is bound.
            given = (given[0], _property(source))
        if len(wanted) != len(given):
            if pattern.kind not in _LISTS:
                self._differs(pattern, source)
                return
            # Match what is there, so that the difference is the first child that is missing or too many.
            for expected, found in zip(wanted, given, strict=False):
                if not any(True for _ in self._term(expected, found)):
                    return
            extra, missing = given[len(wanted) :], wanted[len(given) :]
            self._differs(missing[0] if missing else None, extra[0] if extra else source)
            return
        if not wanted:
            yield
            return
        iterators = [self._term(wanted[0], given[0])]
        while iterators:
            if next(iterators[-1], _END) is _END:
                iterators.pop()
            elif len(iterators) == len(wanted):
                yield
            else:
                iterators.append(self._term(wanted[len(iterators)], given[len(iterators)]))

    def _as_ordered(self, wanted: tuple[Term, ...], given: tuple[Term, ...]) -> tuple[Term, ...]:
        """The arguments of a call of Python with its keyword arguments in the order that a page has, where nobody can
        notice in which order they are evaluated.
        """
        names = [self._keyword(term, ours=True) for term in wanted]
        held = {name: term for term in given for name in (self._keyword(term, ours=False),) if name is not None}
        if len(held) < _LEAST_SWAPPED or held.keys() != {name for name in names if name is not None}:
            return given
        named = iter([held[name] for name in names if name is not None])
        ordered = tuple(term if self._keyword(term, ours=False) is None else next(named) for term in given)
        if ordered == given:
            return given
        from migrator.python.effects import may_change_places

        free = may_change_places(given[1:], lambda hole: not self._has_effect(hole), self._is_fixed)
        return ordered if free else given

    def _by_name(self, wanted: tuple[Term, ...], given: tuple[Term, ...]) -> tuple[Term, ...]:
        """The properties of an object in the order that a page has, where nobody can notice in which order their values
        are evaluated.
        """
        held = {term.value: term for term in given if term.kind == "pair" and term.value != "__proto__"}
        names = [term.value for term in wanted if term.kind == "pair"]
        if len(held) != len(given) or len(names) != len(wanted) or held.keys() != set(names):
            return given
        values = [term.children[0] for term in given]
        acting = [value for value in values if self._has_effect(value)]
        others = [value for value in values if value not in acting]
        if len(acting) > 1 or (acting and not all(map(self._is_fixed, others))):
            return given
        return tuple(held[name] for name in names)

    def _keyword(self, term: Term, ours: bool) -> str | Symbol | None:
        """What names a keyword argument; a parameter that both programs bind is named by that of the source."""
        if term.kind != "keyword" or len(term.children) != 1:
            return None
        if term.symbol is None:
            return term.value
        return self._forth.get(term.symbol, term.symbol) if ours else term.symbol

    def _is_fixed(self, hole: Term) -> bool:
        """Whether nothing that another hole does changes the value of this one."""
        if hole.kind != "name" or self._file is None:
            return hole.kind in _LITERALS
        binding = self._file.source.scopes.binding_at(hole.origin.start_byte)
        return binding is not None and not binding.writes

    def _sequence(
        self, wanted: Sequence[Term], given: Sequence[Term], i: int, j: int, parent: Term, pattern: Term
    ) -> Iterator[None]:
        """Fit a list in which gaps or dots stand for any number of items."""
        if i == len(wanted):
            if j == len(given):
                yield
            else:
                self._differs(None, given[j])
            return
        head = wanted[i]
        if head.kind == "dots":
            for end in range(j, len(given) + 1):
                mark = self._mark()
                self._remember(head, tuple(given[j:end]))
                yield from self._sequence(wanted, given, i + 1, end, parent, pattern)
                self._undo(mark)
                if end < len(given) and given[end].kind == "unknown":
                    self._differs(head, given[end])
                    break
        elif head.kind == "gap":
            mark = self._mark()
            end = j
            while True:
                yield from self._sequence(wanted, given, i + 1, end, parent, pattern)
                if end == len(given) or not self._cover(given[end]):
                    break
                end += 1
            self._undo(mark)
        elif j < len(given):
            for _ in self._term(head, given[j]):
                yield from self._sequence(wanted, given, i + 1, j + 1, parent, pattern)
        else:
            self._differs(head, parent if not given else given[-1], note=_ENDS_BEFORE)

    def _same_head(self, pattern: Term, source: Term) -> bool:
        if pattern.kind != source.kind:
            self._differs(pattern, source)
            return False
        if pattern.symbol is not None or source.symbol is not None:
            if pattern.language == "javascript":
                return self._same_global(pattern, source)
            return self._same_symbol(pattern, source)
        if pattern.value != source.value and not (pattern.kind in MEMBERS and len(pattern.children) == 2):
            self._differs(pattern, source)
            return False
        return True

    def _same_global(self, pattern: Term, source: Term) -> bool:
        """A name that means the platform's fits where it means the platform's, however it is spelled elsewhere."""
        if pattern.value != source.value:
            self._differs(pattern, source)
            return False
        if self._file is None:
            return True
        scopes = self._file.source.scopes
        if scopes.is_global(source.value, source.origin.start_byte):
            return True
        self._differs(pattern, source, note=not_global(self._file.source, source.value, source.origin.start_byte))
        return False

    def _is_same_global(self, pattern: Term, source: Term) -> bool:
        """Whether one term is `JSON` and the other one `window.JSON`, and both mean the platform's."""
        if self._file is None or pattern.value != source.value or "python" in (pattern.language, source.language):
            return False
        named, member = (pattern, source) if pattern.kind == "name" else (source, pattern)
        if named.kind != "name" or member.kind != "member" or named.value not in PLATFORM:
            return False
        if pattern.kind == "name" and pattern.symbol is None:
            return False
        scopes = self._file.source.scopes
        return (
            javascript.global_name(source, scopes) == source.value
            and javascript.global_name(pattern, None) == pattern.value
            and (pattern.kind == "name" or owner(pattern).symbol is not None)
        )

    def _same_symbol(self, pattern: Term, source: Term) -> bool:
        """Names that the two programs bind stand for one another, one to one."""
        ours, theirs = pattern.symbol, source.symbol
        if ours is None or theirs is None:
            self._differs(pattern, source)
            return False
        if self._forth.get(ours, theirs) is not theirs or self._back.get(theirs, ours) is not ours:
            self._differs(pattern, source)
            return False
        if ours not in self._forth:
            self._forth[ours] = theirs
            self._back[theirs] = ours
            self._trail.append(lambda: (self._forth.pop(ours), self._back.pop(theirs)))
        return True

    def _is_here(self, pattern: Term, source: Term) -> bool:
        """Whether a term of a source may be the anchor of the block, if that of the page is: it is that of the site."""
        if self._block is None or self._site is None or pattern is not self._block.at.term:
            return True
        if isinstance(pattern, ProgramTerm):
            return len(self._block.runs) == 1 or source is self._site.program
        use, origin = self._site.use, source.origin
        if pattern.kind != "receiver":
            return use.call is not None and getattr(origin, "id", None) == use.call.id
        return origin is not None and origin.start_byte <= use.node.start_byte and use.node.end_byte <= origin.end_byte

    def _bind(self, pattern: Term, source: Term) -> bool:
        if isinstance(source, ProgramTerm) and self._file is not None:
            source = self._file.lowering.lower(source.origin)  # of `$F($X)`: text like any other
        if getattr(source.origin, "type", "") in TAKING_APART:
            self._differs(pattern, source, note=_TAKES_APART)
            return False
        if source.kind in _UNBOUND:
            self._differs(pattern, source)
            return False
        table = self._javascript if pattern.language == "javascript" else self._python
        bound = table.get(pattern.value)
        if bound is None:
            table[pattern.value] = source
            self._trail.append(lambda: table.pop(pattern.value))
            return True
        if self._equal(bound, source):
            return True
        self._differs(pattern, source, note=Message(Sentence.OTHER_VALUE_ELSEWHERE, (("name", pattern.value),)))
        return False

    def _equal(self, first: Term, second: Term) -> bool:
        """Whether two source terms are the same; a name is the same only if it resolves to the same declaration."""
        stack = [(first, second)]
        while stack:
            one, two = stack.pop()
            if one.kind != two.kind or one.value != two.value or len(one.children) != len(two.children):
                return False
            if one.symbol is not two.symbol:
                return False
            if one.kind == "name" and one.symbol is None and not self._same_binding(one, two):
                return False
            stack.extend(zip(one.children, two.children, strict=True))
        return True

    def _same_binding(self, one: Term, two: Term) -> bool:
        if self._file is None or "python" in (one.language, two.language):
            return True
        binding = self._file.source.scopes.binding_at
        return binding(one.origin.start_byte) is binding(two.origin.start_byte)

    # -- programs --------------------------------------------------------------------------------------------------

    def _program(self, pattern: ProgramTerm, variant: Program, source: ProgramTerm) -> Iterator[None]:
        program = source.variants[0]
        self._programs = (source, program), (pattern, variant)
        if program.star_import is not None or program.stray:
            return  # names, or text, that cannot be seen; the diagnosis says so
        whole, wrapper = PythonTerm("program-body", "", program.body), PythonTerm("program-body", "", variant.body)
        for _ in self._sequence(variant.body, program.body, 0, 0, whole, wrapper):
            if not self._gaps_own_their_names(program):
                continue
            if variant.has_value and not program.has_value and self._value_counts(source):
                last = Place(program.body[-1], Side.END) if program.body else None
                self._differs(None, None, note=NO_VALUE, place=last)
                continue
            if not variant.has_value and program.has_value and self._value_counts(source):
                self._differs(None, program.body[-1] if program.body else None, note=_PAGE_HAS_NO_VALUE)
                continue
            yield

    def _value_counts(self, source: ProgramTerm) -> bool:
        """Whether the value of the call is used: it is not where the call, awaited or not, is a statement."""
        node = outermost(source.origin)
        call = node.parent.parent if node.parent is not None else None
        while call is not None:
            call = outermost(call).parent
            if call is not None and call.type == NodeKind.EXPRESSION_STATEMENT:
                return False
            if call is not None and call.type != NodeKind.AWAIT_EXPRESSION:
                return True
        return True

    def _cover(self, statement: Term) -> bool:
        """Whether a gap of a program may cover a statement; it then goes without a trace."""
        from migrator.python.effects import is_gap_statement

        if not is_gap_statement(statement):
            self._differs(None, statement)
            return False
        self._covered.append(statement)
        self._trail.append(self._covered.pop)
        return True

    def _gaps_own_their_names(self, program: Program) -> bool:
        """What gaps bind, nothing outside of gaps reads; what gaps append to, gaps have made."""
        if not self._covered:
            return True
        from migrator.python.effects import bound_names, changes_foreign_list

        covered = {term for statement in self._covered for term in statement.walk()}
        owned = {symbol for statement in self._covered for symbol in bound_names(statement)}
        foreign = changes_foreign_list(program.body, covered)
        if foreign is not None:
            self._differs(None, foreign, note=_CHANGES_FOREIGN_LIST)
            return False
        for statement in program.body:
            for term in statement.walk():
                if term.symbol is not None and term.symbol in owned and term not in covered:
                    self._differs(None, term, note=_READ_OUTSIDE_OF_GAP)
                    return False
        return True

    # -- bookkeeping -----------------------------------------------------------------------------------------------

    def _has_effect(self, term: Term) -> bool:
        if term.language == "javascript":
            if self._file is None:
                return javascript.has_effect(term)
            return javascript.has_effect(term, self._file.source.scopes, self._file.acting)
        from migrator.python.effects import has_effect

        return has_effect(term)

    def _remember(self, dots: Term, matched: tuple[Term, ...]) -> None:
        self._dots[dots] = matched
        self._trail.append(lambda: self._dots.pop(dots, None))

    def _mark(self) -> tuple[int, int]:
        self._steps -= 1
        if self._steps < 0:
            raise TooAmbiguous
        return len(self._trail), self._score

    def _undo(self, mark: tuple[int, int]) -> None:
        length, self._score = mark
        while len(self._trail) > length:
            self._trail.pop()()

    def _differs(
        self, expected: Term | None, found: Term | None, note: Message | None = None, place: Place | None = None
    ) -> None:
        if self.best is not None and self.best.score >= self._score:
            return
        program = page_program = None
        if self._programs is not None and not any(
            term.language == "javascript" for term in (expected, found) if term is not None
        ):
            program, page_program = self._programs
        self.best = Difference(self._score, expected, found, program, page_program, note, place)


def may_fit(block: Block, site: Site) -> bool:
    """A cheap look: whether a site has what the anchor of a block has."""
    if block.program is not None:
        program = site.program
        return program is not None and bool(program.variants) and block.program.tokens <= program.tokens
    if block.runs or site.use.is_program:
        return bool(block.runs) and site.use.is_program
    if block.at.is_given or site.use.kind == "assign":
        return block.at.is_given and site.use.kind == "assign"
    return block.at.member is None or block.at.member == site.use.member


def not_global(source: Source, name: str, start_byte: int) -> Message:
    """Why a name is not the platform's where it stands."""
    binding = source.scopes.binding_at(start_byte)
    if binding is None:
        return Message.of(Sentence.GLOBAL_REPLACED)
    return Message.of(Sentence.NOT_THE_GLOBAL, line=line_of(source, binding))


def line_of(source: Source, binding: Binding) -> int:
    """The line on which a name is declared."""
    node = next(iter(binding.declarations), binding.scope.node)
    return source.line(node.start_byte)


def _characters(part: Term) -> Iterator[Term]:
    """A part of a template as items to match: text letter by letter, a hole as one."""
    if part.kind == "text":
        yield from (JavaScriptTerm("character", letter, origin=part.origin) for letter in part.value)
    else:
        yield part


def _template_items(source: Term, data: bytes) -> Iterator[Term]:
    """A template or string of a file as items to match: each character knows the bytes that spell it."""
    node = source.origin
    template = node.type == NodeKind.TEMPLATE_STRING
    holes = [child for child in node.children if child.type == NodeKind.TEMPLATE_SUBSTITUTION]
    terms = [child for child in source.children if child.kind != "text"] if source.kind == "template" else []
    at = node.start_byte + 1
    for hole, term in zip([*holes, None], [*terms, None], strict=False):
        end = hole.start_byte if hole is not None else node.end_byte - 1
        chars, offsets = letters(data[at:end], at, template=template)
        offsets.append(end)
        for index, letter in enumerate(chars):
            yield JavaScriptTerm("character", letter, origin=Slice(offsets[index], offsets[index + 1]))
        if hole is not None and term is not None:
            yield term
            at = hole.end_byte


def _property(member: Term) -> Term:
    """The property's name of a member: its origin is the member's own where the parser has no node for it."""
    if member.language == "python":
        return PythonTerm("property", member.value, origin=member.origin)
    find = getattr(member.origin, "child_by_field_name", None)
    origin = (find("property") or find("index") or member.origin) if find is not None else member.origin
    return JavaScriptTerm("property", member.value, origin=origin)
