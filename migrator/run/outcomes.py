"""The entries of a file: one outcome for each use, by what was rewritten and what a comment keeps."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from migrator.javascript.constants import Constants
from migrator.javascript.edit import Edit
from migrator.javascript.modules import Module
from migrator.model.ledger import Code, Dropped, Entry, Message, Outcome, Place, Reason, Sentence, Suppression, TextEdit
from migrator.model.settings import show_path
from migrator.python.tokens import without_comments
from migrator.rewriting.changes import dropped_types
from migrator.rewriting.conditions.checked import Checked
from migrator.rewriting.rewriter import Rewritten, Verdict
from migrator.rewriting.taken import Taken
from migrator.rewriting.unused import Gone
from migrator.run.parts import Parts
from migrator.sites.fingerprint import fingerprint
from migrator.sites.kept import Left, holder
from migrator.sites.key import Key, Variable
from migrator.sites.owner import function_around
from migrator.sites.site import File, Site, Use


class Written(NamedTuple):
    """A file as it is on disk, and what gives for a use of it the one of its normal form."""

    file: File
    module: Module
    normal: Callable[[Use], Use]


class Entries:
    """Gives every use of a file its one outcome. The file may be the normal form of another one that is ``written``:
    then the entries are of the uses of that one. ``elsewhere`` is a place that may read the receiver of another object
    than `this`, where somebody looked for one: its path and line.
    """

    def __init__(
        self,
        parts: Parts,
        file: File,
        module: Module,
        rewritten: Rewritten,
        held: Mapping[Use, Suppression],
        written: Written | None = None,
        elsewhere: tuple[str, int] | None = None,
    ) -> None:
        self._parts = parts
        self._written = written or Written(file, module, lambda use: use)
        self._shown = {self._written.normal(use): use for use in self._written.file.uses}
        self._held = {self._written.normal(use): suppression for use, suppression in held.items()}
        self._file = file
        self._module = module
        programs = (verdict for verdict in rewritten.verdicts if verdict.site.use.is_program)
        self._verdicts = {verdict.site.use.whole.id: verdict for verdict in programs}
        self._others = {verdict.site.use: verdict for verdict in rewritten.verdicts if not verdict.site.use.is_program}
        self._taken = Taken(dict.fromkeys(verdict.taken for verdict in rewritten.verdicts if verdict.taken is not None))
        self._pending = {verdict.pending: verdict for verdict in rewritten.verdicts if verdict.pending is not None}
        self._left_alone = Taken(self._pending)
        self._unused = Gone(rewritten.unused)
        self._ids: dict[Checked | int, int] = {}  # by what takes them, or by the node of a use
        self._elsewhere = elsewhere
        self._constants = Constants(self._written.module, parts.project)

    def all(self) -> Iterator[Entry]:
        """Entries in the order of the uses. A name that a finding goes through is told with that finding, and kept
        where a comment keeps all of what goes through it.
        """
        entries = {use: self._entry(use) for use in self._shown}
        findings = [use for use in self._shown if entries[use].is_finding]
        told = self._given(findings, entries)
        kept: dict[Use, Suppression] = {}
        for use in self._shown:
            if use in self._held:
                kept |= dict.fromkeys(self._given([use], entries) - told - kept.keys(), self._held[use])
        for use in self._shown:
            entry = entries[use]
            if use in kept:
                yield self._make(use, Outcome.KEPT, suppression=kept[use])
            else:
                yield entry._replace(is_told=True) if use in told else entry

    def in_worker(self) -> Iterator[Entry]:
        """Entries of a worker script: whatever uses say there, they are where they belong."""
        return (self._make(use, Outcome.IN_WORKER) for use in self._shown)

    def _given(self, uses: list[Use], entries: Mapping[Use, Entry]) -> set[Use]:
        """The names that uses go through and that would be findings by themselves."""
        found: set[Use] = set()
        for use in uses:
            given = use.given
            while given is not None and given not in found:
                if given.kind in ("alias", "destructure") and entries[given].is_finding:
                    found.add(given)
                given = given.given
        return found

    def unneeded(self, givings: list[Site]) -> list[Site]:
        """Those of some places that give the receiver its value which no use that stays depends on."""
        return [site for site in givings if _is_unneeded(self._entry(self._written.normal(site.use)))]

    def edits(self) -> Iterator[TextEdit]:
        """What rewrites the sites, site by site, after `all` has numbered them."""
        source = self._written.file.source
        sites: dict[Edit, list[int]] = {}  # several sites may need one, as an import
        for verdict in (*self._verdicts.values(), *self._others.values()):
            for edit in sorted(verdict.edits):
                assert verdict.taken is not None, "only a site that is taken has edits"
                sites.setdefault(edit, []).append(self._ids[verdict.taken])
        for edit, (site, *also) in sites.items():
            start, end = source.position(edit.start), source.position(edit.end)
            text = edit.text.decode("utf-8")
            yield TextEdit(site, start.line, start.column, end.line, end.column, text, tuple(also))

    def _entry(self, use: Use) -> Entry:
        if use in self._held:
            return self._make(use, Outcome.KEPT, suppression=self._held[use])
        verdict = self._verdicts.get(use.whole.id) if use.is_program else None
        if verdict is not None:
            return self._program(use, verdict)
        keeper = self._keeper(use)
        if keeper is not None:
            return self._make(use, Outcome.KEPT, keeper=keeper)
        owner = self._removing(use)
        if owner is not None:
            dropped = tuple(self._types(owner, owner.match.site)) if owner.match.site.use is use else ()
            return self._make(use, Outcome.REWRITTEN, candidate=owner, dropped=dropped)
        if use.kind == "assign":
            fitted = self._others.get(use)
            if fitted is None or fitted.pending is None:
                return self._assignment(use)
            return self._make(  # a rule fits, and something else is against it
                use, Outcome.UNMATCHED, candidate=fitted.pending, reason=fitted.reason, verdict=fitted
            )
        candidate = self._left_alone.remover(use.whole.start_byte)
        if candidate is not None:
            return self._make(use, Outcome.UNMATCHED, candidate=candidate, reason=self._pending[candidate].reason)
        other = self._others.get(use)
        if other is not None and other.reason is not None:
            return self._make(use, Outcome.UNMATCHED, reason=other.reason, verdict=other)
        return self._make(use, Outcome.UNMATCHED, reason=self._reason(use))

    def _program(self, use: Use, verdict: Verdict) -> Entry:
        if verdict.taken is not None:
            return self._make(
                use,
                Outcome.REWRITTEN,
                candidate=verdict.taken,
                dropped=(*self._dropped(verdict), *self._all_types(verdict, verdict.taken)),
                lost=tuple(self._lost(verdict)),
            )
        pending = verdict.pending
        return self._make(use, Outcome.UNMATCHED, candidate=pending, reason=verdict.reason, verdict=verdict)

    def _assignment(self, use: Use) -> Entry:
        node, name = use.owner.node, use.owner.class_name
        receiver = str(self._parts.settings.receiver)
        # Other files may need what a receiver is given that no setting names: it may be exported, or be a member.
        is_held = holder(use, self._file.source) in self._held_by
        if is_held or (use.key is not None and not self._is_of_file(use.key)):
            return self._make(use, Outcome.PROVIDED)
        if isinstance(use.key, Variable):
            message = Message.of(Sentence.NO_USE_LEFT_OF_NAME, name=use.key.binding.name)
            return self._make(use, Outcome.PROVIDED, reason=Reason(Code.NOT_NEEDED, message, self._line(use)))
        if node is not None and use.owner.place in ("method", "field", "static"):
            if self._parts.dependents.depend_on(use, self._module, self._users):
                return self._make(use, Outcome.PROVIDED)
            message = Message.of(Sentence.NO_USE_LEFT_IN_CLASS, receiver=receiver, owner=name)
        else:
            message = Message.of(Sentence.NO_USE_LEFT_IN_OBJECT, receiver=receiver)
        if self._elsewhere is not None:
            path, line = self._elsewhere
            message = Message.of(Sentence.MEMBER_SPELLED_ELSEWHERE, fact=message, path=show_path(path), line=line)
        return self._make(use, Outcome.PROVIDED, reason=Reason(Code.NOT_NEEDED, message, self._line(use)))

    def _is_of_file(self, key: Key) -> bool:
        """Whether nobody but the file can use a receiver: a variable of a module that it does not export, and that the
        markup around the script does not spell.
        """
        if not isinstance(key, Variable) or any(reference.outside for reference in key.binding.references):
            return False
        scopes, name = self._file.source.scopes, key.binding.name
        if key.binding.scope is not scopes.root:
            return True
        return bool(self._module.imports or self._module.exports) and name not in self._module.exposed

    @cached_property
    def _left(self) -> list[Use]:
        """The uses that stay, whatever keeps them: a method, a comment, or the lack of a rule."""
        return [use for use in self._file.uses if use.kind != "assign" and self._stays(use)]

    @cached_property
    def _users(self) -> Left:
        """The classes of the uses that stay."""
        return self._parts.dependents.left(self._module, self._left)

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
        if use in self._held or self._keeper(use) is not None:
            return True
        verdict = self._verdicts.get(use.whole.id) if use.is_program else None
        return verdict.taken is None if verdict is not None else self._removing(use) is None

    def _reason(self, use: Use) -> Reason:
        line = self._line(use)
        if use.kind in ("alias", "destructure") and use.key is None:  # rules are tried on other names of a key
            name = use.alias.name if use.alias is not None else None
            return Reason(Code.NOT_IN_PLACE, Message.of(Sentence.RECEIVER_RENAMED, name=name), line)
        if use.through is not None:
            reached = Message.of(Sentence.RECEIVER_REACHED_THROUGH, through=use.through)
            return Reason(Code.NOT_IN_PLACE, reached, line)
        return Reason(Code.UNEXPLAINED, Message.of(Sentence.NO_SITE_EXPLAINS, member=use.member), line)

    def _removing(self, use: Use) -> Checked | None:
        at = use.whole.start_byte
        return self._taken.remover(at) or self._unused.user(at)

    def _dropped(self, verdict: Verdict) -> Iterator[Dropped]:
        term = verdict.removed
        if term is None:
            return
        program, embedded = term.variants[0], term.embedded
        for item in program.dropped:
            text = item.text
            for hole in embedded.holes:
                text = text.replace(hole.placeholder, self._file.source.text(hole.node.start_byte, hole.node.end_byte))
            yield Dropped(self._file.source.line(embedded.offsets[program.position(item.origin)]), text)

    def _types(self, candidate: Checked, site: Site) -> Iterator[Dropped]:
        """Types that go with the lines that a rule removes, told with the first of the sites that it takes."""
        if site is not candidate.match.site:
            return
        source = self._file.source
        for start, end in dropped_types(candidate):
            text = " ".join(source.text(start, end).split())
            if text.strip("!?"):
                yield Dropped(source.line(start), f"type `{text}`")

    def _all_types(self, verdict: Verdict, candidate: Checked) -> Iterator[Dropped]:
        """The same with the types that go with what made the file its normal form: with the declaration of the code."""
        told = list(self._types(candidate, verdict.site))
        yield from told
        source = self._written.file.source
        if source is self._file.source or source.types is None:
            return
        for edit in verdict.edits:
            for start, end in source.types.within(edit.start, edit.end):
                text = " ".join(source.text(start, end).split())
                found = Dropped(source.line(start), f"type `{text}`")
                again = any(text.encode() in each.text for each in verdict.edits)
                if text.strip("!?") and found not in told and not again:
                    told.append(found)
                    yield found

    def _lost(self, verdict: Verdict) -> Iterator[Dropped]:
        """Statements that nobody does any more: the rule removes them, and no handler of the worker has them."""
        node, program = self._parts.sender(verdict.site.use), verdict.removed
        if node is None or program is None or verdict.taken is None:
            return
        lost = self._parts.debts.lost(self._module, node, self._parts.rewriter.rule(verdict.taken.rule_id), program)
        if not lost:
            return
        written = program.aligned(self._parts.settings.environment, "none", pattern=False)
        for statement in lost:
            try:
                start = program.embedded.offsets[written.position(statement)]
                end = program.embedded.offsets[written.end_position(statement)]
            except LookupError:
                continue
            text = self._file.source.text(start, end)
            if "${" not in text:  # what stands in a hole is no Python
                text = without_comments(text)
            yield Dropped(self._file.source.line(start), text.strip())

    def _keeper(self, use: Use) -> str | None:
        """The item of `keep` in the settings by which a use stays."""
        return self._parts.keeper(use, self._file.source)

    def _line(self, use: Use) -> int:
        return self._file.source.line(use.whole.start_byte)

    def _changes(self, candidate: Checked) -> tuple[str, ...]:
        return tuple(change.name for change in self._parts.rewriter.rule(candidate.rule_id).changes)

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
        keeper: str | None = None,
    ) -> Entry:
        source, shown = self._written.file.source, self._shown[use]
        start, end = source.position(shown.whole.start_byte), source.position(shown.whole.end_byte)
        key = candidate if candidate is not None else use.whole.id
        number = self._ids.setdefault(key, len(self._ids) + 1)
        return Entry(
            id=number,
            line=start.line,
            column=start.column,
            end_line=end.line,
            end_column=end.column,
            class_name=shown.owner.class_name,
            method=shown.owner.method,
            member=shown.member,
            kind=shown.kind,
            outcome=outcome,
            is_program=shown.is_program,
            last_line=source.line(max(shown.whole.end_byte, shown.call.end_byte if shown.call is not None else 0)),
            fingerprint=fingerprint(shown, self._written.file, self._constants),
            rule=candidate.rule_id if candidate is not None else None,
            changes=self._changes(candidate) if candidate is not None else (),
            pending=self._parts.rewriter.not_accepted(candidate) if candidate in self._pending else (),
            reason=reason,
            nearest=verdict.nearest if verdict is not None else (),
            dropped=dropped,
            not_carried_over=lost,
            suppression=suppression,
            place=Place(shown.owner.place),
            function=function_around(shown.whole, source),
            evidence=shown.evidence,
            keeper=keeper,
            is_first=candidate is not None and candidate.match.site.use is use,
            keepers=self._parts.settings.kept if outcome not in (Outcome.KEPT, Outcome.IN_WORKER) else (),
        )


def _is_unneeded(entry: Entry) -> bool:
    return entry.outcome is Outcome.PROVIDED and entry.reason is not None and entry.reason.code is Code.NOT_NEEDED
