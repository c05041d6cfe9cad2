"""What a page has to leave alone: what the commit left, and everything that is one step away from its example."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from migrator.drafting.learning.mutants import Mutant, Wild, body_of, mutants
from migrator.drafting.learning.program import idle
from migrator.matching.forms import matches
from migrator.matching.matcher import FEW_STEPS, Matcher, TooAmbiguous
from migrator.matching.pattern import Block, metavariables
from migrator.model.term import Term
from migrator.rules.loader import Rule
from migrator.sites.program import ProgramTerm
from migrator.sites.site import File, Site

if TYPE_CHECKING:
    from tree_sitter import Node


def takes(rule: Rule, site: Site) -> bool:
    """Whether a block of a page fits a site, whatever else a run asks of it."""
    matcher = Matcher(site.file)
    try:
        return any(True for block in rule.blocks for _ in matches(matcher, block, site))
    except TooAmbiguous:
        return False


def mutant_taken(rule: Rule, site: Site, opened: Collection[int]) -> Mutant | None:
    """The first mutant of a site that a page takes: of its program by any block, of the statements around it by the
    first. ``opened`` are the nodes whose text the page leaves open.
    """
    found = list(_open(rule, site))
    open_ = Wild(
        {term for term in found if term.kind != "property"},
        {*opened, *(term.origin.id for term in found if term.kind == "property")},
    )
    return _program_taken(rule, site, open_) or _statement_taken(rule, site, open_)


def _program_taken(rule: Rule, site: Site, open_: Wild) -> Mutant | None:
    program = site.program
    if program is None or not program.variants:
        return None
    [variant] = program.variants
    open_ = replace(open_, terms={*open_.terms, *idle(variant)})
    for mutant in mutants(body_of(variant.body), open_):
        other = replace(program, variants=(variant._replace(body=mutant.term.children),), _tokens=None)
        for block in rule.blocks:
            if block.program is None or not block.program.tokens <= other.tokens:
                continue
            try:
                fits = Matcher(site.file, FEW_STEPS).fits_program(block.program, other)
                if fits and _fits_around(block, site, other):
                    return mutant
            except TooAmbiguous:
                continue
    return None


def _fits_around(block: Block, site: Site, program: ProgramTerm) -> bool:
    """Whether a block fits a site that has another program."""
    found = site.statements(block.depth)
    if found is None:
        return False
    node = found[0].nodes[found[1]]
    file = _Mutated(site.file.source, site.file.settings, None, site.file.uses)
    file.mutants = {node.id: _with_program(site.file.term(node), program)}
    return any(True for _ in Matcher(file, FEW_STEPS).match(block, Site(site.use, file, program)))


def _with_program(term: Term, program: ProgramTerm) -> Term:
    """A statement with another program in the place of its own."""
    if isinstance(term, ProgramTerm):
        return program if term.origin == program.origin else term
    return term.holding(tuple(_with_program(child, program) for child in term.children))


def _statement_taken(rule: Rule, site: Site, open_: Wild) -> Mutant | None:
    block = rule.blocks[0]
    match = next(iter(matches(Matcher(site.file), block, site)), None)
    for node in match.nodes.values() if match is not None else ():
        for mutant in mutants(site.file.term(node), open_):
            file = _Mutated(site.file.source, site.file.settings, None, site.file.uses)
            file.mutants = {node.id: mutant.term}
            try:
                if any(True for _ in Matcher(file, FEW_STEPS).match(block, Site(site.use, file, site.program))):
                    return mutant
            except TooAmbiguous:
                continue
    return None


@dataclass(eq=False)
class _Mutated(File):
    """A file with other terms for some of its statements."""

    mutants: dict[int, Term] = field(default_factory=dict)

    def term(self, node: Node) -> Term:
        return self.mutants.get(node.id) or super().term(node)


def _open(rule: Rule, site: Site) -> Iterator[Term]:
    """What the metavariables stand for that a block has once among the lines that go: it may be anything."""
    for block in rule.blocks:
        match = next(iter(matches(Matcher(site.file), block, site)), None)
        if match is None:
            continue
        terms = [element.term for element in block.elements if element.term is not None]
        counts = Counter(name for term in terms for name in metavariables(term))
        yield from (term for name, term in match.javascript.items() if counts[name] == 1)
        yield from (term for held in match.dots.values() for term in held)
