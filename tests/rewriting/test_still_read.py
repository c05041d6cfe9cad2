"""A Python global that a removed program bound: who reads it refuses the site, whoever may read it is in a note."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.model.ledger import NoteCode
from migrator.model.settings import Settings
from tests.rewriting.candidates import page
from tests.support import Run, git, migrate, run, text_of, write

CLIENT = """\
export class Client {
    async _send(type, data) { return this.port.request(type, data); }
    load(x) { return this._send('load', { x }); }
}
"""
RULE = page("- await this.pyodide.runPythonAsync(`rows = parse(${$X})`);\n+ await this.worker.load($X);")
MAIN = "this.pyodide = await loadPyodide();"
HEAD = """\
import { Client } from './client.js';
%s
export class A {
    constructor() { this.worker = new Client(); }
    async start() { %s }
    async load(x) {
        await this.pyodide.runPythonAsync(`rows = parse(${x})`);
    }
"""
LINE = 7  # of the site


def one(folder: Path, member: str, *, head: str = "", start: str = MAIN, tail: str = "", keep: str = "kept") -> Run:
    """A class that loads rows, and what else is in its file."""
    write(folder, "client.js", CLIENT)
    settings = Settings(kept=(keep,))
    return run(folder, f"{HEAD % (head, start)}    {member}\n}}\n{tail}", rules=[RULE], settings=settings, name="a.js")


def reason(result: Run) -> tuple[str, str]:
    (entry,) = (entry for entry in result.entry.entries if entry.is_program and entry.method == "load")
    return (entry.reason.code if entry.reason is not None else "rewritten"), text_of(entry.reason)


def unseen(result: Run) -> list[str]:
    return [text_of(note) for note in result.entry.notes if note.code is NoteCode.UNSEEN_CODE]


def method(code: str) -> str:
    return f"async size(o, k, code) {{ {code} }}"


def program(python: str) -> str:
    return method(f"return await this.pyodide.runPythonAsync(`{python}`);")


READS = {
    "a program": program("len(rows)"),
    "a kept method": "async kept() { await this.pyodide.runPython('len(rows)'); }",
    "the synchronous call": method("return this.pyodide.runPython('len(rows)');"),
    "an alias": method("const py = this.pyodide; await py.runPythonAsync('len(rows)');"),
    "an alias of an alias": method("const { pyodide: p } = this; const q = p; q.runPython('rows');"),
    "a constant": method("const text = 'len(rows)'; await this.pyodide.runPythonAsync(text);"),
    "one of two constants": method("const text = o ? '1' : 'len(rows)'; await this.pyodide.runPythonAsync(text);"),
    "a variable that is given another": method("let t = '1'; if (o) t = `len(rows)`; this.pyodide.runPython(t);"),
    "a sum": method("this.pyodide.runPython('len(' + 'rows' + ')');"),
    "a sum that splits the name": method("this.pyodide.runPython('len(ro' + 'ws)');"),
    "a sum with what is not known": method("this.pyodide.runPython('len(rows[' + k + '])');"),
    "a joined list": method("this.pyodide.runPython(['import json', 'len(rows)'].join('\\n'));"),
    "a name in a hole": method("const name = 'rows'; this.pyodide.runPython(`len(${name})`);"),
    "a tagged template": method("await this.pyodide.runPythonAsync(String.raw`len(rows)`);"),
    "a call that is a tag": method("await this.pyodide.runPythonAsync`len(rows)`;"),
    "a call through call": method("await this.pyodide.runPythonAsync.call(this.pyodide, 'len(rows)');"),
    "a computed call": method("await this.pyodide['runPythonAsync']('len(rows)');"),
    "another name for the instance": method("const me = this; me.pyodide.runPython('rows');"),
    "the same member of another object": method("o.pyodide.runPython('rows');"),
    "an interpreter that may be the same": method("o.runPython('rows');"),
    "a class body": program("class Frame:\n    rows = rows"),
    "globals()": program("env.log(globals()['rows'])"),
    "exec": program("exec('env.log(rows)')"),
    "eval": program("eval('rows')"),
    "a function called too early": program("def f(): return rows\nf()\nrows = 1"),
    "a function that others call": program("rows = None\ndef count(): return len(rows)"),
    "a chained comparison": program("a < b < (rows := 1)\nrows"),
    "the message of an assert": program("assert env.ok, rows"),
    "del": program("del rows"),
    "a loop that may not run": program("for i in x:\n    rows = i\nrows"),
    "a comprehension": program("[r for r in rows]"),
    "a handler": program("try:\n    rows = f()\nexcept E:\n    log(rows)"),
    "a match": program("match x:\n    case 1:\n        rows = 1\nrows"),
    "an f-string": program("f'{rows!r:>{rows}}'"),
    "globals.get": method("return this.pyodide.globals.get('rows');"),
    "globals.has": method("return this.pyodide.globals.has('rows');"),
    "globals.delete": method("this.pyodide.globals.delete('rows');"),
    "globals.rows": method("return this.pyodide.globals.rows;"),
    "globals['rows']": method("return this.pyodide?.globals['rows'];"),
    "a call of a global": method("return this.pyodide.globals.rows();"),
    "a name for globals": method("const g = this.pyodide.globals; return g.get('rows').toJs();"),
    "globals taken apart": method("const { globals } = this.pyodide; return globals.get('rows');"),
    "a global taken out": method("const { rows } = this.pyodide.globals; return rows;"),
    "globals of an alias": method("const py = this.pyodide; return py.globals.get(`rows`);"),
    "a constant key": method("const key = 'rows'; return this.pyodide.globals.get(key);"),
    "in": method("return 'rows' in this.pyodide.globals;"),
    "pyimport": method("return this.pyodide.pyimport('rows');"),
    "pyimport of the main module": method("return this.pyodide.pyimport('__main__').rows;"),
}


@pytest.mark.parametrize("member", READS.values(), ids=READS)
def test_what_reads_a_global_that_goes_refuses_the_site(tmp_path: Path, member: str) -> None:
    result = one(tmp_path, member)
    assert reason(result)[0] == "still-read", result.entry
    assert result.after == result.before


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ("import { CODE } from './code.js';", ""),
        ("import * as code from './code.js';\nconst { CODE } = code;", ""),
    ],
)
def test_a_constant_of_another_file_is_read(tmp_path: Path, head: str, tail: str) -> None:
    write(tmp_path, "code.js", "export const CODE = 'len(rows)';\n")
    result = one(tmp_path, method("this.pyodide.runPython(CODE);"), head=head, tail=tail)
    assert reason(result)[0] == "still-read"


NO_READS = {
    "nothing": "",
    "another name": program("len(columns)"),
    "an attribute": program("env.rows"),
    "its own": program("rows = 1\nlen(rows)"),
    "its own in a function": program("def f(rows): return rows\nf(1)"),
    "its own in a comprehension": program("[rows for rows in x]"),
    "a string": program("log('rows')"),
    "globals.set": method("this.pyodide.globals.set('rows', 1);"),
    "another global": method("return this.pyodide.globals.get('columns');"),
    "globals of something else": method("return o.globals.get('columns') + o.globals[k];"),
    "whether there are globals": method("if (this.pyodide.globals) o();"),
    "the end of globals": method("this.pyodide.globals.destroy();"),
    "globals for a program": method("this.pyodide.runPython('1', { globals: this.pyodide.globals });"),
    "exec with globals of its own": program("exec('rows', {})"),
    "a constant": method("const text = 'len(columns)'; await this.pyodide.runPythonAsync(text);"),
    "another module": method("return this.pyodide.pyimport('numpy');"),
}


@pytest.mark.parametrize("member", NO_READS.values(), ids=NO_READS)
def test_what_does_not_read_it_leaves_the_site(tmp_path: Path, member: str) -> None:
    result = one(tmp_path, member)
    assert reason(result)[0] == "rewritten", reason(result)
    assert unseen(result) == []


UNSEEN = {
    "a variable": (method("await this.pyodide.runPythonAsync(code);"), "`code` on line 9"),
    "a member": (method("await this.pyodide.runPythonAsync(this.step);"), "`this.step`"),
    "what is fetched": (method("this.pyodide.runPython(await (await fetch(o)).text());"), "fetch(o)"),
    "code in a hole": (program("x = 1\n${code}"), "${code}"),
    "code in a hole of a block": (program("if x:\n    ${code}"), "${code}"),
    "Python that does not parse": (program("if rows"), "if rows"),
    "a line of only a backslash": (program("if x:\n    y\n\\\\\nrows"), "rows"),
    "a method that is handed on": (method("o.run = this.pyodide.runPython;"), "this.pyodide.runPython"),
    "a bound method": (method("const r = this.pyodide.runPython.bind(this.pyodide); r(code);"), "bind"),
    "a method taken out": (method("const { runPython } = this.pyodide; runPython(code);"), "runPython"),
    "a key that is not known": (method("return this.pyodide.globals.get(k);"), "globals.get(k)"),
    "all globals": (method("return this.pyodide.globals.toJs();"), "globals.toJs"),
    "globals that are handed on": (method("o(this.pyodide.globals);"), "this.pyodide.globals"),
    "a method that is not known": (method("this.pyodide[k](code);"), "this.pyodide[k]"),
    "exec of what is not known": (program("exec(env.code)"), "exec(env.code)"),
    "all names": (program("log(globals())"), "globals()"),
}


@pytest.mark.parametrize(("member", "shown"), UNSEEN.values(), ids=UNSEEN)
def test_what_cannot_be_seen_is_a_note_on_the_site(tmp_path: Path, member: str, shown: str) -> None:
    result = one(tmp_path, member)
    assert reason(result)[0] == "rewritten"
    (told,) = unseen(result)
    assert shown in told
    assert "`rows`" in told
    (note,) = (note for note in result.entry.notes if note.code is NoteCode.UNSEEN_CODE)
    assert note.line == LINE


def test_python_that_does_not_parse_and_does_not_spell_the_name_is_no_note(tmp_path: Path) -> None:
    assert unseen(one(tmp_path, program("if columns"))) == []


def test_the_line_and_the_name_are_told(tmp_path: Path) -> None:
    result = one(tmp_path, method("\n        await this.pyodide.runPythonAsync(`\n            len(rows)\n`);"))
    assert reason(result)[1] == "the Python global `rows` goes, and the program on line 11 reads it"
    result = one(tmp_path, method("return this.pyodide.globals.get('rows');"))
    assert reason(result)[1] == "the Python global `rows` goes, and line 9 reads it from JavaScript"


SET = page(
    "- this.pyodide.globals.set('text', $T);\n- const $N = await this.pyodide.runPythonAsync(`len(text)`);\n"
    "+ const $N = await this.worker.load($T);"
)
DELETES = page("- await this.pyodide.runPythonAsync(`del rows`);\n+ await this.worker.load();")


@pytest.mark.parametrize(
    ("rule", "site", "other", "code"),
    [
        (SET, "this.pyodide.globals.set('text', t);\nconst n = await this.pyodide.runPythonAsync(`len(text)`);\nreturn n;",
         "this.pyodide.runPython(`text[0]`)", "still-read"),
        (SET, "this.pyodide.globals.set('text', t);\nconst n = await this.pyodide.runPythonAsync(`len(text)`);\nreturn n;",
         "this.pyodide.runPython(`texts[0]`)", ""),
        (DELETES, "await this.pyodide.runPythonAsync(`del rows`);", "this.pyodide.globals.has('rows')", "still-read"),
        (DELETES, "await this.pyodide.runPythonAsync(`del rows`);", "this.pyodide.globals.has('columns')", ""),
    ],
)  # fmt: skip
def test_what_javascript_sets_and_python_deletes_goes_too(
    tmp_path: Path, rule: object, site: str, other: str, code: str
) -> None:
    write(tmp_path, "client.js", CLIENT)
    text = (
        "import { Client } from './client.js';\nexport class A {\nconstructor() { this.worker = new Client(); }\n"
        f"async load(t) {{\n{site}\n}}\nother() {{ return {other}; }}\n}}\n"
    )
    result = run(tmp_path, text, rules=[rule], name="a.js")  # type: ignore[list-item]
    (first, *_) = result.programs
    assert (first.reason.code if first.reason is not None else "") == code


def test_an_import_of_the_same_thing_is_the_same_for_functions_that_stay(tmp_path: Path) -> None:
    rule = page("- await this.pyodide.runPythonAsync(`\n-     import json\n-     env.u(json)`);\n+ await this.worker.render();")
    site = "await this.pyodide.runPythonAsync(`import json\nenv.u(json)`);"
    for other, code in (("import json", ""), ("json = 1", "still-read"), ("import ujson as json", "still-read")):
        kept = f"this.pyodide.runPython(`{other}\ndef f(): return json`);"
        write(tmp_path, "client.js", CLIENT.replace("load(x)", "render()"))
        text = (
            "import { Client } from './client.js';\nexport class A {\nconstructor() { this.worker = new Client(); }\n"
            f"async load(t) {{\n{site}\n}}\nother() {{ {kept} }}\n}}\n"
        )
        (first, *_) = run(tmp_path, text, rules=[rule], name="a.js").programs
        assert (first.reason.code if first.reason is not None else "") == code, other


# -- other files -------------------------------------------------------------------------------------------------------


def several(folder: Path, files: dict[str, str], *, start: str = MAIN, base: str = "") -> Run:
    """The class that loads rows in `a.js`, beside other files of its repository."""
    git(folder, "init", "-q")
    write(folder, "client.js", CLIENT)
    for name, text in files.items():
        write(folder, name, text)
    before = HEAD % (base, start) + "}\n"
    if base:
        before = before.replace("class A {\n    constructor() {", "class A extends Base {\n    constructor() { super();")
    path = write(folder, "a.js", before)
    entry, after = migrate(path, [RULE])
    return Run(entry, before, after)


SUB = "import { A } from './a.js';\nexport class B extends A {\n    async size(o) { %s }\n}\n"
HUD = "export class Hud {\n    constructor(o) { %s }\n    size(o) { this.pyodide.runPython('len(rows)'); }\n}\n"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"b.js": SUB % "return await this.pyodide.runPythonAsync('len(rows)');"}, "b.js reads it on line 3"),
        ({"deep/b.js": (SUB % "this.pyodide.globals.get('rows');").replace("./a", "../a")}, "deep/b.js reads it on line 3"),
        ({"b.js": SUB % "const py = this.pyodide; py.runPython(`rows`);"}, "b.js"),
        ({"b.js": "import { CODE } from './c.js';\n" + SUB % "this.pyodide.runPython(CODE);",
          "c.js": "export const CODE = `len(rows)`;"}, "b.js"),
        ({"b.js": SUB % "", "c.js": "import { B } from './b.js';\nclass C extends B { f() { this.pyodide.runPython('rows') } }"},
         "c.js"),
        ({"b.js": "export class Hud { draw(game) { game.pyodide.runPython('rows'); } }"}, "b.js"),
        ({"b.js": "export function draw(py) { py.runPython('rows'); }"}, "b.js"),
        ({"b.js": "export function draw(py) { return py.globals.get('rows'); }"}, "b.js"),
        ({"b.js": HUD % "this.pyodide = o.pyodide;"}, "b.js"),
        ({"b.js": HUD % ""}, "b.js"),
        ({"b.ts": "export function draw(py: PyodideInterface): void {\n    py.runPython('len(rows)');\n}"},
         "b.ts reads it on line 2"),
        ({"b.html": "<p>\n<script>game.pyodide.runPython('rows')</script>"}, "b.html reads it on line 2"),
        ({"b.vue": "<script setup lang='ts'>\nconst n: number = game!.pyodide.runPython('len(rows)');\n</script>"},
         "b.vue reads it on line 2"),
    ],
)  # fmt: skip
def test_a_program_of_another_file_reads_it(tmp_path: Path, files: dict[str, str], told: str) -> None:
    result = several(tmp_path, files)
    code, text = reason(result)
    assert code == "still-read"
    assert told in text
    assert result.after == result.before


def test_a_program_of_a_base_in_another_file_reads_it(tmp_path: Path) -> None:
    files = {"base.js": "export class Base { size() { return this.pyodide.runPython('len(rows)'); } }"}
    code, text = reason(several(tmp_path, files, base="import { Base } from './base.js';"))
    assert (code, "base.js reads it on line 1" in text) == ("still-read", True)


@pytest.mark.parametrize(
    "files",
    [
        {"b.js": SUB % "return await this.pyodide.runPythonAsync('len(columns)');"},
        {"b.js": SUB % "rows.pyodide = 1;"},
        {"b.js": HUD % "this.pyodide = await loadPyodide();"},
        {"b.js": "const py = await loadPyodide();\npy.runPython('rows');"},
        {"b.js": "new Worker('c.js');", "c.js": "onmessage = (e) => e.py.runPython('rows');"},
        {"b.html": "<p>rows</p><script>f('runPython')</script>".replace("runPython", "run")},
        {"b.html": "<p>rows</p><script>py.runPython('columns')</script>"},
        {"b.html": "<script>f('rows')</script><b onclick=\"py.runPython('columns')\">"},
        {"b.ts": "run(py: any) { py.runPython('len(rows)'); }"},
        {"node_modules/b.js": "export function draw(py) { py.runPython('rows'); }"},
        {"b.js": "a(("},
    ],
)
def test_other_files_that_do_not_read_it(tmp_path: Path, files: dict[str, str]) -> None:
    result = several(tmp_path, files)
    assert reason(result)[0] == "rewritten"
    assert unseen(result) == []


def test_interpreters_that_may_be_one_count_though_one_class_makes_its_own(tmp_path: Path) -> None:
    files = {"b.js": HUD % "this.pyodide = await loadPyodide();"}
    assert reason(several(tmp_path, files, start="this.pyodide = options.pyodide;"))[0] == "still-read"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"b.js": SUB % "this.pyodide.runPython(o.code);"}, "`o.code` on line 3 of b.js"),
        ({"b.astro": "---\nconst n = Astro.locals.py.runPython('len(rows)');\n---\n"}, "b.astro"),
        ({"b.html": "<b onclick=\"game.pyodide.runPython('rows')\">"}, "b.html"),
        ({"b.vue": "<script lang='coffee'>\npy.runPython 'rows'\npy.runPython('x')\n</script>"}, "b.vue"),
    ],
)
def test_what_cannot_be_seen_in_other_files_is_a_note(tmp_path: Path, files: dict[str, str], told: str) -> None:
    result = several(tmp_path, files)
    assert reason(result)[0] == "rewritten"
    (text,) = unseen(result)
    assert told in text
