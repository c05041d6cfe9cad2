/** Sites that set a state: 14 and 15 the server's, 16 a peer's, 18 a snapshot's. */

import { scenario } from './table.mjs';
import { each, GIVEN, NOT_JSON, STATES } from './values.mjs';

const server = (rest) => scenario({ site: 14, through: [15], ...rest });
const applies = (state) => (game) => game.applyServerState(state);

/** What JSON writes otherwise than Pyodide converts it. */
const ODD = {
    'NaN': { t: 5, x: NaN },
    'infinity': { t: 5, x: [Infinity, -Infinity] },
    'undefined': { t: 5, x: undefined },
    'undefined in a list': { t: 5, x: [undefined, 1] },
    'a Map': { t: 5, x: new Map([['a', 1]]) },
    'a large integer': { t: 5, n: 2 ** 60 },
    'a typed array': { t: 5, x: new Float32Array([0.5, 1]) },
    'a Set': { t: 5, x: new Set([1]) },
    'a date': { t: 5, x: new Date(0) },
};

/** What is no Python once Pyodide's own text of it is pasted into the program. */
const NOT_PYTHON = {
    'NaN': 'NameError',
    'infinity': 'NameError',
    'a typed array': 'SyntaxError',
    'a date': 'SyntaxError',
    'a key like a prototype': 'SyntaxError',
};

const siteFourteen = [
    ...each({ ...GIVEN, ...ODD }, (name, state) =>
        server({
            name: `state with ${name}`,
            raises: { worker: null, page: NOT_PYTHON[name] ?? null },
            act: applies({ env_state: state }),
        }),
    ),
    server({
        name: 'a BigInt',
        raises: { worker: 'BigInt', page: null },
        act: applies({ env_state: { n: 2n ** 70n } }),
    }),
    server({
        name: 'no set_state',
        env: "scripted(methods=('get_state',))",
        raises: 'RuntimeError',
        act: applies({ env_state: { t: 1 } }),
    }),
    server({
        name: 'set_state is no method',
        env: "(lambda env: (setattr(env, 'set_state', 3), env)[1])(scripted())",
        raises: 'RuntimeError',
        act: applies({ env_state: { t: 1 } }),
    }),
    server({
        name: 'set_state fails',
        env: "scripted(fails={'set_state': ValueError('no')})",
        raises: 'ValueError: no',
        act: applies({ env_state: { t: 1 } }),
    }),
    server({ name: 'no state', act: applies({ step_num: 4 }) }),
    server({
        name: 'the orchard',
        through: [3, 15],
        env: 'recorded(Orchard())',
        act: async (game) => {
            const given = JSON.parse(await game.pyodide.runPythonAsync('import json\njson.dumps(env.get_state())'));
            given.t = 9;
            await game.applyServerState({
                env_state: given,
                frame_number: 9,
                step_num: 9,
                scores: { 0: 1 },
                sync_epoch: 2,
            });
        },
    }),
    server({
        name: 'over the wire, twice',
        config: { server_authoritative: true },
        act: async (game, { deliver, settle }) => {
            deliver('server_state', { env_state: { t: 7 } });
            deliver('server_state', { env_state: { t: 8 } });
            await settle();
        },
    }),
];

const draw = (rest) => scenario({ site: 15, through: [14], ...rest });
const SCENES = {
    'none': '[]',
    'objects': "[{'id': 'tree', 'x': 1, 'label': None}]",
    'nested objects': "[{'id': 'tree', 'at': {'x': 1, 'y': [1, 2]}}]",
    'a list of lists': '[[[1, 2, 3], [4, 5, 6]]]',
    'an image': 'np.array([[[1, 2, 3], [4, 5, 6]]], dtype=np.uint8)',
    'None': '(lambda env: None)',
    'text': "(lambda env: 'a picture')",
    'a number': '(lambda env: 5)',
    'NaN in it': "[{'x': float('nan')}]",
    'bytes': "(lambda env: b'png')",
};
const siteFifteen = [
    ...each(SCENES, (name, scene) =>
        draw({ name: `scene: ${name}`, env: `scripted(scene=${scene})`, act: applies({ env_state: { t: 5 } }) }),
    ),
    draw({
        name: 'render fails',
        env: "scripted(fails={'render': ValueError('no canvas')})",
        raises: 'ValueError: no canvas',
        act: applies({ env_state: { t: 5 }, step_num: 5 }),
    }),
    draw({ name: 'without a state', act: applies({ step_num: 5 }) }),
    draw({
        name: 'beside another caller',
        env: "scripted(scene=[{'id': 'tree'}])",
        act: async (game) => {
            const other = game.pyodide.runPythonAsync('env.get_obs(); None');
            await Promise.all([game.applyServerState({ step_num: 5 }), other]);
        },
    }),
];

