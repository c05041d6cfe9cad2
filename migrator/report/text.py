"""What a person reads: each use in one line, the diff apart, and one line that sums up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from migrator.model.ledger import Entry, FileEntry, Ledger, Outcome
from migrator.model.settings import one_line
from migrator.report import no_uses
from migrator.report.sentences import words
from migrator.report.words import (
    count,
    examined,
    finding_message,
    kept_by,
    note_text,
    place,
    safe,
    safe_path,
    unread_calls,
    use_text,
    why_allowed,
)

if TYPE_CHECKING:
    from migrator.model.ledger import Message

Style = Callable[[str, str], str]

_STYLES = {
    Outcome.REWRITTEN: "green",
    Outcome.KEPT: "cyan",
    Outcome.PROVIDED: "cyan",
    Outcome.UNMATCHED: "red",
    Outcome.IN_WORKER: "cyan",
}
# Of a reason that more files share, some are named.
_MOST_SKIPPED, _NAMED = 5, 3
_MOST_NAMES = 6  # of changes that nobody accepted, in the line that sums up; each site has its own
_DIFF = {"+": "green", "-": "red", "@": "cyan"}


def plain(text: str, style: str) -> str:
    """No colour."""
    return text


def migration_file(file: FileEntry, style: Style, *, verbose: bool = False) -> Iterator[str]:
    """The lines for one file: notes, then each use; with ``verbose`` also those in worker scripts."""
    if file.error is not None:
        where = f"{safe_path(file.path)}:{file.error.line}" if file.error.line else safe_path(file.path)
        yield style(f"{where}: error: {safe(words(file.error.message))}", "red")
        return
    if not verbose and not file.own_notes and all(entry.outcome is Outcome.IN_WORKER for entry in file.entries):
        return  # the summary reports the rest
    yield style(safe_path(file.path), "bold")
    for note in file.own_notes:
        yield style(f"  note: {safe(note_text(note))}", "yellow")
    width = max((len(f"{entry.line}:{entry.column}") for entry in file.entries), default=0)
    shown: set[int] = set()
    for entry in file.entries:
        if (entry.outcome is Outcome.IN_WORKER and not verbose) or entry.goes_along:
            continue  # the summary counts the former; the latter go with their site, which has the same id
        yield from _entry(entry, width, style)
        shown.add(entry.id)


def _entry(entry: Entry, width: int, style: Style) -> Iterator[str]:
    at = f"{entry.line}:{entry.column}".rjust(width)
    outcome = style(f"{entry.outcome.value:<9}", _STYLES[entry.outcome])
    indent = " " * (width + 14)
    if entry.outcome is Outcome.REWRITTEN:
        assert entry.rule is not None
        yield f"  {at}  {outcome}  {entry.rule}  in {place(entry)}"
        if entry.changes:
            yield style(f"{indent}changes: {', '.join(entry.changes)}", "dim")
        for item in entry.dropped:
            yield style(f"{indent}dropped (line {item.line}): {safe(one_line(item.text, 90))}", "dim")
        for item in entry.not_carried_over:
            yield style(f"{indent}not carried over (line {item.line}): {safe(one_line(item.text, 90))}", "dim")
    elif entry.reason is not None:
        yield f"  {at}  {outcome}  {use_text(entry)}  in {place(entry)}"
        yield f"{indent}{entry.reason.code.value}: {safe(words(entry.reason.message))}"
    else:
        yield f"  {at}  {outcome}  {use_text(entry)}  in {place(entry)}: {kept_by(entry)}"


def migration_summary(ledger: Ledger, *, written: bool, style: Style, unasked: int = 0) -> Iterator[str]:
    """Skipped files, then the line that sums up, and last the open duties of worker scripts. ``unasked`` is how many
    sites change something for callers, and nobody chose that.
    """
    yield from _skipped(ledger, style)
    summary = ledger.summary
    if not summary.files:
        hint = " `migrator init` looks for its name." if ledger.examined.files else ""
        yield f"{no_uses(*ledger.examined)}{hint}"
        return
    yield f"Examined {examined(ledger)}."
    verb = "rewritten" if written else "to rewrite"
    parts = [
        style(f"{summary.rewritten} {verb}", "green"),
        style(f"{summary.kept} kept", "cyan"),
        style(f"{summary.unmatched} unmatched", "red" if summary.unmatched else "bold"),
    ]
    if summary.errors:
        parts.append(style(count(summary.errors, "error"), "red"))
    line = f"{count(summary.files, 'file')}: {', '.join(parts)}."
    if ledger.others_rewritten:
        line += f" {count(ledger.others_rewritten, 'other use')} {verb}."
    if ledger.others:
        line += f" {count(ledger.others, 'other use')} left."
    if (summary.rewritten or ledger.others_rewritten) and not written:
        line += " Nothing was written; `--write` does."
    yield line
    if unasked:
        changes = f"{count(unasked, 'site')} {'changes' if unasked == 1 else 'change'} what a caller sees (`changes:`)"
        yield f"{changes}; `--accept NAME,…` or `accept` in the settings takes only what it names."
    if ledger.pending:
        names = list(dict.fromkeys(name for entry in ledger.pending for name in entry.pending))
        more = f" and {len(names) - _MOST_NAMES} more" if names[_MOST_NAMES:] else ""
        left = f"{count(len(ledger.pending), 'site')} left for {'a change' if len(names) == 1 else 'changes'}"
        told = f"{left} that nobody accepted: {', '.join(names[:_MOST_NAMES])}{more}; `--interactive` asks."
        yield style(told, "yellow")
    if ledger.unread:
        yield style(f"{unread_calls(ledger)}: see the notes.", "red")
    if ledger.in_worker:
        yield f"{count(ledger.in_worker, 'use')} in worker scripts, where Pyodide belongs."
    yield from open_duties(ledger, style)


def open_duties(ledger: Ledger, style: Style) -> Iterator[str]:
    """What the handlers of the commands that are sent must do and are not seen to do."""
    number = len(ledger.duties)
    if number == 1:
        yield style("1 duty of a worker script is open; `migrator check` reports it until it is met:", "yellow")
    elif number:
        what = f"{number} duties of worker scripts are open"
        yield style(f"{what}; `migrator check` reports them until they are met:", "yellow")
    for note in ledger.duties:
        yield style(f"  note: {safe(note_text(note))}", "yellow")


def diff_lines(diff: bytes, style: Style) -> Iterator[str]:
    """A diff for a terminal, coloured, with control characters written out; a pipe gets the bytes instead."""
    for line in diff.decode("utf-8").split("\n"):
        kind = "bold" if line.startswith(("--- ", "+++ ")) else _DIFF.get(line[:1], "")
        text = safe(line.replace("\t", "    ").rstrip("\r"))
        yield style(text, kind) if kind else text


def findings(ledger: Ledger, style: Style) -> Iterator[str]:
    """The lines of `check`: a finding or an error each, as compilers write them."""
    for file in ledger.files:
        if file.error is not None:
            where = f"{safe_path(file.path)}:{file.error.line}" if file.error.line else safe_path(file.path)
            yield f"{style(where, 'bold')}: error: {safe(words(file.error.message))}"
        found = [(entry.line, entry.column, f"{finding_message(entry)} [{place(entry)}]") for entry in file.findings]
        found += [
            (item.line, item.column, f"{safe(words(item.message))} [{item.kind.value}]") for item in file.open_breaches
        ]
        for line, column, message in sorted(found, key=lambda item: item[:2]):
            yield f"{style(f'{safe_path(file.path)}:{line}:{column}', 'bold')}: {message}"


def findings_summary(ledger: Ledger, style: Style, *, verbose: bool = False) -> Iterator[str]:
    """What `check` says beside its findings; with ``verbose`` also each use in a worker script."""
    yield from _skipped(ledger, style)
    for file in ledger.files if verbose else ():
        for entry in file.entries:
            if entry.outcome is Outcome.IN_WORKER:
                where = f"{safe_path(file.path)}:{entry.line}:{entry.column}"
                yield f"{where}: {use_text(entry)} runs in a worker, where Pyodide belongs [{place(entry)}]"
    for file in ledger.files:
        for note in file.general_notes:
            yield style(f"{safe_path(file.path)}: note: {safe(note_text(note))}", "yellow")
    found = sum(len(file.findings) + len(file.open_breaches) for file in ledger.files)
    errors = sum(file.error is not None for file in ledger.files)
    if found or errors:
        parts = [
            style(count(number, what), "red") for number, what in ((found, "finding"), (errors, "error")) if number
        ]
        files = {file.path for file in ledger.files if file.findings or file.open_breaches or file.error is not None}
        yield f"{', '.join(parts)} in {count(len(files), 'file')}. Examined {examined(ledger)}."
    elif not ledger.uses:
        yield no_uses(*ledger.examined)
    else:
        holds = "No new findings" if ledger.has_accepted else "The boundary holds"
        yield style(f"{holds}. {examined(ledger)}: {why_allowed(ledger)}.", "green")
    if ledger.suppressed:
        yield f"{count(ledger.suppressed, 'use')} kept by comments."
    for ratchet in ledger.ratchets:
        less = [f"{ratchet.fewer} fewer"] if ratchet.fewer else []
        less += [f"{ratchet.moved} moved"] if ratchet.moved else []
        line = f"{count(ratchet.accepted, 'use')} in {safe(ratchet.path)}"
        if less:
            yield style(f"{line}, {', '.join(less)}: run `migrator check --update-ratchet`.", "yellow")
        else:
            yield f"{line}."
    if ledger.older:
        yield f"{count(ledger.older, 'older finding')} not shown."


def _skipped(ledger: Ledger, style: Style) -> Iterator[str]:
    """A line for each file that was skipped; one for all of a reason that many share."""
    paths: dict[Message, list[str]] = {}
    for item in ledger.skipped:
        paths.setdefault(item.reason, []).append(item.path)
    shown: set[Message] = set()
    for item in ledger.skipped:
        alike = paths[item.reason]
        if len(alike) <= _MOST_SKIPPED:
            yield style(f"skipped {safe(item.path)}: {safe(words(item.reason))}", "yellow")
        elif item.reason not in shown:
            shown.add(item.reason)
            some = ", ".join(map(safe, alike[:_NAMED]))
            more = f"{some} and {len(alike) - _NAMED} more (`--format json` names them)"
            yield style(f"skipped {more}: {safe(words(item.reason))}", "yellow")
