"""Bindings to edits to new bytes, verified. Nothing is mutated; a site that does harm is refused alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.javascript.edit import Edit, Overlap, apply
from migrator.javascript.edits import END, Follow, before_code, deletion, follow, is_open, is_risky, place_of, removal
from migrator.javascript.edits import Place as Where
from migrator.javascript.modules import Module
from migrator.javascript.precedence import PROPERTY, in_place, shape_of, shape_of_text, statement_begun_by
from migrator.javascript.source import Source
from migrator.javascript.strings import as_template_text
from migrator.javascript.syntax import STRINGS, NodeKind
from migrator.matching.matcher import Difference, Matcher, TooAmbiguous
from migrator.matching.pattern import Insertion, Role
from migrator.model.ledger import Code, Message, Nearest, Note, NoteCode, Place, Reason, Sentence
from migrator.model.settings import Settings
from migrator.model.term import Kind, Term
from migrator.rewriting.asynchronous import not_async
from migrator.rewriting.conditions import check
from migrator.rewriting.conditions.checked import Checked, Refusal
from migrator.rewriting.conditions.loggers import no_logger
from migrator.rewriting.conditions.nests import nest_target
from migrator.rewriting.conflicts import Choice, Globals, settle
from migrator.rewriting.dropped import drops_what_acts
from migrator.rewriting.emission import Emission, Names, Replacement
from migrator.rewriting.fresh import FreshNames
from migrator.rewriting.validation import Meant
from migrator.rewriting.verification import verify
from migrator.rules.loader import Rule
from migrator.sites.interpreter import Elsewhere, Interpreter, Unparsed
from migrator.sites.site import File, Site
from migrator.worker.contract import Contract

if TYPE_CHECKING:
    from tree_sitter import Node


_LONE: frozenset[Kind] = frozenset({"expr", "return"})  # statements that may be a body without braces
_MORE = Follow("a", 0, False, False)
_TOO_DEEP = Message.of(Sentence.TOO_DEEP)


@dataclass(slots=True)
class Verdict:
    """What becomes of one site: the candidate that rewrites it, or the reason why none does."""

    site: Site
    taken: Checked | None
    reason: Reason | None = None
    nearest: tuple[Nearest, ...] = ()
    edits: list[Edit] = field(default_factory=list)


@dataclass(slots=True)
class Rewritten:
    """The verdicts on the sites of a file, its new bytes, and what a reader should know."""

    verdicts: list[Verdict]
    data: bytes
    edits: list[Edit]
    notes: list[Note]
    shared: Globals | None = None


@dataclass
class Rewriter:
    """Rewrites files by rules. One for a run."""

    load: Callable[[], list[Rule]]
    settings: Settings
    contract: Contract
    interpreter: Interpreter
    _notes: list[Note] = field(default_factory=list)

    @cached_property
    def rules(self) -> list[Rule]:
        """The rules, read when the first site asks for them."""
        return self.load()

    @cached_property
    def _by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    def rule(self, rule_id: str) -> Rule:
        """The rule of an id."""
        return self._by_id[rule_id]

    def rewrite(self, file: File, module: Module, sites: list[Site]) -> Rewritten:
        """``sites`` may be rewritten, all others keep their program in any case."""
        self._notes = []
        failures: dict[Site, tuple[Reason, tuple[Nearest, ...]]] = {}
        choices = []
        if sites:
            file.acting |= self._acting(sites, module)
        for site in sites:
            candidates, failure = self._candidates(site, module)
            choices.append(Choice(site, candidates))
            if failure is not None:
                failures[site] = failure
        edits_of: dict[Checked, list[Edit]] = {}
        data, notes, edits = file.source.data, list[Note](), list[Edit]()
        shared = self._globals(file, module) if any(choice.candidates for choice in choices) else Globals([], _nobody)
        while True:
            settle(choices, shared)
            taken = [choice.taken for choice in choices if choice.taken is not None]
            fresh = FreshNames(taken)
            notes = []
            edits_of = {candidate: list(self._edits(candidate, fresh, notes)) for candidate in taken}
            edits = [edit for own in edits_of.values() for edit in own]
            if not edits:
                data = file.source.data
                break
            data, problem = self._applied(file, edits, Meant(taken, taken, self.settings))
            if problem is None:
                break
            self._refuse_harmful(file, choices, edits_of, problem)
        verdicts = [self._verdict(choice, failures.get(choice.site), edits_of) for choice in choices]
        return Rewritten(verdicts, data, edits, list(dict.fromkeys(self._notes + notes)), shared)

    def _globals(self, file: File, module: Module) -> Globals:
        """Who shares the globals of the programs of a file."""

        def around(site: Site, names: frozenset[str]) -> Iterator[Elsewhere | Unparsed]:
            node = site.use.owner.node
            assert node is not None, "only a site in a class has candidates"
            return self.interpreter.around(module, node, names)

        return Globals(self.interpreter.inside(file, module), around)

    def _acting(self, sites: list[Site], module: Module) -> frozenset[str]:
        """Members that run code which acts, of the classes that those of the sites extend in other files."""
        from migrator.javascript.objects import acting

        owners = {site.use.owner.node.id: site.use.owner.node for site in sites if site.use.owner.node is not None}
        chains = (self.contract.project.chain(module.class_at(node)) for node in owners.values())
        sources = {str(info.module.path): info.module.source for chain in chains for info in chain.classes}
        return frozenset[str]().union(*(acting(source) for source in sources.values()))

    def _applied(self, file: File, edits: list[Edit], meant: Meant) -> tuple[bytes, Message | None]:
        """The bytes that edits make, and what is wrong with them or None: they do harm, or are not what is meant."""
        try:
            data = apply(file.source.data, edits)
        except Overlap as error:
            return file.source.data, Message.of(Sentence.EDITS_OVERLAP, at=error.at)
        return data, verify(file.source, edits, data, meant)

    # -- candidates ------------------------------------------------------------------------------------------------

    def _candidates(
        self, site: Site, module: Module
    ) -> tuple[list[Checked], tuple[Reason, tuple[Nearest, ...]] | None]:
        source = site.file.source
        line = source.line(site.use.whole.start_byte)
        if site.fault is not None:
            unparsed = site.fault.sentence is Sentence.PYTHON_NOT_PARSED
            code = Code.NOT_PYTHON if unparsed else Code.NOT_IN_PLACE
            return [], (Reason(code, site.fault, line), ())
        if site.use.owner.node is None or site.use.owner.place not in ("method", "field"):
            place = Place(site.use.owner.place)
            message = Message.of(Sentence.WORKER_NOT_KNOWN, place=place, worker=str(self.settings.worker))
            return [], (Reason(Code.NO_WORKER, message, line), ())
        unclear = _unclear(site)
        if unclear is not None:
            return [], (unclear, ())
        found: list[Checked] = []
        refused: list[tuple[Checked, Refusal]] = []
        differences: list[tuple[Rule, Difference | None]] = []
        for rule in self.rules:
            matcher = Matcher(site.file)
            fitted = False
            try:
                for candidate in self._fitting(matcher, rule, site):
                    fitted = True
                    refusal = (
                        check(candidate)
                        or no_logger(candidate, rule, module, self.contract.project, self.settings)
                        or not_async(candidate, module, self.contract.project)
                        or self._lack(candidate, rule, module)
                        or self._acts(candidate, module)
                    )
                    if refusal is None:
                        found.append(candidate)
                        break
                    refused.append((candidate, refusal))
            except (TooAmbiguous, RecursionError) as error:
                message = Message.of(Sentence.TOO_MANY_STEPS, rule=rule.id)
                if isinstance(error, RecursionError):
                    message = _TOO_DEEP
                return [], (Reason(Code.TOO_AMBIGUOUS, message, line, rule.page), ())
            if not fitted:
                differences.append((rule, matcher.best))
        if found:
            return found, None
        if refused:
            return [], (_reason(*refused[0]), ())
        from migrator.explaining.diagnosis import diagnose

        try:
            return [], diagnose(site, differences)
        except RecursionError:
            return [], (Reason(Code.TOO_AMBIGUOUS, _TOO_DEEP, line), ())

    def _fitting(self, matcher: Matcher, rule: Rule, site: Site) -> Iterator[Checked]:
        for block in rule.blocks:
            for match in matcher.match(block, site):
                yield Checked(rule.id, rule.page, match)

    def _lack(self, candidate: Checked, rule: Rule, module: Module) -> Refusal | None:
        use = candidate.match.site.use
        assert use.owner.node is not None
        lack, notes = self.contract.lack(module, use.owner.node, rule)
        if lack is not None:
            return Refusal(lack.code, lack.message, use.whole.start_byte)
        self._notes.extend(Note(NoteCode.NOT_CHECKED, note) for note in notes)
        return None

    def _acts(self, candidate: Checked, module: Module) -> Refusal | None:
        """Why a function that the page drops may not go."""

        refusal, notes = drops_what_acts(candidate, module, self.contract.project)
        if refusal is None and notes and self.settings.refuse_unknown:
            return Refusal(Code.EFFECT, notes[0], candidate.match.site.use.whole.start_byte)
        if refusal is None:
            line = candidate.source.line(candidate.match.site.use.whole.start_byte)
            self._notes.extend(Note(NoteCode.NOT_CHECKED, note, line) for note in notes)
        return refusal

    def _verdict(
        self, choice: Choice, failure: tuple[Reason, tuple[Nearest, ...]] | None, edits_of: dict[Checked, list[Edit]]
    ) -> Verdict:
        if choice.taken is not None:
            return Verdict(choice.site, choice.taken, edits=edits_of[choice.taken])
        if choice.refusal is not None:
            return Verdict(choice.site, None, _reason(*choice.refusal))
        assert failure is not None
        return Verdict(choice.site, None, *failure)

    # -- edits -----------------------------------------------------------------------------------------------------

    def _edits(self, candidate: Checked, fresh: FreshNames, notes: list[Note]) -> Iterator[Edit]:
        match = candidate.match
        source = candidate.source
        names = self._names(candidate, fresh)

        def goes(node: Node) -> bool:
            return any(span.holds(node.start_byte) for other in fresh.taken for span in other.removed)

        for first, nodes in _runs(candidate):
            insertions = [
                insertion for insertion in match.block.insertions if first <= insertion.at < first + len(nodes)
            ]
            bare = match.statements.bare
            place = place_of(source, nodes)
            found = removal(source, nodes, candidate.staying if insertions else ())
            if not insertions:
                edit, lasting = deletion(source, nodes, goes)
                if bare:
                    edit = Edit(found.start, found.end, _in_braces("", found.lasting, place).encode())
                yield edit
                notes.extend(_lasting_notes(source, nodes, lasting))
                continue
            joined = not place.own_lines or bare
            in_braces = bare and not _is_body(insertions)
            after = follow(source.data, found.end)
            if in_braces:
                # The parser takes `{ label: f() }` for an object.
                after = _MORE if insertions[-1].terms[-1].kind == NodeKind.LABELED_STATEMENT else END
            lines: list[str] = []
            for insertion in reversed(insertions):
                emission = Emission(
                    insertion.code, names, self.settings, place, joined, after, match.block.repeats(insertion)
                )
                lines[:0] = emission.lines()
                after = Follow("".join(lines).lstrip()[:1], 0, not joined, False)
            text = " ".join(lines) if joined else place.newline.join(lines)[len(place.indent) :]
            if not bare and is_risky(text) and is_open(nodes[0], goes):
                text = ";" + text
            if in_braces:
                text = _in_braces(text, found.lasting, place)
            elif joined:
                text = before_code(found.lasting, place) + text
            else:
                text = "".join(comment + place.newline + place.indent for comment in found.lasting) + text
            notes.extend(_lasting_notes(source, nodes, found.lasting))
            yield Edit(found.start, found.end, text.encode("utf-8"))
        for nest in match.block.nests:
            binding = candidate.binding(nest.name)
            if binding is None or nest.code is None:
                continue
            for reference in binding.references:
                if any(other.goes(reference.node.start_byte) for other in fresh.taken):
                    continue
                node = nest_target(candidate, nest, reference)
                if node is None:
                    continue
                text = Emission(nest.code, names, self.settings).expression()
                if reference.node.type == NodeKind.SHORTHAND_PROPERTY_IDENTIFIER:
                    shape = shape_of_text(text)
                    text = f"{reference.name}: ({text})" if shape.is_sequence else f"{reference.name}: {text}"
                else:
                    text = in_place(node, source.data, text, shape_of_text(text))
                    if is_risky(text) and not is_risky(source.text(node.start_byte, node.end_byte)):
                        statement = statement_begun_by(node)
                        if statement is not None and is_open(statement, goes):
                            text = ";" + text
                yield Edit(node.start_byte, node.end_byte, text.encode("utf-8"))

    def _names(self, candidate: Checked, fresh: FreshNames) -> Names:
        from migrator.python.carry import as_javascript

        match = candidate.match
        replacements: dict[str, Replacement] = {}
        for name, term in match.javascript.items():
            replacements[name] = _replacement(candidate.source, term)
        for name, term in match.python.items():
            literal = as_javascript(term)
            if literal is not None:
                replacements.setdefault(name, Replacement(literal, shape_of_text(literal)))
        keywords = {}
        for name in match.block.redeclared:
            binding = candidate.binding(name)
            if binding is not None and binding.kind in ("var", "let", "const"):
                keywords[name] = binding.kind
        return Names(replacements, fresh.names(candidate), keywords, _dots(candidate))

    def _refuse_harmful(
        self, file: File, choices: list[Choice], edits_of: dict[Checked, list[Edit]], problem: Message
    ) -> None:
        """Refuse the sites that fail alone; where only their union fails, the last one, and try the others again."""
        harmful = []
        taken = [choice.taken for choice in choices if choice.taken is not None]
        for choice in choices:
            if choice.taken is None:
                continue
            _, alone = self._applied(file, edits_of[choice.taken], Meant([choice.taken], taken, self.settings))
            if alone is not None:
                harmful.append((choice, alone))
        if not harmful:
            harmful = [([choice for choice in choices if choice.taken is not None][-1], problem)]
        for choice, message in harmful:
            choice.refuse(Refusal(Code.VERIFY, message, choice.site.use.whole.start_byte))


def _nobody(site: Site, names: frozenset[str]) -> Iterator[Elsewhere | Unparsed]:
    return iter(())


def _unclear(site: Site) -> Reason | None:
    """Why it is not clear what the names mean that a site, or the member that it stands in, has."""
    source, member = site.file.source, site.use.owner.definition
    assert member is not None, "the site stands in a member of a class"
    found = source.scopes.unclear_in(member.start_byte, member.end_byte)
    if found is None:
        return None
    kind, line = found.node.type, source.line(found.node.start_byte)
    if kind == NodeKind.WITH_STATEMENT:
        message = Message.of(Sentence.NAMES_IN_WITH, line=line)
    else:
        message = Message.of(Sentence.SYNTAX_UNKNOWN, line=line, kind=kind)
    return Reason(Code.UNEXPLAINED, message, line)


def _reason(candidate: Checked, refusal: Refusal) -> Reason:
    source = candidate.source
    return Reason(
        refusal.code, refusal.message, source.line(refusal.offset), candidate.page, candidate.match.block.line
    )


def _runs(candidate: Checked) -> Iterator[tuple[int, list[Node]]]:
    """Runs of removed statements: the index of the first element, and the statements' nodes."""
    match = candidate.match
    starts = {insertion.at for insertion in match.block.insertions}
    first = -1
    nodes: list[Node] = []
    for index, element in enumerate(match.block.elements):
        if element.role is Role.REMOVED:
            if nodes and (index in starts or first + len(nodes) != index):
                yield first, nodes
                nodes = []
            if not nodes:
                first = index
            nodes.append(match.nodes[index])
        elif nodes:
            yield first, nodes
            nodes = []
    if nodes:
        yield first, nodes


