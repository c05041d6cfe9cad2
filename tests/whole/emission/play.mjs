/** Runs old and new code of many cases and prints, as JSON, what each did: a trace, or that it does not compile. */

import vm from 'node:vm';
import { readFileSync } from 'node:fs';

const LIMIT = 4;
process.on('unhandledRejection', () => {}); // of an arrow that nobody awaits

function shown(value, depth = 0) {
    if (typeof value === 'symbol' || typeof value === 'bigint') return `${typeof value} ${String(value)}`;
    if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
    if (typeof value === 'string') return JSON.stringify(value);
    if (value === null || typeof value !== 'object' && typeof value !== 'function') return String(value);
    if (depth > LIMIT) return '…';
    if (value.label) return `<${value.label}>`;
    if (typeof value === 'function') {
        if (/^class\b/.test(Function.prototype.toString.call(value))) {
            return `class extends ${shown(Object.getPrototypeOf(value) === Function.prototype ? null : Object.getPrototypeOf(value), depth + 1)}`;
        }
        return `function ${attempt(() => shown(value.call('self'), depth + 1))}`;
    }
    if (Object.prototype.toString.call(value) === '[object Promise]') return 'promise';
    if (value instanceof RegExp) return String(value);
    if (Array.isArray(value) || Object.prototype.toString.call(value) === '[object Array]') return `[${Array.from(value, (item) => shown(item, depth + 1))}]`;
    const keys = Reflect.ownKeys(value).map((key) => `${String(key)}: ${attempt(() => shown(value[key], depth + 1))}`);
    return `{${keys}} of ${attempt(() => value.constructor?.name)}`;
}

function attempt(act) {
    try {
        return act();
    } catch (error) {
        return `throws ${error?.name ?? shown(error)}`;
    }
}

function values(use) {
    const label = (object, name) => Object.defineProperty(object, 'label', { value: name });
    const foo = label(function (x) { use('foo', x); return { p: 5 }; }, 'foo');
    foo.p = 6;
    class K { constructor(...given) { use('new', ...given); this.v = 8; } }
    K.K = K;
    const o = label({
        p: 7, 'p q': 8, foo, list: [1, 2], K, k: 3, n: 4,
        m(...given) { use('m', this === o, ...given); return 11; },
        get size() { return label(Object.assign(() => 13, { n: 4, foo, k: 2, m: o.m }), 'size'); },
    }, 'o');
    const f = label((...given) => { use('f', ...given); return o; }, 'f');
    return { a: 3, b: 5, o, f, K, p: Promise.resolve(9), v: 21, q: 1 };
}

async function trace(text) {
    let Game;
    try {
        Game = vm.runInThisContext(`(() => {${text}\nreturn Game;})()`);
    } catch (error) {
        if (error instanceof SyntaxError) return { fault: error.message };
        throw error;
    }
    const found = [];
    const use = (...given) => { found.push(given.map((value) => attempt(() => shown(value))).join(' ')); return given[0]; };
    const { a, b, o, f, K, p, v, q } = values(use);
    const game = new Game();
    game.label = 'game';
    Object.assign(game, { o: { 3: 'three' }, n: 2, answer: o });
    game.use = function (...given) { use('use', this === game, ...given); return given[0]; };
    try {
        const steps = game.act(a, b, o, f, K, p, v, q);
        let step = await steps.next();
        for (let count = 0; !step.done && count < 9; count += 1) {
            use('yield', step.value);
            step = await steps.next(count);
        }
        use('return', step.value);
    } catch (error) {
        use('throw', error?.name ?? error);
    }
    return { found };
}

const cases = JSON.parse(readFileSync(0, 'utf-8'));
const traces = [];
for (const texts of cases) {
    const own = [];
    for (const text of texts) own.push(text === null ? null : await trace(text));
    traces.push(own);
}
process.stdout.write(JSON.stringify(traces), () => process.exit(0));
