"""What a change only renames: variables, and members with the place that defines them.

Two files are aligned as if all variables of functions had one name, and all names that only one of the files has. What
then stands at the same place on both sides votes for its counterpart.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from migrator.drafting.learning.alignment import Aligner, Pair, Row
from migrator.drafting.learning.keys import LISTS, PROPERTIES, binding_of, named
from migrator.model.term import Kind, Term, owner
from migrator.sites.program import ProgramTerm

if TYPE_CHECKING:
    from migrator.javascript.scopes import Binding, Scopes
    from migrator.sites.site import File

_ANY = "\0"
_HEAD: frozenset[Kind] = frozenset({"name", "parameters"})
_DEFINING: frozenset[Kind] = frozenset({"method", "pair"})


class Renames:
    """The names of a file and its new version that stand for one another. ``before`` and ``after`` spell them alike, as
    `Keys` wants it: as the file before has them.
    """

    def __init__(self, before: File, after: File, statements: tuple[Sequence[Term], Sequence[Term]]) -> None:
        self._scopes = before.source.scopes, after.source.scopes
        spelled = (before.settings.receiver, *before.settings.receivers, before.settings.worker)
        kept = {word for each in spelled for word in re.findall(r"[\w$]+", str(each))}
        self._kept = kept
        # The worker takes the place of the receiver, and is no other name of it.
        self._receivers = before.receivers
        names = [{*_names(terms)} for terms in statements]
        self._only = names[0] - names[1] - kept, names[1] - names[0] - kept
        self._variables: dict[Binding, Binding] = {}  # after to before
        self._members: dict[str, str] = {}  # after to before
        if any(self._only) or _has_locals(self._scopes[0]):
            row = Aligner(self._hidden_before, self._hidden_after).align(*statements)
            self._vote(row)

    def before(self, term: Term) -> str:
        """How a name of the file before counts."""
        return term.value

    def after(self, term: Term) -> str:
        """How a name of the new version counts."""
        if term.kind == "name":
            binding = binding_of(term, self._scopes[1])
            counterpart = self._variables.get(binding) if binding is not None else None
            return counterpart.name if counterpart is not None else term.value
        words = term.value.rpartition(" ")
        return f"{words[0]}{words[1]}{self._members.get(words[2], words[2])}"

    def counterpart(self, binding: Binding) -> Binding | None:
        """The variable before that one of the new version is another name of, None where it has the same one."""
        return self._variables.get(binding)

    def member(self, name: str) -> str | None:
        """What a member of the new version was called before, None where it has the same name."""
        return self._members.get(name)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has another name."""
        return not self._variables and not self._members

    # -- alignment -------------------------------------------------------------------------------------------------

    def _hidden_before(self, term: Term) -> str:
        return self._hidden(term, 0)

    def _hidden_after(self, term: Term) -> str:
        return self._hidden(term, 1)

    def _hidden(self, term: Term, side: int) -> str:
        if term.kind == "name":
            binding = binding_of(term, self._scopes[side])
            is_local = binding is not None and binding.scope.parent is not None
            return _ANY if is_local or (binding is not None and term.value in self._only[side]) else term.value
        words = term.value.rpartition(" ")
        return f"{words[0]}{words[1]}{_ANY}" if words[2] in self._only[side] else term.value

    # -- votes -----------------------------------------------------------------------------------------------------

    def _vote(self, row: Row) -> None:
        votes: dict[Binding, Counter[Binding]] = {}
        members: dict[str, Counter[str]] = {}
        defined: set[tuple[str, str]] = set()
        for one, two in (terms for pair in _pairs(row) for terms in _parallel(pair)):
            if one.kind == "name":
                ours, theirs = binding_of(one, self._scopes[0]), binding_of(two, self._scopes[1])
                if ours is not None and theirs is not None and not self._is_another(ours, theirs):
                    votes.setdefault(theirs, Counter())[ours] += 1
            elif one.kind in PROPERTIES:
                old, new = one.value.rpartition(" ")[2], two.value.rpartition(" ")[2]
                if old in self._only[0] and new in self._only[1]:
                    members.setdefault(new, Counter())[old] += 1
                    if one.kind in _DEFINING:
                        defined.add((old, new))
            elif one.kind == "assign" and _is_of_this(one.children[0]) and _is_of_this(two.children[0]):
                defined.add((one.children[0].value, two.children[0].value))
        taken: set[Binding] = set()
        for theirs, counts in sorted(votes.items(), key=lambda item: -max(item[1].values())):
            best = max(counts.values())
            ours = min((each for each in counts if counts[each] == best), key=lambda each: each.name != theirs.name)
            if ours not in taken and ours.name != theirs.name:
                self._variables[theirs] = ours
            taken.add(ours)
        for new, olds in members.items():
            if len(olds) == 1 and (next(iter(olds)), new) in defined:
                self._members[new] = next(iter(olds))

    def _is_another(self, ours: Binding, theirs: Binding) -> bool:
        if ours.name != theirs.name and not self._kept.isdisjoint((ours.name, theirs.name)):
            return True
        if ours.name == theirs.name:
            return False
        return any(each.node.id in self._receivers for each in ours.references) or self._is_there(ours, theirs)

    def _is_there(self, ours: Binding, theirs: Binding) -> bool:
        """Whether the new function has a variable of the old name, too."""
        found = self._scopes[1].lookup(ours.name, theirs.scope)
        return found is not None and found.scope.parent is not None


def _names(terms: Sequence[Term]) -> Iterator[str]:
    for part in (part for term in terms for part in term.walk()):
        if part.kind == "name" or part.kind in PROPERTIES:
            yield part.value.rpartition(" ")[2]
        if isinstance(part, ProgramTerm):
            yield from _names(part.holes)


def _has_locals(scopes: Scopes) -> bool:
    return any(binding.name for scope in scopes.root.children for binding in scope.bindings.values())


def _pairs(row: Row) -> Iterator[Pair]:
    return (pair for each in row.walk() for pair in each.pairs if pair.before is not None and pair.after is not None)


def _parallel(pair: Pair) -> Iterator[tuple[Term, Term]]:
    """The terms at the same places of two statements; of those that differ, the name and the parameters."""
    assert pair.before is not None
    assert pair.after is not None
    if pair.is_same:
        yield from _zipped(pair.before, pair.after)
    elif named(pair.before) is not None:
        yield pair.before, pair.after
        for one, two in zip(pair.before.children, pair.after.children, strict=False):
            if one.kind in _HEAD and len(one.children) == len(two.children):
                yield from _zipped(one, two)
    else:
        yield from _zipped(pair.before, pair.after, heads=True)


def _zipped(one: Term, two: Term, *, heads: bool = False) -> Iterator[tuple[Term, Term]]:
    """The terms at the same places, with ``heads`` without those in blocks, which differ."""
    stack = [(one, two)]
    while stack:
        first, second = stack.pop()
        if first.kind != second.kind or (heads and first.kind in LISTS):
            continue
        yield first, second
        if isinstance(first, ProgramTerm) and isinstance(second, ProgramTerm):
            stack.extend(zip(first.holes, second.holes, strict=False))
        elif len(first.children) == len(second.children):
            stack.extend(zip(first.children, second.children, strict=True))


def _is_of_this(member: Term) -> bool:
    return member.kind == "member" and owner(member).kind == "this"
