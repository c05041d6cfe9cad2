"""The documents of `--format json` against their published schema, the page about formats, exit codes, and which format
costs what.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator, ValidationError

from migrator.cli.app import cli
from migrator.cli.formats import CHECK, MIGRATE
from migrator.model.ledger import BreachKind, Code, Outcome
from migrator.report.documents import DOCUMENTS, schema
from migrator.report.dump import dumped
from migrator.report.meanings import BREACHES, CODES, MEANINGS
from tests.report.formats import Ran, invoke, samples
from tests.support import FIXTURES, ROOT, in_game
from tests.whole.test_imports import loaded

SITE = "await this.pyodide.runPythonAsync(`env.render()`);"
LEFT = "this.pyodide.toPy(1);"
NOTHING = "const a = 1;\n"
BROKEN = "class { this.pyodide"

# -- the schemas -------------------------------------------------------------------------------------------------------


def document(folder: Path, command: str, *arguments: str) -> Any:
    result = invoke(folder, command, "--format", "json", *arguments).json()
    Draft202012Validator(schema(command)).validate(result)
    return result


@pytest.mark.parametrize("command", DOCUMENTS)
def test_the_schema_is_one_and_is_in_the_docs(command: str) -> None:
    Draft202012Validator.check_schema(schema(command))
    assert json.loads((ROOT / "docs" / f"{command}.schema.json").read_text("utf-8")) == schema(command)


def test_a_document_with_another_key_kind_or_type_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(in_game(f"{SITE}\n{LEFT}"), "utf-8")
    found = document(tmp_path, "check")
    finding = found["findings"][0]
    for wrong in (
        {**found, "more": 1},
        {**found, "version": 1},
        {**found, "findings": [{**finding, "line": "1"}]},
        {**found, "findings": [{**finding, "kind": "other"}]},
        {**found, "findings": [{key: value for key, value in finding.items() if key != "rule"}]},
    ):
        with pytest.raises(ValidationError):
            Draft202012Validator(schema("check")).validate(wrong)


def test_every_document_is_as_the_schema_says(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "game", tmp_path / "game")
    (tmp_path / "left.js").write_text(
        in_game("await this.pyodide.runPythonAsync(`env.tilt(4)`);\nconst p = this.pyodide;\n" + SITE)
        + "class Alone { start(p) { this.pyodide = p; } }\n",
        "utf-8",
    )
    (tmp_path / "thread.js").write_text("class E { f() { return this.pyodide.runPython(`env.f()`); } }\n", "utf-8")
    (tmp_path / "page.js").write_text("export const thread = new Worker('./thread.js');\n", "utf-8")
    (tmp_path / "broken.js").write_text(BROKEN, "utf-8")
    (tmp_path / "page.astro").write_text("<p />\n", "utf-8")
    (tmp_path / "migrator.toml").write_text(
        'keep = ["nowhere"]\n\n[[facts]]\nmethod = "act"\ncalls = ["this.no()"]\n', "utf-8"
    )
    migrated, found = document(tmp_path, "migrate"), document(tmp_path, "check")
    assert migrated["summary"]["errors"] == len(found["errors"]) == 1
    assert {use["outcome"] for file in migrated["files"] for use in file["uses"]} == set(Outcome) - {"kept"}
    assert {item["kind"] for item in found["findings"]} >= {"call", "assign", "alias", "fact", "setting", "worker"}
    assert {item["path"] for item in found["skipped"]} == {"page.astro"}


def test_the_codes_of_the_schema_are_those_of_the_docs() -> None:
    told = (ROOT / "docs" / "design.md").read_text("utf-8")
    table = told[told.index("| code | means |") : told.index("## Shapes of a site")]
    codes = re.findall(r"`([a-z-]+)`(?=[^|]*\|[^|]*\|$)", table, re.MULTILINE)
    assert set(codes) >= {code.value for code in Code}
    assert set(CODES) == set(Code)
    assert set(BREACHES) == set(BreachKind)
    for code, meaning in CODES.items():
        if code not in (Code.NO_WORKER, Code.NO_COMMAND, Code.NO_HELPER):  # the table has these in one line
            assert f"| `{code.value}` | {meaning} |" in told
    assert set(MEANINGS) == {*map(str, Code), *map(str, BreachKind), "kept", "provided", "in-worker"}


# -- the page about formats --------------------------------------------------------------------------------------------


def test_the_samples_are_what_is_printed() -> None:
    page = samples.PAGE.read_text("utf-8")
    assert samples.made(page) == page


def test_every_format_has_a_sample() -> None:
    shown = samples.commands(samples.PAGE.read_text("utf-8"))
    assert {command.split("--format ")[1].split()[0] for command in shown if "--format" in command} == set(MIGRATE)
    assert {"migrator check js", "migrator migrate js"} <= set(shown)
    assert set(CHECK) < set(MIGRATE)


def test_the_table_of_formats_is_that_of_the_commands() -> None:
    page = samples.PAGE.read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (✓?) ?\| (✓?) ?\|", page, re.MULTILINE)
    assert {name for name, check, _ in rows if check} == {"text", *CHECK}
    assert {name for name, _, migrate in rows if migrate} == {"text", *MIGRATE}


@pytest.mark.parametrize(("command", "form"), [("check", "markdown"), ("check", "html"), ("migrate", "html")])
def test_another_format_is_refused_and_those_there_are_named(tmp_path: Path, command: str, form: str) -> None:
    result = invoke(tmp_path, command, "--format", form)
    assert (result.code, result.out) == (2, b"")
    assert f"'{form}' is not one of 'text', 'json', 'sarif', 'github'" in result.err


def test_a_diff_is_one_that_git_takes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        shutil.copytree(samples.HERE / "sample", tmp_path / name)
    diff = invoke(tmp_path / "a", "migrate", "js").out
    subprocess.run(["git", "apply", "-"], cwd=tmp_path / "b", input=diff, check=True, timeout=300)
    invoke(tmp_path / "a", "migrate", "--write", "js")
    assert (tmp_path / "b/js/game.js").read_bytes() == (tmp_path / "a/js/game.js").read_bytes()


@pytest.mark.parametrize("form", [*MIGRATE])
def test_a_format_prints_one_document_and_nothing_else(tmp_path: Path, form: str) -> None:
    (tmp_path / "a.js").write_text(in_game(f"{SITE}\n{LEFT}"), "utf-8")
    (tmp_path / "b.js").write_text(BROKEN, "utf-8")
    for command in ("check", "migrate") if form in CHECK else ("migrate",):
        result = invoke(tmp_path, command, "--format", form)
        assert (result.code, result.err) == (2, "")
        assert result.out.endswith(b"\n")
        assert b"\x1b" not in result.out


def test_a_run_on_github_prints_text_as_anywhere(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(in_game(SITE), "utf-8")
    for command in ("check", "migrate"):
        there = invoke(tmp_path, command, "a.js", env={"GITHUB_ACTIONS": "true", "CI": "true"})
        assert there == invoke(tmp_path, command, "a.js")
        assert b"::error" not in there.out


@pytest.mark.parametrize("form", CHECK)
def test_a_working_directory_that_is_gone_changes_no_report(tmp_path: Path, form: str) -> None:
    (tmp_path / "a.js").write_text(in_game(LEFT), "utf-8")
    (tmp_path / "gone").mkdir()
    command = f'rmdir "{tmp_path}/gone"; "{sys.executable}" -m migrator check --format {form} "{tmp_path}/a.js"'
    result = subprocess.run(
        command,
        shell=True,
        cwd=tmp_path / "gone",
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=300,
    )
    assert (result.returncode, result.stderr) == (1, "")
    assert str(tmp_path / "a.js") in result.stdout


def test_text_imports_no_other_format(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(in_game(SITE), "utf-8")
    for command in ("check", "migrate"):
        _, modules = loaded(tmp_path, command, "a.js")
        reports = {name for name in modules if name.startswith("migrator.report.")}
        sentences = {name for name in reports if name.startswith("migrator.report.sentences")}
        assert reports - sentences == {"migrator.report.text", "migrator.report.words"}


def test_a_format_without_sites_costs_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text(NOTHING, "utf-8")
    for form in CHECK:
        _, modules = loaded(tmp_path, "check", "--format", form)
        assert modules & {"libcst", "tree_sitter", "yaml", "markdown_it", "migrator.report.documents"} == set()


# -- exit codes --------------------------------------------------------------------------------------------------------

WHAT = {
    "nothing": NOTHING,
    "rewritable": in_game(SITE),
    "left": in_game(LEFT),
    "both": in_game(f"{SITE}\n{LEFT}"),
    "error": BROKEN,
}
# check, migrate, migrate --write, migrate --write --exit-non-zero-on-change
CODES_OF = {
    "nothing": (0, 0, 0, 0),
    "rewritable": (1, 1, 0, 1),
    "left": (1, 1, 1, 1),
    "both": (1, 1, 1, 1),
    "error": (2, 2, 2, 2),
}
RUNS = (("check",), ("migrate",), ("migrate", "--write"), ("migrate", "--write", "--exit-non-zero-on-change"))


def ran(folder: Path, what: str, *arguments: str) -> Ran:
    (folder / "a.js").write_text(WHAT[what], "utf-8")
    return invoke(folder, *arguments, "a.js")


@pytest.mark.parametrize("char", ["\x7f", "\x1b", "\u202e", "\ud800", "\u2028", "\U000e0001"])
@pytest.mark.parametrize("beside", ["", "\u00e4"])
def test_what_a_terminal_obeys_is_escaped_in_json_and_means_the_same(char: str, beside: str) -> None:
    text = dumped({"text": char + beside})
    assert char not in text
    assert beside in text
    assert json.loads(text) == {"text": char + beside}


@pytest.mark.parametrize(("what", "run"), [*product(WHAT, range(len(RUNS)))])
def test_exit_codes(tmp_path: Path, what: str, run: int) -> None:
    wanted = CODES_OF[what][run]
    assert ran(tmp_path, what, *RUNS[run]).code == wanted
    forms = CHECK if run == 0 else MIGRATE
    assert {form: ran(tmp_path, what, *RUNS[run], "--format", form).code for form in forms} == dict.fromkeys(
        forms, wanted
    )
    if run < 3:
        assert ran(tmp_path, what, *RUNS[run], "--exit-zero").code == (2 if wanted == 2 else 0)
        assert ran(tmp_path, what, *RUNS[run], "--quiet").code == wanted
    else:
        contradiction = ran(tmp_path, what, *RUNS[run], "--exit-zero")
        assert (contradiction.code, contradiction.err) == (
            2,
            "migrator: `--exit-zero` and `--exit-non-zero-on-change` contradict each other\n",
        )
        assert (tmp_path / "a.js").read_text("utf-8") == WHAT[what]


def test_one_error_wins_over_findings_of_other_files(tmp_path: Path) -> None:
    (tmp_path / "b.js").write_text(BROKEN, "utf-8")
    for run in RUNS[:3]:
        (tmp_path / "a.js").write_text(WHAT["both"], "utf-8")
        assert invoke(tmp_path, *run, "--exit-zero").code == 2
        assert invoke(tmp_path, *run).code == 2


def test_without_write_a_change_counts_in_any_case(tmp_path: Path) -> None:
    assert ran(tmp_path, "rewritable", "migrate", "--exit-non-zero-on-change").code == 1
    assert ran(tmp_path, "nothing", "migrate", "--exit-non-zero-on-change").code == 0


def test_exit_zero_reports_as_ever(tmp_path: Path) -> None:
    for command in ("check", "migrate"):
        one, other = (ran(tmp_path, "both", command, *more) for more in ((), ("--exit-zero",)))
        assert (one.out, one.err) == (other.out, other.err)
        assert one.err


@pytest.mark.parametrize("what", WHAT)
def test_the_code_in_a_log_is_that_of_the_process(tmp_path: Path, what: str) -> None:
    for arguments in (("check",), ("check", "--exit-zero"), ("migrate",), ("migrate", "--exit-zero")):
        result = ran(tmp_path, what, *arguments, "--format", "sarif")
        assert result.json()["runs"][0]["invocations"][0]["exitCode"] == result.code


def test_the_help_names_the_flags() -> None:
    told = {name: CliRunner().invoke(cli, [name, "--help"]).output for name in ("check", "migrate")}
    assert "--exit-zero" in told["check"]
    assert "--exit-non-zero-on-change" not in told["check"]
    assert "--exit-non-zero-on-change" in told["migrate"]
    assert all("--stdin-filename NAME" in text for text in told.values())


@pytest.mark.parametrize("form", MIGRATE)
def test_what_comes_from_a_cache_is_reported_as_ever(tmp_path: Path, form: str) -> None:
    shutil.copytree(samples.HERE / "sample", tmp_path / "game")
    for command in ("check", "migrate") if form in CHECK else ("migrate",):
        first, second, without = (
            invoke(tmp_path, command, "--format", form, *more, "game") for more in ((), (), ("--no-cache",))
        )
        assert first == second == without
        assert "03-seed" in first.text
