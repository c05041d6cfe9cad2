"""Open duties of worker scripts, whether a site is left or not: they last as long as the code sends the command."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from migrator.javascript.modules import Module
from migrator.javascript.project import Project
from migrator.javascript.source import Source
from migrator.model.settings import WORKER
from migrator.worker.sends import sent
from tests.report.formats import invoke
from tests.support import commit, git
from tests.worker.test_unmet import DEEP, PAGE

CLIENT = """\
export class Client {
    constructor() { this.thread = new Worker('/static/script.js'); }
    step(actions) { return this.ask('step', { actions }); }
    render() { return this.ask('render', {}); }
    ask(type, payload) { return this.thread.postMessage({ type, payload }); }
}
"""
SCRIPT = """\
let pyodide;
self.onmessage = async ({ data: { type, payload } }) => {
    if (type === 'step') {
        const answer = await pyodide.runPythonAsync(`env.step(${payload.actions})`);

        self.postMessage(answer.toJs({ depth: 2 }));
    } else if (type === 'render') {
        const answer = await pyodide.runPythonAsync(`env.render()`);


        self.postMessage(answer.toJs({ depth: 2 }));
    }
};
"""
OWED = ("static/script.js", 6, "step")
HEAD = "import { Client } from './client.js';\n"
GAME = """\
export class Game {
    constructor() { this.worker = new Client(); }
    async act(a) { %s }
}
"""


def made(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def game(statement: str = "await this.worker.step(a);", **others: str) -> dict[str, str]:
    files = {"js/client.js": CLIENT, "js/game.js": HEAD + GAME % statement, "static/script.js": SCRIPT}
    return files | others


def repo(folder: Path, files: dict[str, str]) -> Path:
    made(folder, files)
    git(folder, "init", "-q", "-b", "main")
    commit(folder)
    return folder


def owed(folder: Path, *arguments: str) -> list[tuple[str, int, str]]:
    """The open duties that `check` reports about answers: the script, the line and the command."""
    ran = invoke(folder, "check", "--format", "json", *arguments)
    found = json.loads(ran.text)["findings"]
    return [
        (item["path"], item["line"], item["member"])
        for item in found
        if item["kind"] == "worker" and "answers-can-be-cloned" in item["message"]
    ]


SENDS = {
    "a call": "await this.worker.step(a);",
    "a key": "await this['worker']['step'](a);",
    "an optional chain": "await this.worker?.step?.(a);",
    "an alias": "const w = this.worker; await w.step(a);",
    "an alias of this": "const self = this; await self.worker.step(a);",
    "taken out of this": "const { worker } = this; await worker.step(a);",
    "taken out twice": "const { worker: { step } } = this; await step(a);",
    "taken out of the worker": "const { step } = this.worker; await step(a);",
    "taken out under a default": "const { step = null } = this.worker; await step(a);",
    "assigned from the worker": "let step; ({ step } = this.worker); await step(a);",
    "a method that is passed on": "queue(this.worker.step.bind(this.worker), a);",
    "a choice of keys": "await this.worker[a ? 'step' : 'render'](a);",
    "a key in a constant": "const KEY = 'step'; await this.worker[KEY](a);",
    "in an arrow": "setTimeout(() => this.worker.step(a), 1);",
    "in parentheses": "await (this.worker).step(a);",
    "a key in a let": "let k = 'render'; if (a) k = 'step'; await this.worker[k](a);",
    "a key of a loop": "for (const k of ['step', 'render']) await this.worker[k](a);",
    "a key in a default": "const f = (k = 'step') => this.worker[k](a); f();",
    "a key that a method is given": "} send(k, a) { return this.worker[k](a); } b(a) { return this.send('step', a);",
    "a key of an object": "const K = { S: 'step' }; await this.worker[K.S](a);",
    "a key in a static field": "await this.worker[Game.K](a); } static K = 'step'; b() {",
    "a computed key of a pattern": "const { [a ? 'step' : 'render']: s } = this.worker; await s(a);",
    "Reflect.get": "await Reflect.get(this.worker, 'step').call(this.worker, a);",
    "a loop over workers": "for (const { step } of [this.worker]) await step(a);",
    "a callback": "[this.worker].map((w) => w.step(a));",
    "a parameter of a function": "const go = (w) => w.step(a); go(this.worker);",
    "a parameter that is taken apart": "const go = ({ step }) => step(a); go(this.worker);",
    "a function of the module": "go(this, a); } }\nfunction go(g, a) { return g.worker.step(a); }\nclass Other { b() {",
    "a getter": "} get w() { return this.worker; } b(a) { return this.w.step(a);",
    "a method that gives it back": "} w() { return this.worker; } b(a) { return this.w().step(a);",
    "another member": "this.c = this.worker; await this.c.step(a);",
    "a name that it was given from": "const c = new Client(); this.worker = c; await c.step(a);",
    "an assignment": "(this.worker ??= new Client()).step(a);",
    "an escape": "await this.w\\u006frker.st\\u0065p(a);",
}


@pytest.mark.parametrize("how", SENDS)
def test_a_command_that_is_sent_keeps_its_duties_open(tmp_path: Path, how: str) -> None:
    repo(tmp_path, game(SENDS[how]))
    assert OWED in owed(tmp_path)
    assert owed(tmp_path) == owed(tmp_path, "--no-cache")


NOT_SENT = {
    "another method": "await this.worker.close(a);",
    "another worker": "await this.other.step(a);",
    "a comment": "/* this.worker.step(a) */",
    "a string": "log('this.worker.step');",
    "an assignment": "this.worker.step = null;",
    "a type that is asked for": "if (typeof this.worker.step === 'function') log();",
    "a member that is asked for": "if (this.worker.step) log();",
    "a member that is taken away": "delete this.worker.step;",
    "a name that is overwritten": "let w = this.worker; w = a; w.step(a);",
    "a key that is overwritten": "let k = 'step'; k = 'close'; this.worker[k](a);",
    "a key that is not known": "this.worker[a](a); const { [a]: f } = this.worker; f(a);",
    "another's member of the name": "const { close } = this.worker; close(a.step(), 'step');",
    "another key of an object": "const K = { S: 'step', C: 'close' }; await this.worker[K.C](a);",
    "what another member gives": "this.worker.close().step(a);",
    "another parameter": "const go = (v, w) => v.step(w); go(a, this.worker);",
    "the worker of a static member": "} static async go(a) { await this.worker.step(a);",
}


@pytest.mark.parametrize("how", NOT_SENT)
def test_what_is_not_sent_owes_nothing(tmp_path: Path, how: str) -> None:
    repo(tmp_path, game(NOT_SENT[how]))
    assert owed(tmp_path) == []


PLACES = {
    "a method that keeps Pyodide": game().pop("js/game.js").replace("act(", "performRollback("),
    "a base class in the file": HEAD + "class Base { act(a) { return this.worker.step(a); } }\n"
    "export class Game extends Base { constructor() { super(); this.worker = new Client(); } }\n",
    "a field": HEAD + "class Game { worker = new Client(); act = (a) => this.worker.step(a); }\n",
    "a subclass": HEAD + "class Base { constructor() { this.worker = new Client(); } }\n"
    "class Game extends Base { act(a) { return this.worker.step(a); } }\n",
}


@pytest.mark.parametrize("where", PLACES)
def test_where_a_command_is_sent(tmp_path: Path, where: str) -> None:
    repo(tmp_path, game() | {"js/game.js": PLACES[where]})
    assert owed(tmp_path) == [OWED]


HOLDS = {
    "a name": "constructor() { const c = new Client(); this.worker = c; }",
    "a choice": "constructor(o) { this.worker = o ? new Client() : null; }",
    "a default": "constructor({ worker = new Client() } = {}) { this.worker = worker; }",
    "where it is not there yet": "start() { this.worker ??= new Client(); }",
    "another member": "constructor() { this.client = new Client(); this.worker = this.client; }",
    "a getter": "get worker() { return this._w ??= new Client(); }",
    "a getter of a member": "get worker() { return this._w; } start() { this._w = new Client(); }",
    "a function": "start() { this.worker = make(); }",
    "a method": "make() { return new Client(); } start() { this.worker = this.make(); }",
    "another name of this": "constructor() { const self = this; self.worker = new Client(); }",
    "an object that this is given": "constructor() { Object.assign(this, { worker: new Client() }); }",
    "another name of the class": "constructor() { this.worker = new Other(); }",
    "one of two classes": "constructor(o) { this.worker = new (o || Client)(); }",
}


@pytest.mark.parametrize("how", HOLDS)
def test_how_a_class_has_its_worker(tmp_path: Path, how: str) -> None:
    text = HEAD + "const Other = Client, make = () => new Client();\n"
    text += f"class Game {{ {HOLDS[how]} act(a) {{ return this.worker.step(a); }} }}\n"
    repo(tmp_path, game() | {"js/game.js": text})
    assert owed(tmp_path) == [OWED]


def test_another_workers_method_of_the_name_owes_nothing(tmp_path: Path) -> None:
    text = HEAD + "class Store { step() {} }\nclass Game { constructor() { const c = new Store(); this.worker = c; "
    text += "this.other = new Client(); } act(a) { return this.worker.step(a); } }\n"
    repo(tmp_path, game() | {"js/game.js": text})
    assert owed(tmp_path) == []


def test_a_base_class_in_another_file_sends_for_the_class_that_has_the_worker(tmp_path: Path) -> None:
    base = "export class Base { act(a) { return this.worker.step(a); } }\n"
    text = HEAD + "import { Base } from './base.js';\n"
    text += "export class Game extends Base { constructor() { super(); this.worker = new Client(); } }\n"
    repo(tmp_path, game() | {"js/game.js": text, "js/base.js": base})
    assert owed(tmp_path) == [OWED]
    assert owed(tmp_path, "js/game.js") == [OWED]
    (tmp_path / "js/base.js").write_text(base.replace("step", "stop"), "utf-8")
    assert owed(tmp_path) == [], "a cached result knows the base class"


NO_DUTY = {
    "a worker that runs no Python": {"static/script.js": SCRIPT.replace("await pyodide.runPythonAsync", "String")},
    "a worker that runs other Python": {"static/script.js": SCRIPT.replace("env.step", "sim.step")},
    "a script that is not there": {"static/script.js": "", "js/client.js": CLIENT.replace("script.js", "gone.js")},
    "a class that is not known": {"js/game.js": HEAD.replace("./client.js", "client") + GAME % SENDS["a call"]},
    "an excluded sender": {"migrator.toml": 'exclude = ["game.js"]\n'},
    "a handler that does it": {
        "static/script.js": SCRIPT.replace("{ depth: 2 }", "{ dict_converter: Object.fromEntries }")
    },
}


@pytest.mark.parametrize("why", NO_DUTY)
def test_no_duty(tmp_path: Path, why: str) -> None:
    repo(tmp_path, game() | NO_DUTY[why])
    assert owed(tmp_path) == []


def test_python_in_a_constant_of_the_script_shows_what_the_handler_calls(tmp_path: Path) -> None:
    text = SCRIPT.replace("`env.step(${payload.actions})`", "STEP").replace(
        "let pyodide;", "const STEP = `env.step(1)`;"
    )
    repo(tmp_path, game() | {"static/script.js": text})
    assert owed(tmp_path) == [OWED]


def test_pages_that_settings_name_ask_whatever_the_handler_calls(tmp_path: Path) -> None:
    files = game() | {"pages/01-frame.md": PAGE + DEEP, "static/script.js": SCRIPT.replace("env.step", "sim.step")}
    repo(tmp_path, files | {"migrator.toml": 'rules = ["pages"]\n'})
    found = json.loads(invoke(tmp_path, "check", "--format", "json").text)["findings"]
    assert [(item["path"], item["line"], item["member"]) for item in found] == [OWED]


def test_a_file_that_does_not_parse_and_only_sends_is_no_error(tmp_path: Path) -> None:
    repo(tmp_path, game("await this.worker.step(a as number);"))
    assert (invoke(tmp_path, "check").code, owed(tmp_path)) == (0, [])


def test_two_senders_owe_once(tmp_path: Path) -> None:
    repo(tmp_path, game() | {"js/again.js": HEAD + GAME.replace("Game", "Again") % SENDS["a call"]})
    assert owed(tmp_path) == [OWED]


# -- before and after a migration --------------------------------------------------------------------------------------


def test_the_same_duties_are_open_before_and_after_a_migration(tmp_path: Path) -> None:
    site = "await this.pyodide.runPythonAsync(`env.render()`);"
    repo(tmp_path, game(site))
    before = owed(tmp_path)
    assert before == [("static/script.js", 11, "render")]
    ran = invoke(tmp_path, "migrate", "--write")
    assert ran.code == 0
    lines = ran.err.splitlines()
    assert "1 rewritten" in lines[-4]
    assert lines[-3] == "2 uses in worker scripts, where Pyodide belongs."
    assert lines[-2] == "1 duty of a worker script is open; `migrator check` reports it until it is met:"
    assert lines[-1].startswith("  note: static/script.js:11: the handler of `render` must convert its answer")
    assert "this.worker.render()" in (tmp_path / "js/game.js").read_text("utf-8")
    assert owed(tmp_path) == before
    assert invoke(tmp_path, "check").code == 1


@pytest.mark.parametrize("form", ["text", "markdown", "github", "json", "sarif"])
def test_no_report_of_a_migration_passes_over_an_open_duty(tmp_path: Path, form: str) -> None:
    repo(tmp_path, game())
    ran = invoke(tmp_path, "migrate", "--format", form, "--report", "page.html")
    told = ran.text + ran.err
    page = (tmp_path / "page.html").read_text("utf-8")
    assert ran.code == 0
    for text in (told, page):
        assert text.count("convert its answer all the way down") == 1
        assert "nothing is left" not in text
    verdict = page.partition('<p class="verdict">')[2].partition("</p>")[0]
    assert "2 uses in worker scripts stay; 2 duties of worker scripts are open." in verdict


# -- accepted duties ---------------------------------------------------------------------------------------------------


def test_the_ratchet_records_duties_by_script_command_and_duty(tmp_path: Path) -> None:
    repo(tmp_path, game())
    assert invoke(tmp_path, "check", "--update-ratchet").code == 0
    [record] = [
        item
        for item in json.loads((tmp_path / "migrator-ratchet.json").read_text("utf-8"))["uses"]
        if item["duty"] == "answers-can-be-cloned"
    ]
    assert (record["path"], record["kind"], record["member"]) == ("static/script.js", "worker", "step")
    assert (invoke(tmp_path, "check").code, owed(tmp_path)) == (0, [])
    for form in ("text", "json", "github"):
        assert "convert its answer" not in invoke(tmp_path, "check", "--format", form).text
    [result] = [
        item
        for item in json.loads(invoke(tmp_path, "check", "--format", "sarif").text)["runs"][0]["results"]
        if "convert its answer" in item["message"]["text"]
    ]
    assert result["suppressions"] == [{"kind": "external", "status": "accepted"}]

    # Only the script or only the sender was looked at: a record is not gone for that.
    for path in ("static/script.js", "js/client.js"):
        assert invoke(tmp_path, "check", "--update-ratchet", path).code == 0
    assert owed(tmp_path) == []
    (tmp_path / "js/more.js").write_text(HEAD + GAME % "await this.worker.render();", "utf-8")
    assert owed(tmp_path) == [("static/script.js", 11, "render")], "a command that was not sent is new"
    (tmp_path / "static/script.js").write_text(f"\n{SCRIPT}", "utf-8")
    assert owed(tmp_path) == [("static/script.js", 12, "render")], "a duty that moved is the same"


def test_a_duty_that_is_met_goes_from_the_ratchet(tmp_path: Path) -> None:
    repo(tmp_path, game())
    invoke(tmp_path, "check", "--update-ratchet")
    (tmp_path / "static/script.js").write_text(SCRIPT.replace("{ depth: 2 }", "{ dict_converter: f }"), "utf-8")
    invoke(tmp_path, "check", "--update-ratchet")
    (tmp_path / "static/script.js").write_text(SCRIPT, "utf-8")
    assert owed(tmp_path) == [OWED]


def test_since_leaves_out_what_was_owed_then(tmp_path: Path) -> None:
    repo(tmp_path, game())
    git(tmp_path, "mv", "static/script.js", "static/thread.js")
    made(
        tmp_path,
        {
            "js/client.js": CLIENT.replace("script.js", "thread.js"),
            "js/game.js": HEAD + GAME.replace("act", "go") % SENDS["an alias"],
        },
    )
    assert owed(tmp_path) == [("static/thread.js", 6, "step")]
    assert owed(tmp_path, "--since", "HEAD") == []
    ran = invoke(tmp_path, "check", "--since", "HEAD")
    assert (ran.code, ran.text) == (0, "")
    made(tmp_path, {"js/more.js": HEAD + GAME % "await this.worker.render();"})
    assert owed(tmp_path, "--since", "HEAD") == [("static/thread.js", 11, "render")]


def test_since_reports_a_duty_whose_command_nobody_sent_then(tmp_path: Path) -> None:
    repo(tmp_path, game("log(a);"))
    made(tmp_path, game())
    assert owed(tmp_path, "--since", "HEAD") == [OWED]


def test_a_duty_that_a_handler_no_longer_meets_is_new(tmp_path: Path) -> None:
    repo(tmp_path, game() | NO_DUTY["a handler that does it"])
    made(tmp_path, game())
    assert owed(tmp_path, "--since", "HEAD") == [OWED]


def test_a_rule_that_is_left_out_asks_nothing(tmp_path: Path) -> None:
    repo(tmp_path, game())
    assert owed(tmp_path, "--skip", "10") == []
    assert owed(tmp_path, "--rule", "15") == []
    assert owed(tmp_path, "--rule", "10") == [OWED]


def test_a_cached_answer_depends_on_the_script(tmp_path: Path) -> None:
    repo(tmp_path, game())
    assert owed(tmp_path) == [OWED]
    (tmp_path / "static/script.js").write_text(SCRIPT.replace("{ depth: 2 }", "{ dict_converter: f }"), "utf-8")
    assert owed(tmp_path) == []
    subprocess.run(["git", "checkout", "-q", "."], cwd=tmp_path, check=True, timeout=300)
    assert owed(tmp_path) == [OWED]


def commands(text: str, *names: str) -> list[str]:
    """The commands that the classes of a text send."""
    source = Source.read("a.js", text.encode())
    module = Module(Path("a.js"), source)
    return [each.command for each in sent(source, WORKER, [name.encode() for name in names], lambda: (Project(), module))]


@pytest.mark.parametrize(
    "text",
    [
        "class A { m() { this.other.step(); } }",
        "class A { m() { this.worker.other(); } }",
        "class A { m() { if (this.worker.step) f(); } }",
        "class A { m() { this.worker.step = f; } }",
        "class A { m() { const w = this.worker; w.other(); } }",
        "this.worker.step();",
        "const a = { m() { this.worker.step(); } };",
    ],
)
def test_a_class_that_does_not_send_it(text: str) -> None:
    assert commands(text, "step") == []


@pytest.mark.parametrize(
    "text",
    [
        "class A { m() { this.worker.step(); } }",
        "class A { m() { this.worker['step'](); } }",
        "class A { m() { const w = this.worker; w.step(); } }",
        "class A { m() { const { step } = this.worker; step(); } }",
        "class A { m() { f(this.worker.step); } }",
        "class A { m() { this.worker?.step(); } n() { this.worker.step(); } }",
    ],
)
def test_a_class_that_sends_it(text: str) -> None:
    assert commands(text, "step") == ["step"]


def test_each_class_and_each_command_is_told_once() -> None:
    text = "class A { m() { this.worker.a(); this.worker.b(); this.worker.a(); } } class B { m() { this.worker.a(); } }"
    assert sorted(commands(text, "a", "b", "c")) == ["a", "a", "b"]


def test_what_a_class_inherits_it_sends_where_it_gives_the_worker() -> None:
    base = "class Base { m() { this.worker.step(); } }"
    assert len(commands(f"{base} class A extends Base {{ constructor() {{ this.worker = w; }} }}", "step")) == 2
    assert len(commands(f"{base} class A extends Base {{ }}", "step")) == 1
