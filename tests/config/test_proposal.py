"""`migrator init`: the receiver and the worker that it proposes, and what it says that it leaves out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrator.config import FILE, read
from migrator.config.proposal import propose, render
from migrator.model.settings import Receiver
from tests.support import migrator, write

CLIENT = """\
export class Client {
    constructor() { this.w = new Worker('js/worker.js'); }
    count(x) { return this.ask('count', x); }
    ask(type, x) { this.w.postMessage({ type, x }); }
}
"""
REQUIRED = CLIENT.replace("export ", "") + "module.exports = { Client };\n"
IMPORT = "import { Client } from './client.js';\n"
USE = "    async size(x) { return await this.pyodide.runPythonAsync(`count(${x})`); }\n"


def game(first: str = "", *, use: str = USE, heritage: str = "") -> str:
    return f"export class Game{heritage} {{\n{first}\n{use}}}\n"


def made(expression: str, *parameters: str) -> str:
    return f"    constructor({', '.join(parameters)}) {{ this.remote = {expression}; }}"


def init(folder: Path, files: dict[str, str]) -> tuple[str | list[str] | None, str | None, str]:
    """The receiver, or several, and the worker of the file that is written, None where it has the default; and what is
    printed.
    """
    for name, text in files.items():
        write(folder, name, text)
    result = migrator(folder, "init")
    assert (result.returncode, result.stderr.decode()) == (0, "")
    settings = read(folder / FILE)
    written = (folder / FILE).read_text().splitlines()
    named = [json.loads(line.removeprefix("receiver = ")) for line in written if line.startswith("receiver = ")]
    receiver = named[0] if named else None
    worker = str(settings.worker) if any(line.startswith("worker =") for line in written) else None
    checked = migrator(folder, "check")
    assert checked.returncode in ((2,) if "broken.js" in files else (0, 1)), checked.stdout.decode()
    return receiver, worker, result.stdout.decode()


# -- the worker --------------------------------------------------------------------------------------------------------

COMLINK = "import * as Comlink from 'comlink';\n"
WRAP = "import { wrap } from 'comlink';\n"
WORKERS = {
    "a client": {"a.js": IMPORT + game(made("new Client()"))},
    "a shared worker": {
        "client.js": CLIENT.replace("new Worker", "new SharedWorker"),
        "a.js": IMPORT + game(made("new Client()")),
    },
    "the global object's Worker": {
        "client.js": CLIENT.replace("new Worker", "new window.Worker"),
        "a.js": IMPORT + game(made("new Client()")),
    },
    "a name for this": {
        "a.js": IMPORT + game("    constructor() { const self = this; self.remote = new Client(); }"),
    },
    "assigned where there is none": {"a.js": IMPORT + game("    open() { this.remote ??= new Client(); }")},
    "one branch of a condition": {"a.js": IMPORT + game(made("live ? new Client() : null", "live"))},
    "a field": {"a.js": IMPORT + game("    remote = new Client();")},
    "a factory": {
        "client.js": CLIENT + "export function makeClient() { return new Client(); }\n",
        "a.js": "import { makeClient } from './client.js';\n" + game(made("makeClient()")),
    },
    "an arrow that makes it": {
        "a.js": IMPORT + "const make = async () => new Client();\n" + game(made("await make()")),
    },
    "a constant of another file": {
        "client.js": CLIENT + "export const client = new Client();\n",
        "a.js": "import { client } from './client.js';\n" + game(made("client")),
    },
    "a base class of its own file": {
        "base.js": IMPORT + f"export class Base {{\n{made('new Client()')}\n}}\n",
        "a.js": "import { Base } from './base.js';\n" + game(heritage=" extends Base"),
    },
    "a default export under another name": {
        "client.js": CLIENT.replace("export class", "export default class"),
        "base.js": f"import Remote from './client.js';\nexport class Base {{\n{made('new Remote()')}\n}}\n",
        "a.js": "import { Base } from './base.js';\n" + game(heritage=" extends Base"),
    },
    "a static factory": {
        "client.js": CLIENT.replace("{\n", "{\n    static async create() { return new Client(); }\n", 1),
        "a.js": IMPORT + game("    async open() { this.remote = await Client.create(); }"),
    },
    "a static factory of this": {
        "client.js": CLIENT.replace("{\n", "{\n    static make = () => { const c = new this(); return c; };\n", 1),
        "a.js": IMPORT + game(made("Client.make()")),
    },
    "a static factory that promises": {
        "client.js": CLIENT.replace("{\n", "{\n    static make() { return new Promise((ok) => ok(new Client())); }\n", 1),
        "a.js": IMPORT + game("    async open() { this.remote = await Client.make(); }"),
    },
    "a static factory of the base class": {
        "client.js": CLIENT.replace("{\n", "{\n    static make() { return new this(); }\n", 1)
        + "export class Own extends Client {}\n",
        "a.js": IMPORT.replace("Client", "Own") + game(made("Own.make()")),
    },
    "a method of its class": {
        "a.js": IMPORT + game(made("this.open()") + "\n    open() { return new Client(); }"),
    },
    "required": {
        "client.js": REQUIRED,
        "a.js": "const { Client } = require('./client.js');\n" + game(made("new Client()")),
    },
    "required under another name": {
        "client.js": REQUIRED,
        "a.js": "const { Client: Remote } = require('./client');\n" + game(made("new Remote()")),
    },
    "required as a whole": {
        "client.js": REQUIRED.replace("{ Client }", "Client"),
        "a.js": "const Remote = require('./client.js');\n" + game(made("new Remote()")),
    },
    "a member of what is required": {
        "client.js": REQUIRED.replace("module.exports = { Client }", "exports.Client = Client"),
        "a.js": "const client = require('./client.js');\n" + game(made("new client.Client()")),
    },
    "a static factory of what is required": {
        "client.js": REQUIRED.replace("{\n", "{\n    static make() { return new Client(); }\n", 1),
        "a.js": "const Client = require('./client.js').Client;\n" + game(made("Client.make()")),
    },
    "a factory that is required": {
        "client.js": REQUIRED.replace("module.exports = { Client }", "exports.make = () => new Client()"),
        "a.js": "const { make } = require('./client.js');\n" + game(made("make()")),
    },
    "a factory of a namespace": {
        "client.js": CLIENT + "export function make() { return new Client(); }\n",
        "a.js": "import * as client from './client.js';\n" + game(made("client.make()")),
    },
    "a class of another script": {
        "client.js": CLIENT.replace("export ", ""),
        "a.js": game(made("new Client()")).replace("export ", ""),
    },
    "a class of another script on the global object": {
        "client.js": f"(() => {{\n{CLIENT.replace('export ', '')}window.Client = Client;\n}})();\n",
        "a.js": game(made("new window.Client()")).replace("export ", ""),
    },
    "an object that a factory returns": {
        "client.js": "export function make() {\n  const w = new Worker('w.js');\n"
        "  return { count(x) { w.postMessage({ type: 'count', x }); } };\n}\n",
        "a.js": "import { make } from './client.js';\n" + game(made("make()")),
    },
    "an object whose methods call what posts": {
        "client.js": "export const make = (w) => {\n  const ask = (type, x) => w.postMessage({ type, x });\n"
        "  function count(x) { ask('count', x); }\n  return { count };\n};\n",
        "a.js": "import { make } from './client.js';\n" + game(made("make(new Worker('w.js'))")),
    },
    "a proxy": {"a.js": COMLINK + game(made("Comlink.wrap(new Worker('w.js'))"))},
    "a proxy of a variable": {
        "a.js": WRAP + game("    async open() { const w = new Worker('w.js'); this.remote = await wrap(w); }")
    },
    "a worker that the client is given": {
        "a.js": "class Commands { constructor(w) { this.w = w; } }\n" + game(made("new Commands(new Worker('w.js'))"))
    },
    "a subclass of Worker": {
        "a.js": "class Thread extends Worker { count(x) {} }\n" + game(made("new Thread('w.js')")),
    },
    "an import of a bundler": {
        "client.js": "import Thread from './thread.js?worker';\n" + CLIENT.replace("new Worker(", "new Thread("),
        "a.js": IMPORT + game(made("new Client()")),
    },
    "a parameter": {"a.js": game(made("worker", "worker"))},
    "a class that is not found": {"a.js": "import { GameWorker } from 'games';\n" + game(made("new GameWorker()"))},
    "what the receiver is given": {
        "a.js": IMPORT + game("    constructor() { this.worker = new Worker('w.js'); this.pyodide = this.remote; }"),
    },
    "the one whose script runs Python": {
        "client.js": CLIENT + CLIENT.replace("Client", "Sounds").replace("worker.js", "sounds.js"),
        "js/worker.js": "loadPyodide();\n",
        "js/sounds.js": "play();\n",
        "a.js": "import { Client, Sounds } from './client.js';\n"
        + game("    constructor() { this.worker = new Sounds(); this.remote = new Client(); }"),
    },
    "the one of the class that runs Python": {
        "a.js": IMPORT + game(made("new Client()")),
        "b.js": IMPORT
        + "class A { a() { this.worker = new Client(); } }\nclass B { b() { this.worker = new Client(); } }\n",
    },
}


@pytest.mark.parametrize("files", WORKERS.values(), ids=WORKERS)
def test_the_worker_is_the_member_with_commands(tmp_path: Path, files: dict[str, str]) -> None:
    receiver, worker, printed = init(tmp_path, {"client.js": CLIENT, **files})
    assert (receiver, worker) == ("this.pyodide", "this.remote"), printed


RAW = {
    "a worker": ("", "new Worker('w.js')"),
    "a shared worker": ("", "new SharedWorker('w.js')"),
    "of the global object": ("", "new self.Worker('w.js')"),
    "of a package": ("import { Worker } from 'node:worker_threads';\n", "new Worker('w.js')"),
    "under another name": ("import { Worker as Thread } from 'node:worker_threads';\n", "new Thread('w.js')"),
    "of a bundler": ("import Thread from './w.js?worker';\n", "new Thread()"),
    "of a function": ("function start() { return new Worker('w.js'); }\n", "start()"),
    "of a package that is required": ("const { Worker } = require('worker_threads');\n", "new Worker('w.js')"),
    "of a static factory": ("class Threads { static make() { return new Worker('w.js'); } }\n", "Threads.make()"),
    "of a static factory that posts": (
        "class Own { static make() { const w = new Worker('w.js'); w.postMessage(1); return w; } }\n", "Own.make()",
    ),
    "of an object of functions": (
        "const make = () => { const w = new Worker('w.js'); return w; };\n", "make()",
    ),
    "in a condition": ("", "ready ? new Worker('w.js') : null"),
}


@pytest.mark.parametrize("kind", RAW)
@pytest.mark.parametrize("given", ["", "; this.pyodide = this.remote"], ids=["beside", "given"])
def test_the_worker_of_the_platform_is_none(tmp_path: Path, kind: str, given: str) -> None:
    imports, expression = RAW[kind]
    receiver, worker, printed = init(tmp_path, {"a.js": imports + game(made(expression + given))})
    assert (receiver, worker) == ("this.pyodide", None), printed
    assert "`this.remote` is `" in printed
    answers = "the platform's own worker has no commands, but pages may post the messages that its script answers"
    assert f'{answers} (`worker = "this.remote"`)' in printed


def test_a_variable_may_be_a_worker_of_the_platform(tmp_path: Path) -> None:
    text = "const counter = new Worker('w.js');\nfunction f() { const inner = new Worker('w.js'); }\n" + game("")
    _, worker, printed = init(tmp_path, {"a.js": text})
    assert worker is None
    assert "`counter` is a Worker of the platform (a.js:1): the platform's own worker has no commands" in printed
    assert '(`worker = "counter"`)' in printed
    assert "inner" not in printed


def test_other_clients_are_left_out_with_their_places(tmp_path: Path) -> None:
    files = {
        "client.js": CLIENT + CLIENT.replace("Client", "Sounds"),
        "a.js": "import { Client, Sounds } from './client.js';\nconst spare = new Client();\n"
        + game("    constructor() { this.worker = new Client(); this.sounds = new Sounds(); }"),
    }
    _, worker, printed = init(tmp_path, files)
    assert worker == "this.worker"
    assert "  `this.sounds` is `new Sounds()` (a.js:4): settings take one worker\n" in printed
    assert "  `spare` is a worker with commands (a.js:2): settings take one worker\n" in printed
    assert "this.w`" not in printed, "a client's own worker is nobody's choice"


@pytest.mark.parametrize(
    "first",
    [
        *(made("http", "http"), made("new ApiClient()"), "    // this.remote = new GameWorker();"),
        *(made("new PyodideManager(this.pyodide)"), made("new PyodideManager(url, pyodide)"), made("new PyodideManager(this._pyodide)")),
    ],
)
def test_what_is_no_worker_is_not_proposed(tmp_path: Path, first: str) -> None:
    _, worker, printed = init(tmp_path, {"a.js": game(first)})
    assert worker is None
    assert "this.remote" not in printed


@pytest.mark.parametrize("given", ["", "pyodideUrl", "{ pyodide: url }"])
def test_a_name_is_a_guess_where_it_is_not_given_the_interpreter(tmp_path: Path, given: str) -> None:
    assert init(tmp_path, {"a.js": game(made(f"new PyodideManager({given})"))})[1] == "this.remote"


@pytest.mark.parametrize("given", ["this.pyodide!", "pyodide as any"])
def test_what_typescript_gives_the_interpreter_is_no_worker(tmp_path: Path, given: str) -> None:
    text = f"class A {{ remote: M; constructor(pyodide: any) {{ this.remote = new PyodideManager({given}); }} }}\n"
    assert init(tmp_path, {"a.ts": text})[1] is None


def test_a_guess_is_said_to_be_one(tmp_path: Path) -> None:
    printed = init(tmp_path, {"a.js": game(made("worker", "worker"))})[2]
    assert "`this.remote` is `worker` (a.js:2), by its name alone\n" in printed


# -- the receiver ------------------------------------------------------------------------------------------------------


def test_all_receivers_are_named_the_most_used_first(tmp_path: Path) -> None:
    files = {
        "a.js": game(use=USE + USE.replace("size", "weight")),
        "b.js": "class B {\n    b() {\n        this.py.runPython('1');\n    }\n}\npyodide.runPython('2');\n",
    }
    receiver, _, printed = init(tmp_path, files)
    assert receiver == ["this.pyodide", "pyodide", "this.py"]
    assert "`this.pyodide` runs Python in 2 places, for example a.js:3\n" in printed
    assert "`this.py` runs Python in 1 place (b.js:3)\n" in printed
    assert "`pyodide` runs Python in 1 place (b.js:6)\n" in printed


NAMED = {
    "a variable": ("pyodide.runPython('1');", "pyodide"),
    "a global": ("self.pyodide.runPython('1');", "self.pyodide"),
    "a reference": ("ref.current?.runPythonAsync('1');", "ref.current"),
    "a function's": ("(await get()).runPython('1');", "await get()"),
    "a computed call": ("pyodide['runPython']('1');", "pyodide"),
    "deeper": ("class A { a() { this.x.pyodide.runPython('1'); } }", "this.x.pyodide"),
    "private": ("class A { #py; a() { this.#py.runPython('1'); } }", "this.#py"),
}


@pytest.mark.parametrize("kind", NAMED)
def test_a_receiver_of_any_form(tmp_path: Path, kind: str) -> None:
    text, shown = NAMED[kind]
    receiver, _, printed = init(tmp_path, {"js/a.js": text + "\n"})
    assert receiver == shown
    assert f"`{shown}` runs Python in 1 place (js/a.js:1)" in printed


LEFT_OUT = {
    "an element": ("list[0].runPython('1');", "list[0]", "settings take an expression"),
    "no instance": ("this.pyodide.runPython('1');", "this.pyodide", "`this` is no instance of a class there"),
    "own method": ("class A { a() { this.runPython('1'); } }", "this", "this is a method of the object itself"),
    "another alphabet": ("class A { a() { this.été.runPython('1'); } }", "this.été", "settings take an expression"),
}


@pytest.mark.parametrize("kind", LEFT_OUT)
def test_a_receiver_that_settings_do_not_take(tmp_path: Path, kind: str) -> None:
    text, shown, why = LEFT_OUT[kind]
    receiver, _, printed = init(tmp_path, {"js/a.js": text + "\n"})
    assert receiver is None
    assert "no receiver found; `receiver` stays `this.pyodide`" in printed
    assert f"  `{shown}` runs Python in 1 place (js/a.js:1): {why}" in printed


def test_names_that_hold_the_receiver_count_for_it(tmp_path: Path) -> None:
    text = """\
