"""Sites of several lines that differ from those of their page in one thing: none of them is rewritten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from tests.whole.blocks.cases import Case
from tests.whole.blocks.judge import migrated
from tests.whole.blocks.pages import PAGES
from tests.whole.emission.forms import Layout

# Between lines: what uses the interpreter, waits, or leaves.
_INSERTED = (
    "await this.pyodide.runPythonAsync(`env.other()`)", "this.pyodide.globals.set('z', 1)", "this.runs()", "await null", "if (o.a) return",
    "if (o.a) throw o",
)  # fmt: skip
_OTHER = {
    "runPythonAsync": ("runPython", "loadPackage", "run"), "globals": ("locals",), "get": ("has", "toJs"), "set": ("get",),
    "loadPackage": ("loadPackagesFromImports",), "pyodide": ("worker", "other"), "this": ("that",), "env": ("game",),
}  # fmt: skip
_WORD = re.compile(r"\b[A-Za-z]\w*\b")
# Names of this site's own, and what any name or value may stand for.
_FREE = frozenset({"const", "await", "val", "fun", "s", "a", "n", "code", "x"})


class Mutant(NamedTuple):
    """``kind`` of the change, and the lines that it comes to."""

    page: str
    kind: str
    lines: tuple[str, ...]

    @property
    def source(self) -> str:
        case = Case(self.page, ("s.a", "n", "code"), Layout(), head="export {};" if PAGES[self.page].is_module else "")
        return case.file([*self.lines, "this.use(val)"])

    def __str__(self) -> str:
        return f"{self.page}, {self.kind}: {'; '.join(self.lines)}"


def mutants(page: str) -> Iterator[Mutant]:
    """Each once: a line left out, twice, exchanged with the next or nested; another word; an argument more or less; and
    something between two lines.
    """
    site = Case(page, ("s.a", "n", "code"), Layout()).lines
    seen = {tuple(site)}
    for kind, lines in _changed(page, site):
        if lines not in seen:
            seen.add(lines)
            yield Mutant(page, kind, lines)


def _changed(page: str, site: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    moves = PAGES[page].moves
    for at, line in enumerate(site):
        yield "left out", (*site[:at], *site[at + 1 :])
        if not line.startswith("const"):
            yield "under a condition", (*site[:at], f"if (o.a) {line}", *site[at + 1 :])
            yield "in a loop", (*site[:at], f"for (const i of [1, 2]) {line}", *site[at + 1 :])
            yield "in a function", (*site[:at], f"const later = async () => {{ {line} }}", *site[at + 1 :])
            yield "not awaited", (*site[:at], line.removeprefix("await "), *site[at + 1 :])
        for kind, new in _worded(line):
            yield kind, (*site[:at], new, *site[at + 1 :])
    for at, (one, two) in enumerate(pairwise(site)):
        if not _are_named(one, two):
            yield "exchanged", (*site[:at], two, one, *site[at + 2 :])
        for inserted in _INSERTED if moves or PAGES[page].diff.count("  ...") == 0 else ():
            if inserted.startswith("if") and one.startswith("this.pyodide.globals.set("):
                continue  # a name that only the program reads, which does not run
            yield "between", (*site[: at + 1], inserted, *site[at + 1 :])


def _are_named(one: str, two: str) -> bool:
    """Whether the second of two lines is no JavaScript before the first."""
    name = re.match(r"const (\w+)", one)
    return name is not None and re.search(rf"\b{name.group(1)}\b", two) is not None


def _worded(line: str) -> Iterator[tuple[str, str]]:
    for word in _WORD.finditer(line):
        name = word.group()
        if name in _FREE:
            continue
        for new in _OTHER.get(name, (f"{name}2",)):
            yield "another word", line[: word.start()] + new + line[word.end() :]
    for call in re.finditer(r"\)", line):
        is_empty = line[call.start() - 1] == "("
        yield "an argument more", line[: call.start()] + ("1" if is_empty else ", 1") + line[call.start() :]
    for argument in re.finditer(r"\$\{[^}]*\}", line):
        yield "an argument less", line[: argument.start()] + line[argument.end() :]
        yield "a text", f"{line[: argument.start()]}'{argument.group()}'{line[argument.end() :]}"
    yield "an optional receiver", line.replace("this.pyodide", "this.pyodide?", 1)
    yield "a tag", line.replace("(`", "(String.raw`").replace("(String.raw`", "(tagged`") if "(`" in line else line


def stays(mutant: Mutant) -> bool:
    return migrated(mutant.page, mutant.source)[0] is None