def _in_braces(text: str, comments: tuple[str, ...], where: Where) -> str:
    """Statements as a block that stands where one without braces did."""
    inside = before_code(comments, where) + text
    return f"{{ {inside.rstrip()}{where.newline if _ends_line(inside) else ' '}}}" if inside else "{}"


def _ends_line(text: str) -> bool:
    """Whether text ends with a comment that takes the rest of its line."""
    return text.endswith("\n") or text.rstrip(" \t").endswith("\n")


def _is_body(insertions: list[Insertion]) -> bool:
    """Whether `+` lines can be the body of an `if` without braces: braces come where one statement is not enough."""
    terms = [term for insertion in insertions for term in insertion.terms]
    return len(terms) == 1 and terms[0].kind in _LONE


def _replacement(source: Source, term: Term) -> Replacement:
    """What a metavariable of JavaScript stands for, as text; the name of a property without its quotes."""
    node = term.origin
    if term.kind == "property":
        plain = node.type in (NodeKind.PROPERTY_IDENTIFIER, NodeKind.PRIVATE_PROPERTY_IDENTIFIER)
        return Replacement(source.text(node.start_byte, node.end_byte) if plain else term.value, PROPERTY)
    return Replacement(source.text(node.start_byte, node.end_byte), shape_of(node))


