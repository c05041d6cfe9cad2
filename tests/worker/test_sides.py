"""Worker scripts, where Pyodide belongs: the files that a `new Worker(…)` of the repository names."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.discovery import answers
from migrator.discovery.repository import Repository
from migrator.javascript import disk
from migrator.javascript.disk import Disk, contents
from migrator.model.settings import Settings
from migrator.worker.sides import Sides
from tests.discovery.kept import Kept
from tests.report.formats import invoke
from tests.support import GAME
from tests.worker.test_sends import made, repo

# It does not show by itself where it runs.
ENGINE = """\
class Engine {
    async render() { return await this.pyodide.runPythonAsync(`env.tilt()`); }
}
start(new Engine());
"""


def outcomes(folder: Path, *arguments: str) -> dict[str, set[str]]:
    """The outcomes of the uses of each file, and that `check` finds the same."""
    found = json.loads(invoke(folder, "migrate", "--format", "json", *arguments).text)["files"]
    told = {file["path"]: {use["outcome"] for use in file["uses"]} for file in found}
    checked = json.loads(invoke(folder, "check", "--format", "json", *arguments).text)["findings"]
    assert {item["path"] for item in checked} == {path for path, found in told.items() if found != {"in-worker"}}
    return told


NAMED = {
    "a path": "new Worker('js/engine.js');",
    "a path from the root of the site": "new Worker('/static/js/engine.js');",
    "a path from the file": "new Worker('./js/engine.js');",
    "an address": "new Worker('https://example.org/js/engine.js?v=3#x');",
    "a module": "new Worker(new URL('./js/engine.js', import.meta.url), { type: 'module' });",
    "the text of a URL": "new Worker(new URL('./js/engine.js', import.meta.url).href);",
    "a shared one": "new SharedWorker('js/engine.js', 'name');",
    "of the window": "new window.Worker('js/engine.js');",
    "of the global object": "new globalThis.SharedWorker('js/engine.js');",
    "of Node": "import { Worker } from 'node:worker_threads';\nnew Worker('./js/engine.js');",
    "of Node, required": "const { Worker } = require('worker_threads');\nnew Worker('./js/engine.js');",
    "a template": "new Worker(`js/engine.js`);",
    "a constant": "const SCRIPT = 'js/engine.js';\nnew Worker(SCRIPT);",
    "a constant that is put together": "const BASE = '/js/';\nnew Worker(BASE + 'engine.js');",
    "a template of constants": "const BASE = '/js';\nnew Worker(`${BASE}/engine.js`);",
    "an unknown beginning": "new Worker(`${location.origin}/js/engine.js`);",
    "a default": "function start(url = 'js/engine.js') { return new Worker(url); }",
    "one of two": "new Worker(fast ? 'js/engine.js' : 'js/slow.js');",
    "a property": "const PATHS = { engine: 'js/engine.js' };\nnew Worker(PATHS.engine);",
    "a field": "class A { url = 'js/engine.js'; go() { this.t = new Worker(this.url); } }",
    "an assigned member": "class A { constructor() { this.url = 'js/engine.js'; this.t = new Worker(this.url); } }",
    "an alias": "const W = window.Worker;\nnew W('js/engine.js');",
    "parentheses": "new (Worker)(('js/engine.js'));",
    "no ending": "new Worker(new URL('./js/engine', import.meta.url));",
    "a bundler's import": "import Engine from './js/engine.js?worker';\nnew Engine();",
    "a variable that is assigned": "let url;\nurl = 'js/engine.js';\nnew Worker(url);",
    "a function's result": "function url() { return 'js/engine.js'; }\nnew Worker(url());",
    "a parameter": "const start = (name, url) => new Worker(url);\nstart('x', 'js/engine.js');",
    "a parameter of a method": "class A { go(url) { this.t = new Worker(url); } start() { this.go('js/engine.js'); } }",
    "a getter": "class A { static get url() { return 'js/engine.js'; } go() { return new Worker(A.url); } }",
    "a query that is put together": "new Worker('js/engine.js?v=' + Date.now());",
    "a query in a template": "new Worker(`js/engine.js?v=${Date.now()}&w=${w}`);",
    "a class that extends it": "class Py extends Worker { constructor() { super('js/engine.js'); } }",
    "another name for it": "const { Worker: W } = window;\nnew W('js/engine.js');",
    "a joined path": "const { Worker } = require('worker_threads');\nnew Worker(path.join(__dirname, 'js', 'engine.js'));",
    "import.meta.resolve": "new Worker(import.meta.resolve('./js/engine.js'));",
    "a trusted address": "new Worker(policy.createScriptURL('js/engine.js'));",
    "another folder": "new Worker('assets/engine.js');",
}


@pytest.mark.parametrize("how", NAMED)
def test_the_file_that_a_worker_is_made_of(tmp_path: Path, how: str) -> None:
    repo(tmp_path, {"page.js": NAMED[how] + "\n", "js/engine.js": ENGINE})
    assert outcomes(tmp_path) == {"js/engine.js": {"in-worker"}}
    assert outcomes(tmp_path, "js/engine.js") == outcomes(tmp_path), "whatever else is given"


ELSEWHERE = {
    "handler.html": "<button onclick=\"start(new Worker('js/engine.js'))\">",
    "template.html": "<script>{% if a %} new Worker('js/engine.js')</script>",
    "handler.vue": "<template><b @click=\"w = new Worker('js/engine.js')\" /></template>\n<script>\nf();\n</script>",
    "page.svelte": "<script>\nconst w = new Worker('js/engine.js');\n</script>\n",
    "page.astro": "---\n---\n<script>new Worker('js/engine.js')</script>\n",
    "index.html": '<script>\n// starts\nconst w = new Worker("js/engine.js");\n</script>\n',
    "page.ts": "const w: Worker = new Worker(new URL('./js/engine.js', import.meta.url));\n",
    "page.vue": "<script setup lang=\"ts\">\nimport Engine from './js/engine.js?worker'\n</script>\n",
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_worker_may_be_started_in_another_language(tmp_path: Path, name: str) -> None:
    repo(tmp_path, {name: ELSEWHERE[name], "js/engine.js": ENGINE})
    assert outcomes(tmp_path) == {"js/engine.js": {"in-worker"}}


# `page.ts` starts `js/w.ts`, which imports `js/engine.js`; this is what else the page does, and where that is on.
TYPED: dict[str, tuple[dict[str, str], str]] = {
    "types alone": ({"page.ts": "import { Engine } from './js/engine.js';\nlet a: Engine;\n"}, "in-worker"),
    "an import that is not used": ({"page.ts": "import { Engine } from './js/engine';\n"}, "in-worker"),
    "a type of a component": ({"a.vue": "<script lang='ts'>\nimport type { E } from './js/engine'\n</script>"}, "in-worker"),
    "a value": ({"page.ts": "import { Engine } from './js/engine.js';\nlet a: Engine = new Engine();\n"}, "both"),
    "the file alone": ({"page.ts": "import './js/engine';\n"}, "both"),
    "a compiler that keeps imports": (
        {
            "page.ts": "import { Engine } from './js/engine.js';\nlet a: Engine;\n",
            "tsconfig.json": '{"compilerOptions": {"verbatimModuleSyntax": true}}',
        },
        "both",
    ),
    "an import of a type": ({"page.ts": "import { type Engine } from './js/engine.js';\n"}, "in-worker"),
    "an import of a type that a compiler keeps": (
        {
            "page.ts": "import { type Engine } from './js/engine.js';\n",
            "tsconfig.json": '{"compilerOptions": {"verbatimModuleSyntax": true}}',
        },
        "both",
    ),
    "a component": ({"a.vue": "<script setup lang='ts'>\nimport { E } from './js/engine'\nlet e: E\n</script>"}, "both"),
    "a script of a page": ({"a.html": "<script type=module>import './js/engine.js'</script>"}, "both"),
    "another file's script": ({"a.html": "<script type=module src=js/engine.js></script>"}, "both"),
    "a name of the settings": (
        {
            "page.ts": "import { run } from 'py';\nrun();\n",
            "tsconfig.json": '{"compilerOptions": {"paths": {"py": ["./js/engine.js"]}}}',
        },
        "both",
    ),
    "a pattern of the settings": (
        {
            "page.ts": "import { run } from 'py/x';\nrun();\n",
            "tsconfig.json": '{"compilerOptions": {"paths": {"py/*": ["./js/engine.js"]}}}',
        },
        "both",
    ),
    "a package of the repository": (
        {
            "page.ts": "import { run } from '@acme/py';\nrun();\n",
            "package.json": '{"workspaces": ["js"]}',
            "js/package.json": '{"name": "@acme/py", "exports": "./engine.js"}',
        },
        "both",
    ),
    "the imports of the package": (
        {
            "page.ts": "import { run } from '#py';\nrun();\n",
            "package.json": '{"imports": {"#py": "./js/engine.js"}}',
        },
        "both",
    ),
    "the folder of the package": (
        {"page.ts": "import { run } from './js';\nrun();\n", "js/package.json": '{"main": "engine.js"}'},
        "both",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TYPED)
def test_a_module_of_a_worker_in_typescript(tmp_path: Path, case: str) -> None:
    others, side = TYPED[case]
    start = "new Worker(new URL('./js/w.js', import.meta.url), { type: 'module' });\n"
    script = "import { run } from './engine.js';\nself.onmessage = run;\n"
    repo(tmp_path, {"main.ts": start, "js/w.ts": script, "js/engine.js": ENGINE, **others})
    sides = Sides(Repository(Disk()))
    found = sides.of(tmp_path / "js/engine.js", Settings())
    assert ("both" if found.is_both else "in-worker" if found.in_worker else "page") == side
    assert sides.in_worker(tmp_path / "js/w.ts", Settings())


ALIASED = {
    "?worker": "import W from '@/js/engine?worker';\nnew W();\n",
    "an address": "new Worker(new URL('@/js/engine.js', import.meta.url));\n",
}


@pytest.mark.parametrize("how", ALIASED)
def test_a_worker_script_that_settings_call_otherwise(tmp_path: Path, how: str) -> None:
    paths = '{"compilerOptions": {"paths": {"@/js/*": ["./src/py/*"]}}}'
    files = {"page.ts": ALIASED[how], "tsconfig.json": paths, "src/py/engine.ts": ENGINE, "other/js/engine.ts": ENGINE}
    repo(tmp_path, files)
    sides = Sides(Repository(Disk()))
    found = [sides.in_worker(tmp_path / name, Settings()) for name in ("src/py/engine.ts", "other/js/engine.ts")]
    assert found == [True, False]


NOT_NAMED = {
    "of another global": "new lib.Worker('js/engine.js');",
    "of a module of the repository": "import * as lib from './lib.js';\nnew lib.Worker('js/engine.js');",
    "a base class of one's own": "class Worker {}\nclass A extends Worker { constructor() { super('js/engine.js'); } }",
    "another parameter": "const start = (name, url) => new Worker(url);\nstart('js/engine.js', 'js/x.js');",
    "a function that gives another": "const url = () => { const f = () => { return 'js/engine.js'; }; return 'js/x.js'; };\nnew Worker(url());",
    "what comes before a name": "new Worker('js/engine.js' + name);",
    "a comment": "// new Worker('js/engine.js');",
    "a block comment": "/* new Worker('js/engine.js'); */",
    "a string": "const text = \"new Worker('js/engine.js')\";",
    "a class of the repository": "class Worker {}\nnew Worker('js/engine.js');",
    "an import of the repository": "import { Worker } from './worker.js';\nnew Worker('js/engine.js');",
    "another class": "new Image('js/engine.js');",
    "another file": "new Worker('js/other.js');",
    "an unknown address": "new Worker(URL.createObjectURL(blob), 'js/engine.js');",
    "an import": "import './js/engine.js';",
    "a name that ends alike": "new Worker('js/my-engine.js');",
}


@pytest.mark.parametrize("how", NOT_NAMED)
def test_any_other_file_is_on_the_side_of_the_page(tmp_path: Path, how: str) -> None:
    repo(tmp_path, {"page.js": NOT_NAMED[how] + "\n", "js/engine.js": ENGINE})
    assert outcomes(tmp_path) == {"js/engine.js": {"unmatched"}}


def test_a_copy_of_pyodide_starts_no_worker_of_the_repository(tmp_path: Path) -> None:
    copy = "FS_createPreloadedFile();\nnew Worker('js/engine.js');\n"
    repo(tmp_path, {"pyodide.asm.js": copy, "js/engine.js": ENGINE})
    assert outcomes(tmp_path) == {"js/engine.js": {"unmatched"}}


@pytest.mark.parametrize("name", ["page.ts", "index.html"])
@pytest.mark.parametrize(
    "how",
    ["// new Worker('js/engine.js')", "/* new Worker('js/engine.js') */", "const t = \"new Worker('js/engine.js')\";"],
)
def test_what_another_language_does_not_start(tmp_path: Path, name: str, how: str) -> None:
    repo(tmp_path, {name: how + "\n", "js/engine.js": ENGINE})
    assert outcomes(tmp_path) == {"js/engine.js": {"unmatched"}}


@pytest.mark.parametrize(
    "listens", ["self.onmessage = f;", "addEventListener('message', f);", "importScripts('pyodide.js');"]
)
def test_a_script_that_shows_it_by_itself(tmp_path: Path, listens: str) -> None:
    repo(tmp_path, {"page.js": "start();\n", "js/engine.js": f"{ENGINE}{listens}\n"})
    assert outcomes(tmp_path) == {"js/engine.js": {"in-worker"}}
    made(tmp_path, {"js/engine.js": f"{ENGINE}const w = {{}}; w.{listens}\n"})
    assert outcomes(tmp_path) == {"js/engine.js": {"unmatched"}}


@pytest.mark.parametrize("name", ["page.html", "page.vue", "page.svelte"])
def test_a_script_in_markup_runs_on_its_page_whatever_it_listens_to(tmp_path: Path, name: str) -> None:
    text = "onmessage = (e) => e.data.py.runPython('env.tilt()');\n"
    repo(tmp_path, {name: f"<script>\n{text}</script>\n", "w.ts": text.replace("(e)", "(e: MessageEvent)")})
    assert outcomes(tmp_path) == {name: {"unmatched"}, "w.ts": {"in-worker"}}


def test_calls_where_code_is_only_searched_are_listed_on_the_side_of_a_worker(tmp_path: Path) -> None:
    text = "---\npy.runPython('x');\n"
    repo(tmp_path, {"page.astro": text, "w.js": "onmessage = f;\nimport './page.astro';\n"})
    assert outcomes(tmp_path) == {"page.astro": {"in-worker"}}
    made(tmp_path, {"page.js": "import './page.astro';\n"})
    found = invoke(tmp_path, "check")
    assert [line[:14] for line in found.text.splitlines()] == ["page.astro:2:1"]
    assert "page.astro: note: this file is on both sides" in found.err


def test_code_that_holds_the_worker_is_on_the_side_of_the_page(tmp_path: Path) -> None:
    """A client may have the name of its script, of which the repository has no other file."""
    held = f"{ENGINE}const w = new Worker('/static/engine.js');\nw.onmessage = (e) => new Engine().render();\n"
    repo(tmp_path, {"js/engine.js": held})
    assert outcomes(tmp_path) == {"js/engine.js": {"unmatched"}}
    made(tmp_path, {"static/engine.js": ENGINE})
    assert outcomes(tmp_path) == {"js/engine.js": {"unmatched"}, "static/engine.js": {"in-worker"}}


def test_the_script_that_settings_name(tmp_path: Path) -> None:
    repo(tmp_path, {"engine.js": ENGINE, "migrator.toml": 'worker-script = "engine.js"\n'})
    assert outcomes(tmp_path) == {"engine.js": {"in-worker"}}


def test_a_worker_script_is_never_rewritten_and_asks_for_no_comment(tmp_path: Path) -> None:
    text = ENGINE.replace("env.tilt()", "env.render()").replace(
        "return await", "// migrator-keep: differs -- so\n await"
    )
    repo(tmp_path, {"page.js": NAMED["a path"], "js/engine.js": text})
    ran = invoke(tmp_path, "migrate", "--write")
    assert (ran.code, (tmp_path / "js/engine.js").read_text("utf-8")) == (0, text)
    assert "1 use in worker scripts, where Pyodide belongs." in ran.err
    assert "unmatched  " not in ran.err
    assert (invoke(tmp_path, "check").code, invoke(tmp_path, "check").text) == (0, "")


@pytest.mark.parametrize("form", ["markdown", "github", "sarif"])
def test_reports_tell_of_it_as_of_what_stays(tmp_path: Path, form: str) -> None:
    repo(tmp_path, {"page.js": NAMED["a path"], "js/engine.js": ENGINE})
    ran = invoke(tmp_path, "migrate", "--format", form, "--report", "page.html")
    assert ran.code == 0
    assert ("in a worker script, where Pyodide belongs" in ran.text) == (form != "github")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "1 use in worker scripts stays; nothing is left to do." in page
    assert "A use in a worker script, where Pyodide belongs" in page
    explained = invoke(tmp_path, "explain", "js/engine.js:2")
    assert "in-worker: this file runs in a worker, where Pyodide belongs" in explained.text


def test_the_ratchet_holds_nothing_of_a_worker_script(tmp_path: Path) -> None:
    repo(tmp_path, {"page.js": NAMED["a path"], "js/engine.js": ENGINE, "js/other.js": ENGINE})
    invoke(tmp_path, "check", "--update-ratchet")
    records = json.loads((tmp_path / "migrator-ratchet.json").read_text("utf-8"))["uses"]
    assert {item["path"] for item in records} == {"js/other.js"}
    assert invoke(tmp_path, "check").code == 0


def test_a_cached_answer_depends_on_the_code_that_starts_the_worker(tmp_path: Path) -> None:
    folder = repo(tmp_path, {"page.js": "start();\n", "js/engine.js": ENGINE})
    assert outcomes(folder) == {"js/engine.js": {"unmatched"}}
    made(folder, {"page.js": NAMED["a path"]})
    assert outcomes(folder) == {"js/engine.js": {"in-worker"}}
    made(folder, {"page.js": "start();\n", "new.js": NAMED["a constant"]})
    assert outcomes(folder) == {"js/engine.js": {"in-worker"}}
    made(folder, {".gitignore": "new.js\n"})
    assert outcomes(folder) == {"js/engine.js": {"unmatched"}}, "git ignores what starts it"
    (folder / ".gitignore").unlink()
    assert outcomes(folder) == {"js/engine.js": {"in-worker"}}
    made(folder, {"new.js": NAMED["a path"].replace("js/", "./lib/"), "lib/engine.js": "\n"})
    assert outcomes(folder) == {"js/engine.js": {"unmatched"}}, "it starts another of that name"


class Counted:
    """Addresses that were found, each text once."""

    def __init__(self) -> None:
        self.kinds: list[str] = []

    def of(self, kind: str, data: bytes, find: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
        self.kinds.append(kind)
        return find()


def test_a_file_is_a_worker_script_by_the_settings_or_by_the_code_around_it(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name, text in {
        "a.js": "new Worker('w.js'); new Worker('a.js');",
        "page.ts": "new Worker('t.js')",
        "b.js": "// Worker, started",
        "w.js": "",
        "t.js": "",
        "other.js": "",
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
    known, disk = Counted(), Disk()
    sides = Sides(Repository(disk), known)
    with disk.watch() as sight:
        found = {name: sides.in_worker(tmp_path / name, Settings()) for name in ("w.js", "t.js", "a.js", "other.js")}
    assert found == {"w.js": True, "t.js": True, "a.js": False, "other.js": False}  # a.js is named by itself alone
    noted = {Path(path).name: side == "worker" for (path, script), side in sight.sides.items() if not script}
    assert noted == found
    assert sorted(kind for kind in known.kinds if "imports" not in kind) == ["starts .js", "starts .js", "starts .ts"]
    assert sides.in_worker(tmp_path / "other.js", Settings(script=tmp_path / "other.js"))


# -- modules -----------------------------------------------------------------------------------------------------------

MODULE = """\
export class Engine {
    async render() { return await this.pyodide.runPythonAsync(`env.tilt()`); }
}
"""
WORKER = "import { Engine } from './engine.js';\nself.onmessage = () => new Engine().render();\n"

ONLY_IN_WORKERS: dict[str, dict[str, str]] = {
    "an alias of the page that ends alike and names what another file exports": {
        "js/w.js": WORKER,
        "page.js": "import { presets } from '$presets/engine';",
        "presets/engine/index.js": "export const presets = [];",
    },
    "a script that shows it by itself": {"js/w.js": WORKER},
    "a script that is named": {"page.js": "new Worker('js/w.js');", "js/w.js": WORKER.splitlines()[0]},
    "a script in TypeScript": {"js/w.ts": WORKER.replace("() =>", "(e: MessageEvent) =>")},
    "a bundler's script": {"page.js": "import W from './js/w.js?worker';", "js/w.js": WORKER.splitlines()[0]},
    "a default import of a bundler": {"page.js": "import W from './js/w.js';\nnew W();", "js/w.js": WORKER},
    "two scripts": {"js/w.js": WORKER, "js/v.js": WORKER},
    "a module between": {"js/w.js": "import './m.js';\nonmessage = f;", "js/m.js": WORKER.splitlines()[0]},
    "modules in a circle": {
        "js/w.js": "import './m.js';\nonmessage = f;", "js/m.js": "import './n.js'; import './engine.js';",
        "js/n.js": "import './m.js';",
    },
    "an import that runs later": {"js/w.js": "onmessage = async () => (await import('./engine.js')).Engine;"},
    "no ending": {"js/w.js": WORKER.replace("engine.js", "engine")},
    "importScripts": {"js/w.js": "importScripts('./engine.js', 'https://example.org/pyodide.js');"},
    "importScripts of the site's root": {"js/w.js": "importScripts('/js/engine.js');"},
    "require in a thread": {"js/w.js": "const { parentPort } = require('worker_threads'); require('./engine');"},
    "Comlink": {"js/w.js": "import * as Comlink from 'comlink';\nimport { Engine } from './engine.js';\nComlink.expose(new Engine());"},
    "a re-export": {"js/w.js": WORKER.replace("engine", "index"), "js/index.js": "export { Engine } from './engine.js';"},
    "all of a re-export": {"js/w.js": WORKER.replace("./engine.js", "."), "js/index.js": "export * from './engine.js';"},
    "a re-export that nobody else imports": {"js/w.js": WORKER, "index.js": "export { Engine } from './js/engine.js';"},
    "a re-export of which the page imports another name": {
        "js/w.js": WORKER, "index.js": "export * from './js/engine.js';\nexport { draw } from './draw.js';",
        "draw.js": "export const draw = f;", "page.js": "import { draw } from './index.js';",
    },
    "a type": {"js/w.js": WORKER, "page.ts": "import type { Engine } from './js/engine.js';\nlet e: Engine;"},
    "a name that is used as a type": {"js/w.js": WORKER, "page.ts": "import { Engine } from './js/engine';\nlet e: Engine | null;"},
    "a type in a comment": {"js/w.js": WORKER, "page.js": "/** @type {import('./js/engine.js').Engine} */\nlet e;"},
    "its text": {"js/w.js": WORKER, "page.js": "import text from './js/engine.js?raw';"},
    "a test": {"js/w.js": WORKER, "js/engine.test.js": "import { Engine } from './engine.js';"},
    "another file of that name": {"js/w.js": WORKER, "page.js": "import './lib/engine.js';", "lib/engine.js": "f();"},
}  # fmt: skip


@pytest.mark.parametrize("how", ONLY_IN_WORKERS)
def test_a_module_that_only_worker_scripts_import(tmp_path: Path, how: str) -> None:
    repo(tmp_path, {"js/engine.js": MODULE, **ONLY_IN_WORKERS[how]})
    assert outcomes(tmp_path)["js/engine.js"] == {"in-worker"}
    assert outcomes(tmp_path, "js/engine.js") == {"js/engine.js": {"in-worker"}}, "whatever else is given"


ON_THE_PAGE: dict[str, dict[str, str]] = {
    "nothing": {},
    "the page": {"page.js": "import { Engine } from './js/engine.js';"},
    "a file that holds a worker": {"js/client.js": "import './engine.js';\nconst w = new Worker('x.js');\nw.onmessage = f;"},
    "a listener of something else": {"js/client.js": "import './engine.js';\nthis.worker.onmessage = f;"},
    "a listener beside the document": {"js/client.js": "import './engine.js';\nonmessage = f; document.title;"},
    "another name of a re-export": {
        "js/w.js": "import { other } from './index.js';\nonmessage = other;", "js/other.js": "export const other = f;",
        "js/index.js": "export { Engine } from './engine.js';\nexport { other } from './other.js';",
    },
    "a type that the script imports": {"js/w.ts": "import type { Engine } from './engine';\nself.onmessage = () => {};"},
    "a script that only spells it": {"js/w.js": "onmessage = f; // import './engine.js'\n"},
}  # fmt: skip


@pytest.mark.parametrize("how", ON_THE_PAGE)
def test_a_module_that_no_worker_script_imports(tmp_path: Path, how: str) -> None:
    repo(tmp_path, {"js/engine.js": MODULE, **ON_THE_PAGE[how]})
    assert outcomes(tmp_path)["js/engine.js"] == {"unmatched"}
    assert both(tmp_path) == []


def both(folder: Path) -> list[str]:
    """What is said of files on both sides, by `check` as well."""
    files = json.loads(invoke(folder, "migrate", "--format", "json").text)["files"]
    notes = [note["message"] for file in files for note in file["notes"] if note["code"] == "both-sides"]
    checked = invoke(folder, "check")
    assert all(note in checked.err for note in notes)
    document = json.loads(invoke(folder, "check", "--format", "json").text)
    assert [note["message"] for note in document.get("notes", [])] == notes
    return notes


ON_BOTH: dict[str, tuple[dict[str, str], str]] = {
    "the page imports it": (
        {"js/w.js": WORKER, "page.js": "import { Engine } from './js/engine.js';"},
        "`w.js` imports it in a worker, and `../page.js` imports it on the page",
    ),
    "HTML imports it": (
        {"js/w.js": WORKER, "index.html": "<script type=module src=js/engine.js></script>"},
        "`w.js` imports it in a worker, and `../index.html` imports it on the page",
    ),
    "HTML has code that imports it": (
        {"js/w.js": WORKER, "index.html": "<script type=module>\nimport { Engine } from '/js/engine.js';\n</script>"},
        "`w.js` imports it in a worker, and `../index.html` imports it on the page",
    ),
    "a Vue file imports it": (
        {"js/w.js": WORKER, "page.vue": "<script setup>\nimport { Engine } from '@/js/engine'\nnew Engine()\n</script>"},
        "`w.js` imports it in a worker, and `../page.vue` imports it on the page",
    ),
    "the page may import it": (
        {"js/w.js": WORKER, "page.js": "if (!window.Worker) await import('./js/engine.js');"},
        "`w.js` imports it in a worker, and `../page.js` imports it on the page",
    ),
    "the page imports what imports it": (
        {"js/w.js": "import './m.js';\nonmessage = f;", "js/m.js": "import './engine.js';", "page.js": "import './js/m.js';"},
        "`w.js` imports it in a worker, and `../page.js` imports it on the page",
    ),
    "the page imports it through a re-export": (
        {"js/w.js": WORKER, "index.js": "export * from './js/engine.js';", "page.js": "import { Engine } from './index.js';"},
        "`w.js` imports it in a worker, and `../page.js` imports it on the page",
    ),
    "the page imports a value beside a type": (
        {"js/w.js": WORKER, "page.ts": "import { Engine, type Other } from './js/engine';\nlet o: Other = new Engine();"},
        "`w.js` imports it in a worker, and `../page.ts` imports it on the page",
    ),
    "it uses the document": (
        {"js/w.js": WORKER, "js/engine.js": MODULE + "document.title = 'x';\n"},
        "`w.js` imports it in a worker, and it uses `document`, which only a page has",
    ),
    "what imports it uses the document": (
        {"js/w.js": "import './m.js';\nonmessage = f;", "js/m.js": "import './engine.js';\ndocument.a();"},
        "`w.js` imports it in a worker, and `m.js`, which imports it, uses `document`, which only a page has",
    ),
    "it holds a worker": (
        {"js/w.js": WORKER, "js/engine.js": MODULE + "export const w = new Worker('x.js');\n"},
        "`w.js` imports it in a worker, and it starts a worker, as code on the page does",
    ),
    "the script itself is imported": (
        {"js/engine.js": MODULE + "onmessage = f;\n", "page.js": "import { Engine } from './js/engine.js';"},
        "a worker runs it, and `../page.js` imports it on the page",
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", ON_BOTH)
def test_a_module_on_both_sides_is_the_page_s_and_a_note_says_so(tmp_path: Path, how: str) -> None:
    files, why = ON_BOTH[how]
    repo(tmp_path, {"js/engine.js": MODULE, **files})
    assert outcomes(tmp_path)["js/engine.js"] == {"unmatched"}
    assert both(tmp_path) == [f"this file is on both sides, and is judged as the page's: {why}"]


def test_a_name_that_is_asked_for_puts_no_module_on_the_page(tmp_path: Path) -> None:
    text = MODULE + "export const root = typeof window !== 'undefined' ? window : self;\n"
    repo(tmp_path, {"js/w.js": WORKER, "js/engine.js": text})
    assert outcomes(tmp_path)["js/engine.js"] == {"in-worker"}


def test_a_module_of_the_script_that_the_settings_name(tmp_path: Path) -> None:
    repo(tmp_path, {"js/engine.js": MODULE, "js/w.js": WORKER.splitlines()[0]})
    assert outcomes(tmp_path)["js/engine.js"] == {"unmatched"}
    made(tmp_path, {"migrator.toml": 'worker-script = "js/w.js"\n'})
    assert outcomes(tmp_path)["js/engine.js"] == {"in-worker"}


def test_what_was_found_of_a_module_holds_as_long_as_its_side(tmp_path: Path) -> None:
    """The cache knows of the files that put it there, none of which is read for its uses."""
    repo(tmp_path, {"js/engine.js": MODULE, "js/w.js": WORKER})
    assert outcomes(tmp_path)["js/engine.js"] == {"in-worker"}
    made(tmp_path, {"page.js": "import './js/engine.js';"})
    assert outcomes(tmp_path)["js/engine.js"] == {"unmatched"}
    made(tmp_path, {"other.js": "import './js/engine.js';", "page.js": "f();"})
    assert "`../other.js` imports it" in both(tmp_path)[0]
    (tmp_path / "other.js").unlink()
    assert outcomes(tmp_path)["js/engine.js"] == {"in-worker"}
    made(tmp_path, {"js/w.js": WORKER.replace("self.onmessage =", "export const f =")})
    assert outcomes(tmp_path)["js/engine.js"] == {"unmatched"}


@pytest.mark.parametrize("settings", ["", 'receiver = "this.py"\n', 'receiver = "this.py"\nkeep = []\n'])
def test_uses_of_a_worker_script_are_counted_whatever_the_settings_name(tmp_path: Path, settings: str) -> None:
    text = "const py = await loadPyodide();\nonmessage = (e) => py.runPython(e.data);\n"
    repo(tmp_path, {"js/w.js": text, "migrator.toml": settings})
    assert outcomes(tmp_path) == {"js/w.js": {"in-worker"}}
    told = invoke(tmp_path, "check")
    assert (told.code, told.out) == (0, b"")
    assert "1 file, 2 uses" in told.err
    listed = json.loads(invoke(tmp_path, "check", "--format", "json").text)["in_worker"]
    assert [(item["path"], item["line"], item["member"]) for item in listed] == [
        ("js/w.js", 1, None),
        ("js/w.js", 2, "runPython"),
    ]
    assert "js/w.js:2:20: `runPython` runs in a worker" in invoke(tmp_path, "check", "--verbose").err
    assert "in-worker  `runPython`" in invoke(tmp_path, "migrate", "--verbose").err
    assert "in-worker" not in invoke(tmp_path, "migrate").err


def test_a_module_of_a_worker_is_never_rewritten(tmp_path: Path) -> None:
    text = (
        GAME.replace("class Base", "export class Base")
        + "export class Game extends Base {\n    async act() {\n        await this.pyodide.runPythonAsync(`env.render()`);\n    }\n}\n"
    )
    repo(tmp_path, {"game.js": text})
    assert "rewritten" in outcomes(tmp_path)["game.js"]
    made(tmp_path, {"w.js": "import { Game } from './game.js';\nonmessage = () => new Game().act();"})
    assert outcomes(tmp_path)["game.js"] == {"in-worker"}


def test_calls_in_typescript_are_listed_on_the_side_of_a_worker(tmp_path: Path) -> None:
    text = "import { py } from './py';\nself.onmessage = (e: MessageEvent) => py.runPython(e.data);\n"
    repo(tmp_path, {"w.ts": text, "m.ts": "export const run = (p: P, x: string) => p.runPython(x);\n"})
    made(tmp_path, {"w.ts": text + "import { run } from './m';\nrun(py, 'x');\n"})
    found = invoke(tmp_path, "check")
    assert (found.code, found.out) == (0, b"")
    assert "3 uses: 3 in worker scripts" in found.err
    assert outcomes(tmp_path) == {"m.ts": {"in-worker"}, "w.ts": {"in-worker"}}
    made(tmp_path, {"page.ts": "import { run } from './m';\nrun(py, 'x');\n"})
    found = invoke(tmp_path, "check")
    assert [line[:9] for line in found.text.splitlines()] == ["m.ts:1:41"]
    assert "m.ts: note: this file is on both sides" in found.err


def applications(folder: Path, number: int) -> Path:
    """A repository of applications with a worker each, all under the same names, and a module on both sides."""
    for at in range(number):
        app = folder / f"apps/app{at}"
        app.mkdir(parents=True)
        (app / "page.js").write_text("import { both } from './both.js'; new Worker('./worker.js'); both();", "utf-8")
        (app / "worker.js").write_text("import { both } from './both.js'; both();", "utf-8")
        (app / "both.js").write_text("export const both = () => 1;", "utf-8")
    (folder / "package.json").write_text("{}", "utf-8")
    return folder


@pytest.mark.parametrize("is_again", [False, True])
def test_the_sides_of_many_scripts_take_reads_in_step_with_their_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_again: bool
) -> None:
    reads: list[int] = []

    def counted(path: str | Path) -> bytes | None:
        reads[-1] += 1
        return contents(path)

    monkeypatch.setattr(disk, "contents", counted)
    monkeypatch.setattr(answers, "look", lambda path: counted(path) and "")
    for number in (10, 40):
        folder = applications(tmp_path / f"of-{number}", number)
        kept = Kept()
        for _ in range(1 + is_again):
            reads.append(0)
            sides = Sides(Repository(Disk(), kept))
            found = [sides.seen(str(path)) for path in sorted(folder.glob("apps/*/*.js"))]
        assert [side.in_worker for side in found] == [False, False, True] * number
        assert [side.is_both for side in found] == [True, False, False] * number
    assert reads[-1] <= 5 * reads[is_again]
