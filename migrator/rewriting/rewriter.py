"""Bindings to edits to new bytes, verified. Nothing is mutated; a site that does harm is refused alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from migrator.javascript.edit import Edit, Overlap, apply
from migrator.javascript.edits import deletion, needs_guard, place_of, removal
from migrator.javascript.modules import Module
from migrator.javascript.source import Source
from migrator.javascript.syntax import NodeKind
from migrator.matching.matcher import Difference, Matcher, TooAmbiguous
from migrator.matching.pattern import Insertion, Role
from migrator.model.ledger import Code, Message, Nearest, Note, NoteCode, Place, Reason, Sentence
from migrator.model.settings import Settings
from migrator.model.term import Kind, Quoted, Term
from migrator.rewriting.asynchronous import not_async
from migrator.rewriting.conditions import check
from migrator.rewriting.conditions.checked import Checked, Refusal
from migrator.rewriting.conditions.nests import nest_target
from migrator.rewriting.conflicts import Choice, settle
from migrator.rewriting.emission import Emission, Names, Replacement, templates_with_dots
from migrator.rewriting.fresh import FreshNames
from migrator.rewriting.verification import verify
from migrator.rules.loader import Rule
from migrator.sites.site import File, Site
from migrator.worker.contract import Contract

if TYPE_CHECKING:
    from tree_sitter import Node


_LONE: frozenset[Kind] = frozenset({"expr", "return"})  # statements that may be a body without braces
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


@dataclass
class Rewriter:
    """Rewrites files by rules. One for a run."""

    load: Callable[[], list[Rule]]
    settings: Settings
    contract: Contract
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

    def rewrite(self, file: File, module: Module, sites: list[Site], staying: list[Site]) -> Rewritten:
        """``sites`` may be rewritten, ``staying`` keep their program in any case."""
        self._notes = []
        failures: dict[Site, tuple[Reason, tuple[Nearest, ...]]] = {}
        choices = []
        for site in sites:
            candidates, failure = self._candidates(site, module)
            choices.append(Choice(site, candidates))
            if failure is not None:
                failures[site] = failure
        edits_of: dict[Checked, list[Edit]] = {}
        data, notes, edits = file.source.data, list[Note](), list[Edit]()
        while True:
            settle(choices, staying)
            taken = [choice.taken for choice in choices if choice.taken is not None]
            fresh = FreshNames(taken)
            notes = []
            edits_of = {candidate: list(self._edits(candidate, fresh, notes)) for candidate in taken}
            edits = [edit for own in edits_of.values() for edit in own]
            if not edits:
                data = file.source.data
                break
            data, problem = self._applied(file, edits)
            if problem is None:
                break
            self._refuse_harmful(file, choices, edits_of, problem)
        verdicts = [self._verdict(choice, failures.get(choice.site), edits_of) for choice in choices]
        return Rewritten(verdicts, data, edits, list(dict.fromkeys(self._notes + notes)))

    def _applied(self, file: File, edits: list[Edit]) -> tuple[bytes, Message | None]:
        """The bytes that edits make, and what is wrong with them or None."""
        try:
            data = apply(file.source.data, edits)
        except Overlap as error:
            return file.source.data, Message.of(Sentence.EDITS_OVERLAP, at=error.at)
        return data, verify(file.source, edits, data)

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
                        or not_async(candidate, module, self.contract.project)
                        or self._lack(candidate, rule, module)
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
        templates = 0
        for first, nodes in _runs(candidate):
            insertions = [
                insertion for insertion in match.block.insertions if first <= insertion.at < first + len(nodes)
            ]
            if not insertions:
                edit, lasting = deletion(source, nodes)
                if match.statements.bare:
                    edit = Edit(nodes[0].start_byte, nodes[-1].end_byte, b"{}")
                yield edit
                notes.extend(_lasting_notes(source, nodes, lasting))
                continue
            place = place_of(source, nodes)
            joined = not place.own_lines or match.statements.bare
            guard = needs_guard(source, nodes)
            lines: list[str] = []
            for insertion in insertions:
                emission = Emission(insertion.code, names, self.settings, place, joined, guard, templates)
                lines.extend(emission.lines())
                templates += len(templates_with_dots(insertion.code))
            found = removal(source, nodes)
            if match.statements.bare:
                text = _as_body(_in_one_line(lines), insertions)
            elif joined:
                text = _in_one_line(lines)
                if _more_on_line(source, found.end) and not text.endswith((";", "}")):
                    text += ";"
            else:
                kept = [place.indent + comment for comment in found.lasting]
                text = place.newline.join([*kept, *lines])[len(place.indent) :]
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
                    text = f"{reference.name}: {text}"
                yield Edit(node.start_byte, node.end_byte, text.encode("utf-8"))

    def _names(self, candidate: Checked, fresh: FreshNames) -> Names:
        from migrator.python.carry import as_javascript

        match = candidate.match
        replacements: dict[str, Replacement] = {}
        for name, term in match.javascript.items():
            node = term.origin
            if term.kind == "property":  # `this['last']` is `this.last`
                replacements[name] = Replacement(term.value, NodeKind.PROPERTY_IDENTIFIER)
                continue
            replacements[name] = Replacement(candidate.source.text(node.start_byte, node.end_byte), node.type)
        for name, term in match.python.items():
            literal = as_javascript(term)
            if literal is not None:
                replacements.setdefault(
                    name,
                    Replacement(
                        literal,
                        NodeKind.OBJECT
                        if literal.startswith("{")
                        else NodeKind.UNARY_EXPRESSION
                        if literal.startswith("-")
                        else NodeKind.NUMBER,
                    ),
                )
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
        for choice in choices:
            if choice.taken is None:
                continue
            edits = edits_of[choice.taken]
            _, alone = self._applied(file, edits)
            if alone is not None:
                harmful.append((choice, alone))
        if not harmful:
            harmful = [([choice for choice in choices if choice.taken is not None][-1], problem)]
        for choice, message in harmful:
            choice.refuse(Refusal(Code.VERIFY, message, choice.site.use.whole.start_byte))


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


def _in_one_line(lines: list[str]) -> str:
    """Statements on one line need semicolons between them, whatever the habit of the place."""
    ended = [line if line.endswith((";", "}", "{")) else line + ";" for line in lines[:-1]]
    return " ".join([*ended, *lines[-1:]])


def _as_body(text: str, insertions: list[Insertion]) -> str:
    """`+` lines as the body of an `if` that has no braces: braces come where one statement is not enough."""
    terms = [term for insertion in insertions for term in insertion.terms]
    return text if len(terms) == 1 and terms[0].kind in _LONE else f"{{ {text} }}"


def _more_on_line(source: Source, end: int) -> bool:
    rest = source.data[end:].split(b"\n", 1)[0].strip()
    return bool(rest) and not rest.startswith((b"//", b"/*", b"}"))


def _dots(candidate: Checked) -> tuple[tuple[str, ...], ...]:
    """The source text of each `...` in the templates of removed lines, template by template, in their order."""
    match, data = candidate.match, candidate.source.data
    found = []
    for element in match.block.removed():
        for term in element.term.walk() if element.term is not None else ():
            own = [child for child in term.children if child.kind == "dots"] if term.kind == "template" else []
            if own:
                found.append(tuple(_raw(match.dots.get(dots, ()), data) for dots in own))
    return tuple(found)


def _raw(items: tuple[Term, ...], data: bytes) -> str:
    """The bytes of a template that items were read from, holes with their `${` and `}`."""
    if not items:
        return ""
    if isinstance(items[0].origin, Quoted):
        following = [*(item.value for item in items[1:]), "{"]  # what the page has next is not known here
        return "".join(_in_template(item, after, data) for item, after in zip(items, following, strict=True))
    spans = [_template_span(item) for item in items]
    return data[spans[0][0] : spans[-1][1]].decode("utf-8")


def _in_template(item: Term, following: str, data: bytes) -> str:
    """A character of a string in quotes as a template spells it."""
    raw = data[item.origin.start_byte : item.origin.end_byte].decode("utf-8")
    is_special = raw.startswith("`") or (raw.startswith("$") and following == "{")
    return "\\" + raw if is_special else raw


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
