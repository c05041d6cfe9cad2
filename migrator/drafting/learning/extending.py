"""A page that is there, with more blocks: its text stays as it is but for its fences."""

from __future__ import annotations

import re

from migrator.drafting.learning.judges import takes
from migrator.drafting.learning.merging import merged
from migrator.drafting.learning.page import Page, fence
from migrator.rules.loader import RuleError, load_page

_FENCE = re.compile(r"(?ms)^(?P<marks>`{3,})diff\n(?P<lines>.*?)^(?P=marks)[^\S\n]*\n?")
_INCLUDED = "<<"  # a fence of the page stands there


class Extended:
    """The text of a page, to which blocks are added."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._before = text
        self.page = Written(name.removesuffix(".md"), "", [], [])
        self.page.written = text

    @property
    def is_changed(self) -> bool:
        """Whether the page has another text than before."""
        return self.page.text != self._before

    def add(self, learned: Page) -> None:
        """Take in the blocks of a learned page: into a block of its kind, or behind all others."""
        for lines in learned.blocks:
            text = self._generalised(lines) or self._appended(lines)
            try:
                rule = load_page(self._name, text)
            except RuleError:
                continue
            if lines is not learned.blocks[0] or all(takes(rule, example.site) for example in learned.examples):
                self.page.written = text
        self.page.examples += learned.examples

    def _generalised(self, lines: list[str]) -> str | None:
        text = self.page.text
        for found in _FENCE.finditer(text):
            own = found["lines"].removesuffix("\n").split("\n")
            wider = merged(own, lines) if _INCLUDED not in found["lines"] else None
            if isinstance(wider, list) and wider != own:
                return text[: found.start()] + fence("diff", wider) + text[found.end() :]
        return None

    def _appended(self, lines: list[str]) -> str:
        text = self.page.text
        at = max((found.end() for found in _FENCE.finditer(text)), default=len(text))
        return f"{text[:at]}\n{fence('diff', lines)}{text[at:]}"


class Written(Page):
    """A page whose text somebody wrote."""

    written: str

    @property
    def text(self) -> str:
        """The page."""
        return self.written