const peer = (rest) => scenario({ site: 16, through: [3], ...rest });
const takes = (state) => (game) => game._applyP2PState(state, 6, 6, { 0: 2 });

const siteSixteen = [
    ...each({ ...GIVEN, ...ODD }, (name, state) => peer({ name: `state with ${name}`, act: takes(state) })),
    peer({ name: 'null', act: takes(null) }),
    peer({ name: 'undefined', raises: 'TypeError', act: takes(undefined) }),
    peer({ name: 'a BigInt', raises: 'BigInt', act: takes({ n: 2n ** 70n }) }),
    peer({
        name: 'no set_state',
        env: "scripted(methods=('get_state',))",
        raises: 'AttributeError',
        act: takes({ t: 1 }),
    }),
    peer({
        name: 'set_state fails',
        env: "scripted(fails={'set_state': KeyError('t')})",
        raises: "KeyError: 't'",
        act: takes({}),
    }),
    peer({
        name: 'the orchard',
        env: 'recorded(Orchard(agents=["0", "1"]))',
        act: async (game) => {
            const given = JSON.parse(await game.pyodide.runPythonAsync('import json\njson.dumps(env.get_state())'));
            await game._applyP2PState({ ...given, t: 6 }, 6, 6, null);
        },
    }),
];

const load = (rest) => scenario({ site: 18, through: [17], ...rest });

/** Saves, changes everything, and goes back. */
const goesBack = async (game) => {
    await game.saveStateSnapshot(0);
    await game.pyodide.runPythonAsync(`
        import random
        import numpy
        env.set_state({'t': 99})
        random.random()
        numpy.random.random()
    `);
    game.scores = { 0: 9 };
    game.step_num = 9;
    return game.loadStateSnapshot(0);
};
const stored = (text) => async (game) => {
    game.snapshots.set(0, text);
    return game.loadStateSnapshot(0);
};

const siteEighteen = [
    ...each(STATES, (name, state) =>
        load({ name: `state with ${name}`, env: `scripted(state=${state})`, act: goesBack }),
    ),
    ...each(GIVEN, (name, state) =>
        load({
            name: `a snapshot with ${name}`,
            act: stored(JSON.stringify({ env_state: state })),
            raises: name === 'a list' ? 'AttributeError' : null,
        }),
    ),
    load({
        name: 'the orchard after frames',
        through: [10, 17],
        env: 'recorded(Orchard())',
        act: async (game) => {
            await game.stepWithActions({ 0: 4, 1: 3 });
            await game.saveStateSnapshot(1);
            await game.stepWithActions({ 0: 4, 1: 3 });
            const done = await game.loadStateSnapshot(1);
            await game.stepWithActions({ 0: 4, 1: 3 });
            return done;
        },
    }),
    load({ name: 'no such snapshot', act: (game) => game.loadStateSnapshot(3) }),
    load({
        name: 'get_state fails',
        env: "scripted(fails={'get_state': ValueError('no')})",
        raises: 'ValueError: no',
        act: stored('{"env_state": {"t": 4}, "step_num": 4}'),
    }),
    load({
        name: 'get_state fails the second time',
        env: "scripted(fails_later={'get_state': ValueError('no')})",
        raises: 'ValueError: no',
        act: stored('{"env_state": {"t": 4}, "step_num": 4}'),
    }),
    load({
        name: 'set_state fails',
        env: "scripted(fails={'set_state': ValueError('no')})",
        raises: 'ValueError: no',
        act: stored('{"env_state": {"t": 4}}'),
    }),
    load({
        name: 'no set_state',
        env: "scripted(methods=('get_state',))",
        raises: 'AttributeError',
        act: stored('{"env_state": {"t": 4}}'),
    }),
    load({ name: 'no env_state', raises: "KeyError: 'env_state'", act: stored('{"t": 4}') }),
    load({ name: 'not JSON', raises: 'SyntaxError', act: stored('{') }),
    load({
        name: 'a bad generator',
        raises: 'ValueError',
        act: stored('{"env_state": {}, "py_rng_state": [9, [1], null]}'),
    }),
    load({
        name: 'a bad NumPy generator',
        raises: 'ValueError',
        act: stored('{"env_state": {}, "np_rng_state": ["PCG64", [1], 1, 0, 0.0]}'),
    }),
    load({
        name: 'a state that comes back otherwise',
        env: "scripted(state={'t': 3, 'at': (1, 2)})",
        act: goesBack,
    }),
];

// The state that NaN makes unreadable never becomes a snapshot: site 17 refuses it on both sides.
export const stateIn = [
    ...siteFourteen,
    ...siteFifteen,
    ...siteSixteen,
    ...siteEighteen,
    ...each(NOT_JSON, (name, [state, cause]) =>
        load({ name: `not JSON: ${name}`, env: `scripted(state=${state})`, raises: cause, act: goesBack }),
    ),
];
