"""The normal form of one file, tried with fewer steps until what it makes does no harm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from migrator.javascript.edit import Edit, Overlap, apply
from migrator.javascript.modules import Module
from migrator.javascript.source import SourceError
from migrator.model.ledger import Code, Message, Nearest, Reason, Sentence
from migrator.rewriting.normal.declared import Removal, declared, removals
from migrator.rewriting.normal.mapped import Mapped
from migrator.rewriting.normal.moments import acting
from migrator.rewriting.normal.pieces import Change, Composed, Layout
from migrator.rewriting.normal.steps import Kept, Step
from migrator.rewriting.normal.view import Find, View, takes_any
from migrator.rewriting.rewriter import Rewriter, Rewritten, Verdict
from migrator.rewriting.verification import verify
from migrator.sites.site import File, Site, Use


class _Less(NamedTuple):
    """The steps that a normal form must do without, and the sites that need what declares their code."""

    without: Sequence[Step]
    kept: Set[int] = frozenset()


@dataclass
class Attempt:
    """Rewrites the normal form of one file."""

    rewriter: Rewriter
    file: File
    module: Module
    sites: list[Site]
    find: Find
    # Why sites stay of which a normal form was tried, and left out of the last one.
    causes: dict[Use, tuple[Reason | None, tuple[Nearest, ...]]] = field(default_factory=dict)

    def view(self, found: list[Step]) -> View | None:
        """What becomes of the file with these steps, None where it is left as it is."""
        kept: set[int] = set()  # sites that need what declares their code
        project = self.rewriter.contract.project
        while found:
            going = list(removals(self.file, self.module, project, found, kept))
            spans: dict[frozenset[int], list[Change]] = defaultdict(list)
            for each in going:
                spans[each.sites].append(each.change)
            repeated = [step for step in found if self._repeats(step, spans)]
            if repeated:
                found = [step for step in found if step not in repeated]
                continue
            try:
                changes = [change for step in found for change in step.changes]
                layout = Layout(self.file.source.data, (*changes, *(each.change for each in going)))
                source = Mapped.of(self.file.source, layout)
            except (Overlap, SourceError):
                if going:
                    kept |= {site for each in going for site in each.sites}
                else:
                    found = found[:-1]
                continue
            made = self._of(source, layout, found, going)
            if isinstance(made, View):
                return made
            found = [step for step in found if step not in made.without]
            kept |= made.kept
        return None

    def _repeats(self, step: Step, going: Mapping[frozenset[int], Sequence[Change]]) -> bool:
        """Whether a step would have an effect happen once more, since what has it stays where it is. ``going`` is what
        goes, by the sites that it goes with.
        """
        own = going.get(frozenset([step.site.use.whole.start_byte]), ())
        for node in step.acting:
            if not any(span.start <= node.start_byte < span.end for span in own):
                step.kept = acting(self.file, node)
                return True
        return False

    def _of(self, source: Mapped, layout: Layout, found: list[Step], going: list[Removal]) -> View | _Less:
        """What becomes of one normal form, or what it must do without."""
        try:
            uses = self.find(source)
        finally:
            self.rewriter.contract.project.put_back(self.module)
        file = File(source, self.file.settings, self.file.forms, uses)
        counterparts = _counterparts(self.file.uses, file.uses, layout)
        if counterparts is None:
            return _Less(found)
        module = Module(Path(source.path), source)
        allowed = {counterparts[site.use] for site in self.sites}
        declares = declared(file, module, self.rewriter.contract.project, _users(layout, found, counterparts))
        sites = [site for site in (*file.sites, *self.rewriter.others(file)) if site.use in allowed]
        sites.sort(key=lambda site: site.use.whole.start_byte)
        rewritten = self.rewriter.rewrite(file, module, sites, list(declares))
        taken = {verdict.site.use for verdict in rewritten.verdicts if verdict.taken is not None}
        if not taken:
            rewritten.edits, rewritten.data = [], self.file.source.data
            return View(file, module, rewritten, counterparts)
        done = {use.whole.start_byte for use, other in counterparts.items() if other in taken}
        kept = {site for each in going if not each.sites <= done for site in each.sites}
        verdicts = {verdict.site.use: verdict for verdict in rewritten.verdicts}
        stays = {each.change for each in going}
        refused = []
        for step in found:
            verdict = verdicts[counterparts[step.site.use]]
            if verdict.taken is None:
                if any(_cuts(layout.span(unit), rewritten.edits) for unit in step.units):
                    refused.append(step)
                    self.causes[step.site.use] = verdict.reason, verdict.nearest
            elif step.is_reason:
                refused.append(step)
                line = self.file.source.line(step.site.use.whole.start_byte)
                step.kept = Kept(Code.NOT_ASYNC, Message.of(Sentence.WAITS_NOT_ASYNC, line=line))
            elif step.places_code and takes_any(verdict):
                refused.append(step)
            else:
                stays.update(step.changes)
        if refused or kept:
            return _Less(refused, kept)
        composed = layout.composed(rewritten.edits, stays.__contains__)
        edits = [each.edit for each in composed]
        data = apply(self.file.source.data, edits)
        problem = verify(self.file.source, edits, data)
        if problem is not None:
            return _Less(self._harmful(found, taken, counterparts, problem))
        owners = {change: counterparts[step.site.use] for step in found for change in step.changes}
        others = {use.whole.start_byte: other for use, other in counterparts.items()}
        owners |= {each.change: others[max(each.sites)] for each in going}
        _share(composed, rewritten, owners)
        rewritten.edits, rewritten.data = edits, data
        return View(file, module, rewritten, counterparts)

    def _harmful(
        self, found: list[Step], taken: set[Use], counterparts: Mapping[Use, Use], problem: Message
    ) -> list[Step]:
        """The steps that a result does without that does harm: those of the last site that is rewritten by one."""
        used = [step for step in found if counterparts[step.site.use] in taken][-1:]
        for step in used:
            line = self.file.source.line(step.site.use.whole.start_byte)
            self.causes[step.site.use] = Reason(Code.VERIFY, problem, line), ()
        return used or found


def _counterparts(uses: Sequence[Use], others: Sequence[Use], layout: Layout) -> dict[Use, Use] | None:
    """The uses of a file with those of its normal form, None where these are others."""
    places: dict[int, list[Use]] = defaultdict(list)
    for use in others:
        places[layout.origin(use.whole.start_byte)].append(use)
    found: dict[Use, Use] = {}
    for use in uses:
        there = places.get(use.whole.start_byte)
        if not there or there[0].member != use.member or there[0].is_program != use.is_program:
            return None
        found[use] = there.pop(0)
    return found if not any(places.values()) else None


def _users(layout: Layout, found: Iterable[Step], counterparts: Mapping[Use, Use]) -> dict[int, set[int]]:
    """Where the normal form has what declares the code of some sites, with where these begin."""
    users: dict[int, set[int]] = defaultdict(set)
    for step in found:
        for node in step.declared:
            place = layout.place(node.start_byte)
            if place is not None:
                users[place].add(counterparts[step.site.use].whole.start_byte)
    return users


def _cuts(span: tuple[int, int] | None, edits: Iterable[Edit]) -> bool:
    """Whether an edit has a part of a stretch of the normal form, and not all of it."""
    if span is None:
        return False
    start, end = span
    touching = (edit for edit in edits if edit.start < end and start < edit.end)
    return any(start < edit.start or edit.end < end for edit in touching)


def _share(composed: Iterable[Composed], rewritten: Rewritten, owners: Mapping[Change, Use]) -> None:
    """Give each verdict its edits of the file on disk."""
    by_edit: dict[Edit, list[Verdict]] = defaultdict(list)  # several sites may need one
    for verdict in rewritten.verdicts:
        for edit in verdict.edits:
            by_edit[edit].append(verdict)
    by_use = {verdict.site.use: verdict for verdict in rewritten.verdicts}
    for verdict in rewritten.verdicts:
        verdict.edits = []
    for each in composed:
        of_edits = (verdict for edit in each.edits for verdict in by_edit[edit])
        makers = (*of_edits, *(by_use[owners[change]] for change in each.changes))
        for verdict in {id(maker): maker for maker in makers}.values():
            verdict.edits.append(each.edit)
