"""What the command line says of uses that run nothing and that a page rewrites, and of programs that go together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support import in_game, migrator, write

LOAD = "# Load\n\n```diff\n- await this.pyodide.loadPackage($P);\n+ await this.worker.step($P);\n```\n"
TWO = (
    "# Two\n\n```diff\n- await this.pyodide.runPythonAsync(`env.clear()`);\n"
    "- const $R = await this.pyodide.runPythonAsync(`env.step(${$X})`);\n+ const $R = await this.worker.step($X);\n```\n"
)
PROGRAMS = (
    "await this.pyodide.runPythonAsync(`env.clear()`);\n"
    "const r = await this.pyodide.runPythonAsync(`env.step(${x})`);\nthis.keep(r);"
)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    write(tmp_path, "pages/01-load.md", LOAD)
    write(tmp_path, "pages/02-two.md", TWO)
    write(tmp_path, "migrator.toml", 'rules = ["pages"]\n')
    return tmp_path


def test_a_use_that_runs_nothing_is_told_and_written(here: Path) -> None:
    path = write(here, "a.js", in_game("await this.pyodide.loadPackage('a');"))
    ran = migrator(here, "migrate", "a.js")
    said = ran.stderr.decode()
    assert "rewritten  01-load  in Game.act" in said
    assert "0 to rewrite, 1 kept, 0 unmatched. 1 other use to rewrite. Nothing was written; `--write` does." in said
    assert ran.returncode == 1
    assert migrator(here, "migrate", "--write", "a.js").returncode == 0
    assert "        await this.worker.step('a');\n" in path.read_text("utf-8")
    again = migrator(here, "migrate", "a.js")
    assert (again.returncode, again.stdout) == (0, b"")


def test_check_reports_it_with_its_page_and_explain_too(here: Path) -> None:
    text = in_game("await this.pyodide.loadPackage('a');")
    write(here, "a.js", text)
    line = text[: text.index("loadPackage")].count("\n") + 1
    ran = migrator(here, "check", "a.js")
    assert ran.returncode == 1
    assert f"a.js:{line}:" in ran.stdout.decode()
    explained = migrator(here, "explain", f"a.js:{line}").stdout.decode()
    assert "rewritten by 01-load" in explained


def test_without_a_page_it_is_told_as_ever(here: Path) -> None:
    (here / "pages/01-load.md").unlink()
    write(here, "a.js", in_game("await this.pyodide.loadPackage('a');"))
    ran = migrator(here, "migrate", "a.js")
    assert "unexplained: no rewritten site explains `loadPackage` of the receiver" in ran.stderr.decode()


@pytest.mark.parametrize("formats", ["json", "markdown", "sarif", "github"])
def test_every_format_tells_it(here: Path, formats: str) -> None:
    write(here, "a.js", in_game(f"await this.pyodide.loadPackage('a');\n{PROGRAMS}", "x"))
    out = migrator(here, "migrate", "--format", formats, "a.js").stdout.decode()
    assert "01-load" in out
    assert "02-two" in out


def test_programs_that_go_together_have_one_id(here: Path) -> None:
    write(here, "a.js", in_game(f"await this.pyodide.loadPackage('a');\n{PROGRAMS}", "x"))
    document = json.loads(migrator(here, "migrate", "--format", "json", "a.js").stdout)
    uses = [use for use in document["files"][0]["uses"] if use["outcome"] == "rewritten"]
    assert [(use["member"], use["rule"]) for use in uses] == [
        ("loadPackage", "01-load"), ("runPythonAsync", "02-two"), ("runPythonAsync", "02-two"),
    ]  # fmt: skip
    assert uses[1]["id"] == uses[2]["id"] != uses[0]["id"]
    assert document["summary"]["rewritten"] == 2


def test_a_comment_keeps_a_use_that_runs_nothing(here: Path) -> None:
    text = in_game("// migrator-keep: 01-load -- not yet\nawait this.pyodide.loadPackage('a');")
    write(here, "a.js", text)
    ran = migrator(here, "migrate", "a.js")
    assert (ran.returncode, ran.stdout) == (0, b"")
    assert migrator(here, "check", "a.js").returncode == 0
