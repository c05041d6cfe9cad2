"""Scripts that say themselves that they run in a worker."""

from __future__ import annotations

import pytest

from migrator.javascript.worker_scope import of_page, runs_in_worker

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
        "onmessage = f; const w = new Worker('a.js');",
        "self.addEventListener('message', f); this.w = new window.Worker('a.js');",
        "import { Worker, parentPort } from 'worker_threads'; parentPort?.on('message', f); new Worker(a);",
        "const t = require('worker_threads'); t.parentPort; new t.Worker(a);",
        "import * as Comlink from 'comlink'; Comlink.expose(a, w);",
        "import { expose } from 'comlink'; expose(a, windowEndpoint(w));",
        "import { wrap } from 'comlink'; const expose = f; expose(a);",
        "import { wrap } from 'comlink'; camera.expose(a);",
        "import { expose, wrap } from 'comlink'; expose(a); wrap(new Worker(b));",
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
        "import { expose } from 'comlink'; expose(a, self);",
        "importScripts('comlink.js'); Comlink.expose(a);",
        "const { expose } = Comlink; expose(a);",
        "import * as Comlink from 'https://unpkg.com/comlink/dist/esm/comlink.mjs'; Comlink.expose(a);",
        "importScripts('a.js'); const w = new Worker('b.js');",
        "onmessage = f; g(Worker);",
        "const { parentPort } = require('worker_threads');",
        "import { parentPort } from 'node:worker_threads'; parentPort.on('message', f);",
    ],
)
def test_it_says_so(text: str) -> None:
    assert runs_in_worker(read(text))


OF_PAGE = {
    "f();": None,
    "if (typeof window !== 'undefined') { window.a(); }": None,
    "const document = f(); document.a();": None,
    "f({ document: 1 }).window;": None,
    "f(Worker);": None,
    "f(); document.body;": "document",
    "if (typeof window !== 'undefined') { document.a(); }": "document",
    "window.a(); document.b();": "window",
    "const w = new Worker('a.js');": "Worker",
    "const w = new self.SharedWorker('a.js');": "self",
}


@pytest.mark.parametrize("text", OF_PAGE)
def test_what_only_a_page_has(text: str) -> None:
    found = of_page(read(text))
    assert (found.name if found is not None else None) == OF_PAGE[text]
