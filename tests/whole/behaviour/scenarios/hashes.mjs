/** Sites that hash: 6 to open an episode, 7 and 8 around a frame, 11 a given state, 13 the current one. */

import { scenario } from './table.mjs';
import { each, GIVEN, NOT_JSON, ODD_STATES, STATES } from './values.mjs';

const NOT_HASHED = Object.fromEntries(
    Object.entries(NOT_JSON).filter(([, [, cause]]) => cause === 'not JSON serializable'),
);
const WITH_NAN = Object.fromEntries(Object.entries(NOT_JSON).filter(([name]) => !(name in NOT_HASHED)));
const FAIL = "scripted(fails={'get_state': ValueError('no')})";
// Observations, infos and scenes of which nothing changes, but for the Map that holds the observations.
const withState = (state) => `scripted(state=${state})`;

const episode = (rest) =>
    scenario({
        site: 6,
        through: [5],
        act: async (game) => {
            game.peerOpenings.set(0, 'ffffffff');
            await game.reset();
            return game.myOpening.hash;
        },
        ...rest,
    });

const siteSix = [
    ...each({ ...STATES, 'a None': ODD_STATES.None, 'a large integer': ODD_STATES['a large integer'] }, (name, state) =>
        episode({ name: `state with ${name}`, env: withState(state) }),
    ),
    ...each(WITH_NAN, (name, [state]) => episode({ name: `state with ${name}`, env: withState(state) })),
    ...each(NOT_HASHED, (name, [state, cause]) =>
        episode({
            name: `not JSON: ${name}`,
            env: withState(state),
            raises: cause,
            act: (game) => game.reset(),
        }),
    ),
    episode({ name: 'get_state fails', env: FAIL, raises: 'ValueError: no', act: (game) => game.reset() }),
    episode({
        name: 'nobody else',
        raises: 'nobody else is ready',
        act: (game) => game.reset(),
        config: { ready_timeout_ms: -1 },
    }),
    episode({
        name: 'the wire is closed',
        act: (game) => {
            game.link.open = false;
            return game.reset();
        },
    }),
    episode({ name: 'with a seed', through: [3, 5], config: { seed: 7 }, env: 'recorded(Orchard(agents=["a", "b"]))' }),
];

const frame = (rest) => ({
    through: [8, 10],
    config: { traced_frames: 60, input_delay: 2 },
    act: async (game) => {
        game.shouldReset = false;
        game.stateSyncSupported = false;
        game.inputs.start(game.players, 0, 2);
        await game.step({ 0: 1 });
        return game.frameNumber;
    },
    ...rest,
});

const traced = { ...STATES, 'a None': ODD_STATES.None };
const siteSeven = [
    ...each(traced, (name, state) => scenario(frame({ site: 7, name: `state with ${name}`, env: withState(state) }))),
    ...each(WITH_NAN, (name, [state]) =>
        scenario(frame({ site: 7, name: `state with ${name}`, env: withState(state) })),
    ),
    ...each(NOT_HASHED, (name, [state, cause]) =>
        scenario(frame({ site: 7, name: `not JSON: ${name}`, env: withState(state), raises: cause })),
    ),
    scenario(frame({ site: 7, name: 'get_state fails', env: FAIL, raises: 'ValueError: no' })),
    scenario(frame({ site: 7, name: 'not traced', config: { traced_frames: 0 } })),
];
const siteEight = [
    scenario(
        frame({
            site: 8,
            through: [7, 10],
            name: 'get_state fails after the frame',
            env: "scripted(fails_later={'get_state': ValueError('no')})",
            raises: 'ValueError: no',
        }),
    ),
    ...['0', '1'].map((first) =>
        scenario(
            frame({
                site: 8,
                through: [3, 5, 6, 7, 10, 17],
                name: `ten frames of the orchard, player ${first}`,
                config: { traced_frames: 60, seed: 7, input_delay: 2, player_id: first },
                env: 'recorded(Orchard(agents=["0", "1"]))',
                act: async (game) => {
                    game.peerOpenings.set(0, 'ffffffff');
                    await game.reset();
                    for (let i = 0; i < 10; i += 1) {
                        await game.step({ [first]: (i % 5) + 1 });
                    }
                    return game.frameNumber;
                },
            }),
        ),
    ),
    ...each({ floats: STATES.floats, Unicode: STATES['Unicode in it'], nested: STATES.nested }, (name, state) =>
        scenario(
            frame({
                site: 8,
                through: [7, 10],
                name: `two frames, state with ${name}`,
                env: withState(state),
                act: async (game) => {
                    game.shouldReset = false;
                    game.stateSyncSupported = false;
                    game.inputs.start(game.players, 0, 2);
                    await game.step({ 0: 1 });
                    await game.step({ 0: 2 });
                },
            }),
        ),
    ),
];

const given = (rest) => scenario({ site: 11, ...rest });
const siteEleven = [
    ...each(GIVEN, (name, state) =>
        given({ name: `state with ${name}`, act: (game) => game._computeHashFromState(state) }),
    ),
    ...each(
        {
            'NaN': { x: NaN },
            'infinity': { x: Infinity },
            'undefined': { x: undefined },
            'a Map': { x: new Map([['a', 1]]) },
            'a large number': { x: 2 ** 60 },
            'a typed array': { x: new Float32Array([0.5]) },
            'text': 'plum',
            'nothing': null,
            'a date': new Date(0),
        },
        (name, state) => given({ name: `state with ${name}`, act: (game) => game._computeHashFromState(state) }),
    ),
    given({ name: 'a BigInt', raises: 'BigInt', act: (game) => game._computeHashFromState({ n: 1n }) }),
    given({
        name: 'the snapshot of a confirmed frame',
        through: [17],
        act: async (game) => {
            await game.saveStateSnapshot(0);
            await game._hashConfirmed(0);
            game._sendHashes();
        },
    }),
    given({
        name: 'two at once',
        act: (game) => Promise.all([game._computeHashFromState({ a: 1 }), game._computeHashFromState({ a: 2 })]),
    }),
];

const quick = (rest) => scenario({ site: 13, act: (game) => game.computeQuickStateHash(), ...rest });
const siteThirteen = [
    ...each({ ...STATES, ...ODD_STATES }, (name, state) =>
        quick({
            name: `state with ${name}`,
            env: withState(state),
            raises: name.endsWith('key') && name in ODD_STATES ? 'TypeError' : null,
        }),
    ),
    ...each(WITH_NAN, (name, [state]) => quick({ name: `state with ${name}`, env: withState(state) })),
    ...each(NOT_HASHED, (name, [state, cause]) =>
        quick({ name: `not JSON: ${name}`, env: withState(state), raises: cause }),
    ),
    quick({ name: 'get_state fails', env: FAIL, raises: 'ValueError: no' }),
    quick({ name: 'no get_state', env: "scripted(methods=('set_state',))", raises: 'AttributeError' }),
    quick({ name: 'the orchard', env: 'recorded(Orchard())' }),
    quick({
        name: 'no state sync',
        act: (game) => {
            game.stateSyncSupported = false;
            return game.computeQuickStateHash();
        },
    }),
    quick({
        name: 'floats that differ in the last digits',
        env: "scripted(state={'x': 0.1 + 0.2, 'y': 1 / 3})",
        act: async (game) => {
            const first = await game.computeQuickStateHash();
            await game.pyodide.runPythonAsync("env.set_state({'x': 0.3, 'y': 0.33333333333})");
            return [first, await game.computeQuickStateHash()];
        },
    }),
];

export const hashes = [...siteSix, ...siteSeven, ...siteEight, ...siteEleven, ...siteThirteen];
