"""Rules on whatever is the receiver, and the worker that the settings name: what is written, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.model.ledger import Code, Outcome
from migrator.model.settings import Receiver, Settings
from migrator.rules.loader import Rule, load_page
from tests.support import COUNT_PAGE, Run, migrate, run, text_of, write

CLIENT = "export class Client {\n    async count(x) { return x; }\n}\nexport const worker = new Client();\n"
IMPORT = "import { worker } from './client.js';\n"
SITE = "    const n = await {}.runPythonAsync(`count(${{x}})`);\n"
DONE = "    const n = await {}.count(x);\n"


def page(text: str = COUNT_PAGE) -> list[Rule]:
    return [load_page("01-count.md", text)]


def settings(receiver: str | None = "pyodide", worker: str = "worker", *, refuse_unknown: bool = False) -> Settings:
    """Settings that name a receiver or, with None, leave it to what the file shows."""
    named = Receiver.read(receiver) if receiver is not None else None
    taken = Receiver.read(worker)
    assert taken is not None
    plain = Settings(worker=taken, kept=(), refuse_unknown=refuse_unknown)
    if named is None:
        return plain
    return plain._replace(infers=False, **({"receiver": named} if named.member else {"receivers": (named,)}))


def migrated(folder: Path, text: str, chosen: Settings, files: dict[str, str] | None = None, rule: str = COUNT_PAGE) -> Run:
    write(folder, "client.js", CLIENT)
    for name, other in (files or {}).items():
        write(folder, name, other)
    return run(folder, text, rules=page(rule), settings=chosen)


# -- left alone --------------------------------------------------------------------------------------------------------

F = "export async function f(pyodide, x) {{\n{}    return n;\n}}\n"
ONE = F.format(SITE.format("pyodide"))
LEFT = {
    "no worker in scope": (ONE, "worker", {}, Code.NO_WORKER, "no `worker` is in scope here: import or declare it"),
    "a member of an instance, where there is none": (
        ONE, "this.worker", {}, Code.NO_WORKER, "in a function of its own, where `this.worker` is not known",
    ),
    "far in an instance, where there is none": (
        ONE, "this.api.worker", {}, Code.NO_WORKER, "where `this.api.worker` is not known",
    ),
    "a name that hides it": (
        IMPORT + F.replace("x)", "x, worker)").format(SITE.format("pyodide")), "worker", {},
        Code.NO_WORKER, "`worker` is another variable here (line 2) than that of the file (line 1)",
    ),
    "declared below": (
        F.format(SITE.format("pyodide") + "    const worker = new (class { count(x) {} })();\n"), "worker", {},
        Code.NO_WORKER, "`worker` is declared below (line 3)",
    ),
    "a worker of the platform": (
        "const worker = new Worker('w.js');\n" + ONE, "worker", {},
        Code.NO_COMMAND, "`worker` is a Worker of the platform, which has `postMessage` and no commands",
    ),
    "a class without the command": (
        IMPORT + ONE, "worker", {"client.js": "class Client { step() {} }\nexport const worker = new Client();\n"},
        Code.NO_COMMAND, "the worker `Client` has no method `count`; looked in `Client` (client.js:1)",
    ),
    "an object without it": (
        IMPORT + ONE, "worker", {"client.js": "export const worker = {\n    step() {},\n};\n"},
        Code.NO_COMMAND, "the worker `the object` has no method `count`; looked in `the object` (client.js:1)",
    ),
    "a module without it": (
        "import * as worker from './bridge.js';\n" + ONE, "worker", {"bridge.js": "export function step() {}\n"},
        Code.NO_COMMAND, "the worker `bridge.js` has no method `count`",
    ),
    "too few parameters": (
        IMPORT + ONE, "worker", {"client.js": "export const worker = { count: () => 1 };\n"},
        Code.NO_COMMAND, "`count` of `the object` takes no argument, the rule gives 1 (client.js:1)",
    ),
    "what a script exposes without it": (
        "import * as Comlink from 'comlink';\nconst worker = Comlink.wrap(new Worker(new URL('./w.js', import.meta.url)));\n" + ONE,
        "worker", {"w.js": "import * as Comlink from 'comlink';\nComlink.expose({ step() {} });\n"},
        Code.NO_COMMAND, "has no method `count`; looked in `the object` (w.js:2)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LEFT)
def test_left_alone(name: str, tmp_path: Path) -> None:
    text, worker, files, code, because = LEFT[name]
    result = migrated(tmp_path, text, settings(worker=worker), files)
    assert result.after == text
    (reason,) = [entry.reason for entry in result.programs]
    assert reason is not None
    assert (reason.code, because in text_of(reason)) == (code, True), text_of(reason)


def test_what_is_not_found_refuses_where_the_settings_say_so(tmp_path: Path) -> None:
    text = "import { worker } from 'package';\n" + ONE
    result = migrated(tmp_path, text, settings(refuse_unknown=True))
    assert result.after == text
    told = [text_of(entry.reason) for entry in result.programs]
    assert "cannot be found" in told[0]


def test_what_a_function_gives_is_tried_only_where_the_settings_name_it(tmp_path: Path) -> None:
    text = IMPORT + "async function f(x) {\n" + SITE.format("(await getPyodide())") + "    return n;\n}\n"
    result = migrated(tmp_path, text, settings(None))
    assert result.after == text
    assert [text_of(entry.reason) for entry in result.programs] == [
        "`getPyodide()` gives Pyodide, and may do more: name it in `receiver` to have rules tried on it"
    ]


@pytest.mark.parametrize("receiver", ["pool[i]", "pool.at(-1)", "byName[name].py", "pool[0].get()"])
def test_a_rule_takes_none_of_several_interpreters(tmp_path: Path, receiver: str) -> None:
    text = IMPORT + "async function f(x) {\n" + SITE.format(receiver) + "    return n;\n}\n"
    result = migrated(tmp_path, text, settings(None))
    assert result.after == text
    assert [text_of(entry.reason) for entry in result.programs] == [
        f"`{receiver}` is one of several interpreters: rules are tried on a receiver that is one"
    ]


def test_a_page_that_writes_this_needs_a_class(tmp_path: Path) -> None:
    rule = COUNT_PAGE.replace("+ const $N", "+ this.calls += 1;\n+ const $N")
    result = migrated(tmp_path, IMPORT + ONE, settings(), rule=rule)
    assert result.after == result.before
    assert [text_of(entry.reason) for entry in result.programs] == [
        "the rule writes `this`, and the site stands in a function of its own"
    ]


def test_another_name_than_the_settings_have_is_no_receiver(tmp_path: Path) -> None:
    result = migrated(tmp_path, IMPORT + ONE, settings("py"))
    assert result.after == result.before
    assert [text_of(breach) for breach in result.entry.breaches] == [
        "`pyodide.runPythonAsync` runs Python, and no setting covers it: add `pyodide` to `receiver`, which has "
        "`this.pyodide`, `py`"
    ]


# -- rewritten ---------------------------------------------------------------------------------------------------------

RECEIVERS = {
    "a variable": ("pyodide", "const pyodide = await loadPyodide();\nexport async function f(x) {\n%s}\n", "pyodide"),
    "a parameter": ("pyodide", "export async function f(pyodide, x) {\n%s}\n", "pyodide"),
    "a reference": ("pyodideRef.current", "const pyodideRef = useRef(null);\nasync function f(x) {\n%s}\n", "pyodideRef.current"),
    "of a global object": ("window.pyodide", "async function f(x) {\n%s}\n", "window.pyodide"),
    "a private member": ("this.#py", "class A {\n    #py;\n    async f(x) {\n%s    }\n}\n", "this.#py"),
    "deeper": ("this.$_.pyodide", "class A {\n    async f(x) {\n%s    }\n}\n", "this.engine.pyodide"),
    "what a function gives": ("await getPyodide()", "async function f(x) {\n%s}\n", "(await getPyodide())"),
    "of a callback": ("py", "loadPyodide().then(async (py) => {\n    const x = 1;\n%s});\n", "py"),
    "at the top": ("pyodide", "const pyodide = await loadPyodide();\nconst x = 1;\n%s", "pyodide"),
}  # fmt: skip


@pytest.mark.parametrize("name", RECEIVERS)
def test_a_receiver_that_is_named(name: str, tmp_path: Path) -> None:
    receiver, around, written = RECEIVERS[name]
    result = migrated(tmp_path, IMPORT + around % SITE.format(written), settings(receiver))
    assert result.after == IMPORT + around % DONE.format("worker")
    assert [entry.outcome for entry in result.programs] == [Outcome.REWRITTEN]


LOADED = ("a variable", "of a callback", "at the top")


@pytest.mark.parametrize("name", LOADED)
def test_a_receiver_that_shows_what_it_is(name: str, tmp_path: Path) -> None:
    _, around, written = RECEIVERS[name]
    result = migrated(tmp_path, IMPORT + around % SITE.format(written), settings(None))
    assert result.after == IMPORT + around % DONE.format("worker")


@pytest.mark.parametrize("name", [name for name in RECEIVERS if name not in (*LOADED, "what a function gives")])
def test_what_only_runs_programs_is_tried_where_the_settings_name_it(name: str, tmp_path: Path) -> None:
    _, around, written = RECEIVERS[name]
    text = IMPORT + around % SITE.format(written)
    result = migrated(tmp_path, text, settings(None))
    assert result.after == text
    assert [text_of(entry.reason) for entry in result.programs] == [
        f"only the programs that it runs show that `{written}` is Pyodide: name it in `receiver` to have rules tried on it"
    ]


def test_what_another_file_loads_shows_what_it_is(tmp_path: Path) -> None:
    text = "import { engine } from './engine.js';\n" + IMPORT + "export async function f(x) {\n%s}\n"
    for value, is_taken in (("await loadPyodide()", True), ("make()", False)):
        files = {"engine.js": f"export const engine = {value};\nengine.runPython('x()');\n"}
        result = migrated(tmp_path, text % SITE.format("engine"), settings(None), files)
        assert (result.after == text % DONE.format("worker")) is is_taken


def test_a_page_has_one_receiver(tmp_path: Path) -> None:
    rule = COUNT_PAGE.replace("- const $N", "- this.pyodide.globals.set('n', 1);\n- const $N")
    text = IMPORT + "async function f(pyodide, py, x) {\n    %s.globals.set('n', 1);\n" + SITE.format("pyodide") + "}\n"
    both = settings()._replace(receivers=(Receiver(expression="pyodide"), Receiver(expression="py")))
    result = migrated(tmp_path, text % "py", both, rule=rule)
    assert result.after == text % "py"
    assert [text_of(entry.reason) for entry in result.programs] == [
        "`py` is another receiver than that of the program, `pyodide`"
    ]
    assert migrated(tmp_path, text % "pyodide", both, rule=rule).after.count("pyodide") == 1


WRAPPED = "import { wrap } from 'comlink';\nconst worker = wrap(new Worker(new URL('./w.js', import.meta.url)));\n"
WORKERS = {
    "a constant of the file": ("worker", "class C { count(x) {} }\nconst worker = new C();\n", {}),
    "an import": ("worker", IMPORT, {}),
    "an import under another name": ("api", "import { worker as api } from './client.js';\n", {}),
    "what is required": ("worker", "const { worker } = require('./client.js');\n", {}),
    "an object": ("worker", "const worker = { async count(x) { return x; } };\n", {}),
    "an object with a function of the file": ("worker", "function count(x) {}\nconst worker = { count };\n", {}),
    "a module": ("bridge", "import * as bridge from './bridge.js';\n", {"bridge.js": "export const count = async (x) => x;\n"}),
    "a member": ("api.worker", "class C { count(x) {} }\nconst api = { worker: new C() };\n", {}),
    "a reference": ("ref.current", "class C { count(x) {} }\nconst ref = useRef(null);\nref.current = new C();\n", {}),
    "what a reference is made with": ("ref.current", "class C { count(x) {} }\nconst ref = useRef(new C());\n", {}),
    "what a function gives": ("getWorker()", "class C { count(x) {} }\nfunction getWorker() { return new C(); }\n", {}),
    "a class": ("Client", "class Client { static async count(x) {} }\n", {}),
    "what a script exposes": ("worker", WRAPPED, {"w.js": "import { expose } from 'comlink';\nexpose({ count(x) {} });\n"}),
    "a class that a script exposes": (
        "worker", WRAPPED, {"w.js": "import { expose } from 'comlink';\nclass C { count(x) {} }\nexpose(new C());\n"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WORKERS)
def test_a_worker_whose_commands_are_seen(name: str, tmp_path: Path) -> None:
    worker, around, files = WORKERS[name]
    result = migrated(tmp_path, around + ONE, settings(worker=worker, refuse_unknown=True), files)
    assert result.after == around + F.format(DONE.format(worker)), [text_of(entry.reason) for entry in result.programs]
    assert result.entry.notes == ()


def test_a_worker_that_no_file_shows_is_told(tmp_path: Path) -> None:
    text = F.replace("x)", "x, worker)").format(SITE.format("pyodide"))
    result = migrated(tmp_path, text, settings())
    assert DONE.format("worker") in result.after
    assert [text_of(note) for note in result.entry.notes] == [
        "nothing on disk shows what `worker` is, so its commands were not checked"
    ]


def test_a_global_of_a_script_may_be_another_scripts(tmp_path: Path) -> None:
    text = ONE.removeprefix("export ")
    entry, after = migrate(write(tmp_path, "case.js", text), page(), settings())
    assert after == text.replace(SITE.format("pyodide"), DONE.format("worker"))
    assert [text_of(note) for note in entry.notes] == [
        "nothing on disk shows what `worker` is, so its commands were not checked"
    ]
    assert migrated(tmp_path, text, settings(refuse_unknown=True)).after == text


def test_a_member_of_an_instance_deeper_than_one(tmp_path: Path) -> None:
    text = "class C { count(x) {} }\nclass A {\n    #worker = new C();\n    async f(pyodide, x) {\n%s    }\n}\n"
    result = migrated(tmp_path, text % SITE.format("pyodide"), settings(worker="this.#worker", refuse_unknown=True))
    assert result.after == text % DONE.format("this.#worker")


def test_a_name_for_another_receiver_that_is_named_too_is_one(tmp_path: Path) -> None:
    text = IMPORT + "class A {\n    async f(x) {\n    const py = await this.promise;\n" + SITE.format("py") + "    }\n}\n"
    both = settings("this.promise")._replace(receivers=(Receiver(expression="py"),))
    assert migrated(tmp_path, text, both).after == text.replace(SITE.format("py"), DONE.format("worker"))
    assert migrated(tmp_path, text, settings("this.promise")).after == text


def test_two_names_for_two_interpreters_are_both_tried(tmp_path: Path) -> None:
    text = IMPORT + F.format(SITE.format("pyodide")) + F.replace("pyodide", "py").replace(" f(", " g(").format(SITE.format("py"))
    both = settings("pyodide")._replace(receivers=(Receiver(expression="pyodide"), Receiver(expression="py")))
    result = migrated(tmp_path, text, both)
    assert result.after.count("worker.count(x)") == 2


def test_a_variable_without_any_use_left_is_told_to_go(tmp_path: Path) -> None:
    text = IMPORT + "const pyodide = await loadPyodide();\nexport async function f(x) {\n" + SITE.format("pyodide") + "}\n"
    result = migrated(tmp_path, text, settings(None))
    (given,) = [entry for entry in result.entry.entries if entry.outcome is Outcome.PROVIDED]
    assert given.reason is not None
    assert (given.reason.code, text_of(given.reason)) == (Code.NOT_NEEDED, "no use of `pyodide` is left")


def test_programs_of_one_receiver_that_stay_are_told_first(tmp_path: Path) -> None:
    text = IMPORT + ONE + "export async function g(pyodide) {\n    pyodide.runPython('other()');\n}\n"
    text = "const pyodide = await loadPyodide();\n" + text.replace("pyodide, ", "").replace("g(pyodide)", "g()")
    result = migrated(tmp_path, text, settings())
    assert text_of(result.entry.notes[0]) == (
        "`pyodide` still runs Python on line 8, and `worker` runs the rest: what stays and the commands work on two "
        "environments"
    )


def test_what_runs_the_rest_is_no_worker_where_pages_call_functions(tmp_path: Path) -> None:
    text = "const pyodide = await loadPyodide();\n" + IMPORT + "function ask(x) {}\nexport async function f(x) {\n"
    text += SITE.format("pyodide") + "}\nexport const g = () => pyodide.runPython('other()');\n"
    rule = COUNT_PAGE.replace("this.worker.count", "ask")
    result = migrated(tmp_path, text, settings(), rule=rule)
    assert "await ask(x)" in result.after
    assert ", and what the pages call instead runs the rest: what stays" in text_of(result.entry.notes[0])


STATE = """\
```diff
- const $R = await this.pyodide.runPythonAsync(`f()`);
- $SET($R.toJs());
+ $SET(await this.worker.count(1));
```
"""


@pytest.mark.parametrize(("keyword", "is_taken"), [("let", False), ("var", False), ("const", True)])
def test_a_function_that_cannot_change_may_be_read_before_the_await(keyword: str, is_taken: bool, tmp_path: Path) -> None:
    text = IMPORT + f"function C(pyodide) {{\n    {keyword} [rows, setRows] = useState([]);\n    async function f() {{\n%s    }}\n}}\n"
    site = "        const r = await pyodide.runPythonAsync(`f()`);\n        setRows(r.toJs());\n"
    rule = "# Rows\n\nRows.\n\n" + STATE
    result = migrated(tmp_path, text % site, settings(), rule=rule)
    assert result.after == text % ("        setRows(await worker.count(1));\n" if is_taken else site)
