/** Sends what cannot be cloned over each of the harness's wires, and prints the name of what is thrown. */

import { Stage } from './stage.mjs';

const print = process.stdout;
const stage = new Stage(JSON.parse(process.argv[2]));

function thrown(send) {
    try {
        send();
    } catch (error) {
        return error.name;
    }
    return null;
}

const unsound = { id: 1, type: 'step', payload: { actions: () => 1 } };
const worker = new Worker('/static/js/worker_script.js');
const names = {
    worker: thrown(() => worker.postMessage(unsound)),
    peer: thrown(() => stage.transport().postMessage(unsound)),
};
await stage.end();
print.write(`${JSON.stringify(names)}\n`);
process.exit(0);
