/**
 * Plays scenarios on one variant of the game and writes a trace for each, one line of JSON.
 *
 * Its one argument is JSON: { game, receiver, out, wheels, only }. `game` is a folder with js/ and env/; `receiver` is
 * what `this.pyodide` is: 'worker', or 'page' for a Pyodide on the page itself, the form that the oldest code has;
 * `only` names scenarios, or is null for all.
 */

import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { startPython } from './python.mjs';
import { scenarios } from './scenarios/all.mjs';
import { Stage, withoutTimes } from './stage.mjs';
import { typed } from './typed.mjs';

const NOT_FIELDS = new Set(['worker', 'pyodide', 'link', 'config', 'focus', 'inputs', 'installed', 'players']);
const LONGEST_MS = 30000;

const options = JSON.parse(process.argv[2]);
const stage = new Stage(options);
const load = (name) => import(pathToFileURL(join(options.game, 'js', name)).href);
const { DuelGame } = await load('multiplayer.js');
const { Game } = await load('game.js');
const { PeerLink } = await load('net.js');

/** Pyodide on the page, counting what runs. */
class PageReceiver {
    constructor(python) {
        this.python = python;
        this.running = 0;
    }

    async runPythonAsync(code) {
        this.running += 1;
        try {
            return await this.python.runPythonAsync(code);
        } finally {
            this.running -= 1;
        }
    }

    toPy(value) {
        return this.python.toPy(value);
    }
}

const page = options.receiver === 'page' ? new PageReceiver(await startPython(stage)) : null;

const makeEnv = (expression) => `
import bench
bench.begin(globals())
import bench
env = bench.make(${JSON.stringify(expression)})
`;

async function open(scenario) {
    const config = {
        game_id: 'garden',
        player_id: '0',
        players: ['0', '1'],
        seed: null,
        num_episodes: 3,
        max_steps: 600,
        ready_timeout_ms: 0,
        server_timeout_ms: 1,
        traced_frames: 0,
        environment_initialization_code: makeEnv(scenario.env),
        ...scenario.config,
    };
    const link = new PeerLink(stage.transport());
    const game = new DuelGame(config, link);
    if (page) {
        game.phase = 'ready';
        game.pyodide = page;
        await page.runPythonAsync(config.environment_initialization_code);
    } else {
        await Game.prototype.initialise.call(game);
    }
    game.stateSyncSupported = true;
    return game;
}

/** Waits until nothing runs, in the thread, on the page or in a listener, which may wait a millisecond for its turn. */
async function settle(game) {
    const busy = () => game.stepping || (page?.running ?? game.worker.waiting.size) > 0;
    do {
        await new Promise((resolve) => setTimeout(resolve, 3));
    } while (busy());
}

async function play(scenario) {
    stage.clear();
    const game = await open(scenario);
    const helpers = { settle: () => settle(game), deliver: (name, body) => game.link._deliver({ name, body }) };
    stage.clear();

    let timer = null;
    const tooLong = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error('the scenario does not end')), LONGEST_MS);
    });
    let outcome;
    try {
        const value = await Promise.race([scenario.act(game, helpers), tooLong]);
        outcome = { kind: 'returned', value: typed(value) };
    } catch (error) {
        outcome = { kind: 'threw', value: typed(error) };
    }
    clearTimeout(timer);
    await settle(game);

    const { logs, sent, elements } = stage;
    const asked = page ? null : stage.asked.length;
    for (const desync of game.desyncs) {
        desync.at = 0;
    }
    const fields = Object.entries(game).filter(([name]) => !NOT_FIELDS.has(name));
    const trace = {
        site: scenario.site,
        through: scenario.through,
        scenario: scenario.name,
        raises: scenario.raises,
        outcome,
        fields: typed(Object.fromEntries(fields)),
        page: typed(Object.fromEntries(Object.entries(elements).map(([id, { textContent }]) => [id, textContent]))),
        logs,
        sent: sent.map(({ name, body }) => [name, typed(body)]),
        asked,
        ...JSON.parse(await game.pyodide.runPythonAsync('import bench\nbench.report()')),
    };
    trace.printed = trace.printed.map(withoutTimes);
    game.destroy();
    return trace;
}

for (const scenario of scenarios) {
    if (options.only === null || options.only.includes(scenario.name)) {
        appendFileSync(options.out, `${JSON.stringify(await play(scenario))}\n`);
    }
}
await stage.end();
process.exit(0);
