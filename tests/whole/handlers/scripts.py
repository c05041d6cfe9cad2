"""Worker scripts made at random: bodies of handlers, ways to one of several handlers, and files to keep them in."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

# What the commands of the pages owe, by the name of the duty.
DUTIES = {
    "render": ("answers-can-be-cloned",),
    "reset": ("answers-can-be-cloned",),
    "setState": ("generator-states-may-be-missing",),
    "step": ("agent-keys-are-integers", "strings-are-not-pasted", "answers-can-be-cloned"),
}
# What is in a body that decides: `bad` and `pasted` break a duty, `states` and `integers` meet one.
Fact = str


class Piece(NamedTuple):
    """Some code of a body, and the facts that it adds. `gone` is a call of something that no file has."""

    code: str
    facts: frozenset[Fact] = frozenset()


def _piece(code: str, *facts: Fact) -> Piece:
    return Piece(code, frozenset(facts))


RESULT = "(await pyodide.runPythonAsync(`env.render()`))"
GOOD_ANSWERS = [
    _piece("await answer(id, RESULT.toJs({ dict_converter: Object.fromEntries }));"),
    _piece("await answer(id, RESULT?.toJs?.({ dict_converter: Object.fromEntries, depth: -1 }));"),
    _piece("const got = RESULT; await answer(id, plain(got));"),
    _piece("const got = RESULT; await answer(id, convert(got, { dict_converter: Object.fromEntries }));"),
    _piece("await answer(id, RESULT.toJs(WHOLE)); "),
    _piece("await answer(id, 4);"),
]
BAD_ANSWERS = [
    _piece("await answer(id, RESULT.toJs());", "bad"),
    _piece("await answer(id, RESULT?.toJs());", "bad"),
    _piece("await answer(id, RESULT.toJs?.());", "bad"),
    _piece("await answer(id, RESULT.toJs({}));", "bad"),
    _piece("await answer(id, RESULT.toJs(undefined));", "bad"),
    _piece("await answer(id, RESULT['toJs']({ depth: 1 }));", "bad"),
    _piece("await answer(id, RESULT.toJs({ depth: 1, dict_converter: Object.fromEntries }));", "bad"),
    _piece("await answer(id, RESULT.toJs(SHALLOW));", "bad"),
    _piece("await answer(id, RESULT.toJs({ ...WHOLE, depth: 2 }));", "bad"),
    _piece("const got = RESULT; await answer(id, shallow(got));", "bad"),
    _piece("const got = RESULT; await answer(id, convert(got, { depth: 1 }));", "bad"),
    _piece("const got = RESULT, options = { depth: 2 }; const data = got.toJs(options); await answer(id, data);", "bad"),
    _piece("RESULT.then?.((got) => got); await Promise.resolve(RESULT).then((got) => answer(id, got.toJs()));", "bad"),
]
GOOD_STATES = [
    _piece("await run(`env.set_state(s)\\nif 'np_rng_state' in s:\\n    np.random.set_state(s['np_rng_state'])`);", "states"),
    _piece("await pyodide.runPythonAsync(`rng = s.get('np_rng_state')\\nenv.set_state(s)`);", "states"),
    _piece("const code = `rng = s.get('np_rng_state', None)`; await pyodide.runPythonAsync(code);", "states"),
    _piece("let code = 'env.set_state(s)\\n'; code += \"x = 'np_rng_state' in s\"; await run(code);", "states"),
    _piece("await run(STATES);", "states"),
    _piece("const r = pyodide.runPythonAsync.bind(pyodide); await r(`x = 'np_rng_state' in s`);", "states"),
]
BAD_STATES = [
    _piece("await pyodide.runPythonAsync(`env.set_state(s)\\nnp.random.set_state(s['np_rng_state'])`);"),
    _piece("await run(`assert 'np_rng_state' in s\\nenv.set_state(s)`);"),
    _piece("await run(`if not 'np_rng_state' in s:\\n    raise KeyError('x')\\nenv.set_state(s)`);"),
    _piece("const code = `env.set_state(s)`; await pyodide.runPythonAsync(code);"),
    _piece("await run(payload.code);", "brought"),
    _piece("if (false) { await run(`'np_rng_state' in s`); }"),
    _piece("const unused = `'np_rng_state' in s`; await run(`env.set_state(s)`);"),
    _piece("const never = () => run(`'np_rng_state' in s`); await run(`env.set_state(s)`);"),
    _piece("// await run(`'np_rng_state' in s`);\n"),
]
GOOD_KEYS = [
    _piece("await run(`env.step({int(k): v for k, v in a.items()})`);", "integers"),
    _piece("await run(`env.step({int(k) if k.isdigit() else k: v for k, v in a.items()})`);", "integers"),
    _piece("const code = 'a = {int(k): v for k, v in a.items()}'; await run(code + '\\nenv.step(a)');", "integers"),
]
BAD_KEYS = [
    _piece("await run(`env.step(a)`);"),
    _piece("await run(`env.step({str(k): v for k, v in a.items()})`);"),
]
PASTED = [
    _piece("await run(`import json\\njson.loads('''${JSON.stringify(payload)}''')`);", "pasted"),
    _piece("await run(`import json\\njson.loads('${payload.text}')`);", "pasted"),
    _piece('await run(`import json\\njson.loads("${payload.text}")`);', "pasted"),
    _piece('await run(`import json\\njson.loads(r"""${payload.text}""")`);', "pasted"),
    _piece("await run(\"import json\\njson.loads('\" + payload.text + \"')\");", "pasted"),
    _piece("const code = `import json\\njson.loads('${payload.text}')`; await run(code);", "pasted"),
    _piece("const text = `'${payload.text}'`; await run(`import json\\njson.loads(${text})`);", "pasted"),
    _piece("await run(`import json\\nt = '${payload.text}'\\nt = t\\njson.loads(t)`);", "pasted"),
    _piece("let code = 'import json\\n'; code += `json.loads('${payload.text}')`; await run(code);", "pasted"),
]
NOT_PASTED = [
    _piece("pyodide.globals.set('t', payload.text); await run(`import json\\njson.loads(t)`);"),
    _piece("await run(`import json\\njson.loads('{}')`);"),
    _piece(""),
]
GONE = [
    _piece("const code = await fetchCode(); await run(code);", "unwritten"),
    _piece("await run(PYTHON.replace('?', payload.text));", "unwritten"),
    _piece("await run(`env.step(`);", "unwritten"),
    _piece("await gone.handle(payload);", "gone"),
]
HELPERS = """\
import * as gone from './gone.js';
let pyodide = null;
const PYTHON = `x = ?`, STATES = `x = 'np_rng_state' in s`;
const WHOLE = { dict_converter: Object.fromEntries }, SHALLOW = Object.freeze({ depth: 2 });
async function fetchCode() { return (await fetch('x.py')).text(); }
async function run(code) { return await pyodide.runPythonAsync(code); }
async function answer(id, result) { self.postMessage({ id, result }); }
function plain(result) { return result.toJs({ dict_converter: Object.fromEntries }); }
function shallow(result) { return result.toJs({ depth: 1 }); }
function convert(result, options) { const data = result.toJs(options); result.destroy(); return data; }
"""
CLASSIC = HELPERS.replace("import * as gone from './gone.js';\n", "const gone = require('./gone.js');\n")


@dataclass
class Script:
    """A script with other files, the form of its messages, and what the bodies of each command have."""

    files: dict[str, str] = field(default_factory=dict)
    message: str = "{ id, type, payload }"
    facts: dict[str, set[Fact]] = field(default_factory=dict)
    story: list[str] = field(default_factory=list)

    def owed(self) -> set[tuple[str, str]]:
        """The duties that are open, as (command, duty)."""
        return {(command, duty) for command, duties in DUTIES.items() for duty in duties if self._is_open(command, duty)}

    def _is_open(self, command: str, duty: str) -> bool:
        facts = self.facts[command]
        if duty == "answers-can-be-cloned":
            return bool(facts & {"bad", "gone"})
        if duty == "strings-are-not-pasted":
            return bool(facts & {"pasted", "gone", "unwritten"})
        return "doubt" in facts or ("states" if duty.startswith("generator") else "integers") not in facts


class Maker:
    """Makes one script."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.script = Script()
        self.names = [*DUTIES, "load", "debug", "stop"]
        self.random.shuffle(self.names)
        self.is_classic = False

    def make(self) -> Script:
        levels = self.random.choice(["flat", "flat", "flat", "two", "nested"])
        bodies = {name: self.body(name) for name in self.names}
        for name in DUTIES:
            self.script.facts[name] = set(bodies[name].facts)
        take, key = {
            "flat": ("const { id, type, payload } = data;", "type"),
            "two": ("const { id, command, payload } = data; if (data.type !== 'command') return;", "command"),
            "nested": ("const { id, payload } = data; const command = payload.command;", "command"),
        }[levels]
        self.script.message = {
            "flat": "{ id, type, payload }",
            "two": "{ id, type: 'command', command: type, payload }",
            "nested": "{ id, payload: { command: type, ...payload } }",
        }[levels]
        around = self.random.choice(AROUND)
        self.script.story.append(levels)
        outside, inside = self.dispatch(self.names, bodies, key)
        prelude = "".join(self.random.choice(NOISE) for _ in range(self.random.randint(0, 2)))
        handled = f"async function take(data) {{ {take}\n{prelude}{around[0]}\n{inside}\n{around[1]} }}\n"
        head = self.random.choice(HEADS)
        helpers = CLASSIC if self.is_classic else HELPERS
        text = helpers + NAMES + outside + handled.replace("KEY", key) + head
        self.script.files["js/script.js"] = text
        self.script.files["js/helpers.js"] = helpers.replace("let pyodide = null;", "export let pyodide = null;")
        return self.script

    # -- bodies ----------------------------------------------------------------------------------------------------

    def body(self, name: str) -> Piece:
        pick = self.random.choice
        is_good = self.random.random() < 0.5
        parts = []
        if name in ("render", "reset"):
            parts = [pick(GOOD_ANSWERS if is_good else BAD_ANSWERS)]
        elif name == "setState":
            parts = [pick(GOOD_STATES if is_good else BAD_STATES)]
        elif name == "step":
            parts = [pick(GOOD_KEYS if is_good else BAD_KEYS)]
            parts.append(pick(PASTED if self.random.random() < 0.5 else NOT_PASTED))
            parts.append(pick(GOOD_ANSWERS if self.random.random() < 0.5 else BAD_ANSWERS))
        else:  # others have what the commands must not have, and what they must
            parts = [pick(BAD_ANSWERS), pick(GOOD_STATES), pick(GOOD_KEYS), pick(PASTED)]
        if self.random.random() < 0.12 and name in DUTIES:
            parts.append(pick(GONE))
        facts = frozenset(fact for part in parts for fact in part.facts)
        code = " ".join("{ " + part.code + " }" for part in parts).replace("RESULT", RESULT)
        return Piece(code, facts)

    def call(self, name: str, body: Piece, outside: list[str]) -> str:
        """A statement that runs a body."""
        way = self.random.randrange(7)
        function = f"on_{name}"
        if way == 0:
            return "{ " + body.code + " }"
        kind = self.random.choice(["async function {f}(id, payload) {{ {b} }}\n", "const {f} = async (id, payload) => {{ {b} }};\n"])
        made = kind.format(f=function, b=body.code)
        if made not in outside:
            outside.append(made)
        return [
            "", f"await {function}(id, payload);", f"await {function}.call(null, id, payload);",
            f"await {function}.apply(null, [id, payload]);", f"await {function}.bind(null, id)(payload);",
            f"await Promise.resolve().then(() => {function}(id, payload));",
            f"await (async () => {{ await {function}(id, payload); }})();",
        ][way]  # fmt: skip

    # -- ways ------------------------------------------------------------------------------------------------------

    def dispatch(self, names: list[str], bodies: dict[str, Piece], key: str) -> tuple[str, str]:
        """Code outside, and code inside of the function that takes a message."""
        if len(names) > 3 and self.random.random() < 0.4:
            half = len(names) // 2
            first, second = names[:half], names[half:]
            outside, inside = self.dispatch(first, bodies, key)
            outer, inner = self.dispatch(second, bodies, key)
            listed = ", ".join(f"'{name}'" for name in first)
            return outside + outer, f"if ([{listed}].includes({key})) {{ {inside} }} else {{ {inner} }}"
        way = self.random.choice(WAYS)
        self.script.story.append(way.__name__)
        outside: list[str] = []
        inside = way(self, names, bodies, key, outside)
        return "".join(outside), inside

    def switch(self, names: list[str], bodies: dict[str, Piece], key: str, outside: list[str]) -> str:
        cases = []
        before: str | None = None
        falling: list[str] = []
        for name in names:
            call = self.call(name, bodies[name], outside)
            for fallen in falling:  # runs on into this one
                self.script.facts.get(fallen, set()).update(bodies[name].facts)
            falling.append(name)
            end = self.random.choice(["break;", "return;", "{ break; }", "throw new Error(KEY);", "if (id) { break; } else { return; }", ""])
            if name == names[-1] or end:
                falling = []
            cases.append(f"case '{name}': {self.random.choice(['{ {c} {e} }', '{c} {e}', '{ {c} } {e}']).replace('{c}', call).replace('{e}', end)}")
            before = name
        del before
        default = self.random.choice(["default: throw new Error(KEY);", "", "default: console.warn(KEY);"])
        if default and self.random.random() < 0.3:
            cases.insert(0, "default: throw new Error(KEY);")
            default = ""
        return f"switch ({key}) {{ {' '.join(cases)} {default} }}"

    def switch_true(self, names: list[str], bodies: dict[str, Piece], key: str, outside: list[str]) -> str:
        cases = [f"case {key} === '{name}': {self.call(name, bodies[name], outside)} break;" for name in names]
        return f"switch (true) {{ {' '.join(cases)} }}"

    def chain(self, names: list[str], bodies: dict[str, Piece], key: str, outside: list[str]) -> str:
        tests = ["{k} === '{n}'", "'{n}' == {k}", "!({k} !== '{n}')", "is('{n}', {k})", "id !== 0 && {k} === '{n}'", "{k} === NAMES.{n}"]
        parts = [
            f"if ({self.random.choice(tests).format(k=key, n=name)}) {{ {self.call(name, bodies[name], outside)} }}" for name in names
        ]
        return " else ".join(parts)

    def early(self, names: list[str], bodies: dict[str, Piece], key: str, outside: list[str]) -> str:
        """`if (type !== 'x') …; return`, each in a function of its own."""
        calls = []
        for name in names:
            outside.append(
                f"async function only_{name}(id, {key}, payload) {{ if ({key} !== '{name}') {{ return; }} "
                f"{self.call(name, bodies[name], outside)} }}\n"
            )
            calls.append(f"await only_{name}(id, {key}, payload);")
        return " ".join(calls)

    def returns(self, names: list[str], bodies: dict[str, Piece], key: str, outside: list[str]) -> str:
        leave = self.random.choice(["return;", "throw 1;"])
        parts = [f"if ({key} === '{name}') {{ {self.call(name, bodies[name], outside)} {leave} }}" for name in names]
        return " ".join(parts)

    def labelled(self, names: list[str], bodies: dict[str, Piece], key: str, outside: list[str]) -> str:
        parts = [f"if ({key} === '{name}') {{ {self.call(name, bodies[name], outside)} break out; }}" for name in names]
        return f"out: {{ {' '.join(parts)} }}"

    def loop(self, names: list[str], bodies: dict[str, Piece], key: str, outside: list[str]) -> str:
        parts = [f"if (m === '{name}') {{ {self.call(name, bodies[name], outside)} continue; }}" for name in names]
        return f"for (const m of [{key}]) {{ {' '.join(parts)} }}"

    def ternary(self, names: list[str], bodies: dict[str, Piece], key: str, outside: list[str]) -> str:
        text = "undefined"
        for name in names:
            text = f"{key} === '{name}' ? (async () => {{ {self.call(name, bodies[name], outside)} }})() : {text}"
        return f"await ({text});"

    def logic(self, names: list[str], bodies: dict[str, Piece], key: str, outside: list[str]) -> str:
        return " ".join(
            f"{key} === '{name}' && await (async () => {{ {self.call(name, bodies[name], outside)} }})();" for name in names
        )

    def _entries(self, names: list[str], bodies: dict[str, Piece], outside: list[str], prefix: str = "") -> dict[str, str]:
        return {prefix + name: f"async (id, payload) => {{ {self.call(name, bodies[name], outside)} }}" for name in names}

    def table(self, names: list[str], bodies: dict[str, Piece], key: str, outside: list[str]) -> str:
        entries = self._entries(names, bodies, outside)
        name = f"table{len(outside)}{names[0]}"
        how = self.random.randrange(6)
        pairs = ", ".join(f"{self.random.choice(['{n}', repr('{n}'), '[`{n}`]']).replace('{n}', n)}: {f}" for n, f in entries.items())
        sizes = ", ".join(f"{n}: () => 4" for n in entries)
        if how == 0:
            outside.append(f"const {name} = {{ {pairs} }}; const size{name} = {{ {sizes} }};\n")
            return f"size{name}[{key}]?.(); await {name}[{key}]?.(id, payload);"
        if how == 1:
            outside.append(f"const {name} = new Map([{', '.join(f'[{n!r}, {f}]' for n, f in entries.items())}]);\n")
            return f"const h = {name}.get({key}); if (!h) throw new Error('x'); await h(id, payload);"
        if how == 2:
            sets = " ".join(f"{name}.set('{n}', {f});" for n, f in entries.items())
            outside.append(f"const {name} = new Map(); {sets}\n")
            return f"if ({name}.has({key})) {{ await {name}.get({key})(id, payload); }}"
        if how == 3:
            sets = " ".join(f"add('{n}', {f});" for n, f in entries.items())
            outside.append(f"const {name} = {{}}; {{ const add = (n, f) => {{ {name}[n] = f; }}; {sets} }}\n")
            return f"if ({key} in {name}) await {name}[{key}](id, payload);"
        if how == 4:
            rows = ", ".join(f"{{ name: '{n}', run: {f} }}" for n, f in entries.items())
            outside.append(f"const {name} = [{rows}];\n")
            return f"const row = {name}.find((r) => r.name === {key}); await row?.run(id, payload);"
        outside.append(f"const {name} = {{ inner: {{ {pairs} }} }};\n")
        return f"const {{ [{key}]: h }} = {name}.inner; if (typeof h === 'function') await h(id, payload);"

    def methods(self, names: list[str], bodies: dict[str, Piece], key: str, outside: list[str]) -> str:
        """Methods of a class that has a base."""
        name = f"Handlers{names[0]}"
        prefix = self.random.choice(["", "on", "handle_"])
        listed = [f"async {prefix}{self._cap(prefix, n)}(id, payload) {{ {self.call(n, bodies[n], outside)} }}" for n in names]
        half = len(listed) // 2
        outside.append(f"class Base{name} {{ {' '.join(listed[:half])} }}\n")
        outside.append(f"class {name} extends Base{name} {{ constructor() {{ super(); this.n = 0; }} {' '.join(listed[half:])} }}\n")
        outside.append(f"const the{name} = new {name}();\n")
        if prefix == "on":
            return f"await the{name}['on' + {key}.charAt(0).toUpperCase() + {key}.slice(1)]?.(id, payload);"
        return f"const m = `{prefix}${{{key}}}`; if (m in the{name}) await the{name}[m](id, payload);"

    @staticmethod
    def _cap(prefix: str, name: str) -> str:
        return name[0].upper() + name[1:] if prefix == "on" else name

    def merged(self, names: list[str], bodies: dict[str, Piece], key: str, outside: list[str]) -> str:
        """A table that is made of several."""
        entries = list(self._entries(names, bodies, outside).items())
        name = f"merged{names[0]}"
        half = len(entries) // 2
        first, second = (", ".join(f"{n}: {f}" for n, f in part) for part in (entries[:half], entries[half:]))
        outside.append(f"const a{name} = {{ {first} }}, b{name} = () => ({{ {second} }});\n")
        outside.append(
            self.random.choice(
                [
                    f"const {name} = {{ ...a{name}, ...b{name}() }};\n",
                    f"const {name} = Object.assign({{}}, a{name}, b{name}());\n",
                    f"const {name} = Object.freeze({{ ...a{name}, ...b{name}() }});\n",
                    f"const {name} = Object.fromEntries([...Object.entries(a{name}), ...Object.entries(b{name}())]);\n",
                    f"const {name} = Object.create(a{name}); for (const [n, f] of Object.entries(b{name}())) {name}[n] = f;\n",
                ]
            )
        )
        return self.random.choice(
            [
                f"await {name}[{key}]?.(id, payload);",
                f"if (Object.hasOwn({name}, {key}) || {key} in {name}) {{ await {name}[{key}](id, payload); }}",
                f"for (const n in {name}) {{ if (n === {key}) await {name}[n](id, payload); }}",
                f"const [, h] = Object.entries({name}).concat(Object.entries(a{name})).find(([n]) => n === {key}) ?? []; await h?.(id, payload);",
                f"const {{ [{key}]: h = null }} = {name}; h && await h(id, payload);",
                f"await Reflect.get({name}, {key})?.(id, payload);",
                f"const h = {name}[{key}]; if (typeof h !== 'function') {{ throw new Error({key}); }} await h(id, payload);",
                f"switch (typeof {name}[{key}]) {{ case 'function': await {name}[{key}](id, payload); break; default: console.warn({key}); }}",
            ]
        )

    def nested(self, names: list[str], bodies: dict[str, Piece], key: str, outside: list[str]) -> str:
        """A table of tables."""
        entries = self._entries(names, bodies, outside)
        name = f"nested{names[0]}"
        pairs = ", ".join(f"{n}: {{ run: {f}, undo: async () => {{ await answer(0, 4); }} }}" for n, f in entries.items())
        outside.append(f"const {name} = {{ other: {{ {', '.join(f'{n}: {{ run() {{}} }}' for n in entries)} }}, mine: {{ {pairs} }} }};\n")
        return self.random.choice(
            [
                f"{name}.other[{key}]?.run(); await {name}.mine[{key}]?.run(id, payload);",
                f"const group = 'mine'; await {name}[group][{key}]?.['run'](id, payload);",
                f"const {{ mine }} = {name}; if (!mine[{key}]) {{ return; }} const {{ run: go }} = mine[{key}]; await go(id, payload);",
            ]
        )

    def registry(self, names: list[str], bodies: dict[str, Piece], key: str, outside: list[str]) -> str:
        """An object that handlers are registered with."""
        name = f"Registry{names[0]}"
        entries = self._entries(names, bodies, outside)
        outside.append(
            f"class {name} {{ #all = new Map(); names = []; on(n, f) {{ this.#all.set(n, f); this.names.push(n); return this; }} "
            f"async fire(n, ...given) {{ const f = this.#all.get(n); if (f === undefined) return false; await f(...given); return true; }} }}\n"
        )
        made = "".join(f".on('{n}', {f})" for n, f in entries.items())
        outside.append(f"const the{name} = new {name}(){made};\n")
        return f"if (!(await the{name}.fire({key}, id, payload))) {{ console.warn({key}); }}"

    def _each(self, head: str, names: list[str], bodies: dict[str, Piece], outside: list[str]) -> str:
        """A method of a class for each name."""
        return " ".join(f"{head}{n}(id, payload) {{ {self.call(n, bodies[n], outside)} }}" for n in names)

    def private(self, names: list[str], bodies: dict[str, Piece], key: str, outside: list[str]) -> str:
        """A class that dispatches to methods of its own."""
        name = f"Own{names[0]}"
        methods = self._each("async #do_", names, bodies, outside)
        cases = " ".join(f"case '{n}': return this.#do_{n}(id, payload);" for n in names)
        outside.append(f"class {name} {{ {methods} async take(id, k, payload) {{ switch (k) {{ {cases} }} return null; }} }}\n")
        return f"const own = new {name}(); await own.take(id, {key}, payload);"

    def static(self, names: list[str], bodies: dict[str, Piece], key: str, outside: list[str]) -> str:
        name = f"Static{names[0]}"
        methods = self._each("static async ", names, bodies, outside)
        getter = ", ".join(f"get {n}() {{ return {name}.{n}; }}" for n in names)
        outside.append(f"class {name} {{ {methods} }}\nconst get{name} = {{ {getter} }};\n")
        return self.random.choice([f"await {name}[{key}]?.(id, payload);", f"await get{name}[{key}]?.(id, payload);"])

    def handed(self, names: list[str], bodies: dict[str, Piece], key: str, outside: list[str]) -> str:
        """The message is handed on to a function that tells it apart."""
        name = f"handed{names[0]}"
        inner = self.random.choice([Maker.chain, Maker.switch, Maker.returns, Maker.table])(self, names, bodies, "what", outside)
        outside.append(f"async function {name}({{ what, id, payload = {{}} }}) {{ {inner} }}\n")
        return self.random.choice(
            [
                f"await {name}({{ what: {key}, id, payload }});",
                f"const message = {{ ...data, what: {key}, id, payload }}; await {name}(message);",
                f"await [{name}].reduce((p, f) => f({{ what: {key}, id, payload }}), null);",
                f"for (const f of [{name}]) {{ try {{ await f({{ id, payload, what: `${{{key}}}` }}); }} catch {{ }} }}",
            ]
        )

    def elsewhere(self, names: list[str], bodies: dict[str, Piece], key: str, outside: list[str]) -> str:
        """Another file tells the message apart."""
        stem = f"take{names[0]}"
        inner: list[str] = []
        code = self.random.choice([Maker.chain, Maker.switch, Maker.returns, Maker.ternary])(self, names, bodies, "k", inner)
        helpers = "import { pyodide } from './helpers.js';\n" + HELPERS.replace("let pyodide = null;\n", "") + NAMES
        how = self.random.randrange(3)
        self.script.story.append(f"elsewhere {how}")
        body = f"async function take(id, k, payload) {{ {code} }}\n"
        if how == 0:
            self.script.files[f"js/{stem}.js"] = helpers + "".join(inner) + body + "export { take as default };\n"
            outside.append(f"import {stem} from './{stem}.js';\n")
            return f"await {stem}(id, {key}, payload);"
        if how == 1:
            self.script.files[f"js/{stem}.js"] = helpers + "".join(inner) + "export default class { " + body.replace("function ", "") + " }\n"
            outside.append(f"import {stem} from './{stem}.js';\nconst of{stem} = new {stem}();\n")
            return f"await of{stem}.take(id, {key}, payload);"
        self.script.files[f"js/{stem}.js"] = helpers + "".join(inner) + "export " + body
        self.script.files[f"js/{stem}/index.js"] = f"import {{ take }} from '../{stem}.js';\nexport const handlers = {{ take }};\n"
        outside.append(f"import {{ handlers as {stem} }} from './{stem}';\n".replace(f"'./{stem}'", f"'./{stem}/index.js'"))
        return f"await {stem}.take(id, {key}, payload);"

    def doubt(self, names: list[str], bodies: dict[str, Piece], key: str, outside: list[str]) -> str:
        """A package tells the message apart: nobody knows how, so all duties of these commands are open."""
        if self.random.random() < 0.6:
            return self.switch(names, bodies, key, outside)
        anything = {"doubt", *(fact for name in names for fact in bodies[name].facts)}
        for name in names:
            self.script.facts.get(name, set()).update(anything)
        outside.append("import { matches } from 'a-package';\n")
        parts = [f"if (matches('{n}', {key})) {{ {self.call(n, bodies[n], outside)} }}" for n in names]
        return " else ".join(parts)

    def module(self, names: list[str], bodies: dict[str, Piece], key: str, outside: list[str]) -> str:
        """Handlers of another file."""
        stem = f"more{names[0]}"
        how = self.random.randrange(6)
        functions = "".join(f"export async function h_{n}(id, payload) {{ {bodies[n].code} }}\n" for n in names)
        helpers = "import { pyodide } from './helpers.js';\n" + HELPERS.replace("let pyodide = null;\n", "")
        pairs = ", ".join(f"{n}: h_{n}" for n in names)
        self.script.story.append(f"module {how}")
        if how == 0:
            self.script.files[f"js/{stem}.js"] = helpers + functions
            outside.append(f"import {{ {', '.join(f'h_{n} as my_{n}' for n in names)} }} from './{stem}.js';\n")
            return " else ".join(f"if ({key} === '{n}') {{ await my_{n}(id, payload); }}" for n in names)
        if how == 1:
            self.script.files[f"js/{stem}.js"] = helpers + functions
            outside.append(f"import * as {stem} from './{stem}';\n")
            return f"await {stem}['h_' + {key}]?.(id, payload);"
        if how == 2:
            self.script.files[f"js/{stem}.js"] = helpers + functions + f"export default {{ {pairs} }};\n"
            outside.append(f"import {stem} from './{stem}.js';\n")
            return f"await {stem}[{key}]?.(id, payload);"
        if how == 3:
            self.script.files[f"js/{stem}.js"] = helpers + functions
            self.script.files[f"js/{stem}_all.js"] = f"export * from './{stem}.js';\nexport {{ h_{names[0]} as first }} from './{stem}.js';\n"
            outside.append(f"import * as {stem} from './{stem}_all.js';\n")
            return f"if ({key} === '{names[0]}') await {stem}.first(id, payload); else await {stem}[`h_${{{key}}}`]?.(id, payload);"
        if how == 4:
            self.script.files[f"js/{stem}.js"] = helpers + functions
            return f"const all = await import('./{stem}.js'); await all['h_' + {key}]?.(id, payload);"
        self.script.files[f"js/{stem}.js"] = functions.replace("export ", "")
        outside.append(f"importScripts('{stem}.js');\n")
        return f"const all = {{ {pairs} }}; await all[{key}]?.(id, payload);"


