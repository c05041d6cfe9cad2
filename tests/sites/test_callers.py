"""Calls of functions of other files that only run what they are given, and what is no such call."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from migrator.javascript.edit import apply
from migrator.model.ledger import Entry, FileEntry, NoteCode, Outcome
from migrator.model.settings import Receiver, Settings
from migrator.rules.loader import load_page
from migrator.run import engine
from migrator.run.request import Configuration, Request
from migrator.sites.callers import Callers
from tests.support import COUNT_PAGE, commit, git, migrator, text_of, write

WORKER = "import { worker } from './worker.js';\n"
CLIENT = "class Client { count(x) { return x; } }\nexport const worker = new Client();\n"
RUN = "export async function run(code) { return pyodide.runPythonAsync(code); }\n"
OWN = "import { loadPyodide } from 'pyodide';\nexport const pyodide = await loadPyodide();\n"
RUNNER = "export class Runner {\n    run(code) { return pyodide.runPythonAsync(code); }\n}\n"
HELD = "export class Runner {\n    constructor(py) { this.pyodide = py; }\n    run(code) { return this.pyodide.runPythonAsync(code); }\n}\n"
SITE = "export async function f(x) {\n    const n = await %s(`count(${x})`);\n    return n;\n}\n"
SETTINGS = Settings(worker=Receiver(expression="worker"), kept=())


class Found(NamedTuple):
    """The entries and texts of a folder, by the names of its files."""

    entries: dict[str, FileEntry]
    texts: dict[str, str]

    def programs(self, name: str = "b.js") -> list[Entry]:
        return [use for use in self.entries[name].entries if use.is_program] if name in self.entries else []

    def notes(self, name: str = "b.js") -> list[str]:
        return [text_of(note) for note in self.entries[name].notes] if name in self.entries else []


def migrated(folder: Path, files: dict[str, str], settings: Settings = SETTINGS, page: str = COUNT_PAGE) -> Found:
    """What a run over a folder finds; a run over each file alone has to find the same of it."""
    for name, text in {"package.json": "{}", "worker.js": CLIENT, **files}.items():
        write(folder, name, text)
    found = looked_at(folder, folder, settings, page)
    for name in files:
        alone = looked_at(folder, folder / name, settings, page)
        assert alone.texts.get(name) == found.texts.get(name), name
        assert [e.outcome for e in alone.programs(name)] == [e.outcome for e in found.programs(name)], name
    return found


def looked_at(folder: Path, path: Path, settings: Settings, page: str) -> Found:
    configuration = Configuration(lambda _: settings, lambda _: [load_page("01-count.md", page)])
    entries, texts = {}, {}
    for item in engine.Run(Request((str(path),)), configuration).items():
        if isinstance(item.entry, FileEntry):
            name = Path(item.path or folder / item.entry.path).relative_to(folder).as_posix()
            entries[name] = item.entry
            if item.data is not None and item.edits:
                texts[name] = apply(item.data, item.edits).decode()
    return Found(entries, texts)


SURE = {
    "a name": ({"a.js": OWN + RUN}, "import { run } from './a.js';\n", "run"),
    "another name": ({"a.js": OWN + RUN}, "import { run as go } from './a.js';\n", "go"),
    "the default": ({"a.js": OWN + RUN.replace("export", "export default")}, "import go from './a.js';\n", "go"),
    "all of a file": ({"a.js": OWN + RUN}, "import * as py from './a.js';\n", "py.run"),
    "a barrel": (
        {"lib/a.js": OWN + RUN, "lib/index.js": "export { run as go } from './a.js';\n"},
        "import { go } from './lib/index.js';\n",
        "go",
    ),
    "all of a barrel": (
        {"lib/a.js": OWN + RUN, "lib/index.js": "export * from './a.js';\n", "all.js": "export * as py from './lib/index.js';\n"},
        "import { py } from './all.js';\n",
        "py.run",
    ),
    "exported again": (
        {"a.js": OWN + RUN, "m.js": "import { run } from './a.js';\nexport { run };\n"},
        "import { run } from './m.js';\n",
        "run",
    ),
    "an instance": ({"a.js": OWN + RUNNER}, "import { Runner } from './a.js';\nconst r = new Runner();\n", "r.run"),
    "an instance of another file": (
        {"a.js": OWN + RUNNER, "m.js": "import { Runner } from './a.js';\nexport const runner = new Runner();\n"},
        "import { runner } from './m.js';\n",
        "runner.run",
    ),
    "one with an interpreter of its own": (
        {"a.js": OWN + HELD},
        "import { pyodide, Runner } from './a.js';\nconst r = new Runner(pyodide);\n",
        "r.run",
    ),
    "a function of TypeScript": (
        {"lib/a.ts": OWN + RUN.replace("(code)", "(code: string): Promise<number>", 1)},
        "import { run } from './lib/a.js';\n",
        "run",
    ),
    "a static method": ({"a.js": OWN + RUNNER.replace("run(", "static run(")}, "import { Runner } from './a.js';\n", "Runner.run"),
}  # fmt: skip


@pytest.mark.parametrize("name", SURE)
def test_the_program_of_a_caller_is_rewritten(tmp_path: Path, name: str) -> None:
    files, head, called = SURE[name]
    text = WORKER + head + SITE % called
    found = migrated(tmp_path, {**files, "b.js": text})
    assert found.texts == {"b.js": text.replace(f"await {called}(`count(${{x}})`)", "await worker.count(x)")}
    (use,) = found.programs()
    assert use.evidence is not None
    assert use.evidence.file == next(path for path in files if path.endswith(("a.js", "a.ts")))


def test_a_caller_of_what_is_required(tmp_path: Path) -> None:
    a = "const { loadPyodide } = require('pyodide');\nlet pyodide = loadPyodide();\n"
    a += "async function run(code) { return pyodide.runPythonAsync(code); }\nmodule.exports = { run };\n"
    for number, (head, called) in enumerate(
        [("const { run } = require('./a');\n", "run"), ("const py = require('./a');\n", "py.run")]
    ):
        text = "const worker = { count(x) { return x; } };\n" + head + (SITE % called).replace("export ", "")
        found = migrated(tmp_path / str(number), {"a.js": a, "b.js": text})
        assert [use.outcome for use in found.programs()] == [Outcome.REWRITTEN], called


def test_a_method_that_is_inherited(tmp_path: Path) -> None:
    b = WORKER + "import { Runner } from './a.js';\nclass Game extends Runner {\n    async act(x) {\n        const n = await this.run(`count(${x})`);\n    }\n}\n"
    found = migrated(tmp_path, {"a.js": OWN + RUNNER, "b.js": b})
    assert found.texts["b.js"] == b.replace("await this.run(`count(${x})`)", "await worker.count(x)")


def test_an_instance_that_is_a_member(tmp_path: Path) -> None:
    b = WORKER + "import { Runner } from './a.js';\nclass Game {\n    constructor() { this.runner = new Runner(); }\n    async act(x) {\n        const n = await this.runner.run(`count(${x})`);\n    }\n}\n"
    found = migrated(tmp_path, {"a.js": OWN + RUNNER, "b.js": b})
    assert "const n = await worker.count(x);" in found.texts["b.js"]
    other = b + "export function g(game) { game.runner = fake; }\n"
    assert migrated(tmp_path, {"a.js": OWN + RUNNER, "b.js": other}).texts == {}


IMPORT = "import { run } from './a.js';\n"
MAKE = "import { Runner } from './a.js';\nconst r = new Runner();\n"
# What B calls, and what is another function for all that is seen: no use there, or one that is not rewritten.
NONE = {
    "one that does more": (OWN + RUN.replace("return", "log(code); return"), IMPORT + SITE % "run"),
    "one with a second parameter": (OWN + RUN.replace("(code)", "(code, times)", 1), IMPORT + SITE % "run"),
    "one that has two values": (OWN + "export let run = (code) => pyodide.runPythonAsync(code);\nrun = other;\n", IMPORT + SITE % "run"),
    "one that is changed where it is": (OWN + RUNNER + "Runner.prototype.run = other;\n", MAKE + SITE % "r.run"),
    "one that is changed here": (OWN + RUNNER, MAKE + "r.run = other;\n" + SITE % "r.run"),
    "one that is spied on": (OWN + RUNNER, MAKE + "jest.spyOn(r, 'run');\n" + SITE % "r.run"),
    "one that is mixed in": (OWN + RUNNER, MAKE + "Object.assign(r, { run: other });\n" + SITE % "r.run"),
    "a name that is another here": (OWN + RUN, IMPORT + "export async function f(x, run) {\n    const n = await run(`count(${x})`);\n}\n"),
    "a name of the language of types": (OWN + RUN, "/** @typedef {import('./a.js').run} run */\n" + SITE % "run"),
    "a method that a subclass has": (
        OWN + RUNNER,
        "import { Runner } from './a.js';\nclass Game extends Runner {\n    run(code) { return code; }\n    async act(x) { const n = await this.run(`count(${x})`); }\n}\n",
    ),
    "a method that a class of the file overrides": (
        OWN + RUNNER,
        "import { Runner } from './a.js';\nclass Game extends Runner {\n    async act(x) { const n = await this.run(`count(${x})`); }\n}\nclass Other extends Game {\n    run(code) { return code; }\n}\n",
    ),
    "an instance of a subclass": (OWN + RUNNER + "export class Other extends Runner { run(code) { return code; } }\n", "import { Other } from './a.js';\nconst r = new Other();\n" + SITE % "r.run"),
    "either of two": (OWN + RUN + "export const go = (code) => code;\n", "import { run, go } from './a.js';\nconst one = flag ? run : go;\n" + SITE % "one"),
    "what a parameter may be": (OWN + RUNNER, "import { Runner } from './a.js';\nexport async function f(x, r = new Runner()) {\n    const n = await r.run(`count(${x})`);\n}\n"),
    "a getter": (OWN + RUNNER.replace("run(code)", "get run()"), MAKE + SITE % "r.run"),
    "a circle": ("export { run } from './b.js';\n" + OWN, "import { run } from './a.js';\nexport { run } from './a.js';\n" + SITE.replace("export ", "") % "run"),
}  # fmt: skip


@pytest.mark.parametrize("name", NONE)
def test_what_may_be_another_function_is_left(tmp_path: Path, name: str) -> None:
    a, b = NONE[name]
    found = migrated(tmp_path, {"a.js": a, "b.js": WORKER + b})
    assert (found.texts, found.programs()) == ({}, [])


def test_files_that_import_each_other(tmp_path: Path) -> None:
    b = WORKER + "import { run } from './a.js';\n" + SITE % "run"
    found = migrated(tmp_path, {"a.js": "import { f } from './b.js';\n" + OWN + RUN + "f(1);\n", "b.js": b})
    assert "worker.count(x)" in found.texts["b.js"]


def test_what_cannot_be_followed_is_told(tmp_path: Path) -> None:
    found = migrated(tmp_path, {"a.js": OWN + RUN, "b.js": IMPORT + "register(run);\n"})
    told = "`run` only runs what it is given (a.js, line 3), and is used as a value here: what else calls it is not looked at"
    assert (found.notes(), found.programs()) == ([told], [])
    assert migrated(tmp_path, {"a.js": OWN + RUN + "register(run);\n"}).notes("a.js") == [told]
    a, b = NONE["what a parameter may be"]
    told = "`r.run` may be the function of a.js that only runs what it is given (line 4), or another one: what it runs here is not looked at"
    assert told in migrated(tmp_path, {"a.js": a, "b.js": b}).notes()


def test_a_dynamic_import_is_followed_or_left(tmp_path: Path) -> None:
    b = WORKER + "export async function f(x) {\n    const py = await import('./a.js');\n    const n = await py.run(`count(${x})`);\n}\n"
    found = migrated(tmp_path, {"a.js": OWN + RUN, "b.js": b})
    assert [use.outcome for use in found.programs()] == [Outcome.REWRITTEN]
    other = b.replace("'./a.js'", "path")
    assert migrated(tmp_path, {"a.js": OWN + RUN, "b.js": other}).programs() == []


def test_a_program_that_is_not_in_the_call_is_told(tmp_path: Path) -> None:
    found = migrated(tmp_path, {"a.js": OWN + RUN, "b.js": WORKER + IMPORT + "export const f = (code) => run(code);\n"})
    assert [text_of(use.reason) for use in found.programs()] == ["the program does not stand in the call; `code` is a parameter (line 3)"]


def test_a_caller_stays_where_the_function_may_keep_pyodide(tmp_path: Path) -> None:
    files = {"a.js": OWN + RUN, "b.js": WORKER + IMPORT + SITE % "run"}
    for number, keep in enumerate(["function:run", "a.js"]):
        settings = SETTINGS._replace(kept=(keep,), kept_line=1, path=tmp_path / str(number) / "migrator.toml")
        found = migrated(tmp_path / str(number), files, settings)
        assert ([use.outcome for use in found.programs()], found.texts) == ([Outcome.KEPT], {})


def test_two_functions_of_two_interpreters(tmp_path: Path) -> None:
    """A program that stays is on the interpreter of one that goes only where it is run by the same one."""
    heads = "import { run } from './a.js';\nimport { run as other } from './c.js';\n"
    made = "import { Runner } from './d.js';\nconst one = new Runner(p);\nconst two = new Runner(q);\n"
    files = {"a.js": OWN + RUN, "c.js": OWN + RUN, "d.js": HELD}
    for (left, right), head in ((("run", "other"), heads), (("one.run", "two.run"), made)):
        for stays in (left, right):
            text = WORKER + head + SITE % left + f"export const g = () => {stays}(`stays()`);\n"
            found = migrated(tmp_path, {**files, "b.js": text})
            assert "worker.count(x)" in found.texts["b.js"]
            codes = [note.code for note in found.entries["b.js"].notes]
            assert (NoteCode.TWO_INTERPRETERS in codes) == (stays == left), stays


def test_a_page_has_one_receiver(tmp_path: Path) -> None:
    page = COUNT_PAGE.replace("- const", "- this.pyodide.checkInterrupt();\n- const")
    b = WORKER + "import { run, pyodide } from './a.js';\n" + (SITE % "run").replace("    const n", "    pyodide.checkInterrupt();\n    const n")
    found = migrated(tmp_path, {"a.js": OWN + RUN, "b.js": b}, page=page)
    assert found.texts == {}
    assert [use.outcome for use in found.programs()] == [Outcome.UNMATCHED]


def test_what_callers_bind_and_read_counts_in_other_files(tmp_path: Path) -> None:
    page = COUNT_PAGE.replace("count(${$X})`", "n = count(${$X})\n- n`")
    site = (SITE % "run").replace("count(${x})", "n = count(${x})\nn")
    files = {"a.js": OWN + RUN, "b.js": WORKER + IMPORT + site, "c.js": IMPORT + "export const g = () => run(`print(n)`);\n"}
    found = migrated(tmp_path, files, page=page)
    assert found.texts == {}
    assert any("`n`" in text_of(use.reason) and "c.js" in text_of(use.reason) for use in found.programs())
    files["c.js"] = files["c.js"].replace("print(n)", "print(m)")
    assert "b.js" in migrated(tmp_path, files, page=page).texts


def test_a_caller_that_only_a_worker_imports(tmp_path: Path) -> None:
    files = {
        "main.js": "const w = new Worker(new URL('./w.js', import.meta.url));\n",
        "w.js": "import { f } from './b.js';\nself.onmessage = (e) => f(e.data);\n",
        "a.js": OWN + RUN,
        "b.js": IMPORT + SITE % "run",
    }
    found = migrated(tmp_path, files)
    assert [use.outcome for use in found.programs()] == [Outcome.IN_WORKER]


def test_a_comment_keeps_a_caller(tmp_path: Path) -> None:
    text = (WORKER + IMPORT + SITE % "run").replace("    const n", "    // migrator-keep: 01-count -- not yet\n    const n")
    found = migrated(tmp_path, {"a.js": OWN + RUN, "b.js": text})
    assert ([use.outcome for use in found.programs()], found.texts) == ([Outcome.KEPT], {})


def test_an_edit_of_one_file_changes_what_is_found_of_another(tmp_path: Path) -> None:
    for name, text in {"package.json": "{}", "a.js": OWN + RUN, "m.js": "export * from './a.js';\n"}.items():
        write(tmp_path, name, text)
    write(tmp_path, "b.js", "import { run } from './m.js';\n" + SITE % "run")

    def lines(*paths: str) -> list[str]:
        said = migrator(tmp_path, "check", *paths, env={"MIGRATOR_CACHE": str(tmp_path / "cache")})
        return [line for line in said.stdout.decode().splitlines() if line.startswith("b.js")]

    assert (len(lines()), len(lines("b.js")), len(lines())) == (1, 1, 1)
    write(tmp_path, "a.js", OWN + RUN.replace("return", "log(code); return"))
    assert (lines(), lines("b.js")) == ([], [])
    write(tmp_path, "a.js", OWN + RUN)
    assert (len(lines()), len(lines("b.js"))) == (1, 1)
    write(tmp_path, "m.js", "export const run = (code) => code;\n")
    assert (lines(), lines("b.js")) == ([], [])


def test_what_git_finds_unchanged_is_looked_at_where_another_file_changed(tmp_path: Path) -> None:
    """A file that was passed over is not opened again: unless one that it imports has what it calls by now."""
    for name, text in {"package.json": "{}", "js/a.js": RUN.replace("pyodide.", "other."), "js/c.js": "const c = 1;\n"}.items():
        write(tmp_path, name, text.replace("runPythonAsync", "go"))
    write(tmp_path, "js/b.js", IMPORT + SITE % "run")
    write(tmp_path, "js/d.js", "import { go } from '../lib/d.js';\n" + SITE % "go")
    write(tmp_path, "lib/d.js", "export const go = 1;\n")
    git(tmp_path, "init", "-q")
    commit(tmp_path)

    def files(*paths: str) -> list[str]:
        said = migrator(tmp_path, "check", *paths, env={"MIGRATOR_CACHE": str(tmp_path / "cache")})
        return sorted({line.split(":")[0] for line in said.stdout.decode().splitlines() if ".js:" in line})

    assert [files("js"), files("js"), files()] == [[], [], []]
    write(tmp_path, "js/a.js", OWN + RUN)
    assert [files("js"), files(), files("js/b.js")] == [["js/a.js", "js/b.js"], ["js/a.js", "js/b.js"], ["js/b.js"]]
    write(tmp_path, "lib/d.js", OWN + RUN.replace("run", "go", 1))
    assert files("js") == ["js/a.js", "js/b.js", "js/d.js"]
    commit(tmp_path)
    assert [files("js"), files("js")] == [["js/a.js", "js/b.js", "js/d.js"]] * 2
    write(tmp_path, "js/a.js", "export const run = (code) => code;\n")
    assert files("js") == ["js/d.js"]


def test_a_function_that_is_excluded_is_called_all_the_same(tmp_path: Path) -> None:
    for name, text in {"migrator.toml": 'exclude = ["legacy/"]\n', "legacy/a.js": OWN + RUN}.items():
        write(tmp_path, name, text)
    write(tmp_path, "b.js", IMPORT.replace("./a", "./legacy/a") + SITE % "run")
    for paths in ((), ("b.js",)):
        said = migrator(tmp_path, "check", "--no-cache", *paths).stdout.decode()
        assert [line.split(":")[0] for line in said.splitlines() if ".js:" in line] == ["b.js"], paths


def test_the_ratchet_and_a_revision_know_callers(tmp_path: Path) -> None:
    for name, text in {"package.json": "{}", "a.js": OWN + RUN, "b.js": IMPORT + SITE % "run"}.items():
        write(tmp_path, name, text)
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    assert migrator(tmp_path, "check", "--since", "HEAD").returncode == 0
    write(tmp_path, "c.js", IMPORT + SITE % "run")
    said = migrator(tmp_path, "check", "--since", "HEAD").stdout.decode()
    assert [line.split(":")[0] for line in said.splitlines() if ".js:" in line] == ["c.js"]
    migrator(tmp_path, "check", "--update-ratchet")
    assert migrator(tmp_path, "check").returncode == 0
    write(tmp_path, "b.js", IMPORT + SITE % "run" + "export const g = () => run(`more()`);\n")
    said = migrator(tmp_path, "check").stdout.decode()
    assert [line.split(":")[0] for line in said.splitlines() if ".js:" in line] == ["b.js"]


def test_callers_are_found_without_a_file_that_has_none(tmp_path: Path) -> None:
    assert Callers.__doc__
    found = migrated(tmp_path, {"a.js": OWN, "b.js": "import { pyodide } from './a.js';\npyodide.runPython(`1`);\n"})
    assert len(found.programs()) == 1
