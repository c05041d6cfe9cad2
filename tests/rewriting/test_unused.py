"""Declarations that only the rewritten sites have used go, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.rewriting.unused import Gone
from tests.support import in_game, rewritten, run

RENDER = "runPythonAsync(`env.render()`)"


@pytest.mark.parametrize(
    "declared",
    [
        "const py = this.pyodide;\nthis.keep(py);",
        "const py = this.pyodide;\nconst later = () => py;\nthis.keep(later);",
        "let py = this.pyodide;\nif (a) {\n    await py.runPythonAsync(code);\n}",
    ],
)
def test_a_name_that_something_else_uses_stays(tmp_path: Path, declared: str) -> None:
    text = in_game(f"{declared}\nawait py.{RENDER};", "a, code")
    after = run(tmp_path, text).after
    assert after == in_game(f"{declared}\nawait this.worker.render();", "a, code")


def test_what_was_not_used_before_stays(tmp_path: Path) -> None:
    before = f"const py = this.pyodide;\nawait this.pyodide.{RENDER};"
    text = in_game(before)
    assert run(tmp_path, text).after == in_game("const py = this.pyodide;\nawait this.worker.render();")


def test_a_comment_above_goes_with_it_and_one_behind_a_blank_line_stays(tmp_path: Path) -> None:
    before = f"// The game.\n\n// Its Python.\nconst py = this.pyodide;\n\nawait py.{RENDER};"
    rewritten(tmp_path, before, "// The game.\n\nawait this.worker.render();")


def test_a_list_of_which_all_parts_go_goes(tmp_path: Path) -> None:
    before = f"const {{ pyodide }} = this, py = pyodide;\nawait py.{RENDER};"
    rewritten(tmp_path, before, "await this.worker.render();")


def test_nothing_is_gone_where_nothing_was_found() -> None:
    assert Gone([]).user(0) is None
