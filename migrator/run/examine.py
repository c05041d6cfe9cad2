"""One file: its uses, what becomes of each, and its new bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.discovery.prefilter import SUPPRESSES
from migrator.javascript.modules import Module
from migrator.javascript.source import Source
from migrator.model.ledger import Entry, FileEntry, Note, NoteCode, Suppression
from migrator.model.packs import page_files
from migrator.model.settings import show_path
from migrator.policy.suppressions import Names, Suppressions
from migrator.rewriting.answers import answers
from migrator.rewriting.diff import unified
from migrator.rewriting.normal.driver import rewrite
from migrator.rewriting.normal.view import Find, View
from migrator.rewriting.rewriter import Rewritten
from migrator.run.notes import both_sides, environments, shims, unfinished, unseen
from migrator.run.outcomes import Entries, Written
from migrator.run.parts import Parts
from migrator.run.result import Result
from migrator.sites.site import File, Site, Use
from migrator.worker.debt import Debt, merged
from migrator.worker.sends import Sent

if TYPE_CHECKING:
    from migrator.sites.callers import Unfollowed


@dataclass
class Examiner:
    """Examines one file after the other."""

    parts: Parts

    def examine(
        self,
        source: Source,
        uses: list[Use] | None = None,
        only: Callable[[Use], bool] | None = None,
        sent: Sequence[Sent] = (),
        unfollowed: Sequence[Unfollowed] = (),
        find: Find | None = None,
    ) -> Result:
        """What becomes of one file; there is no entry if it has no use. ``uses`` are those of it, where known, ``sent``
        the commands that its classes send, and ``unfollowed`` the calls that may run Python and are no uses. A program
        that ``only`` refuses stays, as those of kept methods do. ``find`` finds the uses of a source that is made of
        this one.
        """
        path, data = source.path, source.data
        file = File(source, self.parts.settings, self.parts.forms, uses)
        suppressions = Suppressions.read(source, self._names) if SUPPRESSES in data else None
        if not file.uses and suppressions is None and not sent and not unfollowed:
            return Result()
        module = self.parts.project.add(Path(path), source)
        owed = [debt for item in sent for debt in self._debts_of_command(module, item)]
        side = self.parts.sides.of(Path(path), self.parts.settings) if file.uses or unfollowed else None
        if side is not None and side.in_worker:
            debts = tuple(merged(owed))
            entries = tuple(Entries(self.parts, file, module, Rewritten([], data, [], []), {}).in_worker())
            if not entries:
                return Result(debts=debts)
            return Result(FileEntry(show_path(path), entries, tuple(debt.note for debt in debts)), (), debts)
        if not file.uses and suppressions is None and not unfollowed:
            return Result(debts=tuple(merged(owed)))
        table, entries, view = self._settled(file, module, suppressions, only, find)
        rewritten = view.rewritten
        breaches = tuple(suppressions.breaches(file.uses, entries)) if suppressions is not None else ()
        debts = tuple(merged((*self._debts(view.module, rewritten), *owed)))
        notes = (
            *(both_sides(path, side) if side is not None else ()),
            *environments(self.parts, view.file, view.module, rewritten),
            *shims(self.parts, view.file, view.module, rewritten),
            *(Note(NoteCode.COMMENT, breach.message, breach.line) for breach in breaches),
            *(debt.note for debt in debts),
            *(Note(NoteCode.NOT_CHECKED, item.message, item.line) for item in unfollowed),
            *rewritten.notes,
            *answers(view.file, (verdict.taken for verdict in rewritten.verdicts if verdict.taken is not None)),
            *unseen(view.file, rewritten),
            *unfinished(view.file, rewritten),
        )
        diff = unified(show_path(path), data, rewritten.edits)
        if not entries and not breaches and not unfollowed:
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
        find: Find | None,
    ) -> tuple[Entries, tuple[Entry, ...], View]:
        """What becomes of the uses. What a comment keeps depends on what is found, and what is found of the other uses
        on what is kept: it is looked at again until no comment keeps more. What gives the receiver its value is offered
        to the rules when all is known of the uses, and none of them needs it.
        """
        held: dict[Use, Suppression] = {}
        spare: list[Site] | None = None  # not looked for yet
        elsewhere: tuple[str, int] | None = None
        view: View | None = None
        while True:
            if view is None:
                sites: list[Site] = []
                for site in _in_order(file.sites, [*self.parts.rewriter.others(file), *(spare or ())]):
                    refused = only is not None and not only(site.use)
                    if not (refused or site.use in held or self.parts.keeper(site.use, file.source)):
                        sites.append(site)
                view = rewrite(self.parts.rewriter, file, module, sites, find)
            written = Written(file, module, view.of)
            table = Entries(self.parts, view.file, view.module, view.rewritten, held, written, elsewhere)
            entries = tuple(table.all())
            more = suppressions.held(file.uses, entries) if suppressions is not None else {}
            if spare is None and not more:
                spare = table.unneeded(file.givings)
                if spare and self.parts.rewriter.begins_at_givings:
                    elsewhere = self.parts.spelled(Path(file.source.path), self.parts.settings.receiver.member)
                    spare, view = (spare, None) if elsewhere is None else ([], view)
                    continue
            if not more:
                return table, entries, view
            held = {**held, **more}
            taken = {verdict.site.use for verdict in view.rewritten.verdicts if verdict.taken is not None}
            if taken & {view.of(use) for use in more}:
                view = None

    @cached_property
    def _names(self) -> Names:
        """What a comment may name: a rule, or the code of a reason. Of the rules some may be left out of this run."""
        pages = {path.stem for path in page_files(self.parts.settings.pages)}
        return Names(pages, lambda: {rule.id for rule in self.parts.rewriter.rules})

    def _debts(self, module: Module, rewritten: Rewritten) -> Iterator[Debt]:
        """What the worker owes for the sites that rules take."""
        for verdict in rewritten.verdicts:
            node = self.parts.sender(verdict.site.use)
            if verdict.taken is not None and node is not None:
                yield from self.parts.debts.of(module, node, self.parts.rewriter.rule(verdict.taken.rule_id))

    def _debts_of_command(self, module: Module, sent: Sent) -> Iterator[Debt]:
        """What the worker owes for a command that a class sends, whether a site is left or not."""
        yield from self.parts.debts.of_command(module, sent, self.parts.rewriter.rules)


def _in_order(sites: list[Site], others: list[Site]) -> list[Site]:
    """Programs and other uses that rules may begin at, in the order of the file."""
    return sorted((*sites, *others), key=lambda site: site.use.whole.start_byte) if others else sites
