"""The ledger as workflow commands, which GitHub shows as annotations in the diff of a pull request."""

from __future__ import annotations

import os
from collections.abc import Iterator

from migrator.model.ledger import Entry, FileEntry, Ledger, Note, Outcome
from migrator.report.invocation import Invocation
from migrator.report.sentences import words
from migrator.report.words import finding_message, place, safe, use_text


def findings(ledger: Ledger, invocation: Invocation) -> str:
    """What `check --format github` prints."""
    return "\n".join(_findings(ledger, invocation))


def migration(ledger: Ledger, invocation: Invocation) -> str:
    """What `migrate --format github` prints."""
    return "\n".join(_migration(ledger, invocation))


def _findings(ledger: Ledger, invocation: Invocation) -> Iterator[str]:
    for file in ledger.files:
        yield from _error(file, invocation)
        for entry in file.findings:
            yield _use("error", file, entry, finding_message(entry), invocation)
        for breach in file.open_breaches:
            properties = {"title": breach.kind.value, "file": file.path, "line": breach.line, "col": breach.column}
            yield _command("error", properties, words(breach.message), invocation)
        for note in file.general_notes:
            yield _note("notice", "note", file.path, note, invocation)
    yield from _skipped(ledger, invocation)


def _migration(ledger: Ledger, invocation: Invocation) -> Iterator[str]:
    for file in ledger.files:
        yield from _error(file, invocation)
        for note in file.own_notes:
            yield _note("notice", "note", file.path, note, invocation)
        for entry in file.entries:
            if entry.is_left and not entry.goes_along:
                assert entry.reason is not None
                message = f"{use_text(entry)} is left: {words(entry.reason.message)}"
                yield _use("error", file, entry, message, invocation)
            elif entry.outcome is Outcome.REWRITTEN and entry.is_site:
                done = "was rewritten" if invocation.written else "is to be rewritten"
                level = "notice" if invocation.written else "warning"
                yield _use(level, file, entry, f"{use_text(entry)} {done} by `{entry.rule}`", invocation)
    for duty in ledger.duties:
        yield _note("warning", "duty", "", duty, invocation)
    yield from _skipped(ledger, invocation)


def _note(level: str, title: str, path: str, note: Note, invocation: Invocation) -> str:
    properties: dict[str, str | int] = {"title": title, "file": note.path or path}
    if note.line is not None:
        properties["line"] = note.line
    return _command(level, properties, words(note.message), invocation)


def _error(file: FileEntry, invocation: Invocation) -> Iterator[str]:
    if file.error is not None:
        properties: dict[str, str | int] = {"title": "error", "file": file.path}
        if file.error.line is not None:
            properties["line"] = file.error.line
        yield _command("error", properties, words(file.error.message), invocation)


def _skipped(ledger: Ledger, invocation: Invocation) -> Iterator[str]:
    for item in ledger.skipped:
        yield _command("notice", {"title": "skipped", "file": item.path}, words(item.reason), invocation)


def _use(level: str, file: FileEntry, entry: Entry, message: str, invocation: Invocation) -> str:
    title = entry.reason.code.value if entry.reason is not None else entry.rule or entry.kind
    properties: dict[str, str | int] = {
        "title": title,
        "file": file.path,
        "line": entry.line,
        "endLine": entry.end_line,
    }
    if entry.line == entry.end_line:  # GitHub takes columns of one line only
        properties |= {"col": entry.column, "endColumn": entry.end_column}
    return _command(level, properties, f"{message} [{place(entry)}]", invocation)


def _command(name: str, properties: dict[str, str | int], message: str, invocation: Invocation) -> str:
    """One line; what would end it, or a property, is escaped as GitHub says."""
    if invocation.workspace is not None:
        path = os.path.relpath(os.path.join(invocation.folder, str(properties["file"])), invocation.workspace)
        properties = {**properties, "file": path.replace(os.sep, "/")}
    shown = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {shown}::{_data(message)}"


def _data(text: str) -> str:
    lines = ["%0D".join(map(safe, line.split("\r"))) for line in text.replace("%", "%25").split("\n")]
    return "%0A".join(lines)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
