/**
 * Runs old and new code of many cases and prints, as JSON, what is wrong with each: null, or two traces.
 *
 * Whatever waits lets others run, once, and who wrote the code does not know when: at one of the moments at which the old
 * code waits, between two of its statements (`moment()`), or afterwards. So each run of the new code has to be one of
 * those of the old code.
 */

import vm from 'node:vm';
import { readFileSync } from 'node:fs';

const MOMENTS = 12;
process.on('unhandledRejection', () => {});
const timers = [];
globalThis.later = (act) => timers.push(act);

function shown(value) {
    const seen = new Set();
    if (typeof value === 'function') return 'function';
    if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
    if (Object.prototype.toString.call(value) === '[object Promise]') return 'promise';
    return JSON.stringify(value, (key, held) => {
        if (['worker', 'pyodide', 'net', 'hook'].includes(key) || typeof held === 'function') return undefined;
        if (typeof held === 'bigint') return String(held);
        if (typeof held !== 'object' || held === null) return held;
        if (held instanceof Map) return [...held];
        if (seen.has(held)) return '…';
        seen.add(held);
        return held;
    });
}

const text = (value) => {
    try {
        return String(value);
    } catch (error) {
        return error.name;
    }
};

/** What code did if others run at the n-th moment. */
async function trace(load, chosen) {
    const found = [];
    let game, module, moments = 0, isPoked = false, ticks = 0, events = 0;
    const poke = () => {
        if (isPoked || game === undefined) return;
        isPoked = true;
        game.latest = { l: 'poked' };
        game.part = { p: 'poked' };
        game.n += 90;
        game.frame = 'poked';
        game.code = 'env.poked()';
        module.poke();
        const own = found.splice(0);
        for (const handler of game.net.slice()) if (typeof handler === 'function') handler('late');
        found.splice(0, Infinity, ...own, ...found.map((each) => ['late', ...each]));
    };
    const moment = () => {
        if (moments++ === chosen) poke();
    };
    const wait = async (value) => {
        await null;
        moment();
        return value;
    };
    const names = new Map();
    const did = (name, ...given) => {
        events += 1;
        const said = `${name}(${given.map(text)})`;
        found.push(['py', said]);
        return `${said}#${events}`;
    };
    const execute = (code, x) => {
        if (x !== undefined) names.set('x', x);
        let last;
        for (const line of text(code).split('\n').map((each) => each.trim()).filter(Boolean)) {
            const [, name, method, given] = /^(?:(\w+) = )?env\.(\w+)\((.*)\)$/.exec(line) ?? [null, undefined, `said ${line}`, ''];
            last = did(method, names.has(given) ? names.get(given) : given);
            if (name !== undefined) names.set(name, last);
        }
        return last;
    };
    const interpreter = {
        runPython: (code) => execute(code),
        runPythonAsync: (code) => wait(execute(code)),
        loadPackage: (given) => { did('load', given); return wait(); },
        globals: {
            get: (name) => (name === 'f' ? (x) => did('f', x) : names.get(name)),
            set: (name, value) => {
                names.set(name, value);
                if (name === 'y') did('put y', value);
            },
        },
        toPy: (value) => value,
    };
    const context = {
        interpreter, moment, answer: () => wait('answer'), structuredClone, performance: { now: () => 1 }, log: { debug() {} },
        setTimeout: (act) => timers.push(act),
        py: (...all) => wait(all.map((each) => did(...each)).pop()),
        python: (code, x) => wait(execute(code, x)),
        console: { log: (...given) => found.push(['printed', ...given.map(shown)]) },
        use: (x) => { found.push(['used', shown(x) ?? 'undefined']); return x; },
        tick: () => `tick ${(ticks += 1)}`,
        yielded: undefined, debug0: () => 1,
    };
    module = await load(context);
    game = new module.Game();
    const s = {
        a: 1, inner: { b: 2 }, list: [2, 1], parts: [{ id: 1 }, { id: 2 }],
        work() { this.worked = 'worked'; },
        toString() { return shown(this); },
    };
    s.inner.toString = s.toString;
    Object.defineProperties(s, {
        next: { get() { this.a += 1; return this.a; } },
        into: { set(x) { this.inner.into = x; } },
        size: { get() { return this.a; } },
    });
    const o = { a: 1, toString: s.toString };
    try {
        found.push(['returned', shown(await game.act(s, o, 'env.code()', Promise.resolve('env.late()'))) ?? 'undefined']);
    } catch (error) {
        const name = text(error?.name ?? error);
        found.push(['thrown', name, name === 'Error' ? text(error.message) : '']);
    }
    await new Promise((resolve) => setImmediate(resolve));
    for (const act of timers.splice(0)) act();
    await new Promise((resolve) => setImmediate(resolve));
    poke();
    found.push(['left', shown(s), shown(o), shown(game), shown(module.shared), shown(module.counted()), shown(module.kept)]);
    return { found, moments };
}

