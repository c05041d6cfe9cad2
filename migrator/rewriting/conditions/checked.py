"""A match on trial, and what the checks share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from migrator.javascript.effects import has_effect
from migrator.javascript.source import Source
from migrator.javascript.syntax import DECLARATIONS, NodeKind, children
from migrator.matching.matcher import Match
from migrator.matching.pattern import metavariables
from migrator.model.ledger import Code, Message
from migrator.model.settings import one_line
from migrator.model.term import Kind, Term, arguments
from migrator.sites.program import ProgramTerm, everything
from migrator.sites.site import Site

if TYPE_CHECKING:
    from tree_sitter import Node

    from migrator.javascript.objects import Effects
    from migrator.javascript.scopes import Binding, Reference, Scope

_FUNCTIONS: frozenset[Kind] = frozenset({"arrow", "function", "function-expression", "method"})


class Refusal(NamedTuple):
    """Why a match is not taken. ``offset`` is a byte of the file."""

    code: Code
    message: Message
    offset: int


class Span(NamedTuple):
    start: int
    end: int

    def holds(self, offset: int) -> bool:
        return self.start <= offset < self.end


class Ran(NamedTuple):
    """A call of the file that a page's call fits, with the program of the page; None where that runs any code."""

    site: Site
    program: ProgramTerm | None
    call: Term


@dataclass(eq=False)
class Checked:
    """A match with what the checks and the edits need to know of it. ``rank`` is the place of its page in the order in
    which pages are tried.
    """

    rule_id: str
    page: str
    match: Match
    rank: tuple[bool, int] = (False, 0)

    @cached_property
    def ran(self) -> list[Ran]:
        """The calls that run code and that the page takes, in the order of the file."""
        file, found = self.match.site.file, []
        for call, source in self.match.runs.items():
            site, program = file.site_of(source.origin), arguments(call)[0]
            assert site is not None, "it runs code on the receiver"
            found.append(Ran(site, program if isinstance(program, ProgramTerm) else None, call))
        return sorted(found, key=lambda ran: ran.site.use.whole.start_byte)

    @property
    def programs(self) -> Iterator[ProgramTerm]:
        """The programs of the file that those of the page fit: what they are is gone."""
        return (ran.site.program for ran in self.ran if ran.program is not None and ran.site.program is not None)

    def takes(self, site: Site) -> bool:
        """Whether a site goes with this one, or is it."""
        return site is self.match.site or self.goes(site.use.whole.start_byte)

    @property
    def source(self) -> Source:
        return self.match.site.file.source

    @property
    def receiver(self) -> Node | None:
        """The expression that is the receiver at the site, None for the member of `this` that the settings name."""
        use = self.match.site.use
        return use.holder if use.key is not None else None

    @cached_property
    def removed(self) -> list[Span]:
        nodes = (*self.match.removed_nodes(), *self.left_over)
        return [Span(node.start_byte, node.end_byte) for node in nodes]

    @cached_property
    def left_over(self) -> list[Node]:
        """Declarations without a value, of variables that the source assigns and that go."""
        block = self.match.block
        bindings = (self.binding(name) for name in sorted(block.assigned & block.gone))
        found = (declaration_of(binding) for binding in bindings if binding is not None)
        return [node for node in found if node is not None]

    @cached_property
    def scope(self) -> Scope:
        """The scope in which the site's statements stand."""
        node = self.match.statements.nodes[0].parent
        assert node is not None
        return self.source.scopes.scope_at(self.match.removed_nodes()[0].start_byte)

    @cached_property
    def effects(self) -> Effects:
        """What the code of the function around does."""
        return self.match.site.file.effects(self.scope.function.node)

    def acts(self, term: Term) -> bool:
        """Whether evaluating a term of JavaScript has an effect."""
        return has_effect(term, self.source.scopes, self.match.site.file.acting)

    @cached_property
    def emitted(self) -> frozenset[str]:
        """JavaScript metavariables whose text `+` lines write."""
        block = self.match.block
        return frozenset(
            name for insertion in block.insertions for term in insertion.terms for name in metavariables(term)
        )

    @cached_property
    def staying(self) -> list[Span]:
        """Source text inside the removed statements that `+` lines write again."""
        spans = []
        for name in self.emitted:
            term = self.match.javascript.get(name)
            if term is not None and name not in self.match.block.redeclared | self.match.block.assigned:
                spans.append(Span(term.origin.start_byte, term.origin.end_byte))
        for reference in self._targets if self.match.block.assigned else ():
            spans.append(Span(reference.node.start_byte, reference.node.end_byte))
        return spans

    @cached_property
    def _targets(self) -> list[Reference]:
        """Where removed statements assign variables that `+` lines assign again."""
        again = {self.binding(name) for name in self.match.block.assigned - self.match.block.declared}
        within = (part for node in self.match.removed_nodes() for part in references(self.source, node))
        return [reference for reference in within if reference.write and reference.binding in again]

    def assigns(self, reference: Reference) -> bool:
        """Whether a use is one that the site assigns, and goes on to assign."""
        return bool(self.match.block.assigned) and reference in self._targets

    @cached_property
    def globals(self) -> frozenset[str]:
        """Names of the platform that `+` lines write."""
        block = self.match.block
        terms = (part for insertion in block.insertions for term in insertion.terms for part in everything(term))
        found = {term.value for term in terms if term.kind == "name" and term.symbol is not None}
        return frozenset(found - set(block.fresh))

    def binding(self, name: str) -> Binding | None:
        """The declaration that metavariable ``name`` stands for, where it stands for a name."""
        term = self.match.javascript.get(name)
        if term is None or term.kind != "name":
            return None
        return self.source.scopes.binding_at(term.origin.start_byte)

    @cached_property
    def redeclared(self) -> frozenset[str]:
        """Names of the source that `+` lines declare again."""
        terms = (self.match.javascript.get(name) for name in self.match.block.redeclared)
        return frozenset(term.value for term in terms if term is not None)

    def goes(self, offset: int) -> bool:
        """Whether the source at ``offset`` is removed and not written again."""
        return any(span.holds(offset) for span in self.removed) and not any(span.holds(offset) for span in self.staying)

    @cached_property
    def gone(self) -> dict[str, Binding]:
        """Declarations that go, by the name in the source."""
        found = {}
        for name in sorted(self.match.block.gone):
            binding = self.binding(name)
            if binding is not None:
                found[binding.name] = binding
        return found


