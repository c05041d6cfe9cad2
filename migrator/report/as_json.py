"""The ledger as one JSON document (design, section 7; the fields are a contract)."""

from __future__ import annotations

import json
from typing import Any

from migrator.ledger import Breach, Entry, FileEntry, Ledger, Nearest, Reason
from migrator.report.words import acts

VERSION = 1


def migration(ledger: Ledger) -> str:
    """What `migrate --format json` prints."""
    summary = ledger.summary
    document = {
        "version": VERSION,
        "summary": {
            "files": summary.files,
            "rewritten": summary.rewritten,
            "kept": summary.kept,
            "unmatched": summary.unmatched,
            "errors": summary.errors,
        },
        "files": [_file(file) for file in ledger.files],
        "skipped": _skipped(ledger),
    }
    return _dumped(document)


def findings(ledger: Ledger) -> str:
    """What `check --format json` prints."""
    document = {
        "version": VERSION,
        "findings": [
            finding
            for file in ledger.files
            for finding in (
                *(_finding(file, entry) for entry in file.findings),
                *(_breach(file, breach) for breach in file.breaches),
            )
        ],
        "errors": [_error(file) for file in ledger.files if file.error is not None],
        "skipped": _skipped(ledger),
    }
    return _dumped(document)


def _dumped(document: dict[str, Any]) -> str:
    """JSON that stays readable, less what a terminal obeys and what no UTF-8 holds: the same values, escaped."""
    text = json.dumps(document, indent=2, ensure_ascii=False)
    if text.isascii() and "\x7f" not in text:
        return text
    return "".join(json.dumps(char)[1:-1] if _is_escaped(char) else char for char in text)


def _is_escaped(char: str) -> bool:
    return char == "\x7f" or (not char.isascii() and acts(char))


def _file(file: FileEntry) -> dict[str, Any]:
    return {
        "path": file.path,
        "error": None if file.error is None else {"message": file.error.message, "line": file.error.line},
        "diff": file.diff.decode("utf-8"),
        "notes": list(file.notes),
        "uses": [_use(entry) for entry in file.entries],
    }


def _use(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "line": entry.line,
        "column": entry.column,
        "end_line": entry.end_line,
        "end_column": entry.end_column,
        "class": entry.class_name,
        "method": entry.method,
        "member": entry.member,
        "kind": entry.kind,
        "outcome": entry.outcome.value,
        "fingerprint": entry.fingerprint,
        "rule": entry.rule,
        "reason": _reason(entry.reason),
        "nearest": [_nearest(item) for item in entry.nearest],
        "dropped": [{"line": item.line, "text": item.text} for item in entry.dropped],
        "not_carried_over": [{"line": item.line, "text": item.text} for item in entry.not_carried_over],
    }


def _reason(reason: Reason | None) -> dict[str, Any] | None:
    if reason is None:
        return None
    return {
        "code": reason.code.value,
        "message": reason.message,
        "line": reason.line,
        "page": reason.page,
        "page_line": reason.page_line,
    }


def _nearest(nearest: Nearest) -> dict[str, Any]:
    return {
        "rule": nearest.rule,
        "line": nearest.line,
        "page_line": nearest.page_line,
        "expected": nearest.expected,
        "found": nearest.found,
    }


def _finding(file: FileEntry, entry: Entry) -> dict[str, Any]:
    from migrator.report.words import finding_message

    nearest = entry.nearest[0].rule if entry.nearest else None
    return {
        "path": file.path,
        "line": entry.line,
        "column": entry.column,
        "kind": entry.kind,
        "class": entry.class_name,
        "method": entry.method,
        "member": entry.member,
        "message": finding_message(entry),
        "rule": entry.rule or nearest,
    }


def _breach(file: FileEntry, breach: Breach) -> dict[str, Any]:
    return {
        "path": file.path,
        "line": breach.line,
        "column": breach.column,
        "kind": breach.kind.value,
        "class": breach.class_name,
        "method": breach.method,
        "member": None,
        "message": breach.message,
        "rule": None,
    }


def _error(file: FileEntry) -> dict[str, Any]:
    assert file.error is not None
    return {"path": file.path, "line": file.error.line, "message": file.error.message}


def _skipped(ledger: Ledger) -> list[dict[str, str]]:
    return [{"path": item.path, "reason": item.reason} for item in ledger.skipped]
