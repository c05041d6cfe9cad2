"""Why no page is learned of a site, and why a page is not written that takes too much."""

from __future__ import annotations

from collections.abc import Sequence

from migrator.drafting.learning.examples import Example, SettingsOf, Sides
from migrator.drafting.learning.judges import mutant_taken, takes
from migrator.drafting.learning.mutants import Mutant, shown
from migrator.drafting.learning.page import Page, spelled
from migrator.drafting.learning.region import Region
from migrator.javascript.flow import is_field
from migrator.javascript.syntax import CLASSES, DECLARED_FUNCTIONS, MEMBERS, NodeKind
from migrator.model.ledger import Message, Sentence
from migrator.model.settings import one_line
from migrator.model.term import Term
from migrator.sites.keepers import Keepers
from migrator.sites.program import ProgramTerm

_WIDTH = 50  # of code in a message


def never(example: Example, region: Region) -> Message | None:
    """Why no page can say what was done at a site, whatever its lines."""
    old, new = example.sides.before.source, example.sides.after.source
    members = (NodeKind.METHOD_DEFINITION, NodeKind.FIELD_DEFINITION, *CLASSES, *DECLARED_FUNCTIONS)
    gone = next((term for term in region.before if term.origin.type in members), None)
    if gone is not None:
        return Message.of(Sentence.LEARNED_MEMBER_GONE, name=example.name)
    if example.site.statements(0) is None:
        return Message.of(Sentence.LEARNED_IN_NO_BLOCK)
    unclear = region.unclear
    if unclear is not None and unclear.before:
        line = old.line(unclear.before[0].origin.start_byte)
        return Message.of(Sentence.LEARNED_USED_OTHERWISE, line=line)
    if unclear is not None:
        line = new.line(unclear.after[0].origin.start_byte)
        return Message.of(Sentence.LEARNED_USED_ANEW, line=line)
    made = region.gives_receiver
    if made is not None:
        return Message.of(Sentence.LEARNED_RECEIVER_MADE, line=old.line(made.origin.start_byte))
    runs = next((term for term in region.after if any(isinstance(part, ProgramTerm) for part in term.walk())), None)
    if runs is not None:
        return Message.of(Sentence.LEARNED_STILL_RUNS, line=new.line(runs.origin.start_byte))
    leaves = region.leaves
    if leaves is not None:
        return Message.of(Sentence.LEARNED_LEAVES, shown=one_line(leaves.origin.text.decode(), _WIDTH))
    return None


def moved(example: Example, pages: Sequence[Page]) -> tuple[Example, Message] | None:
    """Why a site is no example of code that goes: a command that belongs to none stands elsewhere in the file."""
    region = example.region
    if region is None or example.commands(region.after) or region.after:
        return None
    known = {
        id(term)
        for page in pages
        for each in page.examples
        if each.region is not None
        for part in (*each.region.parts, *each.region.uses)
        for term in part.after
    }
    for row in example.sides.whole.walk():
        for term in (term for run in row.runs for term in run.after if id(term) not in known):
            found = example.commands([term])
            if found:
                line = example.sides.after.source.line(found[0].origin.start_byte)
                return example, Message.of(Sentence.LEARNED_MOVED, line=line)
    return None


def contradicted(page: Page, pages: Sequence[Page], all_sides: Sequence[Sides]) -> Message | None:
    """Why a page is refused that takes a site of which the change made something else."""
    rule = page.rule()
    own = {id(site) for each in pages for example in each.examples for site in example.sites}
    for sides in all_sides:
        for example in sides.examples:
            if id(example.site) not in own and takes(rule, example.site):
                return Message.of(Sentence.LEARNED_CONTRADICTED, line=example.line)
    return None


def unknown(example: Example, names: list[Term]) -> Message:
    """What is said of a name that only the new code has: methods are called on what may be the worker."""
    first, source = names[0], example.sides.after.source
    same = [name.origin for name in names if name.value == first.value]
    is_asked = any(
        node.parent is not None
        and node.parent.type in MEMBERS
        and node.parent.parent is not None
        and is_field(node.parent.parent, "function", node.parent)
        for node in same
    )
    sentence = Sentence.LEARNED_UNKNOWN_OBJECT if is_asked else Sentence.LEARNED_UNKNOWN_NAME
    return Message.of(sentence, name=first.value, line=source.line(first.origin.start_byte))


def mutant(page: Page) -> Mutant | None:
    """The first mutant of its example that a page takes."""
    example = page.examples[0]
    opened = () if page.is_plain else spelled(example)[1].opened
    return mutant_taken(page.rule(), example.site, opened)


def too_wide(page: Page) -> Message | None:
    """Why a page is refused that takes what differs from its example in one thing."""
    found = mutant(page) if not page.is_merged else None
    if found is None:
        return None
    return Message.of(Sentence.LEARNED_TAKES_MUTANT, before=shown(found.before), after=shown(found.after))


def kept(page: Page, all_sides: Sequence[Sides], settings: SettingsOf) -> Message | None:
    """Why a page is refused that takes a program which the settings keep."""
    rule = page.rule()
    for sides in all_sides:
        keepers = Keepers(settings(sides.path))
        for site in sides.remaining:
            keeper = keepers.of(site.use, sides.before.source)
            if keeper is not None and takes(rule, site):
                line = sides.before.source.line(site.use.whole.start_byte)
                return Message.of(Sentence.LEARNED_TAKES_KEPT, line=line, keeper=str(keeper))
    return None
