"""The ledger as a Markdown record of a migration, to be kept with it and reviewed; text of files is shown as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from migrator import __version__
from migrator.model.ledger import Dropped, Entry, FileEntry, Ledger, Outcome
from migrator.report import markup
from migrator.report.invocation import Invocation
from migrator.report.markup import block, cell, code, prose
from migrator.report.meanings import MEANINGS
from migrator.report.sentences import words
from migrator.report.words import count, examined, kept_by, note_text, place_name, unread_calls, use_text

_Section = Callable[[Ledger, Invocation], Iterator[str]]
_NOTHING = "Nothing."


def migration(ledger: Ledger, invocation: Invocation) -> str:
    """What `migrate --format markdown` prints."""
    did = "was" if invocation.written else "would be"
    sections: tuple[tuple[str, str, _Section], ...] = (
        (f"What {did} done", "", _done),
        ("What changes in behaviour", "As the pages of the rules say it.", _behaviour),
        (
            f"What {did} removed and not carried over",
            "Statements of the removed Python that no command does: prints that decide nothing, and what no handler of "
            "the worker has.",
            _removed,
        ),
        ("What the worker must, and other notes", "", _notes),
        ("What is left", "Uses where Pyodide may not stay, and why no rule takes them.", _left),
        ("What stays", "", _stays),
        ("Errors", "", _errors),
        ("Skipped", "", _skipped),
        ("The diff", "", _diff),
    )
    lines = list(_head(ledger, invocation))
    for title, introduction, section in sections:
        body = list(section(ledger, invocation))
        if not body and title in ("Errors", "Skipped", "The diff"):
            continue
        lines += [f"## {title}", ""]
        if introduction and body:
            lines += [introduction, ""]
        lines += body or [_NOTHING, ""]
    return "\n".join(lines).rstrip("\n")


def _head(ledger: Ledger, invocation: Invocation) -> Iterator[str]:
    summary = ledger.summary
    state = "The files were written." if invocation.written else "Nothing was written; `--write` does."
    yield "# Record of the migration"
    yield ""
    yield f"Made by migrator {__version__}. {state} Lines are those of the files as they were."
    yield ""
    yield "| programs | |"
    yield "|---|--:|"
    yield f"| {'rewritten' if invocation.written else 'to rewrite'} | {summary.rewritten} |"
    yield f"| kept | {summary.kept} |"
    yield f"| unmatched | {summary.unmatched} |"
    yield ""
    yield (
        f"Examined {examined(ledger)} in {count(summary.files, 'file')}. "
        f"{count(ledger.others, 'other use')} left, {count(summary.errors, 'error')}."
    )
    yield ""


def _done(ledger: Ledger, invocation: Invocation) -> Iterator[str]:
    for file in ledger.files:
        sites = [entry for entry in file.entries if _is_site(entry)]
        if not sites:
            continue
        yield from _heading(file)
        yield "| line | in | rule | what changes in behaviour |"
        yield "|--:|---|---|---|"
        for entry in sites:
            page = invocation.pages.get(entry.rule or "")
            changes = ", ".join(f"`{change.name}`" for change in page.changes) if page is not None else ""
            yield f"| {entry.line} | {cell(_where(entry))} | {_link(entry.rule)} | {changes or 'nothing'} |"
        yield ""


def _behaviour(ledger: Ledger, invocation: Invocation) -> Iterator[str]:
    used: dict[str, list[tuple[str, Entry]]] = {}
    for file in ledger.files:
        for entry in file.entries:
            if _is_site(entry) and entry.rule is not None:
                used.setdefault(entry.rule, []).append((file.path, entry))
    for rule in sorted(used, key=list(invocation.pages).index if used.keys() <= invocation.pages.keys() else None):
        page = invocation.pages.get(rule)
        yield f"### {rule}"
        yield ""
        if page is not None:
            yield f"{prose(page.title)}. {prose(page.summary) if page.summary else ''}".rstrip()
            yield ""
        at = ", ".join(f"{markup.path(f'{path}:{entry.line}')}" for path, entry in used[rule])
        yield f"Applied at {at}."
        yield ""
        changes = page.changes if page is not None else ()
        yield from (f"- `{change.name}`: {prose(change.text)}" for change in changes)
        yield from ([""] if changes else ["A caller can observe no change.", ""])


def _removed(ledger: Ledger, invocation: Invocation) -> Iterator[str]:
    def items(entry: Entry, gone: tuple[Dropped, ...], why: str) -> Iterator[str]:
        for item in gone:
            yield f"- Line {item.line}, by {_link(entry.rule)}: {code(item.text)} {why}"

    for file in ledger.files:
        body: list[str] = []
        for entry in file.entries:
            body += items(entry, entry.dropped, "is dropped: it decides nothing.")
            body += items(entry, entry.not_carried_over, "is not carried over: nobody does it any more.")
        if body:
            yield from _heading(file)
            yield from (*body, "")


def _notes(ledger: Ledger, invocation: Invocation) -> Iterator[str]:
    if ledger.duties:
        yield "Open duties of worker scripts, which `migrator check` reports until they are met:"
        yield ""
        yield from (*(f"- {prose(note_text(duty))}" for duty in ledger.duties), "")
    for file in ledger.files:
        if file.own_notes:
            yield from _heading(file)
            yield from (*(f"- {prose(note_text(note))}" for note in file.own_notes), "")


def _left(ledger: Ledger, invocation: Invocation) -> Iterator[str]:
    for file in ledger.files:
        left = [entry for entry in file.entries if entry.is_left and not entry.goes_along]
        if left:
            yield from _heading(file)
        for entry in left:
            assert entry.reason is not None
            reason = entry.reason
            at = f"Line {entry.line}, {_what(entry)} in {_where(entry)}"
            yield f"- {at}: `{reason.code.value}`, {prose(words(reason.message))}."
            page = invocation.pages.get(entry.rule or "")
            for change in page.changes if page is not None else ():
                if change.name in entry.pending:
                    yield f"  - `{change.name}`: {prose(change.text)}"
            for nearest in entry.nearest:
                yield f"  - Nearest: {code(nearest.rule)}{_difference(nearest.expected, nearest.found)}"
        if left:
            yield ""
    if ledger.unread:
        yield f"{unread_calls(ledger)}; the notes above have the list."
        yield ""
    if ledger.duties:
        number = len(ledger.duties)
        what = "1 duty of a worker script is" if number == 1 else f"{number} duties of worker scripts are"
        yield f"{what} open; *What the worker must* above has the list."
        yield ""


def _difference(expected: str, found: str) -> str:
    parts = [f"it has {code(expected)}"] if expected else []
    parts += [f"the source has {code(found)}"] if found else []
    return f"; {', '.join(parts)}." if parts else "."


def _stays(ledger: Ledger, invocation: Invocation) -> Iterator[str]:
    for file in ledger.files:
        stays = [entry for entry in file.entries if not entry.is_left and entry.outcome is not Outcome.REWRITTEN]
        if stays:
            yield from _heading(file)
            for entry in stays:
                is_named = entry.suppression is not None or entry.keeper is not None
                meaning = prose(kept_by(entry)) if is_named else MEANINGS[entry.outcome.value]
                yield f"- Line {entry.line}, {_what(entry)} in {_where(entry)}: {entry.outcome.value}, {meaning}."
            yield ""


def _errors(ledger: Ledger, invocation: Invocation) -> Iterator[str]:
    errors = [(file.path, file.error) for file in ledger.files if file.error is not None]
    for path, error in errors:
        yield f"- {markup.path(f'{path}:{error.line}' if error.line else path)}: {prose(words(error.message))}"
    yield from [""] if errors else []


def _skipped(ledger: Ledger, invocation: Invocation) -> Iterator[str]:
    for item in ledger.skipped:
        yield f"- {markup.path(item.path)}: {prose(words(item.reason))}"
    yield from [""] if ledger.skipped else []


def _diff(ledger: Ledger, invocation: Invocation) -> Iterator[str]:
    for file in ledger.files:
        if file.diff:
            yield from (block(file.diff.decode("utf-8"), "diff"), "")


def _heading(file: FileEntry) -> Iterator[str]:
    yield f"### {markup.path(file.path)}"
    yield ""


def _is_site(entry: Entry) -> bool:
    return entry.outcome is Outcome.REWRITTEN and entry.is_site


def _link(rule: str | None) -> str:
    return f"[{rule}](#{rule})"


def _what(entry: Entry) -> str:
    return code(entry.member) if entry.member is not None else use_text(entry)


def _where(entry: Entry) -> str:
    named = place_name(entry)
    return code(named) if named is not None else "no class"
