"""Inputs of any length, one kind each: what a run costs must grow in step with them.

A row runs one command on an input of some size and on one of a quarter of it. Some kinds are what people have (many
sites, many files), some are what only a generator writes; neither may take the square of its time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

TIMES = 4
# What four times as much may cost: sorting takes a little more than four times as long.
AT_MOST = 5
Files = Iterator[tuple[str, str]]

_COMMANDS = """\
class Commands {
    async getState() { return '{}'; }
    async setState(json) { return { ok: json !== null }; }
    async computeHash(json = null) { return { hash: String(json) }; }
    async seedRng(seed) { return { ok: seed !== null }; }
    async render() { return { render_state: [] }; }
    async reset(seed = null) { return { obs: {}, infos: {}, render_state: [], seed }; }
    async step(actions) { return { obs: actions }; }
}
"""
_BASE = "export class Base {\n    constructor() { this.worker = new Commands(); this.pyodide = this.worker; }\n}\n"
_HEAD = _COMMANDS + _BASE
_SITE = "await this.pyodide.runPythonAsync(`env.render()`);"


def _class(*members: str, name: str = "Game", base: str = "Base") -> str:
    return f"export class {name} extends {base} {{\n" + "".join(f"    {member}\n" for member in members) + "}\n"


def _game(*members: str) -> str:
    return _HEAD + _class(*members)


def _method(*statements: str, name: str = "act", parameters: str = "") -> str:
    body = "".join(f"        {statement}\n" for statement in statements)
    return f"async {name}({parameters}) {{\n{body}    }}"


def _one(text: str) -> Files:
    yield "game.js", text


# ---- Sites ----


def _sites(number: int) -> Files:
    return _one(_game(*(_method(_SITE, name=f"act{n}") for n in range(number))))


def _sites_in_a_row(number: int) -> Files:
    return _one(_game(_method(*[_SITE] * number)))


def _varied_sites(number: int) -> Files:
    """Sites with names, literals and statements around them."""
    pieces = (
        "await this.pyodide.runPythonAsync(`import random\nimport numpy as np\nnp.random.seed(${seed})\n"
        "random.seed(${seed})`);",
        "const hash = await this.pyodide.runPythonAsync(`import json, hashlib\nheld = env.get_state()\n"
        "hashlib.md5(json.dumps(held, sort_keys=True).encode()).hexdigest()[:8]`); this.hashes.push(hash);",
        _SITE,
    )
    methods = (_method(pieces[n % 3], name=f"act{n}", parameters="seed") for n in range(number))
    return _one(_game(*methods))


def _unmatched(number: int) -> Files:
    calls = (f"await this.pyodide.runPythonAsync(`env.tilt({n})`);" for n in range(number))
    return _one(_game(*(_method(call, name=f"act{n}") for n, call in enumerate(calls))))


def _unmatched_in_a_row(number: int) -> Files:
    return _one(_game(_method(*(f"await this.pyodide.runPythonAsync(`env.tilt({n})`);" for n in range(number)))))


def _near_misses(number: int) -> Files:
    call = "const hash = await this.pyodide.runPythonAsync(`import json, hashlib\nheld = env.get_state()\n"
    call += "hashlib.sha1(json.dumps(held, sort_keys=True).encode()).hexdigest()[:8]`); this.hashes.push(hash);"
    return _one(_game(*(_method(call, name=f"act{n}") for n in range(number))))


def _kept(number: int) -> Files:
    calls = (f"this.held = await this.pyodide.runPythonAsync(`env.tilt({n})`);" for n in range(number))
    return _one(_game(_method(*calls, name="performRollback")))


def _members(number: int) -> Files:
    return _one(_game(_method(*(f"this.pyodide.loadPackage('p{n}');" for n in range(number)))))


def _suppressed(number: int) -> Files:
    def pair(n: int) -> str:
        comment = "// migrator-keep: no-rule -- the server has none"
        return f"{comment}\n        await this.pyodide.runPythonAsync(`env.tilt({n})`);"

    return _one(_game(*(_method(pair(n), name=f"act{n}") for n in range(number))))


def _suppressed_in_a_row(number: int) -> Files:
    comment = "// migrator-keep: no-rule -- the server has none"
    lines = (part for n in range(number) for part in (comment, f"await this.pyodide.runPythonAsync(`env.tilt({n})`);"))
    return _one(_game(_method(*lines)))


def _globals(number: int) -> Files:
    lines = (f"this.pyodide.globals.set('v{n}', this.pyodide.globals.get('w{n}'));" for n in range(number))
    return _one(_game(_method(*lines, name="performRollback"), _method(_SITE)))


def _globals_in_python(number: int) -> Files:
    calls = (f"await this.pyodide.runPythonAsync(`v{n} = w{n}\\nenv.set(v{n})`);" for n in range(number))
    return _one(_game(_method(*calls, name="performRollback"), _method(_SITE)))


def _aliases(number: int) -> Files:
    lines = (f"const p{n} = {'this.pyodide' if n == 0 else f'p{n - 1}'};" for n in range(number))
    return _one(_game(_method(*lines, f"await p{number - 1}.runPythonAsync(`env.render()`);")))


def _apart_aliases(number: int) -> Files:
    methods = (
        _method("const py = this.pyodide;", "await py.runPythonAsync(`env.render()`);", name=f"act{n}")
        for n in range(number)
    )
    return _one(_game(*methods))


def _unread_calls(number: int) -> Files:
    """Calls on something else that run Python."""
    lines = (
        f"export async function f{n}(py) {{ return py.runPythonAsync(`env.tilt({n})`); }}\n" for n in range(number)
    )
    return _one("".join(lines))


# ---- Long files ----


def _long(number: int) -> Files:
    """Ordinary methods, ``number`` thousands of bytes."""
    line = "        const total{0} = this.scores[{0}] + (options.bonus ?? {0}); // of the round\n"
    method = (
        "    score{0}(options) {{\n"
        + "{1}"
        + "        if (options) {{ return total{0}; }}\n        return 0;\n    }}\n"
    )
    size, methods = 0, list[str]()
    while size < number * 1000:
        at = len(methods)
        methods.append(method.format(at, "".join(line.format(at if n == 0 else f"{at}{n:02}") for n in range(8))))
        size += len(methods[-1])
    body = "".join(methods)
    return _one(_HEAD + "export class Game extends Base {\n" + body + f"    {_method(_SITE)}\n}}\n")


def _minified(number: int) -> Files:
    """One line, ``number`` thousands of bytes, a site in every hundred of them."""
    size, methods = 0, list[str]()
    while size < number * 1000:
        at = len(methods)
        text = f"a{at}(b,c){{let d=b.e[{at}]+(c.f??{at});return d?this.g(d,c):0}}"
        if at % 2000 == 0:
            text += f"async act{at}(){{{_SITE}}}"
        methods.append(text)
        size += len(text)
    return _one((_HEAD + "export class Game extends Base {").replace("\n", " ") + "".join(methods) + "}")


def _minified_sites(number: int) -> Files:
    return _one(next(_sites(number))[1].replace("\n", " "))


def _array(number: int) -> Files:
    table = "const TABLE = [" + ", ".join(map(str, range(number))) + "];\n"
    return _one(table + _game(_method("this.use(TABLE);", _SITE)))


def _object(number: int) -> Files:
    table = "const TABLE = {" + ", ".join(f"k{n}: {n}" for n in range(number)) + "};\n"
    return _one(table + _game(_method("this.use(TABLE.k1);", _SITE)))


def _array_beside(number: int) -> Files:
    items = ", ".join(map(str, range(number)))
    return _one(_game(_method(f"const table = [{items}];", _SITE, "this.use(table);")))


def _array_of_names(number: int) -> Files:
    items = ", ".join(f"this.at({n})" for n in range(number))
    return _one(_game(_method(f"const table = [{items}];", _SITE, "this.use(table);")))


# ---- Classes and functions ----


def _chain(number: int) -> Files:
    classes = "".join(_class(name=f"C{n}", base=f"C{n - 1}" if n else "Base") for n in range(number))
    return _one(_HEAD + classes + _class(_method(_SITE), base=f"C{number - 1}"))


def _chain_of_sites(number: int) -> Files:
    classes = (
        _class(_method(_SITE, name=f"act{n}"), name=f"C{n}", base=f"C{n - 1}" if n else "Base") for n in range(number)
    )
    return _one(_HEAD + "".join(classes))


def _chain_backwards(number: int) -> Files:
    """The class at the end of a chain stands first, as bundlers never write it."""
    classes = [_class(name=f"C{n}", base=f"C{n - 1}" if n else "Base") for n in range(number)]
    return _one(_class(_method(_SITE), base=f"C{number - 1}") + "".join(reversed(classes)) + _HEAD)


def _classes(number: int) -> Files:
    return _one(_HEAD + "".join(_class(_method(_SITE), name=f"C{n}") for n in range(number)))


def _methods(number: int) -> Files:
    methods = (f"act{n}(value) {{ return this.act{n - 1}(value); }}" for n in range(1, number))
    return _one(_game(*methods, _method(_SITE)))


def _calls(number: int) -> Files:
    """Methods that await one another around a site each."""
    methods = (_method(_SITE, f"await this.act{n + 1}();", name=f"act{n}") for n in range(number))
    return _one(_game(*methods))


def _functions(number: int) -> Files:
    functions = "".join(f"function f{n}(x) {{ return f{n + 1}(x); }}\n" for n in range(number))
    return _one(functions + f"function f{number}(x) {{ return x; }}\n" + _game(_method("this.use(f0(1));", _SITE)))


def _nested(number: int) -> Files:
    """Blocks in one another; the parser's own depth is a limit to them."""
    return _one(_game("async act() {" + "if (this.a) {" * number + _SITE + "}" * number + "}"))


