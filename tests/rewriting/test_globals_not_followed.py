"""What the model of Python's globals does not follow, and what is reported then: the site is rewritten, without a note.

A case that is followed one day belongs into `test_still_read`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.model.ledger import NoteCode
from tests.rewriting.test_still_read import MAIN, RULE, SUB, method, one, program, reason, several, unseen
from tests.support import migrate

CASES = {
    "an exception that ends a program before its function's global is bound": program(
        "def f(): return columns\nfail()\ncolumns = 1"
    ),
    "a program that runs while another awaits": program("rows = 1\nawait pause()\nlen(rows)"),
    "a frame": program("import sys\nsys._getframe().f_globals['rows']"),
    "the collector": program("import gc\nfind(gc.get_objects(), 'rows')"),
    "an interpreter that code of another package has": method("this.other.use(this.pyodide);"),
    "a method that is kept in an object under another name": method("const { size } = o; size('len(rows)');"),
}


@pytest.mark.parametrize("member", CASES.values(), ids=CASES)
def test_what_is_not_followed_is_not_seen(tmp_path: Path, member: str) -> None:
    result = one(tmp_path, member)
    assert reason(result)[0] == "rewritten"
    assert unseen(result) == []


def test_two_interpreters_of_a_class_and_one_in_another_file_that_extends_it(tmp_path: Path) -> None:
    result = several(tmp_path, {"b.js": SUB % "this.pyodide.runPython('env.tilt()');"}, start=MAIN)
    assert reason(result)[0] == "rewritten"
    for name in ("a.js", "b.js"):
        entry, _ = migrate(tmp_path / name, [RULE])
        assert not [note for note in entry.notes if note.code is NoteCode.TWO_INTERPRETERS]
