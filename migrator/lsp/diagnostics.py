"""Findings as an editor shows them: what a rule mends is a warning, what is left to people is an error."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from migrator.lsp.analysis import Findings
from migrator.lsp.positions import Text
from migrator.model.ledger import Entry, FileEntry, NoteCode, Outcome
from migrator.report.sentences import words
from migrator.report.words import finding_message, safe

SOURCE = "migrator"


def diagnostics(findings: Findings, text: Text) -> dict[str, list[types.Diagnostic]]:
    """The diagnostics of each file that was found to have any; ``text`` is that of the file that was looked at."""
    found: dict[str, list[types.Diagnostic]] = {findings.path: []}
    if findings.entry is not None:
        found[findings.path] += _of_file(findings.entry, text)
    for path, entry in findings.others:
        found.setdefault(path, []).extend(_of_file(entry, Text(findings.texts.get(path, ""), text.encoding)))
    for fault in findings.faults:
        place = types.Position(fault.line - 1, 0)
        where = types.Range(place, types.Position(fault.line, 0))
        found.setdefault(fault.path, []).append(_made(where, fault.message, "page"))
    return found


def _of_file(file: FileEntry, text: Text) -> Iterator[types.Diagnostic]:
    if file.error is not None:
        yield _made(text.rest_of_line(file.error.line or 1), words(file.error.message), "error")
    for note in file.notes:
        if note.code is NoteCode.NOT_PARSED:
            where = text.rest_of_line(note.line or 1)
            yield _made(where, words(note.message), note.code.value, types.DiagnosticSeverity.Warning)
    for entry in file.findings:
        yield of_use(entry, text)
    for breach in file.open_breaches:
        yield _made(text.rest_of_line(breach.line, breach.column), words(breach.message), breach.kind.value)


def of_use(entry: Entry, text: Text) -> types.Diagnostic:
    """The diagnostic of a use that is a finding. A page has no address to lead to: hovering shows it."""
    is_mended = entry.outcome is Outcome.REWRITTEN
    code = entry.rule if is_mended else entry.reason.code.value if entry.reason is not None else None
    return types.Diagnostic(
        range=text.range(entry.line, entry.column, entry.end_line, entry.end_column),
        message=finding_message(entry),
        severity=types.DiagnosticSeverity.Warning if is_mended else types.DiagnosticSeverity.Error,
        code=code,
        source=SOURCE,
    )


def _made(
    where: types.Range,
    message: str,
    code: str,
    severity: types.DiagnosticSeverity = types.DiagnosticSeverity.Error,
) -> types.Diagnostic:
    return types.Diagnostic(range=where, message=safe(message), severity=severity, code=code, source=SOURCE)
