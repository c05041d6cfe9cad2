"""The text of a learned page."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from migrator.drafting.learning.block import Block
from migrator.drafting.learning.claims import claims
from migrator.drafting.learning.examples import Example
from migrator.drafting.learning.keys import Keys
from migrator.drafting.learning.region import Region
from migrator.drafting.learning.values import Values
from migrator.javascript.log_names import METHODS
from migrator.matching import pattern as matching
from migrator.model.term import Term
from migrator.rules.loader import Rule, load_page
from migrator.sites.owner import function_around
from migrator.sites.site import Site

_WIDTH = 100
_CHECK = "<!-- As far as the lines show it. Check each item, and say what a caller sees before and after. -->"


@dataclass(eq=False)
class Page:
    """A page in the making: ``blocks`` are its alternatives, as lines, and ``examples`` the sites that it is learned
    from. ``after`` are ids of pages that are tried before.
    """

    id: str
    title: str
    blocks: list[list[str]]
    examples: list[Example]
    after: list[str] = field(default_factory=list)
    left: list[Site] = field(default_factory=list)  # those that the change left, and that are like the example
    summary: str = ""
    is_plain: bool = False
    is_merged: bool = False  # of examples that differ in literals

    @property
    def text(self) -> str:
        """The page."""
        front = []
        loggers = self._loggers()
        if self.after:
            front.append(f"after: [{', '.join(self.after)}]")
        if loggers:
            front.append(f"loggers: [{', '.join(loggers)}]")
        head = "---\n" + "".join(f"{line}\n" for line in front) + "---\n\n" if front else ""
        fences = [fence("diff", lines) for lines in self.blocks]
        told = f"{self.summary}\n\n" if self.summary else ""
        return f"{head}# {self.title}\n\n{told}" + "\n".join([*fences, *self._sections()])

    def _sections(self) -> Iterator[str]:
        example = self.examples[0] if self.examples else None
        found = list(claims(example, spelled(example, is_plain=self.is_plain)[1])) if example is not None else []
        if found:
            items = (_wrapped(f"- `{claim.name}`: {claim.text}") for claim in found)
            yield "## What changes\n\n" + f"{_CHECK}\n\n" + "\n".join(items) + "\n"
        shown = [_shown(site) for site in self.left]
        if shown:
            yield "## Left alone\n\n" + "\n".join(fence("js", text.split("\n")) for text in shown)

    def with_block(self, lines: list[str]) -> Page:
        """The page with one more block."""
        return replace(self, blocks=[*self.blocks, lines])

    def with_first(self, lines: list[str]) -> Page:
        """The page with another first block."""
        return replace(self, blocks=[lines, *self.blocks[1:]])

    def rule(self) -> Rule:
        """The page, compiled; raises RuleError."""
        return _compiled(f"{self.id}.md", self.text)

    def _loggers(self) -> list[str]:
        """Metavariables whose methods are those of a logger and whose names say that they stand for one."""
        methods = {*METHODS, *(name for each in self.examples for name in each.sides.before.settings.log_methods)}
        called = "|".join((*sorted(map(re.escape, methods)), r"\$[A-Z0-9_]+"))
        lines = "\n".join(line for block in self.blocks for line in block)
        found = re.findall(rf"\$((?:[A-Z0-9]+_)*(?:LOG|LOGGER|CONSOLE)(?:_[0-9]+)?)\.(?:{called})\(", lines)
        return list(dict.fromkeys(found))


# What a page takes is tried on one mutant after the other, with the same text.
_compiled = lru_cache(maxsize=128)(load_page)


def _wrapped(item: str) -> str:
    return textwrap.fill(item, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _shown(site: Site) -> str:
    """The statement of a site that a change left, with where it stands."""
    source = site.file.source
    found = site.statements(0)
    node = found[0].nodes[found[1]] if found is not None else site.use.whole
    text = source.text(node.start_byte, node.end_byte)
    place = function_around(site.use.whole, source) or site.use.owner.method or "this file"
    return f"{textwrap.dedent(text)}   // in `{place}`"


def fence(kind: str, lines: Sequence[str]) -> str:
    """A fence of a page, longer than any in it."""
    longest = max((len(match[0]) for line in lines for match in re.finditer(r"`{3,}", line)), default=2)
    marks = "`" * max(3, longest + 1)
    return f"{marks}{kind}\n" + "".join(f"{line}\n" for line in lines) + f"{marks}\n"


def spelled(example: Example, region: Region | None = None, *, is_plain: bool = False) -> tuple[Block, Values]:
    """The most specific block of an example, and what stands for its names; that of another form of its region."""
    sides, region = example.sides, region or example.region
    assert region is not None
    files = sides.before, sides.after
    values = Values(files, region, sides.keys, sides.renames, sides.worker)
    return Block(*files, region, values, is_plain=is_plain), values


def meaning(block: matching.Block) -> tuple[object, ...]:
    """What a block says: the same for two of them that differ in no more than the names of what they declare and of
    what stands for something else.
    """
    numbers: dict[str, str] = {}

    def spell(term: Term) -> str:
        if term.kind == "metavar" or (term.kind == "name" and term.value in block.fresh):
            return numbers.setdefault(term.value, f"${len(numbers)}")
        return term.value

    keys = Keys(spell)
    elements = [(element.role, keys.of(element.term) if element.term is not None else 0) for element in block.elements]
    inserted = [(insertion.at, *map(keys.of, insertion.terms)) for insertion in block.insertions]
    return block.is_expression, *elements, *inserted