def declaration_of(binding: Binding) -> Node | None:
    """The statement that declares a variable and nothing else, without a value; None where there is none."""
    declarator = binding.declarations[0].parent if len(binding.declarations) == 1 else None
    if declarator is None or declarator.type != NodeKind.VARIABLE_DECLARATOR:
        return None
    statement = declarator.parent
    if declarator.child_by_field_name("value") is not None or statement is None:
        return None
    return statement if statement.type in DECLARATIONS and len(children(statement)) == 1 else None


def is_around(outer: Scope, inner: Scope | None) -> bool:
    """Whether one scope is, or holds, the other."""
    while inner is not None:
        if inner is outer:
            return True
        inner = inner.parent
    return False


def references(source: Source, node: Node) -> list[Reference]:
    """References that stand in a node."""
    return source.scopes.within(node.start_byte, node.end_byte)


def waits(terms: Iterable[Term | None]) -> bool:
    """Whether statements or expressions wait, other than in a function of their own."""
    stack = [term for term in terms if term is not None]
    while stack:
        term = stack.pop()
        if term.kind == "await":
            return True
        if term.kind not in _FUNCTIONS:
            stack.extend(term.children)
    return False


def excerpt(candidate: Checked, term: Term) -> str:
    """The text of a term in one short line, for a message."""
    return one_line(candidate.source.text(term.origin.start_byte, term.origin.end_byte), 60)


def python_excerpt(candidate: Checked, term: Term) -> tuple[str, int]:
    """The text of a term of the site's programs in one short line, and where it begins in the file."""
    site = candidate.match.site
    start, end = site.use.whole.start_byte, site.use.whole.end_byte
    for term_of in candidate.programs:
        program, embedded = term_of.variants[0], term_of.embedded
        try:
            start, end = (embedded.offsets[at] for at in (program.position(term), program.end_position(term)))
            break
        except LookupError:  # of another program; written inline, it stands nowhere as it is
            continue
    return one_line(candidate.source.text(start, end), 60), start
