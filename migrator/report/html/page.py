"""The page: what the run says in sum, the map of the files, each use, and the rules; nothing of it is loaded."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from importlib.resources import files

from migrator import __version__
from migrator.model.boundary import keeper
from migrator.model.ledger import FileEntry, Ledger, Note
from migrator.report import no_uses
from migrator.report.html import HEAD
from migrator.report.html.code import page_lines, panel
from migrator.report.html.element import NEWLINE, Child, Markup, element, joined, prose
from migrator.report.html.excerpt import Excerpts
from migrator.report.html.uses import OUTCOMES, Use, article, duties, uses_of
from migrator.report.invocation import Invocation, Page
from migrator.report.sentences import words
from migrator.report.words import count, note_text, unread_calls

_SIGNS = {"rewritten": "→", "left": "!", "kept": "=", "provided": "+", "in-worker": "·"}


def page(ledger: Ledger, invocation: Invocation, sources: Mapping[str, bytes]) -> str:
    """The whole document. ``sources`` are the files as they were read, by the paths of the ledger."""
    listed = [(file, uses_of(file, index)) for index, file in enumerate(ledger.files, 1)]
    anchors = {rule: f"r{number}" for number, rule in enumerate(_rules(listed, invocation), 1)}
    uses = [use for _, own in listed for use in own]
    shown = uses or any(_tells(file) for file, _ in listed)
    style, script = _asset("style.css"), _asset("script.js")
    policy = "; ".join(
        [
            "default-src 'none'",
            f"style-src '{_digest(style)}'",
            f"script-src '{_digest(script)}'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    head = [
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", "Migration report"),
        element("style", Markup(style)),
    ]
    body = [
        element("a", "Skip to the uses", href="#uses", class_="skip"),
        element("header", _summary(ledger, uses, invocation), class_="top"),
        element(
            "main",
            _filters(ledger, listed, uses),
            _map(listed),
            element(
                "section",
                element("h2", "Uses"),
                [_file(file, own, sources, invocation, anchors) for file, own in listed if own or _tells(file)],
                element("p", "Nothing uses the receiver.", class_="quiet") if not shown else None,
                element("p", "No use fits the filters.", id="none", class_="quiet", hidden=True),
                id="uses",
            ),
            _duties(ledger),
            _catalogue(anchors, invocation),
            _skipped(ledger),
        ),
        element("footer", element("p", f"Made by migrator {__version__}. Lines are those of the files as they were.")),
        element("script", Markup(script)),
    ]
    return (
        "\n".join(
            [f'{HEAD.decode()} {__version__}">', *head, element("body", NEWLINE, [[part, NEWLINE] for part in body])]
        )
        + "\n"
    )


def _asset(name: str) -> str:
    return (files(__package__) / name).read_text("utf-8")


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}"


def _rules(listed: list[tuple[FileEntry, list[Use]]], invocation: Invocation) -> list[str]:
    """The rules that the page speaks of, in their own order."""
    entries = [use.entry for _, uses in listed for use in uses]
    named = {entry.rule for entry in entries} | {nearest.rule for entry in entries for nearest in entry.nearest}
    return [rule for rule in invocation.pages if rule in named]


# -- in sum ------------------------------------------------------------------------------------------------------------


def _summary(ledger: Ledger, uses: list[Use], invocation: Invocation) -> Iterator[Child]:
    summary = ledger.summary
    yield element("h1", "Migration report")
    yield element("p", _verdict(ledger, invocation), class_="verdict")
    yield element(
        "ul",
        _figure(summary.rewritten, "rewritten" if invocation.written else "to rewrite", "rewritten"),
        _figure(summary.kept, "kept", "kept"),
        _figure(summary.unmatched, "unmatched", "left"),
        _figure(ledger.others, "other uses left", "left") if ledger.others else None,
        _figure(ledger.examined.files, "file examined" if ledger.examined.files == 1 else "files examined", ""),
        _figure(summary.errors, "error" if summary.errors == 1 else "errors", "left") if summary.errors else None,
        class_="figures",
    )
    yield _bar(uses)


def _verdict(ledger: Ledger, invocation: Invocation) -> Markup:
    summary = ledger.summary
    programs = summary.rewritten + summary.kept + summary.unmatched
    left = summary.unmatched + ledger.others
    number = len(ledger.duties)
    duties = f"{number:,} {'duty of a worker script is' if number == 1 else 'duties of worker scripts are'} open"
    unread = unread_calls(ledger)
    if not summary.errors and not any(file.entries for file in ledger.files):
        told = [part for part in (unread, duties if number else "") if part]
        return joined("; ".join([no_uses(*ledger.examined).removesuffix("."), *told]) + ".")
    done = "were rewritten" if invocation.written else "would be rewritten"
    noun = "program" if programs == 1 else "programs"
    parts = [f"{summary.rewritten:,} of {programs:,} {noun} {done} as commands of the worker"]
    by_comment = sum(
        entry.is_program and entry.suppression is not None for file in ledger.files for entry in file.entries
    )
    by_setting = summary.kept - by_comment
    if by_setting:
        kinds = {
            keeper(entry.keeper)
            for file in ledger.files
            for entry in file.entries
            if entry.is_program and entry.keeper is not None
        }
        noun = kinds.pop() if len(kinds) == 1 else "place"
        verb = f"stays in a {noun} that keeps" if by_setting == 1 else f"stay in {noun}s that keep"
        parts.append(f"{by_setting:,} {verb} Pyodide")
    if by_comment:
        parts.append(f"{by_comment:,} {'is kept by a comment' if by_comment == 1 else 'are kept by comments'}")
    if ledger.in_worker:
        parts.append(
            f"{count(ledger.in_worker, 'use')} in worker scripts {'stays' if ledger.in_worker == 1 else 'stay'}"
        )
    if left:
        parts.append(f"{left:,} {'use is' if left == 1 else 'uses are'} left to do")
    if unread:
        parts.append(unread)
    if number:
        parts.append(duties)
    elif not left and not unread:
        parts.append("nothing is left to do")
    state = "" if invocation.written else " Nothing was written yet; `--write` does."
    return prose(f"{', '.join(parts[:-1])}; {parts[-1]}.{state}")


def _figure(number: int, label: str, outcome: str) -> Markup:
    return element("li", element("b", f"{number:,}"), " ", label, class_=outcome if number else None)


def _bar(uses: list[Use]) -> Markup | None:
    """The shares of the outcomes; the figures say the same in words."""
    counts = Counter(use.outcome for use in uses)
    if not uses:
        return None
    parts, at = [], 0.0
    for outcome in OUTCOMES:
        width = 1000 * counts[outcome] / len(uses)
        if width:
            parts.append(element("rect", x=f"{at:.2f}", y=0, width=f"{width:.2f}", height=8, class_=outcome))
        at += width
    return element("svg", parts, viewBox="0 0 1000 8", preserveAspectRatio="none", class_="bar", aria_hidden="true")


# -- filters -----------------------------------------------------------------------------------------------------------


def _filters(ledger: Ledger, listed: list[tuple[FileEntry, list[Use]]], uses: list[Use]) -> Markup | None:
    """Hidden until the script shows them, since without it they would do nothing."""
    if not uses:
        return None
    outcomes, rules = Counter(use.outcome for use in uses), Counter(use.rule or "" for use in uses)
    boxes = [
        element(
            "label",
            element("input", type="checkbox", name="outcome", value=outcome, checked=True),
            " ",
            element(
                "span", OUTCOMES[outcome], " ", element("small", f"{outcomes[outcome]:,}"), class_=f"badge {outcome}"
            ),
        )
        for outcome in OUTCOMES
        if outcomes[outcome]
    ]
    by_rule = [
        element("option", f"{rule or 'no rule'} ({rules[rule]:,})", value=f"={rule}")
        for rule in sorted(rules, key=lambda rule: (not rule, rule))
    ]
    by_file = [
        element("option", f"{file.path} ({len(own):,})", value=f"={own[0].file_index}") for file, own in listed if own
    ]
    return element(
        "form",
        element("fieldset", element("legend", "Outcome"), boxes),
        _select("rule", "Rule, or the nearest", "all rules", by_rule),
        _select("file", "File", "all files", by_file),
        element("button", "Reset", type="reset"),
        element("output", f"{len(uses):,} of {count(len(uses), 'use')}", id="shown", aria_live="polite"),
        id="filters",
        aria_label="Filters",
        hidden=True,
    )


def _select(name: str, label: str, everything: str, options: list[Markup]) -> Markup:
    choices = [element("option", everything, value=""), *options]
    return element("label", element("span", label), element("select", choices, name=name))


# -- the map -----------------------------------------------------------------------------------------------------------


def _map(listed: list[tuple[FileEntry, list[Use]]]) -> Markup | None:
    if not any(uses for _, uses in listed):
        return None
    legend = [
        element("li", element("span", _SIGNS[outcome], class_=f"cell {outcome}", aria_hidden="true"), " ", meaning)
        for outcome, meaning in (
            ("rewritten", "rewritten as a command of the worker"),
            ("left", "left, with its cause"),
            ("kept", "in a method, a function or a file that keeps Pyodide, or kept by a comment"),
            ("provided", "gives the receiver its value"),
            ("in-worker", "in a worker script, where Pyodide belongs"),
        )
        if any(use.outcome == outcome for _, uses in listed for use in uses)
    ]
    rows = [
        element(
            "div",
            element("h3", element("a", file.path, href=f"#f{index}")),
            element("p", [_cell(use) for use in uses], class_="cells"),
            class_="row",
            data_row=index,
        )
        for index, (file, uses) in enumerate(listed, 1)
        if uses
    ]
    return element("section", element("h2", "Map"), element("ul", legend, class_="legend"), rows, id="map")


def _cell(use: Use) -> Markup:
    return element(
        "a",
        _SIGNS[use.outcome],
        href=f"#{use.anchor}",
        class_=f"cell {use.outcome}",
        title=use.label,
        aria_label=use.label,
        **use.attributes,
    )


# -- files and rules ---------------------------------------------------------------------------------------------------


def _tells(file: FileEntry) -> bool:
    """Whether there is something to say of a file beside its uses."""
    return bool(file.own_notes) or file.error is not None


def _file(
    file: FileEntry,
    uses: list[Use],
    sources: Mapping[str, bytes],
    invocation: Invocation,
    anchors: dict[str, str],
) -> Markup:
    index = int(uses[0].file_index) if uses else None
    source = sources.get(file.path)
    excerpts = Excerpts(file, source) if source is not None and uses else None
    parts: list[Child] = [element("h3", file.path)]
    if file.error is not None:
        at = f"line {file.error.line}: " if file.error.line else ""
        parts.append(element("p", element("b", "Error: "), at, prose(words(file.error.message)), class_="error"))
    if file.own_notes:
        parts.append(_notes("Notes", file.own_notes))
    for use in uses:
        parts += [NEWLINE, article(use, excerpts, invocation, anchors)]
    return element("section", *parts, id=f"f{index}" if index else None, class_="file")


def _notes(title: str, notes: Iterable[Note]) -> Markup:
    items = element("ul", [element("li", prose(note_text(note))) for note in notes])
    return element("div", element("p", element("b", title)), items, class_="notes")


def _duties(ledger: Ledger) -> Markup | None:
    """What worker scripts have to do, whichever files send them the commands."""
    if not ledger.duties:
        return None
    notes = _notes("Open until a check finds that the worker script does it", ledger.duties)
    return element("section", element("h2", "What worker scripts must"), notes, id="duties")


def _catalogue(anchors: dict[str, str], invocation: Invocation) -> Markup | None:
    if not anchors:
        return None
    return element(
        "section",
        element("h2", "Rules"),
        [_rule(invocation.pages[rule], anchor) for rule, anchor in anchors.items()],
        id="rules",
    )


def _rule(rule: Page, anchor: str) -> Markup:
    parts: list[Child] = [
        element("h3", element("code", rule.id), " ", prose(rule.title)),
        element("p", prose(rule.summary)) if rule.summary else None,
    ]
    if rule.changes:
        items = [[element("dt", item.name), element("dd", prose(item.text))] for item in rule.changes]
        parts.append(element("details", element("summary", "What changes in behaviour"), element("dl", items)))
    if rule.duties:
        parts.append(element("details", element("summary", "What the worker must"), duties(rule)))
    shown = panel(f"{rule.id}.md", page_lines(rule.text.rstrip("\n")))
    parts.append(element("details", element("summary", "The page"), shown))
    return element("section", *parts, id=anchor, class_="rule")


def _skipped(ledger: Ledger) -> Markup | None:
    if not ledger.skipped:
        return None
    items = [element("li", element("code", item.path), " ", prose(words(item.reason))) for item in ledger.skipped]
    return element("section", element("h2", "Skipped"), element("ul", items, class_="skipped"), id="skipped")
