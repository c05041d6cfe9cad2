"""The server: what an editor says, and what it is told. All state is changed on one thread; checks run on another."""

from __future__ import annotations

import asyncio
import os
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol.language_server import LanguageServerProtocol, lsp_method
from pygls.uris import from_fs_path, to_fs_path

from migrator import __version__
from migrator.documents.kinds import PARSED_ENDINGS
from migrator.lsp.actions import FIX_ALL, QUICK_FIX, actions
from migrator.lsp.analysis import Analyst, Findings
from migrator.lsp.diagnostics import diagnostics
from migrator.lsp.documents import Document
from migrator.lsp.hover import hover
from migrator.lsp.positions import Text, changed
from migrator.model.ledger import Entry, TextEdit

DELAY = 0.25  # seconds of rest after a change before a text is looked at
_MANIFESTS = "tsconfig*.json,jsconfig.json,package.json"
_WATCHED = f"**/{{*.toml,*.md,{_MANIFESTS},{','.join(f'*{ending}' for ending in sorted(PARSED_ENDINGS))}}}"


class _Protocol(LanguageServerProtocol):
    """Leaves changes to us: the library's own texts end lines at U+2028 too, and it moves the places of a change to
    where they would be in such a text.
    """

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Iterator[Any]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None


class Server(LanguageServer):
    """Holds what is open, and has it looked at, one text after the other."""

    def __init__(self, analyst: Analyst, delay: float = DELAY) -> None:
        super().__init__("migrator", __version__, types.TextDocumentSyncKind.Incremental, protocol_cls=_Protocol)
        self.analyst = analyst
        self.delay = delay
        self.documents: dict[str, Document] = {}
        self.ended = False  # whether the editor took its leave
        self._shown: dict[str, dict[str, list[types.Diagnostic]]] = {}
        self._worker = ThreadPoolExecutor(1, "check")

    def serve(self) -> int:
        """Speak on standard input and output until the editor leaves; the exit code that it expects."""
        with os.fdopen(os.dup(0), "rb") as given, os.fdopen(os.dup(1), "wb") as out:
            self.start_io(given, out)
        self._worker.shutdown(wait=False, cancel_futures=True)
        return 0 if self.ended else 1

    def begin(self) -> None:
        """Take the loop that messages come in on for the one of all state."""
        self._loop = asyncio.get_running_loop()

    # -- documents -----------------------------------------------------------------------------------------------------

    def open(self, item: types.TextDocumentItem) -> None:
        path = to_fs_path(item.uri)
        if path is None or os.path.splitext(path)[1].lower() not in PARSED_ENDINGS:
            return  # without a file there are no settings, no imports and no class
        text = Text(
            item.text, str(getattr(self.workspace.position_encoding, "value", self.workspace.position_encoding))
        )
        self.documents[item.uri] = Document(item.uri, os.path.normpath(path), item.version, text)
        self.look(self.documents[item.uri], 0)

    def change(self, params: types.DidChangeTextDocumentParams) -> None:
        document = self.documents.get(params.text_document.uri)
        if document is not None:
            document.text = changed(document.text, params.content_changes)
            document.version = params.text_document.version
            document.forget()
            self.look(document, self.delay)

    def close(self, uri: str) -> None:
        document = self.documents.pop(uri, None)
        if document is not None:
            document.rest()
            self._show(document, {})
            self.look_again(self.delay)

    def look_again(self, delay: float = 0) -> None:
        """Look at everything that is open: something that it depends on may be another."""
        for document in self.documents.values():
            document.forget()
            self.look(document, delay)

    def look(self, document: Document, delay: float) -> None:
        """Have a text looked at after a while, in which a further change begins the while anew."""
        document.rest()
        document.waiting = asyncio.get_running_loop().create_task(self._look(document, delay))

    async def _look(self, document: Document, delay: float) -> None:
        await asyncio.sleep(delay)
        await self.findings(document)

    async def findings(self, document: Document) -> Findings:
        """What is found of a document as it is now; the diagnostics are told beside."""
        if document.running is None:
            loop = asyncio.get_running_loop()
            job = loop.run_in_executor(self._worker, self._find, document.path, document.data, self._held())
            document.running = job
            job.add_done_callback(lambda done: self._found(document, done))
        return await asyncio.shield(document.running)

    def _find(self, path: str, data: bytes, held: dict[str, bytes]) -> Findings:
        try:
            return self.analyst.look(path, data, held)
        except Exception:  # the editor keeps its server, whatever one file does
            self._say(f"{path} could not be looked at:\n{traceback.format_exc()}")
            return Findings(path)

    def _say(self, message: str) -> None:
        """Tell the editor's log, from any thread."""
        params = types.LogMessageParams(types.MessageType.Error, message)
        self._loop.call_soon_threadsafe(self.window_log_message, params)

    def _held(self) -> dict[str, bytes]:
        return {document.path: document.data for document in self.documents.values()}

    async def alone(self, document: Document, site: Entry) -> tuple[TextEdit, ...]:
        """The edits of one site while the others stay."""
        start = document.text.bytes_before(site.line, site.column)
        loop = asyncio.get_running_loop()
        given = (document.path, document.data, self._held(), start)
        return await loop.run_in_executor(self._worker, self.analyst.alone, *given)

    # -- what is told --------------------------------------------------------------------------------------------------

    def _found(self, document: Document, done: asyncio.Future[Findings]) -> None:
        """Tell what was found, unless the text is another by now: then a check of that one is to come."""
        is_open = self.documents.get(document.uri) is document
        if done.cancelled() or document.running is not done or not is_open:
            return
        self._show(document, diagnostics(done.result(), document.text))

    def _show(self, document: Document, found: dict[str, list[types.Diagnostic]]) -> None:
        told = {path: items for path, items in found.items() if items}
        before = self._shown.pop(document.path, {})
        if told:
            self._shown[document.path] = told
        for path in dict.fromkeys((document.path, *before, *found)):
            self._publish(path, document.uri if path == document.path else None)

    def _publish(self, path: str, uri: str | None) -> None:
        """All that is known of a file, on whosever account: what two others find of it is told once."""
        items: list[types.Diagnostic] = []
        for told in self._shown.values():
            items += [item for item in told.get(path, ()) if item not in items]
        document = next((item for item in self.documents.values() if item.path == path), None)
        if document is not None:
            uri = document.uri  # as the editor spells it
        version = document.version if document is not None else None
        where = uri or from_fs_path(path) or ""
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(where, items, version))

    def wrap(self, document: Document, edits: list[types.TextEdit]) -> types.WorkspaceEdit:
        """Edits of the version that was looked at, for an editor that can tell versions; plain ones else."""
        workspace = self.client_capabilities.workspace
        able = workspace.workspace_edit if workspace is not None else None
        if able is None or not able.document_changes:
            return types.WorkspaceEdit(changes={document.uri: edits})
        which = types.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
        return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(which, list(edits))])

    async def watch(self) -> None:
        """Ask to be told when settings, pages or scripts change on disk, where the editor can do that."""
        workspace = self.client_capabilities.workspace
        able = workspace.did_change_watched_files if workspace is not None else None
        if able is None or not able.dynamic_registration:
            return
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(_WATCHED)])
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        await self.client_register_capability_async(
            types.RegistrationParams([types.Registration("watch", method, options)])
        )


