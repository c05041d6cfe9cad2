"""The programs that a site takes with it: each is one that the rule names, and what they hand to one another is the
same as on the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from migrator.javascript.paths import jump_out
from migrator.matching.matcher import Match
from migrator.matching.pattern import Role
from migrator.model.ledger import Code, Message, Sentence
from migrator.model.settings import one_line
from migrator.model.term import CALLS, MEMBERS, Kind, Term, arguments, callee, owner
from migrator.python.form import Program
from migrator.python.language import PYTHON
from migrator.rewriting.conditions.checked import Checked, Refusal
from migrator.rewriting.conditions.order import stretches
from migrator.sites.site import RUN_BY_ANY

_UNWRAPPING = frozenset({"toJs", "toString", "destroy"})
_GIVING: frozenset[Kind] = frozenset({"declarator", "assign"})
_BY_NAME = frozenset({"get", "set", "has", "delete", "pop"})  # methods of the globals that take a name


def are_named(candidate: Checked) -> Iterator[Refusal]:
    """A program that goes is one that the page runs, on a receiver on which rules are tried."""
    taken = {ran.site for ran in candidate.ran}
    for ran in candidate.ran:
        fault = ran.site.fault
        if fault is not None and not (ran.program is None and fault.sentence in RUN_BY_ANY):
            yield Refusal(Code.NOT_IN_PLACE, fault, ran.site.use.whole.start_byte)
    file = candidate.match.site.file
    for span in candidate.removed:
        for use in file.uses_in(*span):
            if not use.is_program or use.call is None or not candidate.goes(use.whole.start_byte):
                continue
            if file.site_of(use.call) not in taken:
                shown = one_line(candidate.source.text(use.call.start_byte, use.call.end_byte), 60)
                message = Message.of(Sentence.PROGRAM_NOT_IN_RULE, shown=shown)
                yield Refusal(Code.UNEXPLAINED, message, use.whole.start_byte)


def keep_their_order(candidate: Checked) -> Iterator[Refusal]:
    """What is done on the other side of a gap, the gap has no part in: it neither uses the interpreter, nor runs code
    that may, nor leaves before the other side.
    """
    match = candidate.match
    stretch = stretches(match)
    written = {stretch[insertion.at] for insertion in match.block.insertions}
    acting = list(_acting(match))
    if all(stretch[index] in written for index in acting):
        return
    first = min(acting + [insertion.at for insertion in match.block.insertions])
    last = max(acting + [insertion.at for insertion in match.block.insertions])
    for gap in match.gaps:
        for node in gap.nodes if first < gap.element < last else ():
            used = next(iter(match.site.file.uses_in(node.start_byte, node.end_byte)), None)
            effect = candidate.effects.of(node)
            place = used.whole if used is not None else effect.unseen or effect.waits
            if place is not None:
                shown = one_line(candidate.source.text(place.start_byte, place.end_byte), 60)
                yield Refusal(Code.EFFECT, Message.of(Sentence.RUNS_BETWEEN, shown=shown), place.start_byte)
                return
            jump = jump_out(node)
            if jump is not None:
                shown = one_line(candidate.source.text(jump.start_byte, jump.end_byte), 60)
                yield Refusal(Code.EFFECT, Message.of(Sentence.LEAVES_BETWEEN, shown=shown), jump.start_byte)
                return


def _acting(match: Match) -> Iterator[int]:
    """The elements that work on the interpreter: `-` lines that run a program, call a method of the receiver that does
    more than it converts, or call what the receiver gives. Where a page runs none or several, all with a receiver.
    """
    given = set[str]()
    for index, element in enumerate(match.block.elements):
        if element.role is not Role.REMOVED or element.term is None:
            continue
        is_acting = any(_acts(part, given, match) for part in element.term.walk())
        if is_acting or any(part.kind == "receiver" for part in element.term.walk()):
            pairs = [part for part in element.term.walk() if part.kind in _GIVING and len(part.children) == 2]
            given.update(name.value for pair in pairs for name in pair.children[0].walk() if name.kind == "metavar")
        if is_acting:
            yield index


def _acts(term: Term, given: set[str], match: Match) -> bool:
    if term in match.runs or _is_call_of(term, given, match):
        return True
    return _works(term) if len(match.runs) == 1 else term.kind == "receiver"


def _works(term: Term) -> bool:
    """Whether it calls a method of the receiver (`loadPackage`), or what its globals give (`globals.get('f')(x)`)."""
    if term.kind not in CALLS:
        return False
    function = callee(term)
    if function.kind in MEMBERS and owner(function).kind == "receiver":
        return function.value != PYTHON.converter
    return function.kind in CALLS and any(part.kind == "receiver" for part in function.walk())


def _is_call_of(term: Term, given: set[str], match: Match) -> bool:
    """Whether a term calls what the interpreter has given, or a method of that which may run more than it unwraps."""
    if term.kind not in CALLS:
        return False
    function = callee(term)
    if function.kind in MEMBERS and not match.runs and function.value not in _UNWRAPPING:
        function = owner(function)
    return function.kind == "metavar" and function.value in given


class _Carried(NamedTuple):
    """A global that one part of a site binds and another one reads: by their numbers. An import has its path."""

    name: str
    binds: int
    reads: int
    path: str | None


def carry_the_same(candidate: Checked) -> Iterator[Refusal]:
    """Globals that go from one program to another, or to a line that asks for them by name, are those of the page."""
    match = candidate.match
    asked = _asked(match)
    pairs = [(ran.program.variants[0], ran.site.program) for ran in candidate.ran if ran.program is not None]
    if len(pairs) + bool(asked) < 2:
        return
    page = _carried([program for program, _ in pairs], asked)
    source = _carried([term.variants[0] for _, term in pairs if term is not None], asked)
    offset = match.site.use.whole.start_byte
    for each in sorted(source ^ page, key=lambda each: each[:3]):
        sentence = Sentence.CARRIED_BY_SITE if each in source else Sentence.CARRIED_BY_RULE
        yield Refusal(Code.DIFFERS, Message.of(sentence, name=each.name), offset)
    names = {each.name for each in page}
    for ours, theirs in match.symbols.items():
        if ours.name != theirs.name and not names.isdisjoint((ours.name, theirs.name)):
            name = theirs.name if theirs.name in names else ours.name
            yield Refusal(Code.DIFFERS, Message.of(Sentence.CARRIED_BY_RULE, name=name), offset)


def _carried(programs: list[Program], asked: frozenset[str]) -> set[_Carried]:
    """What goes from one of some programs to another, or to the names that are asked for, which come last."""
    binds = [{name: each.imports.get(name) for name in (*each.binds, *each.deletes)} for each in programs]
    reads = [{*each.reads, *each.lasting} for each in programs]
    binds.append(dict.fromkeys(asked))
    reads.append(set(asked))
    return {
        _Carried(name, one, two, path)
        for one, bound in enumerate(binds)
        for two, read in enumerate(reads)
        if one != two
        for name, path in bound.items()
        if name in read
    }


def _asked(match: Match) -> frozenset[str]:
    """The names of globals that `-` lines give or take: `globals.get('x')`, `globals.x`."""
    found = set[str]()
    for element in match.block.removed():
        for term in element.term.walk() if element.term is not None else ():
            if term.kind in MEMBERS and _is_globals(owner(term)) and term.value not in _BY_NAME:
                found.add(term.value)
            elif term.kind in CALLS and callee(term).kind in MEMBERS and _is_globals(owner(callee(term))):
                found.update(each.value for each in arguments(term)[:1] if each.kind == "string")
    return frozenset(found)


def _is_globals(term: Term) -> bool:
    return term.kind in MEMBERS and term.value == PYTHON.namespace and owner(term).kind == "receiver"
