"""One file: its uses, what becomes of each, and its new bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from migrator.discovery.prefilter import SUPPRESSES
from migrator.discovery.repository import Repository
from migrator.discovery.scan import show_path
from migrator.javascript.constants import Constants
from migrator.javascript.modules import Module, Project
from migrator.javascript.source import Source
from migrator.ledger import (
    Code,
    Dropped,
    Entry,
    FileEntry,
    Message,
    Note,
    NoteCode,
    Outcome,
    Place,
    Reason,
    Sentence,
    Suppression,
    TextEdit,
)
from migrator.policy.suppressions import Names, Suppressions
from migrator.result import Debt, Result, merged
from migrator.rewriting.conditions.checked import Checked
from migrator.rewriting.diff import unified
from migrator.rewriting.rewriter import Rewriter, Rewritten, Verdict
from migrator.rules.loader import Rule
from migrator.rules.pages import page_files, shipped_pages
from migrator.settings import Settings
from migrator.sites.fingerprint import fingerprint
from migrator.sites.kept import Dependents, holder, is_kept
from migrator.sites.program import Forms
from migrator.sites.site import File, Site, Use
from migrator.sites.uses import function_around
from migrator.worker.contract import Contract
from migrator.worker.sends import Sent
from migrator.worker.sides import Sides
from migrator.worker.unmet import Debts


@dataclass
class Examiner:
    """What files that matter share in a run."""

    settings: Settings
    rewriter: Rewriter
    contract: Contract
    dependents: Dependents
    project: Project
    debts: Debts
    sides: Sides
    forms: Forms | None = None

    @classmethod
    def make(
        cls,
        settings: Settings,
        load: Callable[[], list[Rule]],
        repository: Repository,
        forms: Forms | None = None,
        project: Project | None = None,
        sides: Sides | None = None,
    ) -> Examiner:
        project = project or Project(repository.disk)
        contract = Contract(project, settings)
        return cls(
            settings,
            Rewriter(load, settings, contract),
            contract,
            Dependents(project, settings, repository),
            project,
            Debts(project, contract, settings, repository, forms),
            sides or Sides(repository),
            forms,
        )

    def examine(
        self,
        source: Source,
        uses: list[Use] | None = None,
        only: Callable[[Use], bool] | None = None,
        sent: Sequence[Sent] = (),
    ) -> Result:
        """What becomes of one file; there is no entry if it has no use. ``uses`` are those of it, where known, and
        ``sent`` the commands that its classes send. A program that ``only`` refuses stays, as those of kept methods do.
        """
        path, data = source.path, source.data
        file = File(source, self.settings, self.forms, uses)
        suppressions = Suppressions.read(source, self._names) if SUPPRESSES in data else None
        if not file.uses and suppressions is None and not sent:
            return Result()
        module = self.project.add(Path(path), source)
        owed = [debt for item in sent for debt in self._debts_of_command(module, item)]
        if file.uses and self.sides.in_worker(Path(path), self.settings):
            debts = tuple(merged(owed))
            entries = tuple(_Entries(self, file, module, Rewritten([], data, [], []), {}).in_worker())
            return Result(FileEntry(show_path(path), entries, tuple(debt.note for debt in debts)), (), debts)
        if not file.uses and suppressions is None:
            return Result(debts=tuple(merged(owed)))
        table, entries, rewritten = self._settled(file, module, suppressions, only)
        breaches = tuple(suppressions.breaches(file.uses, entries)) if suppressions is not None else ()
        debts = tuple(merged((*self._debts(module, rewritten), *owed)))
        notes = (
            *(Note(NoteCode.COMMENT, breach.message, breach.line) for breach in breaches),
            *(debt.note for debt in debts),
            *self._environments(file, module, rewritten),
            *rewritten.notes,
            *_unseen(file, rewritten),
            *_unfinished(file, rewritten),
        )
        diff = unified(show_path(path), data, rewritten.edits)
        if not entries and not breaches:
            return Result(debts=debts)
        edits = tuple(table.edits())
        entry = FileEntry(show_path(path), entries, notes, diff=diff, breaches=breaches, edits=edits)
        return Result(entry, tuple(rewritten.edits), debts)

    def _settled(
        self,
        file: File,
        module: Module,
        suppressions: Suppressions | None,
        only: Callable[[Use], bool] | None,
    ) -> tuple[_Entries, tuple[Entry, ...], Rewritten]:
        """What becomes of the uses. What a comment keeps depends on what is found, and what is found of the other uses
        on what is kept: it is looked at again until no comment keeps more.
        """
        held: dict[int, Suppression] = {}
        rewritten: Rewritten | None = None
        while True:
            if rewritten is None:
                sites: list[Site] = []
                staying: list[Site] = []
                for site in file.sites:
                    refused = only is not None and not only(site.use)
                    stays = refused or id(site.use) in held or self._is_kept(site.use)
                    (staying if stays else sites).append(site)
                rewritten = self.rewriter.rewrite(file, module, sites, staying)
            table = _Entries(self, file, module, rewritten, held)
            entries = tuple(table.all())
            more = suppressions.held(file.uses, entries) if suppressions is not None else {}
            if not more:
                return table, entries, rewritten
            held = {**held, **more}
            taken = {id(verdict.site.use) for verdict in rewritten.verdicts if verdict.taken is not None}
            if taken & more.keys():
                rewritten = None

    @cached_property
    def _names(self) -> Names:
        """What a comment may name: a rule, or the code of a reason. Of the rules some may be left out of this run."""
        pages = {path.stem for path in page_files(self.settings.rules or [shipped_pages()])}
        return Names(pages, lambda: {rule.id for rule in self.rewriter.rules})

    def _debts(self, module: Module, rewritten: Rewritten) -> Iterator[Debt]:
        """What the worker owes for the sites that rules take."""
        for verdict in rewritten.verdicts:
            node = verdict.site.use.owner.node
            if verdict.taken is not None and node is not None:
                yield from self.debts.of(module, node, self.rewriter.rule(verdict.taken.rule_id))

    def _debts_of_command(self, module: Module, sent: Sent) -> Iterator[Debt]:
        """What the worker owes for a command that a class sends, whether a site is left or not."""
        yield from self.debts.of_command(module, sent.node, sent.command, self.rewriter.rules)

    def _is_kept(self, use: Use) -> bool:
        return is_kept(use.owner.place, use.owner.class_name, use.owner.method, self.settings)

    def _environments(self, file: File, module: Module, rewritten: Rewritten) -> Iterator[Note]:
        """A class whose kept methods run on the main thread while commands run in the worker has two environments."""
        if not any(verdict.taken for verdict in rewritten.verdicts):
            return
        seen: set[int] = set()
        for use in file.uses:
            node = use.owner.node
            if node is None or node.id in seen or not self._is_kept(use):
                continue
            seen.add(node.id)
            if self.contract.receiver_is_worker(module, node) is False:
                message = Message.of(
                    Sentence.TWO_INTERPRETERS,
                    owner=use.owner.class_name,
                    method=use.owner.method,
                    receiver=self.settings.receiver,
                    worker=self.settings.worker,
                )
                yield Note(NoteCode.TWO_INTERPRETERS, message)


def _unseen(file: File, rewritten: Rewritten) -> Iterator[Note]:
    """Code that a hole puts into a removed program shares the interpreter, and cannot be looked at."""
    for verdict in rewritten.verdicts:
        program = verdict.site.program
        if verdict.taken is None or program is None:
            continue
        lowered = program.variants[0]
        for statement in lowered.body:
            if statement.kind != "expr" or statement.children[0].kind != "hole" or not lowered.binds:
                continue
            hole = statement.children[0].children[0]
            names = [name for name in lowered.binds if not name.startswith("_")][:3] or list(lowered.binds)[:3]
            shown = file.source.text(hole.origin.start_byte, hole.origin.end_byte)
            message = Message.of(Sentence.CODE_UNSEEN, shown=shown, bound=tuple(names))
            yield Note(NoteCode.UNSEEN_CODE, message, file.source.line(hole.origin.start_byte))


def _unfinished(file: File, rewritten: Rewritten) -> Iterator[Note]:
    """Comments of removed Python that somebody meant to come back to."""
    for verdict in rewritten.verdicts:
        program = verdict.site.program
        if verdict.taken is None or program is None:
            continue
        text = program.embedded.text
        for match in re.finditer(r"#[^\n]*\b(?:TODO|FIXME)\b[^\n]*", text):
            line = file.source.line(program.embedded.offsets[match.start()])
            message = Message.of(Sentence.PYTHON_COMMENT_GOES, comment=match[0].strip())
            yield Note(NoteCode.PYTHON_COMMENT, message, line)


class _Entries:
    """Gives every use of a file its one outcome."""

    def __init__(
        self, examiner: Examiner, file: File, module: Module, rewritten: Rewritten, held: Mapping[int, Suppression]
    ) -> None:
        self._examiner = examiner
        self._held = held
        self._file = file
        self._module = module
        self._verdicts = {verdict.site.use.whole.id: verdict for verdict in rewritten.verdicts}
        self._taken = [verdict.taken for verdict in rewritten.verdicts if verdict.taken is not None]
        self._ids: dict[int, int] = {}
        self._constants = Constants(module, examiner.project)

    def all(self) -> Iterator[Entry]:
        """Entries in the order of the uses. A name that a finding goes through is told with that finding, and kept
        where a comment keeps all of what goes through it.
        """
        entries = {id(use): self._entry(use) for use in self._file.uses}
        findings = [use for use in self._file.uses if entries[id(use)].is_finding]
        told = self._given(findings, entries)
        kept: dict[int, Suppression] = {}
        for use in self._file.uses:
            if id(use) in self._held:
                kept |= dict.fromkeys(self._given([use], entries) - told - kept.keys(), self._held[id(use)])
        for use in self._file.uses:
            entry = entries[id(use)]
            if id(use) in kept:
                yield self._make(use, Outcome.KEPT, suppression=kept[id(use)])
            else:
                yield entry._replace(is_told=True) if id(use) in told else entry

    def in_worker(self) -> Iterator[Entry]:
        """Entries of a worker script: whatever uses say there, they are where they belong."""
        return (self._make(use, Outcome.IN_WORKER) for use in self._file.uses)

    def _given(self, uses: list[Use], entries: Mapping[int, Entry]) -> set[int]:
        """The names that uses go through and that would be findings by themselves."""
        found: set[int] = set()
        for use in uses:
            given = use.given
            while given is not None and id(given) not in found:
                if given.kind in ("alias", "destructure") and entries[id(given)].is_finding:
                    found.add(id(given))
                given = given.given
        return found

    def edits(self) -> Iterator[TextEdit]:
        """What rewrites the sites, site by site, after `all` has numbered them."""
        source = self._file.source
        for verdict in self._verdicts.values():
            for edit in sorted(verdict.edits):
                start, end = source.position(edit.start), source.position(edit.end)
                text = edit.text.decode("utf-8")
                yield TextEdit(self._ids[id(verdict.taken)], start.line, start.column, end.line, end.column, text)

    def _entry(self, use: Use) -> Entry:
        if id(use) in self._held:
            return self._make(use, Outcome.KEPT, suppression=self._held[id(use)])
        verdict = self._verdicts.get(use.whole.id) if use.is_program else None
        if verdict is not None:
            return self._program(use, verdict)
        if self._examiner._is_kept(use):
            return self._make(use, Outcome.KEPT)
        owner = self._removing(use)
        if owner is not None:
            return self._make(use, Outcome.REWRITTEN, candidate=owner)
        if use.kind == "assign":
            return self._assignment(use)
        return self._make(use, Outcome.UNMATCHED, reason=self._reason(use))

    def _program(self, use: Use, verdict: Verdict) -> Entry:
        if verdict.taken is not None:
            return self._make(
                use,
                Outcome.REWRITTEN,
                candidate=verdict.taken,
                dropped=tuple(self._dropped(verdict.site)),
                lost=tuple(self._lost(verdict.site, verdict.taken.rule_id)),
            )
        return self._make(use, Outcome.UNMATCHED, reason=verdict.reason, verdict=verdict)

    def _assignment(self, use: Use) -> Entry:
        node, name = use.owner.node, use.owner.class_name
        receiver = self._examiner.settings.receiver
        if holder(use, self._file.source) in self._held_by:
            return self._make(use, Outcome.PROVIDED)
        if node is not None and use.owner.place in ("method", "field", "static"):
            if self._examiner.dependents.depend_on(use, self._module, self._left):
                return self._make(use, Outcome.PROVIDED)
            message = Message.of(Sentence.NO_USE_LEFT_IN_CLASS, receiver=receiver, owner=name)
        else:
            message = Message.of(Sentence.NO_USE_LEFT_IN_OBJECT, receiver=receiver)
        return self._make(use, Outcome.PROVIDED, reason=Reason(Code.NOT_NEEDED, message, self._line(use)))

    @cached_property
    def _left(self) -> list[Use]:
        """The uses that stay, whatever keeps them: a method, a comment, or the lack of a rule."""
        return [use for use in self._file.uses if use.kind != "assign" and self._stays(use)]

    @cached_property
    def _held_by(self) -> set[tuple[str, Hashable] | None]:
        """The objects whose uses stay."""
        return {holder(use, self._file.source) for use in self._left} - {None}

    def _stays(self, use: Use) -> bool:
        given = use.given
        while given is not None:
            if given.kind == "assign":  # `py = this.pyodide = o`: what is done through `py` needs no `this.pyodide`
                return False
            given = given.given
        if id(use) in self._held or self._examiner._is_kept(use):
            return True
        verdict = self._verdicts.get(use.whole.id) if use.is_program else None
        return verdict.taken is None if verdict is not None else self._removing(use) is None

    def _reason(self, use: Use) -> Reason:
        line = self._line(use)
        if use.kind in ("alias", "destructure"):
            name = use.alias.name if use.alias is not None else None
            return Reason(Code.NOT_IN_PLACE, Message.of(Sentence.RECEIVER_RENAMED, name=name), line)
        if use.through is not None:
            reached = Message.of(Sentence.RECEIVER_REACHED_THROUGH, through=use.through)
            return Reason(Code.NOT_IN_PLACE, reached, line)
        return Reason(Code.UNEXPLAINED, Message.of(Sentence.NO_SITE_EXPLAINS, member=use.member), line)

    def _removing(self, use: Use) -> Checked | None:
        return next((candidate for candidate in self._taken if candidate.goes(use.whole.start_byte)), None)

    def _dropped(self, site: Site) -> Iterator[Dropped]:
        if site.program is None or not site.program.variants:
            return
        program, embedded = site.program.variants[0], site.program.embedded
        for item in program.dropped:
            text = item.text
            for hole in embedded.holes:
                text = text.replace(hole.placeholder, self._file.source.text(hole.node.start_byte, hole.node.end_byte))
            yield Dropped(self._file.source.line(embedded.offsets[program.position(item.origin)]), text)

    def _lost(self, site: Site, rule_id: str) -> Iterator[Dropped]:
        """Statements that nobody does any more: the rule removes them, and no handler of the worker has them."""
        node, program = site.use.owner.node, site.program
        if node is None or program is None:
            return
        lost = self._examiner.debts.lost(self._module, node, self._examiner.rewriter.rule(rule_id), program)
        if not lost:
            return
        written = program.aligned(self._examiner.settings.environment, "none", pattern=False)
        for statement in lost:
            try:
                start = program.embedded.offsets[written.position(statement)]
                end = program.embedded.offsets[written.end_position(statement)]
            except LookupError:
                continue
            text = self._file.source.text(start, end).strip()
            yield Dropped(self._file.source.line(start), text)

    def _line(self, use: Use) -> int:
        return self._file.source.line(use.whole.start_byte)

    def _changes(self, candidate: Checked) -> tuple[str, ...]:
        return tuple(change.name for change in self._examiner.rewriter.rule(candidate.rule_id).changes)

    def _make(
        self,
        use: Use,
        outcome: Outcome,
        *,
        candidate: Checked | None = None,
        reason: Reason | None = None,
        verdict: Verdict | None = None,
        dropped: tuple[Dropped, ...] = (),
        lost: tuple[Dropped, ...] = (),
        suppression: Suppression | None = None,
    ) -> Entry:
        source = self._file.source
        start, end = source.position(use.whole.start_byte), source.position(use.whole.end_byte)
        key = id(candidate) if candidate is not None else use.whole.id
        number = self._ids.setdefault(key, len(self._ids) + 1)
        return Entry(
            id=number,
            line=start.line,
            column=start.column,
            end_line=end.line,
            end_column=end.column,
            class_name=use.owner.class_name,
            method=use.owner.method,
            member=use.member,
            kind=use.kind,
            outcome=outcome,
            is_program=use.is_program,
            last_line=source.line(max(use.whole.end_byte, use.call.end_byte if use.call is not None else 0)),
            fingerprint=fingerprint(use, self._file, self._constants),
            rule=candidate.rule_id if candidate is not None else None,
            changes=self._changes(candidate) if candidate is not None else (),
            reason=reason,
            nearest=verdict.nearest if verdict is not None else (),
            dropped=dropped,
            not_carried_over=lost,
            suppression=suppression,
            place=Place(use.owner.place),
            function=function_around(use.whole, source),
        )
