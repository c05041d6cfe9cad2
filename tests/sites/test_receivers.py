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
from migrator.sites.runs import runs
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


def test_a_repository_without_classes_is_told_what_it_runs(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("const p = await loadPyodide();\nawait p.runPythonAsync('x');\n", "utf-8")
    result = invoke(tmp_path, "check", ".")
    assert result.code == 1
    assert "a.js:2:7: `runPythonAsync`: only `performRollback` and `_performFastForward` may use Pyodide" in result.text


@pytest.mark.parametrize("text", ["function f() { this.runPython('x'); }", "list[0].runPython('x');", "f(x => x)().runPython;f().g[h].runPython('x')"])
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


def test_what_is_ones_own_is_told_from_what_has_no_name() -> None:
    source = Source.read("a.js", b"({ runPython() {} }).runPython('x');\nlist[0].runPython('y');\n")
    receivers = Receivers(source)
    assert [receivers.is_own(run.on, run.name) for run in runs(source)] == [True, False]