def make(analyst: Analyst, delay: float = DELAY) -> Server:
    """A server that answers."""
    server = Server(analyst, delay)

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.begin()
        folders = params.workspace_folders or []
        root = to_fs_path(folders[0].uri if folders else params.root_uri or "")
        if root and os.path.isdir(root):
            os.chdir(root)  # what is vendored, and how paths are shown, goes by the working directory

    @server.feature(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:
        await server.watch()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def did_open(params: types.DidOpenTextDocumentParams) -> None:
        server.open(params.text_document)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def did_change(params: types.DidChangeTextDocumentParams) -> None:
        server.change(params)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def did_save(params: types.DidSaveTextDocumentParams) -> None:
        server.look_again()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def did_close(params: types.DidCloseTextDocumentParams) -> None:
        server.close(params.text_document.uri)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def did_change_watched_files(params: types.DidChangeWatchedFilesParams) -> None:
        server.look_again(server.delay)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions(code_action_kinds=[types.CodeActionKind(QUICK_FIX), FIX_ALL]),
    )
    async def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        document = server.documents.get(params.text_document.uri)
        if document is None:
            return []
        text, entry = document.text, (await server.findings(document)).entry
        kinds = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()] or None
        return [
            action
            async for action in actions(
                entry,
                text,
                params.range,
                kinds,
                lambda site: server.alone(document, site),
                lambda edits: server.wrap(document, edits),
            )
            if document.text is text
        ]

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def show(params: types.HoverParams) -> types.Hover | None:
        document = server.documents.get(params.text_document.uri)
        if document is None:
            return None
        text, findings = document.text, await server.findings(document)
        return hover(findings.entry, findings.rules, text, params.position)

    @server.feature(types.SHUTDOWN)
    def shutdown(params: None) -> None:
        server.ended = True
        for document in server.documents.values():
            document.rest()

    return server
