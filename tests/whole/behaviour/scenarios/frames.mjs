/** Sites that play: 4 and 5 open an episode, 10 plays a frame, 9 draws after a rollback. */

import { scenario } from './table.mjs';
import { each, GIVEN, HOSTILE } from './values.mjs';

const AGENTS = {
    'integers': '(0, 1)',
    'strings': "('a', 'b')",
    'numbers as strings': "('0', '1')",
    'mixed': "(0, 'b')",
    'falling integers': '(10, 2, 1)',
    'one': '(0,)',
    'negative': '(-1, -2)',
};

const IMAGE = 'np.array([[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]], dtype=np.uint8)';

/** What an environment may make of observations, infos and scenes: arguments of `scripted`. */
const FORMS = {
    'arrays of two dimensions': 'obs=lambda env, agent: np.array([[1.5, 2], [3, 4]], dtype=np.float32)',
    'arrays of doubles': 'obs=lambda env, agent: np.array([0.1, 1e40])',
    'arrays of integers': 'obs=lambda env, agent: np.array([1, 2**40], dtype=np.int64)',
    'NaN in arrays': "obs=lambda env, agent: np.array([float('nan'), float('inf')], dtype=np.float32)",
    'nested observations': "obs=lambda env, agent: {'body': vector(env, agent), 'field': vector(env, agent)}",
    'one agent without a name': 'single=True',
    'infos': "infos={'a': {'n': 1, 'deep': {'x': None}}, 'b': {}}",
    'infos by integers': "infos={1: {'n': 1}, 0: {'n': 2}}",
    'infos with large integers': "infos={'n': 2**60}",
    'infos with NaN': "infos={'n': float('nan'), 'm': float('inf')}",
    'infos with an array': "infos={'n': np.array([1.5], dtype=np.float32)}",
    'infos with text': 'infos={"n": "it\'s \\"\\\\ \\n"}',
    'objects to draw': "scene=[{'id': 'tree', 'x': 1, 'label': None}, {'id': 'crate', 'on': True}]",
    'nested objects to draw': "scene=[{'id': 'tree', 'at': {'x': 1, 'parts': [{'y': None}]}}]",
    'a picture of lists': 'scene=[[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]]',
    'a picture of NumPy': `scene=${IMAGE}`,
    'nothing to draw': 'scene=[]',
    'numbers to draw': 'scene=[1, 2.5]',
    'text to draw': "scene=['crate', None]",
};

/** Observations that are no arrays; the removed programs refuse them. */
const OTHER_OBS = {
    lists: 'obs=lambda env, agent: [1.0, 2.0]',
    numbers: 'obs=lambda env, agent: 5',
    text: "obs=lambda env, agent: 'plum'",
    nothing: 'obs=lambda env, agent: None',
};

const SCENES_REFUSED = {
    'no scene': ['scene=lambda env: None', 'TypeError'],
    'a number as the scene': ['scene=lambda env: 5', 'TypeError'],
    'text as the scene': ["scene=lambda env: 'picture'", 'TypeError'],
    'a dictionary as the scene': ["scene={'objects': []}", 'TypeError'],
};

/** The same scenarios for each way to open an episode or play a frame. */
function forms(make) {
    return [
        ...each(AGENTS, (name, agents) => make({ name: `agents: ${name}`, env: `scripted(agents=${agents})` })),
        ...each(AGENTS, (name, agents) =>
            make({
                name: `nested observations, agents: ${name}`,
                env: `scripted(agents=${agents}, obs=lambda env, agent: {'body': vector(env, agent)})`,
            }),
        ),
        ...each(FORMS, (name, form) => make({ name, env: `scripted(${form})` })),
        ...each(OTHER_OBS, (name, form) =>
            make({ name: `observations of ${name}`, env: `scripted(${form})`, raises: 'AttributeError' }),
        ),
        ...each(SCENES_REFUSED, (name, [form, cause]) => make({ name, env: `scripted(${form})`, raises: cause })),
        make({ name: 'no observations', env: 'scripted(agents=())', raises: 'IndexError' }),
        make({ name: 'render fails', env: "scripted(fails={'render': ValueError('no canvas')})", raises: 'no canvas' }),
    ];
}

