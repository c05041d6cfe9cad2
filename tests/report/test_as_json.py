"""The JSON documents: what is no finding is in none, and what a ledger lacks is null and not left out."""

from __future__ import annotations

import json
from typing import Any

from migrator.model.ledger import (
    Accepted,
    Breach,
    BreachKind,
    Code,
    Dropped,
    Entry,
    Examined,
    FileEntry,
    FileError,
    Ledger,
    Nearest,
    Note,
    NoteCode,
    Outcome,
    Ratchet,
    Reason,
    Skipped,
    Suppression,
)
from migrator.report.as_json import findings, migration
from migrator.report.invocation import Invocation
from tests.support import saying

WHY = Reason(Code.DIFFERS, saying("differs"), 4, "01-a", 7)


def entry(outcome: Outcome = Outcome.KEPT, **more: object) -> Entry:
    return Entry(1, 3, 5, 4, 9, None, None, None, "alias", outcome, is_program=False)._replace(**more)


def read(document: str) -> Any:
    return json.loads(document)


def migrated(*files: FileEntry, **more: Any) -> Any:
    return read(migration(Ledger(files, **more), Invocation(0)))


def found(*files: FileEntry, **more: Any) -> Any:
    return read(findings(Ledger(files, **more), Invocation(0)))


def test_an_empty_run_has_every_field() -> None:
    numbers = dict.fromkeys(("examined", "searched", "files", "uses", "unread"), 0)
    numbers |= dict.fromkeys(("rewritten", "kept", "unmatched", "errors"), 0)
    document = migrated()
    assert (document["summary"], document["files"], document["skipped"]) == (numbers, [], [])
    document = found()
    assert document["summary"] == dict.fromkeys(("examined", "searched", "uses", "findings", "errors"), 0)
    lists = ("findings", "errors", "skipped", "suppressed", "ratchets")
    assert {name: document[name] for name in lists} == {name: [] for name in lists}
    assert document["older"] == 0


def test_what_may_stay_is_no_finding_and_a_use_all_the_same() -> None:
    accepted = entry(Outcome.UNMATCHED, reason=WHY, accepted=Accepted.RATCHET)
    told = entry(Outcome.UNMATCHED, reason=WHY, is_told=True)
    breach = Breach(BreachKind.UNREAD, 9, 1, saying("unread"), accepted=Accepted.OLDER)
    file = FileEntry("a.js", (entry(), accepted, told), breaches=(breach,))
    document = found(file, older=1, examined=Examined(3, 1))
    assert (document["findings"], document["older"]) == ([], 1)
    assert document["summary"] == {"examined": 3, "searched": 1, "uses": 3, "findings": 0, "errors": 0}
    assert len(migrated(file)["files"][0]["uses"]) == 3


def test_what_a_use_lacks_is_null() -> None:
    [use] = migrated(FileEntry("a.js", (entry(),)))["files"][0]["uses"]
    lacks = {"class", "method", "function", "member", "rule", "reason", "suppression"}
    assert {name for name, value in use.items() if value is None} == lacks
    assert (use["line"], use["column"], use["end_line"], use["end_column"], use["kind"]) == (3, 5, 4, 9, "alias")
    assert (use["nearest"], use["dropped"], use["not_carried_over"]) == ([], [], [])


def test_a_cause_has_its_words_and_its_places() -> None:
    near = Nearest("01-a", 4, None, "x", "")
    use = entry(Outcome.UNMATCHED, reason=WHY, nearest=(near,))
    [shown] = migrated(FileEntry("a.js", (use,)))["files"][0]["uses"]
    assert shown["reason"] == {"code": "differs", "message": "differs", "line": 4, "page": "01-a", "page_line": 7}
    assert shown["nearest"] == [{"rule": "01-a", "line": 4, "page_line": None, "expected": "x", "found": ""}]
    [finding] = found(FileEntry("a.js", (use,)))["findings"]
    assert (finding["rule"], finding["line"], finding["place"]) == ("01-a", 3, "module")


def test_statements_that_go_and_comments_that_keep_stand_with_their_use() -> None:
    gone, kept = entry(Outcome.REWRITTEN, rule="01-a", dropped=(Dropped(4, "x"),)), Suppression("no-rule", 2, "")
    first, second = migrated(FileEntry("a.js", (gone, entry(suppression=kept))))["files"][0]["uses"]
    assert first["dropped"] == [{"line": 4, "text": "x"}]
    assert second["suppression"] == {"name": "no-rule", "line": 2, "reason": None}
    [suppressed] = found(FileEntry("a.js", (entry(suppression=kept),)))["suppressed"]
    assert (suppressed["name"], suppressed["comment_line"], suppressed["reason"]) == ("no-rule", 2, None)


def test_a_note_has_a_path_of_its_own_or_that_of_its_file() -> None:
    here, there = Note(NoteCode.COMMENT, saying("a"), 1), Note(NoteCode.DUTY, saying("b"), 2, "w.js", ("01-a",))
    first, second = migrated(FileEntry("a.js", notes=(here, there)))["files"][0]["notes"]
    assert first == {"code": "comment", "message": "a", "path": "a.js", "line": 1, "rules": []}
    assert second == {"code": "duty", "message": "b", "path": "w.js", "line": 2, "rules": ["01-a"]}


def test_errors_and_skipped_files_have_their_words() -> None:
    failed, skipped = FileEntry("a.js", error=FileError(saying("gone"))), (Skipped("b.ts", saying("searched")),)
    document = found(failed, skipped=skipped, ratchets=(Ratchet("r.json", 3, 2, 1),))
    assert document["errors"] == [{"path": "a.js", "line": None, "message": "gone"}]
    assert document["skipped"] == [{"path": "b.ts", "reason": "searched"}]
    assert document["ratchets"] == [{"path": "r.json", "accepted": 3, "fewer": 2, "moved": 1}]
    assert migrated(failed)["files"][0]["error"] == {"message": "gone", "line": None}
