"""What the worker is that the settings name by an expression: the values that it may have, and their methods."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.javascript.project import Project
from migrator.model.settings import Receiver, Settings
from migrator.sites.key import Variable
from migrator.worker.values import Value, Workers, key_of
from tests.support import write


def values(folder: Path, text: str, expression: str = "worker") -> list[Value]:
    """What an expression may be, the first name of which is one of the file's."""
    disk = Disk()
    project = Project(disk)
    module = project.module(write(folder, "a.js", text))
    assert module is not None
    workers = Workers(project, Repository(disk), Settings())
    named = Receiver(expression=expression)
    return workers.values(module, key_of(named, Variable(module.source.scopes.root.bindings[named.base])))


@pytest.mark.parametrize(
    ("text", "unseen"),
    [
        ("import { worker } from 'package';", "worker of package"),
        ("const worker = make();", "make()"),
        ("const worker = list[0];", "list[0]"),
        ("const worker = { ...more, step() {} };", "more"),
        ("import { wrap } from 'comlink';\nconst worker = wrap(new Worker(url));", "wrap(new Worker(url))"),
    ],
)
def test_what_no_file_shows(text: str, unseen: str, tmp_path: Path) -> None:
    assert values(tmp_path, text) == [Value(unseen=unseen)]


def test_what_is_given_nothing(tmp_path: Path) -> None:
    assert values(tmp_path, "let worker = null;\nworker = undefined;") == []


def test_a_circle_ends(tmp_path: Path) -> None:
    text = "let worker = other;\nlet other = worker;\nworker = { step() {} };"
    assert {value.methods.owner for value in values(tmp_path, text) if value.methods is not None} == {"the object"}


@pytest.mark.parametrize(
    ("text", "expression", "shared", "port"),
    [
        ("const worker = new Worker('w.js');", "worker", False, False),
        ("const worker = new window.Worker(new URL('./w.js', import.meta.url));", "worker", False, False),
        ("import W from './w.js?worker';\nconst worker = new W();", "worker", False, False),
        ("const worker = new SharedWorker('w.js');", "worker", True, False),
        ("const shared = new SharedWorker('w.js');\nconst { port } = shared;\nconst worker = shared.port;", "worker", True, True),
        ("const worker = new SharedWorker('w.js').port;", "worker", True, True),
        ("const ref = useRef(new Worker('w.js'));", "ref.current", False, False),
        ("const make = () => new Worker('w.js');", "make()", False, False),
    ],
)  # fmt: skip
def test_a_worker_of_the_platform(text: str, expression: str, shared: bool, port: bool, tmp_path: Path) -> None:
    (value,) = values(tmp_path, text, expression)
    assert value.raw is not None
    assert (value.raw.is_shared, value.raw.is_port) == (shared, port)


@pytest.mark.parametrize(
    "text",
    [
        "const worker = new Worker('w.js').port;",
        "const other = { port: 1 };\nconst worker = other.port;",
        "import { Worker } from './own.js';\nconst worker = new Worker('w.js');",
        "import W from './w.js';\nconst worker = new W();",
    ],
)
def test_what_is_no_worker_of_the_platform(text: str, tmp_path: Path) -> None:
    assert all(value.raw is None for value in values(tmp_path, text))


def test_an_own_class_of_that_name_is_one(tmp_path: Path) -> None:
    (found,) = values(tmp_path, "class Worker { step() {} }\nconst worker = new Worker();")
    assert found.info is not None
    assert list(found.info.methods) == ["step"]


@pytest.mark.parametrize(
    ("text", "expression", "methods", "is_open"),
    [
        ("const worker = { step(a, b) {}, run: (...all) => 1, at: other };", "worker",
         {"step": 2, "run": None, "at": None}, False),
        ("class W { static step(a) {} run() {} }\nconst worker = W;", "worker", {"step": 1}, False),
        ("class W extends B { static step(a) {} }\nconst worker = W;", "worker", {"step": 1}, True),
        ("const api = { worker: { step: x => x } };", "api.worker", {"step": 1}, False),
        ("const ref = useRef({ step() {} });", "ref.current", {"step": 0}, False),
        ("const make = () => ({ step() {} });", "make()", {"step": 0}, False),
        ("const [worker] = useState({ step() {} });", "worker", {"step": 0}, False),
        ("const [worker] = useState(() => ({ step() {} }));", "worker", {"step": 0}, False),
        ("const [worker] = React.useState(function () { return { step() {} }; });", "worker", {"step": 0}, False),
        ("const make = () => ({ step() {} });\nconst [worker] = useState(make);", "worker", {"step": 0}, False),
        ("const [worker, setWorker] = useState(null);\nsetWorker(() => ({ step() {} }));", "worker", {"step": 0}, False),
    ],
)  # fmt: skip
def test_the_methods_of_an_object(
    text: str, expression: str, methods: dict[str, int | None], is_open: bool, tmp_path: Path
) -> None:
    found = [value.methods for value in values(tmp_path, text, expression) if value.methods is not None]
    assert [(each.methods, each.is_open) for each in found] == [(methods, is_open)]


def test_all_that_it_may_be(tmp_path: Path) -> None:
    text = "class A {}\nclass B {}\nconst worker = flag ? new A() : new B();"
    assert [value.info.name for value in values(tmp_path, text) if value.info is not None] == ["A", "B"]


def test_the_functions_that_a_file_exports(tmp_path: Path) -> None:
    write(tmp_path, "b.js", "export function step(a) {}\nconst run = (a, b) => 1;\nexport { run as go };\nexport default 1;")
    (found,) = values(tmp_path, "import * as worker from './b.js';")
    assert found.methods is not None
    assert found.methods.methods == {"step": 1, "go": 2, "default": None}
