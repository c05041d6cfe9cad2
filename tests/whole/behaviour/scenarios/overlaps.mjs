/** Calls that overlap: what comes over the wire comes when it likes. */

import { scenario } from './table.mjs';

const ORCHARD = 'recorded(Orchard(agents=["0", "1"]))';
const STATE = { t: 5, warmth: 0.5 };

/** A game in which frames can be played, without a reset before them. */
const opened = (game) => {
    game.shouldReset = false;
    game.inputs.start(game.players, 0, 2);
};

export const overlaps = [
    scenario({
        site: 1,
        through: [3, 10, 17],
        name: 'a request while a frame is played',
        env: ORCHARD,
        act: async (game, { deliver, settle }) => {
            opened(game);
            const frame = game.step({ 0: 4 });
            deliver('state_request', { game_id: 'garden', from: '1' });
            await frame;
            await settle();
            return game.frameNumber;
        },
    }),
    scenario({
        site: 2,
        through: [5],
        name: 'the question beside a reset',
        act: async (game) => {
            game.link.open = false;
            await Promise.all([game.validateStateSync(), game.reset()]);
            return game.stateSyncSupported;
        },
    }),
    scenario({
        site: 12,
        through: [1, 3],
        name: 'a true desync, and the request that comes of it',
        env: ORCHARD,
        act: async (game, { deliver, settle }) => {
            game.ownHashes.set(5, 'ours');
            deliver('hashes', {
                epoch: 0,
                pairs: [
                    [5, 'theirs'],
                    [6, 'theirs'],
                ],
            });
            await settle();
        },
    }),
    scenario({
        site: 13,
        through: [11],
        name: 'beside the hash of a given state',
        act: (game) =>
            Promise.all([
                game.computeQuickStateHash(),
                game._computeHashFromState(STATE),
                game.computeQuickStateHash(),
            ]),
    }),
    scenario({
        site: 14,
        through: [10, 15, 17],
        name: 'the server speaks while a frame is played',
        config: { server_authoritative: true },
        env: ORCHARD,
        act: async (game, { deliver, settle }) => {
            opened(game);
            const env_state = JSON.parse(await game.pyodide.runPythonAsync('import json\njson.dumps(env.get_state())'));
            const frame = game.step({ 0: 4 });
            deliver('server_state', { env_state: { ...env_state, t: 40 } });
            await frame;
            await settle();
        },
    }),
    scenario({
        site: 14,
        through: [15],
        name: 'the server sends what cannot be set',
        config: { server_authoritative: true },
        env: "scripted(fails={'set_state': ValueError('no')})",
        raises: 'ValueError: no',
        act: async (game, { deliver, settle }) => {
            deliver('server_state', { env_state: STATE });
            await settle();
        },
    }),
    scenario({
        site: 16,
        through: [3, 10, 17],
        name: 'an offer that is taken before a frame',
        env: ORCHARD,
        act: async (game, { deliver, settle }) => {
            opened(game);
            const env_state = JSON.parse(await game.pyodide.runPythonAsync('import json\njson.dumps(env.get_state())'));
            deliver('state_reply', {
                game_id: 'garden',
                to: '0',
                frame_number: 12,
                step_num: 12,
                sync_epoch: 3,
                scores: { 0: 1 },
                env_state: { ...env_state, t: 12 },
            });
            await game.step({ 0: 4 });
            await settle();
            return game.frameNumber;
        },
    }),
    scenario({
        site: 17,
        name: 'two snapshots at once',
        act: (game) => Promise.all([game.saveStateSnapshot(0), game.saveStateSnapshot(5)]),
    }),
    scenario({
        site: 18,
        through: [10, 17],
        name: 'beside a frame and a snapshot',
        env: ORCHARD,
        act: async (game) => {
            await game.saveStateSnapshot(0);
            await game.stepWithActions({ 0: 4, 1: 3 });
            await Promise.all([
                game.loadStateSnapshot(0),
                game.stepWithActions({ 0: 4, 1: 3 }),
                game.saveStateSnapshot(1),
            ]);
        },
    }),
];
