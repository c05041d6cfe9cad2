"""The flow of a program beside what CPython does with it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from migrator.python.lower import lower
from tests.whole.globals.cpython import WATCHED, done
from tests.whole.globals.programs import Programs

RUNS = 20
_ENDLESS = re.compile(r"^ *(?:for|while) .*:\n(?! *tick)", re.MULTILINE)  # a loop whose rounds nobody counts
_MORE_RUNS = 100  # for a program of which the flow says more than was seen


@dataclass
class Tally:
    """``missed``: programs that did what the flow does not say. ``more``: names of which it says what no run did."""

    missed: list[tuple[str, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    more: list[tuple[str, str]] = field(default_factory=list)


def missing(text: str, runs: int = RUNS) -> tuple[str, str]:
    """What a program did and its flow does not say, and what its flow says and it never did."""
    flow = lower(text, {})
    seen = done(text, runs)
    said = {
        "reads": set(flow.reads) & WATCHED,
        "binds": set(flow.binds) & WATCHED,
        "deletes": set(flow.deletes) & WATCHED,
        "later": (set(flow.reads) | set(flow.lasting)) & WATCHED,
    }
    did = {"reads": seen.reads, "binds": seen.binds, "deletes": seen.deletes, "later": seen.later}
    less = {f"{what} {name}" for what in said for name in did[what] - said[what]}
    more = {f"reads {name}" for name in said["reads"] - did["reads"]}  # what no end leads to is bound all the same
    return ", ".join(sorted(less)), ", ".join(sorted(more))


def judge(seed: int, cases: int, *, precisely: bool = False) -> Tally:
    """Look at so many programs of a seed."""
    tally, programs = Tally(), Programs(seed)
    for _ in range(cases):
        text = programs.program()
        less, more = missing(text)
        if not less and more and precisely:
            less, more = missing(text, _MORE_RUNS)
        tally.counts["missed" if less else "says more" if more else "the same"] += 1
        if less:
            tally.missed.append((text, less))
        elif more:
            tally.more.append((text, more))
    return tally


def smallest(text: str, wanted: str = "") -> tuple[str, str]:
    """A program with as few lines as still do what its flow does not say (``wanted`` is a part of that)."""
    less, _ = missing(text, _MORE_RUNS)
    again = True
    while again:
        again = False
        for shorter in _shorter(text):
            if _ENDLESS.search(shorter) is not None:
                continue
            try:
                compile(shorter, "<program>", "exec")
                found, _ = missing(shorter, _MORE_RUNS)
            except (SyntaxError, ValueError):
                continue
            if found and wanted in found:
                text, less, again = shorter, found, True
                break
    return text, less


def _shorter(text: str) -> Iterator[str]:
    """A program without some of its lines, the longest cuts first; also with a block in the place of its head."""
    lines = text.splitlines()
    for size in (8, 4, 2, 1):
        for at in range(len(lines) - size + 1):
            yield "\n".join(lines[:at] + lines[at + size :]) + "\n"
    for at, line in enumerate(lines):
        if line.rstrip().endswith(":"):
            depth = len(line) - len(line.lstrip())
            end = at + 1
            while end < len(lines) and len(lines[end]) - len(lines[end].lstrip()) > depth:
                end += 1
            inner = [inside[4:] for inside in lines[at + 1 : end]]
            yield "\n".join(lines[:at] + inner + lines[end:]) + "\n"
