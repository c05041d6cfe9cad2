/** A worker thread that looks to the worker script like a browser's: self, importScripts, postMessage, onmessage. */

import { readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';

import { startPython } from './python.mjs';

globalThis.self = globalThis;
globalThis.loadPyodide = () => startPython(workerData);
globalThis.importScripts = (...urls) => {
    if (urls.length !== 1 || !urls[0].endsWith('/pyodide.js')) {
        throw new Error(`no such script: ${urls}`);
    }
};
globalThis.postMessage = (message) => parentPort.postMessage(message);

runInThisContext(readFileSync(workerData.script, 'utf8'), { filename: workerData.script });
parentPort.on('message', (data) => globalThis.onmessage({ data }));
