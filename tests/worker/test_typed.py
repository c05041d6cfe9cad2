"""What the worker is by its type: a rule writes a command only where the type has it."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.javascript.modules import Module
from migrator.javascript.source import Source
from migrator.model.ledger import Code, Outcome
from migrator.model.settings import Receiver, Settings
from migrator.report.sentences import words
from migrator.rules.loader import load_rules
from migrator.worker.typed import declared_methods
from tests.support import COUNT_PAGE, Run, run, text_of, write

API = "interface Api { count(n: number): Promise<number>; }\n"
LACKS = "interface Api { other(): void; }\n"
WORKER = "class PyWorker { async count(n: number) { return n; } }\n"
OPEN = "[name: string]: unknown;"
# What stands above the class, its members, and the cause why the site is left, a part of the message.
LEFT = {
    "an interface without it": (LACKS, "private worker!: Api;", Code.NO_COMMAND, "the worker `Api` has no method `count`; looked in `Api` (case.ts:"),
    "an interface that extends one without it": (LACKS + "interface Two extends Api { a(): void }\n", "private worker!: Two;", Code.NO_COMMAND, "`Two` has no method `count`"),
    "a class without it": ("class PyWorker { go() {} }\n", "private worker!: PyWorker;", Code.NO_COMMAND, "`PyWorker` has no method `count`"),
    "an abstract class without it": ("abstract class PyWorker { abstract go(): void }\n", "private worker!: PyWorker;", Code.NO_COMMAND, "`PyWorker` has no method `count`"),
    "a class that only is declared": ("declare class PyWorker { go(): void }\n", "private worker!: PyWorker;", Code.NO_COMMAND, "`PyWorker` has no method `count`"),
    "an object type without it": ("", "private worker!: { go(): void };", Code.NO_COMMAND, "`an object type` has no method `count`"),
    "a parameter that declares the field": (LACKS, "constructor(private worker: Api) {}", Code.NO_COMMAND, "`Api` has no method `count`"),
    "a parameter that is assigned": (LACKS, "private worker; constructor(worker: Api) { this.worker = worker; }", Code.NO_COMMAND, "`Api` has no method `count`"),
    "what stands for one elsewhere": (LACKS, "private worker!: Comlink.Remote<Api>;", Code.NO_COMMAND, "`Api` has no method `count`"),
    "the type of an object": ("const api = { go() {} };\n", "private worker!: Remote<typeof api>;", Code.NO_COMMAND, "`the object` has no method `count`"),
    "one of two": (API + "interface Two { a(): void }\n", "private worker!: Api | Two;", Code.NO_COMMAND, "`Two` has no method `count`"),
    "too few parameters": ("interface Api { count(): Promise<number>; }\n", "private worker!: Api;", Code.NO_COMMAND, "`count` of `Api` takes no argument, the rule gives 1"),
    "too few parameters of an abstract one": ("abstract class W { abstract count(): Promise<number>; }\n", "private worker!: W;", Code.NO_COMMAND, "`count` of `W` takes no argument"),
    "a Worker of the platform": ("", "private worker!: Worker;", Code.NO_COMMAND, "is a Worker of the platform"),
    "a value goes before its type": (API + "class Other { go() {} }\n", "private worker: Api = new Other();", Code.NO_COMMAND, "`Other` has no method `count`"),
    "no value and no type": ("", "private worker;", Code.NO_WORKER, "no class of `Game` assigns `this.worker`"),
}  # fmt: skip
TAKEN = {
    "an interface": (API, "private worker!: Api;"),
    "an interface that extends it": (API + "interface Two extends Api {}\n", "private worker!: Two;"),
    "a generic interface": ("interface Api<T> { count(n: T): Promise<T>; }\n", "private worker!: Api<number>;"),
    "a property that is a function": ("interface Api { count: (n: number) => Promise<number> }\n", "private worker!: Api;"),
    "an alias": ("type Api = { count(n: number): Promise<number> };\n", "private worker!: Api;"),
    "two at once": (API + "type Two = Api & { other(): void };\n", "private worker!: Two;"),
    "any number of parameters": ("interface Api { count(...all: number[]): Promise<number> }\n", "private worker!: Api;"),
    "a class": (WORKER, "private worker!: PyWorker;"),
    "a class, or null": (WORKER, "private worker: PyWorker | null = null;"),
    "an abstract class": ("abstract class W { abstract count(n: number): Promise<number>; }\n", "private worker!: W;"),
    "a class that inherits an abstract one": ("abstract class W { abstract count(n: number): Promise<number>; }\nabstract class V extends W {}\n", "private worker!: V;"),
    "a class with a field for it": ("class W { count!: (n: number) => Promise<number> }\n", "private worker!: W;"),
    "a parameter that declares the field": (API, "constructor(private worker: Api) {}"),
    "a parameter that is assigned": (API, "private worker; constructor(worker: Api) { this.worker = worker; }"),
    "a getter": (API, "get worker(): Api { return make(); }"),
    "what a function gives": (API + "declare function make(): Api;\n", "private worker = make();"),
    "what stands for one elsewhere": (API, "private worker!: Comlink.Remote<Api>;"),
    "the type of an object": ("const api = { async count(n: number) { return n; } };\n", "private worker!: Remote<typeof api>;"),
    "a value goes before its type": (LACKS + WORKER, "private worker: Api = new PyWorker();"),
}  # fmt: skip
NOTED = {
    "a type of a package": ("import type { Api } from 'api';\n", "private worker!: Api;", "`Api` of `this.worker` cannot be found"),
    "an interface that takes any name": (f"interface Api {{ {OPEN} }}\n", "private worker!: Api;", "not all of `Api`"),
    "an interface that extends what is not seen": ("import type { A } from 'a';\ninterface Api extends A {}\n", "private worker!: Api;", "not all of `Api`"),
}  # fmt: skip
SITE = "    private pyodide!: PyodideInterface;\n    async act() {\n        const n = await this.pyodide.runPythonAsync(`count(${1})`);\n        return n;\n    }\n"
BASE = "abstract class Base { protected abstract worker: Api; }\n"


def tried(folder: Path, head: str, members: str, *, extends: str = "", settings: Settings | None = None) -> Run:
    rules = load_rules([write(folder, "pages/01-count.md", COUNT_PAGE).parent])
    text = f"{head}export class Game{extends} {{\n    {members}\n{SITE}}}\n"
    return run(folder, text, rules=rules, name="case.ts", settings=settings)


@pytest.mark.parametrize("name", LEFT)
def test_what_the_type_lacks_leaves_the_site(tmp_path: Path, name: str) -> None:
    head, members, code, because = LEFT[name]
    found = tried(tmp_path, head, members)
    assert found.after == found.before
    (entry,) = found.programs
    assert entry.reason is not None
    assert entry.reason.code == code
    assert because in text_of(entry.reason)


@pytest.mark.parametrize("name", TAKEN)
def test_what_the_type_has_is_written(tmp_path: Path, name: str) -> None:
    found = tried(tmp_path, *TAKEN[name])
    assert [(entry.outcome, text_of(entry.reason)) for entry in found.programs] == [(Outcome.REWRITTEN, "")]
    assert "const n = await this.worker.count(1);" in found.after
    assert [words(note.message) for note in found.entry.notes if "worker" in words(note.message)] == []


@pytest.mark.parametrize("name", NOTED)
def test_what_no_file_shows_is_told(tmp_path: Path, name: str) -> None:
    head, members, told = NOTED[name]
    found = tried(tmp_path, head, members)
    assert [entry.outcome for entry in found.programs] == [Outcome.REWRITTEN]
    assert any(told in words(note.message) for note in found.entry.notes)
    (tmp_path / "case.ts").unlink()
    refused = tried(tmp_path, head, members, settings=Settings(refuse_unknown=True))
    assert [entry.outcome for entry in refused.programs] == [Outcome.UNMATCHED]


def test_the_type_of_a_base_class_is_that_of_the_member(tmp_path: Path) -> None:
    found = tried(tmp_path, API + BASE, "", extends=" extends Base")
    assert [entry.outcome for entry in found.programs] == [Outcome.REWRITTEN]
    (tmp_path / "case.ts").unlink()
    found = tried(tmp_path, LACKS + BASE, "", extends=" extends Base")
    assert [entry.outcome for entry in found.programs] == [Outcome.UNMATCHED]


def test_a_type_of_another_file_is_followed(tmp_path: Path) -> None:
    write(tmp_path, "api.ts", "export " + API)
    write(tmp_path, "made.ts", "export const api = { go() {} };\n")
    write(tmp_path, "plain.js", "export class PyWorker { count(n) { return n; } }\n")
    for taken, stated, outcome in (
        ("import type { Api } from './api.ts';\n", "Api", Outcome.REWRITTEN),
        ("import { type Api } from './api.ts';\n", "Api", Outcome.REWRITTEN),
        ("import type { PyWorker } from './plain.js';\n", "PyWorker", Outcome.REWRITTEN),
        ("import type { api } from './made.ts';\n", "Comlink.Remote<typeof api>", Outcome.UNMATCHED),
        ("", "import('./made.ts').Api", Outcome.REWRITTEN),  # with a note: the file has none
        ("", "Remote<typeof import('./made.ts')>", Outcome.UNMATCHED),
    ):
        found = tried(tmp_path, taken, f"private worker!: {stated};")
        assert [entry.outcome for entry in found.programs] == [outcome], (taken, stated)


FUNCTIONS = {
    ("worker", "(worker: Api, py: PyodideInterface)"): Outcome.REWRITTEN,
    ("worker", "(worker: Other, py: PyodideInterface)"): Outcome.UNMATCHED,
    ("worker.api", "(worker: { api: Api }, py: PyodideInterface)"): Outcome.REWRITTEN,
    ("worker.api", "({ py, ...worker }: { api: Api; py: PyodideInterface })"): Outcome.REWRITTEN,  # with a note
    ("workerRef.current", "(workerRef: React.RefObject<Api>, py: PyodideInterface)"): Outcome.REWRITTEN,
    ("workerRef.current", "(workerRef: React.RefObject<Other>, py: PyodideInterface)"): Outcome.UNMATCHED,
}


@pytest.mark.parametrize("case", FUNCTIONS, ids=str)
def test_a_worker_that_is_an_expression_has_a_type_too(tmp_path: Path, case: tuple[str, str]) -> None:
    worker, parameters = case
    rules = load_rules([write(tmp_path, "pages/01-count.md", COUNT_PAGE).parent])
    text = (
        f"{API}interface Other {{ go(): void }}\nexport async function act{parameters} {{\n"
        "    const n = await py.runPythonAsync(`count(${1})`);\n    return n;\n}\n"
    )
    settings = Settings(worker=Receiver.read(worker) or Receiver("worker"))
    found = run(tmp_path, text, rules=rules, name="case.ts", settings=settings)
    assert [entry.outcome for entry in found.programs] == [FUNCTIONS[case]], [text_of(e.reason) for e in found.programs]


def test_the_methods_that_a_class_declares() -> None:
    text = "abstract class A { abstract a(x: 1): void; b!: (x: 1, y: 2) => void; c = 1; d(): void; d(x?: 1) {} }"
    module = Module(Path("a.ts"), Source.read("a.ts", text.encode()))
    found = declared_methods(next(module.all_classes()))
    assert found["a"] == 1
    assert found["b"] == 2
    assert "c" not in found
