"""What a learned page changes for callers, as far as its lines show it: the stubs of *What changes*."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from migrator.drafting.learning.examples import Example
from migrator.drafting.learning.values import Values
from migrator.javascript.builtins import GLOBALS
from migrator.model.settings import one_line
from migrator.model.term import MEMBERS, Term, callee
from migrator.python.language import PYTHON
from migrator.sites.program import ProgramTerm, everything

_WIDTH = 60


class Claim(NamedTuple):
    """An item of *What changes*: its name, and what was seen before and what is seen now."""

    name: str
    text: str


def claims(example: Example, values: Values) -> Iterator[Claim]:
    """What is different for a caller of an example: the kind of a value, prints and calls that are gone, the order."""
    region = example.region
    assert region is not None
    programs = [part for term in region.before for part in term.walk() if isinstance(part, ProgramTerm)]
    commands = [callee(call).value for call in example.commands(region.after)]
    names = [f"`{name}`" for name in dict.fromkeys(commands)]
    shown = (
        f"{', '.join(names[:-1])} and {names[-1]} answer" if names[1:] else f"{(names or ['the new code'])[0]} answers"
    )
    if not region.after:
        yield Claim("program-is-gone", "the program ran here; now nothing takes its place.")
    elif any(_is_conversion(part) for term in region.before for part in term.walk()):
        yield Claim(
            "answer-is-plain-data",
            f"the answer was a Python object that the page converted; it is the plain data that {shown}.",
        )
    elif region.after and any(map(_gives, programs)) and not any(map(_is_unused, region.before)):
        yield Claim("answer-is-another", f"the answer was the last value of the program; it is what {shown}.")
    pasted = _pasted(programs, values)
    if pasted:
        listed = ", ".join(f"`{name}`" for name in pasted)
        said = ("was", "it is sent as a value") if len(pasted) == 1 else ("were", "they are sent as values")
        yield Claim("text-is-a-value", f"{listed} {said[0]} pasted into the program as text; now {said[1]}.")
    late = _late(example, values)
    if late:
        listed = ", ".join(f"`{name}`" for name in late)
        said = ("was", "it is") if len(late) == 1 else ("were", "they are")
        text = f"{listed} {said[0]} read before what stands between; now {said[1]} read with the command."
        yield Claim("read-later", text)
    if example.sides.after.source.types is not None and any(map(example.has_types, region.after)):
        yield Claim("types-are-not-written", "the commit has types in the new code; the page writes none.")
    printed = [
        _with_holes(item.text, program) for program in programs for each in program.variants for item in each.dropped
    ]
    if printed:
        more = f", and {len(printed) - 1} more" if len(printed) > 1 else ""
        yield Claim("prints-are-gone", f"Python printed `{one_line(printed[0], _WIDTH)}`{more}; now it prints nothing.")
    gone = _calls(region.before) - _calls(region.after)
    if gone:
        listed = ", ".join(f"`{name}`" for name in sorted(gone))
        said = ("was", "it is") if len(gone) == 1 else ("were", "they are")
        yield Claim("calls-are-gone", f"{listed} {said[0]} called here; now {said[1]} not.")
    if len(commands) > max(len(programs), 1):
        yield Claim(
            "several-messages",
            f"one program ran as a whole; now {len(commands)} commands run in turn, with other code between them.",
        )


def _late(example: Example, values: Values) -> list[str]:
    """The metavariables that the new code reads, and that the old code read before a gap and not with its program."""
    region = example.region
    assert region is not None
    place = example.site.use.whole.start_byte
    ahead, own = list[Term](), list[Term]()
    for term in (*region.kept, *region.before):
        (ahead if term.origin.end_byte <= place else own).append(term)
    early, rest = ({name for term in terms for name in _metavariables(term, values)} for terms in (ahead, own))
    declared = {values.before.get(term.origin.id) for term in ahead for term in _declared(term)}
    sent = {*values.after.values()}
    return [name for name in values.metavariables if name in early & sent and name not in rest | declared]


def _metavariables(term: Term, values: Values) -> Iterator[str]:
    for part in everything(term):
        name = values.before.get(getattr(part.origin, "id", 0))
        if name is not None:
            yield name


def _declared(term: Term) -> Iterator[Term]:
    return (part.children[0] for part in term.walk() if part.kind == "declarator")


def _gives(program: ProgramTerm) -> bool:
    return bool(program.variants) and program.variants[0].has_value


def _is_unused(statement: Term) -> bool:
    """Whether a statement runs a program and does nothing with what it gives."""
    whole = statement.children[0] if statement.kind == "expr" else statement
    while whole.kind == "await":
        whole = whole.children[0]
    return statement.kind == "expr" and any(isinstance(part, ProgramTerm) for part in whole.children)


def _with_holes(text: str, program: ProgramTerm) -> str:
    for hole in program.embedded.holes:
        text = text.replace(hole.placeholder, (hole.node.text or b"").decode("utf-8", "replace"))
    return text


def _is_conversion(term: Term) -> bool:
    return term.kind in MEMBERS and term.value in ("toJs", PYTHON.converter)


def _pasted(programs: list[ProgramTerm], values: Values) -> list[str]:
    """The metavariables in the holes of programs that the new code takes."""
    sent = {*values.after.values()}
    found = [
        values.before[part.origin.id]
        for program in programs
        for hole in program.holes
        for part in everything(hole)
        if part.origin is not None and getattr(part.origin, "id", None) in values.before
    ]
    return [name for name in dict.fromkeys(found) if name in sent]


def _calls(terms: list[Term]) -> set[str]:
    """The functions that statements call by a name that is not the platform's."""
    return {
        callee(part).value
        for term in terms
        for part in term.walk()
        if part.kind == "call" and callee(part).kind == "name" and callee(part).value not in GLOBALS
    }
