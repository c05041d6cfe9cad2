"""What expressions make."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.config.survey.declared import Declarations
from migrator.config.survey.made import FACTORIES, Makers
from migrator.config.survey.seen import Kind
from migrator.javascript.project import Project
from tests.javascript.nodes import node
from tests.support import write


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "package.json", "{}")
    return tmp_path


def made(text: str, value: str) -> tuple[Kind | None, bool]:
    """What an expression of a file makes, and whether that has methods that run Python."""
    Path("a.js").write_text(text, "utf-8")
    Path("py.js").write_text("loadPyodide();", "utf-8")
    project = Project()
    module = project.module(Path("a.js"))
    assert module is not None
    found, runs = Makers(project, Declarations(project)).made(module, node(module.source, value), FACTORIES)
    return found.kind if found is not None else None, runs


MADE: dict[tuple[str, str], tuple[Kind | None, bool]] = {
    ("x = new Worker('a.js');", "new Worker('a.js')"): (Kind.RAW, False),
    ("x = new window.SharedWorker(a);", "new window.SharedWorker(a)"): (Kind.RAW, False),
    ("class Worker {} x = new Worker();", "new Worker()"): (Kind.NAMED, False),
    ("x = new MyWorker();", "new MyWorker()"): (Kind.NAMED, False),
    ("class A { m() { this.w.postMessage(1); } } x = new A();", "new A()"): (Kind.POSTS, False),
    ("class A { w = new Worker('b.js'); } x = new A();", "new A()"): (Kind.CLIENT, False),
    ("class A { w = new Worker('py.js'); } x = new A();", "new A()"): (Kind.PYODIDE, False),
    ("class A { w = new Worker('b.js'); runPython() {} } x = new A();", "new A()"): (Kind.CLIENT, True),
    ("import * as Comlink from 'comlink'; x = Comlink.wrap(w);", "Comlink.wrap(w)"): (Kind.CLIENT, False),
    ("function f() { return new Worker('b.js'); } x = f();", "f()"): (Kind.RAW, False),
    ("const w = new Worker('b.js'); x = [w];", "w"): (Kind.RAW, False),
    ("const f = () => ({ send(a) { port.postMessage(a); } }); x = f();", "f()"): (Kind.POSTS, False),
    ("x = makeWorker();", "makeWorker()"): (Kind.GUESS, False),
    ("class A {} x = new A();", "new A()"): (None, False),
    ("x = f();", "f()"): (None, False),
    ("const f = () => ({ send(a) {} }); x = f();", "f()"): (None, False),
}


@pytest.mark.parametrize(("text", "value"), MADE)
def test_what_an_expression_makes(text: str, value: str) -> None:
    assert made(text, value) == MADE[text, value]
