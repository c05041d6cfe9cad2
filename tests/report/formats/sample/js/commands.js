export class Commands {
    constructor() {
        this._worker = new Worker('js/worker.js');
        this._waiting = new Map();
        this._worker.onmessage = (event) => this._waiting.get(event.data.id)(event.data.answer);
    }

    seedRng(seed) {
        return this._ask('seed_rng', { seed });
    }

    _ask(type, payload) {
        const id = this._waiting.size + 1;
        return new Promise((resolve) => {
            this._waiting.set(id, resolve);
            this._worker.postMessage({ type, id, payload });
        });
    }
}
