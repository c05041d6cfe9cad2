/** Runs old and new code of many cases and prints, as JSON, what each did: a trace, or null if it does not compile. */

import vm from 'node:vm';
import { readFileSync } from 'node:fs';

process.on('unhandledRejection', () => {});

function shown(value) {
    const seen = new Set();
    return JSON.stringify(value, (key, held) => {
        if (['worker', 'pyodide', 'net', 'hook'].includes(key) || typeof held === 'function') return undefined;
        if (typeof held !== 'object' || held === null) return held;
        if (held instanceof Map) return [...held];
        if (seen.has(held)) return '…';
        seen.add(held);
        return held;
    });
}

async function trace(text) {
    const found = [];
    let game, ticks = 0, module;
    // What others do while somebody waits: each waiting is another moment, but all that is seen of it is the last state.
    const poke = () => {
        game.latest = { l: 'poked' };
        game.part = { p: 'poked' };
        game.n = 90;
        module.poke();
        for (const handler of game.net.slice()) handler('late');
    };
    const waited = new Promise((resolve) => setTimeout(resolve, 0));
    const answer = async (name, ...given) => {
        if (name !== undefined) found.push([name, ...given.map((each) => (typeof each === 'string' ? each : shown(each)))]);
        await null;
        poke();
        return 'answer';
    };
    const interpreter = {
        async runPythonAsync(code) {
            const set = /set_state\(json\.loads\('''(.*)'''\)\)/s.exec(code);
            if (set) return answer('set', set[1].replace(/\\(.)/g, '$1'));
            const two = /env\.two\((.*)\)$/s.exec(code);
            if (two) return answer('two', two[1]);
            const result = await answer('first');
            return code.includes('list') ? [{ id: 1, inner: { a: 1 } }, { id: 2 }] : result;
        },
        toPy: (value) => value,
    };
    const log = { debug() {} };
    const context = {
        answer, interpreter, log, structuredClone, performance: { now: () => 1 },
        console: { log: (...given) => found.push(['printed', ...given.map(shown)]) },
        use: (x) => { found.push(['used', typeof x === 'string' ? x : shown(x)]); return x; },
        tick: () => `tick ${(ticks += 1)}`,
    };
    try {
        const names = Object.keys(context);
        const make = vm.runInThisContext(
            `(function (${names}) { 'use strict'; ${text}
             return { Game, poke() { shared.x = 'poked'; count = 'poked'; }, kept, shared, counted: () => count }; })`,
        );
        module = make(...names.map((name) => context[name]));
    } catch (error) {
        if (error instanceof SyntaxError) return null;
        throw error;
    }
    game = new module.Game();
    const s = {
        a: 1, inner: { b: 2 }, list: [2, 1], parts: [{ id: 1 }, { id: 2 }],
        work() { this.worked = 'worked'; },
    };
    Object.defineProperties(s, {
        next: { get() { this.a += 1; return this.a; } },
        into: { set(x) { this.inner.into = x; } },
        size: { get() { return this.a; } },
    });
    const o = { a: 1 };
    try {
        await game.act(s, o);
    } catch (error) {
        found.push(['thrown', error.name, String(error.message)]);
    }
    await waited;
    found.push(['left', shown(s), shown(o), shown(game), shown(module.shared), shown(module.counted()), shown(module.kept)]);
    return found;
}

const traces = [];
for (const [old, now] of JSON.parse(readFileSync(0, 'utf-8'))) {
    const before = await trace(old);
    traces.push([before, now === null ? null : await trace(now)]);
}
process.stdout.write(JSON.stringify(traces), () => process.exit(0));
