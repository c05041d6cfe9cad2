"""Both sites that the pack for batches rewrites, as somebody would write them."""

from __future__ import annotations

_STEP = """\
    moves = {int(k) if str(k).isdigit() else k: v for k, v in item['actions'].items()}
    seen, gains, ends, cuts, notes = env.step(moves)
    gain = {str(k): v for k, v in gains.items()} if isinstance(gains, dict) else {'human': gains}
    end = {str(k): v for k, v in ends.items()} if isinstance(ends, dict) else {'human': ends}
    cut = {str(k): v for k, v in cuts.items()} if isinstance(cuts, dict) else {'human': cuts}
    note = {str(k): v for k, v in notes.items()} if isinstance(notes, dict) else {'human': notes}
"""

REPLAY = """\
const told = await this.pyodide.runPythonAsync(`
import json, hashlib
import random
import numpy as np
todo = ${JSON.stringify(frames)}
every = ${this.every}
t0 = env.t if hasattr(env, 't') else 'N/A'
lines = []
kept = {}
sums = {}
for item in todo:
    number = item['frame']
    now = env.get_state()
    first = hashlib.md5(json.dumps(now, sort_keys=True).encode()).hexdigest()[:8]
    if number % every == 0:
        rng = np.random.get_state()
        listed = (rng[0], rng[1].tolist(), rng[2], rng[3], rng[4])
        own = random.getstate()
        kept[number] = {'env_state': now, 'np_rng_state': listed, 'py_rng_state': own}
<step>
    if isinstance(gains, dict):
        for who, much in gains.items():
            sums[str(who)] = sums.get(str(who), 0) + much
    elif isinstance(gains, (int, float)):
        sums['human'] = sums.get('human', 0) + gains
    then = env.get_state()
    second = hashlib.md5(json.dumps(then, sort_keys=True).encode()).hexdigest()[:8]
    lines.append({'frame': number, 'actions': item['actions'], 'rewards': gain, 'terminateds': end, 'truncateds': cut, 'infos': note, 'pre_hash': first, 'post_hash': second})
t1 = env.t if hasattr(env, 't') else 'N/A'
last = env.get_state()
third = hashlib.md5(json.dumps(last, sort_keys=True).encode()).hexdigest()[:8]
json.dumps({'t_before': t0, 't_after': t1, 'num_steps': len(todo), 'state_hash': third, 'replay_log': lines, 'snapshots': {str(k): v for k, v in kept.items()}, 'replay_rewards': sums})
`);
const replay = JSON.parse(told);
""".replace("<step>\n", _STEP)

FORWARD = """\
const told = await this.pyodide.runPythonAsync(`
import json
import numpy as np
todo = ${JSON.stringify(frames)}
sums = {}
lines = []
for item in todo:
    number = item['frame']
<step>
    lines.append({'frame': number, 'actions': item['actions'], 'rewards': gain, 'terminateds': end, 'truncateds': cut, 'infos': note})
    for who, much in gains.items():
        if who not in sums:
            sums[who] = 0
        sums[who] += much
json.dumps({'cumulative_rewards': {str(k): v for k, v in sums.items()}, 'per_frame_data': lines})
`);
const replay = JSON.parse(told);
""".replace("<step>\n", _STEP)


def game(replay: str = REPLAY, forward: str = FORWARD) -> str:
    """A game with both sites in the methods that the plan keeps."""
    return (
        "export class Game {\n    constructor(worker) {\n        this.worker = worker;\n"
        "        this.pyodide = this.worker;\n    }\n"
        f"    async performRollback(frames) {{\n{replay}return replay;\n    }}\n"
        f"    async _performFastForward(frames) {{\n{forward}return replay;\n    }}\n}}\n"
    )
