"""The examples of a change: uses of the receiver that are gone, each with its region; and those that remain."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from migrator.drafting.learning.alignment import Aligner, Row, Run
from migrator.drafting.learning.change import Change, Changed, write
from migrator.drafting.learning.keys import Key, Keys
from migrator.drafting.learning.names import Renames
from migrator.drafting.learning.region import Region, Regions
from migrator.drafting.learning.splitting import Splitter
from migrator.javascript.lower import is_statement
from migrator.javascript.source import SourceError
from migrator.matching.pattern import compile_expression
from migrator.model.ledger import Message
from migrator.model.settings import Settings
from migrator.model.term import CALLS, MEMBERS, Term, callee, owner
from migrator.run.look import Looker
from migrator.run.surroundings import Surroundings
from migrator.sites.owner import function_around
from migrator.sites.site import File, Site

SettingsOf = Callable[[str], Settings]


@dataclass(eq=False)
class Sides:
    """A script before and after a change. ``whole`` aligns its statements."""

    path: str
    before: File
    after: File

    @cached_property
    def statements(self) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
        """The statements of both."""
        return statements(self.before), statements(self.after)

    @cached_property
    def renames(self) -> Renames:
        """What is only renamed."""
        return Renames(self.before, self.after, self.statements)

    @cached_property
    def whole(self) -> Row:
        """The alignment of both."""
        whole = Aligner(self.renames.before, self.renames.after).align(*self.statements)
        Splitter(self.before, self.after, self.renames).split(whole)
        return whole

    @cached_property
    def keys(self) -> tuple[Keys, Keys]:
        """The keys of the terms of both, by which what is renamed is the same."""
        return Keys(self.renames.before), Keys(self.renames.after)

    @cached_property
    def worker(self) -> Key:
        """The key of the worker of the settings."""
        return Keys().of(compile_expression(str(self.before.settings.worker)))

    def is_command(self, term: Term) -> bool:
        """Whether a term of the new version calls a method of the worker."""
        if term.kind not in CALLS or term.children[0].kind not in MEMBERS:
            return False
        return self.keys[1].of(owner(callee(term))) == self.worker

    @cached_property
    def regions(self) -> Regions:
        """The regions of sites."""
        return Regions(self.before, self.after, self.whole, self.renames)

    @cached_property
    def gone(self) -> list[Site]:
        """The sites that the change has migrated: a program that stands again in what comes there is not."""
        found = []
        for site in self.before.sites:
            run = self.regions.run_of(site.use)
            if run is None:
                continue
            left = {self.keys[1].of(each) for term in run.after for each in term.walk() if each.kind == "program"}
            if site.program is None or self.keys[0].of(site.program) not in left:
                found.append(site)
        return found

    @property
    def remaining(self) -> list[Site]:
        """The sites that it has left."""
        return [site for site in self.before.sites if site not in self.gone]

    @cached_property
    def examples(self) -> list[Example]:
        """What the change has migrated: programs, each with those that its statements have too, and uses that run
        nothing and that belong to none of these.
        """
        found: list[Example] = []
        taken: set[int] = set()
        for site in self.gone:
            example = Example(self, site)
            region = example.region
            own = {id(term) for term in region.before} if region is not None else set[int]()
            same = next((each for each in found if own and own == each.own), None)
            if same is not None:
                same.along.append(site)
                continue
            example.own = own
            found.append(example)
            taken |= {term.origin.id for term in region.before} if region is not None else set()
        for site in self.before.others:
            run = self.regions.run_of(site.use)
            if run is None or any(term.origin.id in taken for term in run.before) or self._stays(site, run):
                continue
            example = Example(self, site)
            found.append(example)
            taken |= {term.origin.id for term in run.before}
        return sorted(found, key=lambda each: each.site.use.whole.start_byte)

    def _stays(self, site: Site, run: Run) -> bool:
        """Whether the new code has the same use."""
        left = [_shown(part) for term in run.after for part in term.walk()]
        gone = [_shown(part) for term in run.before for part in term.walk()]
        text = f"receiver.{site.use.member}"
        return left.count(text) >= gone.count(text)

    @property
    def lost(self) -> list[Site]:
        """The programs that stand neither in what is the same nor in what is changed as a whole."""
        spans = [
            (pair.before.origin.start_byte, pair.before.origin.end_byte)
            for row in self.whole.walk()
            for pair in row.pairs
            if pair.is_same and pair.before is not None
        ]
        return [
            site
            for site in self.before.sites
            if self.regions.run_of(site.use) is None
            and not any(start <= site.use.whole.start_byte < end for start, end in spans)
        ]


@dataclass(eq=False)
class Example:
    """A site that a change has migrated."""

    sides: Sides
    site: Site
    along: list[Site] = field(default_factory=list)  # other programs of the same statements
    own: set[int] = field(default_factory=set, repr=False)

    @property
    def sites(self) -> list[Site]:
        """All its programs."""
        return [self.site, *self.along]

    @cached_property
    def region(self) -> Region | None:
        """The statements of the site, None where they cannot be told."""
        return self.sides.regions.of(self.site, self.sides.gone)

    def has_types(self, term: Term) -> bool:
        """Whether a statement of the new version has types."""
        types = self.sides.after.source.types
        return types is not None and any(True for _ in types.within(term.origin.start_byte, term.origin.end_byte))

    def commands(self, terms: Sequence[Term]) -> list[Term]:
        """The calls of the worker in statements of the new version."""
        return [part for term in terms for part in term.walk() if self.sides.is_command(part)]

    @property
    def path(self) -> str:
        """The path of its file before the change."""
        return self.sides.path

    @property
    def line(self) -> int:
        """The line before the change."""
        return self.sides.before.source.line(self.site.use.whole.start_byte)

    @property
    def name(self) -> str:
        """The method or function that it stands in."""
        owner = self.site.use.owner
        return owner.method or function_around(self.site.use.whole, self.sides.before.source) or "module"


@dataclass(eq=False)
class Trees:
    """The files of a change on disk: ``before`` as they were, with what the change adds, and ``after``."""

    folder: Path
    change: Change
    faults: list[tuple[str, Message]] = field(default_factory=list)

    @property
    def before(self) -> Path:
        return self.folder / "before"

    @property
    def after(self) -> Path:
        return self.folder / "after"

    def put(self) -> None:
        """Write both."""
        self.before.mkdir()
        self.change.put(self.before)
        for path, data in self.change.added:
            write(self.before / path, data)
        shutil.copytree(self.before, self.after, copy_function=_linked)
        for each in self.change.files:
            for name in {each.path, each.new_path or each.path}:
                (self.after / name).unlink(missing_ok=True)  # it is a link
        for each in self.change.files:
            if each.after is not None and each.new_path is not None:
                write(self.after / each.new_path, each.after)

    def sides(self, settings: SettingsOf) -> Iterator[Sides]:
        """The scripts that have uses of the receiver, before and after."""
        looking = _looker(), _looker()
        for each in self.change.files:
            if each.after is None or each.new_path is None:
                continue
            chosen = settings(each.path)
            old, new = self.before / each.path, self.after / each.new_path
            try:
                before = looking[0].files(str(old), each.before, chosen)
                if not any(file.sites or file.others for file in before):
                    continue
                after = looking[1].files(str(new), each.after, chosen)
            except SourceError as error:
                self.faults.append((each.path, error.message))
                continue
            for one, two in zip(before, after, strict=False):
                if one.uses:
                    yield Sides(each.path, one, two)

    def gone(self, settings: SettingsOf) -> Iterator[tuple[Changed, File]]:
        """The scripts with programs that are gone as a whole."""
        looker = _looker()
        for each in self.change.files:
            if each.after is None:
                for file in looker.files(str(self.before / each.path), each.before, settings(each.path)):
                    if file.sites:
                        yield each, file


def _shown(term: Term) -> str:
    """A member that is taken of the receiver, nothing for any other term."""
    is_taken = term.kind in MEMBERS and term.children[0].kind == "receiver"
    return f"receiver.{term.value}" if is_taken else ""


def _looker() -> Looker:
    return Looker(Surroundings(), lambda _: [], lambda _: frozenset())


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def statements(file: File) -> tuple[Term, ...]:
    """The statements of a file."""
    return tuple(file.term(node) for node in file.source.root.named_children if is_statement(node))
