"""What the model of effects does not follow, as docs/design.md lists it: the site is rewritten, without a note."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.model.ledger import NoteCode
from tests.rewriting.test_harm import PEER, PEER_AFTER
from tests.support import rewritten


@pytest.mark.parametrize(
    "between",
    [
        "const all = [...o];",  # an iterator
        "for (const x of o) { this.n = x; }",
        "const text = `${o}`;",  # toString
        "const text = JSON.stringify(o);",  # toJSON
        "const x = o.x;",  # a getter of a class that is not seen
        "this.change();",  # it writes to what the caller has kept
        "const all = o.map((x) => x.y);",  # no list
    ],
)
def test_code_that_is_not_seen(tmp_path: Path, between: str) -> None:
    run = rewritten(
        tmp_path,
        f"const json = JSON.stringify(s);\n{between}\n{PEER}",
        f"{between}\n{PEER_AFTER}",
        parameters="s, o",
    )
    assert run.entry.notes == ()


@pytest.mark.parametrize("gap", ["first = [x for x in frames]", "size = len(frames)", "text = str(frames)"])
def test_what_objects_of_python_do(tmp_path: Path, gap: str) -> None:
    site = (
        "await this.pyodide.runPythonAsync(`\n    state = ${this.pyodide.toPy(s)}\n    %s\n"
        "    if not hasattr(env, 'set_state') or not callable(getattr(env, 'set_state')): raise RuntimeError('x')\n"
        "    env.set_state(state)\n`);"
    )
    run = rewritten(tmp_path, site % gap, PEER_AFTER, parameters="s")
    assert {note.code for note in run.entry.notes} == {NoteCode.DUTY}  # of the worker, which is not seen