def _dots(candidate: Checked) -> tuple[tuple[str, ...], ...]:
    """The text of each `...` in the templates of removed lines, template by template, in their order."""
    match = candidate.match
    return tuple(
        tuple(
            _as_template(match.dots.get(dots, ()), candidate.source)
            for dots in template.children
            if dots.kind == "dots"
        )
        for template in match.block.dotted
    )


def _as_template(items: tuple[Term, ...], source: Source) -> str:
    """Items of a template or of a string as text of a template, holes with their `${` and `}`."""
    if items and items[0].kind == "character" and _literal(items[0], source).type == NodeKind.STRING:
        text = as_template_text("".join(item.value for item in items))
        return f"{text[:-1]}\\$" if text.endswith("$") else text  # the page may go on with `{`
    spans = [_template_span(item) for item in items]
    return source.text(spans[0][0], spans[-1][1]) if spans else ""


def _literal(character: Term, source: Source) -> Node:
    """The string or template that a character stands in."""
    start, end = character.origin.start_byte, character.origin.end_byte
    node = source.root.descendant_for_byte_range(start, end)
    while node is not None and node.type not in STRINGS:
        node = node.parent
    assert node is not None
    return node


def _template_span(item: Term) -> tuple[int, int]:
    node = item.origin
    while item.kind != "character" and node.type != NodeKind.TEMPLATE_SUBSTITUTION:
        node = node.parent
    return node.start_byte, node.end_byte


def _lasting_notes(source: Source, nodes: list[Node], lasting: tuple[str, ...]) -> list[Note]:
    line = source.line(nodes[0].start_byte)
    return [
        Note(NoteCode.COMMENT_STAYS, Message.of(Sentence.COMMENT_STAYS, comment=comment), line) for comment in lasting
    ]
