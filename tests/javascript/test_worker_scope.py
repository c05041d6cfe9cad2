"""Scripts that say themselves that they run in a worker."""

from __future__ import annotations

import pytest

from migrator.javascript.source import Source
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


IN_WORKER = [
    "importScripts('a.js'); document.title;",
    "self.importScripts('a.js'); document.title;",
    "self?.importScripts('a.js');",
    "(self as any).importScripts('a.js');",
    "globalThis.importScripts?.('a.js');",
    "if (a) { self?.addEventListener('message', f); }",
    "self.onmessage = async (e: MessageEvent) => f(e);",
    "(self as DedicatedWorkerGlobalScope).onmessage = f;",
    "self.addEventListener('message', f);",
    "onconnect = f;",
    "import * as Comlink from 'comlink';\nComlink.expose(api);",
    "import { expose } from 'comlink';\nexpose({ a, b(x) { return x; } });",
    "import { expose } from 'comlink';\nexpose(api, self as any);",
    "importScripts('a.js'); const w = new Worker(b);",
    "import { parentPort } from 'node:worker_threads';\nparentPort!.on('message', f);",
]
ON_THE_PAGE = [
    "// importScripts('a.js'); self.onmessage = f;",
    'f("importScripts(\'a.js\')");',
    "loader.importScripts('a.js');",
    "worker.onmessage = f; this.w.addEventListener('message', f);",
    "self.onmessage = f; document.title = 'a';",
    "window.addEventListener('message', f);",
    "const onmessage = (e) => f(e);",
    "function f({ onmessage = g }) {}",
    "interface A { onmessage: () => void }",
    "shutter.expose(a); // comlink",
    "self.onmessage = f; const w = new Worker(a);",
    "import { Worker, parentPort } from 'worker_threads'; parentPort?.on('message', f); new Worker(a);",
    "import * as Comlink from 'comlink'; Comlink.expose(api, worker);",
]


@pytest.mark.parametrize("text", IN_WORKER)
def test_typescript_that_says_that_it_runs_in_a_worker(text: str) -> None:
    assert runs_in_worker(Source.read("w.ts", text.encode()))


@pytest.mark.parametrize("text", ON_THE_PAGE)
def test_typescript_that_does_not(text: str) -> None:
    assert not runs_in_worker(Source.read("w.ts", text.encode()))
