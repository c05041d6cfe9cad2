"""What a text says of workers, whatever its repository is: which scripts it starts, and whether it runs in one."""

from __future__ import annotations

import pytest

from migrator.worker.signs import may_have_word, may_show, may_start, shows, started, word_of_page

NOT_STARTED = [
    "new Marker('w.js')",
    "new MyWorker('w.js')",
    "Worker('w.js')",
    "import Game from './w.js'",
    "import Game from './w.js?raw'",
    "import Game from './w.js?worker_of=1'",
]
STARTED = {
    "new Worker('w.js')": "w.js",
    "new SharedWorker('w.js')": "w.js",
    "new Worker(new URL('./w.js', import.meta.url))": "./w.js",
    "import Game from './w.js?worker'": "./w.js",
    "import Game from './w.js?raw&sharedworker'": "./w.js",
    "import('./w.js?worker&inline')": "./w.js",
}


@pytest.mark.parametrize("path", ["a.js", "a.vue"])
@pytest.mark.parametrize("code", NOT_STARTED)
def test_no_script_is_started(path: str, code: str) -> None:
    assert list(started(path, f"<script>{code};</script>".encode() if path == "a.vue" else f"{code};".encode())) == []


@pytest.mark.parametrize("path", ["a.js", "a.vue"])
@pytest.mark.parametrize("code", STARTED)
def test_a_script_is_started(path: str, code: str) -> None:
    data = f"<script>{code};</script>".encode() if path == "a.vue" else f"{code};".encode()
    assert may_start(data)
    assert list(started(path, data)) == [STARTED[code]]


def test_a_script_is_told_from_a_text_that_spells_the_same() -> None:
    assert list(started("a.js", b"// new Worker('w.js')\nnew Worker(`v.js`);")) == ["v.js"]


@pytest.mark.parametrize("code", ["document.onmessage = f", "a.addEventListener('message', f)", "let Worker"])
def test_a_script_that_does_not_show_where_it_runs(code: str) -> None:
    assert not shows("a.js", code.encode())
    assert not shows("a.ts", code.encode())


@pytest.mark.parametrize("code", ["onmessage = f", "importScripts('b.js')", "self.addEventListener('message', f)"])
def test_a_script_that_shows_that_it_runs_in_a_worker(code: str) -> None:
    assert may_show(code.encode())
    assert shows("a.js", code.encode())
    assert shows("a.ts", code.encode())
    assert not shows("a.js", f"function f( {code}".encode()), "it does not parse"


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("document.title", "document"),
        ("window.name", "window"),
        ("new Worker('w.js')", "Worker"),
        ("let document; document.title", None),
        ("a.document", None),
        ("'window'", None),
    ],
)
def test_what_only_a_page_has(code: str, word: str | None) -> None:
    assert may_have_word("a.js", code.encode())
    assert not may_have_word("a.astro", code.encode())
    assert word_of_page("a.js", code.encode()) == word