const resets = (game) => game.reset();
const alone = { server_authoritative: true, server_timeout_ms: 0 };
const plain = (rest) => scenario({ site: 5, config: alone, act: resets, ...rest });
const siteFive = [
    ...forms(plain),
    ...[0, 7, -1].map((seed) =>
        plain({
            name: `seed ${seed}`,
            through: [3],
            env: 'scripted()',
            config: { ...alone, seed },
            raises: seed < 0 ? 'ValueError' : null,
        }),
    ),
    plain({ name: 'reset fails', env: "scripted(fails={'reset': ValueError('no')})", raises: 'ValueError: no' }),
    plain({ name: 'the orchard', env: 'recorded(Orchard())' }),
    plain({ name: 'the orchard in pixels', env: 'recorded(Orchard(pixels=True))' }),
    plain({ name: 'the orchard, nested', env: 'recorded(Orchard(nested=True, agents=["a", "b"]))' }),
    plain({
        name: 'beside another caller',
        act: async (game) => {
            const [opened] = await Promise.all([game.reset(), game.seedPythonEnvironment(3)]);
            return opened;
        },
        through: [3],
    }),
];

/** Seeds as a page's configuration may hold them; the seeding beforehand is left out. */
const SEEDS = { null: null, 0: 0, 7: 7, text: '', NaN: NaN };
const PASTED_SEEDS = { 'true': [true, 'NameError'], 'the text 7': ['7', null], 'the text plum': ['plum', 'NameError'] };
const seeds = (make, act) =>
    [
        ...each(SEEDS, (name, seed) => make(`seed: ${name}`, seed, null)),
        ...each(PASTED_SEEDS, (name, [seed, raises]) => make(`seed: ${name}`, seed, raises)),
    ].map((rest) => ({ ...rest, act }));
const seededOnlyByReset = (open) => (game) => {
    game.gameSeed = game.config.reset_seed;
    game.seedPythonEnvironment = async () => {};
    return open(game);
};
siteFive.push(
    ...seeds(
        (name, seed, raises) => plain({ name, raises, config: { ...alone, reset_seed: seed } }),
        seededOnlyByReset(resets),
    ),
);

const opensWith = (opening) => (game) => {
    game.openingState = opening;
    return game.reset();
};
const OPENING = {
    env_state: { t: 8, warmth: 0.5 },
    episode_num: 0,
    frame_number: 8,
    step_num: 8,
    scores: { a: 1 },
    sync_epoch: 1,
};
const fromServer = (rest) =>
    scenario({ site: 4, config: { server_authoritative: true }, act: opensWith(OPENING), ...rest });
