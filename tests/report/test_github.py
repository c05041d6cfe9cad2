"""Workflow commands: each a line that the runner reads as what was meant, whatever files are called and hold."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.model.ledger import Code, Entry, FileEntry, FileError, Ledger, Note, NoteCode, Outcome, Reason, Skipped
from migrator.report import github
from migrator.report.invocation import Invocation
from tests.report.formats import commands, invoke
from tests.support import FIXTURES, GAME_SITES, ROOT, in_game, saying

SITE = "await this.pyodide.runPythonAsync(`env.render()`);"
# GitHub's own writer of commands.
WRITER = """
const { issueCommand } = require('@actions/core/lib/command');
for (const [name, properties, message] of JSON.parse(require('fs').readFileSync(0, 'utf-8'))) {
    issueCommand(name, Object.fromEntries(properties), message);
}
"""


def rewritten_by_github(output: str) -> str:
    """What GitHub's own library writes for the commands that were read from ``output``."""
    told = [(command.name, command.properties, command.message) for command in commands(output)]
    node = shutil.which("node")
    assert node is not None
    result = subprocess.run(
        [node, "-e", WRITER], input=json.dumps(told), cwd=ROOT, capture_output=True, encoding="utf-8", check=True, timeout=300
    )
    return result.stdout


def hostile(path: str, message: str, method: str = "act") -> Ledger:
    cause = Reason(Code.DIFFERS, saying(message), 1)
    entry = Entry(1, 3, 5, 3, 9, "Game", method, "runPython", "call", Outcome.UNMATCHED, True, reason=cause)
    return Ledger(
        (FileEntry(path, (entry,), (Note(NoteCode.COMMENT, saying(message), 2),), FileError(saying(message), 2)),),
        (Skipped(path, saying(message)),),
    )


def test_nothing_to_say_is_no_line(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("const a = 1;\n", "utf-8")
    for command in ("check", "migrate"):
        result = invoke(tmp_path, command, "--format", "github")
        assert (result.code, result.out, result.err) == (0, b"", "")


def test_a_finding_is_an_error_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(in_game(SITE), "utf-8")
    result = invoke(tmp_path, "check", "--format", "github", "a.js")
    use, worker = commands(result.text)
    assert (result.code, use.name, worker.name) == (1, "error", "error")
    assert dict(use.properties) == {
        "title": "15-render",
        "file": "a.js",
        "line": "25",
        "endLine": "25",
        "col": "15",
        "endColumn": "42",
    }
    assert use.message.endswith("`migrator migrate --write` rewrites it by `15-render` [Game.act]")
    assert dict(worker.properties) == {"title": "worker", "file": "a.js", "line": "1", "col": "1"}


def test_a_use_of_several_lines_has_no_columns(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(in_game("this\n    .pyodide\n    .toPy(1);"), "utf-8")
    [use] = commands(invoke(tmp_path, "check", "--format", "github").text)
    assert dict(use.properties) == {"title": "unexplained", "file": "a.js", "line": "25", "endLine": "27"}


def test_errors_notes_and_skipped_files(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("class A {\n b() { this.pyodide = (; } }", "utf-8")
    (tmp_path / "b.js").write_text(in_game(f"{SITE}\nthis.pyodide.toPy(1);"), "utf-8")
    (tmp_path / "c.astro").write_text("this.pyodide", "utf-8")
    told = commands(invoke(tmp_path, "migrate", "--format", "github").text)
    assert [(item.name, item["title"], item["file"]) for item in told] == [
        ("error", "error", "a.js"),
        ("warning", "15-render", "b.js"),
        ("error", "unexplained", "b.js"),
        ("warning", "duty", "b.js"),
        ("notice", "skipped", "c.astro"),
    ]
    assert told[0]["line"] == "2"
    assert told[1].message == "`runPythonAsync` is to be rewritten by `15-render` [Game.act]"
    checked = commands(invoke(tmp_path, "check", "--format", "github").text)
    assert [(item.name, item["title"]) for item in checked][-1] == ("notice", "skipped")
    written = commands(invoke(tmp_path, "migrate", "--write", "--format", "github", "b.js").text)
    assert ("notice", "15-render") in [(item.name, item["title"]) for item in written]


def test_files_are_named_from_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "pkg").mkdir()
    (tmp_path / "pkg/a.js").write_text(in_game(SITE), "utf-8")

    def file(workspace: str) -> str:
        result = invoke(tmp_path / "pkg", "check", "--format", "github", env={"GITHUB_WORKSPACE": workspace})
        return commands(result.text)[0]["file"]

    assert file(str(tmp_path)) == "pkg/a.js"
    assert file(str(tmp_path / "pkg")) == "a.js"
    assert file(str(tmp_path / "elsewhere")) == "a.js"
    assert file("") == "a.js"


def test_a_hostile_line_is_one_command_and_no_other() -> None:
    message = "one\n::error::two\r\n##[group]x\x1b[31m 100% %0A"
    ledger = hostile("a,b:c=d%.js\n::stop-commands::x", message, "x]::error::y")
    for write in (github.findings, github.migration):
        output = write(ledger, Invocation(2))
        lines = output.split("\n")
        assert all(line.startswith(("::error title=", "::notice title=")) for line in lines)
        assert not any(char in output for char in "\r\x1b")
        assert "##[" not in output
        read = commands(output)
        assert {item["file"] for item in read} == {"a,b:c=d%.js\n::stop-commands::x"}
        assert all(item.message.startswith(("one\n::error::two\r\n", "`runPython`")) for item in read)
        assert "100% %0A" in read[0].message


def test_the_library_of_github_writes_the_same(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "game", tmp_path / "game, the: 100%")
    outputs = [invoke(tmp_path, command, "--format", "github").text for command in ("check", "migrate")]
    message = "one\n::error::two\r\n 100% %0A, a:b"
    outputs += [
        write(hostile("a,b:c=d%.js", message), Invocation(2)) + "\n" for write in (github.findings, github.migration)
    ]
    assert len(commands(outputs[0])) > GAME_SITES
    joined = "".join(outputs)
    assert rewritten_by_github(joined) == joined


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=30), st.text(max_size=40), st.text(max_size=10))
def test_any_text_is_one_command(path: str, message: str, method: str) -> None:
    output = github.migration(hostile(path, message, method), Invocation(2))
    read = commands(output)
    assert [(item.name, item["title"]) for item in read] == [
        ("error", "error"),
        ("notice", "note"),
        ("error", "differs"),
        ("notice", "skipped"),
    ]
    assert len(output.splitlines()) == 4
