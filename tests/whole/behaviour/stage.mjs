/** Everything around the game that a browser would supply, and a record of what the game does with it. */

import { join } from 'node:path';
import { Worker as Thread } from 'node:worker_threads';

import { lastLine } from './typed.mjs';

/** Times differ from run to run. */
export const withoutTimes = (text) => text.replace(/\d+(\.\d+)? ms/g, '# ms');

function words(part) {
    return withoutTimes(lastLine(part instanceof Error ? `${part.name}: ${part.message}` : String(part)));
}

class Element {
    constructor() {
        this.hidden = false;
        this.textContent = '';
    }

    getContext() {
        return {
            createImageData: (width, height) => ({ data: new Uint8ClampedArray(4 * width * height) }),
            putImageData: (image) => {
                this.image = image;
            },
        };
    }

    toDataURL() {
        return `data:${this.width}x${this.height},${Buffer.from(this.image.data).toString('hex')}`;
    }
}

export class Stage {
    constructor({ game, wheels }) {
        this.folder = game;
        this.wheels = wheels;
        this.orchard = join(game, 'env', 'orchard.py');
        this.thread = null;
        this.clear();
        const stage = this;

        globalThis.orchardLogLevel = 'debug';
        for (const level of ['error', 'warn', 'log']) {
            console[level] = (...parts) => stage.logs.push([level, parts.map(words).join(' ')]);
        }
        process.on('unhandledRejection', (error) => stage.logs.push(['unhandled', words(error)]));
        globalThis.document = {
            hidden: false,
            addEventListener: () => {},
            removeEventListener: () => {},
            createElement: () => new Element(),
            getElementById: (id) => (stage.elements[id] ??= new Element()),
        };
        // One thread serves every worker that the game starts: starting Python takes seconds.
        globalThis.Worker = class {
            constructor(url) {
                stage.attach(this, url);
            }

            postMessage(message) {
                stage.thread.postMessage(message);
                stage.asked.push(message.type);
            }

            terminate() {
                stage.receiver = null;
            }
        };
    }

    clear() {
        this.logs = [];
        this.sent = [];
        this.asked = [];
        this.elements = {};
    }

    attach(worker, url) {
        this.receiver = worker;
        if (this.thread) {
            queueMicrotask(() => worker.onmessage({ data: { type: 'ready' } }));
            return;
        }
        const script = join(this.folder, url.replace(/^\/static\//, ''));
        this.thread = new Thread(new URL('./thread.mjs', import.meta.url), {
            workerData: { script, wheels: this.wheels, orchard: this.orchard },
        });
        this.thread.on('message', (data) => this.receiver?.onmessage({ data }));
        this.thread.on('error', (error) => this.receiver?.onerror({ message: error.message }));
    }

    /** A wire: what is posted is cloned as a browser clones it, and recorded. */
    transport() {
        return {
            postMessage: (message) => this.sent.push(structuredClone(message)),
            close: () => {},
        };
    }

    async end() {
        await this.thread?.terminate();
    }
}
