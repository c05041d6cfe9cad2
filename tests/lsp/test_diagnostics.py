"""Findings as an editor shows them."""

from __future__ import annotations

import pytest

pytest.importorskip("pygls", reason="the server is an extra")

from lsprotocol import types

from migrator.lsp.analysis import Findings, PageFault
from migrator.lsp.diagnostics import diagnostics
from migrator.lsp.positions import Text
from migrator.model.ledger import Breach, BreachKind, FileEntry, FileError, Note, NoteCode
from tests.support import saying

ERROR, WARNING = types.DiagnosticSeverity.Error, types.DiagnosticSeverity.Warning
TEXT = Text("<p>\n<script>\n{% if a %}\n</script>\n", "utf-16")


def shown(*notes: Note, error: FileError | None = None, breaches: tuple[Breach, ...] = ()) -> list[tuple[object, object, int]]:
    """The code, the severity and the line of each diagnostic of a file."""
    entry = FileEntry("/r/a.html", notes=notes, error=error, breaches=breaches)
    found = diagnostics(Findings("/r/a.html", entry), TEXT)
    return [(item.code, item.severity, item.range.start.line) for item in found["/r/a.html"]]


def test_a_note_is_shown_where_it_says_that_the_file_could_not_be_parsed() -> None:
    assert shown(Note(NoteCode.BOTH_SIDES, saying("both")), Note(NoteCode.COMMENT, saying("comment"), 1)) == []
    assert shown(Note(NoteCode.NOT_PARSED, saying("not parsed"), 3)) == [("not-parsed", WARNING, 2)]
    assert shown(Note(NoteCode.NOT_PARSED, saying("not parsed"))) == [("not-parsed", WARNING, 0)]


def test_errors_and_findings_beside_uses_are_errors() -> None:
    assert shown(error=FileError(saying("gone"), 2)) == [("error", ERROR, 1)]
    assert shown(breaches=(Breach(BreachKind.UNREAD, 3, 4, saying("unread")),)) == [("unread", ERROR, 2)]


def test_a_fault_of_a_page_is_told_at_the_page() -> None:
    found = diagnostics(Findings("/r/a.html", faults=(PageFault("/r/01-a.md", 4, "is none"),)), TEXT)
    assert [(path, [item.range.start.line for item in items]) for path, items in found.items()] == [
        ("/r/a.html", []),
        ("/r/01-a.md", [3]),
    ]