class A {
    a() { const py = this.engine; py.runPython('1'); }
    b() { const { engine: py } = this; py.runPython('2'); }
    c() { const self = this; self.engine.runPython('3'); }
    d() { let py; py = this.engine; py.runPython('4'); }
    e() { const { engine } = this; engine.runPython('5'); }
}
"""
    receiver, _, printed = init(tmp_path, {"a.js": text})
    assert receiver == "this.engine"
    assert "`this.engine` runs Python in 5 places, for example a.js:2\n" in printed
    assert "Left out" not in printed


def test_a_client_that_runs_python_itself_is_no_receiver(tmp_path: Path) -> None:
    client = CLIENT.replace("count(x)", "runPythonAsync(x)")
    text = IMPORT + game("    constructor() { this.py = new Client(); }", use=USE.replace("pyodide", "py"))
    receiver, worker, printed = init(tmp_path, {"client.js": client, "a.js": text})
    assert (receiver, worker) == (None, "this.py")
    assert "`this.py` runs Python in 1 place (a.js:4): this is a client that runs Python in a worker" in printed


def test_a_receiver_that_is_given_such_a_client_is_one(tmp_path: Path) -> None:
    client = CLIENT.replace("count(x)", "runPythonAsync(x)")
    text = IMPORT + game("    constructor() { this.worker = new Client(); this.pyodide = this.worker; }")
    assert init(tmp_path, {"client.js": client, "a.js": text})[:2] == ("this.pyodide", "this.worker")


def test_what_is_loaded_is_a_receiver_though_nothing_is_run_on_it_here(tmp_path: Path) -> None:
    text = "const other = await loadPyodide();\nclass A {\n    async a() { this.py = await globalThis.loadPyodide({}); }\n}\n"
    receiver, _, printed = init(tmp_path, {"a.js": text})
    assert receiver == ["other", "this.py"]
    assert "  `this.py` is what `loadPyodide` returns (a.js:3)\n" in printed
    assert "  `other` is what `loadPyodide` returns (a.js:1)\n" in printed


def test_where_something_is_run_counts_before_where_it_is_loaded(tmp_path: Path) -> None:
    text = "class B { async a() { this.py = await loadPyodide(); this.pyodide = this.py; } }\n"
    receiver, _, printed = init(tmp_path, {"a.js": game(), "b.js": text})
    assert receiver == ["this.pyodide", "this.py"]
    assert "`this.py` is what `loadPyodide` returns (b.js:1)\n" in printed


def test_a_client_of_another_object_is_the_worker_where_there_is_no_other(tmp_path: Path) -> None:
    _, worker, printed = init(
        tmp_path, {"client.js": CLIENT, "a.js": IMPORT + "ref.current = new Client();\n" + game()}
    )
    assert worker == "ref.current"
    assert "  `ref.current` is a worker with commands (a.js:2)\n" in printed


def test_comments_and_texts_are_no_uses(tmp_path: Path) -> None:
    text = "// this.py.runPython('1')\nconst help = `this.py.runPython('1')`;\n/* py.runPython('2') */\n"
    files = {"a.js": text, "b.ts": text, "c.vue": f"<script setup lang='ts'>{text}</script>", "d.astro": f"---\n{text}"}
    receiver, _, printed = init(tmp_path, files)
    assert receiver is None
    assert printed.endswith("Left out:\n  1 Astro file is only searched\n")


# -- what does not count -----------------------------------------------------------------------------------------------

SCRIPT = "class Host { a() { this.py.runPython('1'); this.py.runPython('2'); } }\npyodide.runPython('3');\n"
STARTS = {
    "a path of the server": "this.w = new Worker('/static/js/worker.js');",
    "beside the module": "this.w = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });",
    "shared": "this.w = new SharedWorker('./worker.js');",
    "in a proxy": "this.w = Comlink.wrap(new Worker('./worker.js'));",
    "an import of a bundler": "this.w = new Bundled();",
}


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
def test_uses_in_a_worker_script_do_not_count(tmp_path: Path, start: str) -> None:
    imports = "import Bundled from './worker.js?worker';\n" if "Bundled" in start else ""
    files = {"js/worker.js": SCRIPT, "js/a.js": f"{imports}{game(f'    constructor() {{ {start} }}')}"}
    receiver, _, printed = init(tmp_path, files)
    assert receiver == "this.pyodide"
    assert "  js/worker.js runs Python in 3 places, for example js/worker.js:1: it is a worker script" in printed


def test_files_that_are_not_read_are_counted(tmp_path: Path) -> None:
    files = {
        "a.astro": "---\nconst a = 1;\n// py.runPython('0')\npy!.runPython('1');\nthis.py.runPythonAsync('2');\n",
        "b.astro": "",
        "c.vue": "<template>\n<b @click=\"py.runPython('1')\" />\n</template>\n",
        "d.svelte": "",
        "e.html": "<!-- py.runPython('1') -->\n<script type='text/python'>py.runPython('1')</script>\n",
        "f.html": "<script>{% if a %}\npy.runPython('1');\n</script>\n",
        "broken.js": "class A { runPython( }\n",
        "made.js": "pyodide.runPython('1');" + "x();" * 2000,
    }
    receiver, worker, printed = init(tmp_path, files)
    assert (receiver, worker) == (None, None)
    assert printed == (
        "Wrote migrator.toml.\n"
        "  5 files examined\n"
        "  no receiver found; `receiver` stays `this.pyodide`\n"
        "  every key stands there with its default\n"
        "Left out:\n"
        "  made.js: looks generated (very long lines)\n"
        "  2 files cannot be parsed, for example broken.js\n"
        "  2 Astro files are only searched; 1 of them runs Python in 2 places, for example a.astro:4\n"
        "  markup runs Python in 2 places, for example c.vue:2: it is only searched\n"
    )


READ = {
    "TypeScript": ("a.ts", "%s"),
    "TSX": ("a.tsx", "const a: number = <b>{1}</b>;\n%s"),
    "Vue": ("a.vue", "<template><b /></template>\n<script lang='ts'>\n%s</script>\n"),
    "Svelte": ("a.svelte", "<script>\n%s</script>\n<b />\n"),
    "HTML": ("a.html", "<!doctype html>\n<script type=module>\n%s</script>\n"),
}


@pytest.mark.parametrize("name", READ)
def test_other_languages_are_read_like_javascript(tmp_path: Path, name: str) -> None:
    path, text = READ[name]
    starts = "    constructor() { this.engine = new Client(); this.py = await loadPyodide(); }"
    code = IMPORT + game(starts.replace("await ", ""), use=USE.replace("pyodide", "py"))
    receiver, worker, printed = init(tmp_path, {"client.js": CLIENT, path: text % code})
    assert (receiver, worker) == ("this.py", "this.engine")
    assert f"  `this.py` runs Python in 1 place ({path}:" in printed
    assert "Left out" not in printed


def test_nothing_is_there(tmp_path: Path) -> None:
    assert init(tmp_path, {})[2] == (
        "Wrote migrator.toml.\n"
        "  0 files examined\n"
        "  no receiver found; `receiver` stays `this.pyodide`\n"
        "  every key stands there with its default\n"
    )


def test_a_long_list_is_cut_and_counted(tmp_path: Path) -> None:
    printed = init(tmp_path, {"a.js": "".join(f"py[{number}].runPython('1');\n" for number in range(12))})[2]
    assert printed.count("settings take an expression") == 8
    assert "  4 other receivers run Python in 4 places\n" in printed


def test_methods_are_kept_that_a_class_has(tmp_path: Path) -> None:
    text = game(use=USE + "    performRollback = async () => {};\n") + "function _performFastForward() {\n}\n"
    printed = init(tmp_path, {"a.js": text})[2]
    assert read(tmp_path / FILE).kept == ("performRollback",)
    assert "`performRollback` may keep Pyodide" in printed
    assert "no class has `_performFastForward`" in printed


@pytest.mark.parametrize("other", [
    {"other.js": CLIENT.replace("export ", "")},
    {"other.js": "class Client {}\n"},
    {"client.js": CLIENT},
    {"client.js": f"function f() {{\n{CLIENT.replace('export ', '')}}}\n"},
], ids=["two", "one that posts nothing", "a module's", "a function's"])  # fmt: skip
def test_a_class_that_no_other_script_surely_shares_is_none(tmp_path: Path, other: dict[str, str]) -> None:
    files = {"client.js": CLIENT.replace("export ", ""), "a.js": game(made("new Client()")).replace("export ", "")}
    assert init(tmp_path, {**files, **other})[1] is None


def test_an_object_of_functions_that_post_nothing_is_none(tmp_path: Path) -> None:
    text = "function make() { const w = new Worker('w.js'); return { count(x) { return x + 1; } }; }\n"
    assert init(tmp_path, {"a.js": text + game(made("make()"))})[1] is None


def test_a_name_that_is_something_else_too_is_not_named(tmp_path: Path) -> None:
    files = {"a.js": "const py = await loadPyodide();\npy.runPython('x');\n", "b.js": "const py = y * 2;\ndraw(py);\n"}
    receiver, _, printed = init(tmp_path, files)
    assert receiver is None
    assert "`py` runs Python in 1 place (a.js:2)" in printed
    assert "`py` is another thing elsewhere (b.js:1), so `receiver` names none" in printed
    assert migrator(tmp_path, "check").stdout.count(b"b.js") == 0


def test_a_name_that_says_what_it_holds_is_named(tmp_path: Path) -> None:
    files = {"a.js": "const pyodide = await loadPyodide();\npyodide.runPython('x');\n", "b.js": "f(pyodide);\n"}
    assert init(tmp_path, files)[0] == "pyodide"


def test_what_is_the_users_own_is_no_receiver(tmp_path: Path) -> None:
    text = "import { client } from './client.js';\nclient.runPython('x');\nconst all = [Comlink.wrap(w)];\nall[0].runPython('x');\n"
    files = {"a.js": text, "client.js": "export const client = { runPython(x) { return post(x); } };\n"}
    assert init(tmp_path, files)[0] is None


@pytest.mark.parametrize("name", ["pyodide.js", "pyodide.asm.js"])
def test_a_copy_of_pyodide_is_not_looked_into(tmp_path: Path, name: str) -> None:
    receiver, _, printed = init(tmp_path, {name: "FS_createPreloadedFile();\nModule.runPython('x');\n"})
    assert receiver is None
    assert f"{name}: is a copy of Pyodide" in printed


@pytest.mark.parametrize(
    "text",
    [
        "self.onmessage = () => self.pyodide.runPython('x');\n",
        "importScripts('pyodide.js');\nclass A { m() { this.pyodide.runPython('x'); } }\n",
    ],
)
def test_a_script_that_shows_that_it_runs_in_a_worker_has_no_receiver(tmp_path: Path, text: str) -> None:
    receiver, _, printed = init(tmp_path, {"w.js": text})
    assert receiver is None
    assert "w.js runs Python in 1 place (w.js:" in printed


KEPT = {
    "a function that gives it": ("export async function getPyodide() {\n    return loadPyodide();\n}\n", ("function:getPyodide",)),
    "one that runs a program at first": (
        "async function boot() {\n    const p = await loadPyodide();\n    p.runPython('x');\n    return p;\n}\n",
        ("function:boot",),
    ),
    "one that assigns it": ("let p;\nconst prepare = async () => {\n    p = await loadPyodide();\n};\n", ("function:prepare",)),
    "a test": ("", ("tests/**",)),
}  # fmt: skip
NOT_KEPT = {
    "one that runs all programs": "async function main() {\n    const p = await loadPyodide();\n    p.runPython('x');\n}\n",
    "a component": "function App() {\n    useEffect(() => { loadPyodide().then(setPy); });\n}\n",
    "a handler": "script.onload = function () {\n    loadPyodide().then(start);\n};\n",
    "a method": "class A {\n    async load() {\n        this.py = await loadPyodide();\n    }\n}\n",
    "at the top": "const p = await loadPyodide();\n",
}


@pytest.mark.parametrize("case", KEPT)
def test_functions_and_files_that_may_keep_pyodide(tmp_path: Path, case: str) -> None:
    text, kept = KEPT[case]
    files = {"a.js": text} if text else {"tests/a.js": "p.runPython('x');\n", "tests/b/c.js": "p.runPython('x');\n"}
    init(tmp_path, files)
    assert [str(item) for item in json.loads(_line(tmp_path, "keep"))] == list(kept)


@pytest.mark.parametrize("case", NOT_KEPT)
def test_functions_that_do_more_keep_nothing(tmp_path: Path, case: str) -> None:
    init(tmp_path, {"a.js": NOT_KEPT[case]})
    assert "function:" not in _line(tmp_path, "keep")


def _line(folder: Path, key: str) -> str:
    """What the settings file has for a key, or nothing."""
    lines = (folder / FILE).read_text().splitlines()
    return next((line.removeprefix(f"{key} = ") for line in lines if line.startswith(f"{key} = ")), "")


def test_a_call_of_pyodide_is_no_worker_by_its_name(tmp_path: Path) -> None:
    text = game("    act() { this.running = this.pyodide.runPythonAsync(`x`); }")
    assert init(tmp_path, {"a.js": text})[1] is None


def test_a_variable_of_one_function_is_no_worker(tmp_path: Path) -> None:
    text = "function start() {\n    const proxy = Comlink.wrap(new Worker('w.js'));\n    all.push(proxy);\n}\n"
    _, worker, printed = init(tmp_path, {"a.js": text})
    assert worker is None
    assert "`proxy` is a worker with commands (a.js:2): one function alone sees it" in printed


# -- the proposal as a value ------------------------------------------------------------------------------------------


def test_nothing_is_proposed_where_nothing_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    proposal = propose()
    assert (proposal.values, proposal.left_out) == ({}, ())
    text = render(proposal)
    assert all(line.startswith("#") for line in text.splitlines() if line)


def test_what_is_proposed_is_what_the_settings_file_then_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in WORKERS["a client"].items():
        write(tmp_path, name, text)
    write(tmp_path, "client.js", CLIENT)
    proposal = propose()
    assert proposal.values["worker"] == "this.remote"
    assert any("`this.remote` is `new Client()` (a.js:" in line for line in proposal.seen)
    write(tmp_path, FILE, render(proposal))
    settings = read(tmp_path / FILE)
    assert settings.worker == Receiver("remote")
