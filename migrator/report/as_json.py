"""The ledger as one JSON document (`documents` has its fields, which are a contract)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from migrator.model.ledger import Breach, Entry, FileEntry, Ledger, Nearest, Note, Outcome, Suppression
from migrator.report import VERSION
from migrator.report.dump import dumped
from migrator.report.invocation import Invocation
from migrator.report.sentences import words
from migrator.report.words import finding_message

if TYPE_CHECKING:
    from migrator.report.documents import (
        Cause,
        Comment,
        File,
        FileNote,
        Finding,
        Findings,
        FoundFault,
        Migration,
        NearestRule,
        PlacedUse,
        SkippedFile,
        Suppressed,
        Use,
        UseKind,
    )


def migration(ledger: Ledger, invocation: Invocation) -> str:
    """What `migrate --format json` prints."""
    summary = ledger.summary
    document: Migration = {
        "version": VERSION,
        "summary": {
            "examined": ledger.examined.files,
            "searched": ledger.examined.searched,
            "files": summary.files,
            "uses": ledger.uses,
            "unread": ledger.unread,
            "rewritten": summary.rewritten,
            "kept": summary.kept,
            "unmatched": summary.unmatched,
            "errors": summary.errors,
        },
        "files": [_file(file) for file in ledger.files],
        "skipped": _skipped(ledger),
    }
    return dumped(document)


def findings(ledger: Ledger, invocation: Invocation) -> str:
    """What `check --format json` prints."""
    document: Findings = {
        "version": VERSION,
        "summary": {
            "examined": ledger.examined.files,
            "searched": ledger.examined.searched,
            "uses": ledger.uses,
            "findings": sum(len(file.findings) + len(file.open_breaches) for file in ledger.files),
            "errors": ledger.summary.errors,
        },
        "findings": [
            finding
            for file in ledger.files
            for finding in (
                *(_finding(file, entry) for entry in file.findings),
                *(_breach(file, breach) for breach in file.open_breaches),
            )
        ],
        "errors": [_error(file) for file in ledger.files if file.error is not None],
        "skipped": _skipped(ledger),
        "suppressed": [
            _kept(file, entry, entry.suppression)
            for file in ledger.files
            for entry in file.entries
            if entry.suppression is not None
        ],
        "ratchets": [
            {"path": item.path, "accepted": item.accepted, "fewer": item.fewer, "moved": item.moved}
            for item in ledger.ratchets
        ],
        "older": ledger.older,
    }
    in_worker = [
        _place(file, entry) for file in ledger.files for entry in file.entries if entry.outcome is Outcome.IN_WORKER
    ]
    if in_worker:
        document["in_worker"] = in_worker
    notes = [_note(file, note) for file in ledger.files for note in file.general_notes]
    if notes:
        document["notes"] = notes
    return dumped(document)


def _file(file: FileEntry) -> File:
    return {
        "path": file.path,
        "error": None if file.error is None else {"message": words(file.error.message), "line": file.error.line},
        "diff": file.diff.decode("utf-8"),
        "notes": [_note(file, note) for note in file.notes],
        "uses": [_use(entry) for entry in file.entries],
    }


def _note(file: FileEntry, note: Note) -> FileNote:
    return {
        "code": note.code,
        "message": words(note.message),
        "path": note.path or file.path,
        "line": note.line,
        "rules": list(note.rules),
    }


def _use(entry: Entry) -> Use:
    found: Use = {
        "id": entry.id,
        "line": entry.line,
        "column": entry.column,
        "end_line": entry.end_line,
        "end_column": entry.end_column,
        "place": entry.place,
        "class": entry.class_name,
        "method": entry.method,
        "function": entry.function,
        "member": entry.member,
        "kind": cast("UseKind", entry.kind),
        "outcome": entry.outcome,
        "fingerprint": entry.fingerprint,
        "rule": entry.rule,
        "reason": _reason(entry),
        "nearest": [_nearest(item) for item in entry.nearest],
        "dropped": [{"line": item.line, "text": item.text} for item in entry.dropped],
        "not_carried_over": [{"line": item.line, "text": item.text} for item in entry.not_carried_over],
        "suppression": _suppression(entry.suppression),
    }
    if entry.keeper is not None:
        found["kept_by"] = entry.keeper
    if entry.evidence is not None:
        found["evidence"] = {"kind": entry.evidence.why, "line": entry.evidence.line}
        if entry.evidence.file is not None:
            found["evidence"]["file"] = entry.evidence.file
    return found


def _suppression(said: Suppression | None) -> Comment | None:
    return None if said is None else {"name": said.name, "line": said.line, "reason": said.reason or None}


def _reason(entry: Entry) -> Cause | None:
    reason = entry.reason
    if reason is None:
        return None
    cause: Cause = {
        "code": reason.code,
        "message": words(reason.message),
        "line": reason.line,
        "page": reason.page,
        "page_line": reason.page_line,
    }
    if entry.pending:
        cause["changes"] = list(entry.pending)
    return cause


def _nearest(nearest: Nearest) -> NearestRule:
    return {
        "rule": nearest.rule,
        "line": nearest.line,
        "page_line": nearest.page_line,
        "expected": nearest.expected,
        "found": nearest.found,
    }


def _finding(file: FileEntry, entry: Entry) -> Finding:
    return {**_place(file, entry), "message": finding_message(entry), "rule": entry.page}


def _place(file: FileEntry, entry: Entry) -> PlacedUse:
    return {
        "path": file.path,
        "line": entry.line,
        "column": entry.column,
        "kind": cast("UseKind", entry.kind),
        "place": entry.place,
        "class": entry.class_name,
        "method": entry.method,
        "function": entry.function,
        "member": entry.member,
    }


def _kept(file: FileEntry, entry: Entry, said: Suppression) -> Suppressed:
    return {**_place(file, entry), "name": said.name, "comment_line": said.line, "reason": said.reason or None}


def _breach(file: FileEntry, breach: Breach) -> Finding:
    return {
        "path": file.path,
        "line": breach.line,
        "column": breach.column,
        "kind": breach.kind,
        "place": breach.place,
        "class": breach.class_name,
        "method": breach.method,
        "function": breach.function,
        "member": breach.member,
        "message": words(breach.message),
        "rule": None,
    }


def _error(file: FileEntry) -> FoundFault:
    assert file.error is not None
    return {"path": file.path, "line": file.error.line, "message": words(file.error.message)}


def _skipped(ledger: Ledger) -> list[SkippedFile]:
    return [{"path": item.path, "reason": words(item.reason)} for item in ledger.skipped]
