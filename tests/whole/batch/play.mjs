/** Plays both sites before and after their migration, on real Pyodide; prints what a caller can see of each. */

import { readFileSync } from 'node:fs';

import { startPython } from '../behaviour/python.mjs';

const { before, after, orchard, scenarios } = JSON.parse(readFileSync(0, 'utf8'));
const python = await startPython({ orchard });
const load = async (text) => (await import(`data:text/javascript,${encodeURIComponent(text)}`)).Game;
const games = { before: await load(before), after: await load(after) };

const run = (code, values = {}) => {
    for (const [name, value] of Object.entries(values)) {
        python.globals.set(name, python.toPy(value));
    }
    return python.runPythonAsync(code);
};

/** Plain data all the way down, as it is posted. */
function plain(result) {
    const data = result.toJs({ dict_converter: Object.fromEntries });
    result.destroy();
    return data;
}

/** What answers the page: each command is a program of its own, and a batch does one after another. */
class Worker {
    async runPythonAsync(code) {
        return python.runPythonAsync(code);
    }

    async computeHash() {
        const hash = await run(`
import hashlib, json
def rounded(value):
    if isinstance(value, float):
        return round(value, 10)
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    return [rounded(v) for v in value] if isinstance(value, (list, tuple)) else value
hashlib.sha256(json.dumps(rounded(env.get_state()), sort_keys=True).encode()).hexdigest()[:16]`);
        return { hash };
    }

    async getState() {
        return run(`
import json, random
import numpy as np
rng = np.random.get_state()
json.dumps({'env_state': env.get_state(), 'np_rng_state': [rng[0], rng[1].tolist(), rng[2], rng[3], rng[4]], 'py_rng_state': random.getstate()})`);
    }

    async step({ actions }) {
        return plain(await run(`
answer = env.step({int(k) if str(k).isdigit() else k: v for k, v in worker_actions.items()})
env.render()
names = ('obs', 'rewards', 'terminateds', 'truncateds', 'infos')
answer = dict(zip(names, answer))
for name in names[1:4]:
    if not isinstance(answer[name], dict):
        answer[name] = {'human': answer[name]}
answer`, { worker_actions: actions }));
    }

    async batch(operations) {
        const answers = [];
        for (const [index, { op, params }] of structuredClone(operations).entries()) {
            try {
                answers.push(structuredClone(await this[op](params)));
            } catch (error) {
                throw new Error(`operation ${index} (${op}): ${error.message}`);
            }
        }
        return answers;
    }
}

const MAKE = `
import random
import numpy as np

class Bench:
    def __init__(self, agents, rewards, infos, fails):
        self.t, self.total = 0, 0.1
        self.agents, self.rewards, self.infos, self.fails = agents, rewards, infos, fails
        self.calls = []

    def get_state(self):
        return {'t': self.t, 'total': self.total}

    def step(self, actions):
        self.calls.append(sorted((type(k).__name__, str(k), v) for k, v in actions.items()))
        if self.t == self.fails:
            raise ValueError('the branch broke')
        self.t += 1
        self.total += sum(actions.values()) / 3 + random.random()
        agents = [int(name) if name.isdigit() else name for name in self.agents]
        each = lambda make: {agent: make(index) for index, agent in enumerate(agents)}
        gains = {'number': 0.5 * self.t, 'none': {}}.get(self.rewards, each(lambda index: self.t * 0.1 + index))
        notes = {'plain': each(lambda index: {'t': self.t}), 'nested': each(lambda index: {'seen': {1: [self.t, {'x': index}]}}), 'list': [1, self.t]}[self.infos]
        return {}, gains, each(lambda index: self.t > 5), each(lambda index: False), notes

    def render(self):
        return []

random.seed(7)
np.random.seed(7)
env = Bench(bench['agents'], bench['rewards'], bench['infos'], bench['fails'])`;

for (const scenario of scenarios) {
    const seen = {};
    for (const [name, Game] of Object.entries(games)) {
        await run(MAKE, { bench: scenario });
        const game = new Game(new Worker());
        game.every = scenario.every;
        let result;
        try {
            result = await game[scenario.method](scenario.frames);
        } catch (error) {
            result = { error: error.message.trim().split('\n').at(-1) };
        }
        const rest = JSON.parse(await run(`
import json, random
json.dumps({'state': env.get_state(), 'calls': env.calls, 'random': random.random()})`));
        seen[name] = { result, rest };
    }
    console.log(JSON.stringify(seen));
}
