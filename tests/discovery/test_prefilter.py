"""What the bytes of a file say before anything parses them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from migrator.discovery.prefilter import may_call, may_load, may_send
from migrator.model.settings import Settings


@pytest.mark.parametrize(("look", "word"), [(may_call, "runPython"), (may_load, "loadPyodide")])
def test_a_word_counts_however_it_is_spelled(look: Callable[[bytes], bool], word: str) -> None:
    escaped = f"\\u{ord(word[0]):04x}{word[1:]}"
    assert not look(b"const pyodide = window.pyodide; f('\\n');")
    assert not look(f"f('\\u0041'); {word[:-1]};".encode())
    for data in (f"a.{word}();".encode(), f"a.{escaped}();".encode(), f"a.{word}();".encode("utf-16-le")):
        assert look(data)


WORKER = Settings().worker
COMMANDS = frozenset({b"step", b"render"})


@pytest.mark.parametrize(
    "text",
    [
        "const worker = async () => { render(); };\nawait Promise.all(Array.from(list, worker));",
        "function run(worker) { worker.step('a\\n'); }",
        "this.worker = new GameWorker();\nthis.step();",
        "this.worker.stop('\\d+\\\\w');",
    ],
)
def test_a_file_that_sends_no_command(text: str) -> None:
    assert not may_send(text.encode(), WORKER, lambda: COMMANDS)


@pytest.mark.parametrize(
    "text",
    [
        "this.worker.step(1);",
        "this . worker\n  .step(1);",
        "this. /* the game's */ worker.step(1);",
        "this. // the game's\n    worker.step(1);",
        "this['worker'].step(1);",
        "this[`worker`].step(1);",
        "const { worker } = this; worker.step(1);",
        "const { frame, worker: w = null } = this; w.step(1);",
        "const {\n  // the game's\n  worker,\n} = this; worker.step(1);",
        "this.w\\u006frker.step(1);",
        "this.worker['st\\x65p'](1);",
        "class B extends A { constructor(worker) { super(worker); } }",
    ],
)
def test_a_file_that_may_send_a_command(text: str) -> None:
    assert may_send(text.encode(), WORKER, lambda: COMMANDS)