def _nested_functions(number: int) -> Files:
    return _one(_game("async act() {" + "const f = async () => {" * number + _SITE + "};" * number + "}"))


def _branches(number: int) -> Files:
    branches = " else ".join(f"if (this.kind === {n}) {{ {_SITE} }}" for n in range(number))
    return _one(_game(_method(branches)))


def _cases(number: int) -> Files:
    cases = "".join(f"case {n}: {_SITE} break;\n" for n in range(number))
    return _one(_game(_method(f"switch (this.kind) {{\n{cases}}}")))


def _concatenated(number: int) -> Files:
    text = " + ".join(f"'env.a{n}()\\n'" for n in range(number))
    return _one(_game(_method(f"await this.pyodide.runPythonAsync({text});")))


def _loggers(number: int) -> Files:
    loggers = "".join(
        f"const log{n} = {{ info: (...parts) => console.log('[{n}]', ...parts) }};\n" for n in range(number)
    )
    methods = (_method(f"log{n}.info('acts');", _SITE, name=f"act{n}") for n in range(number))
    return _one(loggers + _game(*methods))


# ---- Code in another place ----


def _run(code: str) -> str:
    return f"await this.pyodide.runPythonAsync({code});"


def _code_in_constants(number: int) -> Files:
    methods = (_method("const code = `env.render()`;", _run("code"), name=f"act{n}") for n in range(number))
    return _one(_game(*methods))


