"""The region of a site: the changed statements that belong together, and the equal ones that a page needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from migrator.drafting.learning.alignment import Row, Run
from migrator.drafting.learning.variables import (
    all_names_in,
    declared_by,
    declared_in,
    given_in,
    members_in,
    names_in,
    written_by,
    written_in,
)
from migrator.javascript.syntax import CLASSES, FUNCTIONS, LOOPS, NodeKind
from migrator.model.term import Kind, Term, show
from migrator.sites.program import ProgramTerm
from migrator.sites.site import File, Site
from migrator.sites.use import Use

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.drafting.learning.names import Renames
    from migrator.javascript.scopes import Binding

_NAMED: frozenset[Kind] = frozenset({"receiver", "name"})
_GIVING: frozenset[Kind] = frozenset({"declarator", "assign"})
_JUMPS = (NodeKind.BREAK_STATEMENT, NodeKind.CONTINUE_STATEMENT)


@dataclass(eq=False)
class Part:
    """Statements of a region side by side. What stays has the same statement on both sides."""

    before: list[Term]
    after: list[Term]
    stays: bool = False


@dataclass(eq=False)
class Region:
    """What a commit did at one site: ``parts`` in the order of the file, and whether other statements stand before
    each. ``uses`` are changed statements elsewhere in the function, which use a value that the region declares by
    another name or member: what they have in its place is in ``used``. ``unclear`` are some that do something else.
    """

    site: Site
    row: Row
    parts: list[Part] = field(default_factory=list)
    apart: list[bool] = field(default_factory=list)
    uses: list[Part] = field(default_factory=list)
    used: dict[Binding, Term] = field(default_factory=dict)
    unclear: Part | None = None

    @property
    def before(self) -> list[Term]:
        """The statements that go."""
        return [term for part in self.parts if not part.stays for term in part.before]

    @property
    def said(self) -> list[Part]:
        """The parts as a page has them: without the statements that only give the receiver another name, which a page
        sees through.
        """
        return [part for part, _ in self.spelled]

    @property
    def spelled(self) -> list[tuple[Part, bool]]:
        """The same, each with whether other statements stand before it."""
        found: list[tuple[Part, bool]] = []
        for part, is_apart in zip(self.parts, self.apart, strict=True):
            said = part if part.stays else replace(part, before=[each for each in part.before if not _is_alias(each)])
            if said.before:
                found.append((said, is_apart and bool(found)))
            elif said.after:
                found.append((part, is_apart and bool(found)))
        return found

    @property
    def leaves(self) -> Term | None:
        """A new statement that leaves the function or loop where the old ones do not, or the other way round."""
        before, after = (
            Counter(name for term in terms for name in _exits(term)) for terms in (self.before, self.after)
        )
        if before == after:
            return None
        return next((term for term in (*self.after, *self.before) if any(True for _ in _exits(term))), None)

    @property
    def gives_receiver(self) -> Term | None:
        """A statement that goes and gives the receiver its value, None where there is none."""
        return next((term for part in self.said if not part.stays for term in part.before if _gives(term)), None)

    @property
    def after(self) -> list[Term]:
        """The statements that come."""
        return [term for part in self.parts if not part.stays for term in part.after]

    @property
    def kept(self) -> list[Term]:
        """The statements that stay and that the page names."""
        return [term for part in self.parts if part.stays for term in part.before]


def _is_alias(statement: Term) -> bool:
    """Whether a statement only gives the receiver another name."""
    if statement.kind != "declare" or len(statement.children) != 1:
        return False
    name, value = statement.children[0].children
    while value.kind == "await":
        value = value.children[0]
    return name.kind in _NAMED and value.kind == "receiver"


def _exits(statement: Term) -> Iterator[str]:
    """The ways in which a statement leaves the function or the loop around it."""
    stack: list[tuple[Node, bool]] = [(statement.origin, False)]
    while stack:
        node, is_within = stack.pop()
        if node.type in FUNCTIONS or node.type in CLASSES:
            continue
        if node.type == NodeKind.RETURN_STATEMENT or (node.type in _JUMPS and not is_within):
            yield node.type
        within = is_within or node.type in LOOPS or node.type == NodeKind.SWITCH_STATEMENT
        stack.extend((child, within) for child in node.named_children)


def _gives(statement: Term) -> bool:
    return any(part.kind in _GIVING and part.children[0].kind == "receiver" for part in statement.walk())


def with_gaps(region: Region) -> Region:
    """The region with a gap behind each statement that goes before its program: the new code stands at the program.
    What a run asks of a gap holds for it: nothing in it may change what the new code reads.
    """
    place = region.site.use.whole.start_byte
    parts, apart = list[Part](), list[bool]()
    for part, is_apart in zip(region.parts, region.apart, strict=True):
        first = next((index for index, term in enumerate(part.before) if place < term.origin.end_byte), 0)
        is_own = any(term.origin.start_byte <= place < term.origin.end_byte for term in part.before)
        ahead = part.before[:first] if is_own and not part.stays else []
        parts += [Part([term], []) for term in ahead]
        parts.append(replace(part, before=part.before[len(ahead) :]))
        apart += [is_apart, *([True] * len(ahead))]
    return replace(region, parts=parts, apart=apart)


class Regions:
    """The regions of a file and its new version. ``sites`` are those whose use is gone."""

    def __init__(self, before: File, after: File, whole: Row, renames: Renames) -> None:
        self._before, self._after, self._renames = before, after, renames
        self._runs = {id(row): row.runs for row in whole.walk()}
        self._by_statement = {
            term.origin.id: run for runs in self._runs.values() for run in runs for term in run.before
        }

    def run_of(self, use: Use) -> Run | None:
        """What is changed around a use; None where it stands in what is the same."""
        node: Node | None = use.whole
        while node is not None:
            if node.id in self._by_statement:
                return self._by_statement[node.id]
            node = node.parent
        return None

    def of(self, site: Site, sites: list[Site]) -> Region | None:
        """The region of one of the ``sites``, None where its statement is not changed."""
        own = self.run_of(site.use)
        if own is None:
            return None
        others = {id(run) for other in sites if other is not site and (run := self.run_of(other.use)) is not None}
        runs = self._tied(own, others - {id(own)})
        region = Region(site, own.row)
        self._fill(region, runs)
        self._find_uses(region, others | {id(run) for run in runs})
        return region

    # -- ties --------------------------------------------------------------------------------------------------------

    def _tied(self, own: Run, others: set[int]) -> list[Run]:
        """The changed runs of the same list that define what the region uses, or use what it defines."""
        taken, rest = [own], [run for run in self._runs[id(own.row)] if run is not own and id(run) not in others]
        grown = True
        while grown:
            grown = False
            for run in rest:
                if run not in taken and any(self._are_tied(one, run) for one in taken):
                    taken.append(run)
                    grown = True
        return sorted(taken, key=lambda run: run.start)

    def _are_tied(self, one: Run, two: Run) -> bool:
        for scopes, first, second in (
            (self._before.source.scopes, one.before, two.before),
            (self._after.source.scopes, one.after, two.after),
        ):
            ours, theirs = given_in(first, scopes), given_in(second, scopes)
            if ours & names_in(second, scopes) or theirs & names_in(first, scopes):
                return True
            ours_of_this = {name for term in first for name in written_by(term)}
            theirs_of_this = {name for term in second for name in written_by(term)}
            if ours_of_this & members_in(second) or theirs_of_this & members_in(first):
                return True
        return False

    # -- uses in blocks ----------------------------------------------------------------------------------------------

    def _find_uses(self, region: Region, known: set[int]) -> None:
        """Find what the commit changed elsewhere because of the values of the region."""
        old = declared_by(region.before, self._before.source.scopes)
        new = declared_by(region.after, self._after.source.scopes)
        region.unclear = self._kind_unknown(region, known)
        for run in (run for runs in self._runs.values() for run in runs if id(run) not in known):
            uses_old = old & names_in(run.before, self._before.source.scopes)
            if not uses_old and not new & names_in(run.after, self._after.source.scopes):
                continue
            found = dict(region.used)
            is_clear = len(run.before) == len(run.after) and all(
                self._substitutes(one, two, uses_old, found) for one, two in zip(run.before, run.after, strict=True)
            )
            if not is_clear:
                region.unclear = Part(run.before, run.after)
                return
            region.used = found
            region.uses.append(Part(run.before, run.after))
        if region.used:
            self._part_uses(region, old)

    def _kind_unknown(self, region: Region, known: set[int]) -> Part | None:
        """A changed statement that uses what the region gives a value and does not declare: what else does so is not
        known.
        """
        scopes = self._before.source.scopes
        declared = declared_by(region.before, scopes)
        given = written_in(region.before, scopes) - declared
        members = set[str]().union(*map(written_by, region.before))
        for term in region.before:
            own = given - written_in([term], scopes)
            if own & all_names_in([term], scopes):
                return Part([term], [])
        for run in (run for runs in self._runs.values() for run in runs if id(run) not in known):
            for term in run.before:
                if given & all_names_in([term], scopes) or members & members_in([term]):
                    return Part([term], run.after)
        return None

    def _part_uses(self, region: Region, names: set[Binding]) -> None:
        """Let what the page says of uses elsewhere hold for those beside the program, too."""
        place = region.site.use.whole.start_byte
        for index in reversed(range(len(region.parts))):
            part = region.parts[index]
            while not part.stays and part.before and part.after:
                one, two, found = part.before[-1], part.after[-1], dict(region.used)
                is_site = one.origin.start_byte <= place < one.origin.end_byte
                if is_site or not self._substitutes(one, two, names, found) or found != region.used:
                    break
                region.uses.append(Part([one], [two]))
                part.before, part.after = part.before[:-1], part.after[:-1]
            if not part.before and not part.after:
                del region.parts[index], region.apart[index]

    def _substitutes(self, one: Term, two: Term, names: set[Binding], found: dict[Binding, Term]) -> bool:
        """Whether two statements are the same but for an expression in the place of a variable."""
        scopes = self._before.source.scopes
        binding = scopes.binding_at(one.origin.start_byte) if one.kind == "name" else None
        if binding is not None and binding in names:
            if two.kind == "name":
                return False
            if binding in found:
                return show(found[binding]) == show(two)
            found[binding] = two
            return self._holds(two, binding)
        if one.kind != two.kind or one.value != two.value or len(one.children) != len(two.children):
            return False
        return all(
            self._substitutes(first, second, names, found)
            for first, second in zip(one.children, two.children, strict=True)
        )

    def _holds(self, term: Term, binding: Binding) -> bool:
        """Whether an expression of the new code has the same variable, and no other."""
        scopes = self._after.source.scopes
        found = [scopes.binding_at(part.origin.start_byte) for part in term.walk() if part.kind == "name"]
        return len(found) == 1 and found[0] is not None and self._name(found[0]) == binding.name

    # -- parts -------------------------------------------------------------------------------------------------------

    def _fill(self, region: Region, runs: list[Run]) -> None:
        pairs = region.row.pairs
        kept = set(self._context(region, runs))
        parts: list[tuple[int, int, Part]] = []
        for run in runs:
            start, end = run.start, run.end
            before, after = list(run.before), list(run.after)
            if not before:  # what only comes needs a statement beside it that goes
                beside = start - 1 if start and pairs[start - 1].before is not None else end
                held = pairs[beside] if beside < len(pairs) and beside not in kept else None
                if held is not None and held.before is not None:
                    again = [held.after] if held.after is not None else []
                    if any(first <= beside < last for first, last, _ in parts):
                        parts[-1][2].after.extend(after)
                        parts[-1] = (parts[-1][0], end, parts[-1][2])
                        continue
                    before = [held.before]
                    after = [*again, *after] if beside < start else [*after, *again]
                    start, end = min(start, beside), max(end, beside + 1)
            parts.append((start, end, Part(before, after)))
        for index in kept:
            stays = pairs[index].before
            if stays is not None and not any(first <= index < last for first, last, _ in parts):
                parts.append((index, index + 1, Part([stays], [stays], stays=True)))
        parts.sort(key=lambda part: part[0])
        last: int | None = None
        for start, end, part in parts:
            between = pairs[last:start] if last is not None else []
            region.apart.append(any(pair.before is not None for pair in between))
            region.parts.append(part)
            last = end

    def _context(self, region: Region, runs: list[Run]) -> Iterator[int]:
        """The places of equal statements that define what a hole pastes, or what only the new code uses."""
        pairs, first, last = region.row.pairs, runs[0].start, runs[-1].end
        pasted = self._pasted([term for run in runs for term in run.before])
        for index, pair in enumerate(pairs[:last]):
            if (
                pair.is_same
                and pair.before is not None
                and declared_in([pair.before], self._before.source.scopes) & pasted
            ):
                yield index
        used = names_in([term for run in runs for term in run.after], self._after.source.scopes)
        given = names_in([term for run in runs for term in run.before], self._before.source.scopes)
        known = {binding.name for binding in given}
        for index, pair in enumerate(pairs[first:last], first):
            if pair.is_same and pair.after is not None:
                declared = given_in([pair.after], self._after.source.scopes) & used
                if any(self._name(binding) not in known for binding in declared):
                    yield index

    def _pasted(self, terms: list[Term]) -> set[Binding]:
        """The variables in the holes of programs, whose values are text that Python reads."""
        found: set[Binding] = set()
        for part in (part for term in terms for part in term.walk()):
            if isinstance(part, ProgramTerm):
                found |= names_in(list(part.holes), self._before.source.scopes)
        return found

    def _name(self, binding: Binding) -> str:
        counterpart = self._renames.counterpart(binding)
        return (counterpart or binding).name
