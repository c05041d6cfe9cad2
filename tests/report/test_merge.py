"""The JSON of several runs as one document, and the table of it."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from migrator.report import VERSION
from migrator.report.merge import NotMergedError, Run, as_markdown, as_text, merge

CHECKED: dict[str, Any] = {
    "version": VERSION,
    "summary": {"examined": 3, "searched": 1, "uses": 2, "findings": 1, "errors": 0},
    "findings": [{"path": "js/a.js", "line": 1, "message": "path: js/a.js"}],
    "errors": [],
    "skipped": [{"path": "dist/b.js", "reason": "looks generated"}],
    "suppressed": [],
    "ratchets": [{"path": "ratchet.json", "accepted": 1, "fewer": 0, "moved": 0}],
    "older": 2,
}
CLEAN = {
    **CHECKED,
    "summary": {**CHECKED["summary"], "findings": 0},
    "findings": [],
    "notes": [{"path": "c.js", "rules": []}],
}
MIGRATED: dict[str, Any] = {
    "version": VERSION,
    "summary": {
        "examined": 1, "searched": 0, "files": 1, "uses": 1, "unread": 0, "rewritten": 1, "kept": 0, "unmatched": 0, "errors": 0,
    },
    "files": [{"path": "a.js", "error": None, "diff": "--- a/a.js", "notes": [{"path": "b.js"}], "uses": []}],
    "skipped": [],
}  # fmt: skip


def run(name: str, document: dict[str, Any], **summary: int) -> Run:
    made = copy.deepcopy(document)
    made["summary"].update(summary)
    return Run(name, made)


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ([], "is no report; `check --format json` and `migrate --format json` print one"),
        ({"findings": []}, "is no report; `check --format json` and `migrate --format json` print one"),
        ({**CHECKED, "version": 1}, f"is a report of version 1, and this is {VERSION}; make it with this migrator"),
        (
            {key: value for key, value in CHECKED.items() if key != "errors"},
            "has not all fields of a report; it may have been cut off, so make it again",
        ),
        (
            {**CHECKED, "summary": {"uses": 1}},
            "has not all fields of a report; it may have been cut off, so make it again",
        ),
        (MIGRATED, "is of `migrate`, and the first is of `check`; merge each apart"),
    ],
)
def test_what_is_not_merged(document: Any, why: str) -> None:
    with pytest.raises(NotMergedError) as error:
        merge([run("one", CHECKED), Run("two", document)])
    assert (error.value.name, error.value.why) == ("two", why)


def test_paths_begin_with_the_name_of_their_run() -> None:
    document = merge([run("one", CHECKED), run("two", CLEAN)]).document
    assert document["findings"] == [{"path": "one/js/a.js", "line": 1, "message": "path: js/a.js"}]
    assert [item["path"] for item in document["skipped"]] == ["one/dist/b.js", "two/dist/b.js"]
    assert [item["path"] for item in document["ratchets"]] == ["one/ratchet.json", "two/ratchet.json"]
    assert document["notes"] == [{"path": "two/c.js", "rules": []}]


def test_counts_are_added() -> None:
    document = merge([run("one", CHECKED), run("two", CHECKED, uses=5)]).document
    assert document["summary"] == {"examined": 6, "searched": 2, "uses": 7, "findings": 2, "errors": 0}
    assert document["older"] == 4


def test_what_no_run_has_is_not_there() -> None:
    assert not merge([run("one", CHECKED)]).document.keys() & {"in_worker", "notes"}


def test_runs_of_migrate() -> None:
    merged = merge([run("one", MIGRATED), run("two", MIGRATED, unmatched=2)])
    [first, second] = merged.document["files"]
    assert (first["path"], first["notes"], first["diff"]) == ("one/a.js", [{"path": "one/b.js"}], "--- a/a.js")
    assert second["path"] == "two/a.js"
    assert (merged.command, merged.is_clean) == ("migrate", False)


@pytest.mark.parametrize(
    ("document", "summary", "is_clean", "has_errors"),
    [
        (CHECKED, {}, False, False),
        (CLEAN, {}, True, False),
        (CLEAN, {"errors": 1}, False, True),
        (MIGRATED, {}, True, False),
        (MIGRATED, {"unread": 1}, False, False),
    ],
)
def test_what_is_left(document: dict[str, Any], summary: dict[str, int], is_clean: bool, has_errors: bool) -> None:
    merged = merge([run("one", document, **summary)])
    assert (merged.is_clean, merged.has_errors) == (is_clean, has_errors)


def test_the_run_with_most_to_do_comes_first_and_all_last() -> None:
    merged = merge([run("a", CHECKED), run("c", CHECKED, findings=11), run("b", CHECKED)])
    assert as_text(merged) == (
        "     examined  uses  findings  errors\n"
        "c           3     2        11       0\n"
        "a           3     2         1       0\n"
        "b           3     2         1       0\n"
        "all         9     6        13       0\n"
    )


def test_a_name_stays_text_in_markdown() -> None:
    table = as_markdown(merge([run("a|b_*c*", CHECKED)]))
    assert table.splitlines()[:2] == ["| repository | examined | uses | findings | errors |", "|---|--:|--:|--:|--:|"]
    assert table.splitlines()[2] == "| `a\\|b_*c*` | 3 | 2 | 1 | 0 |"