def _code_in_constants_of_the_file(number: int) -> Files:
    constants = "".join(f"const CODE{n} = `env.render()`;\n" for n in range(number))
    return _one(constants + _game(*(_method(_run(f"CODE{n}"), name=f"act{n}") for n in range(number))))


def _code_in_one_declaration(number: int) -> Files:
    """Code of one variable for all sites, and a declaration of many others, one for each."""
    names = ", ".join(f"code{n} = `env.render()`" for n in range(number))
    methods = (_method(_run("code"), _run(f"code{n}"), name=f"act{n}") for n in range(number))
    return _one(f"let code = `env.render()`;\nlet {names};\n" + _game(*methods))


def _code_in_static_members(number: int) -> Files:
    members = (
        member
        for n in range(number)
        for member in (f"static CODE{n} = `env.render()`;", _method(_run(f"Game.CODE{n}"), name=f"act{n}"))
    )
    return _one(_game(*members))


def _code_in_an_object(number: int) -> Files:
    members = "".join(f"    code{n}: `env.render()`,\n" for n in range(number))
    methods = (_method(_run(f"CODES.code{n}"), name=f"act{n}") for n in range(number))
    return _one(f"const CODES = {{\n{members}}};\n" + _game(*methods))


def _code_imported(number: int) -> Files:
    yield "codes.js", "".join(f"export const CODE{n} = `env.render()`;\n" for n in range(number))
    names = ", ".join(f"CODE{n}" for n in range(number))
    methods = (_method(_run(f"CODE{n}"), name=f"act{n}") for n in range(number))
    yield "game.js", f"import {{ {names} }} from './codes.js';\n" + _game(*methods)


