"""The ledger as SARIF 2.1.0, with a fix for each site that a rule takes.

Columns count code points and a lone CR ends a line, as the log says itself. The fixes of a file belong together:
applied all at once they give what `migrate --write` writes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from migrator import __version__
from migrator.model.ledger import Accepted, Breach, Entry, FileEntry, Ledger, Outcome, Suppression
from migrator.report.dump import dumped
from migrator.report.invocation import Invocation, Page
from migrator.report.markup import block, prose
from migrator.report.meanings import MEANINGS
from migrator.report.sentences import words
from migrator.report.words import finding_message, kept_by, place, place_name, safe, use_text

_Json = dict[str, Any]
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "SRCROOT"
_NOTIFICATIONS = {
    "error": "a file, a page or settings that cannot be read",
    "skipped": "a file that was not looked at",
    "duty": "what the handler of a command must do and is not seen to do",
    "note": "what a reader of the change should know and the change does not show",
}


def findings(ledger: Ledger, invocation: Invocation) -> str:
    """What `check --format sarif` prints."""
    results = [
        result
        for file in ledger.files
        for result in (
            *(
                _suppressed(file, entry, entry.suppression, invocation)
                if entry.suppression is not None
                else _finding(file, entry, invocation)
                for entry in file.entries
                if entry.is_finding or entry.suppression is not None or entry.accepted is Accepted.RATCHET
            ),
            *(_breach(file, breach, invocation) for breach in file.breaches if breach.accepted is not Accepted.OLDER),
        )
    ]
    return _log("check", ledger, invocation, results)


def migration(ledger: Ledger, invocation: Invocation) -> str:
    """What `migrate --format sarif` prints: a result for every use, one for all that goes with a site."""
    results = [
        _outcome(file, entry, invocation)
        for file in ledger.files
        for entry in file.entries
        if not entry.goes_along
    ]
    return _log("migrate", ledger, invocation, results)


def _log(command: str, ledger: Ledger, invocation: Invocation, results: list[_Json]) -> str:
    ids = list(dict.fromkeys(result["ruleId"] for result in results))
    for result in results:
        result["ruleIndex"] = ids.index(result["ruleId"])
    driver = {
        "name": "migrator",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(rule_id, invocation.pages.get(rule_id)) for rule_id in ids],
        "notifications": [_described(name, text) for name, text in _NOTIFICATIONS.items()],
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": f"migrator/{command}/"},
        "originalUriBaseIds": {_ROOT: {"uri": _folder_uri(invocation.folder)}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "defaultEncoding": "utf-8",
        "defaultSourceLanguage": "javascript",
        "invocations": [
            {
                "executionSuccessful": not ledger.has_errors,
                "exitCode": invocation.exit_code,
                "toolExecutionNotifications": list(_notifications(ledger, invocation)),
            }
        ],
        "results": results,
    }
    return dumped({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


# -- results -----------------------------------------------------------------------------------------------------------


def _finding(file: FileEntry, entry: Entry, invocation: Invocation) -> _Json:
    result = _result(file, entry, invocation, "error", finding_message(entry), fixes=entry.is_site)
    return {**result, "suppressions": [{"kind": "external", "status": "accepted"}]} if entry.accepted else result


def _suppressed(file: FileEntry, entry: Entry, said: Suppression, invocation: Invocation) -> _Json:
    """What a comment keeps is a finding that readers of SARIF do not show, unless they are asked to."""
    message = f"{use_text(entry)} stays: {kept_by(entry)}"
    result = _result(file, entry, invocation, "error", message, fixes=False)
    suppression: _Json = {"kind": "inSource", "status": "accepted" if said.reason else "underReview"}
    if said.reason:
        suppression["justification"] = safe(said.reason)
    suppression["location"] = {
        "physicalLocation": {
            "artifactLocation": _artifact(file.path, invocation),
            "region": {"startLine": said.line},
        }
    }
    return {**result, "suppressions": [suppression]}


def _outcome(file: FileEntry, entry: Entry, invocation: Invocation) -> _Json:
    if entry.outcome is Outcome.REWRITTEN:
        done = "was rewritten" if invocation.written else "is to be rewritten"
        changed = [change.name for change in _changes(entry, invocation)]
        behaviour = f"; what changes in behaviour: {', '.join(changed)}" if changed else ""
        message = f"{use_text(entry)} {done} by `{entry.rule}`{behaviour}"
        # What is done is no finding any more, and what would do it is no fix.
        level = None if invocation.written else "warning"
        return _result(file, entry, invocation, level, message, fixes=not invocation.written)
    if entry.suppression is not None:
        return _suppressed(file, entry, entry.suppression, invocation)
    if entry.reason is not None:
        message = f"{use_text(entry)} is left: {words(entry.reason.message)}"
        return _result(file, entry, invocation, "error", message, fixes=False)
    why = kept_by(entry) if entry.keeper is not None else MEANINGS[entry.outcome.value]
    return _result(file, entry, invocation, None, f"{use_text(entry)} stays: {why}", fixes=False)


def _result(
    file: FileEntry, entry: Entry, invocation: Invocation, level: str | None, message: str, *, fixes: bool
) -> _Json:
    """``level`` is None for what is no finding."""
    said = entry.suppression.name if entry.suppression is not None else None
    takes = entry.rule if entry.outcome is Outcome.REWRITTEN else None
    rule = takes or said or (entry.reason.code.value if entry.reason is not None else entry.outcome.value)
    location: _Json = {
        "physicalLocation": {
            "artifactLocation": _artifact(file.path, invocation),
            "region": _region(entry.line, entry.column, entry.end_line, entry.end_column),
        }
    }
    if place_name(entry) is not None:
        kind = "type" if entry.class_name is not None and entry.method is None else "function"
        location["logicalLocations"] = [{"fullyQualifiedName": place(entry), "kind": kind}]
    result: _Json = {
        "ruleId": rule,
        "kind": "informational" if level is None else "fail",
        "level": level or "none",
        "message": _message(message),
        "locations": [location],
        "partialFingerprints": {"migratorUse/v1": entry.fingerprint},
        "properties": {
            "use": entry.kind,
            "outcome": entry.outcome.value,
            "site": entry.id,
            **({"page": entry.rule, "notAccepted": list(entry.pending)} if entry.pending else {}),
        },
    }
    related = list(_related(file, entry, invocation))
    if related:
        result["relatedLocations"] = related
    if fixes and entry.outcome is Outcome.REWRITTEN:
        result["fixes"] = [_fix(file, entry, invocation)]
    return result


def _breach(file: FileEntry, breach: Breach, invocation: Invocation) -> _Json:
    location = {
        "physicalLocation": {
            "artifactLocation": _artifact(file.path, invocation),
            "region": {"startLine": breach.line, "startColumn": breach.column},
        }
    }
    return {
        "ruleId": breach.kind.value,
        "kind": "fail",
        "level": "error",
        "message": _message(words(breach.message)),
        "locations": [location],
        **({"partialFingerprints": {"migratorUse/v1": breach.fingerprint}} if breach.fingerprint else {}),
        **({"suppressions": [{"kind": "external", "status": "accepted"}]} if breach.accepted else {}),
    }


def _related(file: FileEntry, entry: Entry, invocation: Invocation) -> Iterator[_Json]:
    told: list[tuple[int, str]] = []
    if entry.outcome is Outcome.REWRITTEN and not entry.is_site:
        sites = [other for other in file.entries if other.id == entry.id and other.is_site]
        told += [(other.line, "it goes with this program, whose fix removes both") for other in sites]
    for nearest in entry.nearest:
        if nearest.line is not None:
            has = (
                f"`{nearest.rule}` has `{nearest.expected}` here" if nearest.expected else f"nearest: `{nearest.rule}`"
            )
            told.append((nearest.line, f"{has}; the source has `{nearest.found}`" if nearest.found else has))
    told += [(item.line, f"dropped, since it decides nothing: {item.text}") for item in entry.dropped]
    told += [(item.line, f"not carried over by the worker: {item.text}") for item in entry.not_carried_over]
    for number, (line, text) in enumerate(told, 1):
        yield {
            "id": number,
            "physicalLocation": {
                "artifactLocation": _artifact(file.path, invocation),
                "region": {"startLine": line},
            },
            "message": _message(" ".join(text.split())),
        }


def _fix(file: FileEntry, entry: Entry, invocation: Invocation) -> _Json:
    replacements = [
        {
            "deletedRegion": _region(edit.line, edit.column, edit.end_line, edit.end_column),
            "insertedContent": {"text": edit.text},
        }
        for edit in file.edits
        if entry.id in (edit.site, *edit.also)
    ]
    change = {"artifactLocation": _artifact(file.path, invocation), "replacements": replacements}
    return {"description": {"text": f"Rewrite by `{entry.rule}`."}, "artifactChanges": [change]}


def _region(line: int, column: int, end_line: int, end_column: int) -> _Json:
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


# -- rules and notifications -------------------------------------------------------------------------------------------


def _rule(rule_id: str, page: Page | None) -> _Json:
    if page is None:
        return _described(rule_id, MEANINGS.get(rule_id, rule_id))
    what = [f"- `{change.name}`: {prose(change.text)}" for change in page.changes]
    changes = ["What changes in behaviour:", "", *what, ""] if what else []
    # Pages may be those of others: their text is shown, never obeyed.
    markdown = "\n".join([prose(page.summary or page.title), "", *changes, "The page:", "", block(page.text, "text")])
    return {
        "id": rule_id,
        "shortDescription": {"text": _sentence(page.title)},
        "fullDescription": {"text": _sentence(page.summary or page.title)},
        "help": {"text": "\n".join(map(safe, page.text.splitlines())), "markdown": markdown},
    }


def _described(name: str, text: str) -> _Json:
    told = {"text": _sentence(text)}
    return {"id": name, "shortDescription": told, "fullDescription": told, "help": told}


def _changes(entry: Entry, invocation: Invocation) -> Iterable[Any]:
    page = invocation.pages.get(entry.rule) if entry.rule is not None else None
    return page.changes if page is not None else ()


def _notifications(ledger: Ledger, invocation: Invocation) -> Iterator[_Json]:
    for file in ledger.files:
        if file.error is not None:
            yield _notification("error", "error", file.path, words(file.error.message), file.error.line, invocation)
        for note in file.own_notes:
            yield _notification("note", "note", note.path or file.path, words(note.message), note.line, invocation)
    for duty in ledger.duties:
        yield _notification("duty", "warning", duty.path or "", words(duty.message), duty.line, invocation)
    for item in ledger.skipped:
        yield _notification("skipped", "note", item.path, words(item.reason), None, invocation)


def _notification(name: str, level: str, path: str, message: str, line: int | None, invocation: Invocation) -> _Json:
    physical: _Json = {"artifactLocation": _artifact(path, invocation)}
    if line is not None:
        physical["region"] = {"startLine": line}
    return {
        "descriptor": {"id": name},
        "level": level,
        "message": _message(message),
        "locations": [{"physicalLocation": physical}],
    }


# -- text and addresses ------------------------------------------------------------------------------------------------


def _message(text: str) -> _Json:
    """Plain text: what a viewer would take for a link in it is none."""
    return {"text": safe(text).replace("](", "]\\u{28}")}


def _sentence(text: str) -> str:
    text = safe(text)
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def _artifact(path: str, invocation: Invocation) -> _Json:
    """A file by its path below the working directory; one that stands elsewhere by its whole address."""
    if not path.startswith("../") and not os.path.isabs(path):
        return {"uri": _quoted(path), "uriBaseId": _ROOT}
    return {"uri": "file://" + _quoted(os.path.normpath(os.path.join(invocation.folder, path)))}


def _folder_uri(folder: str) -> str:
    return "file://" + _quoted(folder.rstrip("/") + "/")


def _quoted(path: str) -> str:
    return quote(os.fsencode(path), safe="/")
