"""From a change to pages: what is learned of each site, or why nothing is."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from migrator.drafting.learning.change import Change
from migrator.drafting.learning.examples import Example, SettingsOf, Sides, Trees
from migrator.drafting.learning.judges import Refused, reproduce, takes
from migrator.drafting.learning.page import Page, canonical, lines_of
from migrator.drafting.words import apart
from migrator.model.ledger import Message, Sentence
from migrator.rules.loader import Rule, RuleError


class NotLearned(NamedTuple):
    """A site of which no page was learned, and why; ``line`` is that of the file before the change."""

    path: str
    line: int
    name: str
    message: Message


@dataclass
class Lesson:
    """What was learned from changes: pages in their order, and the sites of which none was learned."""

    pages: list[Page] = field(default_factory=list)
    missed: list[NotLearned] = field(default_factory=list)
    faults: list[tuple[str, Message]] = field(default_factory=list)
    remaining: int = 0


Progress = Callable[[str], None]


class Learner:
    """Learns pages from changes. ``settings`` are those of a path, ``first`` is the number of the first page."""

    def __init__(self, settings: SettingsOf, first: int = 1, taken: Sequence[str] = (), progress: Progress = print) -> None:
        self._settings = settings
        self._number = first
        self._taken = {*taken}
        self._progress = progress

    def learn(self, changes: Sequence[Change]) -> Lesson:
        """Learn from changes, the first one first."""
        lesson = Lesson()
        with tempfile.TemporaryDirectory(prefix="migrator-") as folder:
            for index, change in enumerate(changes):
                place = Path(folder) / str(index)
                place.mkdir()
                trees = Trees(place, change)
                trees.put()
                self._of(trees, lesson)
        return lesson

    def _of(self, trees: Trees, lesson: Lesson) -> None:
        all_sides = list(trees.sides(self._settings))
        lesson.faults += trees.faults
        drafts: list[Page] = []
        for sides in all_sides:
            lesson.remaining += len(sides.remaining)
            for site in sides.gone:
                example = Example(sides, site)
                page = self._draft(example, lesson)
                if page is not None:
                    drafts.append(page)
        pages = self._merged(drafts)
        self._order(pages)
        self._judge(trees, all_sides, pages, lesson)
        lesson.pages += pages

    # -- drafts ------------------------------------------------------------------------------------------------------

    def _draft(self, example: Example, lesson: Lesson) -> Page | None:
        """The most specific page of an example."""
        fault = example.site.fault
        region = example.region
        if region is None or fault is not None:
            message = fault or Message.of(Sentence.LEARNED_NOT_CHANGED)
            self._miss(lesson, example, message)
            return None
        found: Message | None = None
        for prints in (False, True):
            lines, values = lines_of(example, prints=prints)
            for name in values.unknown:
                line = example.sides.after.source.line(name.origin.start_byte)
                self._miss(lesson, example, Message.of(Sentence.LEARNED_UNKNOWN_NAME, name=name.value, line=line))
                return None
            page = Page("1-draft", example.name, [lines], [example])
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
        self._miss(lesson, example, found)
        return None

    @staticmethod
    def _miss(lesson: Lesson, example: Example, message: Message) -> None:
        lesson.missed.append(NotLearned(example.path, example.line, example.name, message))

    def _merged(self, drafts: list[Page]) -> list[Page]:
        """One page for examples whose blocks mean the same, with its id."""
        found: dict[str, Page] = {}
        for draft in drafts:
            fresh = [name for block in draft.rule().blocks[:1] for name in block.fresh]
            key = canonical(draft.blocks[0], fresh)
            if key in found:
                found[key].examples += draft.examples
            else:
                found[key] = draft
        for page in found.values():
            page.id = self._id(page.examples[0].name)
            page.title = _title(page.examples[0].name)
        return list(found.values())

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
            for other in pages:
                if other is not page and any(takes(rules[page.id], each.site) for each in other.examples):
                    page.after.append(other.id)

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

    @staticmethod
    def _refused(
        trees: Trees, sides: Sides, examples: list[Example], pages: list[Page]
    ) -> dict[Example, Refused]:
        rules = [page.rule() for page in pages if any(each.sides is sides for each in page.examples)]
        from migrator.rules.loader import in_order

        return reproduce(trees.before / sides.path, sides, examples, in_order(rules))


def _title(name: str) -> str:
    words = apart(name.strip("_"), " ").replace("_", " ").lower()
    return words[:1].upper() + words[1:]


Rules = Iterator[Rule]