def _promises(number: int) -> Files:
    call = "await this.pyodide.runPythonAsync(`env.render()`).then(() => { this.shown(); });"
    return _one(_game(*(_method(call, name=f"act{n}") for n in range(number))))


# ---- Programs ----


def _program(number: int) -> Files:
    """One program of as many lines that resembles a page."""
    lines = "\n".join(f"            env.tilt({n}, a={n})" for n in range(number))
    return _one(_game(_method(f"await this.pyodide.runPythonAsync(`\n{lines}\n            env.render()\n        `);")))


def _program_with_names(number: int) -> Files:
    lines = "\n".join(f"            v{n} = env.tilt(v{max(0, n - 1)})" for n in range(number))
    return _one(
        _game(
            _method(
                "await this.pyodide.runPythonAsync(`\n            v0 = 1\n"
                f"{lines}\n            env.render()\n        `);"
            )
        )
    )


def _program_with_temporaries(number: int) -> Files:
    lines = "\n".join(f"            v{n} = {n}\n            env.tilt(v{n})" for n in range(number))
    return _one(_game(_method(f"await this.pyodide.runPythonAsync(`\n{lines}\n        `);")))


def _holes(number: int) -> Files:
    lines = "\n".join(f"            env.tilt(${{this.a{n}}})" for n in range(number))
    return _one(_game(_method(f"await this.pyodide.runPythonAsync(`\n{lines}\n        `);")))


def _text_with_holes(number: int) -> Files:
    text = "".join(f"${{this.a{n}}}," for n in range(number))
    return _one(_game(_method(f"this.text = `{text}`;", _SITE, "this.use(this.text);")))


def _python_list(number: int) -> Files:
    items = ", ".join(map(str, range(number)))
    return _one(_game(_method(f"await this.pyodide.runPythonAsync(`env.tilt([{items}])`);")))


# ---- Workers ----

_POSTS = """\
export class Game {
    constructor() {
        this.thread = new Worker('./worker.js');
        this.worker = new Client(this.thread);
        this.pyodide = this.worker;
    }
    async act() { await this.pyodide.runPythonAsync(`env.render()`); }
}
"""


def _client(*methods: str) -> str:
    own = (
        "constructor(thread) { this.thread = thread; }",
        "ask(type, values) { this.thread.postMessage({ type, ...values }); "
        "return new Promise((done) => { this.done = done; }); }",
        "render() { return this.ask('render', {}); }",
        "runPythonAsync(code) { return this.ask('run', { code }); }",
    )
    return "class Client {\n" + "".join(f"    {method}\n" for method in (*own, *methods)) + "}\n"


_PYODIDE = "importScripts('pyodide.js');\nlet pyodide;\nasync function start() { pyodide = await loadPyodide(); }\n"
_RENDERS = (
    "const r = await pyodide.runPythonAsync(`env.render()`); "
    "postMessage(r.toJs({ dict_converter: Object.fromEntries }));"
)


def _with_worker(script: str, *methods: str) -> Files:
    yield "game.js", _client(*methods) + _POSTS
    yield "worker.js", _PYODIDE + script


