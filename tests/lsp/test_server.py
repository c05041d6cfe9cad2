"""The server's own bookkeeping, with an analyst that the test holds back."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

pytest.importorskip("pygls", reason="the server is an extra")

from lsprotocol import types
from pygls.workspace import Workspace

from migrator.lsp.analysis import Analyst, Findings
from migrator.lsp.positions import Text, changed, encoded
from migrator.lsp.server import Server
from tests.support import in_game


class Held(Analyst):
    """Waits for leave before it looks at the first text; then says what it looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.leave = threading.Event(), threading.Event()
        self.seen: list[bytes] = []

    def look(self, path: str, text: bytes, held: Mapping[str, bytes]) -> Findings:
        self.begun.set()
        assert self.leave.wait(30)
        self.seen.append(text)
        if b"broken" in text:
            raise ValueError("a fault of ours")
        return super().look(path, text, held)


def item(path: Path, text: str) -> types.TextDocumentItem:
    return types.TextDocumentItem(path.as_uri(), types.LanguageKind.JavaScript, 1, text)


def change(path: Path, version: int, text: str) -> types.DidChangeTextDocumentParams:
    which = types.VersionedTextDocumentIdentifier(version, path.as_uri())
    return types.DidChangeTextDocumentParams(which, [types.TextDocumentContentChangeWholeDocument(text)])


def server(analyst: Analyst, told: list[types.PublishDiagnosticsParams], logged: list[str]) -> Server:
    made = Server(analyst, 0)
    made.protocol._workspace = Workspace(None, types.TextDocumentSyncKind.Incremental)
    made.text_document_publish_diagnostics = told.append  # type: ignore[method-assign]
    made.window_log_message = lambda params: logged.append(params.message)  # type: ignore[method-assign]
    made.begin()
    return made


def test_a_change_while_a_check_runs_outdates_what_it_finds(tmp_path: Path) -> None:
    file = tmp_path / "game.js"
    old, new = in_game("await this.pyodide.runPythonAsync(`env.render()`);"), in_game("await this.worker.render();")

    async def act() -> None:
        told: list[types.PublishDiagnosticsParams] = []
        analyst = Held()
        made = server(analyst, told, [])
        made.open(item(file, old))
        await asyncio.to_thread(analyst.begun.wait, 30)
        made.change(change(file, 2, new))
        analyst.leave.set()
        findings = await made.findings(made.documents[file.as_uri()])
        await asyncio.sleep(0)
        assert analyst.seen == [old.encode(), new.encode()]
        assert findings.entry is not None
        assert findings.entry.findings == ()
        assert [(one.version, list(one.diagnostics)) for one in told] == [(2, [])]

    asyncio.run(act())


def test_a_fault_of_ours_is_logged_and_the_next_text_is_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "game.js"

    async def act() -> None:
        told: list[types.PublishDiagnosticsParams] = []
        logged: list[str] = []
        analyst = Held()
        analyst.leave.set()
        made = server(analyst, told, logged)
        made.open(item(file, "broken"))
        assert (await made.findings(made.documents[file.as_uri()])).entry is None
        made.change(change(file, 2, in_game("await this.pyodide.runPythonAsync(`env.render()`);")))
        findings = await made.findings(made.documents[file.as_uri()])
        await asyncio.sleep(0)
        assert findings.entry is not None
        assert [[one.code for one in params.diagnostics] for params in told] == [[], ["15-render", "worker"]]
        [message] = logged
        assert "a fault of ours" in message

    asyncio.run(act())


# -- places ------------------------------------------------------------------------------------------------------------

LINE = "a🐍é\u2028b"
UNITS = {"utf-8": [0, 1, 5, 7, 10, 11], "utf-16": [0, 1, 3, 4, 5, 6], "utf-32": [0, 1, 2, 3, 4, 5]}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", UNITS)
def test_columns_are_code_points_here_and_units_there(encoding: str, end: str) -> None:
    text = Text(f"x{end}{LINE}{end}", encoding)
    places = [text.position(2, column) for column in range(1, len(LINE) + 2)]
    assert places == [types.Position(1, units) for units in UNITS[encoding]]
    assert [text.offset(place) for place in places] == [len(end) + 1 + index for index in range(len(LINE) + 1)]
    assert [text.bytes_before(2, column) for column in range(1, len(LINE) + 2)] == [
        len(f"x{end}{LINE[:index]}".encode()) for index in range(len(LINE) + 1)
    ]


@pytest.mark.parametrize(
    ("place", "offset"),
    [((0, 99), 2), ((1, 0), 3), ((1, 99), 4), ((2, 0), 5), ((2, 5), 5), ((9, 0), 5)],
)
def test_a_place_beyond_a_line_is_its_end(place: tuple[int, int], offset: int) -> None:
    assert Text("ab\nc\n", "utf-16").offset(types.Position(*place)) == offset


def test_a_mark_at_the_beginning_counts_where_the_editor_keeps_it() -> None:
    assert Text("\ufeffab", "utf-16").position(1, 1) == types.Position(0, 1)
    assert Text("ab", "utf-16").position(1, 1) == types.Position(0, 0)
    assert Text("\ufeffab\nc", "utf-16").position(2, 1) == types.Position(1, 0)
    assert Text("\ufeffab", "utf-16").bytes_before(1, 2) == len("\ufeffa".encode())


def test_changes_count_in_what_those_before_them_left() -> None:
    def part(start: tuple[int, int], end: tuple[int, int], text: str) -> types.TextDocumentContentChangePartial:
        return types.TextDocumentContentChangePartial(types.Range(types.Position(*start), types.Position(*end)), text)

    text = changed(Text("a🐍b\r\nc", "utf-16"), [part((0, 1), (0, 3), "x\n"), part((1, 1), (2, 1), "y")])
    assert text.text == "ax\nby"
    text = changed(text, [types.TextDocumentContentChangeWholeDocument("1\n2"), part((1, 1), (1, 1), "3")])
    assert text.text == "1\n23"


def test_half_a_pair_gives_bytes_that_are_not_utf_8() -> None:
    with pytest.raises(UnicodeDecodeError):
        encoded("'\ud83d'").decode()
