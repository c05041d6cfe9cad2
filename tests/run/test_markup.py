"""What is found where files with markup are searched: the calls in it, and a note where a script cannot be parsed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrator.javascript.source import SourceError
from migrator.model.ledger import BreachKind, FileEntry, Message, NoteCode, Outcome, Sentence
from migrator.model.settings import Settings
from migrator.run.markup import only_searched, with_searched
from migrator.run.result import Result
from tests.report.formats import invoke
from tests.support import text_of, write

CALL = "p.runPython('x')"
# Pages that cannot be parsed, each with the line that says so and with the cause.
BROKEN = {
    "a statement of a template": ("a.html", "<p>\n<script>\n{% if a %}\nf();\n</script>\n", 3, "near `{% if a %}`"),
    "a value of a template": ("a.html", "<script>\nf({{ a|safe }});\n</script>\n", 2, "near `f({{ a|safe }});`"),
    "a module of several scripts": (
        "a.html", "<script>f();</script>\n<script type=module>\nlet a = ;\n</script>\n", 3, "near `let a = ;`",
    ),
    "another language": ("a.vue", "<b />\n<script lang='coffee'>\nf 1\n</script>\n", 2, "`lang=\"coffee\"` is not read"),
    "an element that does not end": ("a.svelte", "<b />\n<script>\nf();\n", 2, "this `<script>` does not end"),
    "no TypeScript": ("a.vue", "<script lang=ts>\nlet a: = 1;\n</script>\n", 2, "as TypeScript near `let a: = 1;`"),
    "an escape that is none": ("a.html", "<script>\nf(`\\8`);\n</script>\n", 2, ""),
}  # fmt: skip


@pytest.mark.parametrize("arguments", [[], ["NAME"]], ids=["found", "named"])
@pytest.mark.parametrize("name", BROKEN)
def test_a_page_that_cannot_be_parsed_is_searched(tmp_path: Path, name: str, arguments: list[str]) -> None:
    path, text, line, why = BROKEN[name]
    write(tmp_path, path, f'{text}<p onclick="{CALL}" @click="{CALL}" on:click={{() => {CALL}}}><!-- pyodide -->\n')
    if path == "a.vue":
        write(tmp_path, path, f"{text}<template>{{{{ {CALL} }}}}</template>\n")
    given = [path for _ in arguments]
    result = invoke(tmp_path, "check", *given)
    assert result.code == 1
    assert "error" not in result.text + result.err
    assert {line.split("[")[-1] for line in result.text.splitlines()} == {"unread]"}
    assert "and nothing checked it: this file could not be parsed" in result.text
    [note] = [line for line in result.err.splitlines() if "note" in line]
    said = f"{path}: note: line {line}: the scripts of this file could not be parsed, and were only searched for calls"
    assert note.startswith(said)
    assert why in note
    document = json.loads(invoke(tmp_path, "check", "--format", "json", *given).text)
    assert [(item["code"], item["path"], item["line"]) for item in document["notes"]] == [("not-parsed", path, line)]
    assert document["errors"] == []


@pytest.mark.parametrize("name", BROKEN)
def test_where_no_call_is_found_the_note_is_there_all_the_same(tmp_path: Path, name: str) -> None:
    path, text, line, _ = BROKEN[name]
    write(tmp_path, path, f"{text}<!-- this.pyodide -->\n")
    result = invoke(tmp_path, "check")
    assert (result.code, result.text) == (0, "")
    assert f"{path}: note: line {line}: the scripts of this file could not be parsed" in result.err
    assert f"::notice title=note,file={path},line={line}::" in invoke(tmp_path, "check", "--format", "github").text
    migrated = invoke(tmp_path, "migrate")
    assert migrated.code == 0
    assert f"note: line {line}: the scripts of this file could not be parsed" in migrated.err
    explained = invoke(tmp_path, "explain", f"{path}:1")
    assert (explained.code, "could not be parsed" in explained.err) == (2, True)


@pytest.mark.parametrize("name", BROKEN)
def test_a_page_that_has_nothing_to_do_with_pyodide_is_not_told(tmp_path: Path, name: str) -> None:
    path, text, _, _ = BROKEN[name]
    write(tmp_path, path, text)
    result = invoke(tmp_path, "check")
    assert (result.code, result.text, "note" in result.err) == (0, "", False)


def test_a_script_by_itself_that_cannot_be_parsed_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, "a.ts", "this.pyodide = (;\n")
    assert (invoke(tmp_path, "check").code, "a.ts:1: error: " in invoke(tmp_path, "check").text) == (2, True)


def test_a_page_that_may_keep_pyodide_may_in_its_markup(tmp_path: Path) -> None:
    write(tmp_path, "migrator.toml", 'keep = ["page.html", "broken.html"]\n')
    write(tmp_path, "page.html", f'<script>\n{CALL}\n</script>\n<b onclick="{CALL}">\n')
    write(tmp_path, "broken.html", f"<script>\n{{% a %}}\n{CALL}\n</script>\n")
    result = invoke(tmp_path, "check")
    assert (result.code, result.text) == (0, "")
    files = {file["path"]: file for file in json.loads(invoke(tmp_path, "migrate", "--format", "json").text)["files"]}
    uses = files["page.html"]["uses"]
    assert [(use["id"], use["line"], use["outcome"]) for use in uses] == [(1, 2, "kept"), (2, 4, "kept")]
    assert [(use["line"], use["outcome"]) for use in files["broken.html"]["uses"]] == [(3, "kept")]
    write(tmp_path, "migrator.toml", 'keep = ["other.html"]\n')
    assert invoke(tmp_path, "check").text.count("broken.html:") == 1


def test_calls_in_markup_are_added_to_what_was_found() -> None:
    before = Result(FileEntry("a.html"))
    assert with_searched("a.html", before, b"<p>p.runPython(x)</p>", Settings(), None) == before
    found = with_searched("a.html", before, b"<p onclick='p.runPython(x)'>", Settings(), None).entry
    assert found is not None
    assert [(breach.kind, breach.line, breach.column) for breach in found.breaches] == [(BreachKind.UNREAD, 1, 13)]
    assert "the markup of HTML is only searched" in text_of(found.breaches[0])
    kept = with_searched("a.html", before, b"<p onclick='p.runPython(x)'>", Settings(), "a.html").entry
    assert kept is not None
    assert [(use.outcome, use.keeper) for use in kept.entries] == [(Outcome.KEPT, "a.html")]
    assert kept.breaches == ()


def test_what_is_only_searched_has_a_note() -> None:
    fault = SourceError(Message.of(Sentence.SCRIPT_IN_MARKUP), 3)
    for calls in (True, False):
        found = only_searched("a.html", b"<p onclick='p.runPython(x)'>", Settings(), None, fault, calls=calls).entry
        assert found is not None
        assert [(note.code, note.line) for note in found.notes] == [(NoteCode.NOT_PARSED, 3)]
        assert len(found.breaches) == calls
