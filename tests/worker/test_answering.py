"""*The worker must*, of workers that are no class: messages of a raw Worker, objects, functions and Comlink's objects."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from migrator.rules.posted import Posted
from migrator.worker.answering import name_of
from tests.support import migrator, write

DUTY = """
## The worker must

- `whole`: count whole numbers.

  ```python
  count(int($X))
  ```
"""
POSTS = """\
# Count

Counts.

```diff
- await this.pyodide.runPythonAsync(`count(${$X})`);
+ this.worker.postMessage({ type: 'count', data: $X });
```
"""
CALLS = POSTS.replace("this.worker.postMessage({ type: 'count', data: $X })", "await this.worker.count($X)")
OPEN = "js/w.js:%d: the handler of `count` must count whole numbers, and nothing in it is seen to (`whole` of 01-count)"


def script(python: str) -> str:
    return f"""\
onmessage = (e) => {{
    switch (e.data.type) {{
        case 'reset': pyodide.runPythonAsync(`count(0)`); break;
        case 'count': pyodide.runPythonAsync(`{python}`); break;
    }}
}};
"""


def told(folder: Path, game: str, page: str, *, text: str, settings: str = "", duty: str = DUTY) -> list[str]:
    """The duties that `check` finds open, and what `migrate` notes beside them."""
    write(folder, "pages/01-count.md", page + duty)
    write(folder, "migrator.toml", f'rules = ["pages"]\n{settings}')
    write(folder, "js/game.js", game)
    write(folder, "js/w.js", text)
    report = json.loads(migrator(folder, "check", "--format", "json").stdout)
    assert report["errors"] == [], report
    found = [
        f"{item['path']}:{item['line']}: {item['message']}" for item in report["findings"] if item["kind"] == "worker"
    ]
    report = json.loads(migrator(folder, "migrate", "--format", "json").stdout)
    notes = [note for file in report["files"] for note in file["notes"] if note["code"] != "duty"]
    return [*found, *(note["message"] for note in notes)]


RAW = """\
class Game {
    constructor() { this.worker = new Worker('w.js'); }
    async act(x) {
        %s;
    }
}
"""
SITE = "await this.pyodide.runPythonAsync(`count(${x})`)"
SENDERS = {
    "a site": SITE,
    "a message": "this.worker.postMessage({ type: 'count', data: x })",
    "a constant": "const message = { type: 'count', data: x };\n        this.worker.postMessage(message)",
    "another name": "const { worker } = this;\n        worker.postMessage({ type: 'count' })",
    "a list of transferred values": "this.worker.postMessage({ data: x, type: 'count' }, [x])",
}


@pytest.mark.parametrize("name", SENDERS)
def test_what_answers_a_message_owes_what_the_page_says(name: str, tmp_path: Path) -> None:
    assert told(tmp_path, RAW % SENDERS[name], POSTS, text=script("count(int(x))")) == []
    assert told(tmp_path, RAW % SENDERS[name], POSTS, text=script("count(x)")) == [OPEN % 4]


@pytest.mark.parametrize(
    "code",
    [
        "this.worker.postMessage({ type: 'reset' })",
        "this.worker.postMessage({ cmd: 'count' })",
        "this.worker.postMessage(x)",
        "this.worker.terminate()",
        "this.other.postMessage({ type: 'count' })",
    ],
)
def test_a_message_that_no_page_posts_owes_nothing(code: str, tmp_path: Path) -> None:
    assert told(tmp_path, RAW % code, POSTS, text=script("count(x)")) == []


@pytest.mark.parametrize("code", [SITE, "this.worker.postMessage({ type: 'count' })"])
def test_a_class_that_extends_a_worker_posts_as_that_does(code: str, tmp_path: Path) -> None:
    extends = "class Counter extends Worker { constructor() { super('w.js'); } }\n"
    game = extends + (RAW % code).replace("new Worker('w.js')", "new Counter()")
    assert told(tmp_path, game, POSTS, text=script("count(x)")) == [OPEN % 4]
    assert told(tmp_path, game, POSTS, text=script("count(int(x))")) == []


def test_a_duty_names_the_message(tmp_path: Path) -> None:
    other = DUTY.replace("`whole`:", "`whole` (`reset`):")
    assert told(tmp_path, RAW % SITE, POSTS, text=script("count(x)"), duty=other) == []
    own = DUTY.replace("`whole`:", "`whole` (`count`):")
    assert told(tmp_path, RAW % SITE, POSTS, text=script("count(x)"), duty=own) == [OPEN % 4]


def test_the_port_of_a_shared_worker(tmp_path: Path) -> None:
    page = POSTS.replace("this.worker.post", "this.worker.port.post")
    shared = "onconnect = (e) => { e.ports[0].onmessage = take; };\n" + script("count(x)").replace("onmessage =", "const take =")
    for code in (SITE, "this.worker.port.postMessage({ type: 'count' })"):
        game = (RAW % code).replace("new Worker", "new SharedWorker")
        assert told(tmp_path, game, page, text=shared) == [OPEN % 5]


def test_a_message_that_is_sent_through_an_expression(tmp_path: Path) -> None:
    game = "const worker = new Worker('w.js');\nexport async function act(pyodide, x) {\n    %s;\n}\n"
    settings = 'worker = "worker"\nreceiver = "pyodide"\n'
    for code in ("await pyodide.runPythonAsync(`count(${x})`)", "worker.postMessage({ type: 'count' })"):
        assert told(tmp_path, game % code, POSTS, text=script("count(x)"), settings=settings) == [OPEN % 4]
        assert told(tmp_path, game % code, POSTS, text=script("count(int(x))"), settings=settings) == []
    reset = "worker.postMessage({ type: 'reset' })"
    assert told(tmp_path, game % reset, POSTS, text=script("count(x)"), settings=settings) == []


def test_the_name_of_a_message() -> None:
    assert name_of(Posted((("mode", "fast"), ("cmd", "count")))) == "count"
    assert name_of(Posted((("0", 3.0),))) == "3"
    assert name_of(Posted("stop")) == "stop"
    assert name_of(Posted((("data", None),))) == ""


# -- objects and functions ---------------------------------------------------------------------------------------------

EXPRESSION = 'worker = "worker"\nreceiver = "pyodide"\n'
ACT = "export async function act(pyodide, x) {\n    await pyodide.runPythonAsync(`count(${x})`);\n}\n"
OBJECTS = {
    "an object literal": "const thread = new Worker('w.js');\nconst worker = { count(data) { thread.postMessage({ type: 'count', data }); } };\n",
    "an object that sends": "const thread = new Worker('w.js');\nconst worker = { count(x) { this.send('count', x); }, send(type, data) { thread.postMessage({ type, data }); } };\n",
    "a function of the file": "const thread = new Worker('w.js');\nconst send = (type, data) => thread.postMessage({ type, data });\nconst worker = { count: (x) => send('count', x) };\n",
    "static methods": "class worker { static count(data) { thread.postMessage({ type: 'count', data }); } }\nconst thread = new Worker('w.js');\n",
    "exported functions": "import * as worker from './client.js';\n",
}
CLIENT = "const thread = new Worker('./w.js');\nexport function count(data) { thread.postMessage({ type: 'count', data }); }\n"


@pytest.mark.parametrize("name", OBJECTS)
def test_what_answers_an_object_owes_what_the_page_says(name: str, tmp_path: Path) -> None:
    write(tmp_path, "js/client.js", CLIENT)
    game = OBJECTS[name] + ACT
    assert told(tmp_path, game, CALLS, text=script("count(x)"), settings=EXPRESSION) == [OPEN % 4]
    assert told(tmp_path, game, CALLS, text=script("count(int(x))"), settings=EXPRESSION) == []


NOT_FOUND = {
    "no message": "const worker = { count(x) {} };\n",
    "no Worker": "const worker = { count(data) { thread.postMessage({ type: 'count', data }); } };\n",
    "a Worker that is given": "const make = (thread) => ({ count(data) { thread.postMessage({ type: 'count', data }); } });\nconst worker = make(other);\n",
    "a script that is not on disk": "const thread = new Worker('gone.js');\nconst worker = { count(data) { thread.postMessage({ type: 'count', data }); } };\n",
    "a method that is not seen": "const worker = { count: more.count };\n",
}


@pytest.mark.parametrize("name", NOT_FOUND)
def test_an_object_whose_script_is_not_found_is_a_note(name: str, tmp_path: Path) -> None:
    found = told(tmp_path, NOT_FOUND[name] + ACT, CALLS, text=script("count(x)"), settings=EXPRESSION)
    assert found == [
        "what `01-count` asks of the worker script was not checked: what answers `the object` there is not found"
    ]


def exposing(python: str, exposed: str = "api") -> str:
    return f"""\
import {{ expose }} from 'comlink';
let pyodide = null;
const api = {{
    async start() {{ pyodide = await loadPyodide(); }},
    async count(x) {{ if (!pyodide) throw new Error('no'); return this.run(x); }},
    async run(x) {{ return pyodide.runPythonAsync(`{python}`); }},
    async reset() {{ await pyodide.runPythonAsync(`count(int(0))`); }},
}};
class Api {{ async count(x) {{ return pyodide.runPythonAsync(`{python}`); }} }}
expose({exposed});
"""


WRAPPED = "import * as Comlink from 'comlink';\nconst worker = Comlink.wrap(new Worker('w.js'));\n"


@pytest.mark.parametrize(("exposed", "line"), [("api", 6), ("new Api()", 9)])
def test_a_method_that_a_script_exposes_owes_what_the_page_says(exposed: str, line: int, tmp_path: Path) -> None:
    game = WRAPPED + ACT
    assert told(tmp_path, game, CALLS, text=exposing("count(x)", exposed), settings=EXPRESSION) == [OPEN % line]
    assert told(tmp_path, game, CALLS, text=exposing("count(int(x))", exposed), settings=EXPRESSION) == []
