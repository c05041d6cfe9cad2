"""Scripts that say themselves that they run in a worker."""

from __future__ import annotations

import pytest

from migrator.javascript.worker_scope import runs_in_worker

from .nodes import read


@pytest.mark.parametrize(
    "text",
    [
        "",
        "worker.onmessage = f;",
        "this.worker.addEventListener('message', f);",
        "addEventListener('click', f);",
        "window.addEventListener('message', f);",
        "addEventListener('message', f); document.body.append(a);",
        "onmessage = f; window.open(a);",
        "const onmessage = f;",
        "// onmessage = f;",
        "const text = 'importScripts(a)';",
        "const importScripts = f; importScripts('a.js');",
        "if (typeof importScripts === 'function') { f(); }",
        "if (self.importScripts) { f(); }",
        "const self = this; self.importScripts('a.js');",
        "loader.importScripts('a.js');",
        "window.importScripts = f; window.importScripts('a.js');",
        "f('importScripts');",
        "import { expose } from 'camera'; expose(a);",
        "import { wrap } from 'comlink'; wrap(a);",
        "const { isMainThread } = require('worker_threads');",
        "const parentPort = 1;",
    ],
)
def test_it_does_not_say_so(text: str) -> None:
    assert not runs_in_worker(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "onmessage = f;",
        "self.onmessage = f;",
        "self['onmessage'] = f;",
        "globalThis.addEventListener('message', f);",
        "addEventListener('message', f);",
        "onconnect = f;",
        "importScripts('a.js');",
        "importScripts?.('a.js');",
        "self.importScripts('a.js');",
        "self?.importScripts('a.js');",
        "(self).importScripts('a.js');",
        "self['importScripts']('a.js');",
        "globalThis.importScripts('a.js');",
        "const { importScripts } = self; importScripts('a.js');",
        "const scope = self; scope.importScripts('a.js');",
        "importScripts.call(self, 'a.js');",
        "onmessage = f; if (typeof window !== 'undefined') { g(); }",
        "import { expose } from 'comlink'; expose(a);",
        "import * as Comlink from 'comlink'; Comlink.expose(a);",
        "const { parentPort } = require('worker_threads');",
        "import { parentPort } from 'node:worker_threads'; parentPort.on('message', f);",
    ],
)
def test_it_says_so(text: str) -> None:
    assert runs_in_worker(read(text))