const siteFour = [
    ...forms(fromServer),
    ...each(GIVEN, (name, env_state) =>
        fromServer({ name: `state with ${name}`, act: opensWith({ ...OPENING, env_state }) }),
    ),
    ...each(
        { 'NaN': { t: NaN }, 'undefined': { t: 1, x: undefined }, 'a Map': { t: 1, x: new Map([['a', 1]]) } },
        (name, env_state) =>
            fromServer({
                name: `state with ${name}`,
                env: 'scripted(obs=lambda env, agent: np.array([1], dtype=np.float32))',
                act: opensWith({ ...OPENING, env_state }),
            }),
    ),
    fromServer({ name: 'a BigInt', raises: 'BigInt', act: opensWith({ ...OPENING, env_state: { n: 1n } }) }),
    fromServer({ name: 'without get_obs', env: "scripted(methods=('get_state', 'set_state'))" }),
    fromServer({ name: 'with _get_obs', env: "scripted(methods=('get_state', 'set_state', '_get_obs'))" }),
    fromServer({ name: 'get_obs fails', env: "scripted(fails={'get_obs': ValueError('no view')})", raises: 'no view' }),
    fromServer({ name: 'no set_state', env: "scripted(methods=('get_state',))", raises: 'AttributeError' }),
    fromServer({
        name: 'set_state fails',
        env: "scripted(fails={'set_state': ValueError('no')})",
        raises: 'ValueError: no',
    }),
    fromServer({ name: 'reset fails', env: "scripted(fails={'reset': ValueError('no')})", raises: 'ValueError: no' }),
    fromServer({
        name: 'render fails the second time',
        env: "scripted(fails_later={'render': ValueError('no canvas')})",
    }),
    fromServer({ name: 'a seed', config: { server_authoritative: true, seed: 7 } }),
    fromServer({
        name: 'the orchard',
        env: 'recorded(Orchard())',
        act: async (game) => {
            const env_state = JSON.parse(await game.pyodide.runPythonAsync('import json\njson.dumps(env.get_state())'));
            env_state.pickers['0'].x = 4;
            return opensWith({ ...OPENING, env_state, scores: null })(game);
        },
    }),
    fromServer({
        name: 'beside another caller',
        through: [13],
        act: async (game) => {
            const opened = opensWith(OPENING)(game);
            const hash = game.computeQuickStateHash();
            return [await hash, await opened];
        },
    }),
];

const plays = (actions) => (game) => game.stepWithActions(actions);
const frame = (rest) => scenario({ site: 10, act: plays({ 0: 1, 1: 5, a: 2, b: 3 }), ...rest });
const siteTen = [
    ...forms(frame),
    ...each(HOSTILE, (name, text) => frame({ name: `an action with ${name}`, act: plays({ a: text, b: 0 }) })),
    ...each(HOSTILE, (name, text) => frame({ name: `an agent with ${name}`, act: plays({ [text]: 1 }) })),
    ...each(
        {
            'none': {},
            'null': { a: null },
            'a list': { a: [1, 2], b: [0.5, [true]] },
            'a dictionary': { a: { x: 1, 2: 'two' } },
            'floats': { a: 0.1, b: -2.5 },
            'booleans': { a: true, b: false },
            'an agent like a negative number': { '-1': 2 },
            'an agent with leading zeros': { '007': 2 },
            'an agent with a fraction': { 1.5: 2 },
            'an agent without a name': { '': 2 },
        },
        (name, actions) => frame({ name: `actions: ${name}`, act: plays(actions) }),
    ),
    ...each({ 'NaN': NaN, 'infinity': Infinity, 'undefined': undefined, 'a large integer': 2 ** 60 }, (name, action) =>
        frame({
            name: `an action that is ${name}`,
            raises: { worker: null, page: name === 'NaN' || name === 'infinity' ? 'NameError' : null },
            act: plays({ a: action }),
        }),
    ),
    frame({
        name: 'an action that is a typed array',
        raises: { worker: null, page: 'SyntaxError' },
        act: plays({ a: new Float32Array([0.5, 1]) }),
    }),
    frame({ name: 'actions in a Map', act: plays(new Map([['a', 1]])) }),
    frame({ name: 'an agent that is a superscript', raises: 'ValueError', act: plays({ '²': 1 }) }),
    frame({ name: 'step fails', env: "scripted(fails={'step': ValueError('no')})", raises: 'ValueError: no' }),
    frame({ name: 'step code', config: { on_game_step_code: "env.state = {'t': 40}" } }),
    frame({
        name: 'step code that fails',
        config: { on_game_step_code: "raise ValueError('no')" },
        raises: 'ValueError: no',
    }),
    frame({
        name: 'step code that is changed later',
        config: { on_game_step_code: "env.state = {'t': 40}" },
        act: (game) => {
            game.config.on_game_step_code = "env.state = {'t': 50}";
            return plays({ a: 1 })(game);
        },
    }),
    frame({ name: 'truncated', env: 'scripted(flags=True)' }),
    frame({ name: 'the orchard', env: 'recorded(Orchard())', act: plays({ 0: 4, 1: 3 }) }),
    frame({ name: 'the orchard by strings', env: 'recorded(Orchard(agents=["0", "b"]))', act: plays({ 0: 4, b: 3 }) }),
    frame({ name: 'the orchard in pixels', env: 'recorded(Orchard(pixels=True))', act: plays({ 0: 4 }) }),
    frame({
        name: 'fifty frames of the orchard',
        through: [3],
        env: 'recorded(Orchard())',
        act: async (game) => {
            await game.seedPythonEnvironment(7);
            for (let i = 0; i < 50; i += 1) {
                await game.stepWithActions({ 0: (i * 7) % 6, 1: (i * 5) % 6 });
            }
            return game.scores;
        },
    }),
    frame({ name: 'two frames at once', act: (game) => Promise.all([plays({ a: 1 })(game), plays({ b: 1 })(game)]) }),
];

