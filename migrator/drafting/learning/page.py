"""The text of a learned page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from migrator.drafting.learning.block import Block
from migrator.drafting.learning.examples import Example
from migrator.drafting.learning.keys import Keys
from migrator.drafting.learning.region import Region
from migrator.drafting.learning.values import Values
from migrator.javascript.log_names import METHODS
from migrator.matching import pattern as matching
from migrator.model.term import Term
from migrator.rules.loader import Rule, load_page

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
    is_plain: bool = False

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
        return f"{head}# {self.title}\n\n" + "\n".join(fences)

    def with_block(self, lines: list[str]) -> Page:
        """The page with one more block."""
        return replace(self, blocks=[*self.blocks, lines])

    def with_first(self, lines: list[str]) -> Page:
        """The page with another first block."""
        return replace(self, blocks=[lines, *self.blocks[1:]])

    def rule(self) -> Rule:
        """The page, compiled; raises RuleError."""
        return load_page(f"{self.id}.md", self.text)

    def _loggers(self) -> list[str]:
        """Metavariables whose methods are those of a logger and whose names say that they stand for one."""
        methods = {*METHODS, *(name for each in self.examples for name in each.sides.before.settings.log_methods)}
        called = "|".join((*sorted(map(re.escape, methods)), r"\$[A-Z0-9_]+"))
        lines = "\n".join(line for block in self.blocks for line in block)
        found = re.findall(rf"\$((?:[A-Z0-9]+_)*(?:LOG|LOGGER|CONSOLE)(?:_[0-9]+)?)\.(?:{called})\(", lines)
        return list(dict.fromkeys(found))


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
