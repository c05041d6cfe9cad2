"""An editor: a client of a library that is not ours, which starts the server as a process and speaks to it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from tests.support import ROOT

_PATIENCE = 30  # seconds after which a server that says nothing has failed


class Editor:
    """One session. ``told`` has every publication of diagnostics, in order."""

    def __init__(self) -> None:
        self.client = LanguageClient("editor", "1")
        self.told: list[types.PublishDiagnosticsParams] = []
        self.logged: list[str] = []
        self.watching: list[types.Registration] = []
        self._news = asyncio.Event()

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def publish(params: types.PublishDiagnosticsParams) -> None:
            self.told.append(params)
            self._news.set()

        @self.client.feature(types.WINDOW_LOG_MESSAGE)
        def log(params: types.LogMessageParams) -> None:
            self.logged.append(params.message)

        @self.client.feature(types.CLIENT_REGISTER_CAPABILITY)
        def register(params: types.RegistrationParams) -> None:
            self.watching += params.registrations

    async def start(self, folder: Path, *arguments: str, encoding: str = "utf-16", plain: bool = False) -> None:
        """Start the server in a folder; a ``plain`` editor can do nothing but what it must."""
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        await self.client.start_io(sys.executable, "-m", "migrator", "lsp", *arguments, cwd=folder, env=env)
        able = types.ClientCapabilities()
        if not plain:
            able = types.ClientCapabilities(
                general=types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind(encoding)]),
                workspace=types.WorkspaceClientCapabilities(
                    workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
                    did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
                ),
            )
        self.answer = await self.client.initialize_async(
            types.InitializeParams(
                capabilities=able, workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name)]
            )
        )
        self.client.initialized(types.InitializedParams())

    def open(self, path: Path, text: str, version: int = 1) -> None:
        item = types.TextDocumentItem(path.as_uri(), types.LanguageKind.JavaScript, version, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, path: Path, version: int, *changes: types.TextDocumentContentChangeEvent | str) -> None:
        """Change a file; a text alone takes the place of all of it."""
        which = types.VersionedTextDocumentIdentifier(version, path.as_uri())
        whole = types.TextDocumentContentChangeWholeDocument
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                which, [whole(item) if isinstance(item, str) else item for item in changes]
            )
        )

    def save(self, path: Path) -> None:
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(path.as_uri())))

    def close(self, path: Path) -> None:
        self.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(path.as_uri()))
        )

    def changed_on_disk(self, *paths: Path) -> None:
        events = [types.FileEvent(path.as_uri(), types.FileChangeType.Changed) for path in paths]
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(events))

    async def diagnostics(self, path: Path, *, version: int | None = None, after: int = 0) -> list[types.Diagnostic]:
        """What is told of a file (of that version), in a publication that is not among the first ``after``."""

        def found() -> types.PublishDiagnosticsParams | None:
            fitting = (item for item in self.told[after:] if item.uri == path.as_uri())
            return next((item for item in fitting if version is None or item.version == version), None)

        async with asyncio.timeout(_PATIENCE):
            while (item := found()) is None:
                self._news.clear()
                await self._news.wait()
        return list(item.diagnostics)

    async def actions(self, path: Path, where: types.Range, *only: str) -> list[types.CodeAction]:
        context = types.CodeActionContext([], only=list(only) or None)
        params = types.CodeActionParams(types.TextDocumentIdentifier(path.as_uri()), where, context)
        found = await self.client.text_document_code_action_async(params)
        return [action for action in found or [] if isinstance(action, types.CodeAction)]

    async def hover(self, path: Path, position: types.Position) -> types.Hover | None:
        params = types.HoverParams(types.TextDocumentIdentifier(path.as_uri()), position)
        return await self.client.text_document_hover_async(params)

    def kill(self) -> None:
        """End the server of a session that failed."""
        assert self.client._server is not None
        self.client._server.kill()

    async def leave(self, *, politely: bool = True) -> int:
        """End the session; the exit code of the server."""
        if politely:
            await self.client.shutdown_async(None)
        self.client.exit(None)
        server = self.client._server
        assert server is not None
        async with asyncio.timeout(_PATIENCE):
            code = await server.wait()
        await self.client.stop()
        return code


def session(folder: Path, act: Callable[[Editor], Awaitable[None]], *arguments: str, plain: bool = False) -> None:
    """A session in a folder that ends as it should."""

    async def whole() -> None:
        editor = Editor()
        await editor.start(folder, *arguments, plain=plain)
        try:
            await act(editor)
        except BaseException:
            editor.kill()
            raise
        assert await editor.leave() == 0
        assert editor.logged == []

    asyncio.run(whole())


def applied(text: str, edits: list[types.TextEdit]) -> str:
    """A text after edits, all of which count in the text as it was, by the units of UTF-16."""
    units = text.encode("utf-16-le")
    starts = [0]
    at = 0
    while at < len(text):
        at += 2 if text.startswith("\r\n", at) else 1
        if text[at - 1] in "\r\n":
            starts.append(len(text[:at].encode("utf-16-le")))

    def offset(position: types.Position) -> int:
        return starts[position.line] + 2 * position.character

    for edit in sorted(edits, key=lambda item: offset(item.range.start), reverse=True):
        units = units[: offset(edit.range.start)] + edit.new_text.encode("utf-16-le") + units[offset(edit.range.end) :]
    return units.decode("utf-16-le")


def edits_of(action: types.CodeAction, path: Path, version: int) -> list[types.TextEdit]:
    """The edits of an action, which are all for one version of one file."""
    assert action.edit is not None
    assert action.edit.document_changes is not None
    [change] = action.edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    assert (change.text_document.uri, change.text_document.version) == (path.as_uri(), version)
    return [edit for edit in change.edits if isinstance(edit, types.TextEdit)]
