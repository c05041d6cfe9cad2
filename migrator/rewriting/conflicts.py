"""What ties the sites of a file together: a name that one site removes and another still uses, a global that goes.

Sites are taken with their first candidate; whoever breaks a condition moves on to its next, until nothing changes.
What another rewritten site removes does not count as a use. What one choice relied on is noted, so that the others need
not be looked at again when it is no more: the work grows with the sites and not with their square.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from heapq import heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from migrator.model.ledger import Code, Message, Sentence
from migrator.rewriting.conditions.checked import Checked, Refusal, Span
from migrator.rewriting.taken import Taken
from migrator.sites.accesses import ITSELF, Access
from migrator.sites.interpreter import Elsewhere, Unparsed
from migrator.sites.namespaces import Spaces, meet
from migrator.sites.site import Site

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(eq=False)
class Choice:
    """A site, what fits it in order of preference, and why earlier candidates fell away."""

    site: Site
    candidates: list[Checked]
    refusal: tuple[Checked, Refusal] | None = None
    at: int = field(default=0)
    left: Checked | None = None
    # The candidates of other sites that it made way for: one of the two takes the site of the other with it.
    made_way: set[Checked] = field(default_factory=set)

    @property
    def taken(self) -> Checked | None:
        return self.candidates[self.at] if self.at < len(self.candidates) else None

    def refuse(self, refusal: Refusal) -> None:
        taken = self.taken
        assert taken is not None
        if self.refusal is None:
            self.refusal = (taken, refusal)
        self.at += 1

    def make_way(self, refusal: Refusal, other: Checked) -> None:
        """Fall away for a candidate of another site, for as long as that is taken; the next time for good."""
        self.refuse(refusal)
        self.made_way.add(other)

    def leave(self, refusal: Refusal, of: Checked) -> None:
        """Leave the site, whatever else fits it: what was taken is what its page means, and may not be."""
        self.refusal, self.left, self.at = (of, refusal), of, len(self.candidates)

    def again(self) -> None:
        """Begin anew, unless the site is left: what others of its file do is another thing now."""
        if self.left is None:
            self.refusal, self.at = None, 0


class Gone(NamedTuple):
    """A name that is bound or deleted no more, and the globals that it may be one of."""

    name: str
    spaces: Spaces


@dataclass(eq=False)
class Globals:
    """Who does something to the globals that the programs of a file share: the accesses of the file itself, in source
    order, and what gives those of other files that may concern some names, seen from a site.
    """

    inside: list[Access]
    around: Callable[[Site, frozenset[str]], Iterable[Elsewhere | Unparsed]]
    _around: dict[tuple[object, frozenset[str]], list[Elsewhere | Unparsed]] = field(default_factory=dict)

    @cached_property
    def offsets(self) -> list[int]:
        """Where the accesses of the file stand."""
        return [access.offset for access in self.inside]

    @cached_property
    def readers(self) -> dict[str, list[int]]:
        """Who may read a name: indexes of accesses, in order."""
        found: dict[str, list[int]] = {}
        for index, access in enumerate(self.inside):
            for name in {**access.reads, **access.lasting}:
                found.setdefault(name, []).append(index)
        return found

    def removed(self, candidate: Checked) -> list[int]:
        """The indexes of the accesses that a candidate removes and does not write again, in order."""
        stretches = (
            range(bisect_left(self.offsets, span.start), bisect_left(self.offsets, span.end))
            for span in candidate.removed
        )
        indexes = sorted({index for stretch in stretches for index in stretch})
        return [index for index in indexes if candidate.goes(self.offsets[index])]

    def gone(self, candidate: Checked) -> dict[Gone, str | None]:
        """The names that are bound or deleted no more, each with the one thing that it imports or None."""
        found: dict[Gone, str | None] = {}
        for index in self.removed(candidate):
            access = self.inside[index]
            for name, path in access.changes.items():
                gone = Gone(name, access.spaces)
                found[gone] = path if found.get(gone, path) == path else None
        return found

    def left(self, taken: Iterable[Checked]) -> list[Access]:
        """The accesses of the file that stay."""
        gone = {index for candidate in taken for index in self.removed(candidate)}
        return [access for index, access in enumerate(self.inside) if index not in gone]

    def elsewhere(self, site: Site, names: Iterable[str]) -> list[Elsewhere | Unparsed]:
        """What may concern some names in other files, or may not be seen there."""
        wanted = frozenset(names)
        node = site.use.owner.node
        key = (site.use.key, node.id if node is not None else None), wanted
        if key not in self._around:
            self._around[key] = list(self.around(site, wanted))
        return self._around[key]


def settle(choices: list[Choice], shared: Globals) -> None:
    """Move every choice on until none breaks a condition."""
    _Settling(choices, shared).settle()


class _Staying:
    """The accesses that no candidate removes, and who wants to hear of one that stays after all."""

    def __init__(self, shared: Globals) -> None:
        self._shared = shared
        self._removers = [0] * len(shared.inside)
        # By a name that goes and what it imports: who would read it, the first on top, and which choices ask.
        self._heaps: dict[tuple[Gone, str | None], list[int]] = {}
        self._keys: dict[str, list[tuple[Gone, str | None]]] = {}
        self._asking: dict[tuple[Gone, str | None], set[int]] = {}

    def take(self, candidate: Checked) -> None:
        for index in self._shared.removed(candidate):
            self._removers[index] += 1

    def leave(self, candidate: Checked) -> set[int]:
        """The choices that have asked for a name which something reads that stays now."""
        waiting: set[int] = set()
        for index in self._shared.removed(candidate):
            self._removers[index] -= 1
            if self._removers[index]:
                continue
            access = self._shared.inside[index]
            for name in {**access.reads, **access.lasting}:
                for key in self._keys.get(name, ()):
                    if _takes(access, *key):
                        heappush(self._heaps[key], index)
                        waiting |= self._asking.pop(key, set())
        return waiting

    def first(self, gone: Gone, path: str | None, asks: int) -> int | None:
        """The first access that stays and reads a name that goes."""
        key = gone, path
        if key not in self._heaps:
            readers = self._shared.readers.get(gone.name, ())
            self._heaps[key] = [
                index for index in readers if not self._removers[index] and _takes(self._shared.inside[index], *key)
            ]
            self._keys.setdefault(gone.name, []).append(key)
        heap = self._heaps[key]
        while heap and self._removers[heap[0]]:
            heappop(heap)
        if heap:
            return heap[0]
        self._asking.setdefault(key, set()).add(asks)
        return None


class _Settling:
    """Looks at each choice again only where what it relied on is no more."""

    def __init__(self, choices: list[Choice], shared: Globals) -> None:
        self._choices = choices
        self._shared = shared
        self._taken = Taken()
        self._staying = _Staying(shared)
        self._number: dict[Checked, int] = {}
        self._relying: dict[Checked, set[int]] = {}  # which choices rely on a candidate that is taken
        self._before: dict[int, Checked] = {}  # for whom a choice makes way, while that is decided
        self._waiting: dict[Checked, set[int]] = {}  # which choices made way for a candidate that is taken
        for number, choice in enumerate(choices):
            if choice.taken is not None:
                self._take(choice.taken, number)
        # Where something stands that another candidate must not remove: a removed statement begins, or a nest writes.
        self._marks = sorted(
            (offset, number)
            for number, choice in enumerate(choices)
            for candidate in choice.candidates
            for offset in (*(span.start for span in candidate.removed), *_nested(candidate))
        )

    def settle(self) -> None:
        waiting = [number for number, choice in enumerate(self._choices) if choice.taken is not None]
        later: set[int] = set()
        queued = set(waiting)
        while waiting:
            number = heappop(waiting)
            queued.discard(number)
            choice = self._choices[number]
            taken = choice.taken
            refusal = self._refusal(taken, number) if taken is not None else None
            if taken is not None and refusal is not None:
                before = self._before.pop(number, None)
                if before is None or before in choice.made_way:
                    choice.refuse(refusal)
                else:
                    choice.make_way(refusal, before)
                    self._waiting.setdefault(before, set()).add(number)
                for other in self._moved(taken, choice.taken, number):
                    # Who comes before is looked at when all others have been.
                    if other > number and other not in queued:
                        queued.add(other)
                        heappush(waiting, other)
                    elif other <= number:
                        later.add(other)
            if not waiting:
                waiting, queued = sorted(later), later
                later = set()

    def _take(self, candidate: Checked, number: int) -> None:
        self._number[candidate] = number
        self._taken.add(candidate, number)
        self._staying.take(candidate)

    def _moved(self, old: Checked, new: Checked | None, number: int) -> set[int]:
        """What must be looked at again where a choice has moved on from one candidate to another, or to none."""
        self._taken.discard(old)
        again = self._relying.pop(old, set()) | self._staying.leave(old)
        if new is not None:
            self._take(new, number)
            again |= self._meeting(new) | {number}
        for other in self._waiting.pop(old, ()):
            again |= self._begun_anew(other)
        return again

    def _begun_anew(self, number: int) -> set[int]:
        """What must be looked at again where a choice that made way for a candidate is free to have its first again."""
        choice = self._choices[number]
        before = choice.taken
        choice.again()
        if choice.taken is None or choice.taken is before:
            return set()
        if before is not None:
            return self._moved(before, choice.taken, number)
        self._take(choice.taken, number)
        return self._meeting(choice.taken) | {number}

    def _meeting(self, candidate: Checked) -> set[int]:
        """The choices of which something stands in what a candidate removes, or the other way round."""
        found: set[int] = set()
        for span in candidate.removed:
            found.update(self._number[other] for other in self._taken.holding(span.start))
            first = bisect_left(self._marks, (span.start, -1))
            found.update(other for _, other in self._marks[first : bisect_left(self._marks, (span.end, -1))])
        return found

    def _refusal(self, candidate: Checked, number: int) -> Refusal | None:
        return (
            self._overlap(candidate, number)
            or self._still_used(candidate, number)
            or self._written_elsewhere(candidate)
            or self._still_read(candidate, number)
            or self._written_between(candidate)
        )

    def _overlap(self, candidate: Checked, number: int) -> Refusal | None:
        """Two sites may not change the same statement; the first in the file has it. Where one takes the other with it,
        the one whose page comes first has both.
        """
        site = self._choices[number].site
        for other in sorted(self._meeting(candidate)):
            taken = self._choices[other].taken
            if taken is None or other == number:
                continue
            is_one = taken.takes(site) or candidate.takes(self._choices[other].site)
            if is_one:
                if (candidate.rank, number) < (taken.rank, other):
                    continue
            elif other > number:
                continue
            # What both leave over goes once.
            left = {Span(node.start_byte, node.end_byte) for node in taken.left_over}
            for ours in candidate.removed:
                others = (theirs for theirs in taken.removed if theirs != ours or ours not in left)
                if any(ours.start < theirs.end and theirs.start < ours.end for theirs in others):
                    if is_one:
                        self._before[number] = taken
                    message = Message.of(Sentence.PART_OF_OTHER_SITE, rule=taken.rule_id)
                    return Refusal(Code.UNEXPLAINED, message, ours.start)
        return None

    def _still_used(self, candidate: Checked, number: int) -> Refusal | None:
        for name, binding in candidate.gone.items():
            for reference in binding.references:
                offset = reference.node.start_byte
                remover = self._taken.remover(offset)
                if remover is None:
                    used = Message.of(Sentence.STILL_USED, name=name, line=candidate.source.line(offset))
                    return Refusal(Code.STILL_USED, used, offset)
                if remover is not candidate:
                    self._relying.setdefault(remover, set()).add(number)
        return None

    def _written_elsewhere(self, candidate: Checked) -> Refusal | None:
        """A use that a nest would change, in text that another site writes again: two edits would meet there."""
        for nest in candidate.match.block.nests:
            binding = candidate.binding(nest.name)
            for reference in binding.references if binding is not None else ():
                offset = reference.node.start_byte
                for other in self._taken.holding(offset):
                    if not other.goes(offset) and not candidate.assigns(reference):
                        line = candidate.source.line(offset)
                        used = Message.of(
                            Sentence.USED_BY_OTHER_SITE, name=reference.name, line=line, rule=other.rule_id
                        )
                        return Refusal(Code.STILL_USED, used, offset)
        return None

    def _still_read(self, candidate: Checked, number: int) -> Refusal | None:
        """A global that goes and that something reads which stays and has not bound it."""
        gone = self._shared.gone(candidate)
        if not gone:
            return None
        staying = {name: self._staying.first(name, path, number) for name, path in gone.items()}
        first = min((index for index in staying.values() if index is not None), default=None)
        if first is not None:
            access = self._shared.inside[first]
            name = next(name.name for name, index in staying.items() if index == first)
            offset = access.place(name)
            line = candidate.source.line(offset)
            if name == ITSELF:
                return Refusal(Code.STILL_READ, Message.of(Sentence.NAMESPACE_STILL_USED, line=line), offset)
            sentence = Sentence.GLOBAL_STILL_READ if access.is_program else Sentence.GLOBAL_LOOKED_UP
            return Refusal(Code.STILL_READ, Message.of(sentence, name=name, line=line), offset)
        for other in self._shared.elsewhere(candidate.match.site, (name.name for name in gone)):
            if isinstance(other, Unparsed):
                continue
            for each, path in gone.items():
                if _takes(other.access, each, path):
                    return self._read_elsewhere(candidate, each.name, other)
        return None

    @staticmethod
    def _read_elsewhere(candidate: Checked, name: str, other: Elsewhere) -> Refusal:
        message = Message.of(Sentence.GLOBAL_READ_ELSEWHERE, name=name, file=other.file, line=other.line)
        if name == ITSELF:
            message = Message.of(Sentence.NAMESPACE_USED_ELSEWHERE, file=other.file, line=other.line)
        return Refusal(Code.STILL_READ, message, candidate.match.site.use.whole.start_byte)

    def _written_between(self, candidate: Checked) -> Refusal | None:
        """A global that one removed statement binds and a later one reads, and that something between them, which
        stays, may bind as well: what the page makes of the former is not what the latter has read.
        """
        removed = self._shared.removed(candidate)
        for first, last in pairwise(removed):
            for index in range(first + 1, last):
                refusal = self._writes(candidate, index, self._carried(removed, index))
                if refusal is not None:
                    return refusal
        for gap in candidate.match.gaps:
            runs = next((node for node in gap.nodes if self._runs_others(candidate, node)), None)
            if runs is None:
                continue
            names = list(self._carried(removed, bisect_left(self._shared.offsets, runs.start_byte)))
            for index in range(len(self._shared.inside)) if names else ():
                refusal = self._writes(candidate, index, names) if index not in removed else None
                if refusal is not None:
                    return refusal
        return None

    @staticmethod
    def _runs_others(candidate: Checked, node: Node) -> bool:
        """Whether a statement runs code that cannot be seen, or waits while others run."""
        effect = candidate.effects.of(node)
        return effect.unseen is not None or effect.waits is not None

    def _writes(self, candidate: Checked, index: int, names: Iterable[Gone]) -> Refusal | None:
        """A refusal where an access may bind one of some globals."""
        access = self._shared.inside[index]
        for name in names:
            is_unseen = access.is_program and access.may_read((name.name,))
            if (name.name in access.changes or is_unseen) and meet(access.spaces, name.spaces):
                line = candidate.source.line(access.offset)
                message = Message.of(Sentence.GLOBAL_WRITTEN_BETWEEN, name=name.name, line=line)
                return Refusal(Code.EFFECT, message, access.offset)
        return None

    def _carried(self, removed: list[int], at: int) -> Iterator[Gone]:
        """The globals that removed statements bind before a place and others read behind it."""
        inside = self._shared.inside
        for one in removed[: bisect_left(removed, at)]:
            for two in removed[bisect_left(removed, at) :]:
                if meet(inside[one].spaces, inside[two].spaces):
                    for name in inside[one].changes.keys() & inside[two].reads.keys() - {ITSELF}:
                        yield Gone(name, inside[one].spaces)


def _takes(access: Access, gone: Gone, path: str | None) -> bool:
    """Whether an access reads a name that goes, of globals that may be the same."""
    return access.takes(gone.name, path) and meet(access.spaces, gone.spaces)


def _nested(candidate: Checked) -> Iterator[int]:
    """Where the uses stand that nests of a candidate would change."""
    for nest in candidate.match.block.nests:
        binding = candidate.binding(nest.name)
        for reference in binding.references if binding is not None else ():
            yield reference.node.start_byte