def _commands(number: int) -> Iterator[str]:
    return (f"act{n}(value) {{ return this.ask('act{n}', {{ value }}); }}" for n in range(number))


def _switch(number: int) -> Files:
    cases = "".join(f"    case 'act{n}': await pyodide.runPythonAsync(`env.act{n}()`); break;\n" for n in range(number))
    own = f"    case 'render': {{ {_RENDERS} break; }}\n"
    script = "onmessage = async (event) => {\n  const { type, value } = event.data;\n"
    script += f"  switch (type) {{\n{cases}{own}  }}\n}};\n"
    return _with_worker(script, *_commands(number))


def _else_ifs(number: int) -> Files:
    branches = "".join(
        f"  if (type === 'act{n}') {{ await pyodide.runPythonAsync(`env.act{n}()`); }} else\n" for n in range(number)
    )
    own = f"  if (type === 'render') {{ {_RENDERS} }}\n"
    return _with_worker(
        f"onmessage = async (event) => {{\n  const {{ type, value }} = event.data;\n{branches}{own}}};\n",
        *_commands(number),
    )


def _table(number: int) -> Files:
    entries = "".join(
        f"  act{n}: async (value) => {{ await pyodide.runPythonAsync(`env.act{n}()`); }},\n" for n in range(number)
    )
    script = f"const table = {{\n{entries}  render: async () => {{ {_RENDERS} }},\n}};\n"
    return _with_worker(
        script + "onmessage = async (event) => { await table[event.data.type](event.data.value); };\n",
        *_commands(number),
    )


def _worker_functions(number: int) -> Files:
    """Functions that call one another until one answers."""
    functions = "".join(f"async function f{n}() {{ await f{n + 1}(); }}\n" for n in range(number))
    last = f"async function f{number}() {{ {_RENDERS} }}\n"
    return _with_worker(
        functions + last + "onmessage = async (event) => { if (event.data.type === 'render') { await f0(); } };\n"
    )


def _worker_functions_at_random(number: int) -> Files:
    """Functions that call many others."""
    functions = "".join(
        f"async function f{n}() {{ await f{(7 * n + 1) % number}(); await f{(11 * n + 5) % number}(); "
        "await last(); }\n"
        for n in range(number)
    )
    last = f"async function last() {{ {_RENDERS} }}\n"
    return _with_worker(
        functions + last + "onmessage = async (event) => { if (event.data.type === 'render') { await f0(); } };\n"
    )


# ---- Many files ----


def _files(number: int) -> Files:
    yield "base.js", _HEAD
    for n in range(number):
        yield f"src/game{n}.js", "import { Base } from '../base.js';\n" + _class(_method(_SITE), name=f"Game{n}")


def _workers(number: int) -> Files:
    """Applications of one repository, each with a worker of its own, all under the same names."""
    yield ".gitignore", "out/\n"
    for n in range(number):
        folder = f"apps/app{n}/src"
        yield f"{folder}/game.js", "import { Base } from './base.js';\n" + _class(_method(_SITE), name=f"Game{n}")
        yield (
            f"{folder}/base.js",
            _HEAD.replace("class Commands {\n", "class Commands {\n    script = new Worker('./worker.js');\n"),
        )
        yield (
            f"{folder}/worker.js",
            "import { run } from './run.js';\nonmessage = (event) => run(event.data.command);\n",
        )
        yield f"{folder}/run.js", "export const run = (command) => pyodide.runPythonAsync(command);\n"


def _chained_files(number: int) -> Files:
    yield "c0.js", _HEAD.replace("class Base", "class C0")
    for n in range(1, number):
        yield f"c{n}.js", f"import {{ C{n - 1} }} from './c{n - 1}.js';\n" + _class(name=f"C{n}", base=f"C{n - 1}")
    yield (
        "game.js",
        f"import {{ C{number - 1} }} from './c{number - 1}.js';\n" + _class(_method(_SITE), base=f"C{number - 1}"),
    )


