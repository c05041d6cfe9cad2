"""The call sites that pages take: the old side of each block, with names for the metavariables."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from functools import cache
from random import Random
from textwrap import indent
from typing import NamedTuple

from migrator.javascript.parser import parse
from migrator.matching.pattern import Block
from migrator.rules.loader import Rule, RuleError, load_page
from tests.support import ROOT, shipped_rules
from tests.whole.documentation import DOCS, fences
from tests.whole.mutants.instantiate import GIVEN, Instance, instances

_USE = re.compile(r"this\.pyodide\b")
_LOGGERS = ("info", "warn", "debug")


class Pages(NamedTuple):
    """Pages that decide together."""

    name: str
    rules: tuple[Rule, ...]


class Site(NamedTuple):
    """Statements that a page takes. ``lead`` declares what they need, ``tail`` uses what they declare."""

    text: str
    lead: str
    tail: str
    parameters: str

    @property
    def is_one_statement(self) -> bool:
        children = parse(self.text.encode()).root_node.named_children
        return len(children) == 1 and children[0].type == "expression_statement"

    @property
    def expression(self) -> str | None:
        """The awaited call, where the site is nothing but that and perhaps a name for it."""
        children = parse(self.text.encode()).root_node.named_children
        if len(children) != 1:
            return None
        node = children[0]
        if node.type == "lexical_declaration":
            return self.text[self.text.index("await ") :].rstrip(" ;\n")
        return self.text.rstrip(" ;\n") if node.type == "expression_statement" else None

    @property
    def alone(self) -> str:
        """The file in which the statements stand in a method that has all that they need, as far as can be seen."""
        lines = indent(f"{self.text}\n{self.tail}".strip(), " " * 8)
        return f"class Game extends Missing {{\n    async act({self.parameters}) {{\n{lines}\n    }}\n}}\n"


def uses(text: str) -> list[int]:
    """Where text reaches the receiver."""
    return [match.start() for match in _USE.finditer(text)]


@cache
def shipped() -> Pages:
    return Pages("shipped", shipped_rules())


def is_of_one_program(block: Block) -> bool:
    """Whether a block is what sites are drawn of: statements with one program."""
    return len(block.programs) == len(block.runs) == 1 and not block.is_expression and not block.imports


@cache
def documented() -> tuple[Pages, ...]:
    """Each page that the documentation shows, by itself; those that it shows as faulty are none."""
    found: list[Pages] = []
    for path in (*sorted(DOCS.rglob("*.md")), ROOT / "README.md"):
        for fence in fences(path.read_text("utf-8")):
            if fence.language not in ("diff", "markdown"):
                continue
            is_page = fence.language == "markdown"
            text = fence.text if is_page else f"# X\n\nA rule.\n\n```diff\n{fence.text}```\n"
            try:
                rule = load_page("01-x.md", text)
            except RuleError:
                continue
            if not all(is_of_one_program(block) for block in rule.blocks):
                continue
            found.append(Pages(f"{path.relative_to(ROOT).as_posix()}:{fence.first}", (rule,)))
    return tuple(found)


@cache
def _plain(rule: Rule, filled: bool) -> tuple[Instance, ...]:
    return tuple(instances(rule, filled=filled))


def draw(random: Random, pages: Pages, number: int, around: Sequence[str], here: Container[str] = ()) -> Site:
    """A site of one of the pages. ``around`` are names that hold where it will stand, ``here`` those that are declared
    in that very scope.
    """
    rule, filled = random.choice(pages.rules), random.random() < 0.3
    chosen = random.choice(_plain(rule, filled))
    named = {name: _name(random, spelled, chosen, number, around, here) for name, spelled in chosen.names.items()}
    if len(set(named.values())) < len(named):  # two names that are one are another site
        named = {name: f"{spelled}{number}" for name, spelled in chosen.names.items() if spelled not in _LOGGERS}
    made = next(item for item in instances(rule, filled=filled, named=named) if item.block == chosen.block)
    spelled = {named.get(name, old): old for name, old in chosen.names.items()}
    free = [name for name, old in spelled.items() if old in chosen.parameters.split(", ")]
    lead = "".join(_declared(name, spelled[name]) for name in free if name not in around and random.random() < 0.8)
    tail = made.tail.strip() if random.random() < 0.7 else ""
    text = "\n".join(line for line in made.text.replace("$$dots", "'x'").split("\n") if line.strip())
    roots = [name.split(".")[0].split("[")[0] for name in named.values()]
    parameters = {*free, *(root for root in roots if root in around), GIVEN} - {"console", "this", "arguments"}
    return Site(text, lead, tail, ", ".join(sorted(name for name in parameters if name.isidentifier())))


def _name(
    random: Random, spelled: str, chosen: Instance, number: int, around: Sequence[str], here: Container[str]
) -> str:
    """What a metavariable is called in this site: by a name of its own, or one that means something there."""
    if spelled in _LOGGERS:
        return spelled
    if spelled.startswith(f"{GIVEN}."):
        there = [random.choice(around), f"{random.choice(around)}.x"] if around else []
        return random.choice([spelled, spelled, "this.x", "'a'", "7", *there])
    if spelled in chosen.parameters.split(", "):
        if spelled == "log":
            return "console" if random.random() < 0.8 or not around else random.choice(around)
        return random.choice(around) if around and random.random() < 0.3 else f"{spelled}{number}"
    kind = random.random()
    outer = [name for name in around if name not in here]
    if kind < 0.15 and outer:
        return random.choice(outer)
    return spelled if kind < 0.25 and spelled not in here else f"{spelled}{number}"


def _declared(name: str, spelled: str) -> str:
    if name == "console" or not name.isidentifier():
        return ""
    value = "(given) => given" if spelled == "clean" else f"this.{name}"
    return f"let {name} = {value};\n"


def joined(text: str) -> str:
    """Statements on one line, but for the lines of template literals."""
    parts = text.split("`")
    return "`".join(part if index % 2 else re.sub(r"\n\s*", " ", part) for index, part in enumerate(parts))
