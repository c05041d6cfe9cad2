"""What ties the sites of a file together: a name that one site removes and another still uses, a global that goes.

Sites are taken with their first candidate; whoever breaks a condition moves on to its next, until nothing changes.
What another rewritten site removes does not count as a use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from migrator.model.ledger import Code, Message, Sentence
from migrator.rewriting.conditions.checked import Checked, Refusal
from migrator.sites.accesses import Access
from migrator.sites.interpreter import Elsewhere, Unparsed
from migrator.sites.site import Site


@dataclass(eq=False)
class Choice:
    """A site, what fits it in order of preference, and why earlier candidates fell away."""

    site: Site
    candidates: list[Checked]
    refusal: tuple[Checked, Refusal] | None = None
    at: int = field(default=0)
    left: Checked | None = None

    @property
    def taken(self) -> Checked | None:
        return self.candidates[self.at] if self.at < len(self.candidates) else None

    def refuse(self, refusal: Refusal) -> None:
        taken = self.taken
        assert taken is not None
        if self.refusal is None:
            self.refusal = (taken, refusal)
        self.at += 1

    def leave(self, refusal: Refusal) -> None:
        """Leave the site, whatever else fits it: what was taken is what its page means, and may not be."""
        taken = self.taken
        assert taken is not None
        self.refusal, self.left, self.at = (taken, refusal), taken, len(self.candidates)

    def again(self) -> None:
        """Begin anew, unless the site is left: what others of its file do is another thing now."""
        if self.left is None:
            self.refusal, self.at = None, 0


@dataclass(eq=False)
class Globals:
    """Who does something to the globals that the programs of a file share: the accesses of the file itself, and what
    gives those of other files that may concern some names, seen from a site.
    """

    inside: list[Access]
    around: Callable[[Site, frozenset[str]], Iterable[Elsewhere | Unparsed]]
    _around: dict[tuple[object, frozenset[str]], list[Elsewhere | Unparsed]] = field(default_factory=dict)

    def gone(self, candidate: Checked) -> dict[str, str | None]:
        """The names that are bound or deleted no more, each with the one thing that it imports or None."""
        found: dict[str, str | None] = {}
        for access in self.inside:
            if access.changes and candidate.goes(access.offset):
                for name, path in access.changes.items():
                    found[name] = path if found.get(name, path) == path else None
        return found

    def left(self, taken: list[Checked]) -> Iterator[Access]:
        """The accesses of the file that stay."""
        for access in self.inside:
            if not any(candidate.goes(access.offset) for candidate in taken):
                yield access

    def elsewhere(self, site: Site, names: Iterable[str]) -> list[Elsewhere | Unparsed]:
        """What may concern some names in other files, or may not be seen there."""
        wanted = frozenset(names)
        node = site.use.owner.node
        key = node.id if node is not None else None, wanted
        if key not in self._around:
            self._around[key] = list(self.around(site, wanted))
        return self._around[key]


def settle(choices: list[Choice], shared: Globals) -> None:
    """Move every choice on until none breaks a condition."""
    while True:
        refused = False
        for choice in choices:
            taken = choice.taken
            if taken is None:
                continue
            refusal = (
                _overlap(taken, choices)
                or _still_used(taken, choices)
                or _written_elsewhere(taken, choices)
                or _still_read(taken, choices, shared)
            )
            if refusal is not None:
                choice.refuse(refusal)
                refused = True
        if not refused:
            return


def _taken(choices: list[Choice]) -> list[Checked]:
    return [choice.taken for choice in choices if choice.taken is not None]


def _overlap(candidate: Checked, choices: list[Choice]) -> Refusal | None:
    """Two sites may not change the same statement; the first in the file has it."""
    for other in _taken(choices):
        if other is candidate:
            return None
        for ours in candidate.removed:
            if any(ours.start < theirs.end and theirs.start < ours.end for theirs in other.removed):
                return Refusal(
                    Code.UNEXPLAINED,
                    Message.of(Sentence.PART_OF_OTHER_SITE, rule=other.rule_id),
                    ours.start,
                )
    return None


def _still_used(candidate: Checked, choices: list[Choice]) -> Refusal | None:
    taken = _taken(choices)
    for name, binding in candidate.gone.items():
        for reference in binding.references:
            offset = reference.node.start_byte
            if not any(other.goes(offset) for other in taken):
                used = Message.of(Sentence.STILL_USED, name=name, line=candidate.source.line(offset))
                return Refusal(Code.STILL_USED, used, offset)
    return None


def _written_elsewhere(candidate: Checked, choices: list[Choice]) -> Refusal | None:
    """A use that a nest would change, in text that another site writes again: two edits would meet there."""
    for nest in candidate.match.block.nests:
        binding = candidate.binding(nest.name)
        for reference in binding.references if binding is not None else ():
            offset = reference.node.start_byte
            for other in _taken(choices):
                if any(span.holds(offset) for span in other.removed) and not other.goes(offset):
                    line = candidate.source.line(offset)
                    used = Message.of(Sentence.USED_BY_OTHER_SITE, name=reference.name, line=line, rule=other.rule_id)
                    return Refusal(Code.STILL_USED, used, offset)
    return None


def _still_read(candidate: Checked, choices: list[Choice], shared: Globals) -> Refusal | None:
    """A global that goes and that something reads which stays and has not bound it."""
    gone = shared.gone(candidate)
    if not gone:
        return None
    for access in shared.left(_taken(choices)):
        for name, path in gone.items():
            if access.takes(name, path):
                offset = access.place(name)
                line = candidate.source.line(offset)
                sentence = Sentence.GLOBAL_STILL_READ if access.is_program else Sentence.GLOBAL_LOOKED_UP
                return Refusal(Code.STILL_READ, Message.of(sentence, name=name, line=line), offset)
    for other in shared.elsewhere(candidate.match.site, gone):
        if isinstance(other, Unparsed):
            continue
        for name, path in gone.items():
            if other.access.takes(name, path):
                read = Message.of(Sentence.GLOBAL_READ_ELSEWHERE, name=name, file=other.file, line=other.line)
                return Refusal(Code.STILL_READ, read, candidate.match.site.use.whole.start_byte)
    return None