def _chained_files_with_sites(number: int) -> Files:
    yield "c0.js", _HEAD.replace("class Base", "class C0")
    for n in range(1, number):
        text = f"import {{ C{n - 1} }} from './c{n - 1}.js';\n"
        yield f"c{n}.js", text + _class(_method(_SITE, name=f"act{n}"), name=f"C{n}", base=f"C{n - 1}")


def _re_exported(number: int) -> Files:
    yield "e0.js", _HEAD
    for n in range(1, number):
        yield f"e{n}.js", f"export * from './e{n - 1}.js';\n"
    yield "game.js", f"import {{ Base }} from './e{number - 1}.js';\n" + _class(_method(_SITE))


def _star(number: int) -> Files:
    """One file that imports all others, which import it again."""
    yield "base.js", _HEAD
    imports = "".join(f"import {{ Game{n} }} from './src/game{n}.js';\n" for n in range(number))
    yield "main.js", imports + "export const all = [" + ", ".join(f"Game{n}" for n in range(number)) + "];\n"
    for n in range(number):
        imports = "import { Base } from '../base.js';\nimport { all } from '../main.js';\n"
        yield f"src/game{n}.js", imports + _class(_method("this.use(all);", _SITE), name=f"Game{n}")


def _barrel(number: int) -> Files:
    """Every class by way of one file that exports them all."""
    yield "base.js", _HEAD
    yield (
        "index.js",
        "export * from './base.js';\n" + "".join(f"export * from './src/game{n}.js';\n" for n in range(number)),
    )
    for n in range(number):
        yield f"src/game{n}.js", "import { Base } from '../index.js';\n" + _class(_method(_SITE), name=f"Game{n}")


def _packages(number: int) -> Files:
    for n in range(number):
        yield f"p{n}/migrator.toml", 'keep = ["performRollback"]\n'
        yield f"p{n}/game.js", _HEAD + _class(_method(_SITE), name=f"Game{n}")


def _keeping(number: int) -> Files:
    names = ", ".join(json.dumps(f"keep{n}") for n in range(number))
    yield "migrator.toml", f"keep = [{names}]\n"
    yield (
        "game.js",
        _game(
            *(
                _method("this.held = await this.pyodide.runPythonAsync(`env.tilt()`);", name=f"keep{n}")
                for n in range(number)
            )
        ),
    )


def _excluding(number: int) -> Files:
    names = ", ".join(json.dumps(f"src/other{n}/*.gen.js") for n in range(number))
    yield "migrator.toml", f"exclude = [{names}]\n"
    yield from _files(number)


def _facts(number: int) -> Files:
    yield (
        "migrator.toml",
        "".join(f'[[facts]]\nmethod = "act{n}"\nalways = ["this.worker.render()"]\n' for n in range(number)),
    )
    yield "game.js", _game(*(_method("await this.worker.render();", name=f"act{n}") for n in range(number)))


@dataclass(frozen=True)
class Kind:
    """One kind of input. ``size`` is how much the larger has, in whatever ``files`` counts; a quarter has the other.
    ``before`` are the words of commands that run first and are not timed.
    """

    name: str
    work: str
    size: int
    files: Callable[[int], Files]
    arguments: tuple[str, ...] = ("migrate", "--exit-zero", "--quiet", ".")
    before: tuple[tuple[str, ...], ...] = ()


# What looks minified is left out of a folder.
_NAMED = ("migrate", "--exit-zero", "--quiet", "game.js")
_CHECK = ("check", "--exit-zero", "game.js")
_COMMIT = (
    ("git", "init", "--quiet"),
    ("git", "add", "--all"),
    ("git", "-c", "user.name=b", "-c", "user.email=b@example.com", "commit", "--quiet", "--message", "Before"),
)

