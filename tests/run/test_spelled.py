"""Where a member may be read of another object."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.discovery.repository import Repository
from migrator.javascript.disk import Disk
from migrator.run.spelled import spelled


def place(folder: Path, text: str) -> tuple[str, int] | None:
    (folder / "a.js").write_text("// a file\nclass A { go() { this.pyodide = this.worker; } }\n")
    (folder / "b.js").write_text(f"\n{text}\n")
    found = spelled(Repository(Disk()), folder / "a.js", "pyodide", lambda path: path.endswith("/worker.js"))
    return None if found is None else (Path(found[0]).name, found[1])


@pytest.mark.parametrize(
    "text",
    [
        "game.pyodide.globals;",
        "game?.pyodide;",
        "game\n  .pyodide;",
        "game['pyodide'];",
        'game["pyodide"];',
        "const { pyodide } = game;",
        "const { a, pyodide: p } = game;",
        "const { pyodide = null } = game;",
        "super.pyodide;",
        "'pyodide' in game;",
        "withis.pyodide;",
        "const read = (self) => self.pyodide;",
    ],
)
def test_a_member_of_another_object_is_a_place(tmp_path: Path, text: str) -> None:
    found = place(tmp_path, text)
    assert found is not None
    assert found[0] == "b.js"


def test_the_line_is_that_of_the_name(tmp_path: Path) -> None:
    assert place(tmp_path, "1;\n2;\ngame.pyodide;") == ("b.js", 4)


@pytest.mark.parametrize(
    "text",
    [
        "this.pyodide;",
        "this?.pyodide;",
        "import { loadPyodide } from 'pyodide';",
        "await import('pyodide');",
        "const { loadPyodide } = require('pyodide');",
        "import './pyodide.js';",
        "let pyodide = await loadPyodide();",
        "game.pyodides; game.pyodide_2; game.pyodide$;",
        "socket.on('pyodide_ready', start);",
    ],
)
def test_this_and_what_is_imported_is_none(tmp_path: Path, text: str) -> None:
    assert place(tmp_path, text) is None


def test_a_file_apart_is_none(tmp_path: Path) -> None:
    (tmp_path / "worker.js").write_text("self.pyodide.globals;\n")
    assert place(tmp_path, "1;") is None
