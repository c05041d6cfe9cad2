"""Every program that is one step away from an instance of a page. The steps are of the languages, not of the pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from migrator.javascript.parser import parse
from tests.whole.mutants.instantiate import Instance, Span


@dataclass(frozen=True)
class Step:
    """A change of ``start`` to ``end`` of a text into ``new``.

    ``around`` are the smallest things in the text that hold the change, from the inside out: the thing and what is
    directly around it. ``equivalent`` is the sentence of the design by which the change never decides.
    """

    kind: str
    start: int
    end: int
    new: str
    around: tuple[Span, ...]
    equivalent: str | None = None


@dataclass(frozen=True)
class Mutant:
    """An instance with one step done. Positions are of the mutated file, from 1."""

    instance: Instance = field(repr=False)
    language: str
    step: Step
    text: str = field(repr=False)
    line: int
    column: int
    before: str
    after: str

    @property
    def page(self) -> str:
        return self.instance.page

    @property
    def block(self) -> int:
        return self.instance.block

    @property
    def kind(self) -> str:
        return self.step.kind

    @property
    def file(self) -> str:
        return self.instance.in_file(self.text)

    def __str__(self) -> str:
        where = f"{self.page} block {self.block}, {self.language}, {self.kind}, line {self.line}"
        return f"{where}: `{_flat(self.before)}` -> `{_flat(self.after)}`"


def mutants(instance: Instance) -> Iterator[Mutant]:
    """All mutants of an instance, each text once; what would not parse is none."""
    from tests.whole.mutants.javascript import javascript_steps
    from tests.whole.mutants.python import python_steps

    seen = {instance.text}
    for language, steps in (("Python", python_steps(instance)), ("JavaScript", javascript_steps(instance))):
        for step in steps:
            if any(span.holds(step.start, step.end) for span in instance.open):
                continue  # the page leaves it open
            if step.kind == "elements swapped" and _is_open(instance, step.new):
                continue  # two names that stand for any name
            text = instance.text[: step.start] + step.new + instance.text[step.end :]
            if text in seen or not _is_javascript(instance.in_file(text)):
                continue
            seen.add(text)
            line, column = instance.line(text, step.start), instance.column(text, step.start)
            yield Mutant(instance, language, step, text, line, column, instance.text[step.start : step.end], step.new)


def around(things: Sequence[Span], start: int, end: int) -> tuple[Span, ...]:
    """What holds a change, the smallest first: the thing that changes and what is directly around it.

    What is put in at the edge of a thing changes all that begin or end there, and is held by the next.
    """
    holding = [span for span in things if span.holds(start, end)]
    touching = [span for span in holding if start in (span.start, span.end)]
    if start != end or not touching:
        return tuple(holding[:2])
    return (*touching, *[span for span in holding if span not in touching][:1])


def _is_open(instance: Instance, listed: str) -> bool:
    """Whether all items of a list are parts that the page leaves open."""
    open_texts = {instance.text[span.start : span.end] for span in instance.open}
    return all(item.strip() in open_texts for item in listed.split(","))


def _is_javascript(text: str) -> bool:
    return not parse(text.encode()).root_node.has_error


def _flat(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 80 else flat[:79] + "…"