siteFour.push(
    ...seeds(
        (name, seed, raises) => fromServer({ name, raises, config: { server_authoritative: true, reset_seed: seed } }),
        seededOnlyByReset(opensWith(OPENING)),
    ),
);

/** A frame after a rollback that is said to have happened: the fresh scene is what is under test. */
const redraws = async (game) => {
    game.shouldReset = false;
    game.inputs.start(game.players, 0, 2);
    game.stateSyncSupported = false;
    game.performRollback = async () => true;
    game.rollbackTo = 0;
    const played = await game.step({ 0: 1 });
    return played[5];
};
const redraw = (rest) => scenario({ site: 9, through: [10], act: redraws, ...rest });
const siteNine = [
    ...each(
        {
            'objects': FORMS['objects to draw'],
            'nested objects': FORMS['nested objects to draw'],
            'a picture of lists': FORMS['a picture of lists'],
            'a picture of NumPy': FORMS['a picture of NumPy'],
            'nothing': FORMS['nothing to draw'],
            'objects with large integers': "scene=[{'id': 2**60}]",
            'objects with NaN': "scene=[{'x': float('nan')}]",
            'objects with bytes': "scene=[{'x': b'ab'}]",
            'objects with text': 'scene=[{"n": "it\'s \\"\\\\ \\n"}]',
            'objects by integers': "scene=[{2: 'two', 1: 'one'}]",
        },
        (name, form) => redraw({ name, env: `scripted(${form})` }),
    ),
    redraw({ name: 'no gliding', config: { glide_ms: 0 }, env: `scripted(${FORMS['nested objects to draw']})` }),
    redraw({
        name: 'render fails the second time',
        env: "scripted(fails_later={'render': ValueError('no canvas')})",
        raises: 'no canvas',
    }),
    ...['"0", "1"', '0, 1'].map((agents) =>
        scenario({
            site: 9,
            through: [3, 5, 6, 10, 11, 17, 18],
            name: `a true rollback of the orchard, agents ${agents}`,
            config: { seed: 7, traced_frames: 0 },
            env: `recorded(Orchard(agents=[${agents}]))`,
            act: async (game, { deliver }) => {
                game.peerOpenings.set(0, 'ffffffff');
                await game.reset();
                const shown = [];
                for (let i = 0; i < 12; i += 1) {
                    if (i === 8) {
                        const inputs = [2, 3, 4, 5, 6].map((frame) => [frame, (frame % 5) + 1]);
                        deliver('input', { player: '1', episode: 0, currentFrame: 7, inputs });
                    }
                    shown.push(await game.step({ 0: (i % 5) + 1 }));
                }
                return shown.at(8);
            },
        }),
    ),
];

export const frames = [...siteFour, ...siteFive, ...siteNine, ...siteTen];
