"""Effects: what is written again is evaluated as often and in the same order relative to awaits, or it is pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from migrator.javascript.scopes import CONST
from migrator.javascript.syntax import READ_NAMES
from migrator.matching.matcher import Match
from migrator.matching.pattern import Insertion, Role
from migrator.model.ledger import Code, Message, Sentence
from migrator.model.settings import one_line
from migrator.model.term import CALLS, Kind, Term, arguments, content
from migrator.rewriting.conditions.checked import Checked, Refusal, excerpt, python_excerpt
from migrator.rewriting.conditions.gaps import is_text
from migrator.sites.program import ProgramTerm

# Names in Python, which are no expressions or have no effect by themselves.
_PLAIN_NAMES: frozenset[Kind] = frozenset({"name", "property", "environment", "module"})
_LATER: frozenset[Kind] = frozenset({"conditional", "arrow", "function-expression", "block"})  # if ever


# What makes a value of its own of what stands in it, or reads it at another time.
_VALUES: frozenset[Kind] = frozenset({"binary", "unary", "template", "arrow", "function-expression"})

_Reads = dict[str, set["_Moment"]]


class _Event(NamedTuple):
    """Something that happens while a run of statements is evaluated: a metavariable is read, or `await` gives way."""

    name: str  # "" for an await
    conditional: bool
    gives: bool = False  # it is given a value


def same_effects(candidate: Checked) -> Iterator[Refusal]:
    """What a metavariable binds is evaluated as often as before and in the same order relative to awaits, or it is
    pure.
    """
    match = candidate.match
    acting = {name for name, term in match.javascript.items() if candidate.acts(term)}
    if not acting:
        return
    stretch_of = stretches(match)
    before: dict[int, list[_Event]] = {}
    for index, element in enumerate(match.block.elements):
        if element.role is Role.REMOVED and element.term is not None:
            before.setdefault(stretch_of[index], []).extend(_events(element.term, acting))
    after: dict[int, list[_Event]] = {}
    for insertion in match.block.insertions:
        for term in insertion.terms:
            after.setdefault(stretch_of[insertion.at], []).extend(_events(term, acting))
    for name in sorted(acting):
        old = [
            (run, at, event) for run, events in before.items() for at, event in enumerate(events) if event.name == name
        ]
        new = [
            (run, at, event) for run, events in after.items() for at, event in enumerate(events) if event.name == name
        ]
        if not old and not new:
            continue
        term = match.javascript[name]
        shown = excerpt(candidate, term)
        offset = term.origin.start_byte
        if not new:
            yield Refusal(Code.EFFECT, Message.of(Sentence.EFFECT_DROPPED, shown=shown), offset)
        elif len(new) != len(old) or len(old) != 1:
            counted = Message.of(Sentence.EFFECT_COUNT, shown=shown, before=len(old), after=len(new))
            yield Refusal(Code.EFFECT, counted, offset)
        elif old[0][2].conditional or new[0][2].conditional:
            yield Refusal(Code.EFFECT, Message.of(Sentence.EFFECT_UNDER_CONDITION, shown=shown), offset)
        elif old[0][0] != new[0][0] or _before(before[old[0][0]], old[0][1]) != _before(after[new[0][0]], new[0][1]):
            yield Refusal(Code.EFFECT, Message.of(Sentence.EFFECT_ORDER, shown=shown), offset)


def read_where_they_were(candidate: Checked) -> Iterator[Refusal]:
    """What has no effect may be evaluated elsewhere, if nothing that comes between may give it another value: an
    `await`, or what another metavariable stands for.
    """
    match = candidate.match
    old = _reads((element.term for element in match.block.removed()), candidate)
    new = _reads((term for each in sorted(match.block.insertions, key=_place) for term in each.terms), candidate)
    own = match.block.declared | match.block.redeclared | match.block.assigned
    for name in sorted(old.keys() & new.keys() - own):
        term = match.javascript[name]
        if candidate.acts(term):
            continue
        for one, others in (*_pairs(new, old, name), *_pairs(old, new, name)):
            if one not in others:
                yield from _moved(candidate, term, name, one, others)
                break


def held_as_they_were(candidate: Checked) -> Iterator[Refusal]:
    """What is given to a call is read when that is called: what other arguments do may change what an object holds,
    though the text of a program had what it held before.
    """
    match = candidate.match
    acting = {name for name, term in match.javascript.items() if candidate.acts(term)}
    if not acting:
        return
    removed = (element.term for element in match.block.removed() if element.term is not None)
    written = (term for each in sorted(match.block.insertions, key=_place) for term in each.terms)
    old, new = _acted(removed, acting), _acted(written, acting)
    own = match.block.declared | match.block.redeclared | match.block.assigned
    for name in sorted((old.keys() & new.keys() & match.javascript.keys()) - own - acting):
        term = match.javascript[name]
        for acted in sorted(new[name] - old[name], key=sorted):
            nearest = min(old[name], key=lambda other: len(other ^ acted))
            for other in sorted(nearest ^ acted):
                changing = match.javascript[other]
                effect = candidate.effects.of(changing.origin)
                if candidate.effects.changes_inside(effect, term.origin, changing.origin) is not None:
                    shown, between = excerpt(candidate, term), excerpt(candidate, changing)
                    message = Message.of(Sentence.HELD_ACROSS_OTHER, shown=shown, other=between)
                    yield Refusal(Code.EFFECT, message, term.origin.start_byte)
                    return


def _acted(terms: Iterable[Term], acting: set[str]) -> dict[str, set[frozenset[str]]]:
    """What has acted when the value of each metavariable is put to use: of what a call is given, when that is called.
    """
    acted: frozenset[str] = frozenset()
    found: dict[str, set[frozenset[str]]] = {}
    stack: list[tuple[Term, bool]] = [(term, False) for term in reversed(list(terms))]
    while stack:
        current, is_called = stack.pop()
        if is_called:
            for name in _given(current):
                found.setdefault(name, set()).add(acted)
        elif current.kind == "metavar":
            acted |= {current.value} & acting
            found.setdefault(current.value, set())
            if not _is_given(current, stack):
                found[current.value].add(acted)
        elif isinstance(current, ProgramTerm):
            stack.extend((hole, False) for hole in reversed(current.holes))
        else:
            if current.kind in CALLS:
                stack.append((current, True))
            stack.extend((child, False) for child in reversed(current.children))
    return found


def _given(call: Term) -> set[str]:
    """The metavariables whose values a call is given, be it in lists and objects."""
    found: set[str] = set()
    stack = list(arguments(call))
    while stack:
        term = stack.pop()
        if term.kind == "metavar":
            found.add(term.value)
        elif not (isinstance(term, ProgramTerm) or term.kind in CALLS or term.kind in _VALUES):
            stack.extend(term.children)
    return found


def _is_given(term: Term, stack: list[tuple[Term, bool]]) -> bool:
    """Whether the value of a metavariable is put to use by a call around it, of those that are not done."""
    return any(is_called and term.value in _given(call) for call, is_called in stack)


class _Moment(NamedTuple):
    """When a metavariable is read, or given a value: how many times `await` has given way, and what has acted."""

    waits: int
    acted: frozenset[str]
    gives: bool = False


def _moved(candidate: Checked, term: Term, name: str, one: _Moment, others: set[_Moment]) -> Iterator[Refusal]:
    shown, offset = excerpt(candidate, term), term.origin.start_byte
    if all(other.waits != one.waits for other in others):
        is_target = all(moment.gives for moment in (one, *others))
        lost = candidate.effects.target_lost_across_wait if is_target else candidate.effects.lost_across_wait
        part = lost(term.origin)
        if part is not None:
            found = one_line(candidate.source.text(part.start_byte, part.end_byte), 60)
            binding = candidate.source.scopes.binding_at(part.start_byte)
            is_held = part.type in READ_NAMES and binding is not None and binding.kind == CONST
            sentence = Sentence.HELD_CHANGES_ACROSS if is_held else Sentence.READ_ACROSS_AWAIT
            message = Message.of(sentence, shown=shown, part=found)
            yield Refusal(Code.EFFECT, message, part.start_byte)
            return
    nearest = min(others, key=lambda other: (abs(other.waits - one.waits), len(other.acted ^ one.acted)))
    for acting in sorted(nearest.acted ^ one.acted):
        effect = candidate.effects.of(candidate.match.javascript[acting].origin)
        if candidate.effects.changes(effect, term.origin, inside=not is_text(candidate.match, name)) is not None:
            between = excerpt(candidate, candidate.match.javascript[acting])
            yield Refusal(Code.EFFECT, Message.of(Sentence.READ_ACROSS_OTHER, shown=shown, other=between), offset)
            return


def _pairs(ones: _Reads, others: _Reads, name: str) -> Iterator[tuple[_Moment, set[_Moment]]]:
    return ((one, others[name]) for one in sorted(ones[name], key=lambda moment: (moment.waits, len(moment.acted))))


def _place(insertion: Insertion) -> int:
    return insertion.at


def _reads(terms: Iterable[Term | None], candidate: Checked) -> _Reads:
    """When each metavariable is read in a row of statements of a page."""
    match = candidate.match
    names = set(match.javascript)
    acting = {name for name, term in match.javascript.items() if candidate.acts(term)}
    moment, found = _Moment(0, frozenset()), _Reads()
    for term in terms:
        for event in _events(term, names) if term is not None else ():
            if not event.name:
                moment = moment._replace(waits=moment.waits + 1)
                continue
            found.setdefault(event.name, set()).add(moment._replace(gives=event.gives))
            if event.name in acting:
                moment = moment._replace(acted=moment.acted | {event.name})
    return found


def stretches(match: Match) -> dict[int, int]:
    """For each element, the stretch of statements that it stands in; what stays between two ends a stretch."""
    covered = {gap.element for gap in match.gaps if gap.nodes}
    stretch = 0
    found = {}
    for index, element in enumerate(match.block.elements):
        if element.role is Role.KEPT or index in covered:
            stretch += 1
        found[index] = stretch
        if element.role is Role.KEPT or index in covered:
            stretch += 1
    return found


def _before(events: list[_Event], at: int) -> list[str]:
    return [event.name for event in events[:at]]


def _events(term: Term, acting: set[str]) -> Iterator[_Event]:
    """Events of one statement in the order in which they happen."""
    stack: list[tuple[Term, bool, bool]] = [(term, False, False)]
    while stack:
        current, conditional, done = stack.pop()
        if done:
            yield _Event("", conditional)
        elif current.kind == "metavar":
            if current.value in acting:
                yield _Event(current.value, conditional)
        elif isinstance(current, ProgramTerm):
            stack.extend((hole, conditional, False) for hole in reversed(current.holes))
        else:
            if current.kind == "await":
                stack.append((current, conditional, True))
            later = conditional or current.kind in _LATER
            if current.kind == "binary" and current.value in ("&&", "||", "??"):
                left, right = current.children
                stack.append((right, True, False))
                stack.append((left, conditional, False))
                continue
            if current.kind == "assign" and current.value == "=" and current.children[0].kind == "metavar":
                target, *rest = current.children
                if target.value in acting:
                    yield _Event(target.value, conditional, gives=True)
                stack.extend((child, later, False) for child in reversed(rest))
                continue
            if current.kind == "conditional":
                test, *branches = current.children
                stack.extend((branch, True, False) for branch in reversed(branches))
                stack.append((test, conditional, False))
                continue
            stack.extend((child, later, False) for child in reversed(current.children))


def dropped_text(candidate: Checked) -> Iterator[Refusal]:
    """What dots of a removed line stand for goes with it: it must be free of effects."""
    match = candidate.match
    removed = {term for element in match.block.removed() if element.term for term in element.term.walk()}
    for dots, matched in match.dots.items():
        if dots not in removed:
            continue
        for term in matched:
            if term.kind != "character" and candidate.acts(term):
                dropped = Message.of(Sentence.EFFECT_DROPPED, shown=excerpt(candidate, term))
                yield Refusal(Code.EFFECT, dropped, term.origin.start_byte)


def dropped_python(candidate: Checked) -> Iterator[Refusal]:
    """What a metavariable of Python stands for goes where no `+` line writes it: it must be free of effects. What dots
    stand for has no hole either: nobody could see that it goes.
    """
    from migrator.python.effects import has_effect

    match = candidate.match

    def pure(hole: Term) -> bool:
        return not candidate.acts(hole)

    for name in sorted(set(match.python) - candidate.emitted):
        term = match.python[name]
        if term.kind not in _PLAIN_NAMES and has_effect(term, pure):
            shown, offset = python_excerpt(candidate, term)
            yield Refusal(Code.EFFECT, Message.of(Sentence.EFFECT_DROPPED, shown=shown), offset)
    for dots, matched in match.dots.items():
        for term in matched if dots.language == "python" else ():
            shown, offset = python_excerpt(candidate, term)
            if has_effect(term, pure, asks=True):
                yield Refusal(Code.EFFECT, Message.of(Sentence.EFFECT_DROPPED, shown=shown), offset)
            elif any(below.kind == "hole" for below in term.walk()):
                yield Refusal(Code.HOLE, Message.of(Sentence.HOLE_IN_DOTS, shown=shown), offset)
    for dropped in (item for program in candidate.programs for item in program.variants[0].dropped):
        for hole in dropped.holes:
            if candidate.acts(content(hole)):
                shown = excerpt(candidate, content(hole))
                offset = content(hole).origin.start_byte
                yield Refusal(Code.EFFECT, Message.of(Sentence.EFFECT_DROPPED, shown=shown), offset)
