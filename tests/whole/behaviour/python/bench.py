"""An environment that does what a scenario says, and a record of what reaches it."""

import builtins
import hashlib
import json
import random
import sys

import numpy as np
from orchard import Orchard

calls = []
printed = []


class _Lines:
    """Standard output as a list of lines."""

    def __init__(self):
        self._rest = ""

    def write(self, text):
        *lines, self._rest = (self._rest + text).split("\n")
        printed.extend(lines)
        return len(text)

    def flush(self):
        pass


def begin(space):
    """Forget what an earlier scenario left, in the interpreter too: programs share its globals."""
    for name in [name for name in space if not name.startswith("__")]:
        del space[name]
    calls.clear()
    printed.clear()
    sys.stdout = _Lines()
    random.seed(20)
    np.random.seed(20)


def make(expression):
    """The environment that an expression gives; its names are this module's, not those of the programs."""
    return eval(expression, {**globals(), "Orchard": Orchard})


def typed(value):
    """A value and its type, as the JavaScript side writes them: [type, items, pairs or text]."""
    if value is None:
        return ["None", ""]
    kind = type(value).__name__
    if isinstance(value, dict):
        return [kind, [[typed(key), typed(held)] for key, held in value.items()]]
    if isinstance(value, (list, tuple)):
        return [kind, [typed(held) for held in value]]
    if isinstance(value, (set, frozenset)):
        return [kind, sorted((typed(held) for held in value), key=str)]
    if type(value).__module__.startswith("numpy") and hasattr(value, "tolist") and hasattr(value, "shape"):
        return [kind, f"{value.dtype} {value.shape} {value.tolist()}"]
    if isinstance(value, memoryview):
        return [kind, str(value.tolist())]
    return [kind, value if isinstance(value, str) else repr(value)]


def recorded(env):
    """``env`` itself, of its own type, whose methods leave a record."""
    for name in ("reset", "step", "render", "get_state", "set_state", "get_obs", "_get_obs"):
        if callable(getattr(env, name, None)):
            setattr(env, name, _recording(name, getattr(env, name)))
    return env


def _recording(name, method):
    def call(*args, **kwargs):
        entry = [name, typed(list(args)), typed(kwargs), "returned"]
        calls.append(entry)
        try:
            return method(*args, **kwargs)
        except Exception as error:
            entry[3] = f"{type(error).__name__}: {error}"
            raise

    call.plain = method
    return call


def report():
    """What the scenario has left, as JSON."""
    env = sys.modules["__main__"].__dict__.get("env")
    state = env.__dict__.get("state") if env is not None else None
    if state is None and hasattr(env, "get_state"):
        try:
            state = env.get_state.plain()
        except Exception as error:
            state = error
    dice = np.random.get_state()
    return json.dumps(
        {
            "calls": calls,
            "printed": printed,
            "state": typed(state),
            "generators": {"python": _digest(random.getstate()), "numpy": _digest((dice[1].tolist(), dice[2]))},
        }
    )


def _digest(value):
    return hashlib.sha256(repr(value).encode()).hexdigest()[:12]


def vector(env, agent):
    """An observation that depends on the frame, on the agent and on the state."""
    state = env.state if isinstance(env.state, dict) else {}
    return np.array([state.get("t", 0), builtins.len(str(agent)), state.get("warmth", 0.5)], dtype=np.float32)


class _Scripted:
    """Frame by frame as a scenario says; its state is any value that the scenario gives."""

    def __init__(self, state, agents, obs, infos, scene, single, fails, fails_later, needs_reset, flags):
        self.first = state
        self.state = state
        self.agents = list(agents)
        self._obs, self._infos, self._scene = obs, infos, scene
        self.single = single
        self.fails, self.fails_later = fails, fails_later
        self.needs_reset = needs_reset
        self.flags = flags
        self._count = {}

    def _enter(self, name):
        self._count[name] = self._count.get(name, 0) + 1
        if name in self.fails:
            raise self.fails[name]
        if name in self.fails_later and self._count[name] > 1:
            raise self.fails_later[name]

    def _seen(self):
        if callable(self._obs):
            return self._obs(self, 0) if self.single else {agent: self._obs(self, agent) for agent in self.agents}
        return self._obs

    def _noted(self):
        return self._infos(self) if callable(self._infos) else self._infos

    def reset(self, seed=None):
        self._enter("reset")
        if seed is not None:
            random.seed(seed)
            np.random.seed(seed)
        self.needs_reset = False
        self.state = self.first
        return self._seen(), self._noted()

    def step(self, actions):
        self._enter("step")
        if isinstance(self.state, dict) and "t" in self.state:
            self.state = {**self.state, "t": self.state["t"] + 1, "luck": [random.random(), np.random.random()]}
        if self.single:
            return self._seen(), 0.5, False, self.flags, self._noted()
        rewards = {agent: 1.0 if agent in actions else 0.0 for agent in self.agents}
        ends = dict.fromkeys(self.agents, False)
        cuts = dict.fromkeys(self.agents, self.flags)
        return self._seen(), rewards, ends, cuts, self._noted()

    def render(self):
        self._enter("render")
        return self._scene(self) if callable(self._scene) else self._scene


def _get_state(self):
    self._enter("get_state")
    if self.needs_reset:
        raise RuntimeError("call reset() first")
    return self.state


def _set_state(self, state):
    self._enter("set_state")
    self.state = state


def _get_obs(self):
    self._enter("get_obs")
    return self._seen()


def scripted(
    state=None,
    agents=("a", "b"),
    obs=vector,
    infos=None,
    scene=None,
    single=False,
    fails=None,
    fails_later=None,
    needs_reset=False,
    flags=False,
    methods=("get_state", "set_state", "get_obs"),
):
    """A recorded environment that has just these of the optional ``methods``."""
    bodies = {"get_state": _get_state, "set_state": _set_state, "get_obs": _get_obs, "_get_obs": _get_obs}
    kind = type("Scripted", (_Scripted,), {name: bodies[name] for name in methods})
    state = {"t": 3, "warmth": 0.25} if state is None else state
    infos = {} if infos is None else infos
    scene = [] if scene is None else scene
    return recorded(kind(state, agents, obs, infos, scene, single, fails or {}, fails_later or {}, needs_reset, flags))
