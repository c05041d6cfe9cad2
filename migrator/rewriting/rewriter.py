"""Bindings to edits to new bytes, verified. Nothing is mutated; a site that does harm is refused alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

from migrator.javascript.edit import Edit, Overlap, apply
from migrator.javascript.loggers import Loggers
from migrator.javascript.modules import Module
from migrator.javascript.parentheses import unwrap
from migrator.javascript.syntax import MEMBERS, NodeKind
from migrator.matching.forms import matches
from migrator.matching.free import free_names, given
from migrator.matching.matcher import Difference, Matcher, TooAmbiguous
from migrator.model.ledger import Code, Message, Nearest, Note, NoteCode, Place, Reason, Sentence
from migrator.model.settings import Settings
from migrator.rewriting.asynchronous import not_async
from migrator.rewriting.changes import changes
from migrator.rewriting.conditions import check
from migrator.rewriting.conditions.checked import Checked, Refusal
from migrator.rewriting.conditions.loggers import no_logger
from migrator.rewriting.conflicts import Choice, Globals, settle
from migrator.rewriting.dropped import drops_what_acts
from migrator.rewriting.fresh import FreshNames
from migrator.rewriting.imports import Imports
from migrator.rewriting.taken import Taken
from migrator.rewriting.unused import Declared, Unused, deletions, unused
from migrator.rewriting.validation import Meant
from migrator.rewriting.verification import verify
from migrator.rules.loader import Rule
from migrator.rules.unfinished import CHANGE, COMMAND, is_unfinished
from migrator.sites.interpreter import Elsewhere, Interpreter, Unparsed
from migrator.sites.program import ProgramTerm
from migrator.sites.site import RUN_BY_ANY, File, Site, Use
from migrator.worker.contract import Contract

_TOO_DEEP = Message.of(Sentence.TOO_DEEP)


@dataclass(slots=True)
class Verdict:
    """What becomes of one site: the candidate that rewrites it, or the reason why none does; a use that runs nothing
    may have neither. ``pending`` is the one that would, were all that it changes accepted. A candidate may take several
    sites; its edits are those of the first.
    """

    site: Site
    taken: Checked | None
    reason: Reason | None = None
    nearest: tuple[Nearest, ...] = ()
    edits: list[Edit] = field(default_factory=list)
    pending: Checked | None = None

    @property
    def removed(self) -> ProgramTerm | None:
        """The program of the site that goes: None where none is taken, and where it is sent as it is, as any code."""
        named = self.taken is not None and any(ran.program and ran.site is self.site for ran in self.taken.ran)
        return self.site.program if named else None


@dataclass(slots=True)
class Rewritten:
    """The verdicts on the sites of a file, its new bytes, and what a reader should know."""

    verdicts: list[Verdict]
    data: bytes
    edits: list[Edit]
    notes: list[Note]
    shared: Globals | None = None
    unused: list[Unused] = field(default_factory=list)


@dataclass
class Rewriter:
    """Rewrites files by rules. One for a run."""

    load: Callable[[], list[Rule]]
    settings: Settings
    contract: Contract
    interpreter: Interpreter
    _notes: list[Note] = field(default_factory=list)
    _allowed: set[Site] = field(default_factory=set)

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

    def others(self, file: File) -> list[Site]:
        """The uses of a file that run nothing and that a page may begin at: none where no page does."""
        return file.others if file.others and self._begins_at_others else []

    @cached_property
    def _begins_at_others(self) -> bool:
        """Whether a page begins at a use that runs nothing."""
        return any(not block.runs and not block.at.is_given for rule in self.rules for block in rule.blocks)

    @cached_property
    def begins_at_givings(self) -> bool:
        """Whether a page begins at what gives the receiver its value."""
        return any(block.at.is_given for rule in self.rules for block in rule.blocks)

    @cached_property
    def _ordered(self) -> list[tuple[Rule, bool]]:
        """The rules in the order in which they are tried: those with blocks that name what they take, then those with
        blocks that run any code.
        """
        return [
            (rule, is_any)
            for is_any in (False, True)
            for rule in self.rules
            if any(block.is_any_code is is_any for block in rule.blocks)
        ]

    def rewrite(
        self, file: File, module: Module, sites: list[Site], declared: Sequence[Declared] = ()
    ) -> Rewritten:
        """``sites`` may be rewritten, all others keep their program in any case. What is ``declared`` goes with the
        last of the sites that have used it.
        """
        self._notes = []
        self._allowed = set(sites)
        failures: dict[Site, tuple[Reason, tuple[Nearest, ...]]] = {}
        choices = []
        if sites:
            file.acting |= self._acting(sites, module)
            file.loggers = Loggers(self.contract.project, module, self.settings.log_methods)
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
            imports = self._imports(module, taken)
            fresh = FreshNames(taken, imports)
            notes = []
            edits_of = {
                candidate: [*changes(candidate, fresh, self.settings, notes), *imports.edits(candidate)]
                for candidate in taken
            }
            # What several sites leave over goes once.
            edits = list(dict.fromkeys(edit for own in edits_of.values() for edit in own))
            if not edits:
                data = file.source.data
                break
            data, problem = self._applied(file, edits, Meant(taken, fresh.taken, self.settings, imports=imports))
            if problem is not None:
                self._refuse_harmful(file, choices, edits_of, problem, imports)
            elif not self._leaves_some(choices):
                break
        data, edits, left = self._without_unused(file, imports, data, edits, edits_of, declared)
        takers = {ran.site: candidate for candidate in imports.taken for ran in candidate.ran}
        verdicts = [self._verdict(choice, failures.get(choice.site), edits_of, takers) for choice in choices]
        return Rewritten(verdicts, data, edits, list(dict.fromkeys(self._notes + notes)), shared, left)

    def _without_unused(
        self,
        file: File,
        imports: Imports,
        data: bytes,
        edits: list[Edit],
        edits_of: dict[Checked, list[Edit]],
        declared: Sequence[Declared],
    ) -> tuple[bytes, list[Edit], list[Unused]]:
        """The result without declarations that it does not use any more, where that does no harm."""
        taken = imports.taken
        removed = Taken(taken)
        found = unused(file, removed, declared) if taken else []
        if not found:
            return data, edits, []
        own = list(deletions(file, found, removed))
        cleaning = [edit for _, edit in own]
        meant = Meant(taken, removed, self.settings, [each.node for each in found], imports)
        cleaned, problem = self._applied(file, [*edits, *cleaning], meant)
        if problem is not None:
            return data, edits, []
        for each, edit in own:
            assert each.candidate is not None, "a site was the last to use it"
            edits_of[each.candidate].append(edit)
        return cleaned, [*edits, *cleaning], found

    def _globals(self, file: File, module: Module) -> Globals:
        """Who shares the globals of the programs of a file."""

        def around(site: Site, names: frozenset[str]) -> Iterator[Elsewhere | Unparsed]:
            return self.interpreter.around(module, site.use, names)

        return Globals(self.interpreter.inside(file, module), around)

    def _acting(self, sites: list[Site], module: Module) -> frozenset[str]:
        """Members that run code which acts, of the classes that those of the sites extend in other files."""
        from migrator.javascript.accessors import acting

        owners = {site.use.owner.node.id: site.use.owner.node for site in sites if site.use.owner.node is not None}
        chains = (self.contract.project.chain(module.class_at(node)) for node in owners.values())
        modules = {info.module.path: info.module for chain in chains for info in chain.classes}
        others = (each.source for each in modules.values() if each is not module)
        return frozenset[str]().union(*map(acting, others))

    def _applied(self, file: File, edits: list[Edit], meant: Meant) -> tuple[bytes, Message | None]:
        """The bytes that edits make, and what is wrong with them or None: they do harm, or are not what is meant."""
        try:
            data = apply(file.source.data, edits)
        except Overlap as error:
            return file.source.data, Message.of(Sentence.EDITS_OVERLAP, at=error.at)
        return data, verify(file.source, edits, data, meant)

    def _leaves_some(self, choices: list[Choice]) -> bool:
        """Leave the sites that would be rewritten and change what nobody accepted; whether there are any. The others
        are looked at again, as if these had no rule.
        """
        waiting = [(choice, self.not_accepted(choice.taken)) for choice in choices if choice.taken is not None]
        waiting = [(choice, names) for choice, names in waiting if names]
        by_use = {choice.site.use: choice for choice in choices if waiting}
        for choice, names in waiting:
            taken = choice.taken
            assert taken is not None
            message = Message.of(Sentence.NOT_ACCEPTED, rule=taken.rule_id, changes=names)
            file = choice.site.file
            uses = (use for span in taken.removed for use in file.uses_in(*span) if taken.goes(use.whole.start_byte))
            for other in (choice, *(by_use[use] for use in uses if use in by_use and by_use[use] is not choice)):
                other.leave(Refusal(Code.NOT_ACCEPTED, message, other.site.use.whole.start_byte), taken)
        for choice in choices if waiting else ():
            choice.again()
        return bool(waiting)

    def not_accepted(self, candidate: Checked) -> tuple[str, ...]:
        """What a candidate changes for callers and nobody accepted."""
        return self.settings.not_accepted(change.name for change in self.rule(candidate.rule_id).changes)

    # -- candidates ------------------------------------------------------------------------------------------------

    def _candidates(
        self, site: Site, module: Module
    ) -> tuple[list[Checked], tuple[Reason, tuple[Nearest, ...]] | None]:
        source = site.file.source
        line = source.line(site.use.whole.start_byte)
        faulty: tuple[Reason, tuple[Nearest, ...]] | None = None
        if site.fault is not None:
            unparsed = site.fault.sentence is Sentence.PYTHON_NOT_PARSED
            code = Code.NOT_PYTHON if unparsed else Code.NOT_IN_PLACE
            faulty = Reason(code, site.fault, line), ()
            if site.fault.sentence not in RUN_BY_ANY:
                return [], faulty
        misplaced = self._misplaced(site)
        is_known = misplaced is None or site.use.key is not None or faulty is not None or not site.use.is_program
        if misplaced is not None and not is_known and all(rule.writes_worker for rule in self.rules):
            return [], (Reason(misplaced.code, misplaced.message, line), ())
        unclear = _unclear(site)
        if unclear is not None:
            return [], faulty or (unclear, ())
        found: list[Checked] = []
        refused: list[tuple[Checked, Refusal]] = []
        differences: list[tuple[Rule, Difference | None]] = []
        near: list[tuple[Rule, Difference]] = []
        for place, (rule, is_any) in enumerate(self._ordered):
            matcher = Matcher(site.file)
            fitted = False
            try:
                for candidate in self._fitting(matcher, rule, site, (is_any, place)):
                    fitted = True
                    refusal = (
                        check(candidate)
                        or _other_receiver(candidate)
                        or self._stays(candidate)
                        or no_logger(candidate, rule, site.file.loggers)
                        or not_async(candidate, module, self.contract.project)
                        or (misplaced if rule.writes_worker else None)
                        or self._lack(candidate, rule, module)
                        or self._not_called(candidate, module)
                        or self._acts(candidate, module)
                        or (_unfinished(candidate, rule, CHANGE) if is_unfinished(rule) else None)
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
            if not fitted and not is_any:
                differences.append((rule, matcher.best))
            if not fitted and matcher.best is not None and (matcher.is_anchored or _is_begun(site, matcher.best)):
                near.append((rule, matcher.best))
        if found:
            return found, None
        if refused:
            return [], (_reason(*refused[0]), ())
        from migrator.explaining.diagnosis import diagnose, diagnose_unnamed

        if faulty is not None or not site.use.is_program:
            return [], diagnose_unnamed(site, near) or faulty

        try:
            return [], diagnose(site, differences)
        except RecursionError:
            return [], (Reason(Code.TOO_AMBIGUOUS, _TOO_DEEP, line), ())

    @staticmethod
    def _is_in_class(use: Use) -> bool:
        """Whether `this` of a use is an instance of a class."""
        return use.owner.node is not None and use.owner.place in ("method", "field")

    def _misplaced(self, site: Site) -> Refusal | None:
        """Why the worker is not known where a site stands: it is a member of the instances of a class."""
        use, worker = site.use, self.settings.worker
        if self._is_in_class(use) or not worker.is_of_this:
            return None
        message = Message.of(Sentence.WORKER_NOT_KNOWN, place=Place(use.owner.place), worker=str(worker))
        return Refusal(Code.NO_WORKER, message, use.whole.start_byte)

    def _fitting(self, matcher: Matcher, rule: Rule, site: Site, rank: tuple[bool, int]) -> Iterator[Checked]:
        is_any, _ = rank
        for block in rule.blocks:
            for match in matches(matcher, block, site) if block.is_any_code is is_any else ():
                yield Checked(rule.id, rule.page, match, rank)

    def _stays(self, candidate: Checked) -> Refusal | None:
        """A program that goes with the site, and that something keeps."""
        for ran in candidate.ran:
            if ran.site not in self._allowed:
                offset = ran.site.use.whole.start_byte
                message = Message.of(Sentence.PROGRAM_STAYS, line=candidate.source.line(offset))
                return Refusal(Code.UNEXPLAINED, message, offset)
        return None

    def _lack(self, candidate: Checked, rule: Rule, module: Module) -> Refusal | None:
        use = candidate.match.site.use
        if not self._is_in_class(use) and rule.writes_this:
            place = Place(use.owner.place)
            return Refusal(Code.NO_HELPER, Message.of(Sentence.THIS_WITHOUT_CLASS, place=place), use.whole.start_byte)
        if self.settings.worker.member and self._is_in_class(use):
            assert use.owner.node is not None
            lack, notes = self.contract.lack(module, use.owner.node, rule)
        else:
            lack, notes = self.contract.lack_at(module, use, candidate.scope, rule)
        if lack is not None:
            return Refusal(lack.code, lack.message, use.whole.start_byte)
        uses = [use, *(ran.site.use for ran in candidate.ran)]
        overridden = next((told for told in (_may_be_overridden(each, module) for each in uses) if told), None)
        if overridden is not None and self.settings.refuse_unknown:
            return Refusal(Code.UNEXPLAINED, overridden, use.whole.start_byte)
        notes = [*notes, overridden] if overridden is not None else notes
        if notes and any(command.name == COMMAND for command in rule.commands):
            return _unfinished(candidate, rule, COMMAND)  # no worker is seen that lacks it
        self._notes.extend(Note(NoteCode.NOT_CHECKED, note) for note in notes)
        return None

    def _imports(self, module: Module, taken: list[Checked]) -> Imports:
        """What the file has to import for the sites that are taken."""
        importing = self.contract.importing
        return Imports(module, partial(importing.written, module), partial(importing.is_same, module), taken)

    def _not_called(self, candidate: Checked, module: Module) -> Refusal | None:
        """Why a site cannot import what the page imports, or call what the page calls by its name."""
        block, place = candidate.match.block, candidate.match.site.use.whole.start_byte
        importing, notes = self.contract.importing, list[Message]()
        lacks = [importing.lack(module, item, given(block, item.local), notes) for item in block.imports]
        for free in free_names(block):
            count = given(block, free.name)
            lacks.append(importing.lack_in_scope(module, free.name, candidate.scope, place, count, notes))
        for lack in lacks:
            if lack is not None:
                return Refusal(*lack, place)
        if notes and self.settings.refuse_unknown:
            return Refusal(Code.NO_COMMAND, Message.of(Sentence.UNKNOWN_REFUSED, what=notes[0]), place)
        self._notes.extend(Note(NoteCode.NOT_CHECKED, note) for note in dict.fromkeys(notes))
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
        self,
        choice: Choice,
        failure: tuple[Reason, tuple[Nearest, ...]] | None,
        edits_of: dict[Checked, list[Edit]],
        takers: dict[Site, Checked],
    ) -> Verdict:
        if choice.taken is not None:
            return Verdict(choice.site, choice.taken, edits=edits_of[choice.taken])
        if choice.site in takers:
            return Verdict(choice.site, takers[choice.site])
        if choice.refusal is not None:
            return Verdict(choice.site, None, _reason(*choice.refusal), pending=choice.left)
        return Verdict(choice.site, None, *(failure or ()))

    def _refuse_harmful(
        self,
        file: File,
        choices: list[Choice],
        edits_of: dict[Checked, list[Edit]],
        problem: Message,
        imports: Imports,
    ) -> None:
        """Refuse the sites that fail alone; where only their union fails, the last one, and try the others again."""
        harmful = []
        taken = Taken(choice.taken for choice in choices if choice.taken is not None)
        for choice in choices:
            if choice.taken is None:
                continue
            meant = Meant([choice.taken], taken, self.settings, imports=imports)
            _, alone = self._applied(file, edits_of[choice.taken], meant)
            if alone is not None:
                harmful.append((choice, alone))
        if not harmful:
            harmful = [([choice for choice in choices if choice.taken is not None][-1], problem)]
        for choice, message in harmful:
            refused = choice.taken
            choice.refuse(Refusal(Code.VERIFY, message, choice.site.use.whole.start_byte))
            for other in choices:
                if refused in other.made_way and other.taken is None:
                    other.again()


def _is_begun(site: Site, difference: Difference) -> bool:
    """Whether a page that begins at a use which runs nothing has a part of its statement."""
    return not site.use.is_program and difference.score > 0


def _unfinished(candidate: Checked, rule: Rule, shown: str) -> Refusal:
    """Why a page that somebody began does not yet take a site."""
    message = Message.of(Sentence.PAGE_NOT_FINISHED, rule=rule.id, shown=shown)
    return Refusal(Code.UNFINISHED_PAGE, message, candidate.match.site.use.whole.start_byte)


def _nobody(site: Site, names: frozenset[str]) -> Iterator[Elsewhere | Unparsed]:
    return iter(())


def _other_receiver(candidate: Checked) -> Refusal | None:
    """A page has one receiver: what goes may be done to no other."""
    site = candidate.match.site
    for span in candidate.removed:
        for use in site.file.uses_in(*span):
            if use.key != site.use.key and candidate.goes(use.whole.start_byte):
                shown, receiver = (site.file.source.text(*_span(each)) for each in (use, site.use))
                message = Message.of(Sentence.RECEIVER_IS_ANOTHER, shown=shown, receiver=receiver)
                return Refusal(Code.UNEXPLAINED, message, use.whole.start_byte)
    return None


def _span(use: Use) -> tuple[int, int]:
    return use.node.start_byte, use.node.end_byte


def _may_be_overridden(use: Use, module: Module) -> Message | None:
    """What to tell of a method that only runs what it is given, where a class of another file may have another one."""
    node = use.owner.node
    on = use.whole.child_by_field_name("object") if use.whole.type in MEMBERS else None
    if use.inner is None or on is None or unwrap(on).type != NodeKind.THIS or node is None:
        return None
    name = use.owner.class_name
    is_module = module.imports or module.exports or module.required or module.assigned_exports
    if is_module and name is not None and name not in module.exposed and not module.assigned_exports:
        return None
    called = module.text(use.whole)
    return Message.of(Sentence.MAY_BE_OVERRIDDEN, called=called, owner=name or "the class")


def _unclear(site: Site) -> Reason | None:
    """Why it is not clear what the names mean that a site, or the member that it stands in, has."""
    source = site.file.source
    around = site.use.owner.definition or source.root
    found = source.scopes.unclear_in(around.start_byte, around.end_byte)
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
