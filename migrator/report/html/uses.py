"""One use of the receiver on the page: what became of it and why, with its code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from migrator.model.ledger import Dropped, Entry, FileEntry, Nearest, Outcome
from migrator.report.html.code import change, page_lines, panel, sides
from migrator.report.html.element import Child, Markup, element, joined, prose
from migrator.report.html.excerpt import COME, Excerpts, Line
from migrator.report.invocation import Invocation, Page
from migrator.report.meanings import CODES, MEANINGS
from migrator.report.sentences import words
from migrator.report.words import kept_by, place_name

_AROUND = 3


@dataclass(frozen=True, slots=True)
class Use:
    """A use with its place on the page."""

    file: FileEntry
    file_index: int
    entry: Entry
    anchor: str

    @property
    def rule(self) -> str | None:
        """The rule that took it, or the one that nearly did."""
        return self.entry.page

    @property
    def outcome(self) -> str:
        return "left" if self.entry.is_left else self.entry.outcome.value

    @property
    def label(self) -> str:
        """What it is in one line."""
        by = f" by {self.entry.rule}" if self.entry.outcome is Outcome.REWRITTEN else ""
        why = f", {self.entry.reason.code.value}" if self.entry.reason is not None else ""
        return f"line {self.entry.line}, {OUTCOMES[self.outcome].lower()}{by}{why}"

    @property
    def attributes(self) -> dict[str, str | int | None]:
        """What filters ask."""
        return {"data_outcome": self.outcome, "data_rule": self.rule or "", "data_file": self.file_index}


OUTCOMES = {
    "rewritten": "Rewritten",
    "left": "Left",
    "kept": "Kept",
    "provided": "Provided",
    "in-worker": "In a worker",
}


def uses_of(file: FileEntry, index: int) -> list[Use]:
    """Uses in order; what goes with a site is told with it."""
    return [
        Use(file, index, entry, f"u{index}-{number}")
        for number, entry in enumerate(file.entries, 1)
        if not entry.goes_along
    ]


def article(use: Use, excerpts: Excerpts | None, invocation: Invocation, anchors: dict[str, str]) -> Markup:
    """Everything about one use; ``anchors`` lead from rules to their place on the page."""
    entry = use.entry
    body: list[Child] = []
    if entry.outcome is Outcome.REWRITTEN:
        body = list(_rewritten(use, excerpts, invocation))
    elif entry.reason is not None:
        body = list(_left(use, excerpts, invocation, anchors))
    else:
        lines = excerpts.use(entry) if excerpts is not None else ()
        shown = panel("Source", lines) if lines else None
        is_named = entry.suppression is not None or entry.keeper is not None
        meaning = kept_by(entry) if is_named else MEANINGS[entry.outcome.value]
        why = prose(meaning[0].upper() + meaning[1:])
        body = [element("details", element("summary", why), shown) if shown else element("p", why, ".", class_="quiet")]
    return element(
        "article",
        _head(use, anchors),
        *body,
        id=use.anchor,
        class_=f"use {use.outcome}",
        **use.attributes,
    )


def badge(outcome: str) -> Markup:
    """The name of an outcome in its colour."""
    return element("span", OUTCOMES[outcome], class_=f"badge {outcome}")


def rule_link(rule: str, anchors: dict[str, str]) -> Markup:
    """The name of a rule, leading to it where the page has it."""
    name = element("code", rule)
    return element("a", name, href=f"#{anchors[rule]}") if rule in anchors else name


def _head(use: Use, anchors: dict[str, str]) -> Markup:
    entry = use.entry
    named = place_name(entry)
    where = element("span", named, class_="where") if named is not None else element("span", "(outside of a class)")
    by: Child = None
    if entry.outcome is Outcome.REWRITTEN and entry.rule is not None:
        by = element("span", "by ", rule_link(entry.rule, anchors), class_="by")
    elif entry.member is not None:
        by = element("span", element("code", entry.member), class_="by")
    line = element("a", f"Line {entry.line}", href=f"#{use.anchor}")
    return element("header", element("h4", line, " ", where), badge(use.outcome), " ", by)


def _rewritten(use: Use, excerpts: Excerpts | None, invocation: Invocation) -> Iterator[Child]:
    entry = use.entry
    if excerpts is not None:
        yield change(excerpts.hunks(entry.id), written=invocation.written)
    page = invocation.pages.get(entry.rule or "")
    if entry.changes:
        texts = {item.name: item.text for item in page.changes} if page is not None else {}
        yield element(
            "details",
            element("summary", "What changes in behaviour ", [_chip(name) for name in entry.changes]),
            element("dl", [[element("dt", name), element("dd", prose(texts.get(name, "")))] for name in entry.changes]),
            class_="changes",
        )
    yield from _gone("Removed and not carried over", "nobody does it any more", entry.not_carried_over, "lost")
    yield from _gone("Dropped", "prints that decide nothing", entry.dropped, "dropped")
    if page is not None and page.duties:
        yield element(
            "details",
            element("summary", "What the worker must ", [_chip(duty.name) for duty in page.duties]),
            duties(page),
            class_="duties",
        )


def duties(page: Page) -> Markup:
    """What a page asks of the worker."""
    return element("dl", [[element("dt", duty.name), element("dd", prose(duty.text))] for duty in page.duties])


def _chip(name: str) -> Markup:
    return joined([element("span", name, class_="chip"), " "])


def _gone(title: str, why: str, items: tuple[Dropped, ...], name: str) -> Iterator[Markup]:
    if items:
        rows = [
            element("li", element("span", f"line {item.line}", class_="at"), " ", element("code", item.text))
            for item in items
        ]
        yield element("div", element("p", element("b", title), f" ({why})"), element("ul", rows), class_=f"gone {name}")


def _left(use: Use, excerpts: Excerpts | None, invocation: Invocation, anchors: dict[str, str]) -> Iterator[Child]:
    entry = use.entry
    assert entry.reason is not None
    reason = entry.reason
    yield element(
        "p",
        element("code", reason.code.value, class_="why", title=CODES[reason.code]),
        " ",
        prose(words(reason.message)),
        class_="reason",
    )
    yield from _not_accepted(entry, invocation, anchors)
    lines = excerpts.use(entry) if excerpts is not None else ()
    if lines:
        title = "Source" if entry.outcome is not Outcome.UNMATCHED else "Source (stays as it is)"
        yield panel(title, lines)
    elsewhere = excerpts.reason(entry) if excerpts is not None else ()
    if elsewhere:
        yield panel(f"Line {reason.line}, of which the reason speaks", elsewhere)
    shown = [_nearest(nearest, entry, excerpts, invocation, anchors) for nearest in entry.nearest]
    yield from shown[:1]
    if shown[1:]:
        names = [_chip(nearest.rule) for nearest in entry.nearest[1:]]
        yield element("details", element("summary", "Others that are near ", names), shown[1:])


def _not_accepted(entry: Entry, invocation: Invocation, anchors: dict[str, str]) -> Iterator[Child]:
    """What the page that fits would change for callers, of which somebody has to accept the rest."""
    page = invocation.pages.get(entry.rule or "")
    if entry.pending and page is not None:
        texts = {item.name: item.text for item in page.changes}
        yield element(
            "details",
            element("summary", "Not accepted, by ", rule_link(page.id, anchors), " ", map(_chip, entry.pending)),
            element("dl", [[element("dt", name), element("dd", prose(texts.get(name, "")))] for name in entry.pending]),
            class_="changes",
        )


def _nearest(
    nearest: Nearest, entry: Entry, excerpts: Excerpts | None, invocation: Invocation, anchors: dict[str, str]
) -> Markup:
    """Where a rule and the source part, beside each other."""
    page = invocation.pages.get(nearest.rule)
    left: tuple[Child, ...] = ("The rule has ", element("code", nearest.expected) if nearest.expected else "nothing")
    right: tuple[Child, ...] = ("The source has ", element("code", nearest.found) if nearest.found else "nothing")
    rule = _around(page, nearest.page_line) if page is not None and nearest.page_line is not None else []
    source = excerpts.difference(nearest, entry) if excerpts is not None else ()
    return element(
        "div",
        element("p", "Nearest: ", rule_link(nearest.rule, anchors), "; the first difference"),
        sides(panel(left, rule), panel(right, source)),
        class_="nearest",
    )


def _around(page: Page, at: int) -> list[Line]:
    """The lines of a page around one, which alone is marked."""
    lines = page_lines(page.text)[max(0, at - 1 - _AROUND) : at + _AROUND]
    return [replace(line, mark=COME if line.number == at else "") for line in lines]
