"""What a worker lacks for a command: nothing where it has it, and code in the style of what is there."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from migrator.drafting.stubs import Stub, Wanted, parameter, python_of, stubs
from migrator.javascript.source import Source
from migrator.model.settings import Receiver, Settings
from migrator.sites.site import File
from tests.support import write

CLIENT = """\
export class Client {
    constructor() { this.thread = new Worker('./script.js'); }
    METHODS
    post(type, payload) { this.thread.postMessage({ type, payload }); }
}
"""
SITE = """\
import { Client } from './client.js';
class Game {
    constructor() { this.worker = new Client(); }
    async act(speed) { return await this.pyodide.runPythonAsync(`env.tilt(${speed})`); }
}
"""
WANTED = Wanted("tiltBoard", ("speed", "angle"), "env.tilt(speed)\nenv.turn(angle)")


def found(folder: Path, files: dict[str, str], wanted: Wanted = WANTED, worker: str | None = None) -> list[Stub] | None:
    """The stubs for the only site of `game.js`, or of `game.ts`, in a folder."""
    for name, text in files.items():
        write(folder, name, text)
    path = next(folder.glob("game.*"))
    named = Receiver.read(worker) if worker is not None else None
    settings = Settings()._replace(worker=named) if named is not None else Settings()
    file = File(Source.read(str(path), path.read_bytes()), settings)
    [site] = file.sites
    return stubs(file, site, wanted)


def client(method: str) -> str:
    return CLIENT.replace("METHODS", textwrap.indent(method, "    ").strip())


def codes(stubs: list[Stub] | None) -> list[str]:
    assert stubs is not None
    return [stub.code for stub in stubs]


def test_a_command_that_is_there_needs_nothing(tmp_path: Path) -> None:
    files = {"client.js": client("tiltBoard(a) { return this.post('tiltBoard', { a }); }"), "game.js": SITE}
    assert found(tmp_path, files) == []


@pytest.mark.parametrize(
    "site",
    [
        SITE.replace("this.worker = new Client()", "this.worker = make()"),
        SITE.replace("constructor() { this.worker = new Client(); }", ""),
    ],
)
def test_no_stub_is_made_for_a_worker_that_is_not_seen(tmp_path: Path, site: str) -> None:
    assert found(tmp_path, {"client.js": client(""), "game.js": site}) is None


METHODS = {
    "arguments": (
        "seedRng(seed) { return this.post('seedRng', { seed }); }",
        "tiltBoard(speed, angle) {\n    return this.post('tiltBoard', { speed, angle });\n}",
    ),
    "another spelling": (
        "seedRng(seed) { return this.post('seed_rng', { seed }); }",
        "tiltBoard(speed, angle) {\n    return this.post('tilt_board', { speed, angle });\n}",
    ),
    "async": (
        "async seedRng(seed) { return await this.post('seed-rng', { seed }); }",
        "async tiltBoard(speed, angle) {\n    return await this.post('tilt-board', { speed, angle });\n}",
    ),
    "a list": (
        "seedRng(seed) { return this.post('SEED_RNG', [seed]); }",
        "tiltBoard(speed, angle) {\n    return this.post('TILT_BOARD', [speed, angle]);\n}",
    ),
    "an object": (
        "seedRng(seed) { return this.thread.postMessage({ type: 'seedRng', seed }); }",
        "tiltBoard(speed, angle) {\n    return this.thread.postMessage({ type: 'tiltBoard', speed, angle });\n}",
    ),
    "a payload": (
        "seedRng(seed) { return this.thread.postMessage({ type: 'seedRng', payload: { seed } }); }",
        "tiltBoard(speed, angle) {\n"
        "    return this.thread.postMessage({ type: 'tiltBoard', payload: { speed, angle } });\n}",
    ),
    "nothing that sends": ("", "async tiltBoard(speed, angle) {\n    // Send it to the worker, and give its answer.\n}"),
}


@pytest.mark.parametrize("case", METHODS.values(), ids=METHODS)
def test_a_method_is_written_after_one_that_sends(tmp_path: Path, case: tuple[str, str]) -> None:
    method, expected = case
    [first, *_] = found(tmp_path, {"client.js": client(method), "game.js": SITE}) or []
    assert first.code == expected
    assert "`Client`" in first.title
    assert "client.js:1)" in first.title


BODY = """\
    // Run the Python of the page, with `speed`, `angle` of the message as values:
    //     env.tilt(speed)
    //     env.turn(angle)
    // Answer plain data, as what answers `seedRng` does (%s:%d)."""
