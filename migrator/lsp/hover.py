"""The page of a rule beside the site that it takes, or the cause why none takes it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lsprotocol import types

from migrator.lsp.positions import Text
from migrator.model.ledger import Entry, FileEntry, Outcome
from migrator.report.markup import block, code, prose
from migrator.report.sentences import words
from migrator.report.words import note_text, use_text
from migrator.rules.loader import Rule

_DIFF = re.compile(r"(?ms)^```diff\n(.*?)^```")


def hover(
    entry: FileEntry | None, rules: Mapping[str, Rule], text: Text, position: types.Position
) -> types.Hover | None:
    """What is shown for the use at a place, None where there is none, or where nothing is to say of it."""
    use = _at(entry, position.line + 1, text, position) if entry is not None else None
    if entry is None or use is None:
        return None
    rule = rules.get(use.rule) if use.rule is not None else None
    if use.outcome is Outcome.REWRITTEN and rule is not None:
        lines = _page(use, rule, [note_text(note) for note in entry.notes_on(use)])
    elif use.reason is not None:
        lines = _cause(use, rules)
    else:
        return None
    return types.Hover(
        contents=types.MarkupContent(types.MarkupKind.Markdown, "\n".join(lines)),
        range=text.range(use.line, use.column, use.end_line, use.end_column),
    )


def _at(entry: FileEntry, line: int, text: Text, position: types.Position) -> Entry | None:
    """The use that a place stands in; else the program whose lines it is on."""
    within = [
        use
        for use in entry.entries
        if text.position(use.line, use.column) <= position <= text.position(use.end_line, use.end_column)
    ]
    around = [use for use in entry.entries if use.is_program and use.line <= line <= use.last_line]
    return min(within, key=lambda use: not use.is_program, default=None) or next(iter(around), None)


def _page(use: Entry, rule: Rule, notes: list[str]) -> Iterator[str]:
    # Pages may be those of others: their text is shown, never obeyed.
    yield f"**{prose(rule.title)}** ({code(rule.id)})"
    if rule.summary:
        yield from ("", prose(rule.summary))
    for fence in _DIFF.findall(rule.text)[:1]:
        yield from ("", block(fence, "diff"))
    if rule.changes:
        yield from ("", "What changes:", "")
        yield from (f"- {code(change.name)}: {prose(change.text)}" for change in rule.changes)
    told = [f"dropped (line {item.line}): {code(item.text)}" for item in use.dropped]
    told += [f"not carried over (line {item.line}): {code(item.text)}" for item in use.not_carried_over]
    told += [prose(note) for note in notes]
    if told:
        yield from ("", "Here:", "", *(f"- {item}" for item in told))


def _cause(use: Entry, rules: Mapping[str, Rule]) -> Iterator[str]:
    assert use.reason is not None
    yield f"**{prose(use_text(use))} is left** ({code(use.reason.code.value)})"
    yield from ("", prose(words(use.reason.message)))
    rule = rules.get(use.rule) if use.rule is not None else None
    if rule is not None:
        yield from ("", f"{prose(rule.title)} ({code(rule.id)}). Not accepted:", "")
        yield from (f"- {code(item.name)}: {prose(item.text)}" for item in rule.changes if item.name in use.pending)
    for near in use.nearest[:1]:
        title = f": {prose(rules[near.rule].title)}" if near.rule in rules else ""
        yield from ("", f"The nearest rule is {code(near.rule)}{title}.", "")
        if near.expected:
            yield f"- the rule has {code(near.expected)}"
        if near.found:
            where = f" (line {near.line})" if near.line is not None else ""
            yield f"- the source has {code(near.found)}{where}"