const NAMES = ['interpreter', 'moment', 'answer', 'structuredClone', 'performance', 'log', 'setTimeout', 'py', 'python', 'console',
    'use', 'tick', 'yielded', 'debug0'];
const ENDS = 'return { Game, poke() { shared.x = "poked"; count = "poked"; }, kept, shared, counted: () => count };';

/** What makes a module of a text anew, or null if it does not compile. */
function loader(source, bridge) {
    try {
        if (bridge === null) {
            const make = vm.runInThisContext(`(function (${NAMES}) { 'use strict'; ${source}\n${ENDS} })`);
            return async (context) => make(...NAMES.map((name) => context[name]));
        }
        const given = `const { ${NAMES} } = globalThis.given;\n`;
        const whole = `${source}\n${given}export const made9 = (() => { ${ENDS} })();`;
        new vm.SourceTextModule(whole);
        return async (context) => {
            globalThis.given = context;
            const other = new vm.SourceTextModule(given + bridge);
            await other.link(() => { throw new Error('none'); });
            const made = new vm.SourceTextModule(whole.replace(/^(?=.*\bconst COUNT = )/m, () => given).replace(new RegExp(`\\n${given.replace(/[{}$.]/g, '\\$&')}(?=export const made9)`), '\n'));
            await made.link(() => other);
            await made.evaluate();
            return made.namespace.made9;
        };
    } catch (error) {
        if (error instanceof SyntaxError) return null;
        throw error;
    }
}

const seen = ({ found }, moves, waits) => {
    if (!waits) found = found.filter(([kind]) => kind !== 'late'); // nobody else ran before, and now somebody may
    // What others do is not ordered with it; nor are a program that moves over a gap and what the gap does.
    const parts = [['late'], ...(moves ? [['py']] : [])];
    const rest = found.filter(([kind]) => !parts.flat().includes(kind));
    return JSON.stringify([rest, ...parts.map((kinds) => found.filter(([kind]) => kinds.includes(kind)))]);
};

async function judged({ old, marked, now, moves, waits, bridge }) {
    const before = loader(old, bridge);
    if (before === null) return { kind: 'no JavaScript' };
    const plain = await trace(before, -1);
    const thrown = plain.found.find(([kind]) => kind === 'thrown');
    if (thrown?.[1] === 'ReferenceError') return { kind: 'names nothing' };
    if (thrown?.[1] === 'TypeError' && moves) return { kind: 'throws' };
    if (now === null) return { kind: 'refused' };
    const after = loader(now, bridge);
    if (after === null) return { kind: 'does not compile' };
    const between = loader(marked, bridge) ?? before;
    const known = new Set([seen(plain, moves, waits)]);
    for (let chosen = 0; chosen < MOMENTS; chosen += 1) known.add(seen(await trace(between, chosen), moves, waits));
    for (let chosen = -1; chosen < MOMENTS; chosen += 1) {
        const run = await trace(after, chosen);
        if (!known.has(seen(run, moves, waits))) return { kind: 'other', before: plain.found, after: run.found, chosen };
        if (chosen >= run.moments) break;
    }
    return { kind: 'rewritten' };
}

const results = [];
for (const each of JSON.parse(readFileSync(0, 'utf-8'))) results.push(await judged(each));
process.stdout.write(JSON.stringify(results), () => process.exit(0));