KINDS = (
    Kind("sites", "5,000 sites that are rewritten, a method each", 5_000, _sites),
    Kind("sites-in-a-row", "5,000 sites in one method", 5_000, _sites_in_a_row),
    Kind("sites-varied", "3,000 sites of three pages", 3_000, _varied_sites),
    Kind("unmatched", "5,000 sites that no page fits", 5_000, _unmatched),
    Kind("unmatched-in-a-row", "1,000 of these in one method", 1_000, _unmatched_in_a_row),
    Kind("near-misses", "1,000 sites that a page nearly fits", 1_000, _near_misses),
    Kind("kept", "5,000 uses in a method that is kept", 5_000, _kept),
    Kind("members", "5,000 uses that run nothing", 5_000, _members),
    Kind("suppressed", "5,000 comments that keep a use, a method each", 5_000, _suppressed),
    Kind("suppressed-in-a-row", "1,000 of these in one method", 1_000, _suppressed_in_a_row),
    Kind("globals", "2,000 accesses to globals from JavaScript", 2_000, _globals),
    Kind("globals-in-python", "2,000 globals of Python", 2_000, _globals_in_python),
    Kind("aliases", "1,000 names for Pyodide in a chain", 1_000, _aliases),
    Kind("aliases-apart", "2,000 names for Pyodide, a method each", 2_000, _apart_aliases),
    Kind("unread-calls", "5,000 calls that run Python on something else", 5_000, _unread_calls),
    Kind("long", "4.9 MB of methods", 4_900, _long),
    Kind("minified", "one line of 4 MB", 4_000, _minified, _NAMED),
    Kind("minified-sites", "2,000 sites on one line", 2_000, _minified_sites, _NAMED),
    Kind("array", "an array of 100,000 numbers", 100_000, _array, _NAMED),
    Kind("object", "an object of 100,000 members", 100_000, _object, _NAMED),
    Kind("array-beside", "an array of 100,000 numbers beside a site", 100_000, _array_beside, _NAMED),
    Kind("array-of-calls", "an array of 20,000 calls beside a site", 20_000, _array_of_names, _NAMED),
    Kind("chain", "3,000 classes, each of which extends the last", 3_000, _chain),
    Kind("chain-of-sites", "the same with a site each", 3_000, _chain_of_sites),
    Kind("chain-backwards", "the same, the last first", 3_000, _chain_backwards),
    Kind("classes", "3,000 classes with a site each", 3_000, _classes),
    Kind("methods", "3,000 methods of a class", 3_000, _methods),
    Kind("calls", "3,000 methods with a site that await one another", 3_000, _calls),
    Kind("functions", "3,000 functions that call one another", 3_000, _functions),
    Kind("nested", "1,000 blocks in one another", 1_000, _nested, _NAMED),
    Kind("nested-functions", "1,000 functions in one another", 1_000, _nested_functions, _NAMED),
    Kind("branches", "2,000 branches of an if with a site each", 2_000, _branches, _NAMED),
    Kind("cases", "2,000 cases of a switch with a site each", 2_000, _cases),
    Kind("concatenated", "a program of 1,000 strings", 1_000, _concatenated, _NAMED),
    Kind("loggers", "2,000 loggers", 2_000, _loggers),
    Kind("code-in-constants", "1,500 sites, the code in a constant beside each", 1_500, _code_in_constants),
    Kind("code-of-the-file", "1,500 sites with code in constants of the file", 1_500, _code_in_constants_of_the_file),
    Kind("code-in-one-declaration", "750 sites twice, with code of one declaration", 750, _code_in_one_declaration),
    Kind("code-in-static-members", "1,500 sites with code in static members", 1_500, _code_in_static_members),
    Kind("code-in-an-object", "1,500 sites with code in members of an object", 1_500, _code_in_an_object),
    Kind("code-imported", "1,500 sites with code of another file", 1_500, _code_imported),
    Kind("promises", "1,500 sites that call `.then`", 1_500, _promises),
    Kind("program", "a program of 5,000 lines", 5_000, _program),
    Kind("program-names", "a program of 4,000 lines, each of which reads the last", 4_000, _program_with_names),
    Kind("program-temporaries", "a program with 3,000 temporaries", 3_000, _program_with_temporaries),
    Kind("holes", "a program with 5,000 holes", 5_000, _holes),
    Kind("text-with-holes", "a text with 5,000 holes beside a site", 5_000, _text_with_holes, _NAMED),
    Kind("python-list", "a program with a list of 20,000 numbers", 20_000, _python_list, _NAMED),
    Kind("switch", "a worker with 2,000 commands, cases of a switch", 2_000, _switch),
    Kind("else-ifs", "a worker with 2,000 commands, branches of an if", 2_000, _else_ifs),
    Kind("table", "a worker with 2,000 commands, members of an object", 2_000, _table),
    Kind("worker-functions", "a worker with 2,000 functions that call one another", 2_000, _worker_functions),
    Kind(
        "worker-functions-at-random",
        "a worker with 2,000 functions that call three others",
        2_000,
        _worker_functions_at_random,
    ),
    Kind("files", "3,000 files with a site each", 3_000, _files),
    Kind("workers", "800 applications with a worker each", 800, _workers, before=_COMMIT),
    Kind("chained-files", "3,000 files, the class of each extends that of the last", 3_000, _chained_files),
    Kind("chained-files-with-sites", "1,000 of these with a site each", 1_000, _chained_files_with_sites),
    Kind("re-exported", "3,000 files, each of which exports what the last does", 3_000, _re_exported),
    Kind("star", "3,000 files, one of which imports all", 3_000, _star),
    Kind("barrel", "1,000 files, one of which exports all", 1_000, _barrel),
    Kind("packages", "300 settings files", 300, _packages),
    Kind("keeping", "3,000 names of kept methods", 3_000, _keeping),
    Kind("excluding", "1,000 patterns that exclude files", 1_000, _excluding),
    Kind("facts", "1,000 facts", 1_000, _facts, ("check", "--exit-zero", ".")),
    Kind("check", "5,000 findings", 5_000, _members, _CHECK),
    Kind("check-json", "5,000 findings in JSON", 5_000, _members, (*_CHECK, "--format", "json")),
    Kind("check-sarif", "5,000 findings in SARIF", 5_000, _members, (*_CHECK, "--format", "sarif")),
    Kind("check-github", "5,000 findings as annotations", 5_000, _members, (*_CHECK, "--format", "github")),
    Kind("since", "5,000 findings that were there before", 5_000, _members, (*_CHECK, "--since", "HEAD"), _COMMIT),
    Kind("ratchet", "5,000 accepted uses", 5_000, _members, _CHECK, (("migrator", *_CHECK, "--update-ratchet"),)),
    Kind("ratchet-update", "5,000 uses that become accepted", 5_000, _members, (*_CHECK, "--update-ratchet")),
    Kind("diff", "the diff of 5,000 sites", 5_000, _sites, ("migrate", "--exit-zero", "game.js")),
    Kind("json", "5,000 sites in JSON", 5_000, _sites, ("migrate", "--exit-zero", "--format", "json", "game.js")),
    Kind("sarif", "5,000 sites in SARIF", 5_000, _sites, ("migrate", "--exit-zero", "--format", "sarif", "game.js")),
    Kind("record", "5,000 sites in Markdown", 5_000, _sites, ("migrate", "--exit-zero", "--format", "markdown", ".")),
    Kind("page", "a page with 2,000 sites", 2_000, _sites, ("migrate", "--exit-zero", "--report", "out.html", ".")),
    Kind("page-uses", "a page with 5,000 uses", 5_000, _members, ("migrate", "--exit-zero", "--report", "o.html", ".")),
    Kind("page-minified", "a page with 500 sites of one line", 500, _minified_sites, (*_NAMED, "--report", "out.html")),
    Kind("explain", "one of 2,000 sites explained", 2_000, _unmatched, ("explain", "game.js:15")),
    Kind("write", "3,000 files written", 3_000, _files, ("migrate", "--write", "--exit-zero", "--quiet", ".")),
    Kind("undo", "3,000 files taken back", 3_000, _files, ("undo",), (("migrator", "migrate", "--write", "."),)),
)
