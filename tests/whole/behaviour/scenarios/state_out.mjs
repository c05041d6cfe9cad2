/** Sites that read the state: 1 for a peer, 2 to learn whether it can be read, 12 for a report, 17 for a snapshot. */

import { scenario } from './table.mjs';
import { each, NOT_JSON, ODD_STATES, STATES } from './values.mjs';

const withState = (state) => `scripted(state=${state})`;

const REQUEST = { game_id: 'garden', from: '1' };
const asked = async (game, { deliver, settle }) => {
    deliver('state_request', REQUEST);
    await settle();
};

const socket = (rest) => scenario({ site: 1, through: [3], act: asked, ...rest });

const siteOne = [
    ...each(STATES, (name, state) => socket({ name: `state with ${name}`, env: withState(state) })),
    ...each(ODD_STATES, (name, state) => socket({ name: `state with ${name}`, env: withState(state) })),
    // Before the migration these were sent; what JSON says of them is no error of that side.
    ...each(NOT_JSON, (name, [state]) => socket({ name: `not JSON: ${name}`, env: withState(state) })),
    socket({ name: 'the orchard', env: 'recorded(Orchard())' }),
    socket({
        name: 'get_state fails',
        env: "scripted(fails={'get_state': ValueError('no')})",
        raises: 'ValueError: no',
    }),
    socket({ name: 'no get_state', env: "scripted(methods=('set_state',))", raises: 'AttributeError' }),
    socket({ name: 'before the first reset', env: 'scripted(needs_reset=True)', raises: 'call reset() first' }),
    socket({
        name: 'another game asks',
        act: async (game, { deliver, settle }) => {
            deliver('state_request', { game_id: 'meadow', from: '1' });
            await settle();
        },
    }),
    socket({
        name: 'two ask at once',
        act: async (game, { deliver, settle }) => {
            deliver('state_request', REQUEST);
            deliver('state_request', REQUEST);
            await settle();
        },
    }),
];

const validates = async (game) => {
    await game.validateStateSync();
    return game.stateSyncSupported;
};
const ask = (rest) => scenario({ site: 2, act: validates, ...rest });

const siteTwo = [
    ...each({ plain: STATES.plain, tuples: STATES.tuples, ...ODD_STATES }, (name, state) =>
        ask({ name: `state with ${name}`, env: withState(state) }),
    ),
    ...each(NOT_JSON, (name, [state]) => ask({ name: `not JSON: ${name}`, env: withState(state) })),
    ask({ name: 'the orchard', env: 'recorded(Orchard())' }),
    ask({ name: 'get_state needs a reset', env: 'scripted(needs_reset=True)' }),
    ask({
        name: 'a whole game whose get_state needs a reset',
        through: [3, 5, 6, 7, 8, 10, 17],
        env: 'scripted(needs_reset=True, agents=("0", "1"))',
        config: { seed: 7, traced_frames: 2 },
        act: async (game) => {
            await validates(game);
            game.peerOpenings.set(0, 'ffffffff');
            await game.reset();
            for (let i = 0; i < 3; i += 1) {
                await game.step({ 0: i });
            }
        },
    }),
    ask({ name: 'get_state fails', env: "scripted(fails={'get_state': ValueError('no')})" }),
    ask({ name: 'no set_state', env: "scripted(methods=('get_state',))" }),
    ask({ name: 'no get_state', env: "scripted(methods=('set_state',))" }),
    ask({ name: 'neither method', env: 'scripted(methods=())' }),
];

const dumps = (game) => game._handleDesync(4, 'ours', 'theirs');
const dump = (rest) => scenario({ site: 12, act: dumps, ...rest });

const siteTwelve = [
    ...each(STATES, (name, state) => dump({ name: `state with ${name}`, env: withState(state) })),
    ...each(ODD_STATES, (name, state) =>
        dump({
            name: `state with ${name}`,
            env: withState(state),
            // Keys of several kinds cannot be sorted.
            raises: name.endsWith('key') ? 'TypeError' : null,
        }),
    ),
    ...each(NOT_JSON, (name, [state, cause]) =>
        dump({
            name: `not JSON: ${name}`,
            env: withState(state),
            // `default=str` does not help with NaN: json.dumps writes it, JSON.parse refuses it.
            raises: cause === 'JSON' ? cause : null,
        }),
    ),
    dump({ name: 'the orchard', env: 'recorded(Orchard(agents=["b", "a"]))' }),
    dump({ name: 'get_state fails', env: "scripted(fails={'get_state': ValueError('no')})", raises: 'ValueError: no' }),
    dump({ name: 'no get_state', env: "scripted(methods=('set_state',))", raises: 'AttributeError' }),
    dump({
        name: 'no state sync',
        act: async (game) => {
            game.stateSyncSupported = false;
            await dumps(game);
        },
    }),
];

const saves = async (game) => {
    await game.saveStateSnapshot(5);
    return game.snapshots.get(5);
};
const save = (rest) => scenario({ site: 17, act: saves, ...rest });

const siteSeventeen = [
    ...each({ ...STATES, ...ODD_STATES }, (name, state) =>
        save({
            name: `state with ${name}`,
            env: withState(state),
        }),
    ),
    ...each(NOT_JSON, (name, [state, cause]) =>
        save({ name: `not JSON: ${name}`, env: withState(state), raises: cause }),
    ),
    save({ name: 'the orchard', env: 'recorded(Orchard())' }),
    save({ name: 'get_state fails', env: "scripted(fails={'get_state': ValueError('no')})", raises: 'ValueError: no' }),
    save({
        name: 'generators that have moved',
        act: async (game) => {
            await game.seedPythonEnvironment(11);
            await game.stepWithActions({ a: 1 });
            return saves(game);
        },
        through: [3, 10],
    }),
    save({
        name: 'more than are kept',
        config: { max_snapshots: 2 },
        act: async (game) => {
            for (const frame of [10, 5, 0]) {
                await game.saveStateSnapshot(frame);
            }
        },
    }),
];

export const stateOut = [...siteOne, ...siteTwo, ...siteTwelve, ...siteSeventeen];
