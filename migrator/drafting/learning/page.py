"""The text of a learned page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from migrator.drafting.learning.block import Block
from migrator.drafting.learning.examples import Example
from migrator.drafting.learning.values import Values
from migrator.javascript.log_names import METHODS
from migrator.rules.loader import Rule, load_page

_METAVARIABLE = re.compile(r"\$[A-Z][A-Z0-9_]*")


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
    expressions: list[list[str]] = field(default_factory=list)

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
        fences += [fence("diff expression", lines) for lines in self.expressions]
        return f"{head}# {self.title}\n\n" + "\n".join(fences)

    def rule(self) -> Rule:
        """The page, compiled; raises RuleError."""
        return load_page(f"{self.id}.md", self.text)

    def _loggers(self) -> list[str]:
        """Metavariables whose methods are those of a logger and whose names say that they stand for one."""
        methods = {*METHODS, *(name for each in self.examples for name in each.sides.before.settings.log_methods)}
        called = "|".join(sorted(map(re.escape, methods)))
        lines = "\n".join(line for block in (*self.blocks, *self.expressions) for line in block)
        found = re.findall(rf"\$((?:[A-Z0-9]+_)*(?:LOG|LOGGER|CONSOLE)(?:_[0-9]+)?)\.(?:{called})\(", lines)
        return list(dict.fromkeys(found))


def fence(kind: str, lines: Sequence[str]) -> str:
    """A fence of a page, longer than any in it."""
    longest = max((len(match[0]) for line in lines for match in re.finditer(r"`{3,}", line)), default=2)
    marks = "`" * max(3, longest + 1)
    return f"{marks}{kind}\n" + "".join(f"{line}\n" for line in lines) + f"{marks}\n"


def lines_of(example: Example, *, prints: bool = False) -> tuple[list[str], Values]:
    """The most specific block of an example, and what stands for its names."""
    sides, region = example.sides, example.region
    assert region is not None
    files = sides.before, sides.after
    values = Values(files, region, sides.keys, sides.renames, sides.worker)
    return Block(*files, region, values, prints=prints).lines(), values


def canonical(lines: Sequence[str], fresh: Sequence[str]) -> str:
    """The lines of a block with its metavariables and fresh names numbered: the same for blocks that mean the same."""
    numbers: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        return numbers.setdefault(match[0], f"$M{len(numbers)}")

    text = _METAVARIABLE.sub(number, "\n".join(lines))
    for index, name in enumerate(dict.fromkeys(fresh)):
        text = re.sub(rf"(?<![\w$.]){re.escape(name)}(?![\w$])", f"fresh{index}", text)
    return text
