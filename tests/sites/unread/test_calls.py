"""Calls that run Python in JavaScript, and what `check` and `migrate` say of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tree_sitter import Node

from migrator.javascript.source import Source
from migrator.model.settings import Settings
from migrator.sites.site import File
from migrator.sites.unread.calls import unread_calls
from tests.report.formats import invoke
from tests.support import GAME, in_game

TOML = "migrator.toml"


NAMED = 'receiver = "this.pyodide"\n'  # without a receiver that is named, whatever runs Python is one


@pytest.fixture
def named(tmp_path: Path) -> None:
    (tmp_path / TOML).write_text(NAMED, "utf-8")


def document(folder: Path, command: str = "check", *arguments: str) -> Any:
    return invoke(folder, command, "--format", "json", "--no-cache", *(arguments or (".",))).json()


def unread(folder: Path, text: str, name: str = "a.js") -> list[tuple[int, int]]:
    """Line and column of each finding of a call that no setting covers, in a file with this text."""
    (folder / name).write_text(text, "utf-8")
    if not (folder / TOML).exists():
        (folder / TOML).write_text(NAMED, "utf-8")
    found = document(folder)
    assert found["errors"] == []
    return [(item["line"], item["column"]) for item in found["findings"] if item["kind"] == "unread"]


CLIENT = "export class Client { runPython(code) { return this.send(code); } }\n"
NONE = {
    "the receiver": "class A { m() { return this.pyodide.runPython('x'); } }",
    "a name of the receiver": "class A { m() { const p = this.pyodide; return p.runPython('x'); } }",
    "what the receiver's globals give": "class A { m() { return this.pyodide.globals.get('a').runPython('x'); } }",
    "the worker": "class A { m() { return this.worker.runPython('x'); } }",
    "a name of the worker": "class A { m() { const { worker } = this; return worker.runPython('x'); } }",
    "a method of the class": "class A { runPython(x) { return x; } m() { return this.runPython('x'); } }",
    "a method of a class that it extends": "class B { runPython(x) { return x; } }\nclass A extends B { m() { return super.runPython(this.runPython('x')); } }",
    "a function by its name alone": "runPython('x'); f(...runPython('x'));",
    "a function of what a hook gives": "const { runPython, output } = usePython({ packages });\nconst { runPythonAsync: run } = hooks.usePyodide();",
    "a definition": "const o = { runPython(x) { return x; }, runPythonAsync: async (x) => x };",
    "an assignment to it": "o.runPython = (x) => x;",
    "only asked about": "if (o.runPython) f(typeof o.runPython, o.runPython === g, !o.runPython);",
    "given to a function that asks": "expect(o.runPython).toHaveBeenCalled(); isFunction(o.runPython); console.log(o.runPython);",
    "waited for, or shown": "await o.runPython; const a = <p>{o.runPython}</p>;",
    "a parameter's part": "function f({ runPython }) { return g(runPython); }",
    "a comment": "// o.runPython('x')\n/* o.runPython('x') */",
    "a string": "f('o.runPython(1)', `o.runPython(${x})`);",
    "another name": "o.runPythonSync('x'); o['runPython2']('x');",
}  # fmt: skip


@pytest.mark.parametrize("name", NONE)
def test_what_settings_cover_or_is_no_call(tmp_path: Path, name: str) -> None:
    assert unread(tmp_path, NONE[name]) == []


FOUND = {
    "a variable": ("pyodide.runPython('x');", [(1, 1)]),
    "a module's variable": ("let p;\nexport async function f(x) { return await p.runPythonAsync(x); }", [(2, 43)]),
    "another member of this": ("class A { m() { return this.py.runPython('x'); } }", [(1, 24)]),
    "a private member": ("class A { #p; m() { return this.#p.runPython('x'); } }", [(1, 28)]),
    "a reference": ("ref.current?.runPython?.('x');", [(1, 1)]),
    "what a call gives": ("(await getPyodide()).runPython('x');", [(1, 1)]),
    "a key": ("p['runPython']('x'); p[`runPythonAsync`]('x');", [(1, 1), (1, 22)]),
    "escapes": ("p.run\\u0050ython('x'); p['run\\x50ython']('x');", [(1, 1), (1, 24)]),
    "a tag": ("p.runPython`x`;", [(1, 1)]),
    "parentheses and a sequence": ("(0, p.runPython)('x'); (p.runPython)('x');", [(1, 5), (1, 25)]),
    "one of two": ("(p.runPythonAsync || p.runPython)('x');", [(1, 2), (1, 22)]),
    "call, apply and bind": ("p.runPython.call(p, 'x'); p.runPython.apply(p, a); p.runPython.bind(p);", [(1, 1), (1, 27), (1, 52)]),
    "a name of the function": ("const run = p.runPython;\nrun('x');", [(1, 13)]),
    "taken apart of what is no hook": ("const { runPython } = user();\nconst { runPythonAsync } = await use();", [(1, 9), (2, 9)]),
    "taken apart": ("const { runPython } = p;\nconst { runPythonAsync: run = f } = await load();", [(1, 9), (2, 9)]),
    "assigned": ("({ runPython: run } = p); o.run = p.runPython;", [(1, 4), (1, 35)]),
    "given away": ("const api = { run: p.runPython };\nconst f = () => p.runPython;", [(1, 20), (2, 17)]),
    "given to a function": ("xs.map(p.runPython); Reflect.apply(p.runPython, p, ['x']); new Runner(p.runPython);", [(1, 8), (1, 36), (1, 71)]),
    "given to a component": ("const a = <A run={p.runPython} />;", [(1, 19)]),
    "in a list": ("const a = [p.runPython];", [(1, 12)]),
    "a default": ("function f(run = p.runPython, { go = p.runPython }) {}", [(1, 18), (1, 38)]),
    "a field": ("class A { run = p.runPython; }", [(1, 17)]),
    "exported": ("export default p.runPython;", [(1, 16)]),
    "assigned where there is none": ("run ??= p.runPython;", [(1, 9)]),
    "yielded": ("function* f() { yield p.runPython; }", [(1, 23)]),
    "a key with a name": ("const key = 'runPython';\np[key]('x'); f(key); p[key] = 1;", [(2, 1)]),
    "the user's own client": (CLIENT + "const c = new Client();\nc.runPython('x');", [(3, 1)]),
    "a class that declares none": ("class A { m() { return this.runPython('x'); } }", [(1, 24)]),
    "in a method that may keep Pyodide": ("class A { performRollback() { p.runPython('x'); } }", [(1, 31)]),
    "beside the receiver": ("class A { performRollback() { this.pyodide.runPython('x'); p.runPython('y'); } }", [(1, 60)]),
    "JSX": ("const a = <b onClick={() => p.runPython('x')} />;", [(1, 29)]),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_what_no_setting_covers(tmp_path: Path, name: str) -> None:
    text, found = FOUND[name]
    assert unread(tmp_path, text) == found
    result = invoke(tmp_path, "check", ".")
    assert result.code == 1
    assert "The boundary holds" not in result.text + result.err


@pytest.mark.usefixtures("named")
def test_each_says_what_to_set(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("class A { m() { this.py.runPython('x'); } }\npyodide.runPython('x');\n", "utf-8")
    (tmp_path / "b.js").write_text("worker.onmessage = f;\npyodide.runPython('x');\n", "utf-8")
    (tmp_path / "c.ts").write_text("const n: number = pyodide!.runPython('x');\n", "utf-8")
    (tmp_path / "d.astro").write_text("---\npyodide.runPython('x');\n", "utf-8")
    (tmp_path / "e.html").write_text("<script>pyodide.runPython('x');</script><b onclick='p.runPython(x)'>\n", "utf-8")
    told = [item["message"] for item in document(tmp_path)["findings"]]
    accept = "add the file to `exclude`, or accept the call with `migrator check --update-ratchet`"
    assert told == [
        "`this.py.runPython` runs Python, and no setting covers it: set `receiver = \"this.py\"` (it is `this.pyodide`)",
        "`pyodide.runPython` runs Python, and no setting covers it: add `pyodide` to `receiver`, which has `this.pyodide`",
        f"`pyodide.runPython` runs Python, and no setting covers it: if this file is the worker's script, set `worker-script` to it; otherwise {accept}",
        "`pyodide.runPython` runs Python, and no setting covers it: add `pyodide` to `receiver`, which has `this.pyodide`",
        f"`pyodide.runPython` runs Python, and nothing checked it: Astro is only searched; {accept}",
        "`pyodide.runPython` runs Python, and no setting covers it: add `pyodide` to `receiver`, which has `this.pyodide`",
        f"`p.runPython` runs Python, and nothing checked it: the markup of HTML is only searched; {accept}",
    ]


@pytest.mark.parametrize(
    "text", ["await this.pyodide.runPythonAsync('x');", "const f = () => this.pyodide.runPython('x');", "with (x) { this.pyodide.runPython('x'); }"]
)
def test_nothing_is_to_be_set_where_this_is_that_of_the_file(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(text, "utf-8")
    [told] = document(tmp_path)["findings"]
    assert told["kind"] == "unread"
    assert "outside of functions and classes, `this` is that of the file" in told["message"]


def test_what_is_said_to_be_set_covers_it(tmp_path: Path) -> None:
    text = "class A { m() { this.py.runPython('x'); } performRollback() { this.py.runPython('y'); } }"
    assert len(unread(tmp_path, text)) == 2
    (tmp_path / TOML).write_text('receiver = "this.py"\n', "utf-8")
    assert unread(tmp_path, text) == []
    assert [item["kind"] for item in document(tmp_path)["findings"]] == ["call"]


def test_what_is_excluded_is_left_out(tmp_path: Path) -> None:
    (tmp_path / TOML).write_text('exclude = ["legacy/"]\n', "utf-8")
    (tmp_path / "legacy").mkdir()
    (tmp_path / "legacy" / "a.ts").write_text("p.runPython('x');", "utf-8")
    assert unread(tmp_path, "p.runPython('x');", "legacy/a.js") == []
    result = invoke(tmp_path, "check", ".")
    assert (result.code, result.err) == (0, "0 files: nothing was examined.\n")


@pytest.mark.parametrize("name", ["pyodide.js", "pyodide.mjs", "pyodide.asm.js"])
def test_a_copy_of_pyodide_is_left_out_and_a_wrapper_of_its_name_is_not(tmp_path: Path, name: str) -> None:
    assert unread(tmp_path, "API.runPython('x'); const f = _createPyodideModule;", name) == []
    assert document(tmp_path)["skipped"] == [{"path": name, "reason": "is a copy of Pyodide"}]
    assert unread(tmp_path, "API.runPython('x');", name) == [(1, 1)]


@pytest.mark.parametrize("name", ["a.d.ts", "a.d.mts", "a.d.cts", "a.css", "a.json", "a.min.js", "node_modules/a.ts"])
def test_files_that_hold_no_code_of_ones_own_are_left_out(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    assert unread(tmp_path, "p.runPython('x');", name) == []


def test_a_worker_script_has_none_in_any_language(tmp_path: Path) -> None:
    (tmp_path / "page.js").write_text("new Worker('./a.js'); new Worker(new URL('./b.ts', import.meta.url));", "utf-8")
    (tmp_path / "b.ts").write_text("p.runPython('x');", "utf-8")
    assert unread(tmp_path, "p.runPython('x');") == []
    told = {file["path"]: [use["outcome"] for use in file["uses"]] for file in document(tmp_path, "migrate")["files"]}
    assert told == {"a.js": ["in-worker"], "b.ts": ["in-worker"]}
    (tmp_path / "page.js").write_text("new Other('./a.js');", "utf-8")
    assert unread(tmp_path, "p.runPython('x');") == [(1, 1), (1, 1)]


@pytest.mark.usefixtures("named")
def test_migrate_notes_them_and_keeps_its_exit_code(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(in_game("p.runPython('x');"), "utf-8")
    result = invoke(tmp_path, "migrate", "--write", ".")
    assert result.code == 0
    assert "note: line 25: `p.runPython` runs Python, and no setting covers it" in result.err
    assert result.err.endswith("1 call that runs Python is covered by no setting, and was not looked at: see the notes.\n")
    found = document(tmp_path, "migrate")
    assert found["summary"]["unread"] == 1
    assert [note["code"] for note in found["files"][0]["notes"]] == ["unread"]
    for form in ("markdown", "github", "sarif"):
        assert "`p.runPython` runs Python" in invoke(tmp_path, "migrate", "--format", form, ".").text.replace("\\", "")


@pytest.mark.usefixtures("named")
def test_no_report_says_that_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(in_game("p.runPython('x');"), "utf-8")
    invoke(tmp_path, "migrate", "--report", "out.html", "--format", "markdown", ".")
    page = (tmp_path / "out.html").read_text("utf-8")
    assert "1 call that runs Python is covered by no setting" in page
    assert "nothing is left to do" not in page
    told = invoke(tmp_path, "migrate", "--format", "markdown", ".").text
    assert "1 call that runs Python is covered by no setting" in told.partition("## What is left")[2].partition("## ")[0]


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.js", "\np.runPython('x');\nf();\n", "and no setting covers it"),
        ("a.ts", "let p: P;\np!.runPython<T>('x');\nf();\n", "and no setting covers it"),
        ("a.vue", "<script setup>\np.runPython('x');\nf();</script>\n", "and no setting covers it"),
        ("a.html", "<p>\n<b onclick='p.runPython(x)'>\n<b>", "and nothing checked it"),
        ("a.astro", "---\np.runPython('x');\nf();\n", "and nothing checked it"),
    ],
)
def test_explain_says_it_too(tmp_path: Path, name: str, text: str, why: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    result = invoke(tmp_path, "explain", f"{name}:2")
    assert (result.code, result.text.startswith(f"{name}:2: `p.runPython` runs Python, {why}")) == (0, True)
    assert invoke(tmp_path, "explain", f"{name}:3").code == 2


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize(
    ("name", "around"),
    [
        ("a.js", "%s"),
        ("a.ts", "let p: P; %s"),
        ("a.svelte", "<script>%s</script>"),
        ("a.html", '<b onclick="%s">'),
        ("a.astro", "---\n%s---\n"),
    ],
)
def test_the_ratchet_accepts_them_one_by_one(tmp_path: Path, name: str, around: str) -> None:
    (tmp_path / name).write_text(around % "p.runPython('x');\n", "utf-8")
    assert invoke(tmp_path, "check", ".", "--update-ratchet").code == 0
    assert invoke(tmp_path, "check", ".").code == 0
    (tmp_path / name).write_text(around % "\n\np.runPython( 'x' );\n", "utf-8")
    assert invoke(tmp_path, "check", ".").code == 0
    (tmp_path / name).write_text(around % "p.runPython('y');\n", "utf-8")
    result = invoke(tmp_path, "check", ".")
    assert (result.code, "[unread]" in result.text) == (1, True)


def test_a_file_that_is_named_is_an_error_but_for_hooks(tmp_path: Path) -> None:
    (tmp_path / "a.astro").write_text("---\np.runPython('x');\n", "utf-8")
    (tmp_path / "b.astro").write_text("---\nf();\n", "utf-8")
    said = "Astro is only searched for calls that run Python"
    result = invoke(tmp_path, "check", "b.astro")
    assert (result.code, result.text) == (2, f"b.astro: error: {said}\n")
    assert invoke(tmp_path, "check", "a.astro").text.count("[unread]") == 1
    hook = invoke(tmp_path, "check", "--force-exclude", "--", "b.astro")
    assert (hook.code, hook.text) == (0, "")
    assert invoke(tmp_path, "check", "--force-exclude", "--", "a.astro").code == 1


@pytest.mark.usefixtures("named")
@pytest.mark.parametrize("name", ["a.ts", "a.tsx", "a.mts", "a.vue", "a.svelte", "a.html"])
def test_a_file_that_is_parsed_is_none_where_it_is_named(tmp_path: Path, name: str) -> None:
    text = "p.runPython('x');\n"
    (tmp_path / name).write_text(text if "ts" in name else f"<script>{text}</script>", "utf-8")
    (tmp_path / f"b{name}").write_text("f();\n", "utf-8")
    result = invoke(tmp_path, "check", name)
    assert (result.code, result.text.count("[unread]")) == (1, 1)
    nothing = invoke(tmp_path, "check", f"b{name}")
    assert (nothing.code, nothing.text) == (0, "")


# -- what a run examined -----------------------------------------------------------------------------------------------


def told(folder: Path, *arguments: str) -> str:
    result = invoke(folder, "check", *arguments)
    assert result.code == 0
    return result.err.splitlines()[-1]


def test_a_run_says_what_it_examined(tmp_path: Path) -> None:
    assert told(tmp_path) == "0 files: nothing was examined."
    (tmp_path / "a.js").write_text("f();", "utf-8")
    (tmp_path / "b.astro").write_text("f();", "utf-8")
    nothing = "no uses: nothing uses the receiver (`this.pyodide`, or what the settings name)."
    assert told(tmp_path) == f"2 files (1 only searched), {nothing}"
    assert told(tmp_path, "a.js") == f"1 file, {nothing}"
    (tmp_path / "game.js").write_text(GAME, "utf-8")
    assert told(tmp_path, "a.js", "game.js") == (
        "The boundary holds. 2 files, 2 uses: 1 in methods that may keep Pyodide, 1 that others depend on."
    )
    (tmp_path / "game.js").write_text(
        "class A { performRollback() { this.pyodide.a(); this.pyodide.b(); } }", "utf-8"
    )
    assert told(tmp_path, "game.js") == "The boundary holds. 1 file, 2 uses: all in methods that may keep Pyodide."


def test_a_receiver_that_nothing_uses_is_no_boundary_that_holds(tmp_path: Path) -> None:
    (tmp_path / TOML).write_text('receiver = "this.other"\n', "utf-8")
    (tmp_path / "game.js").write_text("class A { performRollback() { this.pyodide.globals.get('a'); } }", "utf-8")
    assert told(tmp_path) == "1 file, no uses: nothing uses the receiver (`this.pyodide`, or what the settings name)."


# -- scripts that show by themselves that they run in a worker ---------------------------------------------------------

RUN = "\npyodide.runPython('x');\n"
IN_WORKER = {
    "onmessage": "onmessage = (e) => f(e);",
    "a member of self": "self.onmessage = (e) => f(e);",
    "a key of self": "self['onmessage'] = f;",
    "a shared worker": "onconnect = f;",
    "a listener of a shared worker": "self.addEventListener('connect', f);",
    "asked whether there is a page": "if (typeof window === 'undefined') self.onmessage = f;",
    "a listener": "addEventListener('message', f);",
    "a listener of self": "self.addEventListener('message', f);",
    "importScripts": "importScripts('pyodide.js'); const a = document;",
    "a thread": "import { parentPort } from 'node:worker_threads';\nparentPort.on('message', f);",
    "Comlink": "import * as Comlink from 'comlink';\nComlink.expose(api);",
    "expose of Comlink": "import { expose } from 'comlink';\nexpose(api);",
}
ON_THE_PAGE = {
    "a listener of something else": "worker.onmessage = f; this.port.onmessage = f; w.addEventListener('message', f);",
    "a listener beside the document": "self.onmessage = f; document.title = 'a';",
    "a listener of the window": "window.onmessage = f; window.addEventListener('message', f);",
    "a listener for something else": "self.addEventListener('error', f);",
    "a name of its own": "let onmessage; onmessage = f;",
    "a self of its own": "const self = new Worker('a.js'); self.onmessage = f;",
    "only read": "f(self.onmessage);",
    "a comment": "// importScripts('a'); self.onmessage = f; import { parentPort } from 'worker_threads';",
    "a function of its own": "function importScripts() {} importScripts('a');",
    "an expose of its own": "// comlink\nthis.shutter.expose;",
}


@pytest.mark.parametrize("name", IN_WORKER)
def test_a_script_of_a_worker_is_where_python_runs(tmp_path: Path, name: str) -> None:
    assert unread(tmp_path, IN_WORKER[name] + RUN) == []


@pytest.mark.parametrize("name", ON_THE_PAGE)
def test_what_is_no_script_of_a_worker(tmp_path: Path, name: str) -> None:
    assert len(unread(tmp_path, ON_THE_PAGE[name] + RUN)) == 1


def test_what_is_known_of_a_call() -> None:
    text = "class Game { act() { py.runPython(`x`); this.pyodide.runPython(`y`); this.worker.runPython(`z`); } }"
    source = Source.read("a.js", text.encode())
    settings = Settings(infers=False)
    uses = File(source, settings).uses
    (found,) = unread_calls(source, uses, settings, lambda node, name: False)
    assert (found.line, found.column, found.class_name, found.method, found.member) == (1, 22, "Game", "act", "runPython")


def test_a_method_that_a_class_declares_is_its_own() -> None:
    source = Source.read("a.js", b"class Game { act() { this.runPython(`x`); } }")
    asked: list[str] = []

    def has_method(node: Node, name: str) -> bool:
        asked.append(name)
        return True

    assert unread_calls(source, [], Settings(), has_method) == []
    assert asked == ["runPython"]
    assert len(unread_calls(source, [], Settings(), lambda node, name: False)) == 1
