"""What was found of the scripts of one file, as one result."""

from __future__ import annotations

from pathlib import Path

from migrator.javascript.edit import Edit
from migrator.model.ledger import Breach, BreachKind, Entry, FileEntry, Note, NoteCode, Outcome, TextEdit
from migrator.run.result import Result
from migrator.run.scripts import together
from tests.report.formats import invoke
from tests.support import GAME, saying, write

DATA = b"<script>a</script>\n<script type=module>b</script>\n"
NOTE = Note(NoteCode.COMMENT, saying("note"))


def entry(number: int, line: int) -> Entry:
    return Entry(number, line, 5, line, 9, "Game", "act", "runPython", "call", Outcome.REWRITTEN, is_program=True)


def breach(line: int) -> Breach:
    return Breach(BreachKind.UNREAD, line, 1, saying("unread"))


def result(line: int, edit: Edit) -> Result:
    text = TextEdit(1, line, 1, line, 2, edit.text.decode())
    found = FileEntry("a.html", (entry(1, line), entry(2, line + 3)), (NOTE,), None, b"diff", (breach(line),), (text,))
    return Result(found, (edit,))


def test_nothing_is_found_of_scripts_without_anything() -> None:
    assert together("a.html", DATA, []) == Result()
    assert together("a.html", DATA, [Result(), Result()]) == Result()


def test_what_is_found_of_one_script_is_that_of_the_file() -> None:
    one = result(1, Edit(8, 9, b"x"))
    assert together("a.html", DATA, [Result(), one]) == one


def test_results_of_scripts_are_one_in_the_order_of_lines() -> None:
    found = together("a.html", DATA, [result(2, Edit(39, 40, b"y")), result(1, Edit(8, 9, b"x"))])
    assert found.edits == (Edit(8, 9, b"x"), Edit(39, 40, b"y"))
    file = found.entry
    assert file is not None
    assert [use.line for use in file.entries] == [1, 2, 4, 5]
    assert sorted(use.id for use in file.entries) == [1, 2, 3, 4]
    assert [item.line for item in file.breaches] == [1, 2]
    assert file.notes == (NOTE,)
    sites = {use.id: use.line for use in file.entries}
    assert sorted((edit.line, sites[edit.site]) for edit in file.edits) == [(1, 1), (2, 2)]
    assert b"-<script>a</script>" in file.diff
    assert b"+<script type=module>y</script>" in file.diff


def test_edits_alone_are_kept() -> None:
    edits = [Result(None, (Edit(39, 40, b"y"),)), Result(None, (Edit(8, 9, b"x"),))]
    assert together("a.html", DATA, edits) == Result(None, (Edit(8, 9, b"x"), Edit(39, 40, b"y")))


def test_sites_in_two_scripts_of_a_page_are_rewritten_at_once(tmp_path: Path) -> None:
    site = "class %s extends Base { async act() { await this.pyodide.runPythonAsync(`env.render()`); } }"
    page = '<script>\n%s%s\n</script>\n<script type="module">\n%s%s\n</script>\n'
    before = page % (GAME, site % "One", GAME, site % "Two")
    write(tmp_path, "a.html", before)
    ran = invoke(tmp_path, "migrate", "--write", "a.html")
    assert ran.code == 0, ran.err
    done = (tmp_path / "a.html").read_text("utf-8")
    assert done == before.replace("this.pyodide.runPythonAsync(`env.render()`)", "this.worker.render()")
    assert invoke(tmp_path, "migrate", "--write", "a.html").code == 0
    assert (tmp_path / "a.html").read_text("utf-8") == done
