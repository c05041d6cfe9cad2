"""From a change to pages: what is learned of each site, or why nothing is."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from migrator.drafting.learning.change import Change
from migrator.drafting.learning.consumers import alternatives
from migrator.drafting.learning.examples import Example, SettingsOf, Sides, Trees
from migrator.drafting.learning.extending import Extended
from migrator.drafting.learning.judges import takes
from migrator.drafting.learning.merging import Difference, merged
from migrator.drafting.learning.page import Page, meaning, spelled
from migrator.drafting.learning.refusals import contradicted, kept, moved, mutant, never, too_wide, unknown
from migrator.drafting.learning.region import with_gaps
from migrator.drafting.learning.reproduction import Refused, has_rest, reproduce
from migrator.drafting.words import apart
from migrator.model.ledger import Message, Sentence
from migrator.rules.loader import Rule, RuleError, in_order, load_page
from migrator.sites.site import RUN_BY_ANY, Site

_STEPS = 5  # of learning from one change, as a bar shows them
_LIKE = 0.3  # the share of names and literals by which a program is like another one
_MOST_LEFT = 2  # examples of what a page leaves alone


class NotLearned(NamedTuple):
    """A site of which no page was learned, and why; ``line`` is that of the file before the change."""

    path: str
    line: int
    name: str
    message: Message


class Apart(NamedTuple):
    """Two pages of one kind that are not one: the first thing in which they differ, and that no new code says."""

    page: str
    other: str
    difference: Difference


@dataclass
class Lesson:
    """What was learned from changes: pages in their order, and the sites of which none was learned."""

    pages: list[Page] = field(default_factory=list)
    missed: list[NotLearned] = field(default_factory=list)
    faults: list[tuple[str, Message]] = field(default_factory=list)
    apart: list[Apart] = field(default_factory=list)
    remaining: int = 0
    known: list[Page] = field(default_factory=list)  # what the page that is extended takes already


Progress = Callable[[str, int, int], None]


def _silent(what: str, done: int, total: int) -> None:
    """For who shows no progress."""


class Learner:
    """Learns pages from changes. ``settings`` are those of a path, ``first`` is the number of the first page, ``ids``
    and ``rules`` are those that are there.
    """

    def __init__(
        self,
        settings: SettingsOf,
        first: int = 1,
        ids: Sequence[str] = (),
        progress: Progress = _silent,
        rules: Sequence[Rule] = (),
    ) -> None:
        self._settings = settings
        self._number = first
        self._taken = {name.partition("-")[2] for name in ids}
        self._known = {meaning(block): rule.id for rule in rules for block in rule.blocks if not block.inlined}
        self._progress = progress

    def learn(self, changes: Sequence[Change]) -> Lesson:
        """Learn from changes, the first one first."""
        lesson = Lesson()
        with tempfile.TemporaryDirectory(prefix="migrator-") as folder:
            for index, change in enumerate(changes):
                place = Path(folder) / str(index)
                place.mkdir()
                trees = Trees(place, change)
                self._progress(f"{change.name}: reading the files before it", index * _STEPS, len(changes) * _STEPS)
                trees.put()
                self._of(trees, lesson, index, len(changes))
        return lesson

    def _of(self, trees: Trees, lesson: Lesson, index: int, number: int) -> None:
        def step(what: str, done: int) -> None:
            self._progress(f"{trees.change.name}: {what}", index * _STEPS + done, number * _STEPS)

        step("comparing both sides", 1)
        all_sides = list(trees.sides(self._settings))
        known_ids = {page.id for page in lesson.pages}
        lesson.faults += trees.faults
        for changed, file in trees.gone(self._settings):
            for site in file.sites:
                line = file.source.line(site.use.whole.start_byte)
                name = site.use.owner.method or ""
                lesson.missed.append(NotLearned(changed.path, line, name, Message.of(Sentence.LEARNED_FILE_GONE)))
        drafts: list[Page] = []
        for sides in all_sides:
            lesson.remaining += len(sides.remaining) - len(sides.lost)
            for site in sides.lost:
                self._miss(lesson, Example(sides, site), Message.of(Sentence.LEARNED_NOT_CHANGED))
            for example in sides.examples:
                page = self._draft(example, lesson)
                if page is not None:
                    drafts.append(page)
        step("applying the pages to the files before", 2)
        pages = self._merged(drafts, lesson)
        self._order(pages)
        self._judge(trees, all_sides, pages, lesson)
        step("making the pages wider", 3)
        self._give_gaps(trees, all_sides, pages)
        self._widen(trees, all_sides, pages)
        for page in list(pages):
            known = self._known.get(meaning(page.rule().blocks[0]))
            if known is not None:  # with its gaps it is a page that is there
                pages.remove(page)
                lesson.known.append(replace(page, id=known))
        for page in pages:
            rule = page.rule()
            page.left = [site for site in page.left if not takes(rule, site)][:_MOST_LEFT]
        ids = {page.id for page in pages}
        lesson.apart = [each for each in lesson.apart if {each.page, each.other} <= ids | known_ids]
        lesson.pages += pages
        self._known |= {meaning(block): page.id for page in pages for block in page.rule().blocks if not block.inlined}

    # -- a page that is there ----------------------------------------------------------------------------------------

    def extend(self, changes: Sequence[Change], page: Path) -> Lesson:
        """Learn from changes, and give a page what it lacks for their sites: a metavariable in the place of a literal,
        or else a block. The one page of the lesson is that page with its new text; none, where it takes them all.
        Raises RuleError for a page that cannot be read.
        """
        text = page.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        rule = load_page(page.name, text)
        lesson = self.learn(changes)
        wide = Extended(page.name, text)
        left: list[Page] = []
        for learned in lesson.pages:
            if all(takes(rule, example.site) for example in learned.examples):
                left.append(replace(learned, id=rule.id))
            else:
                wide.add(learned)
        lesson.known += left
        lesson.pages = [wide.page] if wide.is_changed else []
        return lesson

    # -- drafts ------------------------------------------------------------------------------------------------------

    def _draft(self, example: Example, lesson: Lesson) -> Page | None:
        """The most specific page of an example."""
        fault = example.site.fault
        region = example.region
        if region is None or (fault is not None and fault.sentence not in RUN_BY_ANY):
            message = fault or Message.of(Sentence.LEARNED_NOT_CHANGED)
            self._miss(lesson, example, message)
            return None
        why = never(example, region)
        if why is not None:
            self._miss(lesson, example, why)
            return None
        found: Message | None = None
        for is_plain in (False, True):
            block, values = spelled(example, is_plain=is_plain)
            if values.unknown:
                self._miss(lesson, example, unknown(example, values.unknown))
                return None
            page = Page("1-draft", example.name, [block.lines()], [example], is_plain=is_plain)
            try:
                rule = page.rule()
            except RuleError as error:
                first = error.faults[0]
                found = Message.of(Sentence.LEARNED_PAGE_FAULT, fault=first.message)
                continue
            if takes(rule, example.site):
                return page
            found = Message.of(Sentence.LEARNED_NO_MATCH)
        assert found is not None
        self._miss(lesson, example, fault or found)
        return None

    @staticmethod
    def _miss(lesson: Lesson, example: Example, message: Message) -> None:
        lesson.missed.append(NotLearned(example.path, example.line, example.name, message))

    def _merged(self, drafts: list[Page], lesson: Lesson) -> list[Page]:
        """One page for examples whose blocks mean the same, or differ in literals that the command is given; with its
        id.
        """
        found: dict[tuple[object, ...], Page] = {}
        for draft in drafts:
            key = meaning(draft.rule().blocks[0])
            if key in self._known:
                lesson.known.append(replace(draft, id=self._known[key]))
            elif key in found:
                found[key].examples += draft.examples
            else:
                found[key] = draft
        pages: list[Page] = []
        for draft in found.values():
            for page in pages:
                wider = self._together(page, draft)
                if wider is not None:
                    page.blocks, page.is_merged = wider, True
                    page.examples += draft.examples
                    break
            else:
                pages.append(draft)
        for page in pages:
            first = page.examples[0]
            page.id = self._id(first.name)
            page.title = _title(first.name)
            page.summary = _summary(page.examples)
            page.left = _alike(first)
        for index, page in enumerate(pages):
            for other in pages[:index]:
                difference = merged(other.blocks[0], page.blocks[0])
                if isinstance(difference, Difference):
                    lesson.apart.append(Apart(page.id, other.id, difference))
                    break
        return pages

    @staticmethod
    def _together(page: Page, draft: Page) -> list[list[str]] | None:
        """The block of two pages that differ in literals, None where it does not take the examples of both."""
        lines = merged(page.blocks[0], draft.blocks[0])
        if not isinstance(lines, list):
            return None
        try:
            rule = page.with_first(lines).rule()
        except RuleError:
            return None
        if all(takes(rule, example.site) for example in (*page.examples, *draft.examples)):
            return [lines]
        return None

    def _id(self, name: str) -> str:
        words = re.sub(r"[^a-z0-9]+", "-", apart(name, "-").lower()).strip("-") or "site"
        stem, number = words, 2
        while stem in self._taken:
            stem, number = f"{words}-{number}", number + 1
        self._taken.add(stem)
        self._number += 1
        return f"{self._number - 1:02}-{stem}"

    @staticmethod
    def _order(pages: list[Page]) -> None:
        """A page that takes the site of another one is tried after it."""
        rules = {page.id: page.rule() for page in pages}
        for page in pages:
            page.after = []
            for other in pages:
                if other is not page and any(takes(rules[page.id], each.site) for each in other.examples):
                    page.after.append(other.id)

    # -- other consumers ---------------------------------------------------------------------------------------------

    def _widen(self, trees: Trees, all_sides: list[Sides], pages: list[Page]) -> None:
        """Give pages blocks for other consumers of the answer, and keep those with which the change comes back."""
        known = {meaning(block) for page in pages for block in page.rule().blocks if not block.inlined}
        wider: list[tuple[Page, Page]] = []
        for page in pages:
            if page.is_merged:
                continue
            block, values = spelled(page.examples[0], is_plain=page.is_plain)
            wide = page
            for lines in alternatives(page.examples[0], values, block):
                more = wide.with_block(lines)
                try:
                    added = [each for each in more.rule().blocks if not each.inlined]
                except RuleError:
                    continue
                said = meaning(added[-1])
                if said not in known and mutant(more) is None:
                    known.add(said)
                    wide = more
            if wide is not page:
                wider.append((page, wide))
        self._replace(trees, all_sides, pages, wider)

    def _give_gaps(self, trees: Trees, all_sides: list[Sides], pages: list[Page]) -> None:
        """Let other statements stand between those that prepare a program and the program."""
        wider: list[tuple[Page, Page]] = []
        for page in pages:
            example = page.examples[0]
            assert example.region is not None
            if page.is_merged:
                continue
            region = with_gaps(example.region)
            if len(region.parts) == len(example.region.parts):
                continue
            wide = page.with_first(spelled(example, region, is_plain=page.is_plain)[0].lines())
            try:
                if takes(wide.rule(), example.site) and mutant(wide) is None:
                    wider.append((page, wide))
            except RuleError:
                continue
        self._replace(trees, all_sides, pages, wider)

    def _replace(self, trees: Trees, all_sides: list[Sides], pages: list[Page], wider: list[tuple[Page, Page]]) -> None:
        """Put wider pages in the place of others, where the change still comes back: all, or else one by one."""
        for group in (wider, *([each] for each in wider)):
            rest = [(page, wide) for page, wide in group if page in pages]
            if not rest:
                return
            before = [(page, page.after) for page in pages]
            for page, wide in rest:
                pages[pages.index(page)] = wide
            self._order(pages)
            if not self._any_refused(trees, all_sides, pages):
                continue
            for page, wide in rest:
                pages[pages.index(wide)] = page
            for page, after in before:
                page.after = after

    def _any_refused(self, trees: Trees, all_sides: list[Sides], pages: list[Page]) -> bool:
        for sides in all_sides:
            own = [each for page in pages for each in page.examples if each.sides is sides]
            if own and self._refused(trees, sides, own, pages):
                return True
        return False

    # -- judges ------------------------------------------------------------------------------------------------------

    def _judge(self, trees: Trees, all_sides: list[Sides], pages: list[Page], lesson: Lesson) -> None:
        """Take out the examples, and then the pages, that do not give the change back."""
        for sides in all_sides:
            while True:
                own = [each for page in pages for each in page.examples if each.sides is sides]
                if not own:
                    break
                refused = self._refused(trees, sides, own, pages)
                if not refused:
                    break
                for example, why in refused.items():
                    lesson.missed.append(NotLearned(example.path, why.line, example.name, why.message))
                    for page in pages:
                        page.examples = [each for each in page.examples if each is not example]
                pages[:] = [page for page in pages if page.examples]
        while found := next(filter(None, (moved(each, pages) for page in pages for each in page.examples)), None):
            example, message = found
            self._miss(lesson, example, message)
            for page in pages:
                page.examples = [each for each in page.examples if each is not example]
            pages[:] = [page for page in pages if page.examples]
        for page in list(pages):
            wrong = kept(page, all_sides, self._settings) or contradicted(page, pages, all_sides) or too_wide(page)
            if wrong is not None:
                pages.remove(page)
                for example in page.examples:
                    self._miss(lesson, example, wrong)

    @staticmethod
    def _refused(trees: Trees, sides: Sides, examples: list[Example], pages: list[Page]) -> dict[Example, Refused]:
        rules = [page.rule() for page in pages if any(each.sides is sides for each in page.examples)]
        path, rules = trees.before / sides.path, in_order(rules)
        refused = reproduce(path, sides, examples, rules)
        for group in (examples, *([each] for each in refused)):
            if not refused or not has_rest(sides, group):
                break
            if not refused.keys().isdisjoint(group):
                found = reproduce(path, sides, group, rules, with_rest=True)
                refused = {each: why for each, why in refused.items() if each in found or each not in group}
        return refused


def _alike(example: Example) -> list[Site]:
    """The sites that a change left and whose programs are most like that of an example."""
    own = example.site.program
    if own is None or not own.variants:
        return []
    found = []
    for site in example.sides.remaining:
        if site.program is not None and site.program.variants:
            common, every = own.tokens & site.program.tokens, own.tokens | site.program.tokens
            share = len(common) / len(every) if every else 0.0
            if share >= _LIKE:
                found.append((share, site))
    found.sort(key=lambda each: -each[0])
    return [site for _, site in found]


def _summary(examples: list[Example]) -> str:
    """Where a page comes from."""
    places: dict[str, list[str]] = {}
    for example in examples:
        names = places.setdefault(example.path, [])
        if example.name not in names:
            names.append(example.name)
    shown = (f"{', '.join(f'`{name}`' for name in names)} in {path}" for path, names in places.items())
    return f"Learned from {'; '.join(shown)}."


def _title(name: str) -> str:
    words = apart(name.strip("_"), " ").replace("_", " ").lower()
    return words[:1].upper() + words[1:]