SCRIPTS = {
    "a switch": (
        "onmessage = ({ data }) => {\n    switch (data.type) {\n        case 'seedRng':\n            seed(data.payload);\n"
        "            break;\n    }\n};\n",
        3, "case 'tiltBoard': {\n%s\n    break;\n}",
    ),
    "an if": (
        "onmessage = ({ data }) => {\n    if (data.type === \"seedRng\") {\n        seed(data.payload);\n    }\n};\n",
        2, "if (data.type === \"tiltBoard\") {\n%s\n}",
    ),
    "an if that leaves": (
        "onmessage = ({ data }) => {\n    if ('seedRng' === data.type) {\n        seed();\n        return;\n    }\n};\n",
        2, "if ('tiltBoard' === data.type) {\n%s\n    return;\n}",
    ),
    "a chain": (
        "onmessage = ({ data }) => {\n    if (data.type === 'seedRng') seed();\n    else other();\n};\n",
        2, "else if (data.type === 'tiltBoard') {\n%s\n}",
    ),
    "a table": (
        "const table = {\n    seedRng: async ({ seed }) => run(seed),\n};\n"
        "onmessage = ({ data }) => table[data.type](data.payload);\n",
        2, "tiltBoard: async ({ speed, angle }) => {\n%s\n},",
    ),
    "a table of methods": (
        "const table = {\n    async seedRng(payload) { run(payload.seed); },\n};\n"
        "onmessage = ({ data }) => table[data.type](data.payload);\n",
        2, "async tiltBoard(payload) {\n%s\n},",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SCRIPTS.values(), ids=SCRIPTS)
def test_a_handler_stands_beside_those_that_are_there(tmp_path: Path, case: tuple[str, int, str]) -> None:
    script, line, expected = case
    method = "seedRng(seed) { return this.post('seedRng', { seed }); }"
    [_, second] = found(tmp_path, {"client.js": client(method), "script.js": script, "game.js": SITE}) or []
    assert f"script.js, beside what answers `seedRng` (line {line})" in second.title
    place = second.code.split("seedRng` does (")[1].split(":")[0]
    assert second.code == expected % (BODY % (place, line))


def test_a_script_that_answers_nothing_that_is_seen(tmp_path: Path) -> None:
    method = "seedRng(seed) { return this.post('seedRng', { seed }); }"
    script = "onmessage = ({ data }) => handle(data);\n"
    [_, second] = found(tmp_path, {"client.js": client(method), "script.js": script, "game.js": SITE}) or []
    assert second.title.endswith("script.js, where it takes messages")
    assert second.code.startswith("if (data.type === 'tiltBoard') {\n")


def test_an_object_that_posts(tmp_path: Path) -> None:
    files = {
        "client.js": "const thread = new Worker('./script.js');\n"
        "function post(type, payload) { thread.postMessage({ type, payload }); }\n"
        "export const api = {\n    seedRng: (seed) => post('seedRng', { seed }),\n};\n",
        "script.js": "const table = { seedRng: ({ seed }) => run(seed) };\n"
        "onmessage = ({ data }) => table[data.type](data.payload);\n",
        "game.js": SITE.replace("{ Client }", "{ api }").replace("constructor() { this.worker = new Client(); }", ""),
    }
    assert codes(found(tmp_path, files, worker="api"))[0] == (
        "tiltBoard: (speed, angle) => post('tiltBoard', { speed, angle }),"
    )
    assert codes(found(tmp_path, files, worker="api"))[1].startswith("tiltBoard: async ({ speed, angle }) => {\n")


def test_what_a_script_exposes(tmp_path: Path) -> None:
    files = {
        "script.js": "import * as Comlink from 'comlink';\nComlink.expose({ seedRng(seed) { return run(seed); } });\n",
        "game.js": "import * as Comlink from 'comlink';\nconst api = Comlink.wrap(new Worker('./script.js'));\n"
        + SITE.split("\n", 1)[1].replace("constructor() { this.worker = new Client(); }", ""),
    }
    [only] = found(tmp_path, files, worker="api") or []
    assert only.code.startswith("async tiltBoard(speed, angle) {\n")


def test_typescript_has_types_that_say_nothing(tmp_path: Path) -> None:
    files = {
        "client.ts": "export class Client {\n    private thread = new Worker('./script.js');\n"
        "    seedRng(seed: number): Promise<void> { return this.post<void>('seedRng', { seed }); }\n"
        "    post<T>(type: string, payload: object): Promise<T> { this.thread.postMessage({ type, payload }); }\n}\n",
        "game.ts": SITE.replace("./client.js", "./client").replace("constructor() {", "constructor() {"),
    }
    [first, *_] = found(tmp_path, files) or []
    assert first.code == (
        "tiltBoard(speed: unknown, angle: unknown) {\n    return this.post('tiltBoard', { speed, angle });\n}"
    )


@pytest.mark.parametrize(
    ("name", "expected"), [("$SPEED", "speed"), ("PY_ROWS", "pyRows"), ("$NAME_2", "name2"), ("$A", "a")]
)
def test_names_of_parameters(name: str, expected: str) -> None:
    assert parameter(name) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("`env.tilt(4)`", "env.tilt(4)"),
        ("`\n    f(${$X})\n    g()\n`", "f(x)\ng()"),
        ("`f(\"${$NAME}\", '${ $B }')`", "f(name, b)"),
        ("`f(${JSON.stringify($A)})`", "f(${JSON.stringify(a)})"),
        ("`if a:\n    f()\ng()`", "if a:\n    f()\ng()"),
    ],
)
def test_the_python_reads_with_parameters(template: str, expected: str) -> None:
    assert python_of(template) == expected
