"""Sessions of a real client with a real process, from open to applied fix."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pygls", reason="the server is an extra")

from lsprotocol import types

from tests.lsp.editor import Editor, applied, edits_of, session
from tests.support import FIXTURES, GAME, GAME_SITES, ROOT, in_game

ERROR, WARNING = types.DiagnosticSeverity.Error, types.DiagnosticSeverity.Warning
RENDER = "await this.pyodide.runPythonAsync(`env.render()`);"
ALL = types.Range(types.Position(0, 0), types.Position(10**6, 0))


def migrator(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "migrator", *arguments],
        cwd=folder,
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


def digests(folder: Path) -> dict[str, str]:
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def test_the_whole_game_from_open_to_applied_fix(tmp_path: Path) -> None:
    for name in ("open", "written"):
        shutil.copytree(FIXTURES / "game", tmp_path / name / "game")
    file = tmp_path / "open/game/js/multiplayer.js"
    before = file.read_text("utf-8")
    document = json.loads(migrator(tmp_path / "open", "check", "--format", "json", "game/js/multiplayer.js").stdout)
    wanted = [
        (item["line"] - 1, item["rule"]) for item in document["findings"] if item["path"] == "game/js/multiplayer.js"
    ]
    assert len(wanted) >= GAME_SITES
    assert migrator(tmp_path / "written", "migrate", "--write", "game/js/multiplayer.js").returncode == 0
    after = (tmp_path / "written/game/js/multiplayer.js").read_text("utf-8")
    disk = digests(tmp_path / "open")

    async def act(editor: Editor) -> None:
        editor.open(file, before)
        told = await editor.diagnostics(file, version=1)
        assert [(item.range.start.line, item.code) for item in told] == wanted
        assert {(item.severity, item.source) for item in told} == {(WARNING, "migrator")}

        [everything] = await editor.actions(file, ALL, "source.fixAll")
        assert everything.kind == "source.fixAll.migrator"
        assert applied(before, edits_of(everything, file, 1)) == after

        # One after the other, as somebody does who looks at each; then the rest.
        text, version = before, 1
        for _ in range(4):
            fix = (await editor.actions(file, told[0].range, "quickfix"))[0]
            assert told[0] in (fix.diagnostics or [])
            text, version = applied(text, edits_of(fix, file, version)), version + 1
            editor.change(file, version, text)
            told = await editor.diagnostics(file, version=version)
        assert len(told) < len(wanted)
        [rest] = await editor.actions(file, ALL, "source.fixAll.migrator")
        assert applied(text, edits_of(rest, file, version)) == after

    session(tmp_path / "open", act)
    assert digests(tmp_path / "open") == disk, "the server writes nothing"


@pytest.mark.parametrize(("end", "mark"), [("\n", "\ufeff"), ("\r\n", ""), ("\r", "")])
def test_places_are_counted_as_the_editor_counts(tmp_path: Path, end: str, mark: str) -> None:
    site = "/* 🐍é\u2028\x0b */ await this.pyodide.runPythonAsync(`env.render(9)`); say('🎮');"
    before = mark + in_game("HERE", "say").replace("HERE", site).replace("\n", end)
    after = before.replace("9", "")
    file = tmp_path / "game.js"
    written = tmp_path / "other" / "game.js"
    written.parent.mkdir()
    written.write_bytes(after.encode())
    assert migrator(tmp_path / "other", "migrate", "--write", "game.js").returncode == 0
    line = before[: before.index(site)].count(end)

    def units(part: str) -> int:
        """Where a part of the site begins on its line."""
        held = before.split(end)[line]
        return len(held[: held.index(part)].encode("utf-16-le")) // 2

    async def act(editor: Editor) -> None:
        editor.open(file, before)
        [told] = await editor.diagnostics(file, version=1)
        assert told.range.start == types.Position(line, units("this.pyodide"))
        assert told.range.end == types.Position(line, units("(`env"))
        assert told.severity == ERROR

        # Two characters are put in before the site and taken out again; the one that no rule has goes.
        head = types.Position(line, 8)
        change = types.TextDocumentContentChangePartial
        typed = change(types.Range(head, head), "🂡\u2028")
        back = change(types.Range(head, types.Position(line, 11)), "")
        nine = types.Range(types.Position(line, units("9)")), types.Position(line, units(")`);")))
        editor.change(file, 2, typed, back, change(nine, ""))
        [told, owed] = await editor.diagnostics(file, version=2)
        assert (told.severity, told.code, owed.code) == (WARNING, "15-render", "worker")
        for kind in ("quickfix", "source.fixAll.migrator"):
            [action] = await editor.actions(file, told.range, kind)
            assert applied(after, edits_of(action, file, 2)).encode() == written.read_bytes()

    session(tmp_path, act)


def test_what_a_text_depends_on_is_told_as_it_changes(tmp_path: Path) -> None:
    """One session: no file on disk, JavaScript that does not parse, settings, pages, a base class that is not saved."""
    base, file = tmp_path / "base.js", tmp_path / "game.js"
    held = GAME.replace("class Base", "export class Base")
    base.write_text(held, "utf-8")
    kept = "async performRollback() { await this.pyodide.runPythonAsync(`env.t = 0`); }"
    game = f"import {{ Base }} from './base.js';\nexport class Game extends Base {{\n    {kept}\n    async act() {{ {RENDER} }}\n}}\n"
    settings = tmp_path / "migrator.toml"

    async def act(editor: Editor) -> None:
        editor.open(file, game)
        assert [item.code for item in await editor.diagnostics(file, version=1)] == ["15-render"]

        editor.change(file, 2, game.replace("{ Base }", "{ Base"))
        [told] = await editor.diagnostics(file, version=2)
        assert (told.severity, told.code, told.range.start.line) == (ERROR, "error", 0)
        assert await editor.actions(file, ALL) == []
        assert await editor.hover(file, types.Position(3, 30)) is None
        editor.change(file, 3, game)
        await editor.diagnostics(file, version=3)

        # The class of the worker loses the command in a file that is open and not saved.
        after = len(editor.told)
        editor.open(base, held.replace("async render()", "async draw()"))
        await editor.diagnostics(base, version=1)
        editor.save(base)
        [told] = await editor.diagnostics(file, after=after)
        assert (told.severity, told.code) == (ERROR, "no-command")
        after = len(editor.told)
        editor.close(base)
        [told] = await editor.diagnostics(file, after=after)
        assert told.code == "15-render"

        after = len(editor.told)
        settings.write_text("receiver = 7\n", "utf-8")
        editor.changed_on_disk(settings)
        [told] = await editor.diagnostics(settings, after=after)
        assert told.severity == ERROR
        assert "receiver" in told.message
        after = len(editor.told)
        (tmp_path / "pages").mkdir()
        page = tmp_path / "pages" / "01-render.md"
        page.write_text(
            "# Draw\n\n```diff\n- await this.pyodide.runPythonAsync(`env.render()`);\n+ this.draw(drawn);\n```\n", "utf-8"
        )
        settings.write_text('rules = ["pages"]\n', "utf-8")
        editor.changed_on_disk(settings, page)
        [told] = await editor.diagnostics(page, after=after)
        assert (told.range.start.line, "`drawn` is a free name" in told.message) == (4, True)
        assert await editor.diagnostics(settings, after=after) == []
        after = len(editor.told)
        page.write_text(page.read_text("utf-8").replace("this.draw(drawn)", "await this.worker.render()"), "utf-8")
        editor.changed_on_disk(page)
        [told] = await editor.diagnostics(file, after=after)
        assert told.code == "01-render"
        assert await editor.diagnostics(page, after=after) == []

        after = len(editor.told)
        editor.close(file)
        assert await editor.diagnostics(file, after=after) == []
        [watched] = editor.watching
        assert watched.method == "workspace/didChangeWatchedFiles"

    session(tmp_path, act)


def test_settings_that_are_given_are_read_again_as_they_change(tmp_path: Path) -> None:
    file, settings = tmp_path / "game.js", tmp_path / "ours.toml"
    settings.write_text('receiver = "this.py"\n', "utf-8")

    async def act(editor: Editor) -> None:
        editor.open(file, in_game(RENDER))
        assert {item.code for item in await editor.diagnostics(file, version=1)} == {"unread"}
        for text, place, codes in (
            ('receiver = "this.pyodide"\n', file, ["15-render", "worker"]),
            ("receiver = 7\n", settings, ["error"]),
            ("# nothing\n", file, ["15-render", "worker"]),
        ):
            after = len(editor.told)
            settings.write_text(text, "utf-8")
            editor.changed_on_disk(settings)
            assert [item.code for item in await editor.diagnostics(place, after=after)] == codes
        assert await editor.diagnostics(settings, after=after) == []
        [watched] = editor.watching
        assert "*.toml" in str(watched.register_options)

    session(tmp_path, act, "--config", "ours.toml")


def test_what_the_worker_owes_is_told_at_its_script(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "game", tmp_path / "game")
    file, script = tmp_path / "game/js/multiplayer.js", tmp_path / "game/js/worker_script.js"
    script.write_text(
        script.read_text("utf-8").replace("toJs({ dict_converter: Object.fromEntries })", "toJs()"), "utf-8"
    )
    document = json.loads(migrator(tmp_path, "check", "--format", "json", "game/js/multiplayer.js").stdout)
    owed = [item for item in document["findings"] if item["kind"] == "worker"]
    assert {item["path"] for item in owed} == {"game/js/worker_script.js"}

    async def act(editor: Editor) -> None:
        editor.open(file, file.read_text("utf-8"))
        await editor.diagnostics(file, version=1)
        told = await editor.diagnostics(script)
        assert {(item.code, item.severity) for item in told} == {("worker", ERROR)}
        assert [(item.range.start.line + 1, item.message) for item in told] == [
            (item["line"], item["message"]) for item in owed
        ]
        # A second file that sends the same commands owes nothing more.
        after, again = len(editor.told), file.with_name("again.js")
        again.write_bytes(file.read_bytes())
        editor.open(again, file.read_text("utf-8"))
        await editor.diagnostics(again, version=1)
        assert await editor.diagnostics(script, after=after) == told
        after = len(editor.told)
        editor.close(again)
        assert await editor.diagnostics(script, after=after) == told

    session(tmp_path, act)


DIALECTS = {
    "game.ts": "%s",
    "game.tsx": "const a = <b>{1 as number}</b>;\n%s",
    "game.vue": "<template><b /></template>\n<script lang=\"ts\">\n%s</script>\n",
    "game.svelte": "<script>\n%s</script>\n<b />\n",
    "game.html": "<p>\u00e9</p>\n<script>\n%s</script>\n<script type=\"module\">\nlet other = 1;\n</script>\n",
}


@pytest.mark.parametrize("name", DIALECTS)
def test_a_file_of_another_language_has_findings_and_fixes(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    text = DIALECTS[name] % in_game(f"{RENDER}\nconst hash = await this.pyodide.runPythonAsync(`env.tilt()`);")

    async def act(editor: Editor) -> None:
        editor.open(file, text)
        told = [item for item in await editor.diagnostics(file, version=1) if item.code != "worker"]
        assert [(item.code, item.severity) for item in told] == [("15-render", WARNING), ("differs", ERROR)]
        [fix, everything] = await editor.actions(file, told[0].range)
        wanted = text.replace(RENDER, "await this.worker.render();")
        assert applied(text, edits_of(fix, file, 1)) == applied(text, edits_of(everything, file, 1)) == wanted
        shown = await editor.hover(file, told[0].range.start)
        assert shown is not None

    session(tmp_path, act)


def test_a_page_that_cannot_be_parsed_has_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "page.html"

    async def act(editor: Editor) -> None:
        editor.open(file, "<script>\n{% if a %}\np.runPython('x');\n</script>\n")
        told = await editor.diagnostics(file, version=1)
        assert [(item.code, item.severity, item.range.start.line) for item in told] == [
            ("not-parsed", WARNING, 1),
            ("unread", ERROR, 2),
        ]

    session(tmp_path, act)


def test_an_editor_that_can_do_little_is_served_too(tmp_path: Path) -> None:
    file = tmp_path / "game.js"
    text = in_game(f"{RENDER}\nconst hash = await this.pyodide.runPythonAsync(`env.tilt()`);")

    async def act(editor: Editor) -> None:
        editor.open(tmp_path / "notes.astro", text)
        editor.open(file, text)
        told = await editor.diagnostics(file)
        assert [(item.code, item.severity) for item in told] == [
            ("15-render", WARNING),
            ("differs", ERROR),
            ("worker", ERROR),
        ]
        assert editor.watching == []
        [fix, everything] = await editor.actions(file, told[0].range)
        assert (fix.title, fix.kind) == ("Rewrite by `15-render`", types.CodeActionKind.QuickFix)
        assert fix.edit is not None
        assert fix.edit.changes is not None
        wanted = text.replace(RENDER, "await this.worker.render();")
        assert applied(text, list(fix.edit.changes[file.as_uri()])) == wanted
        assert [action.kind for action in await editor.actions(file, told[1].range)] == [everything.kind]

        shown = await editor.hover(file, told[0].range.start)
        assert shown is not None
        assert isinstance(shown.contents, types.MarkupContent)
        page = shown.contents.value
        assert page.startswith("**Render** (`15-render`)\n\nThe environment is rendered for its effect")
        assert (
            "```diff\n- await this.pyodide.runPythonAsync(`env.render()`);\n+ await this.worker.render();\n```" in page
        )
        cause = await editor.hover(file, told[1].range.start)
        assert cause is not None
        assert isinstance(cause.contents, types.MarkupContent)
        assert "is left** (`differs`)" in cause.contents.value
        assert "the source has `env.tilt" in cause.contents.value
        assert await editor.hover(file, types.Position(0, 0)) is None
        assert [item.uri for item in editor.told] == [file.as_uri()], "a file of another language is none of ours"

    session(tmp_path, act, plain=True)


def test_a_site_that_needs_another_one_to_go_takes_it_along(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "game", tmp_path / "game")
    file = tmp_path / "duel" / "duel.js"
    file.parent.mkdir()
    before, after = (
        (FIXTURES / f"01-socket-state/var-twice.{name}.js").read_bytes().decode() for name in ("before", "after")
    )

    async def act(editor: Editor) -> None:
        editor.open(file, before)
        told = await editor.diagnostics(file, version=1)
        assert [item.code for item in told] == ["01-socket-state", "01-socket-state"]
        for item in told:
            [fix] = await editor.actions(file, item.range, "quickfix")
            assert fix.title == "Rewrite all sites of this file; `01-socket-state` needs another one to go too"
            assert applied(before, edits_of(fix, file, 1)) == after

    session(tmp_path, act)


def test_the_fix_is_offered_on_every_line_of_the_statement_and_on_no_other(tmp_path: Path) -> None:
    file = tmp_path / "game.js"
    text = in_game("f();\nawait this.pyodide.runPythonAsync(`\n    env.render()\n    `);\ng();")
    [first] = [number for number, line in enumerate(text.split("\n")) if "await this.pyodide.runPythonAsync(`" in line][
        1:
    ]

    async def act(editor: Editor) -> None:
        editor.open(file, text)
        await editor.diagnostics(file, version=1)
        offered = []
        for line in range(first - 2, first + 4):
            place = types.Position(line, 4)
            if await editor.actions(file, types.Range(place, place), "quickfix"):
                offered.append(line)
        assert offered == [first, first + 1, first + 2]

    session(tmp_path, act)


def test_changes_in_quick_succession_are_looked_at_once(tmp_path: Path) -> None:
    file = tmp_path / "game.js"
    text = in_game(RENDER)

    async def act(editor: Editor) -> None:
        editor.open(file, text)
        await editor.diagnostics(file, version=1)
        for version in range(2, 30):
            editor.change(file, version, text.replace("class Game", f"class Game{version}"))
        await editor.diagnostics(file, version=29)
        assert [item.version for item in editor.told] == [1, 29]

    session(tmp_path, act)


def test_a_session_that_is_not_shut_down_ends_with_1(tmp_path: Path) -> None:
    async def rudely() -> None:
        editor = Editor()
        await editor.start(tmp_path)
        assert await editor.leave(politely=False) == 1

    asyncio.run(rudely())
    silent = subprocess.run(
        [sys.executable, "-m", "migrator", "lsp"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert (silent.returncode, silent.stdout) == (1, b"")
    assert b"Traceback" not in silent.stderr


def test_settings_that_cannot_be_read_are_said_before_it_serves(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("receiver = 7\n", "utf-8")
    result = migrator(tmp_path, "lsp", "--config", "bad.toml")
    assert result.returncode == 2
    assert result.stderr.startswith("bad.toml:1: error: ")
    assert result.stdout == ""
