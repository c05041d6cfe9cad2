"""What a page has to pass before it is written: it gives the commit back, leaves what the commit left, and does nothing
the second time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from migrator.drafting.learning.alignment import Aligner, Run
from migrator.drafting.learning.examples import Example, Sides
from migrator.drafting.learning.mutants import Mutant, Open, body_of, mutants
from migrator.drafting.learning.names import Renames
from migrator.drafting.learning.program import idle
from migrator.drafting.learning.region import Part, identifiers
from migrator.javascript.edit import Edit, apply
from migrator.javascript.edits import statement_end
from migrator.javascript.lower import is_statement
from migrator.javascript.source import Source, SourceError
from migrator.matching.forms import matches
from migrator.matching.matcher import FEW_STEPS, Matcher, TooAmbiguous
from migrator.matching.pattern import Block, metavariables
from migrator.model.ledger import FileEntry, Message, Outcome, Sentence
from migrator.model.settings import Settings, accepting_all, one_line
from migrator.model.term import Term
from migrator.rules.loader import Rule
from migrator.run.engine import Run as EngineRun
from migrator.run.request import Configuration, Request
from migrator.sites.program import ProgramTerm
from migrator.sites.site import File, Site
from migrator.sites.use import Use

if TYPE_CHECKING:
    from tree_sitter import Node

_WIDTH = 70


class Refused(NamedTuple):
    """Why a page is not written: what a judge says, with the line of the file before the commit."""

    message: Message
    line: int


def open_settings(settings: Settings) -> Settings:
    """The settings of a file for the state before a commit: nothing may stay there but what the commit left."""
    return accepting_all(settings)._replace(kept=(), kept_line=None, facts=(), ratchet=None, exclude=())


# -- the commit again --------------------------------------------------------------------------------------------------


def reproduce(
    path: Path, sides: Sides, examples: Sequence[Example], rules: list[Rule], *, again: bool = True
) -> dict[Example, Refused]:
    """Apply pages to the state before a commit: what is wrong at each example, nothing where the commit comes back token
    for token, apart from comments and layout.
    """
    settings = open_settings(sides.before.settings)
    places = {example.site.use.whole.start_byte for example in examples}

    def only(use: Use) -> bool:
        return use.whole.start_byte in places

    entry, data = _applied(path, settings, rules, only)
    refused = dict(_refused(entry, sides, examples))
    if refused:
        return refused
    try:
        result = _read(sides.before, data)
    except SourceError as error:
        return {example: Refused(error.message, example.line) for example in examples}
    wanted = _read(sides.before, _expected(sides, examples))
    aligner = Aligner()
    differing = [run for row in aligner.align(_statements(wanted), _statements(result)).walk() for run in row.runs]
    if differing:
        return dict(_different(sides, examples, wanted, result, differing))
    if again:
        second, _ = _applied(path, settings, rules, None, data)
        taken = [use for use in second.entries if use.outcome is Outcome.REWRITTEN and use.is_first]
        left = sum(any(takes(rule, site) for rule in rules) for site in sides.remaining)
        if len(taken) > left:
            return {examples[0]: Refused(Message.of(Sentence.LEARNED_TAKES_AGAIN, line=taken[0].line), taken[0].line)}
    return {}


def _applied(
    path: Path, settings: Settings, rules: list[Rule], only: object, data: bytes | None = None
) -> tuple[FileEntry, bytes]:
    from migrator.run.surroundings import Texts

    request = Request((str(path),), only=only)  # type: ignore[arg-type]
    run = EngineRun(request, Configuration(lambda _: settings, lambda _: rules), Texts(data) if data is not None else None)
    for item in run.items():
        if isinstance(item.entry, FileEntry) and item.data is not None:
            return item.entry, apply(item.data, item.edits)
        if isinstance(item.entry, FileEntry):
            return item.entry, path.read_bytes()
    return FileEntry(str(path)), path.read_bytes() if data is None else data


def _refused(entry: FileEntry, sides: Sides, examples: Sequence[Example]) -> Iterator[tuple[Example, Refused]]:
    if entry.error is not None:
        for example in examples:
            yield example, Refused(entry.error.message, example.line)
        return
    source = sides.before.source
    by_place = {(use.line, use.column): use for use in entry.entries}
    for example in examples:
        place = source.position(example.site.use.whole.start_byte)
        use = by_place.get((place.line, place.column))
        if use is None or use.outcome is Outcome.REWRITTEN:
            continue
        if use.reason is not None:
            yield example, Refused(Message.of(Sentence.LEARNED_NOT_APPLIED, why=use.reason.message), example.line)
        else:
            yield example, Refused(Message.of(Sentence.LEARNED_STAYS, outcome=use.outcome), example.line)


def _expected(sides: Sides, examples: Sequence[Example]) -> bytes:
    """The file before a commit with the regions of examples as the commit has them, under the names of before."""
    edits = []
    for example in examples:
        assert example.region is not None
        for part in example.region.parts:
            if not part.stays:
                edits.append(_replaced(sides, part))
    return apply(sides.before.source.data, edits)


def _replaced(sides: Sides, part: Part) -> Edit:
    old, new = sides.before.source, sides.after.source
    start, end = part.before[0].origin.start_byte, statement_end(old, part.before[-1].origin)
    text = b"\n".join(_renamed(new, term.origin, statement_end(new, term.origin), sides.renames) for term in part.after)
    return Edit(start, end, text)


def _renamed(source: Source, node: object, end: int, renames: Renames) -> bytes:
    """The text of a statement of the new version under the names of before."""
    from migrator.javascript.syntax import SHORTHANDS

    start = node.start_byte  # type: ignore[attr-defined]
    edits = []
    for each in _names(node):
        binding = source.scopes.binding_at(each.start_byte)
        other = renames.counterpart(binding) if binding is not None else None
        if other is not None:
            text = other.name
            if each.type in SHORTHANDS:
                text = f"{source.text(each.start_byte, each.end_byte)}: {text}"
            edits.append(Edit(each.start_byte - start, each.end_byte - start, text.encode()))
    return apply(source.data[start:end], edits)


def _names(node: object) -> Iterator[object]:
    from migrator.model.term import JavaScriptTerm

    return identifiers([JavaScriptTerm("expr", origin=node)])


def _different(
    sides: Sides, examples: Sequence[Example], wanted: File, result: File, runs: list[Run]
) -> Iterator[tuple[Example, Refused]]:
    """Which examples came out otherwise than in the commit."""
    for run in runs:
        ours = [wanted.source.text(term.origin.start_byte, term.origin.end_byte) for term in run.before]
        theirs = [result.source.text(term.origin.start_byte, term.origin.end_byte) for term in run.after]
        node = run.before[0].origin if run.before else None
        offset = node.start_byte if node is not None else 0
        example = _example_at(sides, examples, wanted, offset, ours)
        yield (
            example,
            Refused(
                Message.of(
                    Sentence.LEARNED_OTHER_RESULT,
                    commit=one_line("; ".join(ours), _WIDTH),
                    page=one_line("; ".join(theirs), _WIDTH),
                ),
                example.line,
            ),
        )


def _example_at(sides: Sides, examples: Sequence[Example], wanted: File, offset: int, texts: list[str]) -> Example:
    """The example that a place of the expected file belongs to: the last one whose region begins before it."""
    shift, found = 0, examples[0]
    edits = sorted(
        (edit, example)
        for example in examples
        for part in (example.region.parts if example.region is not None else ())
        if not part.stays
        for edit in [_replaced(sides, part)]
    ) if examples else []
    for edit, example in edits:
        if edit.start + shift <= offset:
            found = example
        shift += len(edit.text) - (edit.end - edit.start)
    return found


def _read(like: File, data: bytes) -> File:
    return File(Source.read(like.source.path, data, like.source.script), like.settings)


def _statements(file: File) -> tuple[object, ...]:
    return tuple(file.term(node) for node in file.source.root.named_children if is_statement(node))  # type: ignore[return-value]


# -- what the commit left ----------------------------------------------------------------------------------------------


def takes(rule: Rule, site: Site) -> bool:
    """Whether a block of a page fits a site, whatever else a run asks of it."""
    matcher = Matcher(site.file)
    try:
        return any(True for block in rule.blocks for _ in matches(matcher, block, site))
    except TooAmbiguous:
        return False


# -- one step away -----------------------------------------------------------------------------------------------------


def mutant_taken(rule: Rule, site: Site, opened: Collection[int]) -> Mutant | None:
    """The first mutant of a site that a page takes: of its program by any block, of the statements around it by the
    first. ``opened`` are the nodes whose text the page leaves open.
    """
    found = list(_open(rule, site))
    open_ = Open(
        {term for term in found if term.kind != "property"},
        {*opened, *(term.origin.id for term in found if term.kind == "property")},
    )
    return _program_taken(rule, site, open_) or _statement_taken(rule, site, open_)


def _program_taken(rule: Rule, site: Site, open_: Open) -> Mutant | None:
    program = site.program
    if program is None or not program.variants:
        return None
    [variant] = program.variants
    open_ = open_._replace(terms={*open_.terms, *idle(variant)})
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


def _statement_taken(rule: Rule, site: Site, open_: Open) -> Mutant | None:
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