WAYS: list[Callable[..., str]] = [
    Maker.switch, Maker.switch, Maker.switch_true, Maker.chain, Maker.early, Maker.returns, Maker.labelled, Maker.loop,
    Maker.ternary, Maker.logic, Maker.table, Maker.table, Maker.methods, Maker.module, Maker.module, Maker.merged,
    Maker.merged, Maker.nested, Maker.registry, Maker.private, Maker.static, Maker.handed, Maker.handed,
    Maker.elsewhere, Maker.elsewhere, Maker.doubt,
]  # fmt: skip
NAMES = (
    "const NAMES = { render: 'render', reset: 'reset', setState: 'setState', step: 'step', load: 'load', "
    "debug: 'debug', stop: 'stop' };\nconst is = (name, given) => { if (given === name) { return true; } return false; };\n"
    "let count = 0, ready = false;\nconst queue = [], seen = new Set();\n"
)
NOISE = [
    "if (KEY === 'render') count += 1;\n",
    "if (KEY === 'step' || KEY === 'setState') { console.log(KEY); }\n",
    "if (KEY === 'stop') { ready = false; }\n",
    "if (!ready && KEY === 'load') { ready = true; }\n",
    "if (!seen.has(KEY)) { seen.add(KEY); }\n",
    "const started = performance.now();\n",
    "if (typeof KEY !== 'string') { throw new TypeError('KEY'); }\n",
    "if (!id) { return; }\n",
    "queue.push(KEY); while (queue.length > 5) { queue.shift(); }\n",
]
AROUND = [
    ("", ""),
    ("try {", "} catch (error) { self.postMessage({ id, error: error.message }); }"),
    ("try {", "} finally { count -= 1; }"),
    ("if (data) {", "}"),
    ("do {", "} while (false);"),
]
HEADS = [
    "self.onmessage = (event) => take(event.data);\n",
    "onmessage = async function ({ data }) { await take(data); };\n",
    "self.addEventListener('message', async (event) => { await take(event.data); });\n",
    "let tail = Promise.resolve();\nself.onmessage = (e) => { tail = tail.then(() => take(e.data)); };\n",
    "const waiting = [];\nself.onmessage = (e) => { waiting.push(e.data); drain(); };\n"
    "async function drain() { while (waiting.length) { await take(waiting.shift()); } }\n",
    "self.onmessage = (e) => { if (!pyodide) { queue.push(e.data); return; } take(e.data); };\n"
    "(async () => { pyodide = await loadPyodide(); for (const m of queue) { await take(m); } })();\n",
    "const guarded = (f) => async (e) => { try { await f(e.data); } catch (e) { console.error(e); } };\n"
    "self.onmessage = guarded(take);\n",
    "class Server { constructor() { self.addEventListener('message', this); } handleEvent(e) { take(e.data); } }\nnew Server();\n",
    "class Server { start() { self.onmessage = this.on.bind(this); } async on({ data }) { await take(data); } }\n"
    "const server = new Server(); server.start();\n",
    "self.onmessage = (e) => { count += 1; };\nself.addEventListener('message', (e) => { take(e.data); });\n",
    "onmessage = onmessage_;\nfunction onmessage_(e) { return take(e.data); }\n",
    "self.onconnect = (e) => { const port = e.ports[0]; port.onmessage = ({ data }) => take(data); port.start(); };\n",
    "const { parentPort } = require('node:worker_threads');\nparentPort.on('message', (data) => { take(data); });\n",
    "const thread = new Worker('x.js'); thread.onmessage = (e) => { if (e.data.type) console.log(e); };\n"
    "self.onmessage = (e) => { void take(e.data); };\n",
    "init().then(() => { self.onmessage = (e) => take(e.data); });\nasync function init() { await fetch('x'); }\n",
    "let state = 'new';\nself.onmessage = async ({ data }) => {\n"
    "  if (data.type === 'boot') { state = 'ready'; return; }\n  if (state !== 'ready') { throw new Error('no'); }\n"
    "  await take(data); };\n",
    "let chain = null;\nself.onmessage = (e) => { const go = () => take(e.data); chain = chain ? chain.finally(go) : go(); };\n",
    "self.onmessage = (e) => { setTimeout(() => take(e.data), 0); };\n",
    "self.onmessage = (e) => { new Promise((resolve) => resolve(e.data)).then(take); };\n",
    "const next = []; self.onmessage = (e) => { next.push(e.data); };\n"
    "function turn() { while (next.length > 0) { take(next.pop()); } }\nsetInterval(turn, 10);\n",
    "self.onmessage = (e) => { queueMicrotask(function () { take(e.data); }); };\n",
    "async function* items(data) { yield data; }\nself.onmessage = async (e) => { for await (const m of items(e.data)) { await take(m); } };\n",
]
