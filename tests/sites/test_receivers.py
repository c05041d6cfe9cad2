"""What shows that it is Pyodide is a receiver; what only has its names is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.project import Project
from migrator.javascript.source import Source
from migrator.model.ledger import Why
from migrator.model.settings import Settings
from migrator.sites.imported import Imported
from migrator.sites.receivers import Receivers
from migrator.sites.use import Use
from migrator.sites.uses import all_uses
from tests.report.formats import invoke

CLIENT = "export class Client { runPython(code) { return this.send(code); } }\n"


def uses(text: str) -> list[Use]:
    return all_uses(Source.read("a.js", text.encode()), Settings())


def shown(text: str) -> list[str]:
    """The text of each use, a write as `name =`."""
    data = text.encode()
    return [
        data[use.whole.start_byte : use.whole.end_byte].decode() + (" =" if use.kind == "assign" else "")
        for use in uses(text)
    ]


NONE = {
    "the user's own client": CLIENT + "const c = new Client();\nc.runPython('x');",
    "a client that is assigned later": CLIENT + "let c;\nfunction start() { c = new Client(); }\nc.runPython('x');",
    "a member that is a client": CLIENT + "class A { constructor() { this.c = new Client(); } m() { this.c.runPython('x'); } }",
    "a static method": "class Client { static runPython(x) { return x; } }\nClient.runPython('x');",
    "an object of the file": "const api = { runPython(x) { return x; } };\napi.runPython('x');",
    "a function by its name": "const { runPython } = usePython();\nrunPython('x');",
    "a proxy of a worker": "const c = Comlink.wrap(new Worker('w.js'));\nc.runPython('x');",
    "a proxy that is assigned later": "import { wrap } from 'comlink';\nlet c;\nfunction start() { c = wrap(worker); }\nc.runPython('x');",
    "a member of an object that is written out": "const o = { c: Comlink.wrap(w), busy: false };\no.c.runPython('x');",
    "proxies in a list": "const all = [];\nfor (const w of workers) all.push(Comlink.wrap(w));\nall[0].runPython('x');\nfor (const c of all) c.runPython('x');\nall.forEach((c) => c.runPython('x'));",
    "proxies in objects of a list": "class P { #all = []; start() { const proxy = Comlink.wrap(w); const one = { proxy, busy: false }; this.#all.push(one); } run(x) { const free = this.#all.find((one) => !one.busy); free.proxy.runPython(x); } }",
    "proxies in a map": "const all = new Map();\nall.set('a', Comlink.wrap(w));\nall.get('b').runPython('x');",
    "a proxy in state": "const [c, setC] = useState(null);\nsetC(Comlink.wrap(w));\nc.runPython('x');",
    "a proxy in a reference": "const ref = useRef(null);\nref.current = Comlink.wrap(w);\nref.current.runPython('x');\nconst other = useRef(Comlink.wrap(w));\nother.current.runPython('x');",
    "what is made once": "const c = useMemo(() => Comlink.wrap(w), []);\nc.runPython('x');",
    "what a hook gives": "const { runPython } = usePython();\nconst api = usePython();\napi.version;",
    "a definition": "const api = { runPython: (x) => x, runPythonAsync() {} };",
    "the worker": "class A { m() { return this.worker.runPython('x'); } }",
    "a method of the class": "class A { runPython(x) { return x; } m() { return this.runPython('x'); } }",
    "a name alone": "const pyodide = window.pyodide; pyodide.globals.get('a');",
    "a loader of one's own": "function loadPyodide() { return 1; }\nconst p = loadPyodide();\np.version;",
    "a method of one's own that loads": "class A { async loadPyodide() { return 1; } async m() { const ok = await this.loadPyodide(); ok.version; } }",
    "an object of one's own that loads": "const app = { loadPyodide() {} };\nconst ok = app.loadPyodide();\nok.version;",
    "the loader itself": "if (window.loadPyodide) start(loadPyodide);",
}  # fmt: skip


@pytest.mark.parametrize("name", NONE)
def test_what_shows_nothing_is_no_receiver(name: str) -> None:
    assert shown(NONE[name]) == []


FOUND = {
    "a variable": ("let p = null;\np.runPython('x');", ["p.runPython"]),
    "all of one variable": ("let p;\nexport const f = (x) => p.runPython(x);\np.globals.get('a');\np = null;", ["p.runPython", "p.globals", "p ="]),
    "a parameter": ("const f = (p) => p.runPython('x');", ["p.runPython"]),
    "a global": ("pyodide.runPython('x');\nwindow.pyodide.version;", ["pyodide.runPython", "window.pyodide.version"]),
    "another variable of the name": ("function f(p) { p.runPython('x'); }\nfunction g(p) { p.version; }", ["p.runPython"]),
    "a member of this": ("class A { m() { this.py.runPython('x'); } n() { this.py.version; } }\nclass B { m() { this.py.version; } }", ["this.py.runPython", "this.py.version"]),
    "a private member": ("class A { #p; m() { return this.#p.runPython('x'); } }", ["this.#p.runPython"]),
    "a list of both": ("const all = [Comlink.wrap(w), await loadPyodide()];\nall[1].runPython('x');", ["all[1].runPython"]),
    "what another function wraps": ("const p = wrap(lib);\np.runPython('x');", ["p =", "p.runPython"]),
    "elements of a list": ("const all = [];\nall.push(await loadPyodide());\nall[0].version;\nfor (const p of all) p.version;\nall.map((p) => p.version);", ["all[0].version", "p.version", "p.version"]),
    "elements of a list that is written out": ("const all = [await loadPyodide()];\nall.at(0).version;", ["all.at(0).version"]),
    "what stands under a computed name": ("byId[id] = await loadPyodide();\nbyId[other].version;", ["byId[id] =", "byId[other].version"]),
    "a program on an element": ("list[0].runPython('x');\nlist[1].version;", ["list[0].runPython", "list[1].version"]),
    "a reference": ("const ref = useRef();\nref.current?.runPython('x');\nref.current.version;\nother.current.version;", ["ref.current?.runPython", "ref.current.version"]),
    "a member of self": ("self.pyodide = await loadPyodide();\nf(self.pyodide.version);", ["self.pyodide =", "self.pyodide.version"]),
    "what the loader gives": ("const p = await loadPyodide();\np.version;", ["p =", "p.version"]),
    "what a loader that is imported gives": ("import { loadPyodide as load } from 'pyodide';\nconst p = await load();\np.version;", ["p =", "p.version"]),
    "what a member that loads gives": ("const p = await lib.loadPyodide();\np.version;", ["p =", "p.version"]),
    "a callback": ("loadPyodide().then((p) => p.version);", ["p.version"]),
    "a callback by its name": ("function ready(p) { p.version; }\nloadPyodide().then(ready);", ["p.version"]),
    "given on": ("let a, b;\na = await loadPyodide();\nb = a;\nb.version;", ["a =", "b =", "a", "b.version"]),
    "what a function gives": ("async function get() { const p = await loadPyodide(); return p; }\nconst q = await get();\nq.version;", ["p =", "p", "q =", "q.version"]),
    "what a function gives directly": ("const get = () => loadPyodide();\nconst q = await get();\nq.version;", ["q =", "q.version"]),
    "what a call gives where it stands": ("(await getPyodide()).runPython('x');", ["(await getPyodide()).runPython"]),
    "a parameter of a function that is called with it": ("function run(p, x) { return p.globals.get(x); }\nconst a = await loadPyodide();\nrun(a, 1);", ["p.globals", "a =", "a"]),
    "state": ("const [p, setP] = useState(null);\nloadPyodide().then((it) => { setP(it); });\np.version;", ["it", "p.version"]),
    "state that is set directly": ("const [p, setP] = useState(null);\nloadPyodide().then(setP);\np.version;", ["p.version"]),
    "a proxy": ("const p = new Proxy(q, {});\np.runPython('x');", ["p =", "p.runPython"]),
    "an object that has no such method": ("const p = {};\np.runPython('x');", ["p =", "p.runPython"]),
    "an instance of a class that has no such method": ("class A {}\nconst p = new A();\np.runPython('x');", ["p =", "p.runPython"]),
    "a key": ("p['runPython']('x'); p[`runPythonAsync`]('x');", ["p['runPython']", "p[`runPythonAsync`]"]),
    "escapes": ("p.run\\u0050ython('x');", ["p.run\\u0050ython"]),
    "one of two": ("(a || b).runPython('x');\na.version;", ["(a || b).runPython", "a.version"]),
    "taken apart": ("const { runPython } = p;", ["p"]),
    "taken apart of a hook that gives it": ("function usePyodide() { return loadPyodide(); }\nconst { runPython } = usePyodide();\nconst p = usePyodide();\np.version;", ["usePyodide()", "p =", "p.version"]),
    "given away": ("xs.map(p.runPython);", ["p.runPython"]),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_what_shows_that_it_is_pyodide_is_a_receiver(name: str) -> None:
    text, found = FOUND[name]
    assert sorted(shown(text)) == sorted(found)


def test_the_evidence_is_known() -> None:
    found = uses("const p = await loadPyodide();\nlet q = p;\nr.runPython('x');\nq.version;")
    assert {(use.node.text, use.evidence and (use.evidence.why, use.evidence.line)) for use in found} == {
        (b"p", (Why.LOADER, 1)),
        (b"q", (Why.GIVEN, 1)),
        (b"r", (Why.PROGRAM, 3)),
    }


def imported(folder: Path, text: str, **others: str) -> list[str]:
    for name, other in others.items():
        (folder / f"{name}.js").write_text(other, "utf-8")
    project = Project()
    source = Source.read(str(folder / "a.js"), text.encode())
    module = project.add(folder / "a.js", source)
    found = all_uses(source, Settings(), Receivers(source, Imported(project, module)))
    return [source.text(use.whole.start_byte, use.whole.end_byte) for use in found]


CALL = "\n// loadPyodide\n"


def test_what_a_file_imports_is_followed(tmp_path: Path) -> None:
    text = "import { p } from './b.js';\nimport { get } from './b.js';\np.version;\nconst q = await get();\nq.version;" + CALL
    other = "export let p;\nexport async function get() { p = await loadPyodide(); return p; }"
    assert imported(tmp_path, text, b=other) == ["p.version", "q", "q.version"]


def test_through_a_file_that_passes_it_on(tmp_path: Path) -> None:
    text = "import { p } from './b.js';\np.version;" + CALL
    assert imported(tmp_path, text, b="export { p } from './c.js';", c="export const p = await loadPyodide();") == [
        "p.version"
    ]


def test_a_client_of_another_file_is_none(tmp_path: Path) -> None:
    text = "import { client } from './b.js';\nclient.runPython('x');"
    assert imported(tmp_path, text, b=CLIENT + "export const client = new Client();") == []
    assert imported(tmp_path, text, b="export const client = await loadPyodide();") == ["client.runPython"]
    assert imported(tmp_path, text, b="export let client;") == ["client.runPython"]


OWN = {
    "all of a file": "import * as py from './b.js';\npy.runPython('x');",
    "a file that is loaded": "const py = await import('./b.js');\npy.runPython('x');\n(await import('./b.js')).runPython('x');",
    "a function of a file that is loaded": "const { runPython } = await import('./b.js');",
    "a member of an object": "import { api } from './b.js';\napi.client.runPython('x');",
    "what a function gives": "import { make } from './b.js';\nconst c = make();\nc.runPython('x');\n(await make()).runPython('x');",
    "what a function of the file gives": "const make = () => ({ runPython(x) {} });\nconst c = make();\nc.runPython('x');",
    "a member that is given it": "import { make } from './b.js';\nclass A { constructor() { this.c = make(); } m() { this.c.runPython('x'); } }",
    "what a static method gives": "import { Client } from './b.js';\nClient.create().runPython('x');\nClient.one.runPython('x');",
}
OTHER = (
    "export function runPython(x) { return post(x); }\nexport const api = { client: { runPython } };\n"
    "export function make() { return { runPython }; }\n"
    "export class Client { static one = new Client(); static create() { return new Client(); } runPython(x) {} }\n"
)


@pytest.mark.parametrize("name", OWN)
def test_a_function_of_ones_own_is_none_in_whatever_file_it_stands(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.js").write_text(OWN[name], "utf-8")
    (tmp_path / "b.js").write_text(OTHER, "utf-8")
    assert invoke(tmp_path, "check", ".").code == 0


MAYBE = {
    "another member": ("import * as py from './b.js';\npy.p.runPython('x');", "export let p;"),
    "what a function may give": (
        "import { make } from './b.js';\nmake(py).runPython('x');",
        "export function make(a) { return a || { runPython() {} }; }",
    ),
    "a copy of Pyodide": (
        "import { load } from './pyodide.mjs';\nload().runPython('x');",
        "export function load() { return { runPython(x) {} }; }\n_createPyodideModule();",
    ),
}


@pytest.mark.parametrize("name", MAYBE)
def test_what_may_be_pyodide_is_told(tmp_path: Path, name: str) -> None:
    text, other = MAYBE[name]
    (tmp_path / "a.js").write_text(text, "utf-8")
    (tmp_path / ("pyodide.mjs" if "pyodide.mjs" in text else "b.js")).write_text(other, "utf-8")
    assert "a.js:2:1: " in invoke(tmp_path, "check", ".").text


def test_a_repository_without_classes_is_told_what_it_runs(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("const p = await loadPyodide();\nawait p.runPythonAsync('x');\n", "utf-8")
    result = invoke(tmp_path, "check", ".")
    assert result.code == 1
    assert "a.js:2:7: `runPythonAsync`: only `performRollback` and `_performFastForward` may use Pyodide" in result.text


@pytest.mark.parametrize("text", ["function f() { this.runPython('x'); }", "(a + b).runPython('x');", "f(x => x)().runPython;(await import('a')).g.runPython('x')"])
def test_a_program_on_what_has_no_key_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.js").write_text(text, "utf-8")
    result = invoke(tmp_path, "check", ".")
    assert (result.code, result.text.count("[unread]")) == (1, 1)


def test_settings_that_name_a_receiver_infer_none(tmp_path: Path) -> None:
    (tmp_path / "migrator.toml").write_text('receiver = "this.pyodide"\n', "utf-8")
    (tmp_path / "a.js").write_text("const p = await loadPyodide();\np.version;\np.runPython('x');\n", "utf-8")
    result = invoke(tmp_path, "check", ".")
    assert (result.code, result.text.count("a.js:")) == (1, 1)
    assert "a.js:3:1: `p.runPython` runs Python, and no setting covers it" in result.text


def test_explain_and_json_say_how_a_receiver_was_found(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("const p = await loadPyodide();\nawait p.runPythonAsync('x');\n", "utf-8")
    told = invoke(tmp_path, "explain", "a.js:2").text
    assert "holds Pyodide: line 2 runs Python on it" in told
    uses = invoke(tmp_path, "migrate", "--format", "json", ".").json()["files"][0]["uses"]
    assert [use["evidence"] for use in uses] == [{"kind": "runs-python", "line": 2}] * 2
